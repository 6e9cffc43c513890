//! A run's findings held against those of an earlier run.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::io::{self, Write};

use lictor_model::{Digest, Finding, Fingerprint, Record, RuleId, Status};

use crate::Context;
use crate::sarif::Sarif;

/// What an earlier run found. It holds a few dozen bytes for each of its findings, and no message.
///
/// Two findings are the same if case, rule and fingerprint are. Of such a pair, one that says something else than it did
/// (message, level, revision, waiver) is `updated`; that it stands elsewhere in the answer is no change.
pub struct Baseline<'a> {
    cases: HashMap<String, Case>,
    looks: Box<Looks<'a>>,
}

/// Whether a policy has a rule on in a workflow.
type Looks<'a> = dyn Fn(&RuleId, Option<&str>) -> bool + Send + 'a;

/// A case in which the earlier run found something.
#[derive(Debug, Default)]
struct Case {
    known: Vec<Known>,
    /// Records of the later run.
    seen: u64,
    /// One of them was not fully checked.
    unchecked: bool,
    /// Rules that could say nothing about one of them.
    not_applicable: BTreeSet<RuleId>,
}

#[derive(Debug)]
struct Known {
    rule: RuleId,
    fingerprint: Fingerprint,
    content: Digest,
    /// The later run has it, too.
    matched: bool,
    /// It was looked at a second time.
    told: bool,
}

/// The words of SARIF 2.1.0, 3.27.24.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BaselineState {
    New,
    Unchanged,
    Updated,
    Absent,
}

impl BaselineState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Updated => "updated",
            Self::Absent => "absent",
        }
    }
}

/// What became of a finding of the earlier run.
enum Fate {
    /// The later run has it.
    There,
    /// The later run looked and does not have it.
    Gone,
    /// The later run could not look.
    Unknown(&'static str),
}

impl fmt::Debug for Baseline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Baseline").field("cases", &self.cases.len()).finish_non_exhaustive()
    }
}

impl<'a> Baseline<'a> {
    /// Nothing yet. `looks` says whether the later run's policy has a rule on in a workflow: what a rule that is off does not
    /// find is not gone.
    pub fn new(looks: impl Fn(&RuleId, Option<&str>) -> bool + Send + 'a) -> Self {
        Self { cases: HashMap::new(), looks: Box::new(looks) }
    }

    /// Takes in a record of the earlier run.
    pub fn add(&mut self, record: &Record) {
        if record.findings.is_empty() {
            return;
        }
        let case = self.cases.entry(record.id.clone()).or_default();
        case.known.extend(record.findings.iter().map(|finding| Known {
            rule: finding.rule.clone(),
            fingerprint: finding.fingerprint.clone(),
            content: content(finding),
            matched: false,
            told: false,
        }));
    }

    /// What a record of the later run comes to, finding by finding.
    fn states(&mut self, record: &Record) -> Vec<BaselineState> {
        let Some(case) = self.cases.get_mut(&record.id) else { return vec![BaselineState::New; record.findings.len()] };
        case.seen += 1;
        case.unchecked |= record.status != Status::Checked;
        let silent = record.not_applicable.iter().map(|silent| &silent.rule);
        let silent = silent.filter(|rule| case.known.iter().any(|known| known.rule == **rule));
        case.not_applicable.extend(silent.cloned());
        record.findings.iter().map(|finding| case.state(finding)).collect()
    }

    fn fate(&mut self, record: &Record, finding: &Finding) -> Fate {
        let Some(case) = self.cases.get_mut(&record.id) else { return Fate::Unknown("it was not read before") };
        let content = content(finding);
        let same = |known: &&mut Known| {
            !known.told
                && known.rule == finding.rule
                && known.fingerprint == finding.fingerprint
                && known.content == content
        };
        let Some(known) = case.known.iter_mut().find(same) else { return Fate::Unknown("it was not read before") };
        known.told = true;
        if known.matched {
            Fate::There
        } else if case.seen == 0 {
            Fate::Unknown("this run has no result for the case")
        } else if case.unchecked {
            Fate::Unknown("this run did not check the case in full")
        } else if case.not_applicable.contains(&finding.rule) {
            Fate::Unknown("the rule is not applicable to the case in this run")
        } else if !(self.looks)(&finding.rule, record.workflow.as_deref()) {
            Fate::Unknown("the policy of this run does not have the rule on")
        } else {
            Fate::Gone
        }
    }
}

impl Case {
    fn state(&mut self, finding: &Finding) -> BaselineState {
        let content = content(finding);
        let mut same: Vec<&mut Known> = self
            .known
            .iter_mut()
            .filter(|known| !known.matched && known.rule == finding.rule && known.fingerprint == finding.fingerprint)
            .collect();
        // One that says the same before one that says something else.
        let at = same.iter().position(|known| known.content == content).unwrap_or(0);
        match same.get_mut(at) {
            None => BaselineState::New,
            Some(known) => {
                known.matched = true;
                if known.content == content { BaselineState::Unchanged } else { BaselineState::Updated }
            }
        }
    }
}

/// What a finding says, without where it stands.
fn content(finding: &Finding) -> Digest {
    let waived = finding.waived.as_deref().map_or_else(String::new, |reason| format!("waived {reason}"));
    let parts = [finding.level.as_str(), &finding.message, &waived];
    let mut bytes = finding.revision.to_be_bytes().to_vec();
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    Digest::of(bytes)
}

/// A SARIF log in which each result says how it stands to an earlier run: `new`, `unchanged`, `updated` or `absent`.
///
/// First the earlier run's records go into a [`Baseline`]; then come this run's records, and then those of the earlier run once
/// more. What the earlier run found and this one could not look for is no result, because it is neither there nor gone: it is
/// a notification.
pub struct SarifAgainst<'a> {
    sarif: Sarif<'a>,
    baseline: Baseline<'a>,
}

impl<'a> SarifAgainst<'a> {
    /// Starts the log. The context's rules should be those of both runs.
    ///
    /// # Errors
    /// What the output gave.
    pub fn start(out: Box<dyn Write + Send + 'a>, context: &Context<'_>, baseline: Baseline<'a>) -> io::Result<Self> {
        Ok(Self { sarif: Sarif::start(out, context)?, baseline })
    }

    /// Writes a record of this run.
    ///
    /// # Errors
    /// What the output or the temporary file gave.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        let states = self.baseline.states(record);
        let findings = record.findings.iter().zip(states.into_iter().map(Some));
        self.sarif.results(record, findings)?;
        self.sarif.failures(record)
    }

    /// Writes what became of a record of the earlier run, after all records of this one.
    ///
    /// # Errors
    /// What the output or the temporary file gave.
    pub fn earlier(&mut self, record: &Record) -> io::Result<()> {
        let mut gone = Vec::new();
        for finding in &record.findings {
            match self.baseline.fate(record, finding) {
                Fate::There => {}
                Fate::Gone => gone.push((finding, Some(BaselineState::Absent))),
                Fate::Unknown(why) => {
                    let rule = &finding.rule;
                    self.sarif.notify(
                        record,
                        "warning",
                        &format!("what {rule} found before cannot be compared: {why}"),
                    )?;
                }
            }
        }
        self.sarif.results(record, gone.into_iter())
    }

    /// Writes what stands at the end and flushes.
    ///
    /// # Errors
    /// What the output or the temporary file gave.
    pub fn finish(mut self) -> io::Result<()> {
        self.sarif.end()
    }
}
