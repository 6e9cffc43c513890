//! What the shape of a case does not say: names, days, and expectations that no answer could meet.

use jiff::civil::Date;
use jsonschema::PatternOptions;
use lictor_model::{Behaviour, Caller, Context};
use serde_json::Value;

use crate::set::issue::IssueKind;
use crate::set::name::{has_control, is_case_id, is_name};
use crate::set::shape::Misfit;
use crate::set::{Case, CaseFact, FactTolerance, Form, Near, SetHeader};

/// The most references in the JSON Schema of a form. Few bytes of references to references take for ever to follow; so
/// many at most some hundred thousand steps.
const MOST_REFERENCES: usize = 32;

/// Whether a caller may read a context: it asks for no label, or for one that the caller holds.
pub(super) fn permits(caller: Option<&Caller>, context: &Context) -> bool {
    let held = caller.map_or(&[][..], |caller| &caller.labels);
    context.access.is_empty() || context.access.iter().any(|label| held.contains(label))
}

/// A text as texts are compared: lower case, one space for all white space.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// A day of the form YYYY-MM-DD and no other.
pub(super) fn day(text: &str) -> Option<Date> {
    text.parse::<Date>().ok().filter(|date| date.to_string() == text)
}

/// What is wrong with a header that has the right shape.
pub(super) fn header(header: &SetHeader) -> Vec<Misfit> {
    let mut found = Findings::default();
    if header.schema != super::SET_SCHEMA {
        let help = format!("this program reads `schema = \"{}\"`", super::SET_SCHEMA);
        found.add_with(IssueKind::BadShape, "/schema", "`schema` names another form", help);
    }
    found.name("/owner", &header.owner);
    found.line("/title", &header.title);
    if let Some(version) = &header.version {
        found.name("/version", version);
    }
    if header.workflows.is_empty() {
        found.add(IssueKind::BadShape, "/workflows", "the header has no workflow");
    }
    for (name, workflow) in &header.workflows {
        let here = super::document::below("/workflows", name);
        match is_name(name) {
            true => found.line(&format!("{here}/title"), &workflow.title),
            false => found.add(IssueKind::BadName, &here, "a workflow's name is blank, too long or unprintable"),
        }
    }
    found.0
}

/// What is wrong with a case that has the right shape. `workflows` is none where the header cannot be read.
pub(super) fn case(case: &Case, workflows: Option<&[String]>) -> Vec<Misfit> {
    let mut found = Findings::default();
    if !is_case_id(&case.id) {
        found.add(IssueKind::BadName, "/id", "`id` is no id: no `//` and no `..`");
    }
    if case.reason.trim().is_empty() {
        let help = "say what would be missed without the case";
        found.add_with(IssueKind::MissingReason, "/reason", "`reason` is empty", help);
    } else if has_control(&case.reason) {
        found.add(IssueKind::BadName, "/reason", "`reason` has control characters");
    }
    if let Some(workflows) = workflows.filter(|workflows| !workflows.contains(&case.workflow)) {
        let near = lictor_model::closest(&case.workflow, workflows.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the header has: {}", workflows.join(", ")),
        };
        let message = match super::name::shown(&case.workflow) {
            Some(workflow) => format!("the header has no workflow `{workflow}`"),
            None => "the header has no such workflow".to_owned(),
        };
        found.add_with(IssueKind::UnknownWorkflow, "/workflow", &message, help);
    }
    names(case, &mut found);
    for (key, text) in [("added", &case.added), ("reviewed", &case.reviewed)] {
        if text.as_deref().is_some_and(|text| day(text).is_none()) {
            let help = "write YYYY-MM-DD, such as 2026-11-23";
            found.add_with(IssueKind::BadDate, &format!("/{key}"), &format!("`{key}` is no day"), help);
        }
    }
    expectation(case, &mut found);
    found.0
}

fn names(case: &Case, found: &mut Findings) {
    let optional = [
        ("/owner", &case.owner),
        ("/previously_failed", &case.previously_failed),
        ("/failure_mode", &case.failure_mode),
        ("/group", &case.group),
        ("/origin/reference", &case.origin.reference),
    ];
    for (pointer, text) in optional {
        if let Some(text) = text {
            found.line(pointer, text);
        }
    }
    for (key, list) in [("data", &case.data), ("tags", &case.tags)] {
        for (index, text) in list.iter().enumerate() {
            found.name(&format!("/{key}/{index}"), text);
        }
    }
    for (key, value) in &case.attributes {
        let here = super::document::below("/attributes", key);
        match is_name(key) {
            true => found.name(&here, value),
            false => found.add(IssueKind::BadName, &here, "an attribute's name is blank, too long or unprintable"),
        }
    }
    for (index, text) in case.criteria.iter().enumerate() {
        found.line(&format!("/criteria/{index}"), text);
    }
}

fn expectation(case: &Case, found: &mut Findings) {
    let expect = &case.expect;
    if *expect == Default::default() {
        let help = "say at least what the answer should do: `behaviour`";
        found.add_with(IssueKind::EmptyExpectation, "/expect", "the case expects nothing", help);
    }
    let declines = matches!(expect.behaviour, Some(Behaviour::Refuse | Behaviour::Abstain));
    if declines && !expect.facts.is_empty() {
        let help = "an answer that declines gives no facts: take them away, or expect another behaviour";
        found.conflict("/expect/facts", "facts are demanded of an answer that should decline", help);
    }
    let forbidden: Vec<String> = expect.forbidden.iter().map(|text| folded(text)).collect();
    for (index, term) in forbidden.iter().enumerate() {
        if term.is_empty() {
            found.add(IssueKind::EmptyText, &format!("/expect/forbidden/{index}"), "a forbidden text is empty");
        }
    }
    for (index, fact) in expect.facts.iter().enumerate() {
        fact_alone(fact, index, found);
        for term in fact.written().map(folded) {
            if let Some(at) = forbidden.iter().position(|no| !no.is_empty() && contains_words(&term, no)) {
                let here = format!("/expect/facts/{index}");
                let message = format!("`expect/facts/{index}` cannot be said without `expect/forbidden/{at}`");
                found.conflict(&here, &message, "the same text is required and forbidden");
            }
        }
    }
    citations(case, found);
    match &expect.form {
        Some(Form::Exact(text)) => exact(case, text, &forbidden, found),
        Some(Form::JsonSchema(schema)) => json_schema(schema, found),
        None => {}
    }
}

fn fact_alone(fact: &CaseFact, index: usize, found: &mut Findings) {
    let here = format!("/expect/facts/{index}");
    if fact.written().any(|text| text.trim().is_empty()) {
        found.add(IssueKind::EmptyText, &here, &format!("`expect/facts/{index}` is empty, or has an empty alias"));
    }
    let Some(tolerance) = fact.tolerance() else { return };
    let (FactTolerance::Absolute(far) | FactTolerance::Relative(far)) = tolerance;
    if !far.is_finite() || far < 0.0 {
        found.add(IssueKind::BadTolerance, &here, &format!("`expect/facts/{index}` has a tolerance below zero"));
    }
    if fact.number().is_none() {
        let message = format!("`expect/facts/{index}` has a tolerance, and not exactly one number in its text");
        found.add_with(IssueKind::BadTolerance, &here, &message, "write one fact per number");
    }
}

fn citations(case: &Case, found: &mut Findings) {
    // Without contexts of the case, those of the answer are cited.
    let Some(contexts) = &case.input.contexts else { return };
    for (index, cited) in case.expect.citations.iter().enumerate() {
        let here = format!("/expect/citations/{index}");
        let named = |context: &&Context| context.id.as_deref() == Some(cited);
        if !contexts.iter().any(|context| named(&context)) {
            let ids = contexts.iter().filter_map(|context| context.id.as_deref());
            let near = lictor_model::closest(cited, ids).and_then(super::name::shown);
            let help =
                near.map_or_else(|| "cite the `id` of a context".into(), |near| format!("did you mean `{near}`?"));
            let message = format!("`expect/citations/{index}` names no context of the case");
            found.add_with(IssueKind::UnknownCitation, &here, &message, help);
        } else if !contexts.iter().filter(named).any(|context| permits(case.input.caller.as_ref(), context)) {
            let message = format!("`expect/citations/{index}` names a context that the caller may not read");
            let help = "give the caller one of its labels, or expect no citation of it";
            found.add_with(IssueKind::ForbiddenCitation, &here, &message, help);
        }
    }
}

fn exact(case: &Case, text: &str, forbidden: &[String], found: &mut Findings) {
    let whole = folded(text);
    if whole.is_empty() {
        found.add(IssueKind::EmptyText, "/expect/form/exact", "`expect/form/exact` is empty");
    }
    for (index, fact) in case.expect.facts.iter().enumerate() {
        if !says(&[&whole], fact) {
            let message = format!("`expect/facts/{index}` is not in the exact form that the answer must have");
            found.conflict(&format!("/expect/facts/{index}"), &message, "an exact form needs no facts beside it");
        }
    }
    for (index, term) in forbidden.iter().enumerate() {
        if !term.is_empty() && contains_words(&whole, term) {
            let message = format!("`expect/forbidden/{index}` is in the exact form that the answer must have");
            found.conflict(&format!("/expect/forbidden/{index}"), &message, "take one of the two away");
        }
    }
}

/// Whether one of some folded texts says a fact: in its words, or with a number that is near enough.
pub(super) fn says(texts: &[&str], fact: &CaseFact) -> bool {
    fact.written().map(folded).any(|fact| texts.iter().any(|text| contains_words(text, &fact)))
        || fact.tolerance().zip(fact.quantity()).is_some_and(|(tolerance, expected)| {
            texts.iter().any(|text| tolerance.seen_in(text, &expected) == Near::Enough)
        })
}

/// Whether a text holds a term that does not end in the middle of a word: `30` is not in `2030`.
fn contains_words(text: &str, term: &str) -> bool {
    // From here on there are scripts that put nothing between words.
    let in_word = |c: char| c.is_alphanumeric() && c < '\u{2e80}';
    let edge = |inner: Option<char>, outer: Option<char>| !(inner.is_some_and(in_word) && outer.is_some_and(in_word));
    text.match_indices(term).any(|(at, _)| {
        edge(term.chars().next(), text[..at].chars().next_back())
            && edge(term.chars().next_back(), text[at + term.len()..].chars().next())
    })
}

fn json_schema(schema: &Value, found: &mut Findings) {
    let mut references = 0;
    let inside = inside(schema, &mut references);
    if !inside || references > MOST_REFERENCES {
        let message =
            format!("the JSON Schema refers to something outside of it, or more than {MOST_REFERENCES} times");
        let help = "references within a schema begin with `#/`; nothing is fetched";
        found.add_with(IssueKind::BadJsonSchema, "/expect/form/json_schema", &message, help);
        return;
    }
    // Patterns take linear time.
    let built = jsonschema::options().with_pattern_options(PatternOptions::regex()).build(schema);
    if built.is_err() || !(schema.is_object() || schema.is_boolean()) {
        let message = "`expect/form/json_schema` is no JSON Schema";
        found.add(IssueKind::BadJsonSchema, "/expect/form/json_schema", message);
    }
}

/// Counts references, and says whether all of them stay inside.
fn inside(schema: &Value, references: &mut usize) -> bool {
    match schema {
        Value::Array(items) => items.iter().all(|item| inside(item, references)),
        Value::Object(fields) => fields.iter().all(|(key, value)| match (key.as_str(), value) {
            ("$ref", Value::String(target)) => {
                *references += 1;
                target == "#" || target.starts_with("#/")
            }
            ("$dynamicRef" | "$recursiveRef", Value::String(_)) => false,
            (_, value) => inside(value, references),
        }),
        _ => true,
    }
}

#[derive(Default)]
struct Findings(Vec<Misfit>);

impl Findings {
    fn add(&mut self, kind: IssueKind, pointer: &str, message: &str) {
        self.0.push(Misfit { kind, pointer: pointer.into(), message: message.into(), help: None });
    }

    fn add_with(&mut self, kind: IssueKind, pointer: &str, message: &str, help: impl Into<String>) {
        self.0.push(Misfit { kind, pointer: pointer.into(), message: message.into(), help: Some(help.into()) });
    }

    fn conflict(&mut self, pointer: &str, message: &str, help: &str) {
        self.add_with(IssueKind::ConflictingExpectation, pointer, message, help);
    }

    /// A short text on one line.
    fn name(&mut self, pointer: &str, text: &str) {
        if !is_name(text) {
            let message = format!("`{}` is blank, too long or unprintable", &pointer[1..]);
            self.add_with(IssueKind::BadName, pointer, &message, "one line of at most 120 printable characters");
        }
    }

    /// A text on one line, however long.
    fn line(&mut self, pointer: &str, text: &str) {
        let message = match text {
            text if text.trim().is_empty() => format!("`{}` is empty", &pointer[1..]),
            text if has_control(text) => format!("`{}` has control characters", &pointer[1..]),
            _ => return,
        };
        self.add(IssueKind::BadName, pointer, &message);
    }
}
