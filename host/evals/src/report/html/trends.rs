use lictor_model::Dimension;
use maud::{Markup, html};

use crate::compare::Slice;
use crate::report::{svg, words};
use crate::summary::{DimensionSummary, RunSummary};

use super::decision::time;
use super::page::{Page, more, name, wide};

/// How many runs a line has.
const RUNS: usize = 12;

/// How many workflows have lines.
const WORKFLOWS: usize = 20;

/// A small picture per workflow and dimension, all on one scale.
pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    let this = page.report.summary;
    let mut runs: Vec<&RunSummary> =
        page.report.history.iter().filter(|run| run.run.digest != this.run.digest).chain([this]).collect();
    if runs.len() < 2 {
        return None;
    }
    let earlier = runs.len().saturating_sub(RUNS);
    runs.drain(..earlier);
    let slices: Vec<&Slice> =
        this.slices.iter().map(|row| &row.slice).filter(|slice| !matches!(slice, Slice::Tag(_))).collect();
    let lows = runs.iter().flat_map(|run| &run.slices).filter(|row| !matches!(row.slice, Slice::Tag(_)));
    let lows = lows.flat_map(|row| row.dimensions.values()).filter_map(|of| of.interval.map(|[low, _]| low));
    let lowest = svg::lowest(lows);
    Some(html! {
        p.prose {
            "Share of judged cases that pass, in per cent, with its 95 % interval; oldest run first. All pictures have the same scale. "
            "A hollow point is a run over another version of the set: the line may bend for that reason alone."
        }
        @for slice in slices.iter().take(WORKFLOWS) {
            div.multiples {
                h3 { @if **slice == Slice::All { "All workflows" } @else { (name(words::slice(slice))) } }
                div.row {
                    @for dimension in Dimension::ALL { (figure(&runs, slice, dimension, lowest)) }
                }
            }
        }
        (more(slices.len(), WORKFLOWS, "workflows"))
        details.block {
            summary { "The runs, and these shares as numbers" }
            @if earlier > 0 { p.note { (words::count(earlier as u64, "earlier run is", "earlier runs are")) " not shown." } }
            @for slice in slices.iter().take(WORKFLOWS) { (numbers(&runs, slice)) }
        }
    })
}

fn of<'a>(run: &'a RunSummary, slice: &Slice, dimension: Dimension) -> Option<&'a DimensionSummary> {
    run.slices.iter().find(|row| row.slice == *slice)?.dimensions.get(&dimension)
}

fn figure(runs: &[&RunSummary], slice: &Slice, dimension: Dimension, lowest: f64) -> Markup {
    let last = runs.last().map(|run| run.run.set.digest);
    let points: Vec<svg::Point> = runs
        .iter()
        .map(|run| {
            let value = of(run, slice, dimension).and_then(|summary| Some((summary.share?, summary.interval?)));
            let shown = value.map_or_else(|| "not judged".into(), |(share, _)| words::percent(share));
            let run_name = lictor_model::visible(&words::clip(&run.run.name, 80)).into_owned();
            svg::Point { value, other_set: Some(run.run.set.digest) != last, title: format!("{run_name}: {shown}") }
        })
        .collect();
    let ends = [points.first(), points.last()].map(|point| {
        let value = point.and_then(|point| point.value);
        value.map_or_else(|| "not judged".to_owned(), |(share, _)| words::percent(share))
    });
    let label = format!("{}: from {} to {} over {} runs", words::heading(dimension), ends[0], ends[1], runs.len());
    html! {
        figure {
            figcaption { (words::heading(dimension)) " " span.num { (ends[1]) } }
            (svg::trend(&points, lowest, &label))
        }
    }
}

fn numbers(runs: &[&RunSummary], slice: &Slice) -> Markup {
    let caption = match slice {
        Slice::All => "All workflows".to_owned(),
        other => lictor_model::visible(words::slice(other)).into_owned(),
    };
    let table = html! {
        table {
            caption { span { (caption) } }
            thead {
                tr {
                    th.num scope="col" { "No." }
                    th scope="col" { "Run" }
                    th scope="col" { "Made" }
                    th scope="col" { "Set" }
                    @for dimension in Dimension::ALL { th.num scope="col" { (words::heading(dimension)) } }
                }
            }
            tbody {
                @for (index, run) in runs.iter().enumerate() {
                    tr {
                        td.num { (index + 1) }
                        th scope="row" { (name(&run.run.name)) }
                        td { (time(&run.run.created)) }
                        td {
                            @if let Some(version) = &run.run.set.version { (name(version)) " " }
                            span.digest { (words::short(run.run.set.digest)) }
                        }
                        @for dimension in Dimension::ALL {
                            td.num {
                                @match of(run, slice, dimension).and_then(|of| Some((of.share?, of.interval?))) {
                                    Some((share, interval)) => { (words::percent(share)) span.size { (words::percents(interval)) } }
                                    None => "–",
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    wide(&caption, table)
}
