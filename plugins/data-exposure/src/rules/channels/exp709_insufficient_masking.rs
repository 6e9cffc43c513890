use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, rule};

use crate::settings::Settings;

rule! {
    /// ## What it does
    /// Reports card numbers and social security numbers under a mask that leaves too much: more than ten digits of a card,
    /// more than four of a social security number; and two masks of one answer that fit together and show between them
    /// all but two digits of a number.
    /// ## Why is this bad
    /// What is left can be completed: the issuer is known, and a check digit and some tries give the rest.
    /// ## Known false positives
    /// Numbers of parts that are masked in the same way.
    /// ## Settings
    /// `visible_digits`: how many digits of a card may be seen, 10 unless set. With issuer numbers of eight digits 12 may be
    /// right.
    /// ## References
    /// PCI DSS 4.0, requirement 3.4.1.
    pub(crate) INSUFFICIENT_MASKING {
        code: "EXP709",
        slug: "insufficient-masking",
        summary: "a mask leaves too many digits of a number",
        message: "masks a number so that too much of it can be seen",
        remedy: "Show the last four digits and no more, and mask a number in one way everywhere.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b\d{2,4}[ -]?(?:\d[ -]?){0,9}(?:[*•●∗]|[xX#]{2})(?:[ -]?[*•●∗xX#]){0,12}(?:[ -]?\d){2,8}\b").on(TEXTS).label("middle"),
            Pattern::regex(r"(?:[*•●∗]|[xX#]{2})(?:[ -]?[*•●∗xX#]){1,12}(?:[ -]?\d){6,12}\b").on(TEXTS).label("head"),
            Pattern::regex(r"(?i)\b(?:ssn|social security(?: number)?)\b[ -/:-~]{0,24}(?:[*•x#]{1,3}\d{0,2}|\d{1,3}[*•x#]{0,2})-[\d*•x#]{2}-[\d*•x#]{4}").on(TEXTS).label("ssn"),
        ],
        fires: &[
            Example::answer("The card 45391488****6467 was charged."),
            Example::answer("4539 14** **** 6467, the same as **** **88 0343 6467"),
            Example::answer("SSN: *36-90-4399"),
        ],
        ignores: &[
            Example::answer("**** **** **** 6467, 453914******6467 and 4539 14XX XXXX 6467"),
            Example::answer("SSN ***-**-4399, and without a mask SSN 536-90-4399"),
            Example::answer("45391488****6467").with_settings(r#"{"visible_digits": 12}"#),
            Example::answer("12 ** 3 is 1728, 2**10 = 1024, and 4539 14** **** 6467 is not **** **88 0343 6468."),
        ],
        check: check,
        extra: Extra { tags: &["financial", "personal"], references: &["PCI DSS 3.4", "LLM02:2025"], ..Extra::NONE },
    }
}

const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

/// Of a social security number.
const VISIBLE_SSN: usize = 4;

/// Card numbers have from 13 to 19 digits, of which the check digit and one more are easily found.
const LENGTHS: std::ops::RangeInclusive<usize> = 13..=19;
const MISSING: usize = 2;

/// Two masks are of one number if so many digits that both show are the same.
const COMMON: usize = 4;

fn check(case: &Case<'_>) {
    let visible = case.settings::<Settings>().visible_digits.unwrap_or(10);
    let mut masks: Vec<(Span, Vec<Option<u8>>)> = Vec::new();
    for hit in case.hits().take(128) {
        let text = hit.matched();
        if hit.label() == "ssn" {
            let number = text.rsplit([' ', ':']).next().unwrap_or_default();
            let seen = number.bytes().filter(u8::is_ascii_digit).count();
            if seen > VISIBLE_SSN && number.contains(['*', '•', 'x', 'X', '#']) {
                case.report(Finding::at(&hit));
            }
            continue;
        }
        let mask = places(&text);
        let seen = mask.iter().flatten().count();
        if !LENGTHS.contains(&mask.len()) {
            continue;
        }
        if seen > visible && seen < mask.len() {
            case.report(Finding::at(&hit));
        }
        let fits = masks.iter().find(|(_, other)| completes(other, &mask));
        if let Some((other, _)) = fits {
            case.report(Finding::at(&hit).and(*other));
        }
        masks.push((hit.span(), mask));
    }
}

/// The digit at each place, where it can be seen.
fn places(text: &str) -> Vec<Option<u8>> {
    let place = |c: char| match c {
        ' ' | '-' => None,
        c => Some(c.to_digit(10).map(|digit| digit as u8)),
    };
    text.chars().filter_map(place).collect()
}

/// Whether two masks agree where both show a digit, and show between them nearly all that neither shows alone.
fn completes(a: &[Option<u8>], b: &[Option<u8>]) -> bool {
    let both = || a.iter().zip(b);
    let common = both().filter(|(a, b)| a.is_some() && a == b).count();
    let differ = both().any(|(a, b)| a.is_some() && b.is_some() && a != b);
    let hidden = both().filter(|(a, b)| a.is_none() && b.is_none()).count();
    a.len() == b.len() && a != b && !differ && common >= COMMON && hidden <= MISSING
}
