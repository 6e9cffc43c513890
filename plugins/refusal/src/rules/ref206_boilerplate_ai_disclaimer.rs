use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule, text};

use crate::reading::{self, State};

rule! {
    /// ## What it does
    /// Reports answers whose first sentence says “as an AI language model” (or the like) and that then answer. Where
    /// the words belong to a refusal or to not knowing, they are part of its reason and are left alone.
    /// ## Why is this bad
    /// It is filler that users learn to skip. On human-labelled answers it also goes with made-up content: answers with
    /// it were hallucinated about twice as often as those without.
    /// ## Known false positives
    /// First sentences about AI models as such (“As an AI language model grows, …”).
    pub(crate) BOILERPLATE_AI_DISCLAIMER {
        code: "REF206",
        slug: "boilerplate-ai-disclaimer",
        summary: "the answer opens with a disclaimer about being an AI",
        message: "opens with filler: “{quote}”",
        remedy: "Tell the model not to introduce itself.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[Pattern::regex(r"(?i)\bas an? (?:AI|artificial intelligence|(?:large )?language model)\b")],
        fires: &[
            Example::answer("As an AI language model, I think that there are three good ways to learn to swim."),
            Example::answer("Speaking as an AI, the capital of Australia is Canberra."),
            Example::answer("As a large language model I have no taste buds. Lemon goes well with thyme, and with honey too."),
        ],
        ignores: &[
            Example::answer("Here are three options."),
            Example::answer("As an AI language model, I cannot help with that."),
            Example::answer("She studied law for ten years. Today she works as an AI researcher in Kyoto."),
        ],
        check: |case| {
            let first = text::sentences(case.answer()).next().map_or(0, |range| range.end as u32);
            let reading = reading::read(case);
            let answers = reading.answers() || reading.state == State::RefutesPremise;
            if let Some(hit) = case.hits().find(|hit| answers && hit.span().end <= first) {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra { language: Some("en"), tags: &["refusal", "wording"], ..Extra::NONE },
    }
}
