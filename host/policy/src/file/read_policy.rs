use std::path::Path;

use lictor_model::{Level, Mode};
use toml::Spanned;
use toml::de::DeTable;

use super::document::{Document, RulesEntry, StreamEntry};
use super::keys::{FINGERPRINT_KEYS, LOG_KEYS, POLICY_KEYS, RULES_KEYS, STREAM_KEYS, WORKFLOW_KEYS};
use super::reader::{Fields, Reader};
use super::{read_combination, read_packs, read_waiver};
use crate::error::{Located, Problem};
use crate::{LogContent, OnFailure, POLICY_SCHEMA, SecretSource, WholeText};

/// The names of the modes.
const MODES: [(&str, Mode); 3] = [("enforce", Mode::Enforce), ("monitor", Mode::Monitor), ("shadow", Mode::Shadow)];

/// Reads a whole policy. `None` only with a problem.
pub(super) fn read(reader: &mut Reader, root: &Spanned<DeTable<'_>>, base: &Path) -> Option<Document> {
    let span = root.span();
    // The whole text is no place to underline; its beginning stands for it.
    let fields = reader.fields("the policy", POLICY_KEYS, root.get_ref(), span.start..span.start);
    if let Some(schema) = reader.required_text(&fields, "schema")
        && schema.value != POLICY_SCHEMA
    {
        let problem = Problem::new(format!("`{}` is no schema that this version reads", schema.value));
        reader.problem(problem.at(&schema.place).help(format!("write `schema = \"{POLICY_SCHEMA}\"`")));
    }
    let id = reader.required_text(&fields, "id");
    let description = reader.text(&fields, "description").map(|text| text.value);
    let extends = reader.text(&fields, "extends");
    let mode = reader.choice(&fields, "mode", MODES);
    let on_failure = on_failure(reader, &fields);
    let fingerprint = fingerprint(reader, &fields, base);
    let trust = reader.text(&fields, "trust").map(|text| base.join(text.value));
    let packs = read_packs::read(reader, &fields, base);
    let rules = rules(reader, &fields, "the table `rules`").unwrap_or_default();
    let workflows = workflows(reader, &fields);
    let combinations = read_combination::read(reader, &fields);
    let additions = read_combination::read_additions(reader, &fields);
    let waivers = read_waiver::read(reader, &fields);
    let stream = stream(reader, &fields).unwrap_or_default();
    let log = log(reader, &fields);
    let id = id?.value;
    Some(Document {
        id,
        description,
        extends,
        mode,
        on_failure,
        fingerprint,
        trust,
        packs,
        rules,
        workflows,
        combinations,
        additions,
        waivers,
        stream,
        log,
        files: Vec::new(),
    })
}

/// The key `on_failure` of a policy or of a pack.
pub(super) fn on_failure(reader: &mut Reader, fields: &Fields<'_>) -> Option<OnFailure> {
    reader.choice(fields, "on_failure", OnFailure::ALL.map(|choice| (choice.as_str(), choice)))
}

fn fingerprint(reader: &mut Reader, policy: &Fields<'_>, base: &Path) -> Option<SecretSource> {
    const MEND: &str = "name the secret by `env = \"NAME\"` or `file = \"PATH\"`; its value has no place in a policy";
    let fields = reader.table(policy, "fingerprint", "the table `fingerprint`", FINGERPRINT_KEYS)?;
    let (env, file) = (reader.text(&fields, "env"), reader.text(&fields, "file"));
    match (env, file) {
        (Some(env), None) if is_variable(&env.value) => Some(SecretSource::Env(env.value)),
        (Some(env), None) => {
            // What stands there may be the secret, so the message does not repeat it.
            reader.problem(Problem::new("`env` is no name of an environment variable").at(&env.place).help(MEND));
            None
        }
        (None, Some(file)) => Some(SecretSource::File(base.join(file.value))),
        (None, None) if fields.has("env") || fields.has("file") => None,
        _ => {
            reader.problem(Problem::new("`fingerprint` has exactly one key").at(fields.place()).help(MEND));
            None
        }
    }
}

/// Whether a text can be the name of an environment variable that people write: capitals, by custom.
pub(crate) fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn rules(reader: &mut Reader, parent: &Fields<'_>, name: &'static str) -> Option<RulesEntry> {
    let fields = reader.table(parent, "rules", name, RULES_KEYS)?;
    let select = reader.selectors(&fields, "select");
    let ignore = reader.selectors(&fields, "ignore");
    let mut levels = Vec::new();
    for (key, value) in reader.entries(&fields, "levels").into_iter().flatten() {
        let place = reader.place(key.span());
        let selector = reader.selector(key.get_ref(), place);
        let level = reader.choice_of("levels", value, Level::ALL.map(|level| (level.as_str(), level)));
        levels.extend(selector.zip(level));
    }
    Some(RulesEntry { select, ignore, levels })
}

fn stream(reader: &mut Reader, policy: &Fields<'_>) -> Option<StreamEntry> {
    let fields = reader.table(policy, "stream", "the table `stream`", STREAM_KEYS)?;
    let whole_text = reader.choice(&fields, "whole_text", WholeText::ALL);
    let max_horizon = reader.count(&fields, "max_horizon");
    let place = fields.place().clone();
    let max_hold_bytes = reader.count(&fields, "max_hold_bytes").map(|value| Located { value, place });
    let max_hold_ms = reader.count(&fields, "max_hold_ms");
    let mut rules = Vec::new();
    for (key, value) in reader.entries(&fields, "rules").into_iter().flatten() {
        let place = reader.place(key.span());
        let selector = reader.selector(key.get_ref(), place);
        let mode = reader.choice_of("rules", value, WholeText::ALL);
        rules.extend(selector.zip(mode));
    }
    Some(StreamEntry { whole_text, max_horizon, max_hold_bytes, max_hold_ms, rules })
}

fn log(reader: &mut Reader, policy: &Fields<'_>) -> Option<LogContent> {
    let fields = reader.table(policy, "log", "the table `log`", LOG_KEYS)?;
    reader.choice(&fields, "content", LogContent::ALL)
}

fn workflows(reader: &mut Reader, policy: &Fields<'_>) -> Vec<(String, RulesEntry)> {
    let mut workflows = Vec::new();
    for (name, value) in reader.entries(policy, "workflows").into_iter().flatten() {
        let Some(fields) = reader.table_of("workflows", value, "a workflow", WORKFLOW_KEYS) else {
            continue;
        };
        let rules = rules(reader, &fields, "the table `rules` of a workflow");
        if let Some(rules) = reader.require(&fields, "rules", rules) {
            workflows.push((name.get_ref().to_string(), rules));
        }
    }
    workflows
}
