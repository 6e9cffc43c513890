use std::collections::HashSet;

use lictor_model::{InputSet, RuleCode, RuleId};

use crate::{DetailKind, MANIFEST_SCHEMA, Manifest, MessageTemplate, PatternDecl, RuleDecl, tame};

/// The most characters of an error that repeats what a manifest says.
const LONGEST_WORDS: usize = 400;

/// The most bytes of a set's name or version.
const LONGEST_SET: usize = 100;

/// The most cases that a figure can rest on. More than anybody labels.
const MOST_CASES: u32 = 1_000_000_000;

/// How large a manifest may be. A manifest is a stranger's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestLimits {
    /// Bytes of JSON.
    pub bytes: usize,
    /// Rules.
    pub rules: usize,
    /// Patterns.
    pub patterns: usize,
    /// Measures.
    pub measures: usize,
    /// Entries of each list of one rule: wake conditions, required inputs, tags, references, details, the values
    /// of a detail, reasons, examples of a kind, measured accuracies.
    pub list: usize,
}

impl Default for ManifestLimits {
    fn default() -> Self {
        Self { bytes: 8 << 20, rules: 1_000, patterns: 20_000, measures: 100, list: 1_000 }
    }
}

/// One thing that is wrong with a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestProblem {
    /// JSON pointer into the manifest.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// A manifest that the host does not accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// More bytes than allowed.
    #[error("the manifest has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// No JSON of the published shape.
    #[error("the manifest is not of the published shape: {0}")]
    Shape(String),
    /// Of the right shape, but contradictory.
    #[error("the manifest is wrong at {}", summary(.0))]
    Invalid(Vec<ManifestProblem>),
}

fn summary(problems: &[ManifestProblem]) -> String {
    let shown: Vec<String> =
        problems.iter().take(5).map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
    match problems.len() {
        0..=5 => shown.join("; "),
        more => format!("{}; and {} more", shown.join("; "), more - 5),
    }
}

impl Manifest {
    /// Reads and validates a manifest.
    ///
    /// # Errors
    /// [`ManifestError`] with every problem found.
    pub fn from_json(json: &str, limits: &ManifestLimits) -> Result<Self, ManifestError> {
        if json.len() > limits.bytes {
            return Err(ManifestError::TooLarge { bytes: json.len(), limit: limits.bytes });
        }
        let manifest: Self = serde_json::from_str(json)
            .map_err(|error| ManifestError::Shape(tame(&error.to_string(), LONGEST_WORDS)))?;
        let problems = manifest.problems(limits);
        if problems.is_empty() { Ok(manifest) } else { Err(ManifestError::Invalid(problems)) }
    }

    fn problems(&self, limits: &ManifestLimits) -> Vec<ManifestProblem> {
        let mut problems = Vec::new();
        let mut say = |path: String, message: String| {
            problems.push(ManifestProblem { path, message: tame(&message, LONGEST_WORDS) });
        };
        if self.schema != MANIFEST_SCHEMA {
            say("/schema".into(), format!("expected `{MANIFEST_SCHEMA}`"));
        }
        if !is_name(&self.publisher) {
            say("/publisher".into(), "expected lower-case letters, digits and hyphens".into());
        }
        if !is_name(&self.pack) {
            say("/pack".into(), "expected lower-case letters, digits and hyphens".into());
        }
        for (list, count, limit) in [
            ("rules", self.rules.len(), limits.rules),
            ("patterns", self.patterns.len(), limits.patterns),
            ("measures", self.measures.len(), limits.measures),
        ] {
            if count > limit {
                say(format!("/{list}"), format!("{count} entries, more than the {limit} allowed"));
            }
        }
        if self.rules.is_empty() {
            say("/rules".into(), "a pack has at least one rule".into());
        }
        let mut codes: HashSet<&str> = self.tombstones.iter().map(|tombstone| tombstone.code.as_str()).collect();
        let mut slugs = HashSet::new();
        let inputs = self.inputs();
        for (index, rule) in self.rules.iter().enumerate() {
            if !codes.insert(&rule.code) {
                say(format!("/rules/{index}/code"), format!("`{}` is used twice or retired", rule.code));
            }
            if !slugs.insert(&rule.slug) {
                say(format!("/rules/{index}/slug"), format!("`{}` is used twice", rule.slug));
            }
            let say = &mut |field: &str, message| say(format!("/rules/{index}/{field}"), message);
            self.rule_problems(rule, inputs, say);
            accuracy_problems(rule, say);
            list_problems(rule, limits.list, say);
        }
        let codes: HashSet<&str> = self.rules.iter().map(|rule| rule.code.as_str()).collect();
        for (index, pattern) in self.patterns.iter().enumerate() {
            self.pattern_problems(pattern, inputs, &codes, &mut |field, message| {
                say(format!("/patterns/{index}/{field}"), message);
            });
        }
        problems
    }

    fn rule_problems(&self, rule: &RuleDecl, inputs: InputSet, say: &mut dyn FnMut(&str, String)) {
        let code = rule.code.parse::<RuleCode>().and_then(|code| RuleId::new(&self.publisher, code));
        if let Err(error) = code {
            say("code", error.to_string());
        }
        if !is_name(&rule.slug) {
            say("slug", "expected lower-case letters, digits and hyphens".into());
        }
        for (field, text, limit) in
            [("summary", &rule.summary, 200), ("docs", &rule.docs, 64 << 10), ("message", &rule.message, 400)]
        {
            if text.trim().is_empty() || text.len() > limit {
                say(field, format!("expected between 1 and {limit} bytes"));
            }
        }
        if rule.revision == 0 {
            say("revision", "counts from 1".into());
        }
        if let Err(error) = MessageTemplate::parse(&rule.message, &rule.detail, rule.sensitive) {
            say("message", error.to_string());
        }
        let undeclared = rule.requires.iter().find(|input| !inputs.contains(**input));
        if let Some(input) = undeclared {
            say("requires", format!("`{input}` is not among the pack's inputs"));
        }
        if rule.examples.fires.is_empty() || rule.examples.ignores.is_empty() {
            say("examples", "at least one on which it fires and one on which it does not".into());
        }
    }

    fn pattern_problems(
        &self,
        pattern: &PatternDecl,
        inputs: InputSet,
        codes: &HashSet<&str>,
        say: &mut dyn FnMut(&str, String),
    ) {
        match (&pattern.regex, &pattern.literal) {
            (Some(_), None) => {}
            (None, Some(literal)) if !literal.is_empty() => {}
            _ => say("regex", "exactly one of `regex` and `literal`, and not empty".into()),
        }
        if pattern.inputs.is_empty() || pattern.views.is_empty() {
            say("inputs", "at least one input and one view".into());
        }
        if let Some(input) = pattern.inputs.iter().find(|input| !inputs.contains(**input)) {
            say("inputs", format!("`{input}` is not among the pack's inputs"));
        }
        if pattern.rules.is_empty() {
            say("rules", "no rule uses it".into());
        }
        if pattern.rules.len() > self.rules.len() {
            say("rules", "more of them than the pack has".into());
        }
        if let Some(code) = pattern.rules.iter().find(|code| !codes.contains(code.as_str())) {
            say("rules", format!("`{code}` is no rule of this pack"));
        }
    }
}

/// A pack is asked about its rules for every sample, so none of their lists may be long.
fn list_problems(rule: &RuleDecl, limit: usize, say: &mut dyn FnMut(&str, String)) {
    let values = rule.detail.values().map(|kind| match kind {
        DetailKind::Number => 1,
        DetailKind::Values(values) => values.len(),
    });
    for (list, count) in [
        ("wake", rule.wake.len()),
        ("requires", rule.requires.len()),
        ("tags", rule.tags.len()),
        ("references", rule.references.len()),
        ("detail", rule.detail.len().max(values.max().unwrap_or(0))),
        ("reasons", rule.reasons.len()),
        ("examples/fires", rule.examples.fires.len()),
        ("examples/ignores", rule.examples.ignores.len()),
        ("accuracy", rule.accuracy.len()),
    ] {
        if count > limit {
            say(list, format!("{count} entries, more than the {limit} allowed"));
        }
    }
}

/// Figures that cannot be.
fn accuracy_problems(rule: &RuleDecl, say: &mut dyn FnMut(&str, String)) {
    for (index, accuracy) in rule.accuracy.iter().enumerate() {
        let mut say = |field: &str, message: String| say(&format!("accuracy/{index}/{field}"), message);
        for (field, text) in [("set", &accuracy.set), ("version", &accuracy.version)] {
            if text.trim().is_empty() || text.len() > LONGEST_SET || text.chars().any(char::is_control) {
                say(field, format!("expected between 1 and {LONGEST_SET} bytes on one line"));
            }
        }
        if !(1..=MOST_CASES).contains(&accuracy.cases) {
            say("cases", format!("expected between 1 and {MOST_CASES}"));
        }
        if !(1..=rule.revision).contains(&accuracy.revision) {
            say("revision", "there is no such revision of the rule".into());
        }
        let figures = [
            ("precision", accuracy.precision, 1.0),
            ("recall", accuracy.recall, 1.0),
            ("per_thousand", accuracy.per_thousand, 1_000.0),
        ];
        if figures.iter().all(|(_, figure, _)| figure.is_none()) {
            say("precision", "at least one of `precision`, `recall` and `per_thousand`".into());
        }
        for (field, figure, most) in figures {
            if figure.is_some_and(|figure| !(0.0..=most).contains(&figure)) {
                say(field, format!("expected between 0 and {most}"));
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(accuracy: Value) -> Result<Manifest, ManifestError> {
        let mut rule = json!({
            "code": "ABC101", "slug": "a", "summary": "s", "docs": "d", "message": "m", "dimension": "risk",
            "level": "warn", "status": "stable", "since": "0.1.0", "revision": 2, "sensitive": false,
            "examples": {"fires": [{"sample": {"answer": "x"}}], "ignores": [{"sample": {"answer": "y"}}]},
        });
        if !accuracy.is_null() {
            rule["accuracy"] = accuracy;
        }
        let manifest = json!({
            "schema": MANIFEST_SCHEMA, "publisher": "acme", "pack": "x", "version": "0.1.0", "summary": "s",
            "inputs": ["answer"], "settings": {}, "rules": [rule],
        });
        Manifest::from_json(&manifest.to_string(), &ManifestLimits::default())
    }

    fn problem(change: (&str, Value)) -> String {
        let mut accuracy = json!({"set": "mine", "version": "1", "revision": 2, "cases": 10, "precision": 0.5});
        accuracy[change.0] = change.1;
        read(json!([accuracy])).map_or_else(|error| error.to_string(), |_| String::new())
    }

    #[test]
    fn accuracy_is_optional_and_kept() {
        assert!(read(Value::Null).unwrap().rules[0].accuracy.is_empty());
        let given = json!([{"set": "mine", "version": "1", "revision": 1, "cases": 10, "recall": 0.25}]);
        let manifest = read(given.clone()).unwrap();
        assert_eq!(serde_json::to_value(&manifest.rules[0].accuracy).unwrap(), given);
    }

    #[test]
    fn figures_that_cannot_be_are_refused() {
        assert_eq!(problem(("recall", json!(1.0))), "");
        for (field, value, place) in [
            ("precision", json!(1.01), "precision: expected between 0 and 1"),
            ("recall", json!(-0.1), "recall: expected between 0 and 1"),
            ("per_thousand", json!(1000.5), "per_thousand: expected between 0 and 1000"),
            ("cases", json!(0), "cases: expected between 1 and"),
            ("cases", json!(1_000_000_001), "cases: expected between 1 and"),
            ("revision", json!(3), "revision: there is no such revision"),
            ("set", json!(""), "set: expected between 1 and 100 bytes"),
            ("version", json!("a\nb"), "version: expected between 1 and 100 bytes"),
            ("precision", json!(null), "at least one of"),
            ("f1", json!(0.5), "unknown field"),
        ] {
            let error = problem((field, value));
            assert!(error.contains(place), "{field}: {error}");
        }
        assert!(read(json!([{"set": "s"}])).is_err());
    }
}
