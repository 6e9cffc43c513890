//! The default policy three ways: sandboxed as it ships, natively, and natively with a count of who is asked.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lictor::{CodeCache, Digest, Guard, Options, PolicyFile, Sample, Scorer};
use lictor_contract::{Check, CheckFailure, Manifest, Matching, Tenant, Wanted};
use lictor_model::{Input, InputSet};
use lictor_scan::PatternLimits;
use lictor_sdk::Pack;
use lictor_sdk::native::NativeScorer;
use miette::{IntoDiagnostic, Result, miette};

/// The packs of the default policy, as crates.
const PACKS: [&Pack; 6] = [
    &lictor_data_exposure::PACK,
    &lictor_overconfidence::PACK,
    &lictor_refusal::PACK,
    &lictor_grounding::PACK,
    &lictor_usefulness::PACK,
    &lictor_policy_boundaries::PACK,
];

/// The embedded default policy.
///
/// # Errors
/// There is none, or it does not parse.
pub fn policy() -> Result<PolicyFile> {
    Ok(PolicyFile::embedded("default").ok_or_else(|| miette!("no policy `default` is embedded"))??)
}

/// What every guard here runs under: the limits that ship, fuel and epochs on.
///
/// # Errors
/// The folder for compiled plugins cannot be used.
pub fn options(cache: &Path) -> Result<Options> {
    let cache = CodeCache::open(cache).into_diagnostic()?;
    Ok(Options { today: "2026-01-15".into(), cache: Some(cache), ..Options::default() })
}

/// The engine as it ships.
///
/// # Errors
/// The guard does not build.
pub fn engine(cache: &Path) -> Result<Guard> {
    Ok(Guard::new(policy()?, options(cache)?)?)
}

/// The same pipeline over the same packs, called directly: what the sandbox costs is the difference.
///
/// # Errors
/// The guard does not build.
pub fn twin() -> Result<Guard> {
    Ok(Guard::with_scorers(policy()?, natives()?, Options { today: "2026-01-15".into(), ..Options::default() })?)
}

fn natives() -> Result<Vec<Box<dyn Scorer>>> {
    let find = |name: &str| {
        let pack = PACKS.into_iter().find(|pack| name == format!("{}/{}", pack.publisher, pack.name));
        pack.ok_or_else(|| miette!("the pack {name} of the default policy is not linked into the bench"))
    };
    policy()?
        .packs()
        .iter()
        .map(|pack| {
            let native =
                NativeScorer::new(find(pack.plugin.as_deref().unwrap_or_default())?, &pack.settings.to_string());
            Ok(Box::new(native) as Box<dyn Scorer>)
        })
        .collect()
}

/// How often each pack is woken on average, by its name. Who is woken is decided by the host, so that the
/// sandboxed packs are woken as often as the native ones that are counted here.
///
/// # Errors
/// The guard does not build.
pub fn wakes<'s>(samples: impl IntoIterator<Item = &'s Sample>) -> Result<Wakes> {
    let (mut counters, mut scorers) = (Vec::new(), Vec::new());
    for native in natives()? {
        let counter = Arc::new(AtomicU64::new(0));
        counters.push((native.manifest().plugin(), counter.clone()));
        scorers.push(Box::new(Counted { native, counter }) as Box<dyn Scorer>);
    }
    let guard = Guard::with_scorers(policy()?, scorers, Options::default())?;
    let total = || counters.iter().map(|(_, counter)| counter.load(Ordering::Relaxed)).sum::<u64>();
    let (mut session, mut quiet, mut findings, mut samples_seen) = (guard.session(), Vec::new(), 0, 0);
    for (index, sample) in samples.into_iter().enumerate() {
        let before = total();
        findings += session.check(sample).findings.len();
        samples_seen += 1;
        if total() == before {
            quiet.push(index);
        }
    }
    let count = f64::from(samples_seen.max(1));
    let per_pack =
        counters.iter().map(|(name, counter)| (name.clone(), counter.load(Ordering::Relaxed) as f64 / count)).collect();
    Ok(Wakes { per_pack, quiet, findings: findings as f64 / count })
}

/// Who had to be asked.
pub struct Wakes {
    /// Wakes of each pack per sample.
    pub per_pack: Vec<(String, f64)>,
    /// The indices of the samples that woke nobody.
    pub quiet: Vec<usize>,
    /// Findings per sample.
    pub findings: f64,
}

impl Wakes {
    /// Wakes of all packs per sample.
    pub fn total(&self) -> f64 {
        self.per_pack.iter().map(|(_, wakes)| wakes).sum()
    }
}

/// A native pack that counts how often it is asked.
struct Counted {
    native: Box<dyn Scorer>,
    counter: Arc<AtomicU64>,
}

impl Scorer for Counted {
    fn manifest(&self) -> &Manifest {
        self.native.manifest()
    }

    fn digest(&self) -> Digest {
        self.native.digest()
    }

    fn check(&self, check: &mut Check<'_>) -> Result<(), CheckFailure> {
        self.counter.fetch_add(1, Ordering::Relaxed);
        self.native.check(check)
    }
}

/// The scan of the default policy alone: the same patterns compiled as a guard compiles them, and those among them that a
/// guard looks for in a sample that is an answer and nothing else.
///
/// # Errors
/// The policy does not resolve.
pub fn matching() -> Result<(Matching, Wanted)> {
    let file = policy()?;
    let grants: Vec<InputSet> = file.packs().iter().map(|pack| pack.inputs).collect();
    let natives = natives()?;
    let manifests: Vec<&Manifest> = natives.iter().map(|native| native.manifest()).collect();
    let policy = file.resolve(&manifests)?;
    let enabled: Vec<Vec<bool>> = (0..manifests.len())
        .map(|plugin| {
            let rules = 0..manifests[plugin].rules.len();
            rules.map(|rule| policy.profiles().any(|(_, profile)| profile.enabled(plugin)[rule])).collect()
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
    let matching = Matching::new(&tenants, &PatternLimits::default()).into_diagnostic()?;
    let of_answers = |plugin: usize, pattern: usize| {
        let manifest = manifests[plugin];
        let rules = manifest.patterns[pattern].rules.iter().filter_map(|code| manifest.rule(code));
        let mut requires = rules.map(|rule| &manifest.rules[rule].requires);
        requires.any(|inputs| inputs.iter().all(|input| *input == Input::Answer))
    };
    let wanted = matching.wanted(of_answers);
    Ok((matching, wanted))
}
