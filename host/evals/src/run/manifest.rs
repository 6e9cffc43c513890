use std::collections::BTreeMap;

use lictor_model::{Digest, Dimension, Level, PolicyRef, RuleId};
use serde::{Deserialize, Serialize};

/// The file `manifest.json` of a run: the digest of everything that could have changed between two runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunManifest {
    /// `lictor.run/v1`.
    pub schema: String,
    /// The run's name: that of its folder when it was made.
    pub name: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
    /// The set.
    pub set: SetRef,
    /// The policy, with its digest, which covers packs and settings.
    pub policy: PolicyRef,
    /// The packs.
    pub packs: Vec<PackDigest>,
    /// The engine.
    pub engine: EngineVersion,
    /// What the team says about the system under test: `model`, `prompt`, `retrieval`, `tools` and whatever else.
    pub meta: BTreeMap<String, MetaValue>,
    /// The files of answers, in the order in which they were read.
    pub answers: Vec<FileDigest>,
    /// The day (`YYYY-MM-DD`) that waivers and rules took for today.
    pub today: String,
    /// The weakest level at which a finding fails its dimension.
    pub fail_on: Level,
    /// The rules of the policy.
    pub rules: Vec<RunRule>,
    /// How many of what.
    pub counts: RunCounts,
    /// The other files of the folder, by name.
    pub files: BTreeMap<String, FileDigest>,
}

/// The set of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SetRef {
    /// Its name.
    pub id: String,
    /// Its own version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its digest.
    pub digest: Digest,
}

/// A pack of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PackDigest {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
    /// The digest of its OCI manifest, where it was locked or signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<Digest>,
    /// The id of the key that signed it, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// What ran the packs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EngineVersion {
    /// The version of Lictor.
    pub lictor: String,
    /// The plugin contract.
    pub contract: String,
    /// The WebAssembly engine.
    pub runtime: String,
}

/// One thing that a team says about the system under test: a value, or a file by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct MetaValue {
    /// The value, or the file as it was named.
    pub value: String,
    /// For a file (`prompt=@prompt.txt`): the digest of its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

/// A file and what was in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FileDigest {
    /// The file as it was named.
    pub file: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its lines.
    pub lines: u64,
}

/// A rule of the policy that a run was made under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunRule {
    /// Publisher and code.
    pub id: RuleId,
    /// Its readable alias.
    pub slug: String,
    /// What it finds, in a few words.
    pub summary: String,
    /// What it is about.
    pub dimension: Dimension,
    /// The level that the policy gives it, where no workflow says otherwise.
    pub level: Level,
    /// Its revision.
    pub revision: u32,
    /// Whether its findings can hold a release.
    pub status: RunRuleStatus,
    /// Whether its evidence must not be shown.
    pub sensitive: bool,
    /// What brings it: `publisher/pack`, `lictor/engine`, `policy` for a combination, `lictor/evals` for a rule over a run.
    pub plugin: String,
    /// Its level in the workflows for which the policy gives it another one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub workflows: BTreeMap<String, Level>,
}

impl RunRule {
    /// Its level in a workflow.
    pub fn level_in(&self, workflow: &str) -> Level {
        self.workflows.get(workflow).copied().unwrap_or(self.level)
    }

    /// Whether its findings can fail an answer in a workflow of a run with this `fail_on`.
    pub fn can_fail(&self, workflow: &str, fail_on: Level) -> bool {
        let level = self.level_in(workflow);
        self.counts() && level != Level::Off && level >= fail_on
    }

    /// Whether its findings can fail anything.
    pub fn counts(&self) -> bool {
        self.status == RunRuleStatus::Stable
    }
}

/// Whether a rule's findings can fail anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RunRuleStatus {
    /// Its findings count.
    Stable,
    /// Its findings are listed and count for nothing: it may still change its meaning.
    Preview,
}

/// How many of what a run has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunCounts {
    /// Cases of the set.
    pub cases: u64,
    /// Answers that were joined with a case and have a result.
    pub answers: u64,
    /// The largest number of answers that one case has.
    pub repeats: u64,
    /// Cases without an answer.
    pub missing: u64,
    /// Answers that name no case of the set.
    pub extra: u64,
    /// Answers beyond the first under the same case and repeat.
    pub duplicate: u64,
    /// Lines that hold no answer.
    pub unreadable: u64,
    /// Results that the engine could not check in full.
    pub unchecked: u64,
}
