//! What all requests share, and the one way in which anything is checked.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use lictor::{Busy, Decision, Level, Record, RuleId, Sample};
use tokio::sync::Semaphore;

use crate::asked::Asked;
use crate::gateways::Remembered;
use crate::observe::{Checked, Moment, Observers};
use crate::problem::Problem;
use crate::setup::{Deployed, Ground, Setup};

/// In which turns shadows are checked: after everybody else's share, never before.
const SHADOW_LANE: &str = "\0shadow";

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) setup: ArcSwap<Setup>,
    pub(crate) ground: Ground,
    pub(crate) observers: Arc<Observers>,
    pub(crate) in_flight: Arc<Semaphore>,
    /// What LiteLLM asked before the model was asked.
    pub(crate) remembered: Remembered,
    /// It was told to stop.
    pub(crate) draining: AtomicBool,
}

impl Shared {
    pub(crate) fn new(setup: Setup, ground: Ground, observers: Arc<Observers>) -> Self {
        let in_flight = Arc::new(Semaphore::new(setup.configuration.limits.in_flight as usize));
        let draining = AtomicBool::new(false);
        Self {
            setup: ArcSwap::from_pointee(setup),
            ground,
            observers,
            in_flight,
            remembered: Remembered::default(),
            draining,
        }
    }

    /// How things stand now.
    pub(crate) fn moment(&self) -> Moment {
        // Only a restart changes the limit.
        let room = self.setup.load().configuration.limits.in_flight as usize;
        let in_flight = room.saturating_sub(self.in_flight.available_permits());
        Moment { in_flight, turns_waiting: self.ground.turns.waiting() }
    }

    /// Checks a sample under the policy that was asked for.
    pub(crate) async fn check(
        &self,
        asked: &Asked,
        endpoint: &'static str,
        sample: impl Into<Arc<Sample>>,
    ) -> Result<Record, Problem> {
        let sample = sample.into();
        let begin = Instant::now();
        let until = begin + asked.deadline();
        let record = asked.policy.guard.check(sample.clone(), &asked.caller.name, Some(until)).await;
        let record = record.map_err(|Busy| Problem::overloaded())?;
        self.checked(asked, endpoint, &sample, &record, begin.elapsed());
        Ok(record)
    }

    /// The same for one of many that arrive together, or for a part of what was let in before: there is a record in any case.
    pub(crate) async fn check_patiently(&self, asked: &Asked, endpoint: &'static str, sample: Arc<Sample>) -> Record {
        let begin = Instant::now();
        let until = begin + asked.deadline();
        let record = asked.policy.guard.check_patiently(sample.clone(), &asked.caller.name, Some(until)).await;
        self.checked(asked, endpoint, &sample, &record, begin.elapsed());
        record
    }

    /// Tells everybody about a check, and has the shadow look as well.
    pub(crate) fn checked(
        &self,
        asked: &Asked,
        endpoint: &'static str,
        sample: &Arc<Sample>,
        record: &Record,
        took: Duration,
    ) {
        let (policy, guard, caller) = (&asked.policy.name, asked.policy.guard.guard(), &asked.caller.name);
        let trace = asked.trace.as_ref();
        let checked = Checked { policy, guard, caller, endpoint, trace, sample, record, took, shadow: false };
        self.observers.checked(&checked);
        if asked.policy.shadow.as_ref().is_some_and(|shadow| shadow.share.takes_next()) {
            let (deployed, observers) = (asked.policy.clone(), self.observers.clone());
            let (sample, seen) = (sample.clone(), Verdict::of(record));
            let caller = caller.clone();
            tokio::spawn(async move { look(&deployed, &observers, endpoint, &caller, sample, &seen).await });
        }
    }
}

/// What is compared of two policies.
pub(crate) struct Verdict {
    /// What would happen were the policy enforced.
    pub(crate) decision: Decision,
    /// The rules that found something which counts.
    pub(crate) rules: Vec<RuleId>,
}

impl Verdict {
    pub(crate) fn of(record: &Record) -> Self {
        let counted = || record.findings.iter().filter(|finding| finding.waived.is_none());
        let decision = match counted().map(|finding| finding.level).max() {
            Some(Level::Block) => Decision::Block,
            Some(Level::Redact) => Decision::Redact,
            _ => Decision::Allow,
        };
        let found = counted().filter(|finding| finding.level >= Level::Warn);
        let mut rules: Vec<RuleId> = found.map(|finding| finding.rule.clone()).collect();
        rules.sort();
        rules.dedup();
        Self { decision, rules }
    }
}

/// Has the shadow look, when there is room for it, and counts what it sees differently.
async fn look(
    deployed: &Deployed,
    observers: &Observers,
    endpoint: &'static str,
    caller: &Arc<str>,
    sample: Arc<Sample>,
    seen: &Verdict,
) {
    let Some(shadow) = &deployed.shadow else { return };
    let begin = Instant::now();
    let until = begin + Duration::from_millis(deployed.entry.deadline_ms.into());
    let (policy, guard) = (&deployed.name, shadow.guard.guard());
    match shadow.guard.check(sample.clone(), SHADOW_LANE, Some(until)).await {
        Ok(record) => {
            let took = begin.elapsed();
            let (trace, sample, record) = (None, &*sample, &record);
            observers.checked(&Checked { policy, guard, caller, endpoint, trace, sample, record, took, shadow: true });
            observers.compared(policy, seen, &Verdict::of(record));
        }
        Err(Busy) => observers.shadow_skipped(policy),
    }
}
