use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use lictor_model::{Dimension, Finding, Level, Record, visible};

use crate::{Context, Outcomes, Report, Summary, phrase};

/// The order of rows: harm first, because somebody has to act on it.
const ROWS: [Dimension; 4] = [Dimension::Risk, Dimension::Correctness, Dimension::Grounding, Dimension::Usefulness];

/// How many rules the summary names: what fits on a screen together with the tables.
const TOP_RULES: usize = 10;

/// How far wrapped lines are indented.
const INDENT: usize = 4;

/// Lines as a linter writes them, then tables.
pub(crate) struct Text<'a> {
    out: Box<dyn Write + Send + 'a>,
    context: Context<'a>,
    styles: Styles,
    /// Whether something stands above, from which the tables keep a distance.
    begun: bool,
}

/// All plain when no colour is wanted.
#[derive(Default)]
struct Styles {
    block: Style,
    redact: Style,
    warn: Style,
    note: Style,
    dim: Style,
    bold: Style,
}

impl Styles {
    fn coloured() -> Self {
        let colour = |colour: AnsiColor| colour.on_default();
        Self {
            block: colour(AnsiColor::Red).bold(),
            redact: colour(AnsiColor::Magenta).bold(),
            warn: colour(AnsiColor::Yellow),
            note: colour(AnsiColor::Cyan),
            dim: Style::new().dimmed(),
            bold: Style::new().bold(),
        }
    }

    fn level(&self, level: Level) -> Style {
        match level {
            Level::Block => self.block,
            Level::Redact => self.redact,
            Level::Warn => self.warn,
            Level::Note => self.note,
            Level::Off => self.dim,
        }
    }
}

impl<'a> Text<'a> {
    pub(crate) fn new(out: Box<dyn Write + Send + 'a>, context: Context<'a>) -> Self {
        let styles = if context.colour { Styles::coloured() } else { Styles::default() };
        Self { out, context, styles, begun: false }
    }

    fn finding(&self, line: &mut Line, finding: &Finding) {
        line.word(finding.rule.as_str(), self.styles.bold);
        line.word(&finding.slug, Style::new());
        line.word(&format!("[{}]", finding.level), self.styles.level(finding.level));
        line.words(&finding.message, Style::new());
    }

    fn table(&self, text: &mut String, title: &str, dimensions: &BTreeMap<Dimension, Outcomes>) {
        let widths = Outcomes::default().columns().map(|(name, _)| name.len());
        let _ = write!(text, "\n{}{title:<11}{}", self.styles.bold.render(), self.styles.bold.render_reset());
        if title.chars().count() > 11 {
            let _ = write!(text, "\n{:<11}", "");
        }
        for (name, _) in Outcomes::default().columns() {
            let _ = write!(text, "  {}{name}{}", self.styles.dim.render(), self.styles.dim.render_reset());
        }
        text.push('\n');
        for dimension in ROWS {
            let _ = write!(text, "{:<11}", dimension.as_str());
            let outcomes = dimensions.get(&dimension).copied().unwrap_or_default();
            for ((_, count), width) in outcomes.columns().into_iter().zip(widths) {
                let style = if count == 0 { self.styles.dim } else { Style::new() };
                let _ = write!(text, "  {}{count:>width$}{}", style.render(), style.render_reset());
            }
            text.push('\n');
        }
    }

    fn tables(&self, text: &mut String, summary: &Summary) {
        self.table(text, "dimension", &summary.dimensions);
        if summary.workflows.len() + usize::from(summary.other_workflows.is_some()) < 2 {
            return;
        }
        for counts in &summary.workflows {
            let name = counts.workflow.as_deref().unwrap_or("(no workflow)");
            self.table(text, &visible(name), &counts.dimensions);
        }
        if let Some(counts) = &summary.other_workflows {
            self.table(text, "(other workflows)", &counts.dimensions);
        }
    }

    fn rules(&self, text: &mut String, summary: &Summary) {
        let mut rules: Vec<_> = summary.rules.iter().collect();
        if rules.is_empty() {
            return;
        }
        rules.sort_by_key(|(id, counts)| (Reverse((counts.findings, counts.waived)), *id));
        let hidden = rules.len().saturating_sub(TOP_RULES);
        rules.truncate(TOP_RULES);
        let names: Vec<_> = rules
            .iter()
            .map(|(id, _)| {
                let slug = self.context.rule(id).map(|rule| rule.decl.slug.as_str()).unwrap_or_default();
                visible(&format!("{id} {slug}")).trim_end().to_owned()
            })
            .collect();
        let width = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
        let (bold, dim) = (self.styles.bold, self.styles.dim);
        let _ = writeln!(
            text,
            "\n{}{:<width$}{}  {}findings  waived{}",
            bold.render(),
            "rule",
            bold.render_reset(),
            dim.render(),
            dim.render_reset()
        );
        for (name, (_, counts)) in names.iter().zip(&rules) {
            let _ = writeln!(text, "{name:<width$}  {:>8}  {:>6}", counts.findings, counts.waived);
        }
        if hidden > 0 {
            let _ = writeln!(text, "and {hidden} more {}", if hidden == 1 { "rule" } else { "rules" });
        }
    }
}

impl Report for Text<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        let mut text = String::new();
        for finding in &record.findings {
            let style = if finding.waived.is_some() { self.styles.dim } else { Style::new() };
            let mut line = Line::start(&mut text, record, self.context.width, style);
            if finding.waived.is_some() {
                line.words(&phrase::finding(finding), self.styles.dim);
            } else {
                self.finding(&mut line, finding);
            }
            line.end();
        }
        for failure in phrase::failures(record) {
            let mut line = Line::start(&mut text, record, self.context.width, Style::new());
            line.word(&format!("[{}]", phrase::status_word(record)), self.styles.block);
            line.words(&failure, Style::new());
            line.end();
        }
        self.begun |= !text.is_empty();
        self.out.write_all(text.as_bytes())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let mut text = String::new();
        self.tables(&mut text, summary);
        self.rules(&mut text, summary);
        let (bold, totals) = (self.styles.bold, phrase::totals(summary));
        let _ = writeln!(text, "\n{}{totals}{}", bold.render(), bold.render_reset());
        let text = if self.begun { &text } else { text.trim_start_matches('\n') };
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}

/// A line that is being written and wrapped. Counts characters, not columns: wide ones may make a line too long, and
/// then the terminal wraps it.
struct Line<'a> {
    text: &'a mut String,
    width: usize,
    column: usize,
}

impl<'a> Line<'a> {
    /// Begins with the place and the case's name, unless the name was made from the place.
    fn start(text: &'a mut String, record: &Record, width: Option<usize>, style: Style) -> Self {
        let mut line = Line { text, width: width.unwrap_or(usize::MAX).max(2 * INDENT), column: 0 };
        match phrase::place(record) {
            Some(place) if place == record.id => line.word(&format!("{place}:"), style),
            Some(place) => {
                line.word(&format!("{place}:"), style);
                line.word(&format!("{}:", record.id), style);
            }
            None => line.word(&format!("{}:", record.id), style),
        }
        line
    }

    /// Text that may be wrapped at its spaces.
    fn words(&mut self, text: &str, style: Style) {
        self.styled(text.split(' ').filter(|word| !word.is_empty()), style);
    }

    /// Text that stays on one line.
    fn word(&mut self, word: &str, style: Style) {
        self.styled([word].into_iter(), style);
    }

    fn styled<'w>(&mut self, words: impl Iterator<Item = &'w str>, style: Style) {
        for (index, word) in words.enumerate() {
            let word = visible(word);
            let length = word.chars().count();
            if self.column > 0 {
                if self.column.saturating_add(1 + length) > self.width {
                    let _ = write!(self.text, "\n{:INDENT$}", "");
                    self.column = INDENT;
                } else {
                    self.text.push(' ');
                    self.column += 1;
                }
            }
            if index == 0 {
                let _ = write!(self.text, "{}", style.render());
            }
            self.text.push_str(&word);
            self.column += length;
        }
        let _ = write!(self.text, "{}", style.render_reset());
    }

    fn end(self) {
        self.text.push('\n');
    }
}
