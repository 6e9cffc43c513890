//! One plugin and one sample: the contract's two interfaces as the host serves them.

mod failure;
mod findings;
mod limits;
mod sample;

use std::time::{Duration, Instant};

use lictor_model::{InputSet, Part, Sample};

pub use failure::{Breach, Refusal};
pub use findings::{PluginFinding, PluginSpan, Reported, ReportedFinding};
pub use limits::CheckLimits;
pub use sample::Excerpt;

use crate::matching::Hit;
use crate::merge::merge;
use crate::{Manifest, Scanned};

/// What is known of a sample beside its own fields.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// The answer's language, `und` when unsure.
    pub language: String,
    /// The day that counts as today, `YYYY-MM-DD`.
    pub today: String,
}

/// One plugin's check of one sample, seen from the host: what it may read, and what it reported.
///
/// Granting and validating happen here and nowhere else. A call that breaks the contract is remembered
/// ([`Check::outcome`]), whatever the plugin does with the error.
pub struct Check<'a> {
    manifest: &'a Manifest,
    sample: &'a Sample,
    parts: &'a [Part<'a>],
    attributes: &'a Attributes,
    granted: InputSet,
    /// Indices into `parts` of those that the plugin may read.
    visible: Vec<u32>,
    hits: &'a [Hit],
    scanned: &'a Scanned<'a>,
    limits: &'a CheckLimits,
    /// The names of the views by their numbers, made when the first is asked for.
    views: Vec<&'a str>,
    calls: u32,
    text_bytes: u64,
    output_bytes: u64,
    evidence_bytes: u64,
    reports: u32,
    reported: Reported,
    breach: Option<Breach>,
    refusal: Option<Refusal>,
    until: Option<Instant>,
}

impl<'a> Check<'a> {
    /// Prepares a check. `granted` is what the policy grants *and* the manifest declares; `hits` are the
    /// plugin's own, with parts numbered as in `scanned`.
    pub fn new(
        manifest: &'a Manifest,
        granted: InputSet,
        sample: &'a Sample,
        attributes: &'a Attributes,
        scanned: &'a Scanned<'a>,
        hits: &'a [Hit],
        limits: &'a CheckLimits,
    ) -> Self {
        let parts = scanned.parts();
        let visible = (0..parts.len() as u32).filter(|index| granted.contains(parts[*index as usize].input)).collect();
        Self {
            manifest,
            sample,
            parts,
            attributes,
            granted,
            visible,
            hits,
            scanned,
            limits,
            views: Vec::new(),
            calls: 0,
            text_bytes: 0,
            output_bytes: 0,
            evidence_bytes: 0,
            reports: 0,
            reported: Reported::default(),
            breach: None,
            refusal: None,
            until: None,
        }
    }

    /// The plugin has to answer by then, if its own deadline does not come first.
    pub fn until(mut self, until: Option<Instant>) -> Self {
        self.until = until;
        self
    }

    /// How much time is left until then.
    pub fn time_left(&self) -> Option<Duration> {
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// The first breach or refusal so far, as words for the pack's author that hold nothing of the sample.
    pub fn complaint(&self) -> Option<String> {
        let breach = self.breach.map(|breach| breach.to_string());
        breach.or_else(|| self.refusal.map(|refusal| refusal.to_string()))
    }

    /// What the plugin said, unless it broke the contract. The same rule on the same spans in several views is one
    /// finding.
    ///
    /// # Errors
    /// The first breach or refusal, as words for the pack's author that hold nothing of the sample.
    pub fn outcome(self) -> Result<Reported, String> {
        match (self.breach, self.refusal) {
            (Some(breach), _) => Err(breach.to_string()),
            (None, Some(refusal)) => Err(refusal.to_string()),
            (None, None) => Ok(Reported { findings: merge(self.reported.findings), ..self.reported }),
        }
    }

    fn call(&mut self) -> Result<(), Breach> {
        self.calls += 1;
        if self.calls > self.limits.calls { self.breach(Breach::OverBudget) } else { Ok(()) }
    }

    fn breach<T>(&mut self, breach: Breach) -> Result<T, Breach> {
        self.breach.get_or_insert(breach);
        Err(breach)
    }

    fn refuse<T>(&mut self, refusal: Refusal) -> Result<T, Refusal> {
        self.refusal.get_or_insert(refusal);
        Err(refusal)
    }

    fn part(&mut self, part: u32) -> Result<&'a Part<'a>, Breach> {
        self.call()?;
        match self.visible.get(part as usize) {
            Some(index) => Ok(&self.parts[*index as usize]),
            None => self.breach(Breach::NoSuchPart),
        }
    }

    fn hit(&mut self, hit: u32) -> Result<&'a Hit, Breach> {
        self.call()?;
        match self.hits.get(hit as usize) {
            Some(hit) => Ok(hit),
            None => self.breach(Breach::NoSuchHit),
        }
    }

    fn hand_over(&mut self, bytes: usize) -> Result<(), Breach> {
        self.text_bytes += bytes as u64;
        if self.text_bytes > self.limits.text_bytes { self.breach(Breach::OverBudget) } else { Ok(()) }
    }

    /// Counts text that is made for the plugin and belongs to no part.
    fn hand_over_made(&mut self, made: Option<String>) -> Result<Option<String>, Breach> {
        self.hand_over(made.as_ref().map_or(0, String::len))?;
        Ok(made)
    }

    /// Counts what the plugin handed over to ask a question.
    fn take(&mut self, bytes: usize) -> Result<(), Breach> {
        self.output_bytes += bytes as u64;
        if self.output_bytes > self.limits.output_bytes { self.breach(Breach::OverBudget) } else { Ok(()) }
    }
}
