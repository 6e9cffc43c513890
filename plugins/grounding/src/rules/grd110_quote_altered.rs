use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, rule};

use crate::index::{Index, MAX_FINDINGS, sources};
use crate::quotes::{MIN_WORDS, Match, find, same_letters, spoken, stretches};
use crate::tokens::tokenise;

rule! {
    /// ## What it does
    /// Reports a quotation of five words and more that a source has nearly but not word for word: at least 80 %
    /// of its words stand there in their order. What an ellipsis or an insertion in square brackets parts is
    /// compared piece by piece. Case, punctuation, hyphens and spacing make no difference. Code and the values of JSON
    /// are left out: their quotation marks are syntax.
    /// ## Why is this bad
    /// Quotation marks promise the source's own words; one changed word (*shall*, *may*) can change the duty.
    /// ## Known false positives
    /// A quotation of another edition of the text, a corrected misprint, a translation's tense. Quotations that
    /// no source has even nearly are not this rule's business.
    pub QUOTE_ALTERED {
        code: "GRD110",
        slug: "quote-altered",
        summary: "a quotation differs from its source by a few words",
        message: "quotes “{quote}” but the source says “{quote:1}”",
        remedy: "Quote word for word, or drop the quotation marks.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[
            Pattern::regex("\"[^\"\\n]{20,}\"").label("straight"),
            Pattern::regex("“[^“”]{20,}”").label("curly"),
            Pattern::regex("„[^„“”]{20,}[“”]|«[^«»]{20,}»").label("other"),
        ],
        fires: &[
            Example::json(r#"{"answer": "The lease says: \"The tenant may keep the garden in good order.\"", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "It states that “the supplier is not liable for any indirect losses” at all.", "contexts": [{"text": "The supplier is liable for any indirect losses, if they were foreseeable."}]}"#),
            Example::json(r#"{"answer": "Im Vertrag steht: „Der Mieter kann den Garten in gutem Zustand halten.“", "contexts": [{"text": "Der Mieter muss den Garten in gutem Zustand halten."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The lease says: \"The tenant shall keep the garden in good order.\"", "contexts": [{"text": "The tenant shall keep the garden\nin good order."}]}"#),
            Example::json(r#"{"answer": "The lease says: \"[The lessee] shall keep the garden … in good order at all times.\"", "contexts": [{"text": "The tenant shall keep the garden and the yard in good order at all times."}]}"#),
            Example::json(r#"{"answer": "They call it a \"win-win for everybody in the whole town\".", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "The lease says “don’t follow-up by e-mail or telephone”.", "contexts": [{"text": "Do n't follow up by email or telephone ."}]}"#),
            Example::json(r#"{"answer": "Use the \"Save as\" button, then the tenant may keep the garden in good order \"as is\".", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "{\"party\": \"tenant\", \"duty\": \"The tenant may keep the garden in good order.\"}", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "[\"The tenant may keep the garden in good order.\"]", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "As JSON:\n{\n  \"duty\": \"The tenant may keep the garden in good order.\"\n}", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
            Example::json(r#"{"answer": "```py\nprint(\"The tenant may keep the garden in good order.\")\n```", "contexts": [{"text": "The tenant shall keep the garden in good order."}]}"#),
        ],
        check: check,
        extra: Extra {
            tags: &["quote"],
            references: &["NIST600-1 Information Integrity"],
            ..Extra::NONE
        },
    }
}

fn check(case: &Case<'_>) {
    let text = case.answer();
    let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
    let pieces = spoken(text).into_iter().flat_map(|quotation| stretches(text, quotation));
    let mut reported = 0;
    for piece in pieces {
        let mut quoted = Vec::new();
        tokenise(&text[piece.clone()], &mut quoted);
        if quoted.len() < MIN_WORDS || reported >= MAX_FINDINGS {
            continue;
        }
        let index = Index::of(case);
        let mut nearest: Option<(f32, Span)> = None;
        let mut exact = false;
        for (source, doc) in index.sources.iter().zip(sources(case)) {
            let tokens = index.tokens_of(source);
            match find(&quoted, tokens) {
                Match::None => {}
                Match::Exact(_) => exact = true,
                Match::Altered(range, similarity) => {
                    let (first, last) = (tokens[range.start], tokens[range.end.max(range.start + 1) - 1]);
                    let span = Span { part: source.part, start: first.start, end: last.end };
                    exact |= same_letters(&text[piece.clone()], &doc.text[span.start as usize..span.end as usize]);
                    if nearest.is_none_or(|(best, _)| similarity > best) {
                        nearest = Some((similarity, span));
                    }
                }
            }
            if exact {
                break;
            }
        }
        if let (false, Some((_, actual))) = (exact, nearest) {
            reported += 1;
            let words = text[piece.clone()].trim();
            let start = piece.start + (text[piece.clone()].len() - text[piece].trim_start().len());
            let stated = Span { part, start: start as u32, end: (start + words.len()) as u32 };
            case.report(Finding::span(stated).and(actual));
        }
    }
}
