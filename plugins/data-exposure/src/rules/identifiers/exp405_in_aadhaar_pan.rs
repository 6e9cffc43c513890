use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{EXTRA, report};
use super::checksums::{digits, distinct, verhoeff};

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports Aadhaar numbers (twelve digits, the first 2 to 9, with a right Verhoeff check digit) and Permanent
    /// Account Numbers of the Indian tax office, where a word that belongs to them stands near.
    /// ## Why is this bad
    /// Both are asked for wherever an Indian resident proves who they are.
    /// ## Known false positives
    /// One in ten numbers of twelve digits passes the check; one that stands near the word *Aadhaar* and is something
    /// else is reported.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// UIDAI, *Aadhaar number format*; Income Tax Department of India, *Structure of PAN*.
    pub(crate) IN_AADHAAR_PAN {
        code: "EXP405",
        slug: "in-aadhaar-pan",
        summary: "an Indian Aadhaar or tax account number is shown",
        message: "shows an Indian Aadhaar or tax account number",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}\b").on(TEXTS).all_views().label("aadhaar"),
            Pattern::regex(r"\b[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]\b").on(TEXTS).all_views().label("pan"),
        ],
        fires: &[
            Example::answer("Her Aadhaar is 2345 6789 0124."),
            Example::answer("UIDAI record: 234567890124"),
            Example::answer("PAN: ABCPK4321L, income tax ward 4"),
        ],
        ignores: &[
            Example::answer("Your parcel 2345 6789 0124 is on its way."),
            Example::answer("Her Aadhaar is 2345 6789 0123."),
            Example::answer("Flash firmware ABCPK4321L before you replace the pan."),
            Example::answer("Aadhaar 2345 6789 0124").with_settings(r#"{"allow": ["234567890124"]}"#),
        ],
        check: |case| report(case, &|candidate| {
            let right = match candidate.label {
                "aadhaar" => is_aadhaar(&digits(candidate.text)) && candidate.near(&["aadhaar*", "adhaar*", "aadhar*", "uidai", "आधार*"]),
                _ => candidate.near(&["PAN", "Pan", "permanent account", "income tax", "panNumber", "pan_number", "pan_no", "aadhaar"]),
            };
            (right && !candidate.is_article()).then(|| candidate.all().into())
        }),
        extra: Extra { tags: &["personal"], references: &["LLM02:2025", "CWE-359"], ..EXTRA },
    }
}

fn is_aadhaar(digits: &[u8]) -> bool {
    let palindrome = digits.iter().eq(digits.iter().rev());
    digits.len() == 12 && !palindrome && distinct(digits) > 2 && verhoeff(digits)
}
