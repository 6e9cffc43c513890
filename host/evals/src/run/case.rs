use std::collections::BTreeMap;

use lictor_model::{Behaviour, Digest};
use serde::{Deserialize, Serialize};

use crate::set::{Case, Difficulty, Gate, Risk};

/// What a run keeps of a case: enough for comparisons, gates and reports, without the texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunCase {
    /// The case's name.
    pub id: String,
    /// Over the whole case: two runs saw the same case if it is equal.
    pub digest: Digest,
    /// The workflow.
    pub workflow: String,
    /// Why the case exists.
    pub reason: String,
    /// Whether a failure holds a release.
    pub gate: Gate,
    /// What a failure can do.
    pub risk: Risk,
    /// How hard it is.
    pub difficulty: Difficulty,
    /// What the answer should do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<Behaviour>,
    /// Which data the answer depends on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
    /// Labels: every tag is a slice of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The case stands for behaviour that must not get worse.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
    /// The case failed in an earlier release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previously_failed: Option<String>,
    /// The case lies on a boundary.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub boundary: bool,
    /// What a user would see if it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_mode: Option<String>,
    /// Cases of one group ask the same in other words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Attributes by which refusals are compared.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
}

impl RunCase {
    /// What a run keeps of a case.
    pub fn new(case: &Case, digest: Digest) -> Self {
        Self {
            id: case.id.clone(),
            digest,
            workflow: case.workflow.clone(),
            reason: case.reason.clone(),
            gate: case.gate,
            risk: case.risk,
            difficulty: case.difficulty,
            behaviour: case.expect.behaviour,
            data: case.data.clone(),
            tags: case.tags.clone(),
            protected: case.protected,
            previously_failed: case.previously_failed.clone(),
            boundary: case.boundary,
            failure_mode: case.failure_mode.clone(),
            group: case.group.clone(),
            attributes: case.attributes.clone(),
        }
    }
}
