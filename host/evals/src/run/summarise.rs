use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use lictor_model::{Dimension, Finding, RuleId};

use super::open::RunLines;
use super::{CaseCheck, CaseResult, CaseRule, CaseSummary, Measure, RunCase, RunError};

/// One pass over the results.
pub(super) fn summaries(cases: Vec<RunCase>, results: RunLines<CaseResult>) -> Result<Vec<CaseSummary>, RunError> {
    let places: HashMap<String, usize> =
        cases.iter().enumerate().map(|(place, case)| (case.id.clone(), place)).collect();
    let mut summaries: Vec<CaseSummary> = cases.into_iter().map(empty).collect();
    let mut sets = Sets::default();
    let mut results = results;
    while let Some(result) = results.next() {
        let result = result?;
        match places.get(&result.case) {
            Some(place) => summaries[*place].add(result, &mut sets),
            None => {
                let what = "the run has no such case".to_owned();
                return Err(results.wrong(what.clone()).unwrap_or(RunError::Content {
                    path: Default::default(),
                    line: None,
                    what,
                }));
            }
        }
    }
    Ok(summaries)
}

fn empty(case: RunCase) -> CaseSummary {
    CaseSummary {
        case,
        answers: 0,
        dimensions: Dimension::ALL.map(|dimension| (dimension, Default::default())).into(),
        rules: Vec::new(),
        not_applicable: Arc::default(),
        failed: BTreeSet::new(),
        checks: Vec::new(),
        measures: BTreeMap::new(),
    }
}

/// Sets of rules that many cases share.
#[derive(Default)]
struct Sets(BTreeSet<Arc<BTreeSet<RuleId>>>);

impl Sets {
    fn shared(&mut self, set: BTreeSet<RuleId>) -> Arc<BTreeSet<RuleId>> {
        match self.0.get(&set) {
            Some(known) => known.clone(),
            None => {
                let set = Arc::new(set);
                self.0.insert(set.clone());
                set
            }
        }
    }
}

impl CaseSummary {
    fn add(&mut self, result: CaseResult, sets: &mut Sets) {
        for (dimension, outcome) in &result.outcomes {
            self.dimensions.entry(*dimension).or_default().add(*outcome);
        }
        let silent: BTreeSet<RuleId> = result.record.not_applicable.iter().map(|entry| entry.rule.clone()).collect();
        // What could look at one of the answers has said something about the case.
        let silent = match self.answers {
            0 => silent,
            _ => self.not_applicable.intersection(&silent).cloned().collect(),
        };
        if self.answers == 0 || silent.len() != self.not_applicable.len() {
            self.not_applicable = sets.shared(silent);
        }
        self.answers += 1;
        self.failed.extend(result.record.failures.into_iter().map(|failure| failure.plugin));
        let mut found: BTreeMap<RuleId, Vec<Finding>> = BTreeMap::new();
        for finding in result.record.findings {
            found.entry(finding.rule.clone()).or_default().push(finding);
        }
        for (rule, findings) in found {
            self.rule(rule, &findings);
        }
        for check in result.checks {
            let known = self.checks.iter_mut().find(|known| known.check == check.check);
            match known {
                Some(known) => known.outcomes.add(check.outcome),
                None => {
                    let mut outcomes = crate::OutcomeCounts::default();
                    outcomes.add(check.outcome);
                    self.checks.push(CaseCheck { check: check.check, dimension: check.dimension, outcomes });
                }
            }
        }
        for measure in Measure::ALL {
            if let Some(value) = result.measures.get(measure) {
                self.measures.entry(measure).or_default().push(value);
            }
        }
    }

    /// Adds what one rule found in one answer.
    fn rule(&mut self, rule: RuleId, findings: &[Finding]) {
        let counted = findings.iter().filter(|finding| finding.waived.is_none()).map(|finding| finding.level).max();
        let all = findings.iter().map(|finding| finding.level).max();
        let (Some(first), Some(level)) = (findings.first(), counted.or(all)) else { return };
        let place = self.rules.binary_search_by(|known| known.rule.cmp(&rule)).unwrap_or_else(|place| {
            let new = CaseRule {
                rule,
                slug: first.slug.clone(),
                dimension: first.dimension,
                revision: first.revision,
                level,
                answers: 0,
                waived: 0,
            };
            self.rules.insert(place, new);
            place
        });
        let known = &mut self.rules[place];
        known.level = match (known.answers > 0, counted.is_some()) {
            // What is waived does not outweigh what is not.
            (true, false) => known.level,
            (false, true) => level,
            _ => known.level.max(level),
        };
        match counted {
            Some(_) => known.answers += 1,
            None => known.waived += 1,
        }
    }
}
