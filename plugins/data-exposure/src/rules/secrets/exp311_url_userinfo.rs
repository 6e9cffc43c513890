use std::ops::Range;

use lictor_sdk::{Case, Dimension, Example, Extra, Level, Status, rule};

use super::report::{EXTRA, is_known, pattern, report};
use super::value::{is_mixed, is_placeholder, is_random, is_stock_password};

const URL: usize = 0;

rule! {
    /// ## What it does
    /// Reports passwords in URLs (`scheme://name:password@host`) and in connection strings
    /// (`Server=…;Password=…`). A password that is a word is left alone where the host is `localhost` or an example domain,
    /// and the usual fillers (`password`, `pass`, `secret`, `<…>`, `${…}`) everywhere.
    ///
    /// ## Why is this bad
    /// A connection string is all that is needed to reach the data behind it.
    ///
    /// ## Known false positives
    /// Tutorials with made-up passwords that look random.
    ///
    /// ## References
    /// RFC 3986, section 3.2.1
    pub(crate) URL_USERINFO {
        code: "EXP311",
        slug: "url-userinfo",
        summary: "a password in a URL or connection string",
        message: "contains a URL or connection string with a password in it",
        remedy: "Change the password, and write a variable in its place.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(r#"\b[A-Za-z][A-Za-z0-9+.-]+://[^\s/@:"'<>`]*:[^\s@"'<>`/]{2,}@[A-Za-z0-9\[$%{(][^\s/"'<>`,;)]*"#),
            pattern(
                r#"(?i)\b(?:server|data source|host|endpoint|uid|user ?id|user(?:name)?|database|initial catalog|accountname)[ \t]{0,2}=[^"'\n]+?;[ \t]{0,2}(?:password|pwd)[ \t]{0,2}=[ \t]{0,2}[^;"'\s<>]{4,}"#,
            ),
        ],
        fires: &[
            Example::answer("DATABASE_URL=postgres://svc:{{random:alnum:10}}!x@db1.acme.com/prod"),
            Example::answer("redis://:{{random:hex:24}}@cache:6379/0"),
            Example::answer("Server=db1,1433;Database=crm;User ID=app;Password={{random:alnum:12}};Encrypt=True"),
            Example::answer("Connect to mongodb+srv://reader:{{random:lower:9}}@cluster0.acme.net"),
        ],
        ignores: &[
            Example::answer("postgres://user:password@localhost/db"),
            Example::answer("amqp://<name>:<password>@broker.acme.com"),
            Example::answer("postgres://app:${DB_PASSWORD}@db.acme.com/app"),
            Example::answer("Server=db;User ID=app;Password=<password>;"),
            Example::answer("See https://acme.com:8080/@alice and http://[::1]:3000/."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let text = hit.matched();
                let value = if hit.pattern() == Some(URL) { url_password(&text) } else { string_password(&text) };
                if let Some(value) = value.filter(|value| !is_known(case, &hit, value.clone())) {
                    report(case, &hit, &text, value);
                }
            }
        },
        extra: Extra { horizon: Some(1024), references: &["LLM02:2025", "CWE-522", "CWE-312"], ..EXTRA },
    }
}

fn url_password(url: &str) -> Option<Range<usize>> {
    let authority = url.find("://")? + 3;
    let at = url.rfind('@')?;
    let start = authority + url[authority..at].find(':')? + 1;
    let host = url[at + 1..].to_ascii_lowercase();
    // `host:80#…@…`: what looks like a name and a password is a host and its port.
    if url[start..at].trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['#', '?', '\\']) {
        return None;
    }
    let is_sample =
        ["localhost", "127.0.0.1", "example", "host", "server", "hostname", "["].iter().any(|h| host.starts_with(h))
            || host.contains("example.")
            || host.contains(".invalid")
            || host.contains(".test");
    is_password(&url[start..at], is_sample).then_some(start..at)
}

fn string_password(text: &str) -> Option<Range<usize>> {
    let equals = text.rfind(';').and_then(|field| text[field..].find('=').map(|equals| field + equals))?;
    let start = text.len() - text[equals + 1..].trim_start().len();
    is_password(&text[start..], false).then_some(start..text.len())
}

fn is_password(value: &str, is_sample: bool) -> bool {
    let word =
        matches!(value.to_ascii_lowercase().as_str(), "pw" | "pa" | "pswd" | "token" | "apikey" | "key" | "mypass");
    let plain =
        is_placeholder(value) || is_stock_password(value) || word || value.starts_with(['$', '%', '{', '[', '(']);
    !plain && (is_random(value) || is_mixed(value) || (!is_sample && value.bytes().any(|b| b.is_ascii_digit())))
}
