use std::collections::{BTreeMap, BTreeSet};

use lictor_model::{Record, RuleId};

/// Evidence shorter than this is masked where it was found only: elsewhere it could be part of any word.
const SHORTEST_EVIDENCE: usize = 4;

/// What sensitive rules found in the answers to one case. It is shown to nobody, whichever text it stands in.
#[derive(Default)]
pub(super) struct Mask {
    /// The evidence, with the rule that found it.
    evidence: BTreeMap<String, RuleId>,
}

/// Where sensitive rules found something in the texts of one answer, by part.
pub(super) type Spans<'r> = BTreeMap<&'r str, Vec<(usize, usize, &'r RuleId)>>;

/// The places in one answer that must not be shown.
pub(super) fn spans<'r>(record: &'r Record, sensitive: &BTreeSet<&RuleId>) -> Spans<'r> {
    let mut spans: Spans<'r> = BTreeMap::new();
    // A waiver excuses a finding; it does not make a secret public.
    for finding in record.findings.iter().filter(|finding| sensitive.contains(&finding.rule)) {
        for span in &finding.spans {
            let place = (span.start as usize, span.end as usize, &finding.rule);
            spans.entry(span.part.as_str()).or_default().push(place);
        }
    }
    spans
}

impl Mask {
    /// Learns the evidence in one text.
    pub(super) fn learn(&mut self, text: &str, spans: Option<&Vec<(usize, usize, &RuleId)>>) {
        for (start, end, rule) in spans.into_iter().flatten() {
            if let Some(evidence) = text.get(*start..*end).filter(|evidence| evidence.len() >= SHORTEST_EVIDENCE) {
                self.evidence.entry(evidence.to_owned()).or_insert_with(|| (*rule).clone());
            }
        }
    }

    /// A text without its evidence. One in which a span cannot lie is not shown at all: it is not the text that was checked.
    pub(super) fn apply(&self, text: &str, spans: Option<&Vec<(usize, usize, &RuleId)>>) -> String {
        let mut ranges: Vec<(usize, usize, &RuleId)> = spans.into_iter().flatten().copied().collect();
        if let Some((.., rule)) = ranges.iter().find(|(start, end, _)| text.get(*start..*end).is_none()) {
            return masked(rule);
        }
        for (evidence, rule) in &self.evidence {
            ranges.extend(text.match_indices(evidence).map(|(start, found)| (start, start + found.len(), rule)));
        }
        ranges.sort_by_key(|(start, end, _)| (*start, *end));
        let (mut out, mut shown) = (String::with_capacity(text.len()), 0);
        for (start, end, rule) in ranges {
            // Overlapping evidence is one gap, named after what begins first.
            if start >= shown {
                out.push_str(&text[shown..start]);
                if end > start {
                    out.push_str(&masked(rule));
                }
            }
            shown = shown.max(end);
        }
        out.push_str(&text[shown..]);
        out
    }
}

fn masked(rule: &RuleId) -> String {
    format!("[masked: {rule}]")
}
