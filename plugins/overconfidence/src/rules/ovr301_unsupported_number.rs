use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::support::{Fault, Faults};

rule! {
    /// ## What it does
    /// Reports a number of two digits and more that none of the sources has: no permitted context, message, tool result or
    /// citation. Values compare, not spellings: *4.2k* is 4,200, *2:30 pm* is 14:30, *forty-two* is 42; a number that a
    /// source's number rounds to is there. So is one that two of the sources' numbers give, where the sentence
    /// calculates (*in total*, *more than*, *years old*).
    ///
    /// Years and dates are OVR302's, more digits than the source has are OVR303's. Where a context says the same with
    /// another number, the number is not invented but wrong, and GRD107 reports it with both places; this
    /// rule then says nothing. List markers, names with digits in them, code, links, examples and suppositions are left
    /// out.
    /// ## Why is this bad
    /// A precise figure is believed, and this one is from nowhere.
    /// ## Known false positives
    /// General knowledge beside what the documents say, and figures calculated from more than two numbers.
    pub UNSUPPORTED_NUMBER {
        code: "OVR301",
        slug: "unsupported-number",
        summary: "gives a number that no source has",
        message: "a number without a source: “{quote}”",
        remedy: "Take figures from the documents only, or leave them out; let the application insert those that must be right.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[Pattern::regex(r"[0-9][0-9.,:]*[0-9]")],
        fires: &[
            Example::json(r#"{"answer": "Repairs of the lift have cost 4,815 euros so far.", "contexts": [{"text": "The lift was out of order in May."}]}"#),
            Example::json(r#"{"answer": "The garden is open to visitors, and 38% of them are children.", "contexts": [{"text": "The garden is open to visitors all year."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Repairs have cost about 4.2k euros.", "contexts": [{"text": "Repairs: EUR 4,185."}]}"#),
            Example::json(r#"{"answer": "Repairs have cost 42 euros.", "contexts": [{"text": "Repairs: forty-two euros."}]}"#),
            Example::json(r#"{"answer": "The lift costs 95 euros in total.", "contexts": [{"text": "The lift costs 60 euros, its key 35."}]}"#),
            Example::json(r#"{"answer": "Items can be returned within 42 days of delivery.", "contexts": [{"text": "Customers may return items within 24 days of delivery."}]}"#),
            Example::json(r#"{"answer": "10. See COVID-19 rules [12].", "contexts": [{"text": "Masks are worn."}]}"#),
            Example::answer("Repairs of the lift have cost 4,815 euros so far."),
        ],
        check: |case: &Case<'_>| report(case, Fault::Absent),
        extra: Extra {
            tags: &["number"],
            references: &["NIST600-1 Confabulation", "LLM09:2025", "AML.T0062"],
            ..Extra::ENGLISH
        },
    }
}

/// Findings of one rule are few, or say the same.
const MAX_FINDINGS: usize = 8;

/// Reports the numbers with this fault.
pub(super) fn report(case: &Case<'_>, fault: Fault) {
    let Some(answer) = case.parts_of(Input::Answer).next() else { return };
    let faults = Faults::of(case);
    let found = faults.0.iter().filter(|(known, _)| *known == fault).take(MAX_FINDINGS);
    found.for_each(|(_, range)| case.report(Finding::span(answer.span(range.clone()))));
}
