use std::ops::Range;

use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};

/// Where the lines are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports the machine-readable lines of passports and identity cards, whose check digits must be right, and
    /// passport numbers that directly follow the word *passport*.
    /// ## Why is this bad
    /// The lines hold name, number, nationality, date of birth and sex, which is enough to book, to sign up and to
    /// open the chip of the document.
    /// ## Known false positives
    /// A count of six to nine digits right after the word *passport* and one of *number*, *no.* or *#*.
    /// ## Settings
    /// `allow` lists passport numbers that may be shown.
    /// ## References
    /// ICAO Doc 9303, parts 3 to 6.
    pub(crate) PASSPORT_MRZ {
        code: "EXP410",
        slug: "passport-mrz",
        summary: "a passport's machine-readable lines or its number are shown",
        message: "shows a passport's machine-readable lines or its number",
        remedy: "Cut the lines out and find out which source they came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"(?:\b[PV][A-Z<][A-Z<]{42}\s{1,2})?\b[A-Z\d][A-Z\d<]{8}\d[A-Z<]{3}\d{7}[MFX<]\d{7}[A-Z\d<]{14}[\d<]\d")
                .on(TEXTS).all_views().label("lines of 44"),
            Pattern::regex(r"(?:\b[AIC][A-Z\d<][A-Z<]{3}[A-Z\d<]{25}\s{1,2})\b\d{7}[MFX<]\d{7}[A-Z<]{3}[A-Z\d<]{11}\d(?:\s{1,2}[A-Z<]{30})?")
                .on(TEXTS).all_views().label("lines of 30"),
            Pattern::regex(r"(?i)\b(?:passport|paszport(?:u|em|owi)?)\b(?:[ \t]*(?:number|num|no\.?|nr\.?|#|:|is|was|with|=|\||\())+[ \t]*[A-Z]{0,2}\d(?:[ -]?\d{5,8})\b")
                .on(TEXTS).all_views().label("number"),
        ],
        fires: &[
            Example::answer("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"),
            Example::answer("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
            Example::answer("Her passport number is X1234567."),
            Example::answer("Numer paszportu: HX6 088035"),
            Example::answer("Scan: L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ],
        ignores: &[
            Example::answer("L898902C37UTO7408122F1204159ZE184226B<<<<<10"),
            Example::answer("The office issued 12345678 passports; the passport fee rose in 2019."),
            Example::answer("A passport number has 9 characters."),
            Example::answer("Her passport number is X1234567.").with_settings(r#"{"allow": ["X1234567"]}"#),
        ],
        check: |case| report(case, &|candidate| Some(identify(candidate)?.into())),
        extra: Extra { tags: &["personal"], references: &["LLM02:2025", "CWE-359"], ..EXTRA },
    }
}

fn identify(candidate: &Candidate<'_>) -> Option<Range<usize>> {
    let text = candidate.text;
    let right = match candidate.label {
        "lines of 44" => {
            let line = text.get(text.len() - 44..)?.as_bytes();
            [0..9, 13..19, 21..27].into_iter().all(|field| checks(line, field))
        }
        "lines of 30" => {
            let second = text.trim_start().get(30..)?.trim_start().as_bytes();
            checks(text.as_bytes(), 5..14) && checks(second, 0..6) && checks(second, 8..14)
        }
        _ => {
            // The number may be in two groups: `AB1 234567`.
            let last = text.rfind(|c: char| !c.is_ascii_alphanumeric())?;
            let head = text[..last].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
            let grouped = text[head..last].len() <= 3 && text[head..last].bytes().any(|b| b.is_ascii_digit());
            let start = if grouped { head } else { last + 1 };
            return Some(start..text.len());
        }
    };
    right.then_some(0..text.len())
}

/// Whether the digit after a field is its check digit: weights 7, 3, 1 modulo 10, `A` counts 10, `<` nothing.
fn checks(line: &[u8], field: Range<usize>) -> bool {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    };
    let (Some(check), Some(field)) = (line.get(field.end), line.get(field)) else { return false };
    let sum: u32 = field.iter().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| value(*byte) * weight).sum();
    value(*check) == sum % 10
}
