use std::fmt::Write;

use lictor_model::Dimension;

use crate::compare::{Slice, SliceDifference};
use crate::gate::{DecisionReason, ReasonKind, SignOffState};
use crate::report::{Report, words};
use crate::summary::{DimensionSummary, SliceSummary};

use super::Section;
use super::escape::{code, prose};

/// How many names stand in one line.
const NAMES: usize = 8;

/// How many names stand in a cell of a table.
const NAMES_IN_TABLES: usize = 4;

/// How many rows a table has.
const ROWS: usize = 40;

/// How long a message is.
const MESSAGE: usize = 400;

/// The decision, or that there is none.
pub(super) fn headline(report: &Report<'_>) -> String {
    let run = &report.summary.run;
    let mut text = match report.decision {
        Some(decision) => format!("## {}\n\n{}\n", words::verdict(decision.outcome), words::sentence(decision)),
        None => "## Evaluation\n\nNo release decision was given.\n".into(),
    };
    let _ = write!(text, "\nRun {} over the set {}", code(&run.name), code(&run.set.id));
    if let Some(comparison) = report.comparison {
        let _ = write!(text, ", compared with {}", code(&comparison.base.name));
    }
    let counts = &report.summary.counts;
    let _ = writeln!(
        text,
        ": {}, {}.",
        words::count(counts.cases, "case", "cases"),
        words::count(counts.answers, "answer", "answers")
    );
    for (number, what) in [
        (counts.missing, "without an answer"),
        (counts.extra, "for no case of the set"),
        (counts.duplicate, "given twice"),
        (counts.unreadable, "unreadable"),
        (counts.unchecked, "not fully checked"),
    ] {
        if number > 0 {
            let noun = if what == "without an answer" { ("case", "cases") } else { ("answer", "answers") };
            let _ = writeln!(text, "- **{}** {what}", words::count(number, noun.0, noun.1));
        }
    }
    text
}

/// All further sections, the most important first.
pub(super) fn all(report: &Report<'_>) -> Vec<Section> {
    let section = |name, text, list| Section { name, text, list };
    vec![
        section("reasons", reasons(report), true),
        section("what is compared", notice(report), false),
        section("what became worse and better", differences(report), false),
        section("choices", choices(report), false),
        section("dimensions by workflow", dimensions(report), false),
        section("sign-offs", sign_offs(report), false),
        section("what changed between the runs", manifest(report), false),
        section("measures", measures(report), false),
        section("rules", rules(report), false),
        section("holes in the set", holes(report), false),
        section("signals", signals(report), false),
    ]
}

fn names(cases: &[String]) -> String {
    some_names(cases, NAMES)
}

fn some_names(cases: &[String], limit: usize) -> String {
    let shown: Vec<String> = cases.iter().take(limit).map(|case| code(case)).collect();
    match cases.len().saturating_sub(limit) {
        0 => shown.join(", "),
        more => format!("{} and {} more", shown.join(", "), words::whole(more as u64)),
    }
}

/// A message that another sentence may follow.
fn sentence(text: &str) -> String {
    let ends = text.trim_end().ends_with(['.', '!', '?', ':', '…']);
    format!("{}{}", prose(text.trim_end(), MESSAGE), if ends { "" } else { "." })
}

fn folded(title: &str, body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("<details><summary>{title}</summary>\n\n{body}\n</details>\n") }
}

fn more_rows(total: usize) -> String {
    match total.saturating_sub(ROWS) {
        0 => String::new(),
        more => format!("\n{} more are in the HTML report.\n", words::whole(more as u64)),
    }
}

fn reasons(report: &Report<'_>) -> String {
    let Some(decision) = report.decision else { return String::new() };
    let mut text = String::new();
    let of = |kind| decision.reasons.iter().filter(move |reason| reason.kind == kind);
    for (kind, title) in [(ReasonKind::Hold, "Holds the release"), (ReasonKind::NeedsReview, "Asks for a review")] {
        let total = of(kind).count();
        if total > 0 {
            let _ = writeln!(text, "**{title}**\n");
            of(kind).take(ROWS).for_each(|reason| text.push_str(&reason_line(reason)));
            text.push_str(&more_rows(total));
            text.push('\n');
        }
    }
    text
}

fn reason_line(reason: &DecisionReason) -> String {
    let mut line = format!("- {}", code(&reason.requirement));
    if let Some(dimension) = reason.dimension {
        let _ = write!(line, " ({dimension})");
    }
    let _ = write!(line, ": {}", sentence(&reason.message));
    if !reason.rules.is_empty() {
        let rules: Vec<String> = reason.rules.iter().take(NAMES).map(|rule| code(rule.as_str())).collect();
        let _ = write!(line, " Rules: {}.", rules.join(", "));
    }
    if !reason.cases.is_empty() {
        let _ = write!(line, " Cases: {}.", names(&reason.cases));
    }
    line.push('\n');
    line
}

fn notice(report: &Report<'_>) -> String {
    let Some(comparison) = report.comparison else { return String::new() };
    let parts = [
        (&comparison.only_base, "only in the base"),
        (&comparison.only_head, "only in this run"),
        (&comparison.altered, "changed their content"),
    ];
    let mut text = String::new();
    if comparison.same_answers {
        text.push_str("Both runs are of the same answers: what differs is how they were checked.\n");
    }
    if parts.iter().all(|(cases, _)| cases.is_empty()) {
        return text;
    }
    let _ = write!(
        text,
        "> [!WARNING]\n> The runs are of different sets. Only the **{}** that both have with the same content are compared.\n",
        words::count(comparison.shared, "case", "cases")
    );
    for (cases, what) in parts {
        if !cases.is_empty() {
            let _ = writeln!(text, "> - {} {what}: {}", words::counted(cases, "case", "cases"), names(cases));
        }
    }
    text
}

fn differences(report: &Report<'_>) -> String {
    let Some(comparison) = report.comparison else { return String::new() };
    let changed = |row: &&SliceDifference| {
        let tag = matches!(row.slice, Slice::Tag(_));
        let same = row.new.is_empty() && row.fixed.is_empty();
        !tag && !same
    };
    let mut rows: Vec<&SliceDifference> = comparison.slices.iter().filter(changed).collect();
    if rows.is_empty() {
        return "Nothing became worse or better in any dimension of any workflow.\n".into();
    }
    rows.sort_by_key(|row| (row.dimension, row.slice.clone()));
    let mut text = String::from(
        "**What became worse and better**\n\n| dimension | cases of | before | after | difference (95 % interval), points | p, corrected | worse | better |\n\
         |---|---|--:|--:|---|--:|---|---|\n",
    );
    for row in rows.iter().take(ROWS) {
        let share =
            |pass: u64| if row.cases > 0 { words::percent(pass as f64 / row.cases as f64) } else { "–".into() };
        let mark = if row.significant { "**" } else { "" };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {mark}{}{mark} ({}) | {} | {} | {} |",
            row.dimension,
            slice(&row.slice),
            share(row.base_pass),
            share(row.head_pass),
            words::points(row.difference),
            words::point_range(row.interval),
            words::probability(row.p_corrected),
            dash(some_names(&row.new, NAMES_IN_TABLES)),
            dash(some_names(&row.fixed, NAMES_IN_TABLES)),
        );
    }
    text.push_str(&more_rows(rows.len()));
    text.push_str("\nBold: beyond chance, after correction for the number of slices. The rest may be chance.\n");
    text
}

fn dash(text: String) -> String {
    if text.is_empty() { "–".into() } else { text }
}

fn slice(slice: &Slice) -> String {
    match slice {
        Slice::All => "all".into(),
        Slice::Workflow(name) => code(name),
        Slice::Tag(name) => format!("tag {}", code(name)),
    }
}

fn choices(report: &Report<'_>) -> String {
    let Some(comparison) = report.comparison else { return String::new() };
    let mut text = String::new();
    for choice in comparison.trade_off.choices.iter().take(ROWS) {
        let _ = write!(text, "- **{}**: {}", words::choice(choice.kind), sentence(&choice.text));
        if !choice.cases.is_empty() {
            let _ = write!(text, " Cases: {}.", names(&choice.cases));
        }
        text.push('\n');
    }
    if text.is_empty() { text } else { format!("**Choices**\n\n{text}") }
}

fn dimensions(report: &Report<'_>) -> String {
    let rows: Vec<&SliceSummary> =
        report.summary.slices.iter().filter(|row| !matches!(row.slice, Slice::Tag(_))).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut text = String::from("| cases of |");
    Dimension::ALL.iter().for_each(|dimension| text.push_str(&format!(" {dimension} |")));
    text.push_str("\n|---|---|---|---|---|\n");
    for row in rows.iter().take(ROWS) {
        let _ = write!(text, "| {} |", slice(&row.slice));
        for dimension in Dimension::ALL {
            let _ = write!(text, " {} |", row.dimensions.get(&dimension).map_or_else(|| "–".into(), cell));
        }
        text.push('\n');
    }
    text.push_str(&more_rows(rows.len()));
    text.push_str(
        "\nShare of the judged cases that pass, with its 95 % interval (Wilson). Dimensions are never added up.\n",
    );
    folded("Dimensions by workflow", &text)
}

fn cell(summary: &DimensionSummary) -> String {
    let counts = &summary.cases;
    let mut text = match (summary.share, summary.interval) {
        (Some(share), Some(interval)) => format!("{} ({})", words::percent(share), words::percents(interval)),
        (Some(share), None) => words::percent(share),
        _ => "not judged".into(),
    };
    let _ = write!(text, "; {} of {}", words::whole(counts.pass), words::whole(counts.judged()));
    for (number, what) in [(counts.not_applicable, "not applicable"), (counts.unchecked, "unchecked")] {
        if number > 0 {
            let _ = write!(text, ", {} {what}", words::whole(number));
        }
    }
    text
}

fn sign_offs(report: &Report<'_>) -> String {
    let Some(decision) = report.decision else { return String::new() };
    let mut text = String::new();
    for sign in &decision.sign_offs {
        let _ = match sign.state {
            SignOffState::Signed => writeln!(
                text,
                "- {}: signed by {} at {}",
                code(&sign.role),
                sign.by.as_deref().map_or_else(|| "a key without a name".into(), code),
                sign.at.as_deref().map_or_else(|| "an unknown time".into(), code),
            ),
            SignOffState::Missing => writeln!(text, "- {}: **missing**", code(&sign.role)),
            SignOffState::Invalid => writeln!(text, "- {}: **a signature that does not count**", code(&sign.role)),
        };
    }
    for waiver in decision.waivers.iter().take(ROWS) {
        let _ = writeln!(
            text,
            "- waived until {}: {} by {}: {} Cases: {}.",
            code(&waiver.expires),
            code(&waiver.requirement),
            code(&waiver.owner),
            sentence(&waiver.reason),
            dash(names(&waiver.cases)),
        );
    }
    folded("Sign-offs and waivers", &text)
}

fn manifest(report: &Report<'_>) -> String {
    let Some(comparison) = report.comparison else { return String::new() };
    if comparison.manifest.is_empty() {
        return String::new();
    }
    let mut text = String::from("| what | before | after |\n|---|---|---|\n");
    let value = |value: &Option<String>| value.as_deref().map_or_else(|| "–".into(), code);
    for change in comparison.manifest.iter().take(ROWS) {
        let _ = writeln!(text, "| {} | {} | {} |", code(&change.field), value(&change.base), value(&change.head));
    }
    text.push_str(&more_rows(comparison.manifest.len()));
    folded("What changed between the runs", &text)
}

fn measures(report: &Report<'_>) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "–".into(), words::measured);
    let all = |slice: &Slice| *slice == Slice::All;
    let mut text = String::new();
    match report.comparison {
        Some(comparison) => {
            for row in comparison.measures.iter().filter(|row| all(&row.slice)).take(ROWS) {
                let range = row.interval.map_or_else(String::new, |[low, high]| {
                    format!(" ({} to {})", words::change(low), words::change(high))
                });
                let change = row.difference.map_or_else(|| "–".into(), words::change);
                let (base, head) = (number(row.base.mean), number(row.head.mean));
                let _ = writeln!(
                    text,
                    "| {} | {base} | {head} | {} | {change}{range} |",
                    measure(&row.measure),
                    number(row.head.p95)
                );
            }
            if !text.is_empty() {
                text.insert_str(0, "| measure | mean before | mean after | p95 after | difference of means (95 % interval) |\n|---|--:|--:|--:|---|\n");
            }
        }
        None => {
            for row in report.summary.measures.iter().filter(|row| all(&row.slice)).take(ROWS) {
                let summary = &row.summary;
                let _ = writeln!(
                    text,
                    "| {} | {} | {} | {} | {} |",
                    measure(&row.measure),
                    words::whole(summary.count),
                    number(summary.mean),
                    number(summary.p50),
                    number(summary.p95)
                );
            }
            if !text.is_empty() {
                text.insert_str(0, "| measure | count | mean | median | p95 |\n|---|--:|--:|--:|--:|\n");
            }
        }
    }
    folded("Latency, cost, stability and feedback", &text)
}

fn measure(name: &str) -> String {
    prose(words::measure(name), 80)
}

fn rules(report: &Report<'_>) -> String {
    let summary = report.summary;
    let mut text = String::new();
    for rule in summary.rules.iter().take(ROWS) {
        let answers = words::count(rule.answers, "answer", "answers");
        let waived = if rule.waived > 0 { format!(", waived in {}", words::whole(rule.waived)) } else { String::new() };
        let _ = writeln!(
            text,
            "- {} {} ({}, {}{}): {answers}{waived}. Cases: {}.",
            code(rule.rule.as_str()),
            code(&rule.slug),
            rule.dimension,
            rule.level,
            if rule.preview { ", preview, counts for nothing" } else { "" },
            dash(names(&rule.cases))
        );
    }
    text.push_str(&more_rows(summary.rules.len()));
    for found in summary.aggregates.iter().take(ROWS) {
        let _ = writeln!(
            text,
            "- {} {}: {} Cases: {}.",
            code(found.rule.as_str()),
            code(&found.group),
            sentence(&found.message),
            dash(names(&found.cases))
        );
    }
    folded("Rules that found something", &text)
}

fn holes(report: &Report<'_>) -> String {
    let coverage = report.coverage();
    let mut text = String::new();
    for workflow in coverage.workflows.iter().take(ROWS) {
        let size = words::count(workflow.cases, "case", "cases");
        for hole in coverage.holes_of(&workflow.workflow) {
            let _ = writeln!(text, "- {} ({size}): {}", code(&workflow.workflow), hole.meaning());
        }
    }
    folded("Holes in the set", &text)
}

fn signals(report: &Report<'_>) -> String {
    let Some(decision) = report.decision else { return String::new() };
    let mut text = String::new();
    for signal in decision.signals.iter().take(ROWS) {
        let _ = writeln!(
            text,
            "- {}: {} Cases: {}.",
            code(&signal.what),
            sentence(&signal.message),
            dash(names(&signal.cases))
        );
    }
    text.push_str(&more_rows(decision.signals.len()));
    folded("Signals, which hold nothing", &text)
}
