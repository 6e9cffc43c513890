use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Measure, Status, Values, Wake, rule};

use crate::index::Index;
use crate::settings::Chosen;
use crate::support::Claims;

/// What [`ANSWER_SUPPORT_LOW`] measures on every answer with contexts.
pub(crate) const MEASURE: Measure = Measure {
    name: "answer-support",
    unit: "share",
    summary: "Mean share of the content words of an answer's claims that stand in its sources, 0 to 1.",
};

rule! {
    /// ## What it does
    /// Measures how much of an answer stands in its sources: for each sentence that claims something, the share
    /// of content words that some context, or what was said before, has; and the mean of these shares. Reports
    /// the measure `answer-support` for every answer with contexts, and notes an answer of two claims and more
    /// whose mean is below the threshold. Where a quarter of the contexts and more is not in English it is not
    /// applicable.
    /// ## Why is this bad
    /// One such answer may be well phrased in words of its own. A model, a prompt or a retriever whose answers
    /// rest less and less on what was retrieved is a different thing, and the trend of this measure shows it.
    /// ## Known false positives
    /// Summaries in other words, advice, and answers from general knowledge that were asked for. The measure
    /// tells made-up text from grounded text, and not a wrong claim in the words of the sources from a right one:
    /// it is for trends and comparisons, not for the single answer.
    /// ## Settings
    /// `answer_support_threshold`: the mean share below which an answer is noted, .5 by default.
    pub ANSWER_SUPPORT_LOW {
        code: "GRD106",
        slug: "answer-support-low",
        summary: "little of the answer stands in the sources",
        message: "only {support} % of what the answer claims stands in its sources",
        remedy: "Look at the measure over many answers: has the prompt, the model or the retrieval changed?",
        dimension: Dimension::Grounding,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "Monks brewed strong beer during Lent. Fasting needed calories, and barley was cheap.", "contexts": [{"text": "Employees receive thirty days of holiday each year. Requests go to the line manager."}]}"#),
            Example::json(r#"{"answer": "The bakery employs nine people. It sells bread and cake at weekends.", "contexts": [{"text": "The bakery sells cake."}]}"#)
                .with_settings(r#"{"answer_support_threshold": 0.9}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Each employee receives thirty holiday days. Requests go to the line manager.", "contexts": [{"text": "Employees receive thirty days of holiday each year. Requests go to the line manager."}]}"#),
            Example::json(r#"{"answer": "I could not find anything about monks in the documents. Would you like me to look for holidays?", "contexts": [{"text": "Employees receive thirty days of holiday each year."}]}"#),
            Example::json(r#"{"answer": "Monks brewed strong beer during Lent. Fasting needed calories, and barley was cheap."}"#),
        ],
        check: |case: &Case<'_>| {
            if Index::of(case).has_foreign() {
                return case.not_applicable("a context is not in English");
            }
            let claims = Claims::of(case);
            let Some(mean) = claims.mean() else { return };
            case.measure(MEASURE.name, f64::from(mean));
            if claims.0.len() >= 2 && mean < case.settings::<Chosen>().answer_support_threshold {
                case.report(Finding::whole().detail("support", format!("{:.0}", mean * 100.0)));
            }
        },
        extra: Extra {
            wake: &[Wake::Input(Input::PermittedContexts)],
            language: Some("en"),
            tags: &["support"],
            references: &["LLM09:2025"],
            detail: &[Detail { key: "support", values: Values::Number }],
            reasons: &["a context is not in English"],
            ..Extra::NONE
        },
    }
}
