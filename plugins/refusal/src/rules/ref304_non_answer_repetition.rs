use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Wake, rule, text};

use crate::repeats;

/// What a message says that wants its own words back.
const WANTS_REPETITION: [&str; 9] =
    ["repeat", "quote", "rewrite", "rephrase", "correct", "proofread", "translate", "echo", "times"];

rule! {
    /// ## What it does
    /// Reports answers that say nothing but the question again (nine in ten of their words are the question's, and they are
    /// one question themselves), and answers that loop: the same eight words in a row four times and more, and a
    /// quarter of the answer said before. Code and tables
    /// do not count, nor does anything that the user asked to have repeated, quoted or corrected.
    ///
    /// Loops are looked for where the model was stopped for length, or where the answer ends unfinished.
    /// ## Why is this bad
    /// The user gets no answer, and pays for the length.
    /// ## Known false positives
    /// Refrains that come four times; forms whose fields are alike.
    pub(crate) NON_ANSWER_REPETITION {
        code: "REF304",
        slug: "non-answer-repetition",
        summary: "the answer repeats the question, or itself",
        message: "repeats: “{quote}”",
        remedy: "Look at temperature and repetition penalty, at stop sequences, and at whether the prompt was built right.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[Pattern::regex(r"\A\s*[A-Z][^.!?\n]{15,300}\?\s*\z").label("question")],
        fires: &[
            Example::asked("How long is the notice period of a storage contract?", "How long is the notice period of a storage contract?"),
            Example::json(r#"{"answer": "{{repeat:5:The pump stops when the tank is full of water. }}The pump", "finish_reason": "length"}"#),
            Example::answer("Here is how it works. {{repeat:5:First the pump draws the water from the well, and }}then the"),
        ],
        ignores: &[
            Example::asked("How long is the notice period of a storage contract?", "Do you mean the contract of the storage room or the one of the garage?"),
            Example::asked("Repeat: “How long is the notice period?”", "How long is the notice period?"),
            Example::json(r#"{"answer": "The pump stops when the tank is full. Then the valve opens, the water runs out, and the pump", "finish_reason": "length"}"#),
            Example::answer("How long is the notice period of a storage contract?"),
        ],
        check: |case| {
            let asked = case.parts_of(Input::UserMessage).next().map_or("", |part| part.text());
            let lowered = asked.to_lowercase();
            let Some(answer) = case.parts_of(Input::Answer).next() else { return };
            let said = answer.text();
            let shows = |mark| text::find(said, mark).is_some();
            if WANTS_REPETITION.iter().any(|word| lowered.contains(word)) || shows("```") || shows("|--") {
                return;
            }
            let range = if repeats::echoes(asked, said) { Some(0..said.trim_end().len()) } else { repeats::loops(said) };
            if let Some(range) = range {
                case.report(Finding::span(answer.span(range)));
            }
        },
        extra: Extra {
            wake: &[Wake::Hit, Wake::FinishReason("length")],
            tags: &["form"],
            references: &["LLM10:2025", "CWE-1426"],
            shares: &["REF302"],
            ..Extra::NONE
        },
    }
}
