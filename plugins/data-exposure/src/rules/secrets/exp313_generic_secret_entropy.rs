use std::ops::Range;

use lictor_sdk::text::entropy;
use lictor_sdk::{Case, Dimension, Example, Extra, Hit, Level, Status, rule};

use super::assignment::Assignment;
use super::report::{EXTRA, is_known, pattern, report};
use super::value::{is_placeholder, is_random, is_random_or_long, is_uuid};

const ASSIGNED: usize = 0;
const SPACED: usize = 1;
const SERVICE: usize = 5;
const SYMBOLS: usize = 6;
const BELOW: usize = 7;
const ENTRY: usize = 8;
const CALL: usize = 9;
const OR_ELSE: usize = 10;

rule! {
    /// ## What it does
    /// Reports random-looking values that are given to a name such as `client_secret`, `api_key` or `auth_token`; payment keys
    /// for test accounts; values after the name of a service whose tokens have no shape of their own (Datadog, Algolia, Fastly …);
    /// values below a line that announces one, or in an entry whose name stands in another member (Kubernetes, Terraform);
    /// and hashes of passwords (bcrypt, Argon2 and other `$id$salt$hash` forms). A value must have 10 characters or more, high entropy, and no words in it. Values of names
    /// that say something else (`key_id`, `token_url`, `public_key`) are left alone.
    ///
    /// ## Why is this bad
    /// Most credentials have no prefix that gives them away; the name beside them does.
    ///
    /// ## Known false positives
    /// Random identifiers and digests under a name with `key` or `token` in it. Long values that count up
    /// (`0123456789abcdef…`) are reported too, although most of them are made up. A team that has many of these puts this
    /// rule to *note*.
    pub(crate) GENERIC_SECRET_ENTROPY {
        code: "EXP313",
        slug: "generic-secret-entropy",
        summary: "a random value named as a secret",
        message: "gives a random-looking value to a name for secrets",
        remedy: "If it is a credential, revoke it and write a variable in its place.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(
                r#"(?i)(?:key|token|secret|credential|cred|auth|seed|cookie|jwt|bearer|_pat|_sid|session|webhook|login|access|private|api)s?[a-z0-9_.-]*(?:\\?["'`\])*]|&quot;|&#39;|\*\*){0,4}(?:[ \t]{0,16}(?:=>|:=|:-|==|!=|=|:|>|\bis\b|[ \t]\||—)|["'`\])][ \t]{0,4},)(?:\*\*)?[ \t]{0,16}(?:[a-z]{3,12}[ \t]?=[ \t]?)?(?:\\?["'`“‘]|&quot;|&#39;|[a-z\[\]]{0,10}[(\[{]["'`]){0,4}[A-Za-z0-9_+/.][A-Za-z0-9_.~+/=:%-]{9,}"#,
            ),
            pattern(r"(?i)(?:key|token|secret|access|private)(?:[ \t\n]{1,2}(?:(?:is|value|token|key):?[ \t])?|-)[A-Za-z0-9][A-Za-z0-9_.~+/=-]{14,}"),
            pattern(r"\b(?:sk|rk)_test_[A-Za-z0-9]{16,}\b"),
            pattern(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$argon2id?\$v=[^\s$]+\$[^\s$]+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}"),
            pattern(r"\$[1-9]\$(?:rounds=\d+\$)?[./A-Za-z0-9]{4,16}\$[./A-Za-z0-9]{22,86}"),
            pattern(SERVICES),
            pattern(
                r#"(?i)(?:secret|signing|salt|auth_key|logged_in_key|nonce_key)[a-z0-9_.-]*["'`\])]{0,2}[ \t]{0,2}(?:=>|:=|=|:|,)[ \t]{0,2}(?:"[^\s"]{24,}"|'[^\s']{24,}')"#,
            ),
            pattern(
                r#"(?i)(?:key|token|secret|credential)s?\b[^\n:]{0,48}(?::[ \t*]{0,4}(?:[>|][+-]?)?|<<-?["']?[a-z]{1,12}["']?)[ \t]{0,4}\r?\n\s{0,8}(?:```[a-z]{0,12}\s{1,4}|[`*>-]{1,3} ?){0,2}[a-z0-9_+/=-]{16,}"#,
            ),
            pattern(
                r#"(?i)\b(?:name|key|variable)["']?[ \t]{0,4}[:=]?[ \t]{0,4}["']?[\w.:-]{0,40}(?:token|secret|key)["']?[,{\s]{1,24}(?:[^\n]{1,80}\n\s{0,16}){0,2}?["']?(?:value|default)["']?[ \t]{0,12}[:=][ \t]{0,4}["']?[a-z0-9_+/.~=-]{10,}"#,
            ),
            pattern(
                r#"(?i)(?:secret|token|password|api_?key|secret_?key)\((?:buffer\.from\()?["'][a-z0-9_+/.=-]{16,}["']"#,
            ),
            pattern(
                r#"(?i)(?:key|token|secret|passw(?:or)?d)["'\])]{0,3}[ \t]?(?:\|\||\?\?)[ \t]?["'`][a-z0-9_+/.~=-]{10,}"#,
            ),
        ],
        fires: &[
            Example::answer("datadog_app = \"{{random:hex:40}}\""),
            Example::answer("DJANGO_SECRET = '{{random:symbols:3}}{{random:alnum:20}}{{random:symbols:3}}{{random:lower:8}}'"),
            Example::answer("client_secret = \"{{random:alnum:20}}\""),
            Example::answer("export ACME_API_KEY={{random:hex:32}}"),
            Example::answer("{\"access_token\": \"{{random:base64url:43}}\", \"token_type\": \"bearer\"}"),
            Example::answer("beamer = b_{{random:alnum:44}}"),
            Example::answer("api_token = {{random:alnum:20}}={{random:alnum:20}}"),
            Example::answer("The API token is {{random:alnum:32}}"),
            Example::answer("The table holds alice and $2b$12${{random:alnum:53}}."),
            Example::answer("- **API key:** `{{random:alnum:32}}`"),
            Example::answer("| API key | `{{random:alnum:32}}` |"),
            Example::answer("Here is your API key:\n\n```\n{{random:alnum:32}}\n```"),
            Example::answer("api_token: |\n  {{random:alnum:40}}\n"),
            Example::answer("TOKEN=$(cat <<EOF\n{{random:alnum:40}}\nEOF\n)"),
            Example::answer("env:\n  - name: ACME_API_TOKEN\n    value: {{random:hex:32}}"),
            Example::answer("variable \"acme_token\" {\n  description = \"for the API\"\n  default     = \"{{random:alnum:40}}\"\n}"),
            Example::answer("config.setJwtSecret(\"{{random:alnum:24}}\");"),
            Example::answer("const apiKey = process.env.ACME_KEY || '{{random:hex:32}}';"),
            Example::answer("setx ACME_TOKEN {{random:alnum:32}}"),
            Example::answer("stripe.api_key = \"{{joined:sk_|test_}}{{random:alnum:24}}\""),
        ],
        ignores: &[
            Example::answer("See twitter.com/acme/status/{{random:digits:19}} and discord id {{random:digits:18}}."),
            Example::answer("version: event-api:rc0.15.0_20231217_1420-SNAPSHOT"),
            Example::answer("api_key = \"your_api_key_here\""),
            Example::answer("api_key = os.environ.get('ACME_API_KEY')"),
            Example::answer("\"kms_key_id\": \"{{random:hex:8}}-{{random:hex:4}}-4{{random:hex:3}}-8{{random:hex:3}}-{{random:hex:12}}\""),
            Example::answer("Here are the key points:\n\n- well-established-practice, with two or three caveats"),
            Example::answer("- name: ACME_TOKEN\n  value: ${ACME_TOKEN}"),
            Example::answer("variable \"token\" {\n  default = \"replace-this-token-123\"\n}"),
            Example::answer("<meta name=\"csrf-token\" content=\"{{random:base64:40}}\">"),
            Example::answer("csrf-token={{random:base64:40}}"),
            Example::answer("token1 = 'acme-1234567890'"),
            Example::answer("public_key = \"{{random:alnum:43}}\""),
            Example::answer("const token = getAccessTokenFromLocalStorage();"),
            Example::answer("The key: perseverance. The secret is hard work."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let text = hit.matched();
                let value = match hit.pattern() {
                    Some(SPACED) => spaced(&text),
                    Some(ASSIGNED | OR_ELSE) => assigned(&hit, &text),
                    Some(SERVICE) => of_service(&text),
                    Some(SYMBOLS) => with_symbols(&text),
                    Some(BELOW) => below(&text),
                    Some(ENTRY) => of_entry(&text),
                    Some(CALL) => handed_over(&text),
                    _ => (!is_placeholder(&text)).then_some(0..text.len()),
                };
                if let Some(value) = value.filter(|value| !is_known(case, &hit, value.clone())) {
                    report(case, &hit, &text, value);
                }
            }
        },
        extra: Extra { horizon: Some(1024), references: &["LLM02:2025", "CWE-798"], ..EXTRA },
    }
}

/// Services whose keys and tokens are plain hexadecimal, base 64 or UUIDs, so that only the name tells; the separator; and
/// a value.
const SERVICES: &str = concat!(
    r"(?i)\b(?:",
    r"adafruit|algolia|alchemy|amplitude|asana|auth0|beamer|bitbucket|bittrex|blazemeter|",
    r"clearbit|cloudflare|cloudinary|cloudsmith|codecov|coinbase|contentful|coveralls|",
    r"cryptocompare|datadog|deepgram|discord|dropbox|droneci|etherscan|etsy|eventbrite|facebook|",
    r"fastly|finnhub|flickr|freshbooks|freshdesk|geocodio|gitter|heroku|hubspot|imagga|infura|",
    r"intercom|ipstack|jira|kraken|kucoin|launchdarkly|linkedin|mailchimp|mailgun|mailjet|",
    r"mattermost|messagebird|mixpanel|moosend|netlify|nytimes|opsgenie|optimizely|pagerduty|",
    r"pendo|pipedrive|plaid|postmark|pusher|rapidapi|rollbar|runscope|sendbird|shodan|shortcut|",
    r"smartsheets?|snyk|splunk|squarespace|statuspage|sumologic|surveymonkey|telnyx|",
    r"travis(?:ci)?|trello|tiingo|twilio|twitch|twitter|vultr|wakatime|webex|zendesk|zenrows",
    r")[\w.-]{0,24}(?:[\x22'`\])]{0,2}[ \t]{0,2}(?:=>|:=|=|:)[ \t]{0,2}[\x22'`]{0,2}|[ \t])[A-Za-z0-9_+/=-]{20,}",
);

/// The value of an assignment, if the name does not say that it is something else.
fn assigned(hit: &Hit<'_>, text: &str) -> Option<Range<usize>> {
    let found = Assignment::of(hit, text)?;
    let start = found.value.start;
    let value = text[found.value].trim_end_matches(['.', ':', ',']);
    (!is_no_secret(&found.name) && is_secret(value, &found.name, found.quoted)).then_some(start..start + value.len())
}

/// A value after a name and white space, which prose has too: it must be long, with digits, and stand alone.
fn spaced(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end_matches(['.', ':', '=']);
    // The keyword ends at white space, or else at the first hyphen.
    let start = text.rfind(char::is_whitespace).or_else(|| text.find('-'))? + 1;
    let value = &text[start..];
    stands_alone(value).then_some(start..text.len())
}

/// Whether a value is a secret that only a name in prose announces.
fn stands_alone(value: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().filter(|byte| kind(byte)).count();
    let digits = has(u8::is_ascii_digit);
    let mixed = has(u8::is_ascii_uppercase) >= 3 && has(u8::is_ascii_lowercase) >= 3;
    let enough = digits >= 3 || digits >= 2 && value.len() >= 20 || digits >= 1 && mixed && value.len() >= 24;
    // Base 64 has slashes and equals signs, and so have paths and assignments; a plus sign tells them apart.
    let base64 = value.contains('+') && !value.contains('.');
    enough && is_random_or_long(value) && entropy(value) >= 3.2 && (base64 || !value.contains(['.', '/', '=']))
}

/// A value that stands alone on the line after its announcement: in a code block, a block of YAML or a here document.
fn below(text: &str) -> Option<Range<usize>> {
    let line = text.rfind(char::is_whitespace)? + 1;
    let start = text.len() - text[line..].trim_start_matches(['`', '*', '>', '-']).len();
    let value = text[start..].trim_end_matches(['=', '-']);
    stands_alone(value).then_some(start..text.len())
}

/// The value of an entry whose name is the value of another member: `name: ACME_TOKEN`, `value: …`.
fn of_entry(text: &str) -> Option<Range<usize>> {
    let start = text.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))? + 1;
    let name = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)))
        .filter(|part| !part.is_empty())
        .nth(1)?;
    let name = name.to_ascii_lowercase();
    (!is_no_secret(&name) && is_secret(&text[start..], &name, true)).then_some(start..text.len())
}

/// The value that a call such as `setSecret("…")` hands over.
fn handed_over(text: &str) -> Option<Range<usize>> {
    let start = text.find(['"', '\''])? + 1;
    let name = text[..text.find('(')?].to_ascii_lowercase();
    is_secret(&text[start..text.len() - 1], &name, true).then_some(start..text.len() - 1)
}

/// A value after the name of a service whose tokens have no prefix. Without an operator between them it must be long
/// and have digits and letters only.
fn of_service(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end_matches(['.', ':', '=', '-']);
    let start = text.rfind(|c: char| c.is_whitespace() || "\"'`=:>,".contains(c))? + 1;
    let (name, value) = text.split_at(start);
    let name = name.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let operator = text[name.len()..start].contains(['=', ':']);
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = value.bytes().all(|b| b.is_ascii_alphanumeric());
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    // Some tokens are drawn from letters alone: then in both cases, and long.
    let cases = operator && value.len() >= 32 && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let enough = digits >= 3 || cases || digits >= 2 && !has(u8::is_ascii_lowercase);
    let letters = has(u8::is_ascii_alphabetic);
    let shaped = is_uuid(value) || value.len() >= 20 && enough && letters && (operator || plain);
    (shaped && !is_no_secret(&name.to_ascii_lowercase()) && is_random_or_long(value)).then_some(start..text.len())
}

/// A quoted value of letters, digits and symbols, as frameworks draw their signing secrets.
fn with_symbols(text: &str) -> Option<Range<usize>> {
    let end = text.len() - 1;
    let start = text[..end].find(text.chars().next_back()?)? + 1;
    let start = text[start..end].find(text.chars().next_back()?).map_or(start, |at| start + at + 1);
    let value = &text[start..end];
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().filter(|byte| kind(byte)).count();
    let symbols = has(|b| b.is_ascii_punctuation() && !matches!(b, b'_' | b'-' | b'.' | b'/' | b':' | b','));
    let mixed = symbols >= 3 && has(u8::is_ascii_digit) >= 2 && has(u8::is_ascii_alphabetic) >= 8;
    (mixed && !value.contains("://") && is_random(value)).then_some(start..end)
}

/// Whether a name with `key` or `token` in it names no secret: an identifier, an address, a kind, a measure, a part of a
/// word.
fn is_no_secret(name: &str) -> bool {
    const ENDS: [&str; 44] = [
        "id",
        "ids",
        "name",
        "url",
        "uri",
        "link",
        "file",
        "path",
        "dir",
        "type",
        "version",
        "host",
        "server",
        "endpoint",
        "user",
        "username",
        "email",
        "region",
        "count",
        "size",
        "length",
        "len",
        "date",
        "time",
        "at",
        "expires",
        "expiry",
        "alg",
        "algorithm",
        "format",
        "label",
        "title",
        "field",
        "column",
        "index",
        "prefix",
        "suffix",
        "hash",
        "fingerprint",
        "digest",
        "checksum",
        "store",
        "status",
        "results",
    ];
    const PARTS: [&str; 25] = [
        "public",
        "pubkey",
        "pub_key",
        "keyword",
        "keyboard",
        "keyframe",
        "monkey",
        "turkey",
        "author_",
        "authored",
        "primary",
        "foreign",
        "encrypted",
        "accessib",
        "accesso",
        "cache",
        "sort",
        "partition",
        "idempotency",
        "keychars",
        "keystr",
        "csrf",
        "xsrf",
        "authenticity",
        "keyvault",
    ];
    let last = name.rsplit(['_', '-', '.']).next().unwrap_or(name);
    let ends = ENDS.iter().any(|end| last == *end || end.len() > 2 && last.ends_with(end));
    let id = ["keyid", "tokenid", "secretid", "authid", "credentialid", "credentialsid", "sessionid"];
    ends || id.iter().any(|end| last.ends_with(end))
        || name.ends_with("author")
        || PARTS.iter().any(|part| name.contains(part))
}

fn is_secret(value: &str, name: &str, quoted: bool) -> bool {
    let has_digit = value.bytes().any(|b| b.is_ascii_digit());
    let has_letter = value.bytes().any(|b| b.is_ascii_alphabetic());
    // `max-age=60` is a directive with its own name, and no value.
    let directive =
        value.trim_end_matches('=').split_once('=').is_some_and(|(name, _)| name.len() < 16 || !is_random(name));
    let other = directive || value.contains("//") || value.starts_with(['/', '.']) || value.ends_with('/');
    // `xoxp-1234567890` has a real prefix only.
    const LONG: usize = 20;
    // A version or a snapshot of one: `rc0.15.0_20231217-SNAPSHOT`.
    let versioned = ["SNAPSHOT", "-rc.", "-alpha", "-beta"].iter().any(|mark| value.contains(mark));
    let dotted = value.contains('.') && value.split('.').filter(|part| part.len() < 20).count() > 2;
    let strong = ["token", "secret", "key", "pat"].iter().any(|end| name.ends_with(end));
    let shaped = match (has_digit, has_letter) {
        (true, true) => !is_uuid(value) || strong,
        (true, false) => strong && value.len() >= 14 && value.bytes().all(|b| b.is_ascii_digit()),
        (false, _) => value.len() >= 14 && (quoted || strong),
    };
    let counted = value.len() < LONG && value.split_once(['-', '_']).is_some_and(|(_, rest)| is_placeholder(rest));
    value.len() >= 10 && shaped && !counted && !other && !dotted && !versioned && is_random_or_long(value)
}
