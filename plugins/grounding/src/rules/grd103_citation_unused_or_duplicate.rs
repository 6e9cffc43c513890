use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, Values, rule};

use crate::index::MAX_FINDINGS;
use crate::markers::{Marker, read};

rule! {
    /// ## What it does
    /// Compares the markers of an answer with the reference list that it ends in: an entry that nothing cites,
    /// a number that is listed twice, and a marker that the list does not explain are reported. An answer with a
    /// list and no marker at all is left alone.
    /// ## Why is this bad
    /// The list shows more evidence than there is, or the reader cannot tell which entry is meant. It is a sign
    /// that text and list were not written together.
    /// ## Known false positives
    /// A list of further reading that uses the same numbering. Markers of the application that are explained
    /// outside the answer beside a list within it.
    pub CITATION_UNUSED_OR_DUPLICATE {
        code: "GRD103",
        slug: "citation-unused-or-duplicate",
        summary: "markers and reference list do not match",
        message: "“{quote}” is {problem}",
        remedy: "Build the list from the markers that the answer uses, and number each source once.",
        dimension: Dimension::Grounding,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[Pattern::regex(r"\n[ \t*-]{0,4}\[\^?[0-9]{1,3}\][:.]? {0,2}[A-Za-z*_“(<]").label("entry")],
        fires: &[
            Example::answer("Fees rose in 2024 [1].\n\n[1] Annual report 2024\n[2] Press release of May"),
            Example::answer("Fees rose [1] and fell [2].\n\nReferences:\n[1] Annual report\n[1] Press release\n[2] Minutes"),
            Example::answer("Fees rose [^1] and fell [^3].\n\n[^1]: Annual report\n[^2]: Minutes"),
        ],
        ignores: &[
            Example::answer("Fees rose [1] and fell [2, 3].\n\n[1] Annual report\n[2] Minutes\n[3] Press release"),
            Example::answer("Fees rose [1-3].\n\n[1]: Annual report\n[2]: Minutes\n[3]: Press release"),
            Example::answer("Do this:\n[1] Open the lid\n[2] Close the lid"),
            Example::answer("```\na [1]\n\n[1] one\n[2] two\n```"),
        ],
        check: check,
        extra: Extra {
            tags: &["citation"],
            references: &["LLM09:2025"],
            detail: &[Detail { key: "problem", values: Values::OneOf(&[UNUSED, TWICE, UNLISTED]) }],
            ..Extra::NONE
        },
    }
}

const UNUSED: &str = "never cited";
const TWICE: &str = "listed twice";
const UNLISTED: &str = "not in the list";

fn check(case: &Case<'_>) {
    let (markers, entries) = read(case.answer());
    if markers.is_empty() || entries.is_empty() {
        return;
    }
    let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
    let cites = |number: u32| markers.iter().any(|marker| spans(marker, number));
    let twice = |at: usize| entries[..at].iter().any(|earlier| earlier.numbers == entries[at].numbers);
    let listed = entries.iter().enumerate().filter_map(|(at, entry)| {
        let problem = if twice(at) { Some(TWICE) } else { None };
        Some((entry, problem.or_else(|| (!entry.numbers.iter().any(|n| cites(*n))).then_some(UNUSED))?))
    });
    // With contexts the marker may point to one of them; whether it does is GRD102's question.
    let alone = !case.has(Input::PermittedContexts);
    let unlisted = markers.iter().filter(|marker| alone && !marker.defined).map(|marker| (marker, UNLISTED));
    for (marker, problem) in listed.chain(unlisted).take(MAX_FINDINGS) {
        let span = Span { part, start: marker.start as u32, end: marker.end as u32 };
        case.report(Finding::span(span).detail("problem", problem));
    }
}

/// Whether a marker cites the number: by name, or within its range.
fn spans(marker: &Marker, number: u32) -> bool {
    let low = marker.numbers.iter().min().copied().unwrap_or(0);
    let high = marker.numbers.iter().max().copied().unwrap_or(0);
    (low..=high).contains(&number)
}
