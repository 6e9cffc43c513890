use maud::{Markup, html};

use crate::report::words;

use super::page::{Page, ROWS, dimension, message, more, name, wide};

pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    let summary = page.report.summary;
    if summary.rules.is_empty() && summary.aggregates.is_empty() {
        return None;
    }
    let declared = page.report.manifest.map_or(&[][..], |manifest| &manifest.rules);
    let table = html! {
        table {
            caption { span { "Rules that found something" } }
            thead {
                tr {
                    th scope="col" { "Rule" }
                    th scope="col" { "Dimension" }
                    th scope="col" { "Level" }
                    th.num scope="col" { "Answers" }
                    th.num scope="col" { "Waived" }
                    th scope="col" { "Cases" }
                }
            }
            tbody {
                @for rule in summary.rules.iter().take(ROWS) {
                    @let told = declared.iter().find(|known| known.id == rule.rule);
                    tr {
                        th scope="row" {
                            span.rule { (rule.rule.as_str()) } " " (name(&rule.slug))
                            @if let Some(told) = told { span.size { (message(&told.summary)) } }
                        }
                        td { (dimension(rule.dimension)) }
                        td {
                            (rule.level.as_str())
                            @if rule.preview { span.size { "preview, counts for nothing" } }
                        }
                        td.num { (words::whole(rule.answers)) }
                        td.num { (words::whole(rule.waived)) }
                        td {
                            @if rule.cases.is_empty() { "–" } @else {
                                (page.behind(&words::counted(&rule.cases, "case", "cases"), &rule.cases))
                            }
                        }
                    }
                }
            }
        }
    };
    Some(html! {
        @if !summary.rules.is_empty() {
            (wide("Rules that found something", table))
            (more(summary.rules.len(), ROWS, "rules"))
        }
        @if !summary.aggregates.is_empty() {
            h3 { "Over groups of cases" }
            ul.reasons {
                @for found in summary.aggregates.iter().take(ROWS) {
                    li {
                        p.about {
                            span.rule { (found.rule.as_str()) } " " (name(&found.slug)) " " (dimension(found.dimension)) " "
                            span.label { (found.level.as_str()) } " " (name(&found.group))
                        }
                        p {
                            (message(&found.message))
                            @if let Some(p) = found.p_value { " (p, corrected: " (words::probability(p)) ")" }
                        }
                        (page.few(&found.cases))
                    }
                }
            }
            (more(summary.aggregates.len(), ROWS, "findings"))
        }
    })
}
