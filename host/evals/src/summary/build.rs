use std::collections::BTreeMap;

use lictor_model::{Digest, Dimension, RuleId};

use super::measures::{Measured, finite, mean, seed, summarise};
use super::slices::slices;
use super::{AggregateFinding, DimensionSummary, MeasureRow, RuleCount, RunSummary, SUMMARY_SCHEMA, SliceSummary, repeats};
use crate::compare::{RunRef, Slice};
use crate::run::{CaseSummary, Run, RunError, RunManifest, RunRuleStatus};
use crate::statistics::{bootstrap_mean, wilson};
use crate::{Outcome, OutcomeCounts};

impl RunSummary {
    /// What a run comes to. Reads its results once.
    ///
    /// # Errors
    /// A file of the run cannot be read, was edited, or holds something else.
    pub fn of(run: &Run) -> Result<Self, RunError> {
        Ok(Self::new(run.reference(), run.manifest(), &run.summaries()?, run.aggregates()?))
    }

    /// What a run comes to, from what the answers to each of its cases come to.
    pub fn new(
        run: RunRef,
        manifest: &RunManifest,
        cases: &[CaseSummary],
        aggregates: Vec<AggregateFinding>,
    ) -> Self {
        let slices = slices(cases.iter().map(|case| &case.case));
        let members = |places: &[usize]| -> Vec<&CaseSummary> { places.iter().map(|place| &cases[*place]).collect() };
        let mut rows = Vec::new();
        let mut measures = Vec::new();
        for (slice, places) in slices {
            let cases = members(&places);
            let dimensions =
                Dimension::ALL.map(|dimension| (dimension, dimension_summary(run.digest, &slice, &cases, dimension)));
            if !matches!(slice, Slice::Tag(_)) {
                measures.extend(measure_rows(&slice, &cases));
            }
            rows.push(SliceSummary { slice, cases: cases.len() as u64, dimensions: dimensions.into() });
        }
        Self {
            schema: SUMMARY_SCHEMA.to_owned(),
            counts: manifest.counts.clone(),
            slices: rows,
            measures,
            repeats: repeats::summary(cases),
            rules: rules(manifest, cases),
            aggregates,
            run,
        }
    }
}

fn dimension_summary(run: Digest, slice: &Slice, cases: &[&CaseSummary], dimension: Dimension) -> DimensionSummary {
    let (mut by_case, mut by_answer) = (OutcomeCounts::default(), OutcomeCounts::default());
    let (mut failing, mut shares) = (Vec::new(), Vec::new());
    let mut repeated = false;
    for case in cases {
        let counts = case.dimensions.get(&dimension).copied().unwrap_or_default();
        let outcome = counts.case_outcome();
        by_case.add(outcome);
        by_answer.pass += counts.pass;
        by_answer.fail += counts.fail;
        by_answer.not_applicable += counts.not_applicable;
        by_answer.unchecked += counts.unchecked;
        if outcome == Outcome::Fail {
            failing.push(case.case.id.clone());
        }
        if counts.judged() > 0 {
            shares.push(counts.pass as f64 / counts.judged() as f64);
        }
        repeated |= counts.judged() > 1;
    }
    let by_answer_share = if repeated {
        let interval = finite(bootstrap_mean(&shares, seed(&[run], slice, dimension.as_str())));
        mean(&shares).zip(interval)
    } else {
        None
    };
    DimensionSummary {
        share: (by_case.judged() > 0).then(|| by_case.pass as f64 / by_case.judged() as f64),
        interval: wilson(by_case.pass, by_case.judged()),
        cases: by_case,
        answers: by_answer,
        by_answer: by_answer_share,
        failing,
    }
}

fn measure_rows(slice: &Slice, cases: &[&CaseSummary]) -> Vec<MeasureRow> {
    let row = |measured: Measured| {
        let values: Vec<f64> = cases.iter().flat_map(|case| measured.values(case)).collect();
        let measure = measured.as_str().to_owned();
        (!values.is_empty()).then(|| MeasureRow { slice: slice.clone(), measure, summary: summarise(values) })
    };
    Measured::ALL.into_iter().filter_map(row).collect()
}

fn rules(manifest: &RunManifest, cases: &[CaseSummary]) -> Vec<RuleCount> {
    let mut rules: BTreeMap<&RuleId, RuleCount> = BTreeMap::new();
    for case in cases {
        for found in &case.rules {
            let known = manifest.rules.iter().find(|rule| rule.id == found.rule);
            let count = rules.entry(&found.rule).or_insert_with(|| RuleCount {
                rule: found.rule.clone(),
                slug: found.slug.clone(),
                dimension: found.dimension,
                level: found.level,
                preview: known.is_some_and(|rule| rule.status == RunRuleStatus::Preview),
                answers: 0,
                waived: 0,
                cases: Vec::new(),
            });
            count.level = count.level.max(found.level);
            count.answers += found.answers;
            count.waived += found.waived;
            count.cases.push(case.case.id.clone());
        }
    }
    rules.into_values().collect()
}
