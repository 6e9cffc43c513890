//! The rules that no pack brings: the findings of the engine itself (`LIC`), and those over the answers of a run.

use lictor_contract::{Examples, RuleDecl, RuleInfo, WaiverScope};
use lictor_model::{Dimension, FailureKind, Level, RuleCode, RuleId, RuleStatus};

use crate::aggregates::aggregates;

/// The rules that the engine reports under.
pub(crate) struct Builtin {
    pub(crate) plugin_failure: RuleInfo,
    pub(crate) plugin_over_budget: RuleInfo,
    pub(crate) not_fully_read: RuleInfo,
    pub(crate) expired_waiver: RuleInfo,
    pub(crate) retired_code: RuleInfo,
    /// Over the answers of a run; no record has them.
    aggregates: [RuleInfo; 2],
}

impl Builtin {
    #[allow(clippy::expect_used)] // Constants.
    pub(crate) fn new() -> Self {
        let rule = |code: &str, slug: &str, summary: &str, docs: &str| {
            let id = code.parse::<RuleCode>().and_then(|code| RuleId::new("lictor", code)).expect("a constant");
            let decl = RuleDecl {
                code: code.into(),
                slug: slug.into(),
                summary: summary.into(),
                docs: docs.into(),
                message: summary.into(),
                remedy: String::new(),
                dimension: Dimension::Risk,
                level: Level::Block,
                status: RuleStatus::Stable,
                since: "0.1.0".into(),
                revision: 1,
                language: None,
                sensitive: false,
                requires: Vec::new(),
                horizon: None,
                tags: vec!["engine".into()],
                references: Vec::new(),
                wake: Vec::new(),
                detail: Default::default(),
                reasons: Vec::new(),
                waiver: WaiverScope::Any,
                examples: Examples::default(),
                accuracy: Vec::new(),
            };
            RuleInfo { id, plugin: "lictor/engine".into(), decl }
        };
        let mut builtin = Self {
            plugin_failure: rule(
                "LIC101",
                "plugin-failure",
                "a plugin failed, so its rules say nothing about this sample",
                "## What it does\nReports a plugin that trapped, broke the contract or refused to check, or that a server does not ask for \
                 a while because it kept failing. Nothing that it said about the sample is used; what other plugins found \
                 stands.\n\n## Why is this bad\nWhat was not \
                 checked must not pass as checked.\n\n## Known false positives\nNone. The policy's `on_failure` sets the \
                 level: block, flag (warn) or allow (note).",
            ),
            plugin_over_budget: rule(
                "LIC102",
                "plugin-over-budget",
                "a plugin ran out of instructions, time, memory or stack, so its rules say nothing about this sample",
                "## What it does\nReports a plugin that reached a limit of its sandbox.\n\n## Why is this bad\nWhat was \
                 not checked must not pass as checked.\n\n## Known false positives\nAn honest plugin can meet the deadline \
                 on an overloaded machine; fuel is the same everywhere. The policy's `on_failure` sets the level.",
            ),
            not_fully_read: rule(
                "LIC103",
                "not-fully-read",
                "the sample is beyond what the host reads in full, so some rules may have missed something",
                "## What it does\nReports a sample with more matches, more encoded passages or longer texts than the host \
                 looks at.\n\n## Why is this bad\nSomething could hide behind the bound.\n\n## Known false positives\nDumps \
                 of encoded data. The policy's `on_failure` sets the level.",
            ),
            expired_waiver: rule(
                "LIC201",
                "expired-waiver",
                "a waiver for a finding of this sample has expired; the finding counts in full again",
                "## What it does\nReports a finding that a waiver would excuse, had it not expired.\n\n## Why is this \
                 bad\nSomebody promised to look again by that day.\n\n## Known false positives\nNone.",
            ),
            retired_code: rule(
                "LIC202",
                "retired-code",
                "the policy names a rule that found something here by a code that is retired",
                "## What it does\nReports a finding of a rule that the policy selects, ignores, weighs or combines by a \
                 code that is retired. The code still counts, for the rule that takes its place: `lictor rules explain` \
                 of it names that rule, and loading the policy warns. A retired code with nothing in its place is an \
                 error of the policy.\n\n## Why is this bad\nThe pack may drop the redirect, and whoever reads the \
                 policy looks for a rule that is no more.\n\n## Known false positives\nNone.",
            ),
            aggregates: aggregates(),
        };
        builtin.expired_waiver.decl.level = Level::Note;
        builtin.retired_code.decl.level = Level::Note;
        builtin.retired_code.decl.since = "0.2.0".into();
        builtin
    }

    /// The rule for a failure.
    pub(crate) fn for_failure(&self, kind: FailureKind) -> &RuleInfo {
        match kind {
            FailureKind::Fuel | FailureKind::Deadline | FailureKind::Memory | FailureKind::Stack => {
                &self.plugin_over_budget
            }
            FailureKind::Bound => &self.not_fully_read,
            FailureKind::Trap
            | FailureKind::Contract
            | FailureKind::Plugin
            | FailureKind::Input
            | FailureKind::Suspended => &self.plugin_failure,
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &RuleInfo> {
        let own = [
            &self.plugin_failure,
            &self.plugin_over_budget,
            &self.not_fully_read,
            &self.expired_waiver,
            &self.retired_code,
        ];
        own.into_iter().chain(&self.aggregates)
    }
}
