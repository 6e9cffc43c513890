use lictor_model::Dimension;
use maud::{Markup, html};

use crate::Outcome;
use crate::compare::{MeasureDifference, MeasureSummary, Slice};
use crate::report::words;
use crate::summary::RepeatSummary;

use super::page::{Page, ROWS, SLICES, dimension, message, more, name, wide};

pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    let summary = page.report.summary;
    if summary.measures.is_empty() && summary.repeats.is_none() {
        return None;
    }
    let mut measures: Vec<&str> = summary.measures.iter().map(|row| row.measure.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    measures.retain(|measure| seen.insert(*measure));
    Some(html! {
        @if let Some(repeats) = &summary.repeats { (repeated(page, repeats)) }
        @for measure in measures.iter().take(SLICES) { (table(page, measure)) }
    })
}

fn table(page: &Page<'_>, measure: &str) -> Markup {
    let rows: Vec<_> = page.report.summary.measures.iter().filter(|row| row.measure == measure).collect();
    let compared = page.report.comparison.map(|comparison| &comparison.measures);
    let before = |slice: &Slice| -> Option<&MeasureDifference> {
        compared?.iter().find(|row| row.measure == measure && row.slice == *slice)
    };
    let caption = lictor_model::visible(words::measure(measure)).into_owned();
    let table = html! {
        table.measures {
            caption { span { (caption) } }
            thead {
                tr {
                    th scope="col" { "Cases of" }
                    th.num scope="col" { "Count" }
                    th.num scope="col" { "Mean" }
                    th.num scope="col" { "Median" }
                    th.num scope="col" { "95th perc." }
                    th.num scope="col" { "Largest" }
                    @if compared.is_some() {
                        th.num scope="col" { "Mean before" }
                        th.num scope="col" { "Change of the mean" }
                        th.num scope="col" { "95 % interval" }
                    }
                }
            }
            tbody {
                @for row in rows.iter().take(SLICES) {
                    tr {
                        th scope="row" {
                            @if row.slice == Slice::All { "all workflows" } @else { (name(words::slice(&row.slice))) }
                        }
                        (numbers(&row.summary))
                        @if compared.is_some() { (development(before(&row.slice))) }
                    }
                }
            }
        }
    };
    html! {
        (wide(&caption, table))
        (more(rows.len(), SLICES, "rows"))
    }
}

fn numbers(summary: &MeasureSummary) -> Markup {
    html! {
        td.num { (words::whole(summary.count)) }
        @for value in [summary.mean, summary.p50, summary.p95, summary.max] { td.num { (number(value)) } }
    }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "–".into(), words::measured)
}

fn development(row: Option<&MeasureDifference>) -> Markup {
    html! {
        td.num { (number(row.and_then(|row| row.base.mean))) }
        td.num.strong { (row.and_then(|row| row.difference).map_or_else(|| "–".into(), words::change)) }
        td.num {
            @match row.and_then(|row| row.interval) {
                Some([low, high]) => { (words::change(low)) " to " (words::change(high)) }
                None => "–",
            }
        }
    }
}

fn repeated(page: &Page<'_>, repeats: &RepeatSummary) -> Markup {
    let share = |value: Option<&f64>| value.map_or_else(|| "–".into(), |share| words::percent(*share));
    let k = repeats.k;
    let caption = format!("{} with several answers", words::count(repeats.cases, "case", "cases"));
    let table = html! {
        table {
            caption { span { (caption) } }
            thead {
                tr {
                    th scope="col" { "Chance that" }
                    @for of in Dimension::ALL { th.num scope="col" { (words::heading(of)) } }
                }
            }
            tbody {
                tr {
                    th scope="row" { "at least one of " (k) " passes" }
                    @for of in Dimension::ALL { td.num { (share(repeats.pass_at_k.get(&of))) } }
                }
                tr {
                    th scope="row" { "all " (k) " pass" }
                    @for of in Dimension::ALL { td.num { (share(repeats.all_k.get(&of))) } }
                }
            }
        }
    };
    html! {
        (wide(&caption, table))
        @if !repeats.unstable.is_empty() {
            details.block {
                summary { (words::counted(&repeats.unstable, "case whose answers do not agree", "cases whose answers do not agree")) }
                ul.plain {
                    @for unstable in repeats.unstable.iter().take(ROWS) {
                        li {
                            (page.case(&unstable.case)) " " (dimension(unstable.dimension)) ": "
                            (spread(unstable.answers))
                        }
                    }
                }
                (more(repeats.unstable.len(), ROWS, "cases"))
            }
        }
    }
}

/// `2 pass, 1 fail`.
pub(super) fn spread(counts: crate::OutcomeCounts) -> Markup {
    let numbers = [
        (counts.pass, Outcome::Pass),
        (counts.fail, Outcome::Fail),
        (counts.not_applicable, Outcome::NotApplicable),
        (counts.unchecked, Outcome::Unchecked),
    ];
    let parts: Vec<String> = numbers
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, outcome)| format!("{} {}", words::whole(number), words::outcome(outcome)))
        .collect();
    message(&parts.join(", "))
}
