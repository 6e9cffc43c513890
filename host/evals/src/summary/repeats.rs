use std::collections::BTreeMap;

use lictor_model::Dimension;

use super::measures::{mean, unstable};
use super::{RepeatSummary, UnstableCase};
use crate::run::CaseSummary;
use crate::statistics::{all_k, pass_at_k};

/// What cases with several answers come to. None where no case has two.
///
/// A share is taken over the cases of which k answers at least are judged (pass or fail) in the dimension.
pub(super) fn summary(cases: &[CaseSummary]) -> Option<RepeatSummary> {
    let repeated: Vec<&CaseSummary> = cases.iter().filter(|case| case.answers > 1).collect();
    let k = repeated.iter().map(|case| case.answers).min()?;
    let (mut any, mut all) = (BTreeMap::new(), BTreeMap::new());
    let mut disagreeing = Vec::new();
    for dimension in Dimension::ALL {
        let (mut any_shares, mut all_shares) = (Vec::new(), Vec::new());
        for case in &repeated {
            let counts = case.dimensions.get(&dimension).copied().unwrap_or_default();
            any_shares.extend(pass_at_k(counts.judged(), counts.pass, k));
            all_shares.extend(all_k(counts.judged(), counts.pass, k));
            if unstable(case, dimension) {
                disagreeing.push(UnstableCase { case: case.case.id.clone(), dimension, answers: counts });
            }
        }
        any.extend(mean(&any_shares).map(|share| (dimension, share)));
        all.extend(mean(&all_shares).map(|share| (dimension, share)));
    }
    disagreeing.sort_by(|one, other| (&one.case, one.dimension).cmp(&(&other.case, other.dimension)));
    let k = u32::try_from(k).unwrap_or(u32::MAX);
    Some(RepeatSummary { cases: repeated.len() as u64, k, pass_at_k: any, all_k: all, unstable: disagreeing })
}
