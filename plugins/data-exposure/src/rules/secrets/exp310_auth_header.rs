use std::ops::Range;

use lictor_sdk::{Case, Dimension, Example, Extra, Level, Status, rule};

use super::decode::base64;
use super::report::{EXTRA, is_known, pattern, report};
use super::value::{is_mixed, is_placeholder, is_random, is_stock_password};

const HEADER: usize = 0;
const SCHEME: usize = 1;

rule! {
    /// ## What it does
    /// Reports credentials in HTTP headers and in `curl` commands: `Authorization: Bearer …`, `Basic …`, `Token …`, keys in
    /// `X-Api-Key` and its like, and `curl -u name:password`. What a Basic header encodes is decoded and looked at. Values that
    /// look like words, variables or templates are left alone.
    ///
    /// ## Why is this bad
    /// A request with its header can be sent again by whoever reads it.
    ///
    /// ## Known false positives
    /// Documentation whose sample values look random; put them in the setting `allow`.
    pub(crate) AUTH_HEADER {
        code: "EXP310",
        slug: "auth-header",
        summary: "credentials of an HTTP request",
        message: "contains the credentials of an HTTP request",
        remedy: "Revoke the credential, and write a variable in its place.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(
                r#"(?i)\bauth(?:orization)?(?:["'\]]|\\"){0,3}[ \t]{0,3}(?:=>|:|=|,)[ \t]{0,3}(?:["'\[]|\\"){0,3}(?:basic|bearer|token|apikey|bot|key|negotiate|digest|ssws|oauth|genie-?key)[ \t:=]{1,3}["']?[A-Za-z0-9._~+/=:!-]{8,}"#,
            ),
            pattern(r"(?i)\b(?:bearer|basic)[ \t]+[A-Za-z0-9._~+/=-]{12,}"),
            pattern(
                r#"(?i)\b(?:x[-_](?:[a-z0-9]{1,16}[-_]){0,3}(?:key|token|secret)|private-token|ocp-apim-subscription-key|api-?key)["']?[ \t]{0,2}:[ \t]{0,2}["']?[A-Za-z0-9._~+/=-]{16,}"#,
            ),
            pattern(
                r#"(?i)\bcurl\b[^\n|;]*?[ \t](?:-u|--user|--proxy-user)[ \t=]{0,2}["']?[^\s"':]*["']?:(?:["']?[^\s"'<>]{4,}|["'](?:\s|$))"#,
            ),
        ],
        fires: &[
            Example::answer("curl -H \"Authorization: Bearer {{random:hex:40}}\" https://api.acme.com/v1"),
            Example::answer("Authorization: Basic {{base64:svc:R7t9!xQw2z}}"),
            Example::answer("curl --cacert ca.crt -u elastic:{{random:alnum:12}} https://search.acme.com:9200"),
            Example::answer("curl -u '{{random:alnum:24}}:' https://api.acme.com/v1"),
            Example::answer("`X-Api-Key: {{random:alnum:32}}`"),
        ],
        ignores: &[
            Example::answer("curl -H \"Authorization: Bearer $TOKEN\" https://api.acme.com/v1"),
            Example::answer("Authorization: Bearer <your access token>"),
            Example::answer("Authorization: Basic {{base64:user:password}}"),
            Example::answer("curl -u 'your_api_key_here:' https://api.acme.com/v1"),
            Example::answer("curl -u \"${NAME}:${PASSWORD}\" https://api.acme.com"),
            Example::answer("A bearer authentication scheme, or basic authentication, is enough."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let text = hit.matched();
                let value = match hit.pattern() {
                    Some(HEADER | SCHEME) => header_value(&text),
                    _ => last_value(&text),
                };
                if let Some(value) = value.filter(|value| !is_known(case, &hit, value.clone())) {
                    report(case, &hit, &text, value);
                }
            }
        },
        extra: Extra { horizon: Some(4400), ..EXTRA },
    }
}

/// The credentials after the scheme.
fn header_value(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end_matches(['.', ':']);
    let start = text.rfind(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).map_or(0, |at| at + 1);
    let value = &text[start..];
    let lower = text[..start].to_ascii_lowercase();
    let is_secret = match lower.contains("basic").then(|| base64(value)).flatten() {
        Some(decoded) => is_pair(&String::from_utf8_lossy(&decoded)),
        None => !lower.contains("basic") && is_random(value),
    };
    is_secret.then_some(start..text.len())
}

/// The key after `name:`, or the password after `curl -u name:`.
fn last_value(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end_matches(['.', ',', ';']);
    let colon = if text[..4].eq_ignore_ascii_case("curl") {
        let flag = ["-u", "--user", "--proxy-user"].iter().filter_map(|flag| text.rfind(flag)).max()?;
        flag + text[flag..].find(':')?
    } else {
        text.find(':')?
    };
    // A key stands before the colon if nothing does after it.
    let key = text[..colon].rfind([' ', '\t', '"', '\'']).map_or(0, |at| at + 1);
    if text[colon + 1..].trim_end().len() < 2 {
        let key_alone = colon - key >= 12 && is_password(&text[key..colon]);
        return key_alone.then_some(key..colon);
    }
    let start = text.len() - text[colon + 1..].trim_start_matches([' ', '\t', '"', '\'']).len();
    is_password(&text[start..]).then_some(start..text.len())
}

/// Whether `name:password` has a password that is no filler.
fn is_pair(pair: &str) -> bool {
    pair.split_once(':').is_some_and(|(name, password)| {
        is_password(password) || (password.is_empty() || password == "x") && is_random(name) && name.len() >= 16
    })
}

fn is_password(value: &str) -> bool {
    !is_placeholder(value) && (is_random(value) && !is_stock_password(value) || is_mixed(value))
}
