//! The published shape of a policy file. These types are never filled: the reader knows more about places and
//! mends than a derive can. A test holds that both know the same keys.

use std::collections::BTreeMap;

use lictor_model::{Dimension, Input, Level, Mode};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{LogContent, OnFailure, WholeText};

/// The JSON Schema of a policy file, for editors and for checks in other languages.
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(PolicyShape);
    schema.insert("$id".into(), "https://lictor.dev/schemas/policy/v1.json".into());
    schema.to_value()
}

/// What an answer has to meet: packs of rules, their levels, and who is excused.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Lictor policy", deny_unknown_fields)]
struct PolicyShape {
    /// `lictor.policy/v1`.
    #[schemars(extend("const" = crate::POLICY_SCHEMA))]
    schema: String,
    /// The policy's name in records.
    #[schemars(length(min = 1))]
    id: String,
    /// What it is for, in a sentence.
    description: Option<String>,
    /// Another policy that this one is laid over: the name of one inside the program, or a file (with a `/` or
    /// ending with `.toml`) relative to this one. What this one says counts, tables are merged key by key,
    /// packs by plugin, and lists of tables are appended.
    extends: Option<String>,
    /// `enforce` (the default), `monitor` or `shadow`.
    mode: Option<Mode>,
    /// What a failing plugin means for the answer: `block` (the default), `flag` or `allow`.
    on_failure: Option<OnFailure>,
    /// Where the secret is that keys fingerprints. Its value has no place here.
    fingerprint: Option<FingerprintShape>,
    /// The file (`lictor.trust/v1`, relative to this one) that says whose signatures of packs count. Needed where packs come from a
    /// registry.
    trust: Option<String>,
    /// The packs to run.
    #[serde(default)]
    packs: Vec<PackShape>,
    /// Which rules are on, and their levels.
    rules: Option<RulesShape>,
    /// What is different in a workflow, by its name.
    #[serde(default)]
    workflows: BTreeMap<String, WorkflowShape>,
    /// Rules over the findings of other rules in one sample.
    #[serde(default)]
    combinations: Vec<CombinationShape>,
    /// Findings that combinations add to rules of packs.
    #[serde(default)]
    additions: Vec<AdditionShape>,
    /// Findings that are excused, by whom and until when.
    #[serde(default)]
    waivers: Vec<WaiverShape>,
    /// How answers are checked while they are still being written.
    stream: Option<StreamShape>,
    /// What logs may hold beside verdicts.
    log: Option<LogShape>,
}

/// The fingerprint secret by name: exactly one of the two.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
struct FingerprintShape {
    /// An environment variable.
    #[schemars(regex(pattern = r"^[A-Z_][A-Z0-9_]*$"))]
    env: Option<String>,
    /// A file, relative to this one.
    file: Option<String>,
}

/// How answers are checked while they are still being written.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct StreamShape {
    /// What happens with an answer until the rules that need all of it have run: `hold` (the default) or `release`.
    whole_text: Option<WholeText>,
    /// The largest horizon, in bytes, that a text is held back for; 8192 by default. A rule with a larger one counts as one that
    /// needs the whole text.
    #[schemars(range(min = 1))]
    max_horizon: Option<u32>,
    /// The most bytes that are held back; 32768 by default, and at least twice `max_horizon`. More counts as a failure.
    #[schemars(range(min = 1))]
    max_hold_bytes: Option<u32>,
    /// The longest that a text is held back, in milliseconds; 10000 by default. Longer counts as a failure.
    #[schemars(range(min = 1))]
    max_hold_ms: Option<u32>,
    /// `whole_text` by selector; the narrower one wins, and of equally narrow ones the later.
    #[serde(default)]
    rules: BTreeMap<String, WholeText>,
}

/// What logs may hold beside verdicts.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LogShape {
    /// What the decision log of a server may hold of an answer: `none` (the default), or `redacted`, the answer as a user may
    /// see it. The server's configuration has to ask for it, too.
    content: Option<LogContent>,
}

/// A pack: at least one of `plugin` and `path`, and not both `path` and `reference`.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend(
    "anyOf" = [{ "required": ["plugin"] }, { "required": ["path"] }],
    "not" = { "required": ["path", "reference"] },
    "dependentRequired" = { "reference": ["plugin"] },
))]
struct PackShape {
    /// `publisher/pack`: one inside the program, or what the component at `path` or `reference` must call itself.
    #[schemars(regex(pattern = "/"))]
    plugin: Option<String>,
    /// A component's file, relative to this one.
    path: Option<String>,
    /// What was published: `registry.acme.example/packs/tone:1.2.0`. It is taken from the store by the digest that `lictor.lock`
    /// gives, and has to be signed by somebody whom `trust` admits.
    reference: Option<String>,
    /// What the pack may read. Only a pack that the extended policy has can go without.
    inputs: Option<Vec<Input>>,
    /// Overrides the policy's `on_failure` for this pack.
    on_failure: Option<OnFailure>,
    /// Settings, as the pack's manifest describes them.
    settings: Option<Map<String, Value>>,
}

/// A rule ID (`EXP401`, `lictor/EXP401`), the beginning of one (`EXP4`), `tag:NAME`, `dimension:NAME` or `all`.
#[derive(Serialize, JsonSchema)]
#[schemars(transparent)]
struct SelectorShape(#[schemars(length(min = 1))] String);

/// Which rules are on, and their levels. The narrower selector wins: ID, then prefix (the longer one), tag,
/// dimension, all.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RulesShape {
    /// Rules that are on. The default is every rule that is not deprecated; in a workflow it adds.
    select: Option<Vec<SelectorShape>>,
    /// Rules that are off. It wins over a `select` that is no narrower.
    ignore: Option<Vec<SelectorShape>>,
    /// Levels by selector; a rule's own level counts where none fits. Of selectors that are equally narrow the
    /// later one wins. A preview rule warns at most, unless its ID is given a level.
    #[serde(default)]
    levels: BTreeMap<String, Level>,
}

/// What is different in a workflow.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct WorkflowShape {
    /// Applied after the general rules: `select` adds, `ignore` takes away, and a level given here counts
    /// whatever the general ones say.
    rules: RulesShape,
}

/// A rule over the findings of other rules. At least one of `all` and `any`.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["all"] }, { "required": ["any"] }]))]
struct CombinationShape {
    /// An ID of your own, such as `acme/CMB001`.
    #[schemars(regex(pattern = r"^[a-z][a-z0-9-]{0,31}/[A-Z]{3}[0-9]{3}$"))]
    rule: String,
    /// A readable alias.
    #[schemars(length(min = 1))]
    slug: String,
    /// One line: what it reports.
    #[schemars(length(min = 1))]
    summary: String,
    /// The rule's page in Markdown.
    #[schemars(length(min = 1))]
    docs: String,
    /// What a finding says. `{quote}` is the first span's text, masked.
    #[schemars(length(min = 1))]
    message: String,
    /// What a person can do about it.
    remedy: Option<String>,
    /// What it is about.
    dimension: Dimension,
    /// The level unless `rules.levels` says otherwise.
    level: Level,
    /// Counts up when its meaning changes. The default is 1.
    #[schemars(range(min = 1))]
    revision: Option<u32>,
    /// Whether its evidence must never be shown again.
    sensitive: Option<bool>,
    /// Labels for selection.
    #[serde(default)]
    tags: Vec<String>,
    /// Each of these selectors has a finding.
    all: Option<Vec<SelectorShape>>,
    /// At least one of these selectors has a finding.
    any: Option<Vec<SelectorShape>>,
    /// None of these selectors has a finding.
    none: Option<Vec<SelectorShape>>,
    /// Its tests, which are its documentation.
    examples: Option<ExamplesShape>,
}

/// Findings of a pack's rule, made of findings of other rules. At least one of `all` and `any`.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["all"] }, { "required": ["any"] }]))]
struct AdditionShape {
    /// The rule of a pack that is reported (`REF203`, `lictor/REF203`), at its own level.
    #[schemars(length(min = 1))]
    rule: String,
    /// Each of these selectors has a finding.
    all: Option<Vec<SelectorShape>>,
    /// At least one of these selectors has a finding.
    any: Option<Vec<SelectorShape>>,
    /// None of these selectors has a finding.
    none: Option<Vec<SelectorShape>>,
}

/// Samples that are run as tests.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ExamplesShape {
    /// On these it must fire.
    #[serde(default)]
    fires: Vec<ExampleShape>,
    /// On these it must not.
    #[serde(default)]
    ignores: Vec<ExampleShape>,
}

/// One example.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ExampleShape {
    /// A sample in its own form.
    sample: Map<String, Value>,
}

/// An excuse for findings of one rule. Exactly one of `case` and `fingerprint`; the latter with `workflow`.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, extend(
    "oneOf" = [{ "required": ["case"] }, { "required": ["fingerprint"] }],
    "dependentRequired" = { "fingerprint": ["workflow"] },
))]
struct WaiverShape {
    /// A rule ID, no prefix.
    #[schemars(regex(pattern = r"^([a-z][a-z0-9-]{0,31}/)?[A-Z]{3}[0-9]{3}$"))]
    rule: String,
    /// The id of a sample; `*` stands for any text and `?` for any character.
    #[schemars(length(min = 1))]
    case: Option<String>,
    /// The fingerprint of a finding, from its record.
    #[schemars(regex(pattern = r"^[^:\s]+:[0-9a-f]+$"))]
    fingerprint: Option<String>,
    /// The workflow that it is limited to.
    workflow: Option<String>,
    /// Who answers for it.
    #[schemars(length(min = 1))]
    owner: String,
    /// Who agreed.
    #[schemars(length(min = 1))]
    approver: String,
    /// Why.
    #[schemars(length(min = 1))]
    reason: String,
    /// Where it is discussed.
    ticket: Option<String>,
    /// The last day on which it holds: a TOML date, without quotes.
    #[schemars(extend("format" = "date"))]
    expires: String,
    /// The rule's revision that it was granted for. It excuses no other.
    #[schemars(range(min = 1))]
    revision: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::keys;

    #[test]
    fn schema_and_reader_know_the_same_keys() {
        let schema = json_schema();
        let keys =
            |table: &Value| -> Vec<String> { table["properties"].as_object().unwrap().keys().cloned().collect() };
        assert_eq!(keys(&schema), keys::POLICY_KEYS);
        for (name, known) in [
            ("FingerprintShape", keys::FINGERPRINT_KEYS),
            ("StreamShape", keys::STREAM_KEYS),
            ("LogShape", keys::LOG_KEYS),
            ("PackShape", keys::PACK_KEYS),
            ("RulesShape", keys::RULES_KEYS),
            ("WorkflowShape", keys::WORKFLOW_KEYS),
            ("CombinationShape", keys::COMBINATION_KEYS),
            ("ExamplesShape", keys::EXAMPLES_KEYS),
            ("ExampleShape", keys::EXAMPLE_KEYS),
            ("WaiverShape", keys::WAIVER_KEYS),
        ] {
            assert_eq!(keys(&schema["$defs"][name]), known, "{name}");
        }
    }
}
