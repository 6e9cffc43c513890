//! From a policy file to a guard: load its packs, resolve the policy against them, compile all patterns.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lictor_artifact::Signer;
use lictor_contract::{Manifest, Matching, MatchingError, MessageTemplate, RuleInfo, Scorer, Tenant};
use lictor_model::{Digest, InputSet};
use lictor_policy::{Combination, PackUse, Policy, PolicyError, PolicyFile};
use lictor_sandbox::{LoadError, Plugin, Runtime, RuntimeError};
use lictor_scan::Memory;

use crate::builtin::Builtin;
use crate::supply::{PackSource, Provenance, Provisions, Supplied, SupplyError};
use crate::{Compiling, Options};

/// Why a guard cannot be built.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum GuardError {
    /// The policy is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Policy(#[from] PolicyError),
    /// The sandbox does not start.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// A pack is not the one that was locked, or nobody signed it who may.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Supply(#[from] SupplyError),
    /// A policy names a pack that is neither embedded nor a file.
    #[error("{place}: there is no embedded pack `{plugin}`")]
    #[diagnostic(help("embedded are {known}; give other packs with `path = \"…\"` or `reference = \"…\"`{hint}"))]
    UnknownPack {
        /// Where the policy names it.
        place: String,
        /// Its name.
        plugin: String,
        /// The names that would do.
        known: String,
        /// Did you mean.
        hint: String,
    },
    /// A component file cannot be read.
    #[error("{}: {error}", .path.display())]
    #[diagnostic(help("the policy names it at {place}"))]
    Read {
        /// The file.
        path: PathBuf,
        /// Where the policy names it.
        place: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A component is not loaded.
    #[error("{component}: {error}")]
    #[diagnostic(help("the policy names it at {place}"))]
    Load {
        /// The pack or file.
        component: String,
        /// Where the policy names it.
        place: String,
        /// Why.
        error: LoadError,
    },
    /// A pack's patterns do not compile.
    #[error(transparent)]
    Patterns(#[from] MatchingError),
}

/// A loaded pack, for lists and reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackInfo {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: Digest,
    /// What it reads and is granted.
    pub inputs: InputSet,
    /// Where it came from.
    pub source: PackSource,
    /// The digest of its OCI manifest: what is locked and signed. None where neither was asked for.
    pub artifact: Option<Digest>,
    /// Who signed it, where that was asked for.
    pub signer: Option<Signer>,
}

/// A pack that was loaded and not yet put together with others.
pub(crate) struct Fetched {
    pub(crate) scorer: Box<dyn Scorer>,
    pub(crate) provenance: Provenance,
    /// What it was built for.
    pub(crate) contract: String,
    /// What it reads and is granted.
    pub(crate) inputs: InputSet,
}

impl Fetched {
    /// A pack that somebody hands over.
    pub(crate) fn given(scorer: Box<dyn Scorer>) -> Self {
        Self { scorer, provenance: Provenance::default(), contract: String::new(), inputs: InputSet::default() }
    }

    fn info(&self) -> PackInfo {
        info(&*self.scorer, self.inputs, &self.provenance)
    }
}

fn info(scorer: &dyn Scorer, inputs: InputSet, provenance: &Provenance) -> PackInfo {
    PackInfo {
        plugin: scorer.manifest().plugin(),
        version: scorer.manifest().version.clone(),
        digest: scorer.digest(),
        inputs,
        source: provenance.source.clone(),
        artifact: provenance.artifact,
        signer: provenance.signer.clone(),
    }
}

/// One pack at work.
pub(crate) struct Loaded {
    pub(crate) plugin: Box<dyn Scorer>,
    pub(crate) provenance: Provenance,
    /// What it declares and the policy grants.
    pub(crate) granted: InputSet,
    /// Full names and declarations of its rules, in the manifest's order.
    pub(crate) rules: Vec<RuleInfo>,
    /// Their message templates.
    pub(crate) messages: Vec<MessageTemplate>,
    /// The inputs that each rule requires.
    pub(crate) requires: Vec<InputSet>,
    /// For each pattern the rules that listen to it.
    pub(crate) listeners: Vec<Vec<usize>>,
}

impl Loaded {
    pub(crate) fn info(&self) -> PackInfo {
        info(&*self.plugin, self.granted, &self.provenance)
    }
}

/// Everything that a guard is made of.
pub(crate) struct Parts {
    pub(crate) policy: Policy,
    pub(crate) plugins: Vec<Loaded>,
    pub(crate) matching: Matching,
    pub(crate) digest: Digest,
    pub(crate) builtin: Builtin,
    /// The rules that the policy's combinations make.
    pub(crate) combinations: Vec<(RuleInfo, MessageTemplate)>,
    /// Which waivers have excused something.
    pub(crate) waivers_used: Vec<AtomicBool>,
}

/// Loads the packs that the policy names, each into a sandbox.
pub(crate) fn load(file: &PolicyFile, options: &Options) -> Result<Vec<Fetched>, GuardError> {
    let provisions = Provisions::open(file, &options.supply)?;
    // Of several packs that do not load the first of the policy is named, however long each took.
    let fetched: Vec<Fetched> = load_all(file, options, &provisions)?.into_iter().collect::<Result<_, _>>()?;
    provisions.complete(&fetched.iter().map(|pack| pack.scorer.manifest().plugin()).collect())?;
    Ok(fetched)
}

/// Loads every pack and says of each what it is, or why it may not run: against the lock, by signatures, without a network.
///
/// # Errors
/// The lock, the trust file or the store cannot be used, or the sandbox does not start.
pub fn verify_packs(file: &PolicyFile, options: &Options) -> Result<Vec<Result<PackInfo, GuardError>>, GuardError> {
    let provisions = Provisions::open(file, &options.supply)?;
    let loaded = load_all(file, options, &provisions)?;
    let mut verified: Vec<_> = loaded.into_iter().map(|pack| pack.map(|pack| pack.info())).collect();
    // A pack that does not load has the name that the policy gives it.
    let named = file.packs().iter().filter_map(|pack| pack.plugin.clone());
    let found = verified.iter().flatten().map(|pack| pack.plugin.clone());
    if let Err(error) = provisions.complete(&named.chain(found).collect()) {
        verified.push(Err(error.into()));
    }
    Ok(verified)
}

/// Loads packs with all processors: it is most of a warm start.
pub(crate) fn load_all(
    file: &PolicyFile,
    options: &Options,
    provisions: &Provisions,
) -> Result<Vec<Result<Fetched, GuardError>>, GuardError> {
    let runtime = Arc::new(Runtime::new(options.limits.clone(), options.cache.clone())?);
    Ok(on_all_processors(file.packs(), |pack| load_pack(&runtime, pack, provisions, options.compiling)))
}

/// Does something with each item, several at a time, and keeps the order. Threads of its own rather than a shared pool:
/// the compiler has its work done by such a pool, and loading waits for the compiler.
fn on_all_processors<'a, T: Sync, R: Send>(items: &'a [T], work: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    let take = || {
        while let Some((index, item)) = {
            let index = next.fetch_add(1, Ordering::Relaxed);
            items.get(index).map(|item| (index, item))
        } {
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    std::thread::scope(|scope| {
        // This thread works, too, so that it goes on where no other can be had.
        for _ in 1..threads {
            let _ = std::thread::Builder::new().spawn_scoped(scope, take);
        }
        take();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Puts a policy together with its packs, given in the policy's order.
pub(crate) fn assemble(file: PolicyFile, fetched: Vec<Fetched>, options: &Options) -> Result<Parts, GuardError> {
    let manifests: Vec<&Manifest> = fetched.iter().map(|pack| pack.scorer.manifest()).collect();
    let grants: Vec<InputSet> = file.packs().iter().map(|pack| pack.inputs).collect();
    let policy = file.resolve(&manifests)?;
    let matching = compile(&policy, &manifests, &grants, options)?;
    let digest = digest(&policy, &fetched);
    let plugins = fetched.into_iter().zip(grants).map(|(pack, grants)| loaded(pack, grants)).collect();
    let waivers_used = policy.waivers().iter().map(|_| AtomicBool::new(false)).collect();
    // The policy crate has checked the templates, so none is lost here.
    let combinations = policy
        .combinations()
        .iter()
        .map(Combination::info)
        .filter_map(|info| {
            let decl = &info.decl;
            let template = MessageTemplate::parse(&decl.message, &decl.detail, decl.sensitive).ok()?;
            Some((info, template))
        })
        .collect();
    Ok(Parts { policy, plugins, matching, digest, builtin: Builtin::new(), combinations, waivers_used })
}

fn load_pack(
    runtime: &Arc<Runtime>,
    pack: &PackUse,
    provisions: &Provisions,
    compiling: Compiling,
) -> Result<Fetched, GuardError> {
    let Supplied { component, bytes, provenance } = provisions.supply(pack)?;
    let loaded = match (&bytes, pack.settings.to_string()) {
        // What is borrowed lies in the program.
        (Cow::Borrowed(bytes), settings) if compiling == Compiling::WhenWoken && settings == "{}" => {
            Plugin::load_when_woken(runtime.clone(), bytes)
        }
        (bytes, settings) => Plugin::load(runtime.clone(), bytes, &settings),
    };
    let scorer = loaded.map_err(|error| GuardError::Load { component, place: place(pack), error })?;
    let inputs = pack.inputs.intersection(scorer.manifest().inputs());
    let contract = scorer.contract().to_owned();
    provisions.fits(&scorer.manifest().plugin(), &contract, inputs)?;
    Ok(Fetched { scorer: Box::new(scorer), provenance, contract, inputs })
}

pub(crate) fn unknown_pack(place: String, plugin: String) -> GuardError {
    let names = lictor_dist::PACKS.map(|pack| pack.plugin);
    let hint = lictor_model::closest(&plugin, names).map(|near| format!("; did you mean `{near}`?"));
    GuardError::UnknownPack { place, plugin, known: names.join(", "), hint: hint.unwrap_or_default() }
}

/// Where a policy names a pack.
pub(crate) fn place(pack: &PackUse) -> String {
    let (line, column) = pack.place.line_column();
    format!("{}:{line}:{column}", pack.place.name())
}

/// Compiles the patterns of every rule that is on in any workflow.
fn compile(
    policy: &Policy,
    manifests: &[&Manifest],
    grants: &[InputSet],
    options: &Options,
) -> Result<Matching, GuardError> {
    let enabled: Vec<Vec<bool>> = (0..manifests.len())
        .map(|plugin| {
            let mut union = vec![false; manifests[plugin].rules.len()];
            for (_, profile) in policy.profiles() {
                for (on, enabled) in union.iter_mut().zip(profile.enabled(plugin)) {
                    *on |= enabled;
                }
            }
            union
        })
        .collect();
    let tenants: Vec<Tenant<'_>> = manifests
        .iter()
        .zip(&enabled)
        .zip(grants)
        .map(|((manifest, enabled), grants)| Tenant {
            manifest,
            granted: grants.intersection(manifest.inputs()),
            enabled,
        })
        .collect();
    let memory = options.cache.as_ref().map(|cache| cache as &dyn Memory);
    Ok(Matching::with_memory(&tenants, &options.limits.patterns, memory)?)
}

/// What a verdict depends on beside the sample: the resolved policy and every component.
fn digest(policy: &Policy, fetched: &[Fetched]) -> Digest {
    let mut text = format!("lictor {}\npolicy {}\n", crate::VERSION, policy.digest());
    for Fetched { scorer, .. } in fetched {
        text.push_str(&format!("{} {}\n", scorer.manifest().plugin(), scorer.digest()));
    }
    Digest::of(text)
}

fn loaded(Fetched { scorer: plugin, provenance, .. }: Fetched, grants: InputSet) -> Loaded {
    let manifest = plugin.manifest();
    let rules: Vec<RuleInfo> = manifest.rule_infos().collect();
    // The manifest was validated with its templates, so none is lost here.
    let messages = rules
        .iter()
        .filter_map(|rule| MessageTemplate::parse(&rule.decl.message, &rule.decl.detail, rule.decl.sensitive).ok())
        .collect();
    let requires = rules.iter().map(|rule| rule.decl.requires.iter().copied().collect()).collect();
    let granted = grants.intersection(manifest.inputs());
    let rules_of = |codes: &Vec<String>| codes.iter().filter_map(|code| manifest.rule(code)).collect();
    let listeners = manifest.patterns.iter().map(|pattern| rules_of(&pattern.rules)).collect();
    Loaded { granted, provenance, rules, messages, requires, listeners, plugin }
}
