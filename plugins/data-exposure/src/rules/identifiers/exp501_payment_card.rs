use std::ops::Range;

use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};
use super::checksums::{digits, distinct, luhn};

/// Where card numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports payment card numbers: from the range and of the length that an issuer uses, with a right check digit,
    /// and either grouped as cards are or near a word such as *card*.
    /// ## Why is this bad
    /// A card number is money, and the rules of the card industry forbid showing more than its ends.
    /// ## Known false positives
    /// One in ten digit strings passes the check. The numbers that payment providers publish for tests are left
    /// out.
    /// ## Settings
    /// `allow` lists further test numbers.
    /// ## References
    /// ISO/IEC 7812-1.
    pub(crate) PAYMENT_CARD {
        code: "EXP501",
        slug: "payment-card",
        summary: "a payment card number is shown",
        message: "shows a payment card number",
        remedy: "Cut the number out; show the last four digits if the reader must recognise the card.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b(?:4\d{3}|5[0-8]\d{2}|2[2-7]\d{2}|6\d{3}|35\d{2}|3[0689]\d{2}|3[47]\d{2}|2131|1800)(?:[ -]?\d){8,15}\b")
                .on(TEXTS).all_views(),
        ],
        fires: &[
            Example::answer("card 4539 1488 0343 6467"),
            Example::answer("We charged 4539-1488-0343-6467 12/27."),
            Example::answer("My Visa {{spaced:4539148803436467}} was declined."),
            Example::answer("Karta nr 4539148803436467"),
            Example::json(r#"{"answer": "Paid.", "tool_calls": [{"name": "pay", "arguments": {"cardNumber": "4539148803436467"}}]}"#),
        ],
        ignores: &[
            Example::answer("card 4539 1488 0343 6468"),
            Example::answer("Order 4539148803436467 has shipped."),
            Example::answer("Test with card 4242 4242 4242 4242 or 4111111111111111."),
            Example::answer("The card's chip is numbered TX-4539148803436467-9."),
            Example::answer("card 4539 1488 0343 6467").with_settings(r#"{"allow": ["4539-1488-0343-6467"]}"#),
        ],
        check: |case| report(case, &|candidate| Some(identify(candidate)?.into())),
        extra: Extra { tags: &["financial"], references: &["LLM02:2025", "CWE-359", "GDPR 4(1)"], ..EXTRA },
    }
}

/// Stems in the languages that answers are most often written in.
const WORDS: [&str; 32] = [
    "card*",
    "creditCard",
    "cc",
    "visa",
    "mastercard",
    "amex",
    "american express",
    "credit",
    "debit",
    "discover",
    "diners",
    "maestro",
    "jcb",
    "payment*",
    "paid",
    "charged",
    "pan",
    "billing",
    "kart*",
    "carte*",
    "tarjeta*",
    "cartão*",
    "cartao*",
    "cart*",
    "kreditkart*",
    "cvv*",
    "cvc*",
    "expir*",
    "ccnum*",
    "pay",
    "atm",
    "iin",
];

/// Published by payment providers for tests, beside those of fewer than three different digits.
const TEST_NUMBERS: [&str; 14] = [
    "378282246310005",
    "371449635398431",
    "378734493671000",
    "30569309025904",
    "38520000023237",
    "6011111111111117",
    "6011000990139424",
    "3530111333300000",
    "3566002020360505",
    "4012888888881881",
    "4000056655665556",
    "5105105105105100",
    "5200828282828210",
    "2223003122003222",
];

fn identify(candidate: &Candidate<'_>) -> Option<Range<usize>> {
    // What follows a card, such as its date of expiry, can look like its last group.
    let ends = std::iter::once(candidate.text.len())
        .chain(candidate.text.rmatch_indices([' ', '-']).map(|(at, _)| at))
        .map(|end| &candidate.text[..end]);
    for text in ends {
        let digits = digits(text);
        if digits.len() < 12 {
            break;
        }
        let Some(length) = issued(&digits) else { continue };
        let sure = is_grouped(text) || candidate.near(&WORDS);
        let written: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        let test = distinct(&digits) < 3 || TEST_NUMBERS.contains(&written.as_str());
        if luhn(&digits) && !test && sure && (length == Length::Own || candidate.beside(60, &WORDS)) {
            return (!candidate.is_article()).then_some(0..text.len());
        }
    }
    None
}

#[derive(PartialEq)]
enum Length {
    /// The issuer has this length and no other, or few.
    Own,
    /// The issuer has every length, or the range is nearly one that is in use: the word must stand close by.
    Any,
}

/// Whether a known issuer has numbers that begin so and are so long.
fn issued(digits: &[u8]) -> Option<Length> {
    let lead = digits.iter().take(4).fold(0_u32, |lead, digit| lead * 10 + u32::from(*digit));
    let length = digits.len();
    let own = match lead {
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => length == 16,
        3400..=3499 | 3700..=3799 | 2131 | 1800 => length == 15,
        3528..=3589 | 6011 | 6200..=6299 | 6440..=6599 => (16..=19).contains(&length),
        3000..=3059 | 3095 | 3600..=3699 | 3800..=3999 => matches!(length, 14 | 16 | 19),
        _ => false,
    };
    if own {
        return Some(Length::Own);
    }
    let maestro = matches!(lead, 5000..=5099 | 5600..=5899 | 6000..=6999) && (12..=19).contains(&length);
    let small = matches!(lead, 3000..=3999) && (14..=16).contains(&length);
    (maestro || small).then_some(Length::Any)
}

/// Whether it is grouped as cards are: 4-4-4-4, 4-4-4-4-3, 4-6-5 or 4-6-4, by one separator.
fn is_grouped(text: &str) -> bool {
    let Some(separator) = text.chars().find(|c| !c.is_ascii_digit()) else { return false };
    let groups: Vec<usize> = text.split(separator).map(str::len).collect();
    matches!(groups[..], [4, 4, 4, 4] | [4, 4, 4, 4, 3] | [4, 6, 5] | [4, 6, 4])
}
