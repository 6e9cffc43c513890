use crate::ReportedFinding;

/// Makes findings of the same rule on the same spans one, which names all the views that showed it. The first one's
/// details are kept, and the highest confidence.
pub(crate) fn merge(findings: Vec<ReportedFinding>) -> Vec<ReportedFinding> {
    let mut merged: Vec<ReportedFinding> = Vec::with_capacity(findings.len());
    for finding in findings {
        match merged.iter_mut().find(|known| known.rule == finding.rule && known.spans == finding.spans) {
            None => merged.push(finding),
            Some(known) => {
                add_missing(&mut known.views, finding.views);
                add_missing(&mut known.shown, finding.shown);
                known.confidence = match (known.confidence, finding.confidence) {
                    (Some(a), Some(b)) => Some(a.max(b)),
                    (a, b) => a.or(b),
                };
            }
        }
    }
    merged
}

fn add_missing(known: &mut Vec<String>, others: Vec<String>) {
    for other in others {
        if !known.contains(&other) {
            known.push(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use lictor_model::Span;

    use super::*;

    fn finding(rule: usize, start: u32, view: &str, shown: &str, confidence: Option<f32>) -> ReportedFinding {
        let spans = vec![Span { part: 0, start, end: start + 1 }];
        let shown = if shown.is_empty() { Vec::new() } else { vec![shown.to_owned()] };
        ReportedFinding { rule, spans, views: vec![view.to_owned()], shown, confidence, detail: Vec::new() }
    }

    #[test]
    fn the_same_rule_on_the_same_span_is_one_finding_that_names_all_views() {
        let merged = merge(vec![
            finding(0, 7, "raw", "", Some(0.5)),
            finding(1, 7, "raw", "", None),
            finding(0, 7, "base64", "decoded", Some(0.75)),
            finding(0, 8, "raw", "", None),
            finding(0, 7, "base64", "decoded", None),
        ]);
        assert_eq!(merged.len(), 3);
        let first = ReportedFinding {
            views: vec!["raw".into(), "base64".into()],
            shown: vec!["decoded".into()],
            ..finding(0, 7, "", "", Some(0.75))
        };
        assert_eq!(merged[0], first);
        assert_eq!((merged[1].rule, merged[2].spans[0].start), (1, 8));
    }
}
