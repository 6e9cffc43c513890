//! The engine around the pack that is tried: one guard for each settings that occur.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lictor::{CodeCache, Guard, GuardError, Options, PolicyFile, Record, Sample, Scorer};
use lictor_contract::{Check, CheckFailure, Manifest, tame};
use lictor_model::Digest;
use lictor_policy::POLICY_SCHEMA;
use lictor_sandbox::{LoadError, Plugin, Runtime, SandboxLimits};
use serde_json::{Map, Value, json};

use super::TrialError;

/// The day that rules take for today: a trial gives the same whenever it is run.
const TODAY: &str = "2026-01-15";

/// A check may take so long. Fuel bounds what a pack computes; machines that build are often busy.
const DEADLINE: Duration = Duration::from_secs(60);

/// What a pack says last when it fails, for its author. A policy in force never shows it.
type Said = Arc<Mutex<Option<String>>>;

/// A guard, or why there is none.
type Built = Result<Arc<Guard>, String>;

pub(super) struct Guards {
    runtime: Arc<Runtime>,
    component: Vec<u8>,
    manifest: Manifest,
    digest: Digest,
    said: Said,
    cache: Option<CodeCache>,
    guards: RefCell<Vec<(Value, Built)>>,
}

impl Guards {
    pub(super) fn new(component: &[u8], cache: Option<CodeCache>) -> Result<Self, TrialError> {
        let runtime = Arc::new(Runtime::new(limits(), cache.clone())?);
        let plugin = Plugin::load(runtime.clone(), component, "{}")?;
        let (manifest, digest, said) = (plugin.manifest().clone(), plugin.digest(), Said::default());
        let component = component.to_vec();
        let guards = Self { runtime, component, manifest, digest, said, cache, guards: RefCell::default() };
        let none = Value::Object(Map::new());
        let guard = guards.guard(plugin, &policy(&guards.manifest, &none).unwrap_or_default())?;
        guards.guards.borrow_mut().push((none, Ok(Arc::new(guard))));
        Ok(guards)
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    pub(super) fn digest(&self) -> Digest {
        self.digest
    }

    /// Checks a sample under settings, and gives what the pack said where it failed.
    pub(super) fn check(&self, sample: &Sample, settings: &Value) -> Result<(Record, Option<String>), String> {
        let guard = self.with(settings)?;
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let record = guard.check(sample);
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok((record, said))
    }

    /// The guard for settings; an error are settings that are refused.
    fn with(&self, settings: &Value) -> Result<Arc<Guard>, String> {
        let known = |guards: &[(Value, Result<Arc<Guard>, String>)]| {
            guards.iter().find(|(known, _)| known == settings).map(|(_, guard)| guard.clone())
        };
        if let Some(known) = known(&self.guards.borrow()) {
            return known;
        }
        let load = || -> Result<Guard, String> {
            let loaded = Plugin::load(self.runtime.clone(), &self.component, &settings.to_string());
            let plugin = loaded.map_err(|error: LoadError| error.to_string())?;
            self.guard(plugin, &policy(&self.manifest, settings)?).map_err(|error| words(&error))
        };
        let guard = load().map(Arc::new);
        self.guards.borrow_mut().push((settings.clone(), guard.clone()));
        guard
    }

    fn guard(&self, plugin: Plugin, policy: &str) -> Result<Guard, GuardError> {
        let file = PolicyFile::parse("the policy of the trial", policy, std::path::Path::new(""))?;
        let options =
            Options { today: TODAY.into(), cache: self.cache.clone(), limits: limits(), ..Options::default() };
        Guard::with_scorers(file, vec![Box::new(Listening { plugin, said: self.said.clone() })], options)
    }
}

fn limits() -> SandboxLimits {
    SandboxLimits { check_deadline: DEADLINE, ..SandboxLimits::default() }
}

/// A policy that grants the pack what it reads and has every rule on, deprecated ones and those of level `off`, too.
fn policy(manifest: &Manifest, settings: &Value) -> Result<String, String> {
    let ids: Vec<String> = manifest.rules.iter().map(|rule| format!("{}/{}", manifest.publisher, rule.code)).collect();
    let levels: Map<String, Value> = ids.iter().map(|id| (id.clone(), "warn".into())).collect();
    let inputs: Vec<&str> = manifest.inputs.iter().map(|input| input.as_str()).collect();
    let policy = json!({
        "schema": POLICY_SCHEMA,
        "id": "trial",
        "rules": { "select": ids, "levels": levels },
        "packs": [{ "plugin": manifest.plugin(), "path": "component", "inputs": inputs, "settings": settings }],
    });
    // What has no form in TOML, such as null, has none in a policy either.
    toml::to_string(&policy).map_err(|error| format!("no policy could say them: {error}"))
}

/// What an error says, with everything that it lists below.
fn words(error: &GuardError) -> String {
    let mut words = error.to_string();
    if let Some(related) = miette::Diagnostic::related(error) {
        for problem in related {
            words.push_str(&format!("; {problem}"));
        }
    }
    words
}

/// The pack, and an ear at what it says about its own failures.
struct Listening {
    plugin: Plugin,
    said: Said,
}

impl Scorer for Listening {
    fn manifest(&self) -> &Manifest {
        self.plugin.manifest()
    }

    fn digest(&self) -> Digest {
        self.plugin.digest()
    }

    fn check(&self, check: &mut Check<'_>) -> Result<(), CheckFailure> {
        let result = self.plugin.check(check);
        let own = result.as_ref().err().and_then(|failure| failure.detail.as_deref());
        let said = check.complaint().or_else(|| own.map(|own| tame(own, 500)));
        if said.is_some() {
            *self.said.lock().unwrap_or_else(PoisonError::into_inner) = said;
        }
        result
    }
}
