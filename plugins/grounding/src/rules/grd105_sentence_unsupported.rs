use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Span, Status, Values, Wake, rule};

use crate::index::{Answer, Index, MAX_FINDINGS};
use crate::settings::Chosen;
use crate::support::Claims;

rule! {
    /// ## What it does
    /// Reports a sentence most of whose content words stand in no source: neither in the contexts and their
    /// titles nor in what the user and the model said before. Words are compared by stem; function words,
    /// numbers, repetitions and words about the sources themselves (*document*, *according*) do not count.
    /// Sentences with fewer than six content words are left out.
    /// ## Why is this bad
    /// What shares no words with the sources was not taken from them: the model told what it remembers, or made
    /// it up.
    /// ## Known false positives
    /// A summary in wholly other words, arithmetic spelt out, advice, and general knowledge that the reader
    /// wants. The rule sees gross fabrication and no more: a sentence that turns the words of a source into
    /// their opposite has full support. With many long contexts nearly every word stands somewhere. Questions,
    /// greetings, offers, refusals, headings, introductions of lists and code are left out. Where a
    /// quarter of the contexts and more is not in English the rule is not applicable: what was translated shares no words with its source.
    /// ## Settings
    /// `support_threshold`: the share of content words, .4 by default, below which a sentence is reported.
    pub SENTENCE_UNSUPPORTED {
        code: "GRD105",
        slug: "sentence-unsupported",
        summary: "most words of a sentence stand in no source",
        message: "only {support} % of the content words of “{quote}” stand in a source",
        remedy: "Tell the model to answer from the sources alone, and to say so when they do not hold the answer.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 3,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "Medieval monasteries brewed strong beer during Lent because fasting monks needed calories.", "contexts": [{"text": "Employees receive thirty days of holiday each year. Requests go to the line manager."}]}"#),
            Example::json(r#"{"answer": "Requests go to the line manager. The carnival procession starts downtown beside the fountain every February.", "contexts": [{"text": "Employees receive thirty days of holiday each year. Requests go to the line manager."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "When does the office open?"}], "answer": "The office opens after volcanic ash settles on the glacier north of the harbour.", "contexts": [{"text": "The office opens at nine."}]}"#),
            Example::json(r#"{"answer": "Staff receive free lunches, gym memberships and holiday vouchers twice a year.", "contexts": [{"text": "Employees receive thirty days of holiday each year, and free travel."}]}"#)
                .with_settings(r#"{"support_threshold": 0.7}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Each year an employee receives thirty holiday days; requests should go to the line managers.", "contexts": [{"text": "Employees receive thirty days of holiday each year. Requests go to the line manager."}]}"#),
            Example::json(r#"{"answer": "I'm sorry, but the provided documents do not mention monasteries, breweries, fasting monks or Lent.", "contexts": [{"text": "Employees receive thirty days of holiday each year."}]}"#),
            Example::json(r#"{"answer": "Would you like me to explain how monasteries brewed strong beer during Lent?", "contexts": [{"text": "Employees receive thirty days of holiday each year."}]}"#),
            Example::json(r#"{"answer": "Monks brewed beer.", "contexts": [{"text": "Employees receive thirty days of holiday each year."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "Is it true that medieval monasteries brewed strong beer during Lent for fasting monks?"}], "answer": "That medieval monasteries brewed strong beer during Lent for fasting monks is not what it is about.", "contexts": [{"text": "Employees receive thirty days of holiday each year."}]}"#),
            Example::json(r#"{"answer": "Employees receive thirty days of paid holiday and should send requests to their manager.", "contexts": [{"text": "Alle Angestellten erhalten dreißig Tage bezahlten Urlaub pro Jahr. Anträge gehen an die Führungskraft, die binnen einer Woche entscheidet. Nicht genommener Urlaub verfällt Ende März des folgenden Jahres, sofern keine dringenden betrieblichen Gründe die Übertragung rechtfertigen, worüber die Personalabteilung entscheidet."}]}"#),
            Example::json(r#"{"answer": "Staff receive thirty days of paid leave, and requests go to their manager within a week.", "contexts": [{"text": "Anträge gehen an die Führungskraft, die binnen einer Woche entscheidet."}]}"#),
            Example::json(r#"{"answer": "Tenants hand in their keys on the last day, and the deposit comes back within a month.", "contexts": [{"text": "The office opens at nine on all working days, except in August."}, {"text": "Les clés sont rendues le dernier jour, et la caution est versée dans un délai de quatre semaines."}]}"#),
        ],
        check: check,
        extra: Extra {
            wake: &[Wake::Input(Input::PermittedContexts)],
            language: Some("en"),
            tags: &["support"],
            references: &["LLM09:2025", "NIST600-1 Confabulation"],
            detail: &[Detail { key: "support", values: Values::Number }],
            reasons: &["a context is not in English"],
            ..Extra::NONE
        },
    }
}

/// Under so many content words a share says little.
const MIN_STEMS: usize = 6;

fn check(case: &Case<'_>) {
    let index = Index::of(case);
    if index.has_foreign() {
        return case.not_applicable("a context is not in English");
    }
    let threshold = case.settings::<Chosen>().support_threshold;
    let (answer, claims) = (Answer::of(case), Claims::of(case));
    let unsupported = claims.0.iter().filter(|claim| claim.stems.len() >= MIN_STEMS && claim.support() < threshold);
    for claim in unsupported.take(MAX_FINDINGS) {
        let sentence = &answer.sentences[claim.sentence];
        let span = Span { part: answer.part, start: sentence.start as u32, end: sentence.end as u32 };
        case.report(Finding::span(span).detail("support", format!("{:.0}", claim.support() * 100.0)));
    }
}
