use std::fmt::Write;

use crate::set::{Coverage, CoverageCell, Difficulty, Risk, WorkflowCoverage};

/// How a hole is shown.
const HOLE: &str = "·";

impl Coverage {
    /// The matrix for a terminal: one table per workflow, blockers in brackets, holes as dots.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "{}: {} cases, {} of them blockers (in brackets)", self.set, self.cases, self.blockers);
        for workflow in &self.workflows {
            let (cases, blockers) = (workflow.cases, workflow.blockers);
            let title = workflow.title.as_deref().map(|title| format!(": {}", one_line(title))).unwrap_or_default();
            let _ = writeln!(text, "\n{}{title} (cases: {cases}, blockers: {blockers})", workflow.workflow);
            let _ = write!(text, "  {:<8}{:<14}", "risk", "difficulty");
            for name in columns() {
                let _ = write!(text, "{name:>10}");
            }
            text.push('\n');
            for (risk, difficulty, cells) in rows(workflow) {
                let _ = write!(text, "  {:<8}{:<14}", risk.as_str(), difficulty.as_str());
                for cell in cells {
                    let _ = write!(text, "{:>10}", shown(cell));
                }
                text.push('\n');
            }
        }
        text.push('\n');
        if self.holes.is_empty() {
            text.push_str("No hole that matters: every workflow has what it should have.\n");
        } else {
            let _ = writeln!(text, "Holes that matter:");
            for hole in &self.holes {
                let _ = writeln!(text, "  {}: {}", hole.workflow, hole.lacks.meaning());
            }
        }
        text
    }

    /// The matrix as Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(text, "# Coverage of `{}`\n", self.set);
        let _ =
            writeln!(text, "{} cases, {} of them blockers (in brackets). `{}`", self.cases, self.blockers, self.digest);
        for workflow in &self.workflows {
            let (cases, blockers) = (workflow.cases, workflow.blockers);
            let _ = writeln!(text, "\n## {}\n", escaped(&workflow.workflow));
            let title = workflow.title.as_deref().map(|title| escaped(title) + " ").unwrap_or_default();
            let _ = writeln!(text, "{title}(cases: {cases}, blockers: {blockers})\n");
            let _ = writeln!(text, "| risk | difficulty | {} |", columns().join(" | "));
            let _ = writeln!(text, "|---|---|{}", "--:|".repeat(columns().len()));
            for (risk, difficulty, cells) in rows(workflow) {
                let cells: Vec<String> = cells.into_iter().map(shown).collect();
                let _ = writeln!(text, "| {} | {} | {} |", risk.as_str(), difficulty.as_str(), cells.join(" | "));
            }
        }
        let _ = writeln!(text, "\n## Holes that matter\n");
        if self.holes.is_empty() {
            let _ = writeln!(text, "None: every workflow has what it should have.");
        }
        for hole in &self.holes {
            let _ = writeln!(text, "- **{}**: {}", escaped(&hole.workflow), hole.lacks.meaning());
        }
        text
    }
}

fn columns() -> Vec<&'static str> {
    Coverage::BEHAVIOURS.iter().map(|behaviour| behaviour.map_or("not said", |behaviour| behaviour.as_str())).collect()
}

/// Rows with the highest risk first: that is where a hole weighs most.
fn rows(workflow: &WorkflowCoverage) -> impl Iterator<Item = (Risk, Difficulty, Vec<Option<&CoverageCell>>)> {
    Risk::ALL.into_iter().rev().flat_map(move |risk| {
        Difficulty::ALL.into_iter().map(move |difficulty| {
            let cell = |behaviour| workflow.cell(risk, difficulty, behaviour);
            (risk, difficulty, Coverage::BEHAVIOURS.into_iter().map(cell).collect())
        })
    })
}

fn shown(cell: Option<&CoverageCell>) -> String {
    match cell {
        None => HOLE.to_owned(),
        Some(cell) if cell.blockers > 0 => format!("{} ({})", cell.cases, cell.blockers),
        Some(cell) => cell.cases.to_string(),
    }
}

/// What people wrote must not end a line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text in Markdown: nothing in it is markup.
fn escaped(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '!');
    one_line(text).chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}
