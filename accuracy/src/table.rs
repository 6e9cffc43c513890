//! Results as text for a terminal.

use crate::measure::{Error, Measure, Statistic, Target};
use crate::report::Report;
use crate::sets::{Set, State};
use crate::statistics::{Counts, Proportion};

/// How many groups of a measure are shown; JSON has all.
const GROUPS: usize = 12;

/// The whole table, with as many errors of each measure as wanted.
pub fn table(report: &Report, errors: usize) -> String {
    let mut text = String::new();
    for set in &report.sets {
        text.push_str(&set_text(set, errors));
    }
    let (met, all) = report.targets();
    text.push_str(&format!("\n{met} of {all} targets met; packs: {} ({})\n", report.packs, report.versions.join(", ")));
    if report.unchecked > 0 {
        text.push_str(&format!("{} samples were not checked in full\n", report.unchecked));
    }
    text
}

fn set_text(set: &Set, errors: usize) -> String {
    let state = match &set.state {
        State::Missing => "not in this folder, left out".into(),
        State::Unknown => "not known here, left out".into(),
        State::Failed(problem) => format!("COULD NOT BE READ: {problem}"),
        State::Measured => {
            let digest = set.digest.map(|digest| digest.hex()[..12].to_owned()).unwrap_or_default();
            format!("{} cases {} {digest}", set.cases, set.files.join(" "))
        }
    };
    let mut text = format!("\n{}: {state}\n", set.set);
    if !set.broken.is_empty() {
        text.push_str(&format!("  {} lines are broken:\n", set.broken.len()));
        for broken in set.broken.iter().take(errors) {
            text.push_str(&format!("    {}: {}\n", broken.place, broken.problem));
        }
    }
    for measure in &set.measures {
        text.push_str(&measure_text(measure, errors));
    }
    text
}

fn measure_text(measure: &Measure, errors: usize) -> String {
    let mut text = format!("  {} [{}]: {}\n", measure.name, measure.rules.join(" "), measure.about);
    for target in &measure.targets {
        text.push_str(&format!("    {}\n", target_text(target)));
    }
    let counts = &measure.counts;
    if !measure.labelled {
        text.push_str(&format!("    fires on {} of {}\n", counts.fp, counts.total()));
        return text + &rules_text(measure);
    }
    let tn = if measure.by_span { String::new() } else { format!(" TN {}", counts.tn) };
    let figures = [
        measure.f1.map(|f1| format!("F1 {f1:.3}")),
        measure.recall.and(measure.precision).map(|share| format!("P {}", share_text(share))),
        measure.recall.map(|share| format!("R {}", share_text(share))),
        measure.alarms.map(|share| format!("false alarms {}", share_text(share))),
    ];
    let figures: Vec<String> = figures.into_iter().flatten().collect();
    text.push_str(&format!("    {}\n", figures.join("; ")));
    text.push_str(&format!("    TP {} FP {} FN {}{tn}\n", counts.tp, counts.fp, counts.missed));
    if measure.groups.len() > 1 {
        let mut groups: Vec<_> = measure.groups.iter().collect();
        groups.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.total()));
        let more = groups.len().saturating_sub(GROUPS);
        let groups: Vec<String> = groups.iter().take(GROUPS).map(|(name, counts)| group_text(name, counts)).collect();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        text.push_str(&format!("    by group: {}{more}\n", groups.join("; ")));
    }
    text.push_str(&rules_text(measure));
    for error in measure.errors.iter().take(errors) {
        text.push_str(&format!("      {}\n", error_text(error)));
    }
    text
}

fn rules_text(measure: &Measure) -> String {
    if measure.by_rule.is_empty() {
        return String::new();
    }
    let rules = measure.by_rule.iter();
    let rules: Vec<String> = match measure.labelled {
        true => rules.map(|(rule, fired)| format!("{rule} {}+{}", fired.right, fired.wrong)).collect(),
        false => rules.map(|(rule, fired)| format!("{rule} {}", fired.wrong)).collect(),
    };
    let title = if measure.labelled { "by rule (right+wrong)" } else { "by rule" };
    format!("    {title}: {}\n", rules.join("; "))
}

fn target_text(target: &Target) -> String {
    let name = match target.statistic {
        Statistic::F1 => "F1",
        Statistic::WorstF1 => "lowest F1 of a group",
        Statistic::Precision => "precision",
        Statistic::Recall => "recall",
        Statistic::Alarms => "false alarms per case",
        Statistic::FalseAlarms => "false alarms",
    };
    let sign = if target.statistic.is_alarms() { "≤" } else { "≥" };
    let value = target.value.map_or("nothing to measure it on".into(), |value| format!("{value:.3}"));
    let verdict = match target.met {
        Some(true) => "met",
        Some(false) => "MISSED",
        None => "unknown",
    };
    format!("{verdict}: {name} {value} (target {sign} {})", target.bound)
}

fn share_text(share: Proportion) -> String {
    format!("{:.3} [{:.3}, {:.3}]", share.value, share.low, share.high)
}

/// The figure that says most of a group.
fn group_text(name: &str, counts: &Counts) -> String {
    let name = if name.is_empty() { "(none)" } else { name };
    let seen = match (counts.f1(), counts.recall()) {
        (Some(f1), _) if counts.fp + counts.tn > 0 => format!("F1 {f1:.3}"),
        (_, Some(recall)) => format!("{}/{} found ({:.3})", counts.tp, recall.of, recall.value),
        _ => format!("{}/{} alarms", counts.fp, counts.total()),
    };
    format!("{name} {seen}")
}

fn error_text(error: &Error) -> String {
    let findings = error.findings.iter().map(|seen| format!("{} {} {}", seen.rule, seen.level, seen.spans.join(",")));
    let findings: Vec<String> = findings.collect();
    format!("{}: {} ({}) {}", error.kind, error.case, error.group, findings.join("; ")).trim_end().to_owned()
}
