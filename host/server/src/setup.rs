//! What the server works with at a moment: policies with their guards, and callers. Loaded as a whole and swapped as a
//! whole, so that no request sees half of a change.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lictor::{AsyncGuard, CodeCache, Guard, GuardError, Options, PolicyFile, SecretSource, Turns, read_secret};

use crate::access::{Caller, Callers};
use crate::breakers::Breakers;
use crate::configuration::{Configuration, PolicyEntry};
use crate::observe::Metrics;
use crate::problem::Problem;
use crate::proxy::Upstream;

/// What is swapped.
pub(crate) struct Setup {
    pub(crate) configuration: Configuration,
    pub(crate) callers: Callers,
    policies: Vec<Arc<Deployed>>,
    /// The model server behind this one.
    pub(crate) upstream: Option<Arc<Upstream>>,
    /// The day that it takes for today.
    pub(crate) today: String,
}

/// A policy at work.
pub(crate) struct Deployed {
    pub(crate) entry: PolicyEntry,
    pub(crate) guard: AsyncGuard,
    pub(crate) breakers: Arc<Breakers>,
    pub(crate) shadow: Option<ShadowPolicy>,
    /// What it was loaded from.
    pub(crate) files: Vec<PathBuf>,
}

/// A policy that is tried beside another one.
pub(crate) struct ShadowPolicy {
    pub(crate) guard: AsyncGuard,
    share: f64,
    /// Requests so far: which of them are looked at depends on nothing else.
    count: AtomicU64,
}

/// Why the server does not start, or goes on with what it had.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A policy cannot be read.
    #[error("the policy \"{name}\": {error}")]
    Policy {
        /// Its name here.
        name: String,
        /// Why.
        error: lictor::PolicyError,
    },
    /// A policy cannot be loaded.
    #[error("the policy \"{name}\": {error}")]
    Guard {
        /// Its name here.
        name: String,
        /// Why.
        error: GuardError,
    },
    /// The fingerprint secret that a policy names cannot be read.
    #[error("the policy \"{name}\": {message}")]
    Secret {
        /// Its name here.
        name: String,
        /// Why.
        message: String,
    },
    /// Certificates cannot be used.
    #[error("{0}")]
    Tls(String),
    /// The model server cannot be asked.
    #[error("`[proxy]`: {0}")]
    Proxy(String),
}

/// What every guard shares, whenever it is loaded.
pub(crate) struct Ground {
    pub(crate) cache: Option<CodeCache>,
    pub(crate) turns: Arc<Turns>,
    pub(crate) metrics: Arc<Metrics>,
}

impl Setup {
    /// Loads everything. Takes its time: not to be called where requests are answered.
    pub(crate) fn load(configuration: Configuration, ground: &Ground) -> Result<Self, SetupError> {
        let today = today();
        let deploy = |entry: PolicyEntry| deploy(entry, &today, ground).map(Arc::new);
        let policies = configuration.policies().into_iter().map(deploy).collect::<Result<_, _>>()?;
        let callers = Callers::new(&configuration.keys, configuration.limits.in_flight);
        let upstream = configuration.proxy.as_ref().map(Upstream::new).transpose()?.map(Arc::new);
        Ok(Self { callers, policies, upstream, configuration, today })
    }

    /// The policy that is meant, if the caller may ask it.
    pub(crate) fn policy(&self, named: Option<&str>, caller: &Caller) -> Result<&Arc<Deployed>, Problem> {
        let name = named.or(caller.usual_policy());
        let found = match name {
            Some(name) => self.policies.iter().find(|deployed| deployed.entry.name == name),
            None => self.policies.first(),
        };
        found.filter(|deployed| caller.may_ask(&deployed.entry.name)).ok_or_else(Problem::no_policy)
    }

    /// All policies.
    pub(crate) fn policies(&self) -> &[Arc<Deployed>] {
        &self.policies
    }
}

impl ShadowPolicy {
    /// Whether it looks at the next request: of n requests at n times its share, evenly spread.
    pub(crate) fn takes_next(&self) -> bool {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let up_to = |count: u64| (count as f64 * self.share).floor();
        up_to(count + 1) > up_to(count)
    }
}

fn deploy(entry: PolicyEntry, today: &str, ground: &Ground) -> Result<Deployed, SetupError> {
    let mut files = Vec::new();
    let guard = Arc::new(load(&entry.name, entry.policy(), today, ground, &mut files)?);
    let breakers = Arc::new(Breakers::new(&guard, ground.metrics.of_packs(&entry.name)));
    let shadow = match &entry.shadow {
        None => None,
        Some(shadow) => {
            let guard = Arc::new(load(&entry.name, &shadow.policy, today, ground, &mut files)?);
            let guard = AsyncGuard::new(guard, ground.turns.clone());
            Some(ShadowPolicy { guard, share: shadow.share, count: AtomicU64::new(0) })
        }
    };
    let guard = AsyncGuard::new(guard, ground.turns.clone()).watched_by(breakers.clone());
    Ok(Deployed { entry, guard, breakers, shadow, files })
}

/// Loads a policy and notes the files that it was loaded from.
fn load(name: &str, policy: &str, today: &str, ground: &Ground, files: &mut Vec<PathBuf>) -> Result<Guard, SetupError> {
    let file = PolicyFile::embedded(policy).unwrap_or_else(|| PolicyFile::read(policy.as_ref()));
    let file = file.map_err(|error| SetupError::Policy { name: name.into(), error })?;
    files.extend_from_slice(file.files());
    if let Some(SecretSource::File(path)) = file.fingerprint() {
        files.push(path.clone());
    }
    let fingerprint =
        read_secret(file.fingerprint()).map_err(|message| SetupError::Secret { name: name.into(), message })?;
    let options = Options { today: today.into(), fingerprint, cache: ground.cache.clone(), ..Options::default() };
    let guard = Guard::new(file, options).map_err(|error| SetupError::Guard { name: name.into(), error })?;
    files.extend(guard.policy().packs().iter().filter_map(|pack| pack.path.clone()));
    Ok(guard)
}

/// The day, UTC.
pub(crate) fn today() -> String {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_takes_its_share_evenly() {
        let guard = Guard::new(PolicyFile::embedded("default").unwrap().unwrap(), Options::default()).unwrap();
        let guard = AsyncGuard::new(Arc::new(guard), Arc::new(Turns::new(1, 1)));
        let taken = |share: f64, of: usize| {
            let shadow = ShadowPolicy { guard: guard.clone(), share, count: AtomicU64::new(0) };
            (0..of).map(|_| shadow.takes_next()).collect::<Vec<_>>()
        };
        assert_eq!(taken(0.25, 8), [false, false, false, true, false, false, false, true]);
        assert!(taken(1.0, 5).iter().all(|taken| *taken) && !taken(0.0, 5).contains(&true));
        assert_eq!(taken(0.1, 1000).iter().filter(|taken| **taken).count(), 100);
    }
}
