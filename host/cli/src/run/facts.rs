use std::collections::BTreeMap;

use lictor::{CONTRACT, ENGINE, Guard, Level, RuleInfo, VERSION};
use lictor_evals::run::{EngineVersion, MetaValue, PackDigest, RunFacts, RunRule, RunRuleStatus};
use lictor_model::RuleStatus;

/// What a guard knows that a run's manifest says.
pub(super) fn of(guard: &Guard, meta: BTreeMap<String, MetaValue>, fail_on: Level) -> RunFacts {
    let packs = guard.packs().into_iter();
    RunFacts {
        policy: guard.policy_ref(),
        packs: packs
            .map(|pack| PackDigest {
                plugin: pack.plugin,
                version: pack.version,
                digest: pack.digest,
                artifact: pack.artifact,
                signer: pack.signer.map(|signer| signer.key.to_string()),
            })
            .collect(),
        engine: EngineVersion { lictor: VERSION.into(), contract: CONTRACT.into(), runtime: ENGINE.into() },
        meta,
        today: guard.today().to_owned(),
        fail_on,
        rules: guard.rules().iter().map(|rule| of_rule(guard, rule)).collect(),
    }
}

fn of_rule(guard: &Guard, rule: &RuleInfo) -> RunRule {
    let level = guard.level(&rule.id);
    let workflows = guard.policy().profiles().filter_map(|(workflow, _)| {
        let own = guard.level_in(&rule.id, workflow);
        (own != level).then(|| Some((workflow?.to_owned(), own))).flatten()
    });
    RunRule {
        id: rule.id.clone(),
        slug: rule.decl.slug.clone(),
        summary: rule.decl.summary.clone(),
        dimension: rule.decl.dimension,
        level,
        revision: rule.decl.revision,
        status: match rule.decl.status {
            RuleStatus::Preview => RunRuleStatus::Preview,
            RuleStatus::Stable | RuleStatus::Deprecated | RuleStatus::Removed => RunRuleStatus::Stable,
        },
        sensitive: rule.decl.sensitive,
        plugin: rule.plugin.clone(),
        workflows: workflows.collect(),
    }
}
