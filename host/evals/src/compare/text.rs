use std::fmt::Write as _;

use lictor_model::Dimension;

use super::{CaseComparison, Change, Comparison, RuleChange, RunRef, Slice, SliceDifference};
use crate::text::{Styles, Table, count, paint, visible};

/// How many cases a section names: what fits on a screen. Blockers, protected and previously failed cases are never cut.
const NAMED: usize = 20;

/// How many ids a line names.
const IDS: usize = 8;

impl Comparison {
    /// The comparison for people: first whether the sets differ, then what got worse, what got better, the tables, and what
    /// one can do about it. Colours are ANSI sequences.
    pub fn text(&self, colour: bool) -> String {
        let page = Page { of: self, styles: Styles::new(colour) };
        let mut text = page.runs();
        for section in [page.sets(), page.manifest(), page.worse(), page.better(), page.unknown()] {
            text += &section;
        }
        text += &page.tables();
        text += &page.measures();
        text += &page.trade_off();
        text
    }

    /// The text as a block of Markdown, below a line that says what it is.
    pub fn markdown(&self) -> String {
        let text = self.text(false);
        // A fence is longer than any row of backticks in it, so that no name ends the block.
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(longest.max(2) + 1);
        let worse = self.cases.iter().filter(|case| case.fails_now()).count();
        let better = self.cases.iter().filter(|case| case.got_better()).count();
        let (worse, better) = (count(worse, "case"), count(better, "case"));
        let summary = format!("{worse} fail now and did not before, {better} got better");
        format!("<details><summary>{summary}</summary>\n\n{fence}text\n{text}{fence}\n\n</details>\n")
    }
}

struct Page<'c> {
    of: &'c Comparison,
    styles: Styles,
}

impl Page<'_> {
    fn runs(&self) -> String {
        let mut table = Table::default();
        for (name, RunRef { name: run, digest, created, set, policy }) in
            [("base", &self.of.base), ("head", &self.of.head)]
        {
            table.left(vec![
                (name.to_owned(), self.styles.bold),
                plain(&visible(run)),
                plain(&format!("set {}", visible(&set.id))),
                plain(&format!("policy {}", visible(&policy.id))),
                (visible(created).into_owned(), self.styles.dim),
                (short(&digest.to_string()), self.styles.dim),
            ]);
        }
        table.text()
    }

    fn sets(&self) -> String {
        let of = self.of;
        let mut text = String::new();
        let parts =
            [("altered", &of.altered), ("only in the base", &of.only_base), ("only in the head", &of.only_head)];
        if parts.iter().any(|(_, ids)| !ids.is_empty()) {
            let shared = count(of.shared as usize, "shared case");
            let loud = format!("THE SETS DIFFER: only the {shared} of the same content are compared.");
            let _ = writeln!(text, "\n{}", paint(self.styles.warn, &loud));
            for (what, ids) in parts.into_iter().filter(|(_, ids)| !ids.is_empty()) {
                let _ =
                    writeln!(text, "  {}: {}", paint(self.styles.bold, &format!("{} {what}", ids.len())), named(ids));
            }
        } else {
            let _ = writeln!(text, "\n{} compared.", count(of.shared as usize, "case"));
        }
        if of.same_answers {
            let what =
                if of.base.policy.digest == of.head.policy.digest { "the rest of the manifest" } else { "the policy" };
            let _ = writeln!(text, "The answers are the same; what differs is {what}.");
        }
        text
    }

    fn manifest(&self) -> String {
        if self.of.manifest.is_empty() {
            return format!("\n{}\n", paint(self.styles.dim, "The manifests say the same."));
        }
        let mut text = self.title("what changed between the runs");
        for change in &self.of.manifest {
            let said =
                |side: &Option<String>| side.as_deref().map_or("(nothing)".to_owned(), |said| short(&visible(said)));
            let _ = writeln!(text, "  {}: {} -> {}", visible(&change.field), said(&change.base), said(&change.head));
        }
        text
    }

    fn worse(&self) -> String {
        let mut cases: Vec<&CaseComparison> = self.of.cases.iter().filter(|case| case.fails_now()).collect();
        cases.sort_by_key(|case| (!case.guarded(), case.gate, std::cmp::Reverse(case.risk)));
        self.cases("got worse", &cases, |change| change != Change::Fixed)
    }

    fn better(&self) -> String {
        let cases: Vec<&CaseComparison> = self.of.cases.iter().filter(|case| case.got_better()).collect();
        self.cases("got better", &cases, |change| change == Change::Fixed)
    }

    fn unknown(&self) -> String {
        let moved = |case: &&CaseComparison| !case.fails_now() && !case.got_better();
        let cases: Vec<&CaseComparison> = self.of.cases.iter().filter(moved).collect();
        if cases.is_empty() {
            return String::new();
        }
        self.cases("changed, and nobody can say for better or worse", &cases, |_| true)
    }

    fn cases(&self, title: &str, cases: &[&CaseComparison], shown: fn(Change) -> bool) -> String {
        let mut text = self.title(&format!("{title}: {}", count(cases.len(), "case")));
        let guarded = cases.iter().filter(|case| case.guarded()).count();
        let named = NAMED.max(guarded);
        for case in cases.iter().take(named) {
            text += &self.case(case, shown);
        }
        if cases.len() > named {
            let _ = writeln!(text, "  and {} more; --format json names them all", cases.len() - named);
        }
        text
    }

    fn case(&self, case: &CaseComparison, shown: fn(Change) -> bool) -> String {
        let mut text = format!("  {}", paint(self.styles.bold, &visible(&case.case)));
        let marks = [
            (case.gate == crate::set::Gate::Blocker, "blocker"),
            (case.protected, "protected"),
            (case.previously_failed, "previously failed"),
            (case.risk == crate::set::Risk::High, "high risk"),
        ];
        for (_, mark) in marks.into_iter().filter(|(set, _)| *set) {
            let _ = write!(text, " {}", paint(self.styles.warn, &format!("[{mark}]")));
        }
        let _ = write!(text, " {}", paint(self.styles.dim, &format!("in {}", visible(&case.workflow))));
        for (dimension, change) in case.dimensions.iter().filter(|(_, change)| change.base != change.head) {
            let said = format!("{} -> {}", words(change.base.as_str()), words(change.head.as_str()));
            let _ = write!(text, ", {dimension} {}", paint(self.style(change.change), &said));
        }
        text.push('\n');
        for rule in case.rules.iter().filter(|rule| shown(rule.change)) {
            let _ = writeln!(text, "      {}", self.rule(rule));
        }
        text
    }

    fn rule(&self, change: &RuleChange) -> String {
        let said = match change.change {
            Change::New => "new",
            Change::Fixed => "fixed",
            Change::Unchanged => "unchanged",
            Change::Unknown => "unknown: one of the runs cannot say",
        };
        let name = match &change.rule {
            Some(rule) => format!("{rule} {}", visible(&change.name)),
            None => format!("expected {}", visible(&change.name)),
        };
        let level = change.level.map(|level| format!(" [{level}]")).unwrap_or_default();
        let preview = if change.preview { " (preview: counts for nothing)" } else { "" };
        format!("{} {name}{level} {}{preview}", change.dimension, paint(self.style(change.change), said))
    }

    fn tables(&self) -> String {
        let mut text = String::new();
        for dimension in Dimension::ALL {
            let rows: Vec<&SliceDifference> = self.of.slices.iter().filter(|row| row.dimension == dimension).collect();
            let judged = rows.iter().filter(|row| row.cases > 0).filter(|row| self.shown(row));
            let mut table = Table::default();
            for row in judged {
                table.line(self.row(row));
            }
            if table.is_empty() {
                let _ =
                    writeln!(text, "\n{}: no case that both runs judge", paint(self.styles.bold, dimension.as_str()));
                continue;
            }
            let head = [
                "base",
                "head",
                "difference",
                "95 % interval",
                "p",
                "corrected",
                "worse",
                "better",
                "unknown",
                "visible from",
            ];
            let mut cells = vec![(dimension.as_str().to_owned(), self.styles.bold)];
            cells.extend(head.map(|name| (name.to_owned(), self.styles.dim)));
            table.first(cells);
            let _ = write!(text, "\n{}", table.text());
        }
        let _ = writeln!(
            text,
            "\n{}",
            paint(
                self.styles.dim,
                &format!(
                    "p: exact McNemar test; corrected: Holm, {} at alpha {}; * significant. Interval: Newcombe, paired.\n\
                     visible from: so many cases would have to change one way, and none the other, to be seen. A dash: this set\n\
                     could not have seen it even if all had changed.",
                    count(self.of.tests as usize, "test"),
                    self.of.alpha
                )
            )
        );
        text
    }

    /// Everything, each workflow, and the tags in which something changed.
    fn shown(&self, row: &SliceDifference) -> bool {
        !matches!(row.slice, Slice::Tag(_)) || !row.new.is_empty() || !row.fixed.is_empty()
    }

    fn row(&self, row: &SliceDifference) -> Vec<(String, anstyle::Style)> {
        let style = match row.difference.total_cmp(&0.0) {
            std::cmp::Ordering::Less => self.styles.bad,
            std::cmp::Ordering::Equal => self.styles.dim,
            std::cmp::Ordering::Greater => self.styles.good,
        };
        let visible_from =
            row.smallest_visible.map_or("-".to_owned(), |share| (share * row.cases as f64).round().to_string());
        let star = if row.significant { "*" } else { "" };
        vec![
            plain(&slice(&row.slice)),
            plain(&format!("{}/{}", row.base_pass, row.cases)),
            plain(&format!("{}/{}", row.head_pass, row.cases)),
            (format!("{:+.3}", row.difference), style),
            plain(&format!("{:+.3} to {:+.3}", row.interval[0], row.interval[1])),
            plain(&probability(row.p_value)),
            (
                format!("{}{star}", probability(row.p_corrected)),
                if row.significant { self.styles.bold } else { self.styles.dim },
            ),
            (row.new.len().to_string(), if row.new.is_empty() { self.styles.dim } else { self.styles.bad }),
            (row.fixed.len().to_string(), if row.fixed.is_empty() { self.styles.dim } else { self.styles.good }),
            plain(&row.unknown.to_string()),
            plain(&visible_from),
        ]
    }

    fn measures(&self) -> String {
        let mut table = Table::default();
        for row in &self.of.measures {
            let show = |value: Option<f64>| value.map_or("-".to_owned(), number);
            let interval =
                row.interval.map_or("-".to_owned(), |[low, high]| format!("{} to {}", number(low), number(high)));
            table.line(vec![
                plain(&format!("{} {}", row.measure, slice(&row.slice))),
                plain(&show(row.base.mean)),
                plain(&show(row.head.mean)),
                plain(&show(row.difference)),
                plain(&interval),
                plain(&show(row.base.p95)),
                plain(&show(row.head.p95)),
            ]);
        }
        if table.is_empty() {
            return String::new();
        }
        let head = ["base mean", "head mean", "difference", "95 % interval", "base p95", "head p95"];
        let mut cells = vec![("measure".to_owned(), self.styles.bold)];
        cells.extend(head.map(|name| (name.to_owned(), self.styles.dim)));
        table.first(cells);
        let legend = "The difference is that of cases that both runs measured; its interval: bootstrap by case.";
        format!("\n{}{}\n", table.text(), paint(self.styles.dim, legend))
    }

    fn trade_off(&self) -> String {
        let of = &self.of.trade_off;
        let mut text = self.title("trade-off");
        for (what, effects, style) in [("loses", &of.losses, self.styles.bad), ("gains", &of.gains, self.styles.good)] {
            for effect in effects {
                let _ = writeln!(
                    text,
                    "  {} {} {}: {} worse, {} better",
                    visible(&effect.workflow),
                    paint(style, what),
                    effect.dimension,
                    effect.new.len(),
                    effect.fixed.len()
                );
            }
        }
        if of.choices.is_empty() {
            text += "  Nothing changed for better or worse, so there is nothing to choose.\n";
        } else {
            let _ = writeln!(text, "\n  {}", paint(self.styles.bold, "choices"));
        }
        for choice in &of.choices {
            let _ =
                writeln!(text, "  - {}\n    {}", visible(&choice.text), paint(self.styles.dim, &named(&choice.cases)));
        }
        text
    }

    fn title(&self, title: &str) -> String {
        format!("\n{}\n", paint(self.styles.bold, title))
    }

    fn style(&self, change: Change) -> anstyle::Style {
        match change {
            Change::New => self.styles.bad,
            Change::Fixed => self.styles.good,
            Change::Unchanged | Change::Unknown => self.styles.dim,
        }
    }
}

fn plain(text: &str) -> (String, anstyle::Style) {
    (text.to_owned(), anstyle::Style::new())
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

pub(crate) fn slice(slice: &Slice) -> String {
    match slice {
        Slice::All => "all".to_owned(),
        Slice::Workflow(workflow) => visible(workflow).into_owned(),
        Slice::Tag(tag) => format!("#{}", visible(tag)),
    }
}

/// The first ids, and how many more there are.
fn named(ids: &[String]) -> String {
    let mut text = visible(&ids.iter().take(IDS).map(String::as_str).collect::<Vec<_>>().join(", ")).into_owned();
    if ids.len() > IDS {
        let _ = write!(text, " and {} more", ids.len() - IDS);
    }
    text
}

/// Digests by their first twelve digits.
fn short(text: &str) -> String {
    let mut short = String::new();
    for (at, part) in text.split("sha256:").enumerate() {
        if at == 0 {
            short += part;
            continue;
        }
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        short += "sha256:";
        short += &part[..digits.min(12)];
        short += &part[digits..];
    }
    short
}

fn probability(p: f64) -> String {
    if p < 0.0001 { "<0.0001".to_owned() } else { format!("{p:.4}") }
}

/// Four digits that count, without an exponent.
pub(crate) fn number(value: f64) -> String {
    let before = value.abs().max(1e-9).log10().floor() as i32;
    let after = usize::try_from(3 - before).unwrap_or(0).min(6);
    let text = format!("{value:.after$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
