use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Part, Pattern, Span, Status, rule};

use crate::index::MAX_FINDINGS;
use crate::markers::markers;

rule! {
    /// ## What it does
    /// Reports a citation marker that points to no source: `[7]`, `[^7]`, `(Doc 7)`, `[Source 7]` or
    /// `【7†…】` where there are fewer contexts, and fewer citations beside the answer, and no context's id is
    /// or ends in that number.
    /// ## Why is this bad
    /// It lends a claim the look of evidence that does not exist.
    /// ## Known false positives
    /// A reference mark that the model copied from a source together with its sentence. An answer that
    /// numbers contexts which the caller may not read. Array indices, intervals, years, links' labels, code,
    /// and markers that a reference list in the answer itself explains are left out.
    pub CITATION_INDEX_INVALID {
        code: "GRD102",
        slug: "citation-index-invalid",
        summary: "a citation points to no source",
        message: "{quote} points to nothing: there are {sources} sources",
        remedy: "Number the sources in the prompt, and drop markers beyond the last one before the answer is shown.",
        dimension: Dimension::Grounding,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[
            Pattern::regex(r"\[\^?[0-9]{1,3}(?: ?[,;&–-] ?[0-9]{1,3}){0,7}\]").label("number"),
            Pattern::regex(r"【[0-9]{1,3}(?:†|】)").label("dagger"),
            Pattern::regex(
                r"(?i)[\[(](?:doc(?:ument)?|source|ref(?:erence)?|context|passage|excerpt|citation|chunk)s?[.:]? ?#?[0-9]{1,3}[\]),; &–-]",
            )
            .label("named"),
        ],
        fires: &[
            Example::json(r#"{"answer": "Fees rose 4% in 2024 [7].", "contexts": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}"#),
            Example::json(r#"{"answer": "Fees rose[1][4].", "contexts": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}"#),
            Example::json(r#"{"answer": "Fees rose (Doc 5) and fell (Doc 1).", "contexts": [{"text": "a"}]}"#),
            Example::json(r#"{"answer": "Fees rose 【6†source】.", "contexts": [{"text": "a"}]}"#),
            Example::json(r#"{"answer": "Gebühren stiegen um 4 % [^3].", "contexts": [{"text": "a"}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Fees rose [2].", "contexts": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}"#),
            Example::json(r#"{"answer": "Take `row[7]`, or argv[9] in C; see [2019] too.", "contexts": [{"text": "a"}]}"#),
            Example::json(r#"{"answer": "Fees rose [7].", "contexts": [{"id": "7", "text": "a"}]}"#),
            Example::json(r#"{"answer": "Fees rose [4].\n\n[4] Annual report 2024, page 12", "contexts": [{"text": "a"}]}"#),
            Example::json(r#"{"answer": "Any value in [0, 9] will do: x = [4, 5].", "contexts": [{"text": "a"}]}"#),
            Example::json(r#"{"answer": "See [5](https://a.example/five).", "contexts": [{"text": "a"}]}"#),
            Example::json(r#"{"answer": "Fees rose [7]."}"#),
        ],
        check: check,
        extra: Extra {
            tags: &["citation"],
            references: &["LLM09:2025", "CWE-1426"],
            detail: &[lictor_sdk::Detail { key: "sources", values: lictor_sdk::Values::Number }],
            ..Extra::NONE
        },
    }
}

fn check(case: &Case<'_>) {
    let contexts: Vec<Part<'_>> = case.parts_of(Input::PermittedContexts).collect();
    let sources = contexts.len().max(case.parts_of(Input::Citations).count());
    let names = |number: u32| contexts.iter().filter_map(|part| part.property("id")).any(|id| ends_in(&id, number));
    // Counting from 0 is as common as from 1.
    let exists = |number: u32| number as usize <= sources || names(number);
    let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
    let dangling = markers(case.answer())
        .into_iter()
        .filter(|marker| !marker.defined && !marker.numbers.iter().all(|n| exists(*n)));
    for marker in dangling.take(MAX_FINDINGS) {
        let span = Span { part, start: marker.start as u32, end: marker.end as u32 };
        case.report(Finding::span(span).detail("sources", sources.to_string()));
    }
}

/// Whether an id is the number or ends in it: `7`, `doc-7`, `KB07`.
fn ends_in(id: &str, number: u32) -> bool {
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    id[id.len() - digits..].parse() == Ok(number)
}
