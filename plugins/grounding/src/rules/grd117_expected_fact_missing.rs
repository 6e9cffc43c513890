use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Part, Status, Wake, rule};

use crate::facts::Facts;
use crate::index::MAX_FINDINGS;

rule! {
    /// ## What it does
    /// Reports a fact that the case's expectation demands and that the answer does not give. A fact is given if
    /// its words stand in the answer in their order, or if its numbers and its content words stand in one sentence
    /// or in two neighbours. Words compare by stem and numbers by value, so that *thirty days* gives *30 days*,
    /// *$1.5 million* gives *1,500,000 dollars* and *14:00* gives *2 pm*; a bare number, such as *4.90*, is given by
    /// that number of anything (*4.90 euros*, *4.90 %*). Of five content words and more one in
    /// five may be missing. A fact that denies (*not*, *no*, *never*, *without*) is given only where the answer
    /// denies too. One of the fact's aliases is as good as its text.
    /// ## Why is this bad
    /// Somebody wrote down what a right answer to this question must say.
    /// ## Known false positives
    /// A fact in other words: give those as aliases; a denial without a word that denies (*they leave it* for *not take
    /// it*) is one of them. Whether the answer denies a fact that denies nothing (*not within 30 days*) is not
    /// seen.
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
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::Expectation],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "Refunds are possible for a limited time.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "Refunds take 31 days.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "The fee is 30 euros. Delivery takes some days.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "The depot is in Lyon.", "expectation": {"facts": [{"text": "Geneva", "aliases": ["Genève", "Genf"]}]}}"#),
            Example::json(r#"{"answer": "It costs 20 dollars.", "expectation": {"facts": ["20 %"]}}"#),
            Example::json(r#"{"answer": "A ticket costs 4.95 euros.", "expectation": {"facts": ["4.90"]}}"#),
            Example::json(r#"{"answer": "The club may sell the hall.", "expectation": {"facts": ["may not sell the hall"]}}"#),
            Example::json(r#"{"answer": "You can enter with a badge, before nine.", "expectation": {"facts": ["never enter without a badge"]}}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Refunds are possible within thirty days of delivery.", "expectation": {"facts": ["30 days"]}}"#),
            Example::json(r#"{"answer": "It costs 1,500,000 dollars and opens at 14:00.", "expectation": {"facts": ["$1.5 million", "2 pm"]}}"#),
            Example::json(r#"{"answer": "Das Lager steht in Genf.", "expectation": {"facts": [{"text": "Geneva", "aliases": ["Genève", "Genf"]}]}}"#),
            Example::json(r#"{"answer": "You have to give notice in writing, three months before the contract ends.", "expectation": {"facts": ["written notice three months before the end of the contract", "3 months"]}}"#),
            Example::json(r#"{"answer": "The committee meets on 2024-03-12.", "expectation": {"facts": ["March 12, 2024"]}}"#),
            Example::json(r#"{"answer": "A day ticket is 6.40 euros, and 85% of the 230 seats are taken.", "expectation": {"facts": ["6.40", "85", "230"]}}"#),
            Example::json(r#"{"answer": "The club can't sell the hall.", "expectation": {"facts": ["not sell the hall"]}}"#),
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
