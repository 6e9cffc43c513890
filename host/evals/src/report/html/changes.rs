use lictor_model::Dimension;
use maud::{Markup, html};

use crate::compare::{Comparison, Slice, SliceDifference, TradeOff, WorkflowEffect};
use crate::report::{svg, words};

use super::page::{Page, ROWS, SLICES, dimension, headings, message, more, name, wide};

pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    let comparison = page.report.comparison?;
    Some(html! {
        (notice(page, comparison))
        (forest(page, comparison))
        p.note {
            "Corrected for " (words::count(comparison.tests, "test", "tests")) " with Holm’s method, held against "
            (words::measured(comparison.alpha)) "."
        }
        (trade_off(page, &comparison.trade_off))
        (manifest(comparison))
    })
}

/// Runs of different sets are compared on what they share only, and that is said loudly.
fn notice(page: &Page<'_>, comparison: &Comparison) -> Markup {
    let parts = [
        (&comparison.only_base, "only before"),
        (&comparison.only_head, "only now"),
        (&comparison.altered, "with another content than before"),
    ];
    let shared = words::count(comparison.shared, "case", "cases");
    html! {
        @if comparison.same_answers {
            p.prose {
                strong { "Both runs are of the same answers." }
                " What differs below is how they were checked, not the system under test."
            }
        }
        @if parts.iter().all(|(cases, _)| cases.is_empty()) {
            p.prose { "Both runs have the same " (shared) ". Each row compares a case with itself." }
        } @else {
            div.warning {
                p {
                    strong { "The runs are of different sets." }
                    " Only the " (shared) " that both have with the same content are compared here."
                }
                ul.plain {
                    @for (cases, what) in parts {
                        @if !cases.is_empty() {
                            li { (page.behind(&format!("{} {what}", words::counted(cases, "case", "cases")), cases)) }
                        }
                    }
                }
            }
        }
    }
}

fn forest(page: &Page<'_>, comparison: &Comparison) -> Markup {
    let (tags, rows): (Vec<_>, Vec<_>) = comparison.slices.iter().partition(|row| matches!(row.slice, Slice::Tag(_)));
    let ends = rows.iter().filter(|row| row.cases > 0).flat_map(|row| row.interval);
    let scale = svg::Scale::around_zero(ends, svg::PLACES);
    html! {
        @for dimension in Dimension::ALL {
            (table(page, dimension, &rows, scale))
        }
        @if !tags.is_empty() {
            details.block {
                summary { "Differences by tag" }
                @let ends = tags.iter().filter(|row| row.cases > 0).flat_map(|row| row.interval);
                @let scale = svg::Scale::around_zero(ends, svg::PLACES);
                @for dimension in Dimension::ALL { (table(page, dimension, &tags, scale)) }
            }
        }
    }
}

fn table(page: &Page<'_>, dimension: Dimension, rows: &[&SliceDifference], scale: svg::Scale) -> Markup {
    let rows: Vec<_> = rows.iter().filter(|row| row.dimension == dimension).collect();
    let caption = format!("{}: this run less the one before, in percentage points", words::heading(dimension));
    let table = html! {
        table.differences {
            caption { span { (caption) } }
            thead {
                tr {
                    th scope="col" { "Cases of" }
                    th.num scope="col" { "Before" }
                    th.num scope="col" { "Now" }
                    th.num scope="col" { "Difference" }
                    th.picture scope="col" { "Worse ← → better" }
                    th.num scope="col" { "95 % interval" }
                    th.num scope="col" { "p, corrected" }
                    th.num scope="col" { "Could see" }
                    th.apart scope="col" { "Worse" }
                    th scope="col" { "Better" }
                    th.num scope="col" { "Unknown" }
                }
            }
            tbody { @for row in rows.iter().take(SLICES) { (forest_row(page, row, scale)) } }
            tfoot { tr { td colspan="4" {} td.picture { (svg::axis(scale)) } td colspan="6" {} } }
        }
    };
    let shown = html! {
        (wide(&caption, table))
        (more(rows.len(), SLICES, "rows"))
    };
    let changed = rows.iter().any(|row| !row.new.is_empty() || !row.fixed.is_empty());
    html! {
        @if rows.is_empty() {} @else if changed { (shown) } @else {
            details.block { summary { (words::heading(dimension)) ": no case became worse or better" } (shown) }
        }
    }
}

fn forest_row(page: &Page<'_>, row: &SliceDifference, scale: svg::Scale) -> Markup {
    let share = |pass: u64| if row.cases > 0 { words::percent(pass as f64 / row.cases as f64) } else { "–".into() };
    let class = match (row.significant, row.difference < 0.0) {
        (true, true) => Some("worse"),
        (true, false) => Some("better"),
        _ => None,
    };
    html! {
        tr class=[class] {
            th scope="row" {
                @if row.slice == Slice::All { "all workflows" } @else { (name(words::slice(&row.slice))) }
                span.size { (words::count(row.cases, "case", "cases")) }
            }
            @if row.cases == 0 {
                td.quiet colspan="7" { "nothing that both runs judge" }
            } @else {
                td.num { (share(row.base_pass)) }
                td.num { (share(row.head_pass)) }
                td.num.strong { (words::points(row.difference)) }
                td.picture { (svg::difference(scale, row.difference, row.interval, row.significant)) }
                td.num { (words::point_range(row.interval)) }
                td.num { (words::probability(row.p_corrected)) @if row.significant { span.beyond { " beyond chance" } } }
                td.num {
                    @match row.smallest_visible {
                        Some(visible) => { "±" (words::points(visible).trim_start_matches('+')) }
                        None => "nothing",
                    }
                }
            }
            td.apart { (cases(page, &row.new)) }
            td { (cases(page, &row.fixed)) }
            td.num { (words::whole(row.unknown)) }
        }
    }
}

fn cases(page: &Page<'_>, cases: &[String]) -> Markup {
    html! { @if cases.is_empty() { span.quiet { "–" } } @else { (page.behind(&words::whole_len(cases), cases)) } }
}

/// Who gains and who loses, side by side, and what can be done about it.
fn trade_off(page: &Page<'_>, trade_off: &TradeOff) -> Markup {
    let nothing = trade_off.gains.is_empty() && trade_off.losses.is_empty() && trade_off.choices.is_empty();
    html! {
        @if !nothing {
            h3 { "The trade-off" }
            div.sides {
                (side(page, "worse", "▼ Loses", &trade_off.losses))
                (side(page, "better", "▲ Gains", &trade_off.gains))
            }
            @if !trade_off.choices.is_empty() {
                h4 { "Choices" }
                ol.choices {
                    @for choice in trade_off.choices.iter().take(ROWS) {
                        li {
                            p { strong { (words::choice(choice.kind)) ". " } (message(&choice.text)) }
                            (page.few(&choice.cases))
                        }
                    }
                }
                (more(trade_off.choices.len(), ROWS, "choices"))
            }
        }
    }
}

fn side(page: &Page<'_>, class: &str, title: &str, effects: &[WorkflowEffect]) -> Markup {
    html! {
        div.side {
            h4 class=(class) { (title) }
            @if effects.is_empty() { p.quiet { "no workflow" } }
            ul.plain {
                @for effect in effects.iter().take(ROWS) {
                    li.effect {
                        p { strong { (name(&effect.workflow)) } " " (dimension(effect.dimension)) }
                        @if !effect.new.is_empty() {
                            (page.behind(&words::counted(&effect.new, "case worse", "cases worse"), &effect.new))
                        }
                        @if !effect.fixed.is_empty() {
                            (page.behind(&words::counted(&effect.fixed, "case better", "cases better"), &effect.fixed))
                        }
                    }
                }
            }
            (more(effects.len(), ROWS, "workflows"))
        }
    }
}

fn manifest(comparison: &Comparison) -> Markup {
    let table = html! {
        table {
            caption { span { "What changed between the runs" } }
            (headings(&["What", "Before", "Now"]))
            tbody {
                @for change in comparison.manifest.iter().take(ROWS) {
                    tr {
                        th scope="row" { (name(&change.field)) }
                        @for value in [&change.base, &change.head] {
                            td.value { @if let Some(value) = value { (name(value)) } @else { "–" } }
                        }
                    }
                }
            }
        }
    };
    html! {
        @if comparison.manifest.is_empty() {
            p.note { "The manifests say the same: nothing that Lictor knows of changed between the runs." }
        } @else {
            (wide("What changed between the runs", table))
            (more(comparison.manifest.len(), ROWS, "changes"))
        }
    }
}
