use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{EXTRA, report};
use super::checksums::{compact, digits, distinct, weighted};

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports British National Insurance numbers (two letters that are issued, six digits, A to D) and NHS numbers
    /// (ten digits whose last is the check digit, with *NHS* or *patient* near).
    /// ## Why is this bad
    /// One opens tax and benefit records, the other health records.
    /// ## Known false positives
    /// Part numbers of the form of a National Insurance number, if nothing calls them so. Nine in a hundred numbers
    /// of ten digits pass the check of an NHS number, hence the words.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// HMRC, *National Insurance Manual*, NIM39110; NHS Data Dictionary, *NHS number*.
    pub(crate) UK_NINO_NHS {
        code: "EXP404",
        slug: "uk-nino-nhs",
        summary: "a UK National Insurance or NHS number is shown",
        message: "shows a UK National Insurance or NHS number",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b")
                .on(TEXTS).all_views().label("insurance"),
            Pattern::regex(r"\b\d{3}[ -]\d{3}[ -]\d{4}\b|\b\d{10}\b").on(TEXTS).all_views().label("health"),
        ],
        fires: &[
            Example::answer("NHS number 943 476 5919"),
            Example::answer("Her National Insurance number is JG 10 37 59 A."),
            Example::answer("nino=JG103759A"),
            Example::answer("Patient 9434765919 was admitted on Monday."),
        ],
        ignores: &[
            Example::answer("NHS order 943 476 5910 has left the depot."),
            Example::answer("Call 943 476 5919 or write 9434765919."),
            Example::answer("Temporary numbers such as TN 10 37 59 A and BG 10 37 59 A are no National Insurance numbers."),
            Example::answer("Spare part JG103759A; the form shows AB123456C."),
            Example::answer("NHS number 943 476 5919").with_settings(r#"{"allow": ["943 476 5919"]}"#),
        ],
        check: |case| report(case, &|candidate| {
            let right = match candidate.label {
                "insurance" => {
                    let number = compact(candidate.text);
                    is_insurance(&number) && (candidate.near(&INSURANCE) || !candidate.is_article())
                }
                _ => is_health(&digits(candidate.text)) && candidate.near(&HEALTH) && !candidate.is_article(),
            };
            right.then(|| candidate.all().into())
        }),
        extra: Extra { tags: &["personal"], references: &["LLM02:2025", "CWE-359", "GDPR 9", "GDPR 87"], ..EXTRA },
    }
}

const INSURANCE: [&str; 6] =
    ["nino", "national insurance", "NI number", "NI no", "nationalInsurance", "national_insurance"];

const HEALTH: [&str; 6] = ["nhs", "patient", "patients", "patient's", "hospital number", "nhsNumber"];

fn is_insurance(number: &str) -> bool {
    let unissued = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].iter().any(|prefix| number.starts_with(prefix));
    // What every form shows as its example.
    !unissued && number.get(2..8).is_some_and(|digits| !matches!(digits, "123456" | "000000" | "111111" | "999999"))
}

fn is_health(digits: &[u8]) -> bool {
    let rest = weighted(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11;
    digits.len() == 10 && rest == 0 && distinct(digits) > 2
}
