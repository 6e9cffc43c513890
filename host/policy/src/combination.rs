use std::collections::BTreeSet;

use lictor_contract::{RuleDecl, RuleInfo};
use lictor_model::RuleId;

/// A rule over the findings of other rules in one sample: a refusal that itself leaks a secret, say. It has an
/// ID, a page and examples like any other; a policy brings it, not a pack. Or it adds findings to a rule that a pack
/// has, where the pack alone cannot see all that the rule is about.
#[derive(Debug, Clone)]
pub struct Combination {
    pub(crate) id: RuleId,
    pub(crate) decl: RuleDecl,
    /// The pack whose rule it is; none for a rule of the policy's own.
    pub(crate) pack: Option<String>,
    pub(crate) all: Vec<BTreeSet<RuleId>>,
    pub(crate) any: Vec<BTreeSet<RuleId>>,
    pub(crate) none: Vec<BTreeSet<RuleId>>,
}

impl Combination {
    /// Publisher and code.
    pub fn id(&self) -> &RuleId {
        &self.id
    }

    /// The rule as lists, pages and reports show it. Its plugin is `policy`, or the pack to whose rule it adds;
    /// examples are samples like those of a pack's rules.
    pub fn info(&self) -> RuleInfo {
        let plugin = self.pack.clone().unwrap_or_else(|| "policy".into());
        RuleInfo { id: self.id.clone(), plugin, decl: self.decl.clone() }
    }

    /// Whether it adds to a rule that a pack has, and is not a rule of its own.
    pub fn adds(&self) -> bool {
        self.pack.is_some()
    }

    /// Whether it fires on a sample in which these rules found something: every selector of `all` has a
    /// finding, at least one of `any` has (if there are any), and none of `none` has.
    pub fn matches(&self, findings: &[RuleId]) -> bool {
        let found = |rules: &BTreeSet<RuleId>| findings.iter().any(|finding| rules.contains(finding));
        self.all.iter().all(found)
            && (self.any.is_empty() || self.any.iter().any(found))
            && !self.none.iter().any(found)
    }

    /// The rules whose findings are evidence: those of `all` and `any`. A report points at their spans.
    pub fn evidence(&self) -> impl Iterator<Item = &RuleId> {
        self.all.iter().chain(&self.any).flatten()
    }

    /// Whether it could fire if just these rules were on.
    pub(crate) fn can_fire(&self, on: impl Fn(&RuleId) -> bool) -> bool {
        let possible = |rules: &BTreeSet<RuleId>| rules.iter().any(&on);
        self.all.iter().all(possible) && (self.any.is_empty() || self.any.iter().any(possible))
    }
}
