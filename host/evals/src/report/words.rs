//! How all formats say the same thing.

use lictor_model::Dimension;

use crate::Outcome;
use crate::compare::{ChoiceKind, Slice};
use crate::gate::{GateOutcome, ReasonKind, ReleaseDecision};

/// A minus as wide as a plus.
const MINUS: char = '\u{2212}';

/// A share in per cent. Only all of them are 100 %, and only none is 0 %: nothing is rounded to either.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", near_percent(share))
}

/// Both ends of an interval of shares.
pub(super) fn percents([low, high]: [f64; 2]) -> String {
    format!("{:.1}–{:.1} %", near_percent(low), near_percent(high))
}

fn near_percent(share: f64) -> f64 {
    let rounded = (share * 1000.0).round() / 10.0;
    if rounded >= 100.0 && share < 1.0 {
        99.9
    } else if rounded <= 0.0 && share > 0.0 {
        0.1
    } else {
        // No minus before a zero.
        rounded + 0.0
    }
}

/// A difference of shares in percentage points, with its sign.
pub(super) fn points(difference: f64) -> String {
    signed(&format!("{:+.1}", difference * 100.0))
}

/// The interval of a difference of shares.
pub(super) fn point_range([low, high]: [f64; 2]) -> String {
    format!("{} to {}", points(low), points(high))
}

fn signed(text: &str) -> String {
    let zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    if zero { text.replace(['+', '-'], "±") } else { text.replace('-', &MINUS.to_string()) }
}

/// A whole number with its thousands apart.
pub(super) fn whole(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 6);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 case`, `1,200 cases`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(number), if number == 1 { one } else { many })
}

/// How many a list has.
pub(super) fn counted<T>(list: &[T], one: &str, many: &str) -> String {
    count(list.len() as u64, one, many)
}

/// The length of a list, as numbers are written.
pub(super) fn whole_len<T>(list: &[T]) -> String {
    whole(list.len() as u64)
}

/// A measured number with three digits that count, and its thousands apart.
pub(super) fn measured(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "–".into();
    }
    if (1000.0..1e15).contains(&size) {
        let sign = if value < 0.0 { MINUS.to_string() } else { String::new() };
        return format!("{sign}{}", whole(size.round() as u64));
    }
    let decimals = match size {
        _ if size >= 100.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 || size == 0.0 => 2,
        _ if size >= 0.1 => 3,
        _ if size >= 1e-6 => return format!("{value:.5}").trim_end_matches('0').replace('-', &MINUS.to_string()),
        _ => return format!("{value:.2e}").replace('-', &MINUS.to_string()),
    };
    format!("{value:.decimals$}").replace('-', &MINUS.to_string())
}

/// The difference of a measure, with its sign.
pub(super) fn change(value: f64) -> String {
    if value > 0.0 { format!("+{}", measured(value)) } else { measured(value) }
}

/// A probability.
pub(super) fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("{p:.3}") }
}

/// A dimension as a heading.
pub(super) fn heading(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Correctness => "Correctness",
        Dimension::Grounding => "Grounding",
        Dimension::Usefulness => "Usefulness",
        Dimension::Risk => "Risk",
    }
}

/// An outcome in a sentence.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::NotApplicable => "not applicable",
        Outcome::Unchecked => "unchecked",
    }
}

/// What a slice is called, and whether that name comes from outside.
pub(super) fn slice(slice: &Slice) -> &str {
    match slice {
        Slice::All => "All cases",
        Slice::Workflow(name) | Slice::Tag(name) => name,
    }
}

/// The decision in one word or two.
pub(super) fn verdict(outcome: GateOutcome) -> &'static str {
    match outcome {
        GateOutcome::Release => "Release",
        GateOutcome::NeedsReview => "Needs review",
        GateOutcome::Hold => "Hold",
    }
}

/// The decision in one sentence.
pub(super) fn sentence(decision: &ReleaseDecision) -> String {
    let of = |kind| decision.reasons.iter().filter(|reason| reason.kind == kind).count() as u64;
    let (hold, review) = (of(ReasonKind::Hold), of(ReasonKind::NeedsReview));
    let reviews = || match review {
        1 => "1 requirement still asks for a review or a signature".to_owned(),
        _ => format!("{} requirements still ask for a review or a signature", whole(review)),
    };
    let holds = || match hold {
        1 => "1 reason holds this release".to_owned(),
        _ => format!("{} reasons hold this release", whole(hold)),
    };
    match (hold, review) {
        (0, 0) => match decision.held.len() {
            1 => "The one requirement of the release file holds.".into(),
            count => format!("All {} requirements of the release file hold.", whole(count as u64)),
        },
        (0, _) => format!("No boundary is crossed; {}.", reviews()),
        (_, 0) => format!("{}.", holds()),
        _ => format!("{}; {}.", holds(), reviews()),
    }
}

/// A choice as a heading.
pub(super) fn choice(kind: ChoiceKind) -> &'static str {
    match kind {
        ChoiceKind::Accept => "Accept",
        ChoiceKind::SplitWorkflow => "Split the workflow",
        ChoiceKind::Route => "Route",
        ChoiceKind::ChangeInstructions => "Change instructions",
        ChoiceKind::KeepPrevious => "Keep the previous for a narrow path",
        ChoiceKind::Reject => "Reject",
        ChoiceKind::AddCases => "Add cases",
    }
}

/// A measure as a heading, with its unit.
pub(super) fn measure(name: &str) -> &str {
    match name {
        "latency_ms" => "Latency (ms)",
        "input_tokens" => "Input tokens",
        "output_tokens" => "Output tokens",
        "cost" => "Cost",
        "stability" => "Stability (share of answers that agree)",
        "feedback" => "User feedback (0 bad, 1 good)",
        other => other,
    }
}

/// The first characters of a long text.
pub(super) fn clip(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Enough of a digest to tell two apart by eye.
pub(super) fn short(digest: lictor_model::Digest) -> String {
    digest.hex()[..12].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{change, clip, measured, percent, point_range, points, probability, whole};

    #[test]
    fn nothing_is_rounded_to_all_or_none() {
        assert_eq!(percent(1.0), "100.0 %");
        assert_eq!(percent(0.99999), "99.9 %");
        assert_eq!(percent(0.00001), "0.1 %");
        assert_eq!(percent(0.0), "0.0 %");
        assert_eq!(percent(2.0 / 3.0), "66.7 %");
    }

    #[test]
    fn numbers_are_written_with_sign_and_thousands() {
        assert_eq!((points(0.05), points(-0.101), points(-0.00001)), ("+5.0".into(), "−10.1".into(), "±0.0".into()));
        assert_eq!(point_range([-0.2, 0.1]), "−20.0 to +10.0");
        assert_eq!((whole(999), whole(1000), whole(1_234_567)), ("999".into(), "1,000".into(), "1,234,567".into()));
        assert_eq!(
            (measured(1234.5), measured(0.00123), measured(12.34)),
            ("1,235".into(), "0.00123".into(), "12.3".into())
        );
        assert_eq!((change(-1500.0), change(0.5)), ("−1,500".into(), "+0.500".into()));
        assert_eq!((probability(0.0001), probability(0.04)), ("< 0.001".into(), "0.040".into()));
        assert_eq!(clip("äöü", 2), "äö…");
    }
}
