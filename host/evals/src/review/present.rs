use std::collections::BTreeSet;
use std::fmt::Write;

use lictor_model::{Context, Role, RuleId, Status, visible};

use super::NeedsEyes;
use super::mask::{Mask, Spans, spans};
use crate::run::{Answer, CaseResult, RunManifest};
use crate::set::{Case, CaseFact, Form, Gate};

/// One answer to the case that is shown.
#[derive(Debug, Clone, Copy)]
pub struct ShownAnswer<'a> {
    /// What the run says about it.
    pub result: &'a CaseResult,
    /// The answer itself, from the file whose digest the run's manifest names.
    pub answer: &'a Answer,
}

/// A case as a reviewer sees it: why it is here, what is held against it, what went in, what came out and what was found.
///
/// Whatever a sensitive rule found is masked in every text, and no text can steer a terminal. An answer that was not fully
/// checked is not shown: nobody knows what would have to be masked in it.
pub fn present(case: &Case, needs: &NeedsEyes<'_>, answers: &[ShownAnswer<'_>], manifest: &RunManifest) -> String {
    let sensitive: BTreeSet<&RuleId> =
        manifest.rules.iter().filter(|rule| rule.sensitive).map(|rule| &rule.id).collect();
    let mut page = Page { out: String::new(), mask: Mask::default() };
    let found: Vec<Spans<'_>> = answers.iter().map(|shown| spans(&shown.result.record, &sensitive)).collect();
    for (shown, found) in answers.iter().zip(&found) {
        learn(&mut page.mask, case, shown, found);
    }
    page.head(case, needs);
    page.input(case, found.first().unwrap_or(&Spans::new()));
    for (shown, found) in answers.iter().zip(&found) {
        page.answer(shown, found, answers.len());
    }
    if answers.is_empty() {
        page.line("no answer to show");
    }
    page.out
}

/// Evidence is learnt from all texts before the first one is shown.
fn learn(mask: &mut Mask, case: &Case, shown: &ShownAnswer<'_>, found: &Spans<'_>) {
    let mut text = |part: String, text: &str| mask.learn(text, found.get(part.as_str()));
    text("answer".into(), &shown.answer.answer);
    for (index, message) in case.input.messages.iter().enumerate() {
        text(format!("messages/{index}"), &message.content);
    }
    for (index, context) in contexts(case, shown).iter().enumerate() {
        text(format!("contexts/{index}"), &context.text);
    }
    let results = shown.answer.tool_results.as_ref().or(case.input.tool_results.as_ref());
    for (index, result) in results.into_iter().flatten().enumerate() {
        text(format!("tool_results/{index}"), &result.text);
    }
    let calls = shown.answer.tool_calls.as_ref().or(case.input.tool_calls.as_ref());
    for (index, call) in calls.into_iter().flatten().enumerate() {
        text(format!("tool_calls/{index}"), &call.arguments);
    }
}

fn contexts<'a>(case: &'a Case, shown: &ShownAnswer<'a>) -> &'a [Context] {
    shown.answer.contexts.as_deref().or(case.input.contexts.as_deref()).unwrap_or_default()
}

struct Page {
    out: String,
    mask: Mask,
}

impl Page {
    /// One line of ours, in which nothing of a file is left as it was.
    fn line(&mut self, text: &str) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.out, "{}", visible(&self.mask.apply(text, None)));
    }

    /// A text of many lines behind a bar.
    fn block(&mut self, text: &str) {
        for line in text.split('\n') {
            let line = visible(line.strip_suffix('\r').unwrap_or(line));
            let _ = writeln!(self.out, "    │ {line}");
        }
    }

    fn list(&mut self, title: &str, items: impl IntoIterator<Item = String>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.line(title);
        }
        for item in items {
            self.line(&format!("  {item}"));
        }
    }

    fn head(&mut self, case: &Case, needs: &NeedsEyes<'_>) {
        let gate = match case.gate {
            Gate::Blocker => "blocker",
            Gate::Signal => "signal",
        };
        self.line(&format!("case {}  ({gate}, {})", case.id, case.workflow));
        let why: Vec<String> = needs.why.iter().map(ToString::to_string).collect();
        self.line(&format!("here because  {}", why.join("; ")));
        self.line(&format!("exists because  {}", case.reason));
        self.list("criteria", case.criteria.iter().enumerate().map(|(index, text)| format!("{}. {text}", index + 1)));
        self.list("not acceptable", case.unacceptable.iter().map(|text| format!("- {text}")));
        self.list("expected", expected(case));
    }

    fn input(&mut self, case: &Case, found: &Spans<'_>) {
        self.line("input");
        for (index, message) in case.input.messages.iter().enumerate() {
            let role = match message.role {
                Role::System => "system",
                Role::Developer => "developer",
                Role::User => "user",
                Role::Assistant => "assistant",
                Role::Tool => "tool",
            };
            self.line(&format!("  {role}"));
            let text = self.mask.apply(&message.content, found.get(format!("messages/{index}").as_str()));
            self.block(&text);
        }
        for (index, context) in case.input.contexts.iter().flatten().enumerate() {
            self.context(index, context, None);
        }
    }

    fn context(&mut self, index: usize, context: &Context, found: Option<&Spans<'_>>) {
        let name = context.id.as_deref().or(context.title.as_deref()).unwrap_or("without a name");
        let readers = match context.access.as_slice() {
            [] => String::new(),
            labels => format!(" (for {})", labels.join(", ")),
        };
        self.line(&format!("  context {index}: {name}{readers}"));
        let spans = found.and_then(|found| found.get(format!("contexts/{index}").as_str()));
        let text = self.mask.apply(&context.text, spans);
        self.block(&text);
    }

    fn answer(&mut self, shown: &ShownAnswer<'_>, found: &Spans<'_>, of: usize) {
        let result = shown.result;
        let outcomes: Vec<String> = result
            .outcomes
            .iter()
            .map(|(dimension, outcome)| format!("{dimension} {}", outcome.as_str().replace('_', " ")))
            .collect();
        self.line(&format!("answer {} of {of}  ({})", result.repeat, outcomes.join(", ")));
        if result.record.status != Status::Checked {
            self.line("  it was not fully checked, so nobody knows what would have to be masked: it is not shown");
        } else {
            for (index, context) in shown.answer.contexts.iter().flatten().enumerate() {
                self.context(index, context, Some(found));
            }
            let text = self.mask.apply(&shown.answer.answer, found.get("answer"));
            self.block(&text);
        }
        self.list(
            "  found",
            result.record.findings.iter().map(|finding| {
                let waived = finding.waived.as_ref().map(|reason| format!(" (waived: {reason})")).unwrap_or_default();
                format!("  {} {} {}: {}{waived}", finding.level, finding.rule, finding.slug, finding.message)
            }),
        );
        self.list(
            "  checked",
            result.checks.iter().map(|check| {
                let message = check.message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
                format!("  {} {}{message}", check.check, check.outcome.as_str().replace('_', " "))
            }),
        );
    }
}

fn expected(case: &Case) -> Vec<String> {
    let expect = &case.expect;
    let fact = |fact: &CaseFact| match fact {
        CaseFact::Text(text) | CaseFact::Full { text, .. } => format!("says {text}"),
    };
    let mut lines: Vec<String> =
        expect.behaviour.iter().map(|behaviour| format!("to {}", behaviour.as_str())).collect();
    lines.extend(expect.facts.iter().map(fact));
    lines.extend(expect.forbidden.iter().map(|term| format!("does not say {term}")));
    lines.extend(expect.citations.iter().map(|context| format!("cites {context}")));
    lines.extend(expect.form.iter().map(|form| match form {
        Form::Exact(text) => format!("is exactly {text}"),
        Form::JsonSchema(_) => "is JSON that fits the case's schema".into(),
    }));
    lines
}
