//! Texts for people: columns, and colours where they are wanted.

use anstyle::{AnsiColor, Style};
pub(crate) use lictor_model::visible;

/// All plain where no colour is wanted.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Styles {
    pub(crate) bold: Style,
    pub(crate) dim: Style,
    pub(crate) bad: Style,
    pub(crate) good: Style,
    pub(crate) warn: Style,
}

impl Styles {
    pub(crate) fn new(colour: bool) -> Self {
        if !colour {
            return Self::default();
        }
        let of = |colour: AnsiColor| colour.on_default();
        Self {
            bold: Style::new().bold(),
            dim: Style::new().dimmed(),
            bad: of(AnsiColor::Red).bold(),
            good: of(AnsiColor::Green),
            warn: of(AnsiColor::Yellow).bold(),
        }
    }
}

/// A text in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}{text}{}", style.render(), style.render_reset()) }
}

/// Lines of cells: the first column to the left, the others to the right, each as wide as its widest cell.
#[derive(Debug, Default)]
pub(crate) struct Table {
    lines: Vec<Vec<(String, Style)>>,
    /// All columns to the left.
    left: bool,
}

impl Table {
    pub(crate) fn line(&mut self, cells: Vec<(String, Style)>) {
        self.lines.push(cells);
    }

    /// A line of words, to the left.
    pub(crate) fn left(&mut self, cells: Vec<(String, Style)>) {
        self.left = true;
        self.lines.push(cells);
    }

    /// The line above all others.
    pub(crate) fn first(&mut self, cells: Vec<(String, Style)>) {
        self.lines.insert(0, cells);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(crate) fn text(&self) -> String {
        let columns = self.lines.iter().map(Vec::len).max().unwrap_or_default();
        let width = |column: usize| {
            self.lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.0.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for line in &self.lines {
            let mut shown = String::new();
            for (column, ((cell, style), width)) in line.iter().zip(&widths).enumerate() {
                let padding = " ".repeat(width - cell.chars().count());
                let cell = paint(*style, cell);
                shown += if column == 0 { "" } else { "  " };
                shown +=
                    &if column == 0 || self.left { format!("{cell}{padding}") } else { format!("{padding}{cell}") };
            }
            text += shown.trim_end();
            text.push('\n');
        }
        text
    }
}

/// `1 case`, `2 cases`.
pub(crate) fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
