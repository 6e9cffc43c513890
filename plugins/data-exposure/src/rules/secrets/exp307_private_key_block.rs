use lictor_sdk::{Case, Dimension, Example, Extra, Hit, Level, Status, rule};

use super::pem;
use super::report::{EXTRA, pattern, report};
use super::value::is_drawn;

const PEM: usize = 0;
const JWK: usize = 1;
/// How far around a member of a JSON Web Key the others may stand, in bytes.
const JWK_REACH: u32 = 600;

rule! {
    /// ## What it does
    /// Reports private key material: PEM, OpenSSH and PGP blocks with a body of at least 64 characters, private members of
    /// JSON Web Keys, age identities, WireGuard private and pre-shared keys, NATS seeds and PuTTY key files.
    ///
    /// ## Why is this bad
    /// A private key proves who one is. With it anybody can log in, sign or decrypt as its owner.
    ///
    /// ## Known false positives
    /// Test keys that a standard or a library publishes; put them in the setting `allow`.
    ///
    /// ## References
    /// RFC 7468 (textual encodings of keys), RFC 7517 (JSON Web Key)
    pub(crate) PRIVATE_KEY_BLOCK {
        code: "EXP307",
        slug: "private-key-block",
        summary: "private key material",
        message: "contains private key material",
        remedy: "Replace the key pair, and keep private keys out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(r#"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s\\,:.()"'#>|*…-]{64,}"#),
            pattern(r#"["']?\b(?:d|k)["']?[ \t]{0,2}:[ \t]{0,2}["'][A-Za-z0-9_-]{22,}["']"#),
            pattern(r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
            pattern(r"(?i)\b(?:private|preshared)key[ \t]{0,2}=[ \t]{0,2}[A-Za-z0-9+/]{43}="),
            pattern(r"\bS[ACNOUX][A-Z2-7]{56}\b"),
            pattern(r"Private-Lines: \d{1,3}\s+[A-Za-z0-9+/=\s]{64,}"),
        ],
        fires: &[
            Example::answer("-----BEGIN RSA {{joined:PRIVATE| KEY}}-----\n{{random:base64:64}}\n{{random:base64:64}}\n-----END RSA {{joined:PRIVATE| KEY}}-----"),
            Example::answer("Here is the key:\n-----BEGIN OPENSSH {{joined:PRIVATE| KEY}}-----\n{{random:base64:70}}\n{{random:base64:70}}"),
            Example::answer("{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"{{random:base64url:43}}\"}"),
            Example::answer("{kty: 'oct', alg: 'A128KW', k: '{{random:base64url:22}}'}"),
            Example::answer("[Interface]\nPrivateKey = {{random:base64:43}}=\n"),
            Example::answer("The seed is SU{{random:base32:56}}"),
            Example::answer("{{base64:-----BEGIN EC {{joined:PRIVATE| KEY}}-----\n{{random:base64:64}}\n{{random:base64:64}}\n-----END EC {{joined:PRIVATE| KEY}}-----}}"),
        ],
        ignores: &[
            Example::answer("It begins with\n-----BEGIN {{joined:PRIVATE| KEY}}-----\n...\n-----END {{joined:PRIVATE| KEY}}-----"),
            Example::answer("-----BEGIN PUBLIC KEY-----\n{{random:base64:64}}\n{{random:base64:64}}\n-----END PUBLIC KEY-----"),
            Example::answer("{\"kty\":\"EC\",\"x\":\"{{random:base64url:43}}\",\"y\":\"{{random:base64url:43}}\"}"),
            Example::answer("Paste the text between BEGIN PRIVATE KEY and END PRIVATE KEY."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let text = hit.matched();
                match hit.pattern() {
                    Some(PEM) => pem::keys(&text).into_iter().for_each(|key| report(case, &hit, &text, key)),
                    Some(JWK) => report_member(case, &hit, &text),
                    _ => report_last_word(case, &hit, &text),
                }
            }
        },
        extra: Extra { horizon: Some(8192), ..EXTRA },
    }
}

/// A member `d` or `k` with the type of a JSON Web Key near it.
fn report_member(case: &Case<'_>, hit: &Hit<'_>, text: &str) {
    let around = hit.around(JWK_REACH, JWK_REACH);
    let is_key = ["kty", "\"crv", "'crv", " crv"].iter().any(|m| around.before.contains(m) || around.after.contains(m));
    // The exponent of an RSA key needs no type beside it: nothing else called `d` is as long.
    let is_key = is_key || text.len() > 200;
    let value = text[..text.len() - 1].rfind(['"', '\'']).map(|quote| quote + 1..text.len() - 1);
    if let Some(value) = value.filter(|value| is_key && is_drawn(&text[value.clone()], 3.5)) {
        report(case, hit, text, value);
    }
}

/// The key alone, without what names it.
fn report_last_word(case: &Case<'_>, hit: &Hit<'_>, text: &str) {
    let names_end = |at: usize| at + 1;
    let trimmed = text.trim_end();
    let start = match trimmed.find([':', '=']).filter(|at| at + 3 < trimmed.len()) {
        Some(at) => {
            let rest = &trimmed[names_end(at)..];
            trimmed.len() - rest.trim_start().len()
        }
        None => 0,
    };
    if is_drawn(&trimmed[start..], 3.5) {
        report(case, hit, text, start..trimmed.len());
    }
}
