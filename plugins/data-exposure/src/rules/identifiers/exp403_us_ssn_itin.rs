use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, mentions, report};
use super::checksums::{digits, distinct, modulo};

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports United States social security numbers and individual taxpayer identification numbers. The form
    /// `ddd-dd-dddd` counts by itself; with other separators, or none, a word such as *SSN* must stand near.
    /// Numbers that were never issued are left out: areas 000 and 666, group 00, serial 0000, and 900 and up
    /// outside the groups of taxpayer numbers; so are the numbers known from advertisements.
    /// ## Why is this bad
    /// The number opens credit in a person's name and cannot be changed.
    /// ## Known false positives
    /// Part numbers of the same form. Numbers that the text calls fake, dummy, fictional or a placeholder are left
    /// out, others that were invented are not: nothing tells them apart.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// Social Security Administration, *Social Security Number Randomization*; IRS, *Publication 4757*.
    pub(crate) US_SSN_ITIN {
        code: "EXP403",
        slug: "us-ssn-itin",
        summary: "a US social security or taxpayer number is shown",
        message: "shows a US social security or taxpayer number",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b\d{3}-\d{2}-\d{4}\b").on(TEXTS).all_views().label("dashed"),
            Pattern::regex(r"\b\d{3}([ .]|[–−])\d{2}([ .]|[–−])\d{4}\b").on(TEXTS).all_views().label("grouped"),
            Pattern::regex(r"(?i)\b(?:ssn|itin|social security|taxpayer id(?:entification)?)\b[ -/:-~]{0,28}\d{9}\b")
                .on(TEXTS).all_views().label("bare"),
        ],
        fires: &[
            Example::answer("SSN 536-90-4399"),
            Example::answer("His social security number is 536904399."),
            Example::answer("ITIN: 912 78 1234 (applied for in May)"),
            Example::answer("It is {{base64:the SSN on file is 536-90-4399}}."),
            Example::json(r#"{"answer": "Done.", "tool_calls": [{"name": "save", "arguments": {"ssn": "536904399"}}]}"#),
        ],
        ignores: &[
            Example::answer("Spare part 536-90-4399 fits; order 666-12-3456 does not."),
            Example::answer("A dummy SSN such as 536-90-4399 is used in the tests."),
            Example::answer("SSN 078-05-1120 came from a wallet; 000-12-3456, 900-01-0001 and 123-45-6789 were never issued."),
            Example::answer("The total is 536904399 and the ratio 536 90 4399."),
            Example::asked("Write a scene for my spy novel.", "He typed 007-45-6789 and the door opened."),
            Example::answer("SSN 536-90-4399").with_settings(r#"{"allow": ["536904399"]}"#),
        ],
        check: |case| {
            let fiction = case.parts_of(Input::UserMessage).any(|part| mentions(part.text(), &FICTION));
            report(case, &|candidate| {
                let named = candidate.near(&NAMES);
                let start = candidate.text.find(|c: char| c.is_ascii_digit())?;
                let right = (candidate.label == "dashed" || named)
                    && was_issued(&candidate.text[start..])
                    && !is_invented(candidate)
                    && (named || !(fiction || candidate.is_article()));
                right.then(|| (start..candidate.text.len()).into())
            });
        },
        extra: Extra { tags: &["personal"], references: &["LLM02:2025", "CWE-359", "GDPR 87", "HIPAA (G)"], ..EXTRA },
    }
}

const NAMES: [&str; 8] =
    ["ssn", "ssns", "itin", "social security", "social-security", "socialSecurity", "taxpayer", "social_security"];

const FICTION: [&str; 8] = ["novel", "story", "fiction", "fictional", "screenplay", "scene", "script", "poem"];

fn was_issued(text: &str) -> bool {
    /// From a wallet, an advertisement, and what people type.
    const KNOWN: [u32; 4] = [78_051_120, 219_099_999, 123_456_789, 457_555_462];
    let digits = digits(text);
    let number = modulo(&digits, 1_000_000_000);
    let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let taxpayer = matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    // 987-65-4320 to 4329 are kept for advertisements.
    let advertised = KNOWN.contains(&number) || number / 10 == 98_765_432;
    digits.len() == 9
        && !matches!(area, 0 | 666)
        && (area < 900 || taxpayer)
        && group != 0
        && serial != 0
        && !advertised
        && distinct(&digits) > 1
}

fn is_invented(candidate: &Candidate<'_>) -> bool {
    candidate.beside(48, &["dummy", "fake", "placeholder", "fictional", "fictitious", "made-up", "made up", "invented"])
}
