//! What a person sees of a decision.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use lictor_evals::gate::{GateOutcome, ReasonKind, ReleaseDecision, SignOffState};
use lictor_model::visible;

/// The most cases that are named on a line; the decision record has them all.
const MOST_CASES: usize = 12;

pub(super) fn text(decision: &ReleaseDecision) -> String {
    let (word, colour) = match decision.outcome {
        GateOutcome::Release => ("release", AnsiColor::Green),
        GateOutcome::NeedsReview => ("needs review", AnsiColor::Yellow),
        GateOutcome::Hold => ("hold", AnsiColor::Red),
    };
    let style = Style::new().bold().fg_color(Some(colour.into()));
    let mut text = String::new();
    let run = &decision.run;
    let _ = writeln!(text, "{style}{word}{style:#}  {} against {}", visible(&run.name), visible(&decision.release));
    let _ = writeln!(text, "run   {}", run.digest);
    if let Some(base) = &decision.base {
        let _ = writeln!(text, "base  {}  {}", base.digest, visible(&base.name));
    }
    for (kind, title) in [(ReasonKind::Hold, "holds the release"), (ReasonKind::NeedsReview, "needs a review")] {
        let mut reasons = decision.reasons.iter().filter(|reason| reason.kind == kind).peekable();
        if reasons.peek().is_some() {
            let _ = writeln!(text, "\n{title}");
        }
        for reason in reasons {
            let dimension = reason.dimension.map(|dimension| format!(" ({dimension})")).unwrap_or_default();
            let _ = writeln!(text, "  {}{dimension}: {}", visible(&reason.requirement), visible(&reason.message));
            let rules: Vec<String> = reason.rules.iter().map(ToString::to_string).collect();
            line(&mut text, "rules", &rules);
            line(&mut text, "cases", &reason.cases);
        }
    }
    excused(&mut text, decision);
    if !decision.signals.is_empty() {
        let _ = writeln!(text, "\nto learn from, and no reason");
    }
    for signal in &decision.signals {
        let _ = writeln!(text, "  {}: {}", signal.what, visible(&signal.message));
        line(&mut text, "cases", &signal.cases);
    }
    let _ = writeln!(text, "\nholds true: {}", visible(&decision.held.join(", ")));
    text
}

fn excused(text: &mut String, decision: &ReleaseDecision) {
    if !decision.waivers.is_empty() {
        let _ = writeln!(text, "\nexcused");
    }
    for waiver in &decision.waivers {
        let line_of =
            format!("{} until {}, by {}: {}", waiver.requirement, waiver.expires, waiver.owner, waiver.reason);
        let _ = writeln!(text, "  {}", visible(&line_of));
        line(text, "cases", &waiver.cases);
    }
    if !decision.sign_offs.is_empty() {
        let _ = writeln!(text, "\nsigned");
    }
    for sign_off in &decision.sign_offs {
        let state = match sign_off.state {
            SignOffState::Signed => {
                let (by, at) = (sign_off.by.as_deref().unwrap_or_default(), sign_off.at.as_deref().unwrap_or_default());
                format!("{by}, {at}")
            }
            SignOffState::Missing => "nobody".into(),
            SignOffState::Invalid => "a signature that does not count".into(),
        };
        let _ = writeln!(text, "  {}: {}", visible(&sign_off.role), visible(&state));
    }
}

fn line(text: &mut String, title: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let more = match names.len().saturating_sub(MOST_CASES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let shown = names.iter().take(MOST_CASES).cloned().collect::<Vec<_>>().join(", ");
    let _ = writeln!(text, "      {title} {}{more}", visible(&shown));
}
