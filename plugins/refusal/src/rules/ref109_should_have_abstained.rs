use lictor_sdk::{Behaviour, Dimension, Example, Extra, Finding, Input, Level, Status, Wake, rule};

use crate::reading::{self, State};

rule! {
    /// ## What it does
    /// Reports answers that tell something where the expectation of the case says that the assistant should have said that
    /// it does not know: no refusal (REF101), no missing answer (REF107), no correction of the question and
    /// no question back, and at least one sentence that tells something.
    ///
    /// It does not guess from the contexts whether they hold the answer: that is what GRD105 and the rules beside it do.
    /// ## Why is this bad
    /// What was told is made up, or comes from somewhere else than the documents that users are told it comes from.
    /// ## Known false positives
    /// Ways of not knowing that the rule does not understand; cases whose expectation is out of date. An answer that does
    /// not know one part and tells another is reported too: look at what it tells.
    pub(crate) SHOULD_HAVE_ABSTAINED {
        code: "REF109",
        slug: "should-have-abstained",
        summary: "the answer tells something although it should have said that it does not know",
        message: "answers what it cannot know",
        remedy: "Tell the model to say so when the documents hold no answer, and show it an example.",
        dimension: Dimension::Correctness,
        level: Level::Block,
        status: Status::Stable,
        since: "0.2.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::Expectation],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "The parking fee is 4 euros an hour.", "contexts": [{"text": "The house has a garage."}], "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The report does not say that rents rose. It says that they fell by 4 % last year.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The report mentions a fee of 4 euros.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "In 1962.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "I have no figures on the parking fee, but in comparable towns it is about 4 euros an hour and 20 a day.", "expectation": {"behaviour": "abstain"}}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The documents do not mention a parking fee.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The minutes do not mention who was asked.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The support pages don't say anything about that.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "There is nothing about sabbaticals in the handbook.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The leaflet doesn't say anything on refunds, so I'd rather not guess.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The e-mail thread is silent on the price.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "I'm sorry, I can't help with that.", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "Which garage do you mean?", "expectation": {"behaviour": "abstain"}}"#),
            Example::json(r#"{"answer": "The parking fee is 4 euros an hour.", "expectation": {"behaviour": "answer"}}"#),
        ],
        check: |case| {
            let reading = reading::read(case);
            let tells = || reading.state == State::PartlyKnows || reading::whole(case).substance() > 0;
            if reading::expects(case, "abstain") && reading.answers() && tells() {
                case.report(Finding::whole());
            }
        },
        extra: Extra {
            language: Some("en"),
            tags: &["refusal"],
            references: &["CoCoNot", "LLM09:2025", "NIST600-1 Confabulation"],
            wake: &[Wake::Behaviour(&[Behaviour::Abstain])],
            ..Extra::NONE
        },
    }
}
