//! What the server works with at a moment: policies with their guards, and callers. Loaded as a whole and swapped as a
//! whole, so that no request sees half of a change.

use std::path::PathBuf;
use std::sync::Arc;

use lictor::{
    AsyncGuard, CodeCache, Guard, GuardError, Options, PolicyFile, SecretSource, Supply, Turns, read_secret,
    supply_files,
};

use crate::access::{Caller, Callers};
use crate::breakers::Breakers;
use crate::configuration::{Configuration, PolicyEntry};
use crate::observe::Metrics;
use crate::problem::Problem;
use crate::proxy::Upstream;
use crate::share::Share;

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
    /// Its name, for those who are told of checks.
    pub(crate) name: Arc<str>,
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
    pub(crate) share: Share,
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
        error: Box<lictor::PolicyError>,
    },
    /// A policy cannot be loaded.
    #[error("the policy \"{name}\": {error}")]
    Guard {
        /// Its name here.
        name: String,
        /// Why.
        error: Box<GuardError>,
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
    /// The decision log cannot be written.
    #[error("the decision log {path}: {error}")]
    Decisions {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Answers are to be kept that no policy lets be kept.
    #[error("`decisions.content` is true, and no policy that is served says `[log] content = \"redacted\"`")]
    Content,
    /// Events cannot be sent.
    #[error("`telemetry`: {0}")]
    Telemetry(String),
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
        let supply = Supply {
            store: configuration.store.clone(),
            locked: configuration.locked,
            now: std::time::SystemTime::now(),
            ..Supply::default()
        };
        let loading = Loading { today: &today, ground, supply };
        let deploy = |entry: PolicyEntry| deploy(entry, &loading).map(Arc::new);
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

/// What all policies are loaded with.
struct Loading<'a> {
    today: &'a str,
    ground: &'a Ground,
    supply: Supply,
}

fn deploy(entry: PolicyEntry, loading: &Loading<'_>) -> Result<Deployed, SetupError> {
    let ground = loading.ground;
    let mut files = Vec::new();
    let guard = Arc::new(load(&entry.name, entry.policy(), loading, &mut files)?);
    let name: Arc<str> = entry.name.as_str().into();
    let breakers = Arc::new(Breakers::new(&guard, ground.metrics.of_packs(&name)));
    let shadow = match &entry.shadow {
        None => None,
        Some(shadow) => {
            let guard = Arc::new(load(&entry.name, &shadow.policy, loading, &mut files)?);
            let guard = AsyncGuard::new(guard, ground.turns.clone());
            Some(ShadowPolicy { guard, share: Share::new(shadow.share) })
        }
    };
    let guard = AsyncGuard::new(guard, ground.turns.clone()).watched_by(breakers.clone());
    Ok(Deployed { name, entry, guard, breakers, shadow, files })
}

/// Loads a policy and notes the files that it was loaded from.
fn load(name: &str, policy: &str, loading: &Loading<'_>, files: &mut Vec<PathBuf>) -> Result<Guard, SetupError> {
    let file = PolicyFile::embedded(policy).unwrap_or_else(|| PolicyFile::read(policy.as_ref()));
    let file = file.map_err(|error| SetupError::Policy { name: name.into(), error: error.into() })?;
    files.extend_from_slice(file.files());
    files.extend(supply_files(&file));
    if let Some(SecretSource::File(path)) = file.fingerprint() {
        files.push(path.clone());
    }
    let fingerprint =
        read_secret(file.fingerprint()).map_err(|message| SetupError::Secret { name: name.into(), message })?;
    let options = Options {
        today: loading.today.into(),
        fingerprint,
        cache: loading.ground.cache.clone(),
        supply: loading.supply.clone(),
        ..Options::default()
    };
    let guard = Guard::new(file, options);
    let guard = guard.map_err(|error| SetupError::Guard { name: name.into(), error: error.into() })?;
    files.extend(guard.policy().packs().iter().filter_map(|pack| pack.path.clone()));
    Ok(guard)
}

/// The day, UTC.
pub(crate) fn today() -> String {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().to_string()
}
