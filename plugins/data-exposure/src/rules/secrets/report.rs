//! What all secret rules do alike: where they look, what they declare, and how they report.

use std::ops::Range;

use lictor_sdk::{Case, Detail, Extra, Finding, Hit, Input, Pattern, Values, Waiver};

use super::checksum::checksum;
use super::value::is_drawn;
use crate::settings::Settings;

/// Where secrets are looked for.
const INPUTS: &[Input] = &[Input::Answer, Input::ToolCalls];

/// The entropy that the random part of a token has at least, in bits a byte.
const TOKEN_ENTROPY: f32 = 3.0;

/// How sure a right checksum makes, and how sure a token with a wrong one still is.
const RIGHT_CHECKSUM: f32 = 0.99;
const WRONG_CHECKSUM: f32 = 0.6;

/// A pattern for a secret: in answers and tool calls, in every view.
pub(crate) const fn pattern(regex: &'static str) -> Pattern {
    Pattern::regex(regex).on(INPUTS).all_views()
}

/// A pattern for one kind of secret.
pub(crate) const fn format(label: &'static str, regex: &'static str) -> Pattern {
    pattern(regex).label(label)
}

/// What secret rules have in common beyond their patterns.
pub(crate) const EXTRA: Extra = Extra {
    tags: &["secret"],
    horizon: Some(1024),
    waiver: Waiver::Fingerprint,
    references: &["LLM02:2025", "CWE-522"],
    ..Extra::NONE
};

/// For rules whose message names the kind of secret by its pattern's label.
pub(crate) const FORMATS: Extra = Extra {
    detail: &[Detail { key: "kind", values: Values::PatternLabels }],
    references: &["LLM02:2025", "AML.T0055", "CWE-798"],
    ..EXTRA
};

/// Reports a part of what was matched, unless the team allows that value or a rule before this one has
/// reported the place.
pub(crate) fn report(case: &Case<'_>, hit: &Hit<'_>, text: &str, range: Range<usize>) {
    report_as(case, hit, text, range, None);
}

/// The same, saying how sure the rule is.
fn report_as(case: &Case<'_>, hit: &Hit<'_>, text: &str, range: Range<usize>, confidence: Option<f32>) {
    if range.is_empty() || case.settings::<Settings>().allows(&text[range.clone()]) {
        return;
    }
    let finding = Finding { confidence, ..Finding::within(hit, range) };
    case.report(if hit.label().is_empty() { finding } else { finding.detail("kind", hit.label()) });
}

/// Whether a more specific secret rule has reported this place already.
pub(crate) fn is_known(case: &Case<'_>, hit: &Hit<'_>, range: Range<usize>) -> bool {
    let span = hit.locate(range);
    case.reported()
        .iter()
        .filter(|finding| finding.rule.starts_with("EXP3"))
        .flat_map(|finding| &finding.spans)
        .any(|known| known.part == span.part && known.start < span.end && span.start < known.end)
}

/// Checks hits of token formats: reports those whose random part is no placeholder. A token with a checksum that is
/// right is real whatever it looks like; a wrong one lowers the confidence and no more, because a token with one
/// character mistyped still shows all the others. Patterns with a label in `named` match the name before the token
/// too.
pub(crate) fn check_formats(case: &Case<'_>, named: &[&str]) {
    check_formats_if(case, named, |_| true);
}

/// The same, of those hits only that may be tokens by what stands around them.
pub(crate) fn check_formats_if(case: &Case<'_>, named: &[&str], plausible: impl Fn(&Hit<'_>) -> bool) {
    for hit in case.hits() {
        let text = hit.matched();
        let start = if named.contains(&hit.label()) { value_start(&text) } else { 0 };
        let checksum = checksum(&text[start..]);
        let drawn = checksum == Some(true) || is_drawn(body(&text[start..]), TOKEN_ENTROPY);
        if drawn && !goes_on(&hit, &text) && plausible(&hit) {
            let confidence = checksum.map(|right| if right { RIGHT_CHECKSUM } else { WRONG_CHECKSUM });
            report_as(case, &hit, &text, start..text.len(), confidence);
        }
    }
}

/// Where the value begins that ends a match of name, separator and value.
pub(crate) fn value_start(text: &str) -> usize {
    let padded = text.trim_end_matches('=');
    padded.rfind(|c: char| c.is_whitespace() || "\"'`=:,>(".contains(c)).map_or(0, |at| at + 1)
}

/// A token without the prefix that says what it is.
fn body(token: &str) -> &str {
    const LONGEST_PREFIX: usize = 12;
    match token.find(['_', '-', '.']) {
        Some(at) if at <= LONGEST_PREFIX && at + 1 < token.len() => &token[at + 1..],
        _ => token,
    }
}

/// Whether the text goes on with a character that a token could have, so that it is something longer. Where
/// a pattern takes all such characters it never does.
fn goes_on(hit: &Hit<'_>, text: &str) -> bool {
    // The rest may be masked: `xoxp-…-####`.
    let after = hit.around(0, 4).after;
    if after.strip_prefix(['-', '_', '.']).is_some_and(|rest| rest.starts_with("##") || rest.starts_with("**")) {
        return true;
    }
    let last = text.bytes().next_back().unwrap_or_default();
    last.is_ascii_alphanumeric() && after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}
