//! Both releases over the same samples, in the real sandbox.

use std::collections::{BTreeMap, BTreeSet};

use lictor::{Decision, Guard, Options, Record, Sample, Session, Status};
use lictor_model::RecordSpan;
use serde::Serialize;

use super::Bump;
use crate::running::{self, RunError};

/// Why a release cannot be run.
#[derive(Debug, thiserror::Error)]
#[error("the {which} release: {error}")]
pub struct TrialError {
    /// `old` or `new`.
    pub which: &'static str,
    /// What is wrong with it.
    pub error: RunError,
}

/// Two releases, ready to be asked about samples.
pub struct Trial {
    old: Guard,
    new: Guard,
}

/// What came out, without a word of the samples.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Verdicts {
    /// Samples that both were asked about.
    pub samples: u64,
    /// Samples of which the releases say something else.
    pub changed: u64,
    /// The ids of samples that one of the two did not check fully. What they say of them is not compared.
    pub unchecked: Vec<String>,
    /// By rule, those that say something else.
    pub rules: BTreeMap<String, RuleVerdicts>,
    /// Samples of which another decision is made, every rule at its default level.
    pub decisions: Vec<DecisionChange>,
}

/// Of which samples a rule says something else. By id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct RuleVerdicts {
    /// The new release finds something, the old one did not.
    pub fires_now: Vec<String>,
    /// The old release found something, the new one does not.
    pub fires_no_more: Vec<String>,
    /// Both do, elsewhere.
    pub fires_elsewhere: Vec<String>,
}

/// A sample of which another decision is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct DecisionChange {
    /// The sample's id.
    pub id: String,
    /// What the old release came to.
    pub old: String,
    /// What the new release comes to.
    pub new: String,
}

impl Trial {
    /// Loads both components.
    ///
    /// # Errors
    /// One of them cannot be run.
    pub fn new(old: &[u8], new: &[u8], options: &Options) -> Result<Self, TrialError> {
        let guard = |which, component| {
            running::guard(component, "{}", options.clone(), None).map_err(|error| TrialError { which, error })
        };
        Ok(Self { old: guard("old", old)?, new: guard("new", new)? })
    }

    /// What asks both, for one thread.
    pub fn sitting(&self) -> Sitting<'_> {
        Sitting { old: self.old.session(), new: self.new.session(), verdicts: Verdicts::default() }
    }
}

/// Both releases at work, and what came out so far.
pub struct Sitting<'t> {
    old: Session<'t>,
    new: Session<'t>,
    verdicts: Verdicts,
}

impl Sitting<'_> {
    /// Asks both about a sample. `id` is what it is called where it differs: its own, or the place that it came from.
    pub fn ask(&mut self, id: &str, sample: &Sample) {
        let (old, new) = (self.old.check(sample), self.new.check(sample));
        self.verdicts.count(id, &old, &new);
    }

    /// What came out.
    pub fn verdicts(self) -> Verdicts {
        self.verdicts
    }
}

impl Verdicts {
    fn count(&mut self, id: &str, old: &Record, new: &Record) {
        self.samples += 1;
        if old.status != Status::Checked || new.status != Status::Checked {
            self.unchecked.push(id.to_owned());
            return;
        }
        let (before, now) = (places(old), places(new));
        let mut changed = false;
        for code in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
            let (old, new) = (before.get(code), now.get(code));
            if old == new {
                continue;
            }
            let rule = self.rules.entry(code.clone()).or_default();
            let list = match (old, new) {
                (None, _) => &mut rule.fires_now,
                (_, None) => &mut rule.fires_no_more,
                _ => &mut rule.fires_elsewhere,
            };
            list.push(id.to_owned());
            changed = true;
        }
        if old.decision != new.decision {
            let name = |decision: Decision| decision.as_str().to_owned();
            self.decisions.push(DecisionChange { id: id.to_owned(), old: name(old.decision), new: name(new.decision) });
            changed = true;
        }
        self.changed += u64::from(changed);
    }

    /// What it demands of the version that verdicts differ: a rule that finds other things is more than a change of words.
    pub fn bump(&self) -> Option<Bump> {
        (self.changed > 0).then_some(Bump::Minor)
    }
}

/// Where each rule found something.
fn places(record: &Record) -> BTreeMap<String, BTreeSet<Vec<RecordSpan>>> {
    let mut places: BTreeMap<String, BTreeSet<Vec<RecordSpan>>> = BTreeMap::new();
    // The engine's own notes are about the sample, not about the pack.
    for finding in record
        .findings
        .iter()
        .filter(|finding| finding.rule.publisher() != "lictor" || !finding.rule.code().starts_with("LIC"))
    {
        places.entry(finding.rule.code().to_owned()).or_default().insert(finding.spans.clone());
    }
    places
}
