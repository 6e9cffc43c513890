use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};
use super::checksums::{digits, distinct, luhn, weighted};

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports numbers of United States health care: Medicare beneficiary identifiers (MBI), registration numbers of
    /// the Drug Enforcement Administration (DEA) and provider identifiers (NPI). Check digits must be right where
    /// there are any, and a word that belongs to the number must stand near unless the form alone says what it is.
    /// ## Why is this bad
    /// An MBI identifies a patient and bills Medicare; a prescriber's numbers forge prescriptions.
    /// ## Known false positives
    /// NPIs stand in a public registry.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// CMS, *Understanding the Medicare Beneficiary Identifier Format*; CMS, *NPI check digit*.
    pub(crate) US_NPI_DEA_MBI {
        code: "EXP602",
        slug: "us-npi-dea-mbi",
        summary: "a US health care number (NPI, DEA, MBI) is shown",
        message: "shows a US health care number (NPI, DEA or MBI)",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}\b")
                .on(TEXTS).all_views().label("mbi"),
            Pattern::regex(r"\b[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}\b").on(TEXTS).all_views().label("dea"),
            Pattern::regex(r"\b[12]\d{9}\b").on(TEXTS).all_views().label("npi"),
        ],
        fires: &[
            Example::answer("MBI 1EG4-TE5-MK73"),
            Example::answer("Dr. Lind, NPI 1234567893"),
            Example::answer("DEA number: AB1234563"),
        ],
        ignores: &[
            Example::answer("1234567890"),
            Example::answer("NPI 1234567890"),
            Example::answer("Flight AB1234563 and model 1EG4TE5MK73 are delayed."),
            Example::answer("NPI 1234567893").with_settings(r#"{"allow": ["1234567893"]}"#),
        ],
        check: |case| report(case, &|candidate| is_right(candidate).then(|| candidate.all().into())),
        extra: Extra { tags: &["personal", "health"], references: &[
            "LLM02:2025", "HIPAA (I)(K)", "CWE-359",
        ], ..EXTRA },
    }
}

fn is_right(candidate: &Candidate<'_>) -> bool {
    let digits = digits(candidate.text);
    let right = match candidate.label {
        "mbi" => candidate.text.contains('-') || candidate.near(&["mbi", "medicare", "beneficiary"]),
        "dea" => {
            let sum = weighted(&digits, &[1, 2, 1, 2, 1, 2]);
            digits.last().is_some_and(|check| u32::from(*check) == sum % 10)
                && candidate.near(&["DEA", "deaNumber", "dea_number", "prescriber", "registration"])
        }
        // 80840 stands for health applications in the United States.
        _ => {
            distinct(&digits) > 2
                && luhn(&[&[8, 0, 8, 4, 0], &digits[..]].concat())
                && candidate.near(&["npi", "provider identifier", "provider id", "npiNumber"])
        }
    };
    right && !candidate.is_article()
}
