//! One case: what the rules must make of it, and what they made of it.

use lictor::{Finding, Record, Status};
use lictor_contract::{Manifest, tame};
use lictor_model::Sample;

use super::guards::Guards;
use super::{Question, RuleFigures, TrialError};
use crate::cases::{Expected, Ignored, Place, Span};

/// The longest evidence that is quoted, in characters.
const LONGEST_QUOTE: usize = 80;

/// The most findings of a rule that a reason lists.
const MOST_LISTED: usize = 5;

/// Checks one question, counts it, and says what is wrong.
pub(super) fn judge(
    question: &Question,
    manifest: &Manifest,
    guards: &Guards,
    figures: &mut [RuleFigures],
) -> Result<Vec<String>, TrialError> {
    let (record, said) = match guards.check(&question.sample, &question.settings) {
        Ok(checked) => checked,
        Err(refused) => return Ok(vec![format!("the settings are refused: {refused}")]),
    };
    let mut reasons = failures(&record, said);
    for (rule, figures) in manifest.rules.iter().zip(figures) {
        let own =
            |finding: &&Finding| finding.rule.code() == rule.code && finding.rule.publisher() == manifest.publisher;
        let found: Vec<&Finding> = record.findings.iter().filter(own).collect();
        let expected = question.fires.iter().find(|expected| expected.rule == rule.code);
        let ignored = match &question.ignores {
            Ignored::Rules(rules) => rules.contains(&rule.code),
            Ignored::Others => expected.is_none(),
        };
        if let Some(expected) = expected {
            figures.must_fire += 1;
            let missing = missing(expected, &found, &record, &question.sample, rule.sensitive);
            figures.fired += u32::from(missing.is_empty());
            reasons.extend(missing);
        } else if ignored {
            figures.must_not_fire += 1;
            if !found.is_empty() {
                figures.fired_wrongly += 1;
                let shown = shown(&found, &question.sample, rule.sensitive);
                reasons.push(format!("{} must not fire, and does: {shown}", rule.code));
            }
        } else {
            figures.unjudged += u32::from(!found.is_empty());
        }
    }
    Ok(reasons)
}

fn failures(record: &Record, said: Option<String>) -> Vec<String> {
    let said = said.map(|said| format!(": {said}")).unwrap_or_default();
    let mut reasons: Vec<String> = record
        .failures
        .iter()
        .map(|failure| {
            let message = failure.message.as_deref().map(|message| format!(" ({message})")).unwrap_or_default();
            format!("the pack failed: {}{message}{said}", failure.kind.as_str())
        })
        .collect();
    if reasons.is_empty() && record.status != Status::Checked {
        reasons.push(format!("the sample was not checked in full: {}", record.status.as_str()));
    }
    reasons
}

/// What a rule should have found and did not.
fn missing(expected: &Expected, found: &[&Finding], record: &Record, sample: &Sample, sensitive: bool) -> Vec<String> {
    let rule = &expected.rule;
    if found.is_empty() {
        let silent = record.not_applicable.iter().find(|silent| silent.rule.code() == rule.as_str());
        let why = silent.map(|silent| format!(" (it is not applicable: {})", tame(&silent.reason, 200)));
        return vec![format!("{rule} must fire, and does not{}", why.unwrap_or_default())];
    }
    let absent = expected.spans.iter().filter(|span| !found.iter().any(|finding| points_at(finding, span, sample)));
    absent
        .map(|span| {
            let wanted = match span {
                Span::Quote(text) => format!("“{}”", tame(text, LONGEST_QUOTE)),
                Span::Place(Place { part, start, end }) => format!("{part} {start}-{end}"),
            };
            format!("{rule} must point at {wanted}, and points at {}", shown(found, sample, sensitive))
        })
        .collect()
}

fn points_at(finding: &Finding, wanted: &Span, sample: &Sample) -> bool {
    finding.spans.iter().any(|span| match wanted {
        Span::Place(place) => (&place.part, place.start, place.end) == (&span.part, span.start, span.end),
        Span::Quote(quote) => text(sample, span) == Some(quote),
    })
}

fn text<'s>(sample: &'s Sample, span: &lictor_model::RecordSpan) -> Option<&'s str> {
    let part = sample.parts().into_iter().find(|part| part.id.to_string() == span.part)?;
    part.text.get(span.start as usize..span.end as usize)
}

/// What a rule pointed at: the texts, unless they must never be shown, and the places.
fn shown(found: &[&Finding], sample: &Sample, sensitive: bool) -> String {
    let one = |span: &lictor_model::RecordSpan| {
        let place = format!("{} {}-{}", span.part, span.start, span.end);
        match text(sample, span).filter(|_| !sensitive) {
            Some(text) => format!("“{}” ({place})", tame(text, LONGEST_QUOTE)),
            None => place,
        }
    };
    let mut all: Vec<String> = found
        .iter()
        .map(|finding| match finding.spans.is_empty() {
            true => "nothing in particular".to_owned(),
            false => finding.spans.iter().map(one).collect::<Vec<_>>().join(" with "),
        })
        .collect();
    let more = all.len().saturating_sub(MOST_LISTED);
    all.truncate(MOST_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    all.join(", ") + &more
}
