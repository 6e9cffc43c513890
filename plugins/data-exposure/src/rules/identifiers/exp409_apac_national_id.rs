use lictor_sdk::{Detail, Dimension, Example, Extra, Input, Level, Pattern, Status, Values, rule};

use super::asia;
use super::candidate::{Candidate, EXTRA, Identified, report};
use super::checksums::{compact, digits};

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports identity numbers of Singapore (NRIC and FIN), South Korea, China, Thailand, South Africa and Japan: the check
    /// digit and any date of birth inside must be right, and except for China's eighteen digits the name of the number
    /// must stand near.
    /// ## Why is this bad
    /// Most of these numbers tell date of birth and sex, all of them last for life.
    /// ## Known false positives
    /// One in ten numbers of the right length passes a check digit; the word beside it and the date keep most out.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// GB 11643-1999 (China); the published definitions of the others, named in the source of the check.
    pub(crate) APAC_NATIONAL_ID {
        code: "EXP409",
        slug: "apac-national-id",
        summary: "an Asian or South African identity number is shown",
        message: "shows an identity number of {country}",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b[STFGM]\d{7}[A-Z]\b").on(TEXTS).all_views().label("singapore"),
            Pattern::regex(r"\b\d{6}-[1-8]\d{6}\b").on(TEXTS).all_views().label("korea"),
            Pattern::regex(r"\b[1-8]\d{5}(?:19|20)\d{9}[\dX]\b").on(TEXTS).all_views().label("china"),
            Pattern::regex(r"\b[1-8][ -]\d{4}[ -]\d{5}[ -]\d{2}[ -]\d\b").on(TEXTS).all_views().label("thailand"),
            Pattern::regex(r"(?i)\bthai\b[ -/:-~]{0,30}\d{13}\b").on(TEXTS).all_views().label("thailand"),
            Pattern::regex(r"(?i)\b(?:south african|s\.?a\.?|rsa|id|identity)\b[ -/:-~]{0,24}\d{6} ?\d{4} ?[0-2]\d{2}\b")
                .on(TEXTS).all_views().label("south africa"),
            Pattern::regex(r"(?i)\b(?:my ?number|individual number|kojin bango)\b[ -/:-~]{0,24}\d{4}[ -]?\d{4}[ -]?\d{4}\b")
                .on(TEXTS).all_views().label("japan"),
        ],
        fires: &[
            Example::answer("Her NRIC is S1234567D."),
            Example::answer("身份证 11010519491231002X"),
            Example::answer("The Thai national ID 1-2345-67890-12-1 was checked."),
            Example::answer("South African ID number: 8001015009087"),
            Example::answer("My Number: 1234 5678 9018"),
        ],
        ignores: &[
            Example::answer("Her NRIC is S1234567E."),
            Example::answer("Part S1234567D fits; invoice 110105194912310021 is paid."),
            Example::answer("Call 1-2345-67890-12-1; the ID 8001015009088 is wrong."),
            Example::answer("Her NRIC is S1234567D.").with_settings(r#"{"allow": ["S1234567D"]}"#),
        ],
        check: |case| report(case, &identify),
        extra: Extra {
            tags: &["personal"],
            references: &["LLM02:2025", "CWE-359"],
            detail: &[Detail { key: "country", values: Values::OneOf(&[
                "Singapore", "South Korea", "China", "Thailand", "South Africa", "Japan",
            ]) }],
            ..EXTRA
        },
    }
}

fn identify(candidate: &Candidate<'_>) -> Option<Identified> {
    let start = match candidate.label {
        "south africa" | "japan" | "thailand" => candidate.text.find(|c: char| c.is_ascii_digit())?,
        _ => 0,
    };
    let text = &candidate.text[start..];
    let value = digits(text);
    let (right, country) = match candidate.label {
        "singapore" => {
            (asia::singapore(text) && candidate.near(&["nric", "fin", "singapore*", "ic", "identity"]), "Singapore")
        }
        "korea" => {
            (asia::korea(&value) && candidate.near(&["korea*", "resident", "rrn", "주민등록*", "주민"]), "South Korea")
        }
        "china" => (asia::china(&compact(text)), "China"),
        "thailand" => (asia::thailand(&value) && candidate.near(&["thai*", "บัตร*"]), "Thailand"),
        "south africa" => (asia::south_africa(&value), "South Africa"),
        _ => (asia::japan(&value), "Japan"),
    };
    let identified = Identified { range: start..candidate.text.len(), detail: Some(("country", country)) };
    (right && !candidate.is_article()).then_some(identified)
}
