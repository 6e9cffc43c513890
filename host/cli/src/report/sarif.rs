//! The findings of a run as SARIF, held against those of a base.

use std::io::Write;

use lictor::{Level, RuleDecl, RuleInfo, VERSION};
use lictor_evals::run::{Run, RunRule, RunRuleStatus};
use lictor_model::{RuleId, RuleStatus};
use lictor_report::{Baseline, Context, Format, SarifAgainst, Summary, report};
use miette::Result;

use crate::exit::written;

pub(crate) fn write(run: &Run, base: Option<&Run>, out: Box<dyn Write + Send + '_>) -> Result<()> {
    let manifest = run.manifest();
    let mut rules: Vec<RuleInfo> = manifest.rules.iter().map(info).collect();
    for rule in base.iter().flat_map(|base| &base.manifest().rules) {
        if !rules.iter().any(|known| known.id == rule.id) {
            rules.push(info(rule));
        }
    }
    let context = Context {
        rules: &rules,
        policy: manifest.policy.clone(),
        tool_version: VERSION,
        today: &manifest.today,
        colour: false,
        width: None,
        fail_on: manifest.fail_on,
    };
    let Some(base) = base else {
        let mut log = written(report(Format::Sarif, out, context))?;
        for result in run.results()? {
            written(log.record(&result?.record))?;
        }
        return written(log.finish(&Summary::default()));
    };
    let looks = |rule: &RuleId, workflow: Option<&str>| {
        let rule = manifest.rules.iter().find(|known| known.id == *rule);
        rule.is_some_and(|rule| workflow.map_or(rule.level, |workflow| rule.level_in(workflow)) != Level::Off)
    };
    let mut baseline = Baseline::new(looks);
    for result in base.results()? {
        baseline.add(&result?.record);
    }
    let mut log = written(SarifAgainst::start(out, &context, baseline))?;
    for result in run.results()? {
        written(log.record(&result?.record))?;
    }
    for result in base.results()? {
        written(log.earlier(&result?.record))?;
    }
    written(log.finish())
}

/// What a run keeps of a rule, as SARIF describes rules. Its page is not in a run.
fn info(rule: &RunRule) -> RuleInfo {
    RuleInfo {
        id: rule.id.clone(),
        plugin: rule.plugin.clone(),
        decl: RuleDecl {
            code: rule.id.code().to_owned(),
            slug: rule.slug.clone(),
            summary: rule.summary.clone(),
            docs: String::new(),
            message: String::new(),
            remedy: String::new(),
            dimension: rule.dimension,
            level: rule.level,
            status: match rule.status {
                RunRuleStatus::Stable => RuleStatus::Stable,
                RunRuleStatus::Preview => RuleStatus::Preview,
            },
            since: String::new(),
            revision: rule.revision,
            language: None,
            sensitive: rule.sensitive,
            requires: Vec::new(),
            horizon: None,
            tags: Vec::new(),
            references: Vec::new(),
            wake: Vec::new(),
            detail: Default::default(),
            reasons: Vec::new(),
            waiver: Default::default(),
            examples: Default::default(),
            accuracy: Vec::new(),
        },
    }
}
