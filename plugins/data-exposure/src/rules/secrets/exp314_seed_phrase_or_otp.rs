use std::ops::Range;

use lictor_sdk::{Case, Dimension, Example, Extra, Level, Status, rule};

use super::report::{EXTRA, pattern, report};
use super::seed_phrase;
use super::value::is_placeholder;

const CODE: usize = 0;
const SEED: usize = 3;

rule! {
    /// ## What it does
    /// Reports one-time codes that are stated as such (“your verification code is …”), the secrets of authenticator apps
    /// (`otpauth://` addresses), lists of recovery or backup codes, and seed phrases of wallets: 12 to 24 words of the
    /// English BIP-39 list with a right checksum after words such as *seed phrase*, numbered or not.
    ///
    /// ## Why is this bad
    /// The code is the second factor. An assistant that reads mail or messages and repeats the code hands it to whoever asks.
    /// A seed phrase is the wallet itself: who has it has the money, and nobody can call it back.
    ///
    /// ## Known false positives
    /// Examples of what a code looks like. Codes that count up or repeat a digit (`123456`, `000000`) are taken for such.
    /// One in sixteen runs of twelve words of the list has a right checksum by chance.
    ///
    /// ## References
    /// [BIP-39](https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki)
    pub(crate) SEED_PHRASE_OR_OTP {
        code: "EXP314",
        slug: "seed-phrase-or-otp",
        summary: "a one-time code, recovery code or seed phrase",
        message: "states a one-time code, recovery code or seed phrase",
        remedy: "Have the code expire, and keep messages with codes away from the model.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(
                r#"(?i)\b(?:otp|totp|2fa code|mfa code|one[- ]time (?:pass)?(?:code|word|pin)|(?:verification|authentication|authenticator|confirmation|login|log-in|sign-in|access|two-factor) (?:code|pin)|passcode)(?: (?:for|to) [\w' -]{1,40}?)?(?: (?:is|was)|:| is:|=| =)[ \t]{1,3}["'`*“]{0,3}(?:[A-Z]{1,2}-)?\d{3,4}(?:[ -]?\d{1,4})?\b"#,
            ),
            pattern(r#"\botpauth://[ht]otp/[^\s"'<>`]*?[?&]secret=[A-Za-z2-7]{16,}"#),
            pattern(r"(?i)\b(?:recovery|backup) (?:code|key)s?\b[^\n]*?[:\n][\s\d.)*`-]{0,12}[a-z0-9]{4,6}(?:-[a-z0-9]{4,6})+(?:[\s,*`]{1,6}(?:\d{1,2}[.)] )?[a-z0-9]{4,6}(?:-[a-z0-9]{4,6})+)*\b"),
            pattern(
                r#"(?i)\b(?:seed|mnemonic|recovery|backup|secret|wallet)[\w"'“”* ,()-]{0,60}(?:\bis\b|[:=\n])[\s"'`“*>]{0,8}(?:\d{1,2}[.):]?\s{0,2})?[a-z]{3,8}(?:[\s,]{1,3}(?:\d{1,2}[.):]?\s{0,2}|[-*]\s)?[a-z]{3,8}){11,}"#,
            ),
        ],
        fires: &[
            Example::answer("Your verification code is 482913."),
            Example::answer("The message says: OTP: **7304**, valid for ten minutes."),
            Example::answer("The one-time password for the bank is 391 740."),
            Example::answer("otpauth://totp/acme:alice?secret={{random:base32:32}}&issuer=acme"),
            Example::answer("Your seed phrase is: legal winner thank year wave sausage worth useful legal winner thank yellow"),
            Example::answer(
                "Recovery phrase:\n1. legal\n2. winner\n3. thank\n4. year\n5. wave\n6. sausage\n7. worth\n8. useful\n9. legal\n10. winner\n11. thank\n12. yellow\n",
            ),
            Example::answer("Recovery codes:\n- 4k7q9-x2m8p\n- 8h3zw-p6n1c\n"),
        ],
        ignores: &[
            Example::answer("The code 404 means that the page was not found."),
            Example::answer("Enter the verification code that we sent you."),
            Example::answer("The verification code is 6 digits long."),
            Example::answer("For example, if the OTP is 123456, enter it within 30 seconds."),
            Example::answer("A seed phrase such as: abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"),
            Example::answer("Seed phrase: winner legal thank year wave sausage worth useful legal winner thank yellow"),
            Example::answer("Backup codes: write-down each one."),
            Example::answer("Store your recovery codes in a safe place: a well-known vault."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let text = hit.matched();
                let value = match hit.pattern() {
                    Some(CODE) => code(&text),
                    Some(SEED) => {
                        if let Some(phrase) = seed_phrase::find(&text) {
                            report(case, &hit, &text, phrase);
                        }
                        None
                    }
                    _ => secret(&text),
                };
                if let Some(value) = value.filter(|value| !is_placeholder(&digits_or_all(&text[value.clone()]))) {
                    report(case, &hit, &text, value);
                }
            }
        },
        extra: Extra { horizon: Some(512), ..EXTRA },
    }
}

/// The digits at the end, 4 to 8 of them, with what groups them.
fn code(text: &str) -> Option<Range<usize>> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '-'));
    let start = text.len() - text[before.len()..].trim_start().len();
    let digits = text[start..].bytes().filter(u8::is_ascii_digit).count();
    (4..=8).contains(&digits).then_some(start..text.len())
}

/// The secret of an authenticator, or the codes of a list.
fn secret(text: &str) -> Option<Range<usize>> {
    let start = match text.find("secret=") {
        Some(at) => at + "secret=".len(),
        None => {
            let list = text.find([':', '\n']).map_or(0, |at| at + 1);
            text.len() - text[list..].trim_start_matches(|c: char| c.is_whitespace() || "-*`.)".contains(c)).len()
        }
    };
    // Codes have digits; hyphenated words have none.
    let is_code = text.contains("secret=") || text[start..].bytes().any(|b| b.is_ascii_digit());
    is_code.then_some(start..text.len())
}

/// Digits without what groups them; other values as they are.
fn digits_or_all(value: &str) -> String {
    let grouped = value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-'));
    value.chars().filter(|c| !grouped || c.is_ascii_digit()).collect()
}
