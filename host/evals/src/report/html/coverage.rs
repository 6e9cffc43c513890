use maud::{Markup, html};

use crate::report::words;
use crate::set::{Coverage, CoverageCell, Difficulty, HoleKind, Risk, WorkflowCoverage};

use super::page::{Page, SLICES, more, name};

/// A matrix per workflow, and what each lacks.
pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    if page.report.cases.is_empty() {
        return None;
    }
    let coverage = page.report.coverage();
    Some(html! {
        p.prose {
            "How many cases stand for what, by risk and difficulty (rows) and the behaviour that is expected (columns); blockers in "
            "brackets. A dot is a field without a case. What a workflow lacks that every workflow should have stands below it."
        }
        div.matrices {
            @for workflow in coverage.workflows.iter().take(SLICES) {
                (workflow_matrix(workflow, &coverage.holes_of(&workflow.workflow).collect::<Vec<_>>()))
            }
        }
        (more(coverage.workflows.len(), SLICES, "workflows"))
    })
}

fn workflow_matrix(workflow: &WorkflowCoverage, holes: &[HoleKind]) -> Markup {
    // Where every case expects a behaviour, nobody has to read a column of dots.
    let used =
        |behaviour: Option<_>| behaviour.is_some() || workflow.cells.iter().any(|cell| cell.behaviour == behaviour);
    let behaviours: Vec<_> = Coverage::BEHAVIOURS.into_iter().filter(|behaviour| used(*behaviour)).collect();
    html! {
        div.matrix {
            table.coverage {
                caption {
                    strong { (name(&workflow.workflow)) } " "
                    span.size { (words::count(workflow.cases, "case", "cases")) ", " (words::count(workflow.blockers, "blocker", "blockers")) }
                }
                thead {
                    tr {
                        th scope="col" { "Risk" }
                        th scope="col" { "Difficulty" }
                        @for behaviour in &behaviours {
                            th.num scope="col" { (behaviour.map_or("none", |behaviour| behaviour.as_str())) }
                        }
                    }
                }
                @for risk in Risk::ALL.into_iter().rev() {
                    tbody {
                        @for (index, difficulty) in Difficulty::ALL.into_iter().enumerate() {
                            tr {
                                @if index == 0 { th scope="rowgroup" rowspan="3" { (risk.as_str()) } }
                                th scope="row" { (difficulty.as_str()) }
                                @for behaviour in behaviours.iter().copied() {
                                    (field(workflow.cell(risk, difficulty, behaviour)))
                                }
                            }
                        }
                    }
                }
            }
            @if !holes.is_empty() {
                ul.holes { @for hole in holes { li { (hole.meaning()) } } }
            }
        }
    }
}

fn field(cell: Option<&CoverageCell>) -> Markup {
    html! {
        @match cell {
            None => td.num.quiet { "·" },
            Some(cell) if cell.blockers > 0 => td.num.filled { (words::whole(cell.cases)) " (" (words::whole(cell.blockers)) ")" },
            Some(cell) => td.num.filled { (words::whole(cell.cases)) },
        }
    }
}
