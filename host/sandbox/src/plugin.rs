use std::sync::{Arc, OnceLock};
use std::time::Duration;

use lictor_contract::{CONTRACT, Check, CheckFailure, Manifest, ManifestError, Scorer, Served, contract_of, served};
use lictor_model::{Digest, FailureKind};
use wasmtime::{PoolConcurrencyLimitError, Store, Trap};

use crate::bindings::PluginPre;
use crate::component::{ComponentFacts, InspectError, inspect, is_of_the_contract};
use crate::meter::Meter;
use crate::runtime::Runtime;
use crate::shape::Excess;
use crate::state::{HostState, Limiter};
use crate::words::{Settings, tame};

/// How many foreign imports an error names.
const MOST_NAMED: usize = 20;

/// A component that was verified, and whose manifest is known.
pub struct Plugin {
    runtime: Arc<Runtime>,
    code: Code,
    manifest: Manifest,
    settings: String,
    /// Whether there are settings that each instance has to be told.
    has_settings: bool,
    digest: Digest,
    contract: String,
    meter: Option<Arc<Meter>>,
}

/// A component's code.
enum Code {
    /// It is compiled.
    Ready(PluginPre<HostState>),
    /// It is compiled when it is first needed; `None` inside where that failed.
    WhenWoken { component: &'static [u8], ready: OnceLock<Option<PluginPre<HostState>>> },
}

/// One thing that is wrong with a pack's settings, in the pack's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsProblem {
    /// JSON pointer into the settings.
    pub path: String,
    /// What is wrong.
    pub message: String,
}

/// Why a component is not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is too large.
    #[error("it has {bytes} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The file is no component.
    #[error("it is no component: {0}")]
    NotAComponent(#[from] InspectError),
    /// It wants more than the contract offers.
    #[error("it imports {}, and a plugin imports nothing but {CONTRACT}{}", list(.0), hint(.0))]
    ForeignImport(Vec<String>),
    /// It does not export what a plugin exports.
    #[error("it does not export the scorer of {CONTRACT}: it is a component, but no plugin of this contract")]
    NotAPlugin,
    /// It was built for a contract that is younger than this host.
    #[error("it was built for `{0}`, and this host speaks {CONTRACT}: update Lictor")]
    LaterContract(String),
    /// Its code is larger than what is compiled.
    #[error("it has {0}")]
    TooMuchCode(#[from] Excess),
    /// The engine does not accept its code.
    #[error("its code does not compile: {0}")]
    Compile(String),
    /// Compiling it took too long.
    #[error("its code was not compiled within {} seconds", .0.as_secs_f64())]
    CompileTime(Duration),
    /// It does not say what it is.
    #[error("it cannot describe itself: {0}")]
    Describe(String),
    /// It failed while it was configured or described.
    #[error("it failed ({}) while it was loaded", .0.as_str())]
    Failed(FailureKind),
    /// The settings are too large.
    #[error("its settings have {bytes} bytes, more than the {limit} allowed")]
    SettingsTooLarge {
        /// Their size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// It does not like its settings.
    #[error("it refuses its settings: {}", problems(.0))]
    Settings(Vec<SettingsProblem>),
    /// Its manifest is not accepted.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// What it describes is not what it carries.
    #[error("its manifest says one thing in the file and another when asked ({0}): build it again, or do not trust it")]
    ManifestDiffers(&'static str),
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn hint(names: &[String]) -> &'static str {
    if names.iter().any(|name| name.starts_with("wasi:")) {
        " (build it without WASI: target wasm32-unknown-unknown, or stub WASI out)"
    } else if names.iter().any(|name| served(name) == Served::Later) {
        " (it was built for a later contract than this host speaks: update Lictor)"
    } else {
        ""
    }
}

fn problems(problems: &[SettingsProblem]) -> String {
    problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect::<Vec<_>>().join("; ")
}

impl Plugin {
    /// Verifies, compiles, configures and describes a component.
    ///
    /// # Errors
    /// [`LoadError`]. Imports are looked at before anything is compiled.
    pub fn load(runtime: Arc<Runtime>, bytes: &[u8], settings: &str) -> Result<Self, LoadError> {
        let limits = runtime.limits();
        if settings.len() > limits.settings_bytes {
            return Err(LoadError::SettingsTooLarge { bytes: settings.len(), limit: limits.settings_bytes });
        }
        let facts = verify(&runtime, bytes)?;
        let digest = Digest::of(bytes);
        let pre = prepare(&runtime, bytes, &digest)?;
        let json = describe(&runtime, &pre, settings)?;
        let manifest = Manifest::from_json(&json, &limits.manifest)?;
        // The same text says the same.
        if let Some(section) = facts.manifest.as_ref().filter(|section| **section != json) {
            agree(&Manifest::from_json(section, &limits.manifest)?, &manifest)?;
        }
        let has_settings = !matches!(settings, "" | "{}");
        let (contract, settings) = (contract(&facts), settings.to_owned());
        Ok(Self { runtime, code: Code::Ready(pre), manifest, settings, has_settings, digest, contract, meter: None })
    }

    /// Verifies a component that came with the program, and believes the manifest in its file. It has no settings, and is
    /// compiled when a check first needs it: that check waits for it, and its deadline begins afterwards.
    ///
    /// # Errors
    /// [`LoadError`]; also where there is no manifest in the file.
    pub fn load_when_woken(runtime: Arc<Runtime>, component: &'static [u8]) -> Result<Self, LoadError> {
        let facts = verify(&runtime, component)?;
        let section = facts.manifest.as_ref().ok_or(LoadError::ManifestDiffers("no section"))?;
        let manifest = Manifest::from_json(section, &runtime.limits().manifest)?;
        let (digest, contract) = (Digest::of(component), contract(&facts));
        let code = Code::WhenWoken { component, ready: OnceLock::new() };
        Ok(Self {
            runtime,
            code,
            manifest,
            settings: String::new(),
            has_settings: false,
            digest,
            contract,
            meter: None,
        })
    }

    /// The contract that it was built for, such as `lictor:plugin@1.0.0`.
    pub fn contract(&self) -> &str {
        &self.contract
    }

    /// The code, compiled. None: it cannot be, within the limits.
    fn ready(&self) -> Option<&PluginPre<HostState>> {
        match &self.code {
            Code::Ready(pre) => Some(pre),
            Code::WhenWoken { component, ready } => {
                ready.get_or_init(|| prepare(&self.runtime, component, &self.digest).ok()).as_ref()
            }
        }
    }

    /// Counts what its checks use.
    pub fn metered(self, meter: Arc<Meter>) -> Self {
        Self { meter: Some(meter), ..self }
    }

    /// What a check has used, for those who asked. A check that was not asked for costs one comparison.
    fn count(&self, store: &Store<HostState>) {
        if let Some(meter) = &self.meter {
            let left = store.get_fuel().unwrap_or_default();
            meter.count(self.runtime.limits().check_fuel.saturating_sub(left), store.data().limiter.used);
        }
    }
}

impl Scorer for Plugin {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn digest(&self) -> Digest {
        self.digest
    }

    /// Runs in a fresh instance, of which nothing is left afterwards.
    fn check(&self, check: &mut Check<'_>) -> Result<(), CheckFailure> {
        let pre = self.ready().ok_or(CheckFailure { kind: FailureKind::Bound, detail: None })?;
        let limits = self.runtime.limits();
        let deadline = check.time_left().map_or(limits.check_deadline, |left| left.min(limits.check_deadline));
        let mut store = store(&self.runtime, limits.check_fuel, deadline, limits.check_transfer_bytes);
        let failed = |store: &Store<HostState>, error: wasmtime::Error| CheckFailure {
            kind: classify(store, &error),
            detail: None,
        };
        let instance = pre.instantiate(&mut store).map_err(|error| failed(&store, error))?;
        let scorer = instance.lictor_plugin_scorer();
        if self.has_settings {
            let configured =
                scorer.call_configure(&mut store, &self.settings).map_err(|error| failed(&store, error))?;
            if configured.is_err() {
                // It took the same settings at load.
                return Err(CheckFailure { kind: FailureKind::Contract, detail: None });
            }
        }
        let entered = store.data_mut().enter(check);
        let result = scorer.call_check(&mut store);
        store.data_mut().leave(entered);
        self.count(&store);
        match result {
            Ok(Ok(())) => Ok(()),
            Ok(Err(detail)) => Err(CheckFailure { kind: FailureKind::Plugin, detail: Some(detail) }),
            Err(error) => Err(failed(&store, error)),
        }
    }
}

/// Looks at a component without running it.
fn verify(runtime: &Runtime, bytes: &[u8]) -> Result<ComponentFacts, LoadError> {
    let limits = runtime.limits();
    if bytes.len() > limits.component_bytes {
        return Err(LoadError::TooLarge { bytes: bytes.len(), limit: limits.component_bytes });
    }
    let facts = inspect(bytes)?;
    if facts.manifests > 1 {
        return Err(LoadError::ManifestDiffers("two sections"));
    }
    let foreign = facts.imports.iter().filter(|name| !is_of_the_contract(name));
    let foreign: Vec<String> = foreign.take(MOST_NAMED).map(|name| tame(name, 100)).collect();
    if !foreign.is_empty() {
        return Err(LoadError::ForeignImport(foreign));
    }
    let scorers = || facts.exports.iter().map(|name| (name, served(name)));
    if !scorers().any(|(_, served)| served == Served::Yes("scorer")) {
        let later = scorers().find(|(_, served)| *served == Served::Later);
        return Err(later.map_or(LoadError::NotAPlugin, |(name, _)| LoadError::LaterContract(tame(name, 100))));
    }
    if let Some(excess) = facts.shape.excess(&limits.code, limits.memory_bytes, limits.table_elements) {
        return Err(excess.into());
    }
    Ok(facts)
}

fn prepare(runtime: &Runtime, bytes: &[u8], digest: &Digest) -> Result<PluginPre<HostState>, LoadError> {
    let component = runtime.compile(bytes, digest)?;
    let compile = |error: wasmtime::Error| LoadError::Compile(tame(&format!("{error:#}"), 400));
    runtime.linker.instantiate_pre(&component).and_then(PluginPre::new).map_err(compile)
}

fn contract(facts: &ComponentFacts) -> String {
    contract_of(facts.exports.iter().map(String::as_str)).unwrap_or_default()
}

/// Calls `configure` and `describe` in an instance of their own.
fn describe(runtime: &Runtime, pre: &PluginPre<HostState>, settings: &str) -> Result<String, LoadError> {
    let limits = runtime.limits();
    let mut store = store(runtime, limits.load_fuel, limits.load_deadline, limits.load_transfer_bytes);
    let failed = |store: &Store<HostState>, error: wasmtime::Error| LoadError::Failed(classify(store, &error));
    let instance = pre.instantiate(&mut store).map_err(|error| failed(&store, error))?;
    let scorer = instance.lictor_plugin_scorer();
    let configured = scorer.call_configure(&mut store, settings).map_err(|error| failed(&store, error))?;
    let words = |text: &str, most| tame(&Settings::of(settings).hide(text), most);
    if let Err(mut problems) = configured {
        problems.truncate(limits.settings_problems);
        let ours = |p: crate::bindings::lictor::plugin::types::Problem| SettingsProblem {
            path: words(&p.path, 200),
            message: words(&p.message, 500),
        };
        return Err(LoadError::Settings(problems.into_iter().map(ours).collect()));
    }
    let described = scorer.call_describe(&mut store).map_err(|error| failed(&store, error))?;
    described.map_err(|error| LoadError::Describe(words(&error, 500)))
}

fn store(runtime: &Runtime, fuel: u64, deadline: Duration, transfer: usize) -> Store<HostState> {
    let limits = runtime.limits();
    let limiter = Limiter::new(limits.memory_bytes, limits.table_elements);
    let mut store = Store::new(&runtime.engine, HostState::new(limiter));
    store.limiter(|state| &mut state.limiter);
    store.set_epoch_deadline(runtime.ticks(deadline));
    store.set_hostcall_fuel(transfer);
    // Fails only where fuel is not configured, and it is.
    let _ = store.set_fuel(fuel);
    store
}

/// What an error of the engine means. Types and our own account tell; its words are not read.
fn classify(store: &Store<HostState>, error: &wasmtime::Error) -> FailureKind {
    if store.data().limiter.exceeded {
        return FailureKind::Memory;
    }
    if error.is::<PoolConcurrencyLimitError>() {
        // More checks at once than the host has room for: the plugin is not to blame.
        return FailureKind::Bound;
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => FailureKind::Fuel,
        Some(Trap::Interrupt) => FailureKind::Deadline,
        Some(Trap::StackOverflow) => FailureKind::Stack,
        Some(_) => FailureKind::Trap,
        // A breach, more data in one call than allowed, or data that cannot be lifted.
        None => FailureKind::Contract,
    }
}

/// What stands in the file and what the component says when asked must be the same, but for patterns that
/// the settings add at the end.
fn agree(file: &Manifest, asked: &Manifest) -> Result<(), LoadError> {
    let differs = if (&file.publisher, &file.pack, &file.version) != (&asked.publisher, &asked.pack, &asked.version) {
        "identity"
    } else if file.rules != asked.rules {
        "rules"
    } else if file.inputs != asked.inputs {
        "inputs"
    } else if !asked.patterns.starts_with(&file.patterns) {
        "patterns"
    } else if file.measures != asked.measures || file.settings != asked.settings || file.tombstones != asked.tombstones
    {
        "measures, settings or tombstones"
    } else {
        return Ok(());
    };
    Err(LoadError::ManifestDiffers(differs))
}
