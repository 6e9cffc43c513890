use lictor_model::Dimension;
use maud::{Markup, html};

use crate::compare::{CaseComparison, Change};
use crate::report::{ReportCase, ReportFinding, words};
use crate::set::Gate;
use crate::{Outcome, OutcomeCounts};

use super::measures::spread;
use super::page::{Page, dimension, message, name};

/// Every case that a number leads to.
pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    if page.report.cases.is_empty() {
        return None;
    }
    Some(html! {
        @if page.register.left_out > 0 {
            p.warning {
                (words::count(page.register.left_out as u64, "further case is", "further cases are")) " not shown here, "
                (words::whole(page.register.left_out_failing as u64)) " of which fail in some dimension. "
                "Those that the decision names, blockers that fail and cases that became worse come first. "
                "The run’s folder has them all."
            }
        }
        @for (workflow, cases) in page.register.workflows() {
            h3 { (name(workflow)) }
            div.register {
                @for case in cases { (entry(page, case)) }
            }
        }
    })
}

fn entry(page: &Page<'_>, case: &ReportCase) -> Markup {
    let facts = &case.facts;
    let quiet = Dimension::ALL
        .iter()
        .all(|dimension| matches!(case.outcome(*dimension), Outcome::Pass | Outcome::NotApplicable));
    html! {
        details.case.passes[quiet] {
            summary {
                span.id { (name(&facts.id)) }
                span.tags {
                    @if facts.gate == Gate::Blocker { span.tag.strong { "blocker" } } @else { span.tag { "signal" } }
                    span.tag { (facts.risk.as_str()) " risk" }
                    @if facts.protected { span.tag { "protected" } }
                    @if facts.boundary { span.tag { "boundary" } }
                    @if facts.previously_failed.is_some() { span.tag { "failed before" } }
                }
                span.chips { @for of in Dimension::ALL { (chip(of, case.outcome(of))) } }
            }
            // The place that links lead to lies inside, so that the browser opens what is around it.
            div.body id=[page.register.anchor(&facts.id)] {
                p.why { strong { "Why it exists. " } (message(&facts.reason)) }
                @if let Some(mode) = &facts.failure_mode { p { strong { "A user would see: " } (message(mode)) } }
                @if let Some(before) = &facts.previously_failed { p { strong { "Failed before: " } (message(before)) } }
                (about(case))
                (findings(case))
                @if let Some(comparison) = page.report.comparison {
                    @if let Ok(index) = comparison.cases.binary_search_by(|other| other.case.as_str().cmp(&facts.id)) {
                        (development(&comparison.cases[index]))
                    }
                }
            }
        }
    }
}

fn chip(of: Dimension, outcome: Outcome) -> Markup {
    let (class, sign) = match outcome {
        Outcome::Pass => ("pass", "✓"),
        Outcome::Fail => ("fail", "✕"),
        Outcome::NotApplicable => ("na", "–"),
        Outcome::Unchecked => ("unchecked", "?"),
    };
    html! {
        span class={ "chip " (class) } {
            span.sign aria-hidden="true" { (sign) } " " (of.as_str()) span.spoken { ": " (words::outcome(outcome)) }
        }
    }
}

fn about(case: &ReportCase) -> Markup {
    let facts = &case.facts;
    let several = |counts: &OutcomeCounts| counts.judged() + counts.not_applicable + counts.unchecked > 1;
    html! {
        p.note {
            (facts.difficulty.as_str())
            @if let Some(behaviour) = facts.behaviour { ", expected to " (behaviour.as_str()) }
            @if !facts.tags.is_empty() { "; tags: " (message(&facts.tags.join(", "))) }
            @if !facts.data.is_empty() { "; data: " (message(&facts.data.join(", "))) }
            "."
        }
        @if case.outcomes.values().any(several) {
            ul.plain {
                @for (of, counts) in &case.outcomes { li { (dimension(*of)) ": " (spread(*counts)) } }
            }
        }
    }
}

fn findings(case: &ReportCase) -> Markup {
    html! {
        @if case.findings.is_empty() { p.note { "Nothing was found." } } @else {
            ul.findings {
                @for finding in &case.findings { (found(finding)) }
                @if case.more > 0 { li.note { "and " (words::whole(case.more)) " more" } }
            }
        }
    }
}

fn found(finding: &ReportFinding) -> Markup {
    html! {
        li {
            @if let Some(rule) = &finding.rule { span.rule { (rule.as_str()) } " " }
            (name(&finding.name))
            @if let Some(of) = finding.dimension { " " (dimension(of)) }
            @if let Some(level) = finding.level { " " span.label { (level.as_str()) } }
            @if finding.preview { " " span.label { "preview" } }
            @if finding.unchecked { " " span.label { "unchecked" } }
            @if finding.answers > 1 { " in " (words::whole(finding.answers)) " answers" }
            @if !finding.message.is_empty() { ": " (message(&finding.message)) }
            @if let Some(reason) = &finding.waived { " Waived: " (message(reason)) }
        }
    }
}

fn development(case: &CaseComparison) -> Markup {
    let word = |change| match change {
        Change::New => "new",
        Change::Fixed => "fixed",
        Change::Unchanged => "unchanged",
        Change::Unknown => "unknown",
    };
    html! {
        p.since { strong { "Since the run before" } }
        ul.findings {
            @for (of, change) in case.dimensions.iter().filter(|(_, change)| change.base != change.head) {
                li { (dimension(*of)) ": " (words::outcome(change.base)) " → " (words::outcome(change.head)) }
            }
            @for rule in case.rules.iter().take(30) {
                li {
                    span.label { (word(rule.change)) } " "
                    @if let Some(id) = &rule.rule { span.rule { (id.as_str()) } " " }
                    (name(&rule.name)) " " (dimension(rule.dimension))
                    @if rule.preview { " " span.label { "preview" } }
                }
            }
        }
    }
}
