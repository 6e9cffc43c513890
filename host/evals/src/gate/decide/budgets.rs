use super::{Crossing, Evidence};
use crate::gate::{Budget, Statistic};
use crate::run::CaseSummary;
use crate::statistics::percentile;

/// What answers take and cost stays within what the release file allows.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) {
    for budget in &evidence.release.budgets {
        let in_workflow = |case: &&CaseSummary| budget.workflow.as_ref().is_none_or(|name| case.case.workflow == *name);
        let cases: Vec<&CaseSummary> = evidence.run.cases.iter().filter(in_workflow).collect();
        crossings.extend(over(budget, &cases));
    }
}

fn over(budget: &Budget, cases: &[&CaseSummary]) -> Option<Crossing> {
    let measured = |case: &CaseSummary| case.measures.get(&budget.measure.measure).cloned().unwrap_or_default();
    let mut values: Vec<f64> = cases.iter().flat_map(|case| measured(case)).collect();
    values.sort_by(f64::total_cmp);
    let answers: u64 = cases.iter().map(|case| case.answers).sum();
    let hold = |what: String, cases: Vec<String>| Some(Crossing::hold(&budget.requirement(), what).behind(cases));
    let name = |case: &&CaseSummary| case.case.id.clone();
    let Some(value) = value(budget.measure.statistic, &values) else {
        return hold(
            format!("no answer has `{}`, so nobody knows what it comes to", budget.measure.measure.as_str()),
            Vec::new(),
        );
    };
    if (values.len() as u64) < answers {
        // Leaving out the slow ones would be a way round.
        let without = cases.iter().filter(|case| (measured(case).len() as u64) < case.answers);
        let what = format!(
            "{} of {answers} answers have no `{}`, so nobody knows what it comes to",
            answers - values.len() as u64,
            budget.measure.measure.as_str()
        );
        return hold(what, without.map(name).collect());
    }
    if value <= budget.at_most {
        return None;
    }
    let above = cases.iter().filter(|case| measured(case).iter().any(|value| *value > budget.at_most));
    hold(format!("{} is {value}, and may be {} at most", budget.measure, budget.at_most), above.map(name).collect())
}

fn value(statistic: Statistic, sorted: &[f64]) -> Option<f64> {
    match statistic {
        Statistic::P50 => percentile(sorted, 0.5),
        Statistic::P95 => percentile(sorted, 0.95),
        Statistic::Max => sorted.last().copied(),
        Statistic::Mean => (!sorted.is_empty()).then(|| sorted.iter().sum::<f64>() / sorted.len() as f64),
    }
}
