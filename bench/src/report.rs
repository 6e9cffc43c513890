//! The result as JSON and as the part of `docs/benchmarks.md` that a run writes.

use std::path::Path;

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use serde::Serialize;

use crate::figure::{Curve, Figure, Measure, Results};
use crate::machine::Machine;
use crate::shape::Shape;
use crate::table::{number, promise, with_spread};

/// A whole run.
#[derive(Serialize)]
pub struct Report<'a> {
    /// What `cargo xtask` was told to do.
    #[serde(skip)]
    pub chore: &'static str,
    /// Counts up when a field changes its meaning.
    pub schema: &'static str,
    /// Where and of what.
    pub machine: &'a Machine,
    /// The command that measures it again.
    pub command: String,
    /// Whether it was a rough run.
    pub quick: bool,
    /// Whether instructions were counted and time was watched while plugins ran. Always, as the engine ships.
    pub fuel_and_epochs: bool,
    /// What was measured on.
    pub corpora: Vec<Shape>,
    /// What was measured.
    #[serde(flatten)]
    pub results: &'a Results,
}

impl Report<'_> {
    /// As one JSON object.
    ///
    /// # Errors
    /// A number that has no JSON form.
    pub fn json(&self) -> Result<String> {
        Ok(serde_json::to_string_pretty(self).into_diagnostic()? + "\n")
    }

    /// Replaces what an earlier run wrote into a document.
    ///
    /// # Errors
    /// The document cannot be read or written, or lacks the marks.
    pub fn write_into(&self, path: &Path) -> Result<()> {
        let shown = path.display();
        let text =
            std::fs::read_to_string(path).into_diagnostic().wrap_err_with(|| format!("{shown} cannot be read"))?;
        let [begin, end] = ["begin", "end"].map(|mark| format!("<!-- {mark}: cargo xtask {} -->", self.chore));
        let lacks = || miette!("{shown} lacks the lines `{begin}` and `{end}` between which the result goes");
        let (before, rest) = text.split_once(&begin).ok_or_else(lacks)?;
        let (_, after) = rest.split_once(&end).ok_or_else(lacks)?;
        let text = format!("{before}{begin}\n\n{}\n{end}{after}", self.markdown());
        std::fs::write(path, text).into_diagnostic().wrap_err_with(|| format!("{shown} cannot be written"))
    }

    fn markdown(&self) -> String {
        let machine = self.machine;
        let load = machine.load.map_or_else(String::new, |load| format!(", load at the start {load:.2}"));
        let mut text = format!(
            "Measured on {} ({} cores, {}{load}), commit {}, {}, {}, fuel and epochs on{}, with\n\n```text\n{}\n```\n\n",
            machine.processor,
            machine.cores,
            machine.system,
            machine.commit,
            machine.compiler,
            machine.engine,
            if self.quick { ", a rough run" } else { "" },
            self.command,
        );
        text.push_str("| figure | corpus | target | median | smallest to largest | |\n|---|---|---|---|---|---|\n");
        self.results.figures.iter().for_each(|figure| text.push_str(&row(figure)));
        self.results.notes.iter().for_each(|note| text.push_str(&format!("\n{note}.\n")));
        text.push_str("\n### Beside the figures\n");
        self.results.figures.iter().for_each(|figure| text.push_str(&beside(figure)));
        text.push_str("\n### Curves\n");
        self.results.curves.iter().for_each(|curve| text.push_str(&curve_table(curve)));
        if !self.corpora.is_empty() {
            text.push_str("\n### Corpora\n\n");
            text.push_str(&corpora(&self.corpora));
        }
        text
    }
}

fn row(figure: &Figure) -> String {
    let unit = figure.value.unit;
    let value = &figure.value.value;
    let target = figure.target.map_or_else(String::new, |target| promise(target, unit));
    let met = match figure.met {
        Some(true) => "met",
        Some(false) => "**missed**",
        None => "",
    };
    format!(
        "| {} | {} | {target} | {} | {} to {} | {met} |\n",
        figure.value.name,
        figure.corpus,
        number(value.median, unit),
        number(value.min, unit),
        number(value.max, unit),
    )
}

fn beside(figure: &Figure) -> String {
    if figure.beside.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{} ({}):\n\n", figure.value.name, figure.corpus);
    figure.beside.iter().for_each(|measure| text.push_str(&format!("- {}: {}\n", measure.name, with_spread(measure))));
    text
}

fn curve_table(curve: &Curve) -> String {
    let Some((_, first)) = curve.rows.first() else { return String::new() };
    let names: Vec<&str> = first.iter().map(|measure| measure.name.as_str()).collect();
    let mut text = format!("\n{}:\n\n| {} | {} |\n|---|", curve.title, curve.axis, names.join(" | "));
    text.push_str(&"---|".repeat(names.len()));
    text.push('\n');
    for (value, measures) in &curve.rows {
        let cell = |measure: &Measure| number(measure.value.median, measure.unit);
        let cells: Vec<String> = measures.iter().map(cell).collect();
        text.push_str(&format!("| {value} | {} |\n", cells.join(" | ")));
    }
    text
}

fn corpora(shapes: &[Shape]) -> String {
    let mut text = String::new();
    for shape in shapes {
        let wakes: Vec<String> = shape.wakes.iter().map(|(pack, wakes)| format!("{pack} {wakes:.3}")).collect();
        text.push_str(&format!(
            "- {}: {} samples, answers of {} to {} bytes, {:.0} on average, {:.1} contexts each, {:.0} bytes of text each; \
             {:.1} % of answers with characters outside ASCII, {:.0} % with digits, {:.0} % with a numbered list; wakes per \
             answer: {}; {:.1} % wake nobody; {:.2} findings each\n",
            shape.corpus,
            shape.samples,
            shape.answer_range.0,
            shape.answer_range.1,
            shape.answer_bytes,
            shape.contexts,
            shape.sample_bytes,
            100.0 * shape.beyond_ascii,
            100.0 * shape.with_digits,
            100.0 * shape.with_numbered_list,
            wakes.join(", "),
            100.0 * shape.quiet,
            shape.findings,
        ));
    }
    text
}
