use std::collections::BTreeMap;

use lictor_model::Dimension;
use maud::{Markup, html};

use crate::Outcome;
use crate::compare::{Slice, SliceDifference};
use crate::report::{svg, words};
use crate::summary::{DimensionSummary, SliceSummary};

use super::page::{Page, SLICES, more, name};

/// All cases: four panels that stand beside each other.
pub(super) fn overview(page: &Page<'_>) -> Option<Markup> {
    let all = page.report.summary.slices.iter().find(|row| row.slice == Slice::All)?;
    let unchecked = unchecked(page);
    Some(html! {
        ul.panels {
            @for dimension in Dimension::ALL {
                li.panel {
                    h3 { (words::heading(dimension)) }
                    @match all.dimensions.get(&dimension) {
                        Some(summary) => {
                            (panel(page, summary, unchecked.get(&(Slice::All, dimension)).map_or(&[], Vec::as_slice)))
                            @if let Some(row) = difference(page, &Slice::All, dimension) { (developed(row)) }
                        }
                        None => p.figure.none { "not judged" },
                    }
                }
            }
        }
    })
}

fn panel(page: &Page<'_>, summary: &DimensionSummary, unchecked: &[&str]) -> Markup {
    html! {
        @match summary.share {
            Some(share) => {
                p.figure { (words::percent(share)) }
                @if let Some(interval) = summary.interval {
                    p.range { (svg::share(share, interval)) span { (words::percents(interval)) } }
                }
            }
            None => p.figure.none { "not judged" },
        }
        (counts(page, summary, unchecked))
    }
}

fn difference<'a>(page: &Page<'a>, slice: &Slice, dimension: Dimension) -> Option<&'a SliceDifference> {
    let rows = &page.report.comparison?.slices;
    rows.iter().find(|row| row.dimension == dimension && row.slice == *slice)
}

/// What became of it, with a word, so that nobody needs the colour.
fn developed(row: &SliceDifference) -> Markup {
    let (class, word) = match (row.significant, row.difference < 0.0) {
        (true, true) => ("worse", "worse than before"),
        (true, false) => ("better", "better than before"),
        (false, _) => ("chance", "may be chance"),
    };
    html! {
        p class={ "developed " (class) } {
            @if row.new.is_empty() && row.fixed.is_empty() { "no case changed" } @else {
                span.num { (words::points(row.difference)) } " points, " (word)
                ": " (words::whole_len(&row.new)) " worse, " (words::whole_len(&row.fixed)) " better"
            }
        }
    }
}

/// How many passed of how many, and what is no pass and no failure. Numbers open to their cases.
fn counts(page: &Page<'_>, summary: &DimensionSummary, unchecked: &[&str]) -> Markup {
    let counts = &summary.cases;
    html! {
        p.counts { span.num { (words::whole(counts.pass)) } " of " span.num { (words::whole(counts.judged())) } " pass" }
        @if counts.fail > 0 {
            div.counts.fail { (page.behind(&format!("✕ {} fail", words::whole(counts.fail)), &summary.failing)) }
        }
        @if counts.unchecked > 0 {
            div.counts.unchecked { (page.behind(&format!("? {} unchecked", words::whole(counts.unchecked)), unchecked)) }
        }
        @if counts.not_applicable > 0 {
            p.counts.quiet { "– " (words::whole(counts.not_applicable)) " not applicable" }
        }
    }
}

/// A table of workflows, and one of tags that is folded away.
pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    let slices = &page.report.summary.slices;
    let (tags, workflows): (Vec<_>, Vec<_>) = slices.iter().partition(|row| matches!(row.slice, Slice::Tag(_)));
    if workflows.is_empty() {
        return None;
    }
    let unchecked = unchecked(page);
    Some(html! {
        (table(page, "Cases that pass, by workflow and dimension", &workflows, &unchecked))
        @if !tags.is_empty() {
            details.block {
                summary { (words::counted(&tags, "tag", "tags")) }
                (table(page, "Cases that pass, by tag and dimension", &tags, &unchecked))
            }
        }
    })
}

/// The cases that went unchecked, by slice and dimension.
type Unchecked<'a> = BTreeMap<(Slice, Dimension), Vec<&'a str>>;

fn unchecked<'a>(page: &Page<'a>) -> Unchecked<'a> {
    let mut unchecked = Unchecked::new();
    for case in page.report.cases {
        for dimension in Dimension::ALL.into_iter().filter(|dimension| case.outcome(*dimension) == Outcome::Unchecked) {
            let facts = &case.facts;
            let tags = facts.tags.iter().cloned().map(Slice::Tag);
            for slice in [Slice::All, Slice::Workflow(facts.workflow.clone())].into_iter().chain(tags) {
                unchecked.entry((slice, dimension)).or_default().push(&facts.id);
            }
        }
    }
    unchecked
}

// The roles say what the elements are where a narrow page shows rows as blocks, which takes their meaning from them.
fn table(page: &Page<'_>, caption: &str, rows: &[&SliceSummary], unchecked: &Unchecked<'_>) -> Markup {
    html! {
        table.stacked role="table" {
            caption { span { (caption) } }
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Cases of" }
                    @for dimension in Dimension::ALL { th scope="col" role="columnheader" { (words::heading(dimension)) } }
                }
            }
            tbody role="rowgroup" {
                @for row in rows.iter().take(SLICES) {
                    tr role="row" {
                        th scope="row" role="rowheader" {
                            @if row.slice == Slice::All { "all workflows" } @else { (name(words::slice(&row.slice))) }
                            span.size { (words::count(row.cases, "case", "cases")) }
                        }
                        @for dimension in Dimension::ALL {
                            td role="cell" data-label=(words::heading(dimension)) {
                                @let behind = unchecked.get(&(row.slice.clone(), dimension));
                                @match row.dimensions.get(&dimension) {
                                    Some(summary) => (cell(page, summary, behind.map_or(&[], Vec::as_slice))),
                                    None => span.quiet { "not judged" },
                                }
                            }
                        }
                    }
                }
            }
        }
        (more(rows.len(), SLICES, "rows"))
    }
}

fn cell(page: &Page<'_>, summary: &DimensionSummary, unchecked: &[&str]) -> Markup {
    html! {
        div.cell {
            @match summary.share {
                Some(share) => {
                    p.num.strong { (words::percent(share)) }
                    @if let Some(interval) = summary.interval {
                        (svg::share(share, interval))
                        p.interval.num { (words::percents(interval)) }
                    }
                }
                None => p.quiet { "not judged" },
            }
            (counts(page, summary, unchecked))
            @if let Some((mean, interval)) = summary.by_answer {
                p.counts.quiet { "by answer " span.num { (words::percent(mean)) } ", " span.num { (words::percents(interval)) } }
            }
        }
    }
}
