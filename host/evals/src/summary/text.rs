use std::fmt::Write as _;

use lictor_model::Dimension;

use super::{DimensionSummary, RunSummary};
use crate::compare::Slice;
use crate::compare::text::{number, slice};
use crate::text::{Styles, Table, count, paint, visible};

/// How many rules and unstable cases are named.
const NAMED: usize = 10;

impl RunSummary {
    /// The tables for people: each dimension by workflow, then the measures beside them, repeats, and rules. Tags are left to
    /// other formats. Colours are ANSI sequences.
    pub fn text(&self, colour: bool) -> String {
        let styles = Styles::new(colour);
        let mut text = String::new();
        for dimension in Dimension::ALL {
            text += &self.dimension(dimension, styles);
            text.push('\n');
        }
        for section in [self.measure_table(styles), self.repeat_lines(styles), self.rule_table(styles), self.aggregate_lines(styles)] {
            if !section.is_empty() {
                text += &section;
                text.push('\n');
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    fn dimension(&self, dimension: Dimension, styles: Styles) -> String {
        let head = ["pass", "fail", "not applicable", "unchecked", "share", "95 % interval"];
        let rows: Vec<_> = self.slices.iter().filter(|row| !matches!(row.slice, Slice::Tag(_))).collect();
        let repeated = rows.iter().filter_map(|row| row.dimensions.get(&dimension)).any(|row| row.by_answer.is_some());
        let mut table = Table::default();
        let mut cells = vec![(dimension.as_str().to_owned(), styles.bold)];
        cells.extend(head.into_iter().chain(repeated.then_some("by answer")).map(|name| (name.to_owned(), styles.dim)));
        table.line(cells);
        for row in rows {
            let Some(summary) = row.dimensions.get(&dimension) else { continue };
            table.line(cells_of(slice(&row.slice), summary, repeated, styles));
        }
        table.text()
    }

    fn measure_table(&self, styles: Styles) -> String {
        let mut table = Table::default();
        for row in &self.measures {
            let show = |value: Option<f64>| (value.map_or("-".to_owned(), number), anstyle::Style::new());
            let summary = &row.summary;
            let name = format!("{} {}", row.measure, slice(&row.slice));
            let mut cells = vec![(name, anstyle::Style::new()), (summary.count.to_string(), anstyle::Style::new())];
            cells.extend([summary.mean, summary.p50, summary.p95, summary.max].map(show));
            table.line(cells);
        }
        if table.is_empty() {
            return String::new();
        }
        let mut cells = vec![("measure".to_owned(), styles.bold)];
        cells.extend(["count", "mean", "p50", "p95", "max"].map(|name| (name.to_owned(), styles.dim)));
        table.first(cells);
        table.text()
    }

    fn repeat_lines(&self, styles: Styles) -> String {
        let Some(repeats) = &self.repeats else { return String::new() };
        let mut table = Table::default();
        table.line(vec![
            (format!("repeats, k = {}", repeats.k), styles.bold),
            ("one of k passes".to_owned(), styles.dim),
            ("all of k pass".to_owned(), styles.dim),
        ]);
        for dimension in Dimension::ALL {
            let show = |share: Option<&f64>| (share.map_or("-".to_owned(), |share| format!("{share:.3}")), anstyle::Style::new());
            table.line(vec![
                (dimension.as_str().to_owned(), anstyle::Style::new()),
                show(repeats.pass_at_k.get(&dimension)),
                show(repeats.all_k.get(&dimension)),
            ]);
        }
        let mut text = table.text();
        for case in repeats.unstable.iter().take(NAMED) {
            let answers = &case.answers;
            let _ = writeln!(
                text,
                "  unstable: {} {}: {} pass, {} fail, {} not applicable, {} unchecked",
                visible(&case.case),
                case.dimension,
                answers.pass,
                answers.fail,
                answers.not_applicable,
                answers.unchecked
            );
        }
        if repeats.unstable.len() > NAMED {
            let _ = writeln!(text, "  and {} more", repeats.unstable.len() - NAMED);
        }
        text
    }

    fn rule_table(&self, styles: Styles) -> String {
        if self.rules.is_empty() {
            return String::new();
        }
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|rule| (std::cmp::Reverse((rule.level, rule.answers)), &rule.rule));
        let mut table = Table::default();
        let mut cells = vec![("rule".to_owned(), styles.bold)];
        cells.extend(["dimension", "level", "answers", "waived", "cases"].map(|name| (name.to_owned(), styles.dim)));
        table.line(cells);
        for rule in rules.iter().take(NAMED) {
            let preview = if rule.preview { " (preview)" } else { "" };
            let plain = |text: String| (text, anstyle::Style::new());
            table.line(vec![
                plain(format!("{} {}{preview}", rule.rule, visible(&rule.slug))),
                plain(rule.dimension.to_string()),
                plain(rule.level.to_string()),
                plain(rule.answers.to_string()),
                plain(rule.waived.to_string()),
                plain(rule.cases.len().to_string()),
            ]);
        }
        let mut text = table.text();
        if rules.len() > NAMED {
            let _ = writeln!(text, "and {}", count(rules.len() - NAMED, "more rule"));
        }
        text
    }

    fn aggregate_lines(&self, styles: Styles) -> String {
        let mut text = String::new();
        for finding in &self.aggregates {
            let rule = paint(styles.bold, &format!("{} {}", finding.rule, visible(&finding.slug)));
            let _ = writeln!(text, "{rule} [{}] {}: {}", finding.level, visible(&finding.group), visible(&finding.message));
        }
        text
    }
}

fn cells_of(name: String, summary: &DimensionSummary, repeated: bool, styles: Styles) -> Vec<(String, anstyle::Style)> {
    let plain = anstyle::Style::new();
    let counts = &summary.cases;
    let mut cells = vec![(name, plain)];
    for (number, style) in [(counts.pass, plain), (counts.fail, styles.bad), (counts.not_applicable, plain), (counts.unchecked, styles.warn)]
    {
        cells.push((number.to_string(), if number == 0 { styles.dim } else { style }));
    }
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let between = |[low, high]: [f64; 2]| format!("{:.1} to {:.1} %", low * 100.0, high * 100.0);
    cells.push((summary.share.map_or("-".to_owned(), percent), plain));
    cells.push((summary.interval.map_or("-".to_owned(), between), styles.dim));
    if repeated {
        let shown = summary.by_answer.map(|(share, interval)| format!("{} ({})", percent(share), between(interval)));
        cells.push((shown.unwrap_or_else(|| "-".to_owned()), plain));
    }
    cells
}
