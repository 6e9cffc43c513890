use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Span, Status, Wake, rule};

use crate::index::{Answer, Index, MAX_FINDINGS};
use crate::names::{Names, names};
use crate::settings::Chosen;
use crate::support::Claims;
use crate::tokens::tokenise;

rule! {
    /// ## What it does
    /// Reports a name of two words and more in running text of which no word stands in a source: neither in the
    /// contexts and their titles nor in what the user and the model said before. Plural and genitive make no
    /// difference; a name whose initials the sources use (*World Health Organization*, *WHO*) is known, and so
    /// is a derived form (*Canadian*, *Canada*). Days, months, headings and labels of lists are no names.
    /// ## Why is this bad
    /// A person, product or place that no source mentions was made up or remembered, and names are what readers
    /// pass on.
    /// ## Known false positives
    /// General knowledge that the reader wanted, another spelling or the full form of a name that the sources
    /// shorten otherwise than to its initials, and ordinary words that the answer capitalises.
    /// ## Settings
    /// `known_names`: names that need no source.
    pub ENTITY_NOT_IN_SOURCES {
        code: "GRD108",
        slug: "entity-not-in-sources",
        summary: "a name stands in no source",
        message: "“{quote}” stands in no source",
        remedy: "Tell the model to name nobody and nothing that the sources do not name, or list the name in `known_names`.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "The decision was announced by CEO Lars Holm in the spring.", "contexts": [{"text": "The decision was announced by the CEO in the spring."}]}"#),
            Example::json(r#"{"answer": "The form is processed in Zendesk Sunshine and then archived.", "contexts": [{"text": "The form is processed by the support desk and then archived."}]}"#),
            Example::json(r#"{"answer": "Funding came from the Hartwell Family Trust, as agreed.", "contexts": [{"text": "Funding was agreed with a private donor."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The decision was announced by the CEO in the spring.", "contexts": [{"text": "The decision was announced by the CEO in the spring."}]}"#),
            Example::json(r#"{"answer": "The advice comes from the World Health Organization.", "contexts": [{"text": "The WHO gives this advice."}]}"#),
            Example::json(r#"{"answer": "**Risk Management Basics:** the report is due on Monday, January 5.\n\n# Lars Holm And His Views\nThe report is due.", "contexts": [{"text": "The report is due at the beginning of the year."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "Who is Lars Holm?"}], "answer": "The documents say nothing of anybody called Lars Holm who works there.", "contexts": [{"text": "The report is due."}]}"#),
            Example::json(r#"{"answer": "The form is processed in Zendesk Sunshine and then archived.", "contexts": [{"text": "The form is processed by the support desk."}]}"#)
                .with_settings(r#"{"known_names": ["Zendesk Sunshine"]}"#),
        ],
        check: check,
        extra: Extra {
            wake: &[Wake::Input(Input::PermittedContexts)],
            language: Some("en"),
            tags: &["entity"],
            references: &["NIST600-1 Confabulation"],
            reasons: &["the contexts are not in English"],
            ..Extra::NONE
        },
    }
}

fn check(case: &Case<'_>) {
    let index = Index::of(case);
    if !index.is_english() {
        return case.not_applicable("the contexts are not in English");
    }
    let (answer, text) = (Answer::of(case), case.answer());
    let found = names(text, &answer, &Claims::of(case));
    if found.is_empty() {
        return;
    }
    let mut allowed = Vec::new();
    case.settings::<Chosen>().known_names.iter().for_each(|name| tokenise(name, &mut allowed));
    let mut known: Option<Names> = None;
    let mut reported: Vec<Vec<u32>> = Vec::new();
    for name in found {
        let tokens = &answer.tokens[name];
        let is_allowed = |stem: u32| index.knows(stem) || allowed.iter().any(|token| token.stem == stem);
        if tokens.iter().any(|token| is_allowed(token.stem)) {
            continue;
        }
        let words: Vec<u32> = tokens.iter().map(|token| token.word).collect();
        // Reading the sources' own words is worth it only for names that seem new.
        if reported.contains(&words) || known.get_or_insert_with(|| Names::of(case, &index)).have(text, tokens) {
            continue;
        }
        reported.push(words);
        let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
        case.report(Finding::span(Span { part: answer.part, start: first.start, end: last.end }));
        if reported.len() >= MAX_FINDINGS {
            return;
        }
    }
}
