use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Wake, rule};

use crate::ending;

rule! {
    /// ## What it does
    /// Reports answers that were cut off. Either the model says so (finish reason `length`), or the text shows it:
    /// a block of code that is never closed; a list marker with nothing behind it; an end in an open bracket, a comma or
    /// a colon; an end in a word that no sentence ends in (“the”, “of”); or a last line of running text without an
    /// end in an answer whose other sentences have one.
    /// ## Why is this bad
    /// What is missing may be the part that mattered: the last step, the exception, the warning.
    /// ## Known false positives
    /// Poems, signatures and slogans in running text, and authors who leave out the last full stop. Headings, titles, tables,
    /// code and lists whose items have no full stop are left alone.
    pub(crate) TRUNCATED_ANSWER {
        code: "REF302",
        slug: "truncated-answer",
        summary: "the answer is cut off",
        message: "ends unfinished: “{quote}”",
        remedy: "Raise the token limit or ask for shorter answers, and continue or retry where the model was stopped.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"[,(\[{:]\s*\z").label("open"),
            Pattern::regex(r"\n[ \t]*(?:[0-9]{1,2}[.)]|[-*•])\s*\z").label("stub"),
            Pattern::regex(r"```[A-Za-z][^\n`]*\n[^`]*\z").label("fence"),
            Pattern::regex(r" (?i:the|an|and|of|to|with|from|which|is|are|your|their|its|into|than) ?\z").label("word"),
            Pattern::regex(r"(?:[^0-9\s][.!?]|[0-9]{3}[.!?])[”’)*]* [^\n.!?#@]*\p{Ll}\s*\z").label("prose"),
            Pattern::regex(r"[.!?:][”’)*]*\s*\n[ \t]*[0-9]{1,2}[.)] [^\n.!?#@]{8,}\p{Ll}\s*\z").label("item"),
            Pattern::regex(r"[.!?][”’)*]*\s*\n[^\n.!?:|]{30,}\p{Ll}\s*\z").label("prose"),
        ],
        fires: &[
            Example::answer("To reset it, first open the"),
            Example::answer("The tariff changed in May. Customers who signed before that date keep the old price until their contract"),
            Example::answer("You need:\n1. Flour\n2. Butter\n3."),
            Example::answer("Run this:\n```python\nfor name in names:\n    print(na"),
            Example::answer("The fee covers three things (handling, postage,"),
            Example::json(r#"{"answer": "The first step is done.", "finish_reason": "length"}"#),
        ],
        ignores: &[
            Example::answer("Open Settings."),
            Example::answer("- Swimsuits\n- Sunscreen\n- Beach towels"),
            Example::answer("Run this. It prints the names:\n```python\nfor name in names:\n    print(name)\n```"),
            Example::answer("| plan | fee |\n|---|---|\n| basic | twelve euros |"),
            Example::answer("A quiet harbour at dawn"),
            Example::answer("Thank you for your patience. We will be in touch.\n\nKind regards,\nThe service team"),
            Example::answer("Three ideas. Pick one:\n1. Walk to work\n2. Cook at home\n3. Sleep before midnight on weekdays"),
            Example::json(r#"{"answer": "The first step is done.", "finish_reason": "stop"}"#),
        ],
        check: |case| {
            let stopped = case.attribute("finish-reason").as_deref() == Some("length");
            let answer = case.answer();
            if !stopped && !ending::is_cut_off(answer) {
                return;
            }
            if let Some(part) = case.parts_of(Input::Answer).next() {
                case.report(Finding::span(part.span(ending::tail(answer))));
            }
        },
        extra: Extra {
            wake: &[Wake::Hit, Wake::FinishReason("length")],
            tags: &["form"],
            references: &["CWE-1426", "LLM10:2025"],
            ..Extra::NONE
        },
    }
}
