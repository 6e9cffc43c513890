use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Status, rule};

use crate::facts::{facts, find, gives};
use crate::reading::{self, State};

rule! {
    /// ## What it does
    /// Reports answers that say that the information is not available (REF107), although a permitted context has a
    /// fact that the expectation of the case lists. A fact is found where the same words stand in the same order,
    /// in its text or one of its aliases. A fact that the answer gives itself, beside something else that it does not know,
    /// does not count.
    /// ## Why is this bad
    /// The document was there, was read, and the user is told that it does not say. Whoever believes it does not ask
    /// again.
    /// ## Known false positives
    /// Short facts (“25”) that the context has of something else. Write facts as they stand in the documents, with
    /// their unit.
    pub(crate) FALSE_MISSING_ANSWER {
        code: "REF108",
        slug: "false-missing-answer",
        summary: "the answer says that the information is missing, and a context has it",
        message: "says “{quote}”, and a context has “{quote:1}”",
        remedy: "Look at how contexts are put into the prompt, and at what the model is told to do when unsure.",
        dimension: Dimension::Correctness,
        level: Level::Block,
        status: Status::Stable,
        since: "0.2.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts, Input::Expectation],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "The documents do not state the fee.", "contexts": [{"text": "Storage: the fee is 25 euros a month."}], "expectation": {"facts": ["25 euros"]}}"#),
            Example::json(r#"{"answer": "The documents do not state whether the fee is 25 euros.", "contexts": [{"text": "Storage: the fee is 25 euros a month."}], "expectation": {"facts": ["25 euros"]}}"#),
            Example::json(r#"{"answer": "I'm sorry, I don't have information on the opening hours.", "contexts": [{"text": "Lost property, lower floor."}, {"text": "We open at nine in the morning."}], "expectation": {"behaviour": "answer", "facts": [{"text": "9 am", "aliases": ["nine in the morning"]}]}}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The documents do not state the fee.", "contexts": [{"text": "Storage is open to tenants."}], "expectation": {"facts": ["25 euros"]}}"#),
            Example::json(r#"{"answer": "The fee is 25 euros.", "contexts": [{"text": "Storage: the fee is 25 euros a month."}], "expectation": {"facts": ["25 euros"]}}"#),
            Example::json(r#"{"answer": "The documents do not state the fee.", "contexts": [{"text": "Storage: the fee is 250 euros."}], "expectation": {"facts": ["25 euros"]}}"#),
            Example::json(r#"{"answer": "The fee is €25. I don't have information on who signed it.", "contexts": [{"text": "Storage: the fee is 25 euros a month."}], "expectation": {"facts": ["25 euros"]}}"#),
        ],
        check: |case| {
            let reading = reading::read(case);
            if reading.state != State::CannotKnow {
                return;
            }
            let said = case.parts_of(Input::Answer).next().zip(reading.evidence.clone());
            let whole = reading::whole(case);
            let mut facts = facts(case);
            facts.retain(|fact| !whole.gives().any(|told| gives(&case.answer()[told], fact)));
            let known = case.parts_of(Input::PermittedContexts).find_map(|context| {
                let range = facts.iter().flatten().find_map(|wording| find(context.text(), wording))?;
                Some(context.span(range))
            });
            if let (Some((answer, sentence)), Some(known)) = (said, known) {
                case.report(Finding::span(answer.span(sentence)).and(known));
            }
        },
        extra: Extra {
            language: Some("en"),
            tags: &["refusal"],
            references: &["LLM08:2025", "LLM09:2025"],
            shares: &["REF101", "REF107"],
            ..Extra::NONE
        },
    }
}
