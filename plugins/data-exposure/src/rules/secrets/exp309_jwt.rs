use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Level, Status, Values, rule};
use serde_json::Value;

use super::decode::base64;
use super::report::{EXTRA, pattern};
use crate::settings::Settings;

/// The time of issue in the sample token that every tutorial copies from jwt.io.
const SAMPLE_ISSUED_AT: u64 = 1_516_239_022;

rule! {
    /// ## What it does
    /// Reports signed and encrypted JSON Web Tokens: three or five parts of base64url whose first decodes to a JSON object
    /// that names an algorithm. Says whether the token has expired; a policy may care less for those.
    ///
    /// ## Why is this bad
    /// Until it expires a token is as good as a login. Afterwards it still shows the claims in it: names, roles, identifiers.
    ///
    /// ## Known false positives
    /// Sample tokens in tutorials. The best known one, of jwt.io, and those of RFC 7520 are recognised; others go in the
    /// setting `allow`.
    ///
    /// ## References
    /// RFC 7519 (JSON Web Token)
    pub(crate) JWT {
        code: "EXP309",
        slug: "jwt",
        summary: "a JSON Web Token",
        message: "contains a JSON Web Token ({state})",
        remedy: "End the session that the token belongs to, and keep tokens out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[pattern(
            r"\bey[A-Za-z0-9_-]{14,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{4,})?",
        )],
        fires: &[
            Example::answer("The session token is {{joined:eyJhbGciOiJIUzI1NiIsInR5cCI6|IkpXVCJ9}}.{{joined:eyJzdWIiOiI1NzUzOTkz|MDI2In0}}.{{random:base64url:43}}"),
            Example::answer("Cookie: id={{joined:eyJhbGciOiJSUzI1NiIsImtpZCI6|IjEifQ}}.{{joined:eyJzdWIiOiIxIiwiZXhwIjox|NTAwMDAwMDAwfQ}}.{{random:base64url:86}}; Path=/"),
            Example::json(
                r#"{"answer": "Done.", "tool_calls": [{"name": "get", "arguments": {"token": "{{joined:eyJhbGciOiJIUzI1NiIsInR5cCI6|IkpXVCJ9}}.{{joined:eyJzdWIiOiI1NzUzOTkz|MDI2In0}}.{{random:base64url:43}}"}}]}"#,
            ),
        ],
        ignores: &[
            Example::answer("A JWT has the form header.payload.signature."),
            Example::answer("{{joined:eyJhbGciOiJIUzI1NiIsInR5cCI6|IkpXVCJ9}}.{{joined:eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0|IjoxNTE2MjM5MDIyfQ}}.{{random:base64url:43}}"),
            Example::answer("eyes.and.ears.open: eyewitness_accounts_of_it.are.plentiful"),
            Example::answer("The header {{joined:eyJhbGciOiJIUzI1NiIsInR5cCI6|IkpXVCJ9}} only names the algorithm."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let token = hit.matched();
                let parts: Vec<&str> = token.split('.').collect();
                let Some(length) = signed_or_encrypted(&parts) else { continue };
                let claims = object(parts[1]);
                let time = |name: &str| claims.as_ref().and_then(|claims| claims[name].as_u64());
                if time("iat") == Some(SAMPLE_ISSUED_AT) || case.settings::<Settings>().allows(&token[..length]) {
                    continue;
                }
                let now = case.attribute("today").and_then(|today| unix_time(&today));
                let expired = time("exp").zip(now).is_some_and(|(expires, now)| expires < now);
                let state = if expired { "expired" } else { "not known to have expired" };
                case.report(Finding::within(&hit, 0..length).detail("state", state));
            }
        },
        extra: Extra {
            horizon: Some(8192),
            detail: &[Detail { key: "state", values: Values::OneOf(&["expired", "not known to have expired"]) }],
            references: &["LLM02:2025", "CWE-522", "AML.T0055"],
            ..EXTRA
        },
    }
}

/// How many bytes of the text the token has, if it is one: five parts if the header names an encryption, else
/// three.
fn signed_or_encrypted(parts: &[&str]) -> Option<usize> {
    let header = object(parts[0])?;
    header.get("alg")?;
    // The tokens that standards print name hosts of the reserved domain, as RFC 7520 does.
    let names_sample = |value: &Value| value.as_str().is_some_and(|text| text.contains(".example"));
    if header.as_object()?.values().any(names_sample) {
        return None;
    }
    let count = if header.get("enc").is_some() { 5 } else { 3 };
    let token = parts.get(..count)?;
    Some(token.iter().map(|part| part.len()).sum::<usize>() + count - 1)
}

fn object(part: &str) -> Option<Value> {
    serde_json::from_slice::<Value>(&base64(part)?).ok().filter(Value::is_object)
}

/// Seconds from 1970 to the start of a day written as `2026-01-15`. The count of days is Howard Hinnant's
/// `days_from_civil`.
fn unix_time(day: &str) -> Option<u64> {
    let mut numbers = day.splitn(3, '-').map(|number| number.parse::<u64>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let shifted = if month > 2 { year } else { year.checked_sub(1)? };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.checked_sub(1)?;
    let days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + day_of_year;
    Some(days.checked_sub(719_468)? * 86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        assert_eq!(unix_time("1970-01-01"), Some(0));
        assert_eq!(unix_time("2000-03-01"), Some(951_868_800));
        assert_eq!(unix_time("2026-01-15"), Some(1_768_435_200));
        assert_eq!(unix_time("today"), None);
    }
}
