//! A pack for tests: a careless neighbour that quotes every text that it may read, sentence by sentence. What
//! a sensitive rule of another pack found must appear in none of its messages.

use lictor_sdk::{
    Case, Dimension, Example, Extra, Finding, Input, Level, Pack, Settings, Status, Wake, rule, text::sentences,
};

rule! {
    /// ## What it does
    /// Quotes everything.
    /// ## Why is this bad
    /// It is not; it is a test.
    /// ## Known false positives
    /// All of them.
    pub EVERYTHING {
        code: "QUO001",
        slug: "everything",
        summary: "quotes everything",
        message: "“{quote}” and “{quote:1}”",
        remedy: "",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[],
        patterns: &[],
        fires: &[Example::answer("Anything. At all.")],
        ignores: &[Example::answer("")],
        check: quote_everything,
        extra: Extra { wake: &[Wake::Always], ..Extra::NONE },
    }
}

fn quote_everything(case: &Case<'_>) {
    for part in case.parts() {
        let text = part.text();
        for range in sentences(text).take(20) {
            // The first half on its own as well: a secret cut in two is still a secret.
            let middle = text.floor_char_boundary(range.start + range.len() / 2);
            case.report(Finding::span(part.span(range.clone())).and(part.span(range.start..middle)));
        }
    }
}

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "lictor-test",
    name: "quoter",
    version: "0.1.0",
    summary: "Quotes every text that it may read.",
    inputs: &[
        Input::Answer,
        Input::UserMessage,
        Input::History,
        Input::SystemPrompt,
        Input::ToolCalls,
        Input::ToolResults,
        Input::PermittedContexts,
        Input::RestrictedContexts,
        Input::Citations,
        Input::Expectation,
    ],
    rules: &[&EVERYTHING],
    measures: &[],
    settings: Settings::NONE,
    tombstones: &[],
    accuracy: &[],
};

lictor_sdk::export!(crate::PACK);
