//! Checks samples under the default policy, with the built packs or with their sources.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use lictor::{Guard, Options, PolicyFile, Record, Sample, SandboxLimits, Scorer, Status};
use lictor_sdk::Pack;
use lictor_sdk::native::NativeScorer;
use miette::{Result, miette};

/// The packs of the default policy, as crates.
pub const PACKS: [&Pack; 6] = [
    &lictor_data_exposure::PACK,
    &lictor_overconfidence::PACK,
    &lictor_refusal::PACK,
    &lictor_grounding::PACK,
    &lictor_usefulness::PACK,
    &lictor_policy_boundaries::PACK,
];

/// Other work on the machine must not make a sample go unchecked; fuel, which is the same everywhere, still bounds it.
const DEADLINE: Duration = Duration::from_secs(60);

/// A guard and how to ask it.
pub struct Checker {
    guard: Guard,
    threads: usize,
    unchecked: AtomicUsize,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packs {
    /// The built components, sandboxed, as they ship.
    Built,
    /// The packs' sources, called directly: for work on rules.
    Sources,
}

impl Checker {
    /// Loads the default policy.
    ///
    /// # Errors
    /// The policy does not load, or names a pack that is not linked here.
    pub fn new(packs: Packs, threads: usize) -> Result<Self> {
        let policy = PolicyFile::embedded("default").ok_or_else(|| miette!("no policy `default` is embedded"))??;
        let limits = SandboxLimits { check_deadline: DEADLINE, ..SandboxLimits::default() };
        let options = Options { today: "2026-01-15".into(), limits, ..Options::default() };
        let guard = match packs {
            Packs::Built => Guard::new(policy, options)?,
            Packs::Sources => {
                let natives = natives(&policy)?;
                Guard::with_scorers(policy, natives, options)?
            }
        };
        Ok(Self { guard, threads: threads.max(1), unchecked: AtomicUsize::new(0) })
    }

    /// The guard.
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// How many samples were not checked in full so far.
    pub fn unchecked(&self) -> usize {
        self.unchecked.load(Ordering::Relaxed)
    }

    /// Checks samples; the records are in their order. Shows its progress under that name on a terminal.
    pub fn check(&self, name: &str, samples: &[Sample]) -> Vec<Record> {
        let bar = bar(name, samples.len());
        let next = AtomicUsize::new(0);
        let work = || {
            let (mut session, mut done) = (self.guard.session(), Vec::new());
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(sample) = samples.get(index) else { return done };
                let record = session.check(sample);
                if record.status != Status::Checked {
                    self.unchecked.fetch_add(1, Ordering::Relaxed);
                }
                done.push((index, record));
                bar.inc(1);
            }
        };
        let mut records = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads).map(|_| scope.spawn(work)).collect();
            let mut all = Vec::with_capacity(samples.len());
            for thread in threads {
                match thread.join() {
                    Ok(done) => all.extend(done),
                    // A pack called directly panics where it would trap in the sandbox.
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            all
        });
        bar.finish_and_clear();
        records.sort_unstable_by_key(|(index, _)| *index);
        records.into_iter().map(|(_, record)| record).collect()
    }
}

fn natives(policy: &PolicyFile) -> Result<Vec<Box<dyn Scorer>>> {
    let find = |name: &str| {
        let pack = PACKS.into_iter().find(|pack| name == format!("{}/{}", pack.publisher, pack.name));
        pack.ok_or_else(|| {
            miette!("the pack {name} of the default policy is not linked: name its crate in accuracy/src/checker.rs")
        })
    };
    let native = |pack: &lictor_policy::PackUse| -> Result<Box<dyn Scorer>> {
        let found = find(pack.plugin.as_deref().unwrap_or_default())?;
        Ok(Box::new(NativeScorer::new(found, &pack.settings.to_string())))
    };
    policy.packs().iter().map(native).collect()
}

fn bar(name: &str, count: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64).with_message(name.to_owned());
    let style = ProgressStyle::with_template("{msg:<24} {bar:30} {pos}/{len}, {eta} left");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
