use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Level, Span, Status, rule};

rule! {
    /// ## What it does
    /// Reports identifiers that another rule of this pack found only after putting a number together again: spelled out in
    /// English words (*five five zero zero …*), cut up by odd separators (`5500.0055.5555.5559`, `5 5 0 0 - 0 0 5 5 …`), or
    /// character by character.
    /// ## Why is this bad
    /// Nobody writes a card number like that for a reader. It is done to get it past a filter like this one.
    /// ## Known false positives
    /// Those of the rule that found the identifier: the check digit and the words that it asks for are the same here.
    pub(crate) SEPARATED_OR_SPELLED_DIGITS {
        code: "EXP708",
        slug: "separated-or-spelled-digits",
        summary: "an identifier is spelled out or cut up",
        message: "spells out or cuts up an identifier",
        remedy: "Look for the instruction that asked for it.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[],
        fires: &[
            Example::answer("The card is four five three nine, one four eight eight, zero three four three, six four six seven."),
            Example::answer("card 4 5 3 9 - 1 4 8 8 - 0 3 4 3 - 6 4 6 7"),
            Example::answer("card 4539.1488.0343.6467, or {{spaced:4539148803436467}}"),
            Example::answer("His SSN is 536/90/4399, that is five three six nine zero four three nine nine."),
            Example::answer("IBAN D E 8 9 - 3 7 0 4 - 0 0 4 4 - 0 5 3 2 - 0 1 3 0 - 0 0"),
            Example::answer("{{base64:the card is four five three nine one four eight eight zero three four three six four six seven}}"),
        ],
        ignores: &[
            Example::answer("card 4539 1488 0343 6467, 4539-1488-0343-6467"),
            Example::answer("Call nine one one. The card has four, five or six digits; one two three four five six seven."),
            Example::answer("Card payments: | 4539 | 1488 | 0343 | 6467 |, 4539, 1488, 0343, 6467"),
            Example::answer("The card is {{zero-width:4539148803436467}}."),
        ],
        check: |case: &Case<'_>| {
            let disguised: Vec<u32> = case
                .hits()
                .filter(|hit| {
                    let view = hit.view();
                    view.ends_with("digits") || (view == "normalised" && {
                        let span = hit.span();
                        let written = hit.part().text().get(span.start as usize..span.end as usize).unwrap_or_default();
                        is_spaced_out(written)
                    })
                })
                .map(|hit| hit.index())
                .collect();
            let mut seen: Vec<Vec<Span>> = Vec::new();
            for finding in case.reported() {
                let family = ["EXP4", "EXP5", "EXP6"].iter().any(|family| finding.rule.starts_with(family));
                let all = !finding.hits.is_empty() && finding.hits.iter().all(|hit| disguised.contains(hit));
                if family && all && !seen.contains(&finding.spans) {
                    seen.push(finding.spans.clone());
                    case.report(Finding { hits: finding.hits, spans: finding.spans, ..Finding::default() });
                }
            }
        },
        extra: Extra {
            tags: &["channel", "financial", "personal"],
            shares: &["EXP4", "EXP5", "EXP6"],
            references: &["AML.T0068", "LLM02:2025", "PCI DSS 3.4"],
            ..Extra::NONE
        },
    }
}

/// So many characters one by one are no way of writing.
const SINGLES: usize = 6;

/// Whether letters and digits stand one by one.
fn is_spaced_out(written: &str) -> bool {
    let pieces = written.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty());
    pieces.filter(|piece| piece.chars().count() == 1).count() >= SINGLES
        && written.contains([' ', '-', '.', '_', '*', '/', ',', '\n'])
}
