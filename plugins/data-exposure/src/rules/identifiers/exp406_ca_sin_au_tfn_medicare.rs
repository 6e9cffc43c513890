use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};
use super::checksums::{digits, distinct, luhn, weighted};

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports Canadian social insurance numbers, Australian tax file numbers and Australian Medicare numbers: the
    /// check digit must be right, and the name of the number must stand near.
    /// ## Why is this bad
    /// Each of them is enough to impersonate a person before an authority.
    /// ## Known false positives
    /// A number of another kind with a right check digit, in a text about these numbers: one in ten.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// Service Canada, *Social Insurance Number*; Australian Taxation Office, *Tax file number algorithm*; Services
    /// Australia, *Medicare number check digit*.
    pub(crate) CA_SIN_AU_TFN_MEDICARE {
        code: "EXP406",
        slug: "ca-sin-au-tfn-medicare",
        summary: "a Canadian or Australian identity number is shown",
        message: "shows a Canadian or Australian identity number",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b[1-9]\d{2}[ -]\d{3}[ -]\d{2,3}\b|\b[1-9]\d{7,8}\b").on(TEXTS).all_views().label("nine"),
            Pattern::regex(r"\b[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]?\d)?\b").on(TEXTS).all_views().label("medicare"),
        ],
        fires: &[
            Example::answer("SIN 130 692 544"),
            Example::answer("Her tax file number (TFN) is 123 456 782."),
            Example::answer("Medicare card 2123 45670 1"),
        ],
        ignores: &[
            Example::answer("Part 130 692 544 costs 12 dollars."),
            Example::answer("SIN 130 692 545"),
            Example::answer("It is a sin to waste 130692544 litres of water."),
            Example::answer("TFN 123 456 782").with_settings(r#"{"allow": ["123-456-782"]}"#),
        ],
        check: |case| report(case, &|candidate| is_right(candidate).then(|| candidate.all().into())),
        extra: Extra { tags: &["personal"], references: &["LLM02:2025", "CWE-359"], ..EXTRA },
    }
}

fn is_right(candidate: &Candidate<'_>) -> bool {
    let digits = digits(candidate.text);
    if distinct(&digits) < 3 || candidate.is_article() {
        return false;
    }
    if candidate.label == "medicare" {
        let check = weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10;
        return digits.get(8).is_some_and(|digit| u32::from(*digit) == check) && candidate.near(&["medicare"]);
    }
    // First digits 8 and 0 are not issued to people.
    let canadian = digits.len() == 9 && digits[0] != 8 && luhn(&digits);
    let weights: &[u32] = if digits.len() == 8 { &[10, 7, 8, 4, 6, 3, 5, 1] } else { &[1, 4, 3, 7, 5, 8, 6, 9, 10] };
    let australian = weighted(&digits, weights).is_multiple_of(11);
    (canadian && candidate.near(&["SIN", "SIN#", "social insurance", "socialInsurance", "social_insurance"]))
        || (australian && candidate.near(&["tfn", "tax file number", "taxFileNumber", "tax_file_number"]))
}
