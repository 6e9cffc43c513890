use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, rule};

use crate::code;
use crate::dates::{Date, dates};
use crate::exempt::holds;
use crate::index::MAX_FINDINGS;

rule! {
    /// ## What it does
    /// Reports a period that ends before it begins: *from 2021 to 2019*, *between May 2024 and March 2024*, a life
    /// such as *(1950–1920)*, or somebody *born in 1950* who *died in 1920*. Years, months with a year and full
    /// dates are compared as far as both sides give them.
    /// ## Why is this bad
    /// One of the two is wrong, and the reader cannot tell which.
    /// ## Known false positives
    /// A comparison that looks back (*from 2021 back to 2019*), years before Christ, and a quantity that fell
    /// *from 2000 to 1900*; what the words around it show to be one of these is left out.
    pub DATE_ORDER_INCONSISTENT {
        code: "GRD113",
        slug: "date-order-inconsistent",
        summary: "a period ends before it begins",
        message: "“{quote}” ends before it begins",
        remedy: "Check both dates against the source.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(
                r"(?i)\b(?:from|between) (?:[a-z0-9]{1,9},? ){0,2}(?:1[5-9]|20)[0-9]{2} (?:to|until|till|and|through) (?:[a-z0-9]{1,9},? ){0,2}(?:1[5-9]|20)[0-9]{2}\b",
            )
            .label("period"),
            Pattern::regex(r"\((?:[A-Za-z0-9]{1,9},? ){0,2}(?:1[5-9]|20)[0-9]{2} ?(?:-{1,2}|–|—|to) ?(?:[A-Za-z0-9]{1,9},? ){0,2}(?:1[5-9]|20)[0-9]{2}\)").label("life"),
            Pattern::regex(r"(?i)\bborn [^.;\n]{0,40}\b(?:1[5-9]|20)[0-9]{2}\b[^.;\n]{0,60}\bdied [^.;\n]{0,40}\b(?:1[5-9]|20)[0-9]{2}\b").label("born"),
        ],
        fires: &[
            Example::answer("She worked there from 2021 to 2019."),
            Example::answer("The trial ran between May 2024 and March 2024."),
            Example::answer("It was open from 12 March 2024 until 3 March 2024."),
            Example::answer("Ada Brook (1950–1920) was a painter."),
            Example::answer("He was born in 1950 in Lyon and died in 1920."),
        ],
        ignores: &[
            Example::answer("She worked there from 2019 to 2021."),
            Example::answer("The trial ran between March 2024 and May 2024, or from May 2023 to March 2024."),
            Example::answer("The number of members fell from 2000 to 1900."),
            Example::answer("Looking back from 2021 to 2019, little changed."),
            Example::answer("The dynasty ruled from 1600 to 1550 BCE (1600–1550 BC)."),
            Example::answer("Prices between 2000 and 1800 euros are usual."),
        ],
        check: check,
        extra: Extra {
            tags: &["number", "date"],
            references: &["NIST600-1 Confabulation"],
            ..Extra::NONE
        },
    }
}

/// Words beside a pair of numbers that make it a quantity, a look back or a time before Christ.
const OTHERWISE: &[&str] = &[
    "bc",
    "b.c",
    "fell",
    "fall",
    "drop",
    "declin",
    "decreas",
    "reduc",
    "shr",
    "cut",
    "lower",
    "down",
    "back",
    "revers",
    "compar",
    "chang",
    "revis",
    "mov",
    "correct",
    "euro",
    "dollar",
    "people",
    "price",
    "cost",
    "number",
    "count",
    "words",
    "calorie",
    "meter",
    "metre",
    "rpm",
    "version",
    "model",
    "postpone",
    "brought forward",
    "range",
];

fn check(case: &Case<'_>) {
    let text = case.answer();
    let code = code::regions(text);
    let mut reported = 0;
    for hit in case.hits() {
        let span = hit.span();
        let (start, end) = (span.start as usize, span.end as usize);
        let found = dates(&text[start..end]);
        let [first, .., last] = found.as_slice() else { continue };
        let around =
            text.floor_char_boundary(start.saturating_sub(60))..text.ceil_char_boundary((end + 25).min(text.len()));
        let sentence = text[around.start..start].rsplit(['.', '\n', '!', '?']).next().unwrap_or_default();
        let after = text[end..around.end].split(['.', '\n', ';']).next().unwrap_or_default();
        let otherwise = OTHERWISE.iter().any(|word| holds(sentence, word) || holds(after, word));
        let backwards = Date::is_before(last, first);
        if backwards && !otherwise && !code::covers(&code, start) && reported < MAX_FINDINGS {
            reported += 1;
            case.report(Finding::span(Span { part: span.part, start: span.start, end: span.end }).resting_on(&hit));
        }
    }
}
