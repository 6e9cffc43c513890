use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Status, Values, Wake, rule};

use crate::index::{Index, distinct};
use crate::markers::citations;
use crate::support::Claims;

rule! {
    /// ## What it does
    /// Reports an answer that takes nothing from its contexts although one of them is about the question: at least
    /// half of the question's content words stand in that context, and of ten content words and more that the
    /// answer adds to the question, less than a fifth stand in any context. Answers that cite are left out, and so
    /// are refusals, questions and greetings.
    /// ## Why is this bad
    /// The application retrieved what the user needs, and the model answered from memory.
    /// ## Known false positives
    /// A context that shares the question's words and does not answer it, while general knowledge does.
    pub CONTEXT_IGNORED {
        code: "GRD116",
        slug: "context-ignored",
        summary: "the answer uses nothing of a context that is about the question",
        message: "only {support} % of the words that the answer adds stand in a context",
        remedy: "Put the contexts nearer to the question in the prompt, and tell the model to answer from them.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"messages": [{"role": "user", "content": "How many holidays do employees receive?"}], "answer": "Most companies worldwide grant between two and five weeks, depending on national law, seniority and collective bargaining.", "contexts": [{"text": "Employees receive thirty days of holidays. Requests go to the line manager."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "Which beer did monks brew?"}], "answer": "Lager ferments at cool temperatures with bottom yeast. Ale prefers warmth, and stout uses roasted barley for colour and bitterness.", "contexts": [{"text": "Monks brewed a beer called Doppelbock, which fed them through Lent."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"messages": [{"role": "user", "content": "How many holidays do employees receive?"}], "answer": "Each employee receives thirty days; requests should go to the line manager, who decides within one week about everything.", "contexts": [{"text": "Employees receive thirty days of holidays. Requests go to the line manager, who decides within a week."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "How many holidays do employees receive?"}], "answer": "The documents do not mention it. I'm sorry that I cannot tell you anything about national law, seniority, collective bargaining or companies.", "contexts": [{"text": "Employees receive parking permits and holidays in general."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "How many holidays do employees receive?"}], "answer": "Most companies worldwide grant between two and five weeks, depending on national law, seniority and collective bargaining.", "contexts": [{"text": "The bridge was opened in spring."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "How many holidays do employees receive?"}], "answer": "Thirty days.", "contexts": [{"text": "Employees receive 30 days of holidays."}]}"#),
        ],
        check: check,
        extra: Extra {
            wake: &[Wake::Input(Input::PermittedContexts)],
            language: Some("en"),
            tags: &["support"],
            references: &["LLM09:2025", "NIST600-1 Confabulation"],
            detail: &[Detail { key: "support", values: Values::Number }],
            reasons: &["the contexts are not in English"],
            ..Extra::NONE
        },
    }
}

/// Content words that the answer must add before their share says something.
const MIN_ADDED: usize = 10;
const USED: f32 = 0.2;
/// Share of the question's content words, and how many there must be.
const ABOUT: f32 = 0.5;
const MIN_ASKED: usize = 2;

fn check(case: &Case<'_>) {
    let index = Index::of(case);
    if !index.is_english() {
        return case.not_applicable("the contexts are not in English");
    }
    let claims = Claims::of(case);
    // Whoever took something has a sentence with a share.
    if claims.0.iter().map(|claim| claim.stems.len()).sum::<usize>() < MIN_ADDED || claims.mean() > Some(0.7) {
        return;
    }
    let is_message = |source: &&crate::index::Source| case.part(source.part).input() == Input::UserMessage;
    let messages = index.sources.iter().filter(is_message).flat_map(|source| index.tokens_of(source));
    let asked = distinct(messages.map(|token| token.stem));
    let about = index.contexts().any(|context| {
        let known = asked.iter().filter(|stem| context.stems.contains(**stem)).count();
        known as f32 >= asked.len() as f32 * ABOUT
    });
    let added = distinct(claims.0.iter().flat_map(|claim| &claim.stems).copied().filter(|stem| !asked.contains(stem)));
    let used = added.iter().filter(|stem| index.contexts().any(|context| context.stems.contains(**stem))).count();
    let share = used as f32 / added.len().max(1) as f32;
    let cites = case.has(Input::Citations) || !citations(case.answer()).is_empty();
    if about && asked.len() >= MIN_ASKED && added.len() >= MIN_ADDED && share < USED && !cites {
        case.report(Finding::whole().detail("support", format!("{:.0}", share * 100.0)));
    }
}
