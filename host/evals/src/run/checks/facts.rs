use super::{Judgement, Said, Seen, fail};
use crate::Outcome;
use crate::numbers::Number;
use crate::set::{FactTolerance, Near};

/// GRD117 names no more missing facts than this (`MAX_FINDINGS` of the pack).
const NAMED: usize = 48;

/// Whether the engine found the fact at this place of the sample's in the answer.
pub(super) fn said(seen: &Seen<'_>, place: usize) -> Judgement {
    let missing = || fail("the fact is not there (GRD117)");
    match seen.says("GRD117") {
        // Nothing says nothing, whatever the policy has on.
        _ if seen.answer().trim().is_empty() => fail("the answer is empty"),
        Said::Silent => (Outcome::NotApplicable, Some("GRD117 is off or cannot say anything about this answer".into())),
        Said::Failed => (Outcome::Unchecked, Some("GRD117 failed".into())),
        Said::Nothing => (Outcome::Pass, None),
        Said::Found | Said::Waived => {
            let part = format!("expectation/facts/{place}");
            let mut findings = seen.record.findings.iter().filter(|finding| finding.rule.as_str() == "lictor/GRD117");
            let named = findings.clone().count();
            match findings.find(|finding| finding.spans.iter().any(|span| span.part == part)) {
                Some(finding) if finding.waived.is_some() => {
                    (Outcome::NotApplicable, Some("the policy waives what GRD117 found".into()))
                }
                Some(_) => missing(),
                None if named >= NAMED => (Outcome::Unchecked, Some("too many facts are missing to name each".into())),
                None => (Outcome::Pass, None),
            }
        }
    }
}

/// Whether some number of the answer with the fact's unit lies near enough.
pub(super) fn near(answer: &str, expected: Option<&Number>, tolerance: FactTolerance) -> Judgement {
    let Some(expected) = expected else {
        return (Outcome::Unchecked, Some("the fact holds no number that a tolerance could be about".into()));
    };
    match tolerance.seen_in(answer, expected) {
        Near::Enough => (Outcome::Pass, None),
        Near::NoneOfItsUnit => fail("no number with the fact's unit is there"),
        Near::TooFar => fail("no number with the fact's unit lies near enough"),
    }
}
