use std::collections::BTreeMap;

use lictor_contract::{Example, Examples, MessageTemplate, RuleDecl, WaiverScope};
use lictor_model::{Dimension, Level, RuleId, RuleStatus, Sample};
use serde_json::Value;

use super::document::{AdditionEntry, CombinationEntry};
use super::keys::{ADDITION_KEYS, COMBINATION_KEYS, EXAMPLE_KEYS, EXAMPLES_KEYS};
use super::reader::{Fields, Reader};
use crate::error::{Located, Problem};
use crate::selector::Selector;
use crate::settings::Settings;

/// Reads `[[combinations]]`.
pub(super) fn read(reader: &mut Reader, policy: &Fields<'_>) -> Vec<CombinationEntry> {
    let tables = reader.tables(policy, "combinations", "a combination", COMBINATION_KEYS);
    tables.iter().filter_map(|fields| combination(reader, fields)).collect()
}

/// Reads `[[additions]]`.
pub(super) fn read_additions(reader: &mut Reader, policy: &Fields<'_>) -> Vec<AdditionEntry> {
    let tables = reader.tables(policy, "additions", "an addition", ADDITION_KEYS);
    let mut additions = Vec::new();
    for fields in &tables {
        let rule = reader.required_text(fields, "rule");
        let [all, any, none] = triggers(reader, fields);
        additions.extend(rule.map(|rule| AdditionEntry { rule, all, any, none }));
    }
    additions
}

/// `all`, `any` and `none`, of which one of the first two must be there.
fn triggers(reader: &mut Reader, fields: &Fields<'_>) -> [Vec<Located<Selector>>; 3] {
    let triggers = ["all", "any", "none"].map(|key| reader.selectors(fields, key).unwrap_or_default());
    if !fields.has("all") && !fields.has("any") {
        let problem = Problem::new("a combination needs `all` or `any`").at(fields.place());
        reader.problem(problem.help("they say which findings make it fire; `none` alone would fire on clean answers"));
    }
    triggers
}

fn combination(reader: &mut Reader, fields: &Fields<'_>) -> Option<CombinationEntry> {
    // Everything is read before anything is given up, so that one look shows all that is missing.
    let rule = rule(reader, fields);
    let slug = reader.required_text(fields, "slug");
    let summary = reader.required_text(fields, "summary");
    let docs = reader.required_text(fields, "docs");
    let message = reader.required_text(fields, "message");
    let remedy = reader.text(fields, "remedy");
    let dimension = reader.choice(fields, "dimension", Dimension::ALL.map(|choice| (choice.as_str(), choice)));
    let dimension = reader.require(fields, "dimension", dimension);
    let level = reader.choice(fields, "level", Level::ALL.map(|choice| (choice.as_str(), choice)));
    let level = reader.require(fields, "level", level);
    let revision = reader.count(fields, "revision").unwrap_or(1);
    let sensitive = reader.flag(fields, "sensitive").unwrap_or_default();
    let tags = reader.texts(fields, "tags").unwrap_or_default();
    let [all, any, none] = triggers(reader, fields);
    if let Some(message) = &message
        && let Err(error) = MessageTemplate::parse(&message.value, &BTreeMap::new(), sensitive)
    {
        reader.problem(Problem::new(format!("the message cannot be used: {error}")).at(&message.place));
    }
    let examples = examples(reader, fields);
    let rule = rule?;
    let decl = RuleDecl {
        code: rule.value.code().to_owned(),
        slug: slug?.value,
        summary: summary?.value,
        docs: docs?.value,
        message: message?.value,
        remedy: remedy.map(|text| text.value).unwrap_or_default(),
        dimension: dimension?,
        level: level?,
        // A policy is not published: what it says holds for those who use it.
        status: RuleStatus::Stable,
        since: String::new(),
        revision,
        language: None,
        sensitive,
        requires: Vec::new(),
        horizon: None,
        tags: tags.into_iter().map(|tag| tag.value).collect(),
        references: Vec::new(),
        wake: Vec::new(),
        detail: BTreeMap::new(),
        reasons: Vec::new(),
        waiver: WaiverScope::Any,
        examples,
        accuracy: Vec::new(),
    };
    Some(CombinationEntry { rule, decl, all, any, none })
}

fn rule(reader: &mut Reader, fields: &Fields<'_>) -> Option<Located<RuleId>> {
    let Located { value, place } = reader.required_text(fields, "rule")?;
    match value.parse() {
        Ok(value) => Some(Located { value, place }),
        Err(error) => {
            let help = "a combination is a rule of yours, such as `acme/CMB001`";
            reader.problem(Problem::new(format!("{error}")).at(&place).help(help));
            None
        }
    }
}

fn examples(reader: &mut Reader, fields: &Fields<'_>) -> Examples {
    let Some(fields) = reader.table(fields, "examples", "the table `examples`", EXAMPLES_KEYS) else {
        return Examples::default();
    };
    let [fires, ignores] = EXAMPLES_KEYS else {
        return Examples::default();
    };
    Examples { fires: samples(reader, &fields, fires), ignores: samples(reader, &fields, ignores) }
}

fn samples(reader: &mut Reader, fields: &Fields<'_>, key: &str) -> Vec<Example> {
    let mut examples = Vec::new();
    for example in reader.tables(fields, key, "an example", EXAMPLE_KEYS) {
        let value = reader.value(&example, "sample");
        let Some(value) = reader.require(&example, "sample", value) else {
            continue;
        };
        let sample: Value = Settings::from_toml(reader, value).to_json();
        match Sample::from_json(&sample.to_string()) {
            Ok(_) => examples.push(Example { sample, settings: None }),
            Err(error) => {
                // The offset that the error names is one of JSON that nobody wrote.
                let message = error.to_string();
                let message = message.split(", at byte").next().unwrap_or_default().to_owned();
                let place = reader.place(value.span());
                reader.problem(Problem::new(format!("the example is no sample: {message}")).at(&place));
            }
        }
    }
    examples
}
