use std::ops::Range;

use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};
use super::checksums::{digits, luhn};

/// Where card data is looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports what proves that a card is at hand: the code on its back (CVV, CVC), its PIN, and the data of its
    /// magnetic stripe.
    /// ## Why is this bad
    /// With it a stolen number can be spent. Nobody may keep it after a payment, so no answer can have it rightly.
    /// ## Known false positives
    /// A number of three or four digits right after such a word, in a text that explains it.
    /// ## Settings
    /// `allow` lists codes that may be shown.
    /// ## References
    /// ISO/IEC 7813 (stripe data).
    pub(crate) CARD_SENSITIVE_AUTH {
        code: "EXP502",
        slug: "card-sensitive-auth",
        summary: "a card's security code, PIN or stripe data is shown",
        message: "shows a card's security code, PIN or stripe data",
        remedy: "Cut it out, and make sure that no store or log keeps it.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:card_?)?(?:cvv|cvv2|cvc|cvc2|cvn|csc|security code|security_code|securityCode|verification (?:code|value|number))(?:[\s:=#('\x22\\]|code|number|is|was|of)*\d{3,4}\b")
                .on(TEXTS).all_views().label("code"),
            Pattern::regex(r"(?i)\bpin(?:[\s:=#('\x22\\]|code|number|is|was)+\d{4}\b").on(TEXTS).all_views().label("pin"),
            Pattern::regex(r"%?\bB\d{12,19}\^[^^\n]{2,26}\^\d{4}[^?\s]{0,40}\??").on(TEXTS).all_views().label("stripe"),
            Pattern::regex(r";?\b\d{12,19}=\d{7,20}\??").on(TEXTS).all_views().label("stripe"),
        ],
        fires: &[
            Example::answer("CVV 482"),
            Example::answer("The card expires 09/28 and its security code is 4821."),
            Example::answer("The PIN of the debit card? Her PIN is 4821."),
            Example::answer("%B4539148803436467^LIND/ROSA^28092010000000000?"),
            Example::answer(";4539148803436467=28092010000000000?"),
            Example::json(r#"{"answer": "Done.", "tool_calls": [{"name": "pay", "arguments": {"cvv": "482"}}]}"#),
        ],
        ignores: &[
            Example::answer("the CVV is 3 digits"),
            Example::answer("The security code of 1988 has 4 chapters; error security code 4031."),
            Example::answer("PIN code 560001 belongs to Bengaluru; connect pin 1234 to ground."),
            Example::answer("Enter the security code 482913 from the message."),
            Example::answer("x;4539148803436468=28092010000000000?"),
        ],
        check: |case| report(case, &|candidate| Some(identify(candidate)?.into())),
        extra: Extra { tags: &["financial"], references: &["LLM02:2025", "CWE-359"], ..EXTRA },
    }
}

const CARD: [&str; 13] = [
    "card",
    "cards",
    "cardNumber",
    "visa",
    "mastercard",
    "amex",
    "debit",
    "credit",
    "expiry",
    "expires",
    "exp",
    "atm",
    "expiration",
];

fn identify(candidate: &Candidate<'_>) -> Option<Range<usize>> {
    let text = candidate.text;
    let start = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
    match candidate.label {
        "code" => {
            let (name, value) = text.split_at(start);
            let own = ["cvv", "cvc", "cvn", "csc"].iter().any(|own| name.to_ascii_lowercase().contains(own));
            let year = value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
            let explained = candidate.after.trim_start().starts_with("digit");
            (!year && !explained && (own || candidate.near(&CARD))).then_some(start..text.len())
        }
        "pin" => candidate.near(&CARD).then_some(start..text.len()),
        _ => {
            let number = text.trim_start_matches(['%', ';', 'B']);
            let number = &number[..number.find(|c: char| !c.is_ascii_digit())?];
            luhn(&digits(number)).then_some(0..text.len())
        }
    }
}
