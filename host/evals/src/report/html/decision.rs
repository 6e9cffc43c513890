use maud::{Markup, html};

use crate::gate::{AppliedWaiver, DecisionReason, GateOutcome, ReasonKind, ReleaseDecision, SignOff, SignOffState};
use crate::report::words;

use super::page::{Page, ROWS, dimension, headings, message, more, name, wide};

/// What can be read from the back of the room.
pub(super) fn masthead(page: &Page<'_>) -> Markup {
    let class = match page.report.decision.map(|decision| decision.outcome) {
        Some(GateOutcome::Release) => "release",
        Some(GateOutcome::NeedsReview) => "review",
        Some(GateOutcome::Hold) => "hold",
        None => "none",
    };
    html! {
        header class={ "masthead " (class) } {
            p.eyebrow { "Release report" }
            @match page.report.decision {
                Some(decision) => {
                    h1 { (mark(decision.outcome)) (words::verdict(decision.outcome)) }
                    p.lede { (words::sentence(decision)) }
                }
                None => {
                    h1 { "Evaluation" }
                    p.lede { "No release decision was given." }
                }
            }
            (facts(page))
            (gaps(page))
        }
    }
}

/// Three shapes, so that nobody needs the colour.
fn mark(outcome: GateOutcome) -> Markup {
    html! {
        svg.mark viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false" {
            @match outcome {
                GateOutcome::Release => circle cx="10" cy="10" r="9" {},
                GateOutcome::NeedsReview => path d="M10 1 L19.5 18.5 H0.5 Z" {},
                GateOutcome::Hold => rect x="1" y="1" width="18" height="18" {},
            }
        }
    }
}

fn facts(page: &Page<'_>) -> Markup {
    let report = page.report;
    let (run, counts) = (&report.summary.run, &report.summary.counts);
    html! {
        dl.facts {
            div { dt { "Run" } dd { (name(&run.name)) " " span.digest { (words::short(run.digest)) } } }
            @if let Some(comparison) = report.comparison {
                div {
                    dt { "Compared with" }
                    dd { (name(&comparison.base.name)) " " span.digest { (words::short(comparison.base.digest)) } }
                }
            }
            div { dt { "Set" } dd { (name(&run.set.id)) @if let Some(version) = &run.set.version { " " (name(version)) } } }
            div { dt { "Policy" } dd { (name(&run.policy.id)) " " span.digest { (words::short(run.policy.digest)) } } }
            @if let Some(manifest) = report.manifest {
                @for (key, value) in manifest.meta.iter().take(8) { div { dt { (name(key)) } dd { (name(&value.value)) } } }
            }
            div {
                dt { "Size" }
                dd { (words::count(counts.cases, "case", "cases")) ", " (words::count(counts.answers, "answer", "answers")) }
            }
            @if let Some(decision) = report.decision { div { dt { "Decided" } dd { (time(&decision.decided)) } } }
            @else { div { dt { "Made" } dd { (time(&run.created)) } } }
        }
    }
}

/// RFC 3339 as people read it; anything else as it is.
pub(super) fn time(text: &str) -> Markup {
    let readable = text.parse::<jiff::Timestamp>().ok().map(|time| {
        let time = jiff::tz::Offset::UTC.to_datetime(time);
        format!("{} {:02}:{:02} UTC", time.date(), time.hour(), time.minute())
    });
    html! {
        @match readable {
            Some(readable) => time datetime=(text) { (readable) },
            None => (name(text)),
        }
    }
}

/// What the run could not look at. Said before any share is shown.
fn gaps(page: &Page<'_>) -> Markup {
    let counts = &page.report.summary.counts;
    let gaps: Vec<String> = [
        (counts.missing, "case has no answer", "cases have no answer"),
        (counts.extra, "answer is for no case of the set", "answers are for no case of the set"),
        (counts.duplicate, "answer was given twice", "answers were given twice"),
        (counts.unreadable, "line is no answer", "lines are no answers"),
        (counts.unchecked, "answer could not be checked in full", "answers could not be checked in full"),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, one, many)| words::count(number, one, many))
    .collect();
    let problems = page.report.problems;
    html! {
        @if !gaps.is_empty() {
            div.gaps {
                p { strong { "Not everything was checked. " } (gaps.join("; ")) "." }
                @if !problems.is_empty() {
                    details {
                        summary { "Which" }
                        ul.plain {
                            @for problem in problems.iter().take(ROWS) {
                                li {
                                    (kind(problem.kind))
                                    @if let Some(case) = &problem.case { " " (page.case(case)) }
                                    @if let Some(source) = &problem.source { " in " (name(&source.file)) ", line " (source.line) }
                                    @if let Some(text) = &problem.message { ": " (message(text)) }
                                }
                            }
                        }
                        (more(problems.len(), ROWS, "problems"))
                    }
                }
            }
        }
    }
}

fn kind(kind: crate::run::ProblemKind) -> &'static str {
    use crate::run::ProblemKind::{Duplicate, Extra, Missing, Unreadable};
    match kind {
        Missing => "missing",
        Extra => "extra",
        Duplicate => "duplicate",
        Unreadable => "unreadable",
    }
}

pub(super) fn section(page: &Page<'_>) -> Option<Markup> {
    let decision = page.report.decision?;
    Some(html! {
        (reasons(page, decision, ReasonKind::Hold, "Holds the release"))
        (reasons(page, decision, ReasonKind::NeedsReview, "Asks for a review or a signature"))
        @if !decision.sign_offs.is_empty() { (sign_offs(&decision.sign_offs)) }
        @if !decision.waivers.is_empty() { (waivers(page, &decision.waivers)) }
        @if !decision.held.is_empty() {
            details.block {
                summary { (words::counted(&decision.held, "requirement holds", "requirements hold")) }
                ul.plain { @for held in decision.held.iter().take(ROWS) { li { (message(held)) } } }
                (more(decision.held.len(), ROWS, "requirements"))
            }
        }
        @if !decision.signals.is_empty() {
            details.block {
                summary { (words::counted(&decision.signals, "signal, which holds nothing", "signals, which hold nothing")) }
                ul.reasons {
                    @for signal in decision.signals.iter().take(ROWS) {
                        li { p { span.label { (name(&signal.what)) } " " (message(&signal.message)) } (page.few(&signal.cases)) }
                    }
                }
                (more(decision.signals.len(), ROWS, "signals"))
            }
        }
        p.note {
            "By the release file " (name(&decision.release)) " " span.digest { (words::short(decision.release_digest)) } "."
        }
    })
}

fn reasons(page: &Page<'_>, decision: &ReleaseDecision, kind: ReasonKind, title: &str) -> Markup {
    let reasons: Vec<&DecisionReason> = decision.reasons.iter().filter(|reason| reason.kind == kind).collect();
    let class = if kind == ReasonKind::Hold { "hold" } else { "review" };
    html! {
        @if !reasons.is_empty() {
            h3 { (title) }
            ol class={ "reasons " (class) } {
                @for reason in reasons.iter().take(ROWS) {
                    li {
                        p.about {
                            span.label { (name(&reason.requirement)) }
                            @if let Some(of) = reason.dimension { " " (dimension(of)) }
                            @for rule in reason.rules.iter().take(12) { " " span.rule { (rule.as_str()) } }
                        }
                        p { (message(&reason.message)) }
                        (page.few(&reason.cases))
                    }
                }
            }
            (more(reasons.len(), ROWS, "reasons"))
        }
    }
}

fn sign_offs(sign_offs: &[SignOff]) -> Markup {
    let state = |state| match state {
        SignOffState::Signed => ("signed", "✓ signed"),
        SignOffState::Missing => ("missing", "○ missing"),
        SignOffState::Invalid => ("invalid", "✕ does not count"),
    };
    let table = html! {
        table {
            caption { span { "Who signed this run" } }
            (headings(&["Role", "Signature", "By", "At", "Key"]))
            tbody {
                @for sign in sign_offs.iter().take(ROWS) {
                    tr {
                        th scope="row" { (name(&sign.role)) }
                        td class={ "state " (state(sign.state).0) } { (state(sign.state).1) }
                        td { @if let Some(by) = &sign.by { (name(by)) } @else { "–" } }
                        td { @if let Some(at) = &sign.at { (time(at)) } @else { "–" } }
                        td { @if let Some(key) = &sign.key { span.digest { (name(key)) } } @else { "–" } }
                    }
                }
            }
        }
    };
    wide("Who signed this run", table)
}

fn waivers(page: &Page<'_>, waivers: &[AppliedWaiver]) -> Markup {
    let table = html! {
        table {
            caption { span { "Waivers that excuse something" } }
            (headings(&["Requirement", "Cases", "Owner", "Until", "Why"]))
            tbody {
                @for waiver in waivers.iter().take(ROWS) {
                    tr {
                        th scope="row" { (name(&waiver.requirement)) }
                        td { (page.few(&waiver.cases)) }
                        td { (name(&waiver.owner)) }
                        td { (name(&waiver.expires)) }
                        td.text { (message(&waiver.reason)) }
                    }
                }
            }
        }
    };
    wide("Waivers that excuse something", table)
}
