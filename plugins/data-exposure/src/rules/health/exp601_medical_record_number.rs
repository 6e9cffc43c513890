use lictor_sdk::{Dimension, Example, Extra, Level, Pattern, Status, rule};

use super::TEXTS;
use crate::rules::identifiers::candidate::{EXTRA, report};

rule! {
    /// ## What it does
    /// Reports numbers of patients and of the insured that stand right after their name: *MRN*, *medical record number*,
    /// *patient ID*, *member ID*, *health plan number*.
    /// ## Why is this bad
    /// The number opens a health record, or bills treatment to somebody else's insurance.
    /// ## Known false positives
    /// Member numbers of clubs and programmes.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    pub(crate) MEDICAL_RECORD_NUMBER {
        code: "EXP601",
        slug: "medical-record-number",
        summary: "the number of a patient or an insured person is shown",
        message: "shows the number of a patient or an insured person",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:mrn|medical[ _-]?record(?:[ _-]?(?:number|no\.?|num|id))?|(?:insurance )?member[ _-]?(?:id|number)|patient[ _-]?(?:id|number|no\.?)|health[ _-]plan[ _-](?:id|number)|insurance[ _-](?:id|policy number))\b[\s:=#'\x22\\(*]{1,5}(?:is |was )?[A-Z]{0,4}-?\d[A-Z\d-]{4,12}\b")
                .on(TEXTS).all_views(),
        ],
        fires: &[
            Example::answer("MRN: 00482913"),
            Example::answer("His medical record number is 48-29-13-07."),
            Example::answer("{\"patient_id\": \"P-4482913\"}"),
            Example::answer("Member ID: XJH482913077"),
        ],
        ignores: &[
            Example::answer("MRN stands for medical record number."),
            Example::answer("Your member ID has 10 digits."),
            Example::answer("MRN: 123456, patient ID: 000000"),
            Example::answer("MRN: 00482913").with_settings(r#"{"allow": ["00482913"]}"#),
        ],
        check: |case| report(case, &|candidate| {
            let text = candidate.text;
            let start = text.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))? + 1;
            let number = &text[start..];
            let digits: String = number.chars().filter(char::is_ascii_digit).collect();
            let alike = digits.bytes().all(|digit| digits.starts_with(char::from(digit)));
            let made_up = alike || "01234567890123".contains(&digits);
            (digits.len() >= 5 && !made_up && number.len() >= 6).then(|| (start..text.len()).into())
        }),
        extra: Extra { tags: &["personal", "health"], references: &["LLM02:2025", "CWE-359", "HIPAA (H)(I)", "GDPR 9"], ..EXTRA },
    }
}
