use maud::{Markup, html};

use crate::report::coverage::{CoverageMatrix, WorkflowCoverage, difficulty_name, risk_name};
use crate::report::words;

use super::page::{Page, SLICES, more, name};

/// A matrix per workflow. What no case stands for is a hole that can be seen.
pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    if page.report.cases.is_empty() {
        return None;
    }
    let matrix = CoverageMatrix::new(page.report.cases.iter().map(|case| &case.facts));
    Some(html! {
        p.prose {
            "How many cases stand for what, by risk and difficulty (rows) and the behaviour that is expected (columns). "
            "A hatched field is a hole: nothing normal or difficult to answer, nothing difficult to ask back about or to "
            "abstain from, nothing unacceptable to refuse."
        }
        div.matrices {
            @for (workflow, coverage) in matrix.workflows.iter().take(SLICES) { (workflow_matrix(workflow, coverage)) }
        }
        (more(matrix.workflows.len(), SLICES, "workflows"))
    })
}

fn workflow_matrix(workflow: &str, coverage: &WorkflowCoverage) -> Markup {
    let holes = coverage.holes();
    // Where every case expects a behaviour, nobody has to read a column of zeros.
    let behaviours =
        CoverageMatrix::BEHAVIOURS.into_iter().filter(|behaviour| behaviour.is_some() || coverage.expects_nothing());
    let behaviours: Vec<_> = behaviours.collect();
    html! {
        div.matrix {
            table.coverage {
                caption {
                    strong { (name(workflow)) } " "
                    span.size { (words::count(coverage.cases, "case", "cases")) ", " (words::count(coverage.blockers, "blocker", "blockers")) }
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
                @for risk in CoverageMatrix::RISKS {
                    tbody {
                        @for (index, difficulty) in CoverageMatrix::DIFFICULTIES.into_iter().enumerate() {
                            tr {
                                @if index == 0 { th scope="rowgroup" rowspan="3" { (risk_name(risk)) } }
                                th scope="row" { (difficulty_name(difficulty)) }
                                @for behaviour in behaviours.iter().copied() {
                                    @match coverage.count(risk, difficulty, behaviour) {
                                        0 if CoverageMatrix::EXPECTED.contains(&(difficulty, behaviour)) => td.num.hole { "0" },
                                        0 => td.num.quiet { "0" },
                                        count => td.num.filled { (words::whole(count)) },
                                    }
                                }
                            }
                        }
                    }
                }
            }
            @if !holes.is_empty() { p.holes { strong { "Holes: " } (holes.join(", ")) "." } }
        }
    }
}
