use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Part, Span, Status, Wake, rule};

use crate::exempt::is_talk;
use crate::index::{Answer, MAX_FINDINGS, Sentence};
use crate::markers::citations;
use crate::settings::{Chosen, Citations};
use crate::urls::urls;

rule! {
    /// ## What it does
    /// Reports a sentence that makes a claim and carries no citation, where the policy demands citations
    /// (setting `citations = "required"`). A claim is a statement with a number or a name in it, or one of
    /// six content words and more. A marker such as `[2]`, `[^2]`, `(Doc 2)` or `【2†…】`, author and year such
    /// as `(Smith 2020)`, a raised digit or a link in the sentence or at the end of its paragraph counts; one at
    /// the end of a list's introduction covers the list.
    ///
    /// Says nothing where citations are optional (the default), or where the application carries citations
    /// beside the text.
    /// ## Why is this bad
    /// A reader cannot check what names no source, and a model that need not cite invents more freely.
    /// ## Known false positives
    /// Connecting sentences, definitions and common knowledge that nobody would cite. Questions, headings,
    /// greetings, advice, refusals and summaries are left out, as far as their wording shows.
    /// ## Settings
    /// `citations`: `required` or `optional`.
    pub CITATION_MISSING {
        code: "GRD101",
        slug: "citation-missing",
        summary: "a claim carries no citation although the policy demands one",
        message: "no citation for “{quote}”",
        remedy: "Ask the model to put the number of its source behind every claim, or make citations optional in the policy.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[],
        fires: &[
            Example::json(r#"{"answer": "Fees rose 4% in 2024.", "contexts": [{"text": "Fees rose 4% in 2024."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "The depot moved to Lyon [1].\n\nThe old building was sold to a private investor from Geneva.", "contexts": [{"text": "The depot moved to Lyon."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "Here is what changed:\n- The limit is 30 days [1]\n- The fee is 12 euros", "contexts": [{"text": "The limit is 30 days."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Fees rose 4% in 2024 [1].", "contexts": [{"text": "Fees rose 4% in 2024."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "Fees rose 4% in 2024.", "contexts": [{"text": "Fees rose 4% in 2024."}]}"#),
            Example::json(r#"{"answer": "Fees rose 4% in 2024. They had been stable for nine years before that (Source 1).", "contexts": [{"text": "Fees rose 4% in 2024."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "I could not find anything about fees in Lyon. Would you like me to look for Geneva?", "contexts": [{"text": "Opening hours."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "Fees rose 4% in 2024 (Keller & Roth, 2025). The depot moved to Lyon.²", "contexts": [{"text": "Fees rose 4% in 2024."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "Fees rose 4% in 2024.", "contexts": [{"id": "a", "text": "Fees rose 4% in 2024."}], "citations": [{"context": "a", "text": "Fees rose 4% in 2024."}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
            Example::json(r#"{"answer": "The limits are these [1]:\n- 30 days for Lyon\n- 40 days for Geneva", "contexts": [{"text": "Limits"}]}"#)
                .with_settings(r#"{"citations": "required"}"#),
        ],
        check: check,
        extra: Extra {
            wake: &[Wake::Input(Input::PermittedContexts)],
            language: Some("en"),
            tags: &["citation"],
            references: &["LLM09:2025", "AIAct 13"],
            ..Extra::NONE
        },
    }
}

/// Content words from which a sentence without number and name is a claim.
const CLAIM: usize = 6;

fn check(case: &Case<'_>) {
    let demanded = case.settings::<Chosen>().citations == Citations::Required;
    if !demanded || case.parts_of(Input::Citations).any(|part| !is_bare(&part)) {
        return;
    }
    let answer = Answer::of(case);
    let text = case.answer();
    let mut cited = citations(text);
    cited.extend(urls(text).iter().map(|url| url.start));
    let uncited = answer
        .sentences
        .iter()
        .filter(|sentence| !cited.iter().any(|at| covers(text, sentence, *at)) && is_claim(&answer, text, sentence));
    for sentence in uncited.take(MAX_FINDINGS) {
        let (start, end) = (sentence.start as u32, sentence.end as u32);
        case.report(Finding::span(Span { part: answer.part, start, end }));
    }
}

/// Whether a citation beside the answer points nowhere.
fn is_bare(citation: &Part<'_>) -> bool {
    citation.is_empty() && citation.property("context").is_none() && citation.property("url").is_none()
}

/// Whether a marker at this place speaks for the sentence: it stands in it, ends its paragraph, or ends the
/// introduction of its list.
fn covers(text: &str, sentence: &Sentence, at: usize) -> bool {
    if (sentence.start..sentence.end).contains(&at) {
        return true;
    }
    if at >= sentence.end {
        let between = &text[sentence.end..at];
        // A marker may stand behind the full stop, which ends the sentence.
        let line = text[at..].split('\n').next().unwrap_or_default();
        let last = line.split("].").count() <= 2 && !line.contains(". ");
        return !between.contains('\n') && (last || between.trim().is_empty());
    }
    let is_item = text[sentence.start..].starts_with(['-', '*', '•'])
        || text[sentence.start..].starts_with(|c: char| c.is_ascii_digit());
    let between = &text[at..sentence.start];
    let intro = between.split('\n').next().unwrap_or_default();
    is_item && intro.trim_end_matches(['*', ' ']).ends_with(':') && !between.contains("\n\n\n")
}

fn is_claim(answer: &Answer, text: &str, sentence: &Sentence) -> bool {
    let words = &text[sentence.start..sentence.end];
    let tokens = &answer.tokens[sentence.tokens.clone()];
    let content = answer.stems(sentence).len();
    if words.starts_with(['#', '|']) || is_talk(words) || content < 2 {
        return false;
    }
    let begins = |byte: u8, token: &crate::tokens::Token| (byte, token.is_content());
    let firsts = tokens.iter().skip(1).map(|token| begins(text.as_bytes()[token.start as usize], token));
    let mut named = firsts.filter(|(byte, content)| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && *content));
    content >= CLAIM || named.next().is_some()
}
