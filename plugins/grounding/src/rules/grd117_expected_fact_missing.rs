use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Part, Status, Wake, rule};

use crate::facts::Facts;
use crate::index::MAX_FINDINGS;

rule! {
    /// ## What it does
    /// Reports a fact that the case's expectation demands and that the answer does not give. A fact is given if
    /// its words stand in the answer in their order, or if its numbers and its content words stand in one sentence
    /// or in two neighbours. Words compare by stem and numbers by value, so that *thirty days* gives *30 days*,
    /// *$1.5 million* gives *1,500,000 dollars* and *14:00* gives *2 pm*. Of five content words and more one in
    /// five may be missing. One of the fact's aliases is as good as its text.
    /// ## Why is this bad
    /// Somebody wrote down what a right answer to this question must say.
    /// ## Known false positives
    /// A fact in other words: give those as aliases. Whether the answer asserts the fact or denies it (*not within
    /// 30 days*) is not seen.
    pub EXPECTED_FACT_MISSING {
        code: "GRD117",
        slug: "expected-fact-missing",
        summary: "the answer lacks a fact that was expected",
        message: "“{quote}” was expected and is not there",
        remedy: "Look whether the source was retrieved and whether the answer says it otherwise; add an alias in that case.",
        dimension: Dimension::Correctness,
        level: Level::Block,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::Expectation],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "Refunds are possible for a limited time.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "Refunds take 31 days.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "The fee is 30 euros. Delivery takes some days.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "The depot is in Lyon.", "expectation": {"facts": [{"text": "Geneva", "aliases": ["Genève", "Genf"]}]}}"#),
            Example::json(r#"{"answer": "It costs 20 dollars.", "expectation": {"facts": ["20 %"]}}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Refunds are possible within thirty days of delivery.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "It costs 1,500,000 dollars and opens at 14:00.", "expectation": {"facts": ["$1.5 million", "2 pm"]}}"#),
            Example::json(r#"{"answer": "Das Lager steht in Genf.", "expectation": {"facts": [{"text": "Geneva", "aliases": ["Genève", "Genf"]}]}}"#),
            Example::json(r#"{"answer": "You have to give notice in writing, three months before the contract ends.", "expectation": {"facts": ["written notice three months before the end of the contract", "3 months"]}}"#),
            Example::json(r#"{"answer": "The committee meets on 2024-03-12.", "expectation": {"facts": ["March 12, 2024"]}}"#),
            Example::json(r#"{"answer": "Anything.", "expectation": {"behaviour": "answer"}}"#),
        ],
        check: |case: &Case<'_>| {
            let is_fact = |part: &Part<'_>| part.property("role").as_deref() == Some("fact");
            let mut answer: Option<Facts<'_>> = None;
            let missing = case.parts_of(Input::Expectation).filter(is_fact).filter(|part| {
                let answer = answer.get_or_insert_with(|| Facts::of(case));
                let aliases = part.property("aliases").and_then(|json| serde_json::from_str::<Vec<String>>(&json).ok());
                !answer.give(part.text()) && !aliases.unwrap_or_default().iter().any(|alias| answer.give(alias))
            });
            for part in missing.take(MAX_FINDINGS) {
                case.report(Finding::span(part.span(0..part.text().len())));
            }
        },
        extra: Extra {
            wake: &[Wake::Facts],
            tags: &["expectation"],
            references: &["AIAct 15"],
            ..Extra::NONE
        },
    }
}
