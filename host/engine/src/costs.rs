//! What each rule costs on a run of samples: how often its patterns hit, how often it wakes its pack, and its share of
//! the time that the pack's calls took. Nothing here changes a verdict.

use std::time::{Duration, Instant};

use lictor_contract::Scanned;
use lictor_model::{Record, RuleId};

use crate::Guard;
use crate::applicability::Outlook;
use crate::load::Parts;

/// Counts over a run of samples, by [`Session::check_counting`](crate::Session::check_counting).
#[derive(Debug, Clone)]
pub struct Costs {
    plugins: Vec<Vec<RuleCost>>,
    /// Samples that were checked.
    pub samples: u64,
    /// The whole time of all checks.
    pub total: Duration,
    /// The part of it that scanning for the patterns of all rules took.
    pub scan: Duration,
}

/// What one rule had to do with the samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCost {
    /// The rule.
    pub rule: RuleId,
    /// Its pack, `publisher/pack`.
    pub plugin: String,
    /// Matches of its patterns. A pattern that several rules use counts for each.
    pub hits: u64,
    /// Samples for which its own wake condition held: the calls that its pack would need were this its only rule.
    pub wakes: u64,
    /// Samples for which no other rule's did: the calls that would not have been made without it.
    pub alone: u64,
    /// What it found.
    pub findings: u64,
    /// Its share of its pack's calls: the wall time of each call, in equal parts for all rules whose wake condition held.
    pub time: Duration,
}

impl Costs {
    /// Of no samples yet.
    pub fn new(guard: &Guard) -> Self {
        let rule = |rule: &lictor_contract::RuleInfo| RuleCost {
            rule: rule.id.clone(),
            plugin: rule.plugin.clone(),
            hits: 0,
            wakes: 0,
            alone: 0,
            findings: 0,
            time: Duration::ZERO,
        };
        let plugins = guard.parts().plugins.iter().map(|loaded| loaded.rules.iter().map(rule).collect()).collect();
        Self { plugins, samples: 0, total: Duration::ZERO, scan: Duration::ZERO }
    }

    /// Every rule, the costly ones first: by time, then by wakes, hits and name.
    pub fn rules(&self) -> Vec<&RuleCost> {
        let mut rules: Vec<&RuleCost> = self.plugins.iter().flatten().collect();
        rules.sort_by(|a, b| (b.time, b.wakes, b.hits, &a.rule).cmp(&(a.time, a.wakes, a.hits, &b.rule)));
        rules
    }

    pub(crate) fn scanned(&mut self, parts: &Parts, scanned: &Scanned<'_>, start: Instant) {
        self.scan += start.elapsed();
        for (plugin, pattern) in scanned.matched() {
            for rule in &parts.plugins[plugin].listeners[pattern] {
                self.plugins[plugin][*rule].hits += 1;
            }
        }
    }

    pub(crate) fn asked(&mut self, plugin: usize, outlook: &Outlook<'_>, start: Instant) {
        let time = start.elapsed();
        let rules = &mut self.plugins[plugin];
        let heard: Vec<usize> = (0..rules.len()).filter(|rule| outlook.hears(*rule)).collect();
        for rule in &heard {
            let rule = &mut rules[*rule];
            rule.wakes += 1;
            rule.alone += u64::from(heard.len() == 1);
            rule.time += time / heard.len() as u32;
        }
    }

    pub(crate) fn checked(&mut self, record: &Record, start: Instant) {
        self.samples += 1;
        self.total += start.elapsed();
        for finding in &record.findings {
            if let Some(rule) = self.plugins.iter_mut().flatten().find(|rule| rule.rule == finding.rule) {
                rule.findings += 1;
            }
        }
    }
}
