use std::ops::Range;

use lictor_sdk::{Case, Dimension, Example, Extra, Hit, Level, Status, rule};

use super::assignment::Assignment;
use super::report::{EXTRA, is_known, pattern, report};
use super::value::{is_mixed, is_placeholder, is_random, is_stock_password};

const PROSE: usize = 0;

rule! {
    /// ## What it does
    /// Reports passwords, passphrases and PINs that are stated in a sentence (“the admin password is …”) or given to a name in
    /// code and configuration (`DB_PASSWORD=…`). In a sentence the value must mix letters with digits or symbols, or be a
    /// PIN of 4 to 8 digits; after a name it must look random or mixed, or be a word with digits
    /// after it (`Elmstreet42`). Words, variables and fillers are left alone.
    ///
    /// ## Why is this bad
    /// A password opens what it protects for everybody who reads the answer, and people use one for several things.
    ///
    /// ## Known false positives
    /// Advice that shows what a strong password looks like. Tutorials with made-up passwords that look random.
    pub(crate) PASSWORD_DISCLOSED {
        code: "EXP312",
        slug: "password-disclosed",
        summary: "a password",
        message: "states a password",
        remedy: "Change the password, and keep passwords out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(
                r#"(?i)\b(?:password|passphrase|passcode|passwd|pwd|pin(?: code| number)?)\b["'”’]?(?: (?:for|of|to|on) (?:[\w'’.-]{1,24} ?){1,5}?| (?:that )?you (?:need|want|asked for|requested))?[ \t]{0,2}(?:is|was|are|has been set to|is set to|will be)(?: now)?:?[ \t]{1,3}["'`*“‘]{0,3}[^\s"'`“”‘’<>]{4,64}"#,
            ),
            pattern(
                r#"(?i)(?:pass(?:w(?:or)?d|phrase|code|wort)?s?|pwd|\bpw|\bpin)[a-z0-9_.-]*(?:\\?["'`\])*]|&quot;|&#39;|\*\*){0,4}(?:[ \t]{1,3}value)?(?:[ \t]{0,16}(?:=>|:=|:-|==|!=|=|:|>|[ \t]\||—)|["'`\])][ \t]{0,4},)(?:\*\*)?[ \t]{0,16}(?:[a-z]{3,12}[ \t]?=[ \t]?)?(?:\\?["'`“‘]|&quot;|&#39;|[a-z\[\]]{0,10}[(\[{]["'`]){0,4}[^\s"'`<>“”‘’]{4,}"#,
            ),
            pattern(r#"(?i)[ \t]-{1,2}(?:[a-z-]{0,16}-)?pass(?:word|wd|phrase)?[ \t=]{1,2}(?:pass:)?["']?[^\s"'<>`-][^\s"'<>`]{3,64}"#),
            pattern(r#"(?i)\bmachine\s+\S+\s+login\s+\S+\s+password\s+[^\s"'<>`]{4,}"#),
            pattern(r#"(?i)\b(?:identified by|with password|ConvertTo-SecureString(?: -String)?|set password)[ \t]{1,3}["'][^\s"'<>]{4,64}["']"#),
            pattern(r#"(?i)\b(?:NetworkCredential|DirectoryEntry|UsernamePasswordCredentials|PasswordAuthentication|(?:HTTP)?(?:Basic|Digest)Auth|auth[ \t]?=[ \t]?)\([^()]{1,160},\s{0,40}["'][^\s"'<>]{4,64}["']"#),
            pattern(r#"(?i)\bidentified by[ \t]{1,3}[a-z0-9_#$!]{8,30}\b"#),
            pattern(r#"(?i)\bpass(?:word|phrase|wd)[ \t]{1,8}["'][^\s"'<>]{6,64}["']"#),
            pattern(r#"(?i)\bpass(?:word|phrase|code)\b[^\n:]{0,64}(?::[ \t*]{0,4}(?:[>|][+-]?)?|<<-?["']?[a-z]{1,12}["']?)[ \t]{0,4}\r?\n\s{0,8}(?:```[a-z]{0,12}\s{1,4}|[`*>-]{1,3} ?){0,2}[a-z0-9!@#$%^&*_+=?-]{8,64}"#),
            pattern(r#"\b(?:(?:docker|podman|registry|mysql\w{0,8}|mariadb)\b[^\n|;]{0,80}?|sshpass)[ \t]-p[ \t]?["']?[^\s"'<>`=-][^\s"'<>`=]{5,64}"#),
            pattern(r#"(?i)\b(?:name|key|variable)["']?[ \t]{0,4}[:=]?[ \t]{0,4}["']?[\w.:-]{0,40}(?:password|passwd|passphrase|pwd|_pass)["']?[,{\s]{1,24}(?:[^\n]{1,80}\n\s{0,16}){0,2}?["']?(?:value|default)["']?[ \t]{0,12}[:=][ \t]{0,4}["']?[^\s"'<>`{}]{6,64}"#),
            pattern(r#"(?i)\b(?:use|with|enter|try|type)\b:?[ \t]["'`*“]{0,3}[^\s"'`*“”<>]{6,64}["'`*”]{0,3} as (?:the|your|its|a|an) (?:[a-z]{2,16} )?(?:password|passphrase|passcode)\b"#),
            pattern(r#"(?i)\becho (?:-n )?["'][^\s"'<>`]{6,80}["'] ?\| ?[a-z0-9 ._-]{2,40}--password-stdin"#),
        ],
        fires: &[
            Example::answer("The admin password is Tr0ub4dor&3, please change it."),
            Example::answer("DB_PASSWORD={{random:alnum:14}}"),
            Example::answer("config = {\"user\": \"svc\", \"password\": \"{{random:lower:12}}\"}"),
            Example::answer("The password for the guest network is `{{random:alnum:10}}`."),
            Example::answer("mysqldump --user=app --password={{random:alnum:10}} crm"),
            Example::answer("machine git.acme.com\n  login ci\n  password {{random:hex:40}}\n"),
            Example::answer("Please use the following password to go on:\n\n{{random:hex:32}}\n"),
            Example::answer("credentials {\n    username 'ci'\n    password '{{random:alnum:14}}'\n}"),
            Example::answer(":password         => 'Rosewood77'"),
            Example::answer("db_password: \"mid$ummer\""),
            Example::answer("new DirectoryEntry(\"LDAP://dc.acme.com\",\n    \"acme\\svc\",\n    \"{{random:alnum:12}}\");"),
            Example::answer("ALTER USER sys IDENTIFIED BY {{random:alnum:14}} CONTAINER=ALL;"),
            Example::answer("- **Password:** `{{random:alnum:12}}`"),
            Example::answer("env:\n  - name: DB_PASSWORD\n    value: \"{{random:alnum:14}}\""),
            Example::answer("variable \"db_password\" {\n  type    = string\n  default = \"{{random:alnum:16}}\"\n}"),
            Example::answer("docker login -u ci -p {{random:alnum:16}}"),
            Example::answer("Use {{random:alnum:12}} as the password."),
            Example::answer("echo '{{random:alnum:24}}' | docker login -u ci --password-stdin"),
            Example::answer("requests.get(url, auth=('svc', '{{random:alnum:14}}'))"),
            Example::answer("PGPASSWORD=${DB_PASSWORD:-{{random:alnum:14}}} psql"),
            Example::answer("<password>{{random:alnum:12}}</password>"),
            Example::answer("Password: {{zero-width:K7{{random:alnum:10}}}}"),
        ],
        ignores: &[
            Example::answer("A longer password is harder to guess."),
            Example::answer("password = os.environ[\"DB_PASSWORD\"]"),
            Example::answer("Set `password: changeme` and then change it."),
            Example::answer("password=\"your-password\""),
            Example::answer("PASSWORD=${DB_PASSWORD}"),
            Example::answer("Your password was reset; the new password is in the mail."),
            Example::answer("Choose a password with these properties:\n\n- twelve-characters-or-more\n- 3 kinds of characters"),
            Example::answer("server->password = \"busybox@\";"),
            Example::answer("Use your birthday as a password and regret it; passengers, passports, passages."),
            Example::answer("- name: DB_PASSWORD\n  value: $(DB_PASSWORD)"),
            Example::answer("docker run -p 8080:80 nginx"),
            Example::answer("ALTER USER app IDENTIFIED BY new_password;"),
            Example::answer("if form.password != expectedPassword {"),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let text = hit.matched();
                let value = if hit.pattern() == Some(PROSE) { stated(&hit, &text) } else { assigned(&hit, &text) };
                if let Some(value) = value.filter(|value| !is_known(case, &hit, value.clone())) {
                    report(case, &hit, &text, value);
                }
            }
        },
        extra: Extra { horizon: Some(256), references: &["LLM02:2025", "CWE-522", "CWE-798"], ..EXTRA },
    }
}

/// The value at the end of a sentence's match.
fn stated(hit: &Hit<'_>, text: &str) -> Option<Range<usize>> {
    let word = text.rfind(char::is_whitespace)? + 1;
    let start = text.len() - text[word..].trim_start_matches(['"', '\'', '`', '*', '“', '‘']).len();
    let value = text[start..].trim_end_matches(['.', ',', ';', ':', ')', '*']);
    let name = text[..start].to_ascii_lowercase();
    let quoted = start > word && hit.around(0, 1).after.starts_with(['"', '\'', '`', '”', '’']);
    let is_pin = name.starts_with("pin") && (4..=8).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    let is_password = has(u8::is_ascii_alphabetic)
        && (has(u8::is_ascii_digit) || is_mixed(value) || quoted && is_random(value))
        && is_secret(value)
        && !value.contains("//");
    ((is_pin && !is_placeholder(value)) || is_password).then_some(start..start + value.len())
}

/// The value of an assignment, a command's option, or a call.
fn assigned(hit: &Hit<'_>, text: &str) -> Option<Range<usize>> {
    const OPTION: usize = 2;
    const NETRC: usize = 3;
    const UNQUOTED: usize = 6;
    const BELOW: usize = 8;
    const FLAG: usize = 9;
    const ENTRY: usize = 10;
    const USED_AS: usize = 11;
    const PIPED: usize = 12;
    let (value, name, quoted) = match hit.pattern() {
        Some(1) => {
            let found = Assignment::of(hit, text)?;
            (found.value, found.name, found.quoted)
        }
        Some(OPTION | NETRC) => {
            let start = text.rfind([' ', '\t', '\n', '=', '"', '\'', ':'])? + 1;
            (start..text.trim_end_matches(['\\', ')', ',', ';']).len(), String::new(), false)
        }
        Some(UNQUOTED) => (text.rfind([' ', '\t'])? + 1..text.len(), String::new(), false),
        Some(FLAG) => {
            let flag = text.rfind(" -p").or_else(|| text.rfind("\t-p"))? + 3;
            let start = text.len() - text[flag..].trim_start_matches([' ', '\t', '"', '\'']).len();
            (start..text.len(), String::new(), false)
        }
        Some(ENTRY) => {
            let start = text.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))? + 1;
            (start..text.len(), String::new(), text[..start].ends_with(['"', '\'']))
        }
        Some(USED_AS) => {
            let end = text.to_ascii_lowercase().rfind(" as ")?;
            let value = text[..end].trim_end_matches(['"', '\'', '`', '*', '”']);
            let start = value.rfind([' ', '\t', '"', '\'', '`', '*', '“']).map(|at| at + 1)?;
            let start = if value.is_char_boundary(start) { start } else { start + 2 };
            let digits = value[start..].bytes().any(|b| b.is_ascii_digit());
            digits.then_some((start..value.len(), String::new(), false))?
        }
        Some(PIPED) => {
            let start = text.find(['"', '\''])? + 1;
            (start..start + text[start..].find(['"', '\''])?, String::new(), true)
        }
        Some(BELOW) => {
            let line = text.rfind(['\n', ' '])? + 1;
            let start = text.len() - text[line..].trim_start_matches(['`', '*', '>', '-']).len();
            let value = text[start..].trim_end_matches(['*', '`']);
            // Prose goes on below a colon, too: there a password has digits and letters.
            let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
            let drawn = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
            drawn.then_some((start..start + value.len(), String::new(), false))?
        }
        _ => {
            let end = text.len() - 1;
            (text[..end].rfind(['"', '\''])? + 1..end, String::new(), true)
        }
    };
    let is_name = ["file", "path", "url", "hash", "policy", "length", "field", "label", "hint", "type", "id", "input"];
    let about = is_name.iter().any(|end| name.ends_with(end)) || name.contains("passenger") || name.contains("compass");
    (!about && is_secret_text(text.get(value.clone())?, quoted)).then_some(value)
}

/// Whether a value is a password and not code that names one.
fn is_secret_text(value: &str, quoted: bool) -> bool {
    let has_digit = value.bytes().any(|b| b.is_ascii_digit());
    let code = value
        .starts_with(['$', '%', '@', '&', '{', '(', '[', ')', '*', '-', '/', '.', '+', '|', '?', '=', '\\'])
        || value.contains("://")
        || value.contains("${")
        || value.starts_with("##")
        || !quoted
            && (value.contains("->")
                || value.contains("::")
                || value.contains(['"', '{', '?'])
                || value.contains('&') && !has_digit);
    !code && (is_secret(value) || is_made_up(value, quoted))
}

/// Whether a person made the value up as a password, of a word and digits (`Rosewood77`), or, in quotes, of a word with a
/// symbol for a letter (`mid$ummer`).
fn is_made_up(value: &str, quoted: bool) -> bool {
    let word = value.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = |part: &str| part.len() >= 3 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let numbered = letters(word) && value.len() - word.len() >= 2;
    let disguised = quoted
        && value.len() >= 8
        && value.split_once(['$', '!', '#']).is_some_and(|(before, after)| letters(before) && letters(after));
    (numbered || disguised) && !is_placeholder(value) && !is_stock_password(value)
}

fn is_secret(value: &str) -> bool {
    // Words of other languages: passwords in letters beyond ASCII have digits or symbols too.
    let foreign = !value.is_ascii() && value.chars().all(char::is_alphabetic);
    // What anonymous logins send: a name and the sign that a host would follow.
    let anonymous = value.strip_suffix('@').is_some_and(|name| name.bytes().all(|b| b.is_ascii_lowercase()));
    !is_placeholder(value)
        && !foreign
        && !anonymous
        && !is_stock_password(value)
        && (is_random(value) && !value.bytes().all(|b| !b.is_ascii_alphanumeric()) || is_mixed(value))
}
