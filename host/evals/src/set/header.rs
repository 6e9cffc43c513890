use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::set::name::SET_ID;

/// The file `set.toml`: what holds for a whole set. Its cases stand beside it, in `cases.jsonl` (one per line), in
/// `cases/*.toml` (one per file), or in both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetHeader {
    /// `lictor.set/v1`.
    pub schema: String,
    /// The set's name: lower-case letters, digits and hyphens.
    #[schemars(length(max = 120), regex(pattern = SET_ID))]
    pub id: String,
    /// What the set is for, for people.
    pub title: String,
    /// The set's own version, counted by its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Who answers for the set, and for every case that names nobody else.
    pub owner: String,
    /// Days after which a case that nobody reviewed counts as stale. No entry: cases do not become stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_after_days: Option<u32>,
    /// The workflows that the set is about. A case of any other is an error.
    pub workflows: BTreeMap<String, WorkflowDecl>,
}

/// One workflow of a set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkflowDecl {
    /// What users do in it.
    pub title: String,
    /// What an answer that goes wrong costs here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_cost: Option<String>,
}
