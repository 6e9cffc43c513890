//! What a pack costs: measured in the real sandbox on a corpus, beside the scan for its patterns alone and beside a yardstick
//! of plain Rust that runs in the same process and the same rounds. `docs/benchmarks.md` says how to read such figures.

pub mod clock;
pub mod race;
pub mod spread;
pub mod yardstick;

mod text;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use lictor::{CodeCache, Guard, Level, Options, Sample, Status};
use lictor_contract::{Matching, MatchingError, Scorer, Tenant};
use lictor_sandbox::{LoadError, Meter, Plugin, Runtime, RuntimeError};
use serde::Serialize;

use crate::running::{RunError, around};
use race::{Contestant, Effort, Laps, race_telling};
use spread::Spread;
use yardstick::Yardstick;

/// What `lictor plugin bench` says.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct PackBench {
    /// The packs, as they were named.
    pub packs: Vec<PackFigures>,
}

/// What was measured of one pack. Times are of the processor where the system tells them, else of the clock on the wall.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct PackFigures {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The digest of its component.
    pub digest: String,
    /// Bytes of the component.
    pub component_bytes: u64,
    /// Its rules.
    pub rules: usize,
    /// Its patterns.
    pub patterns: usize,
    /// Samples of the corpus.
    pub samples: u64,
    /// Bytes of an answer, on average.
    pub mean_answer_bytes: f64,
    /// Microseconds that a sample takes, all in all.
    pub check_us: Spread,
    /// Microseconds that looking for the pack's patterns takes.
    pub scan_us: Spread,
    /// Microseconds that the yardstick takes.
    pub yardstick_us: Spread,
    /// How often the yardstick runs while the pack checks once, round by round.
    pub yardsticks: Spread,
    /// How often the pack is woken for a sample.
    pub wakes_per_sample: f64,
    /// Findings in a sample.
    pub findings_per_sample: f64,
    /// Samples that were not fully checked.
    pub unchecked: u64,
    /// Fuel that a wake uses on average. None: nothing woke it.
    pub fuel_per_wake: Option<f64>,
    /// Fuel of the wake that used most.
    pub most_fuel: u64,
    /// Fuel that a wake may use.
    pub fuel_limit: u64,
    /// The most memory that an instance had, in bytes.
    pub peak_memory_bytes: u64,
    /// The memory that an instance may have, in bytes.
    pub memory_limit_bytes: u64,
    /// Milliseconds to load it where nothing is compiled yet.
    pub cold_load_ms: f64,
    /// Milliseconds to load it once it is compiled.
    pub warm_load_ms: f64,
    /// Milliseconds to compile its patterns.
    pub patterns_ms: f64,
}

/// Why a pack cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The sandbox does not start.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// The component is not loaded.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It cannot be run.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Its patterns do not compile.
    #[error(transparent)]
    Patterns(#[from] MatchingError),
    /// There is no place for compiled code, or no yardstick.
    #[error("{0}")]
    Other(String),
}

/// Measures a component on samples. `tell` hears how many of how many rounds are done.
///
/// # Errors
/// [`BenchError`].
pub fn measure(
    component: &[u8],
    samples: &[Sample],
    effort: Effort,
    mut tell: impl FnMut(usize, usize),
) -> Result<PackFigures, BenchError> {
    let other = |error: &dyn std::fmt::Display| BenchError::Other(error.to_string());
    let folder = tempfile::tempdir().map_err(|error| other(&error))?;
    let cache = CodeCache::open(folder.path()).map_err(|error| other(&error))?;
    let options = Options { today: "2026-01-15".into(), ..Options::default() };
    let runtime = Arc::new(Runtime::new(options.limits.clone(), Some(cache))?);

    let (_, cold_load_ms) = timed(|| Plugin::load(runtime.clone(), component, "{}"))?;
    let (plugin, warm_load_ms) = timed(|| Plugin::load(runtime.clone(), component, "{}"))?;
    let manifest = plugin.manifest().clone();
    let enabled: Vec<bool> = manifest.rules.iter().map(|rule| rule.level != Level::Off).collect();
    let tenant = Tenant { manifest: &manifest, granted: manifest.inputs(), enabled: &enabled };
    let (matching, patterns_ms) = timed(|| Matching::new(&[tenant], &options.limits.patterns))?;

    let meter = Arc::new(Meter::default());
    let metered =
        around(Box::new(Plugin::load(runtime.clone(), component, "{}")?.metered(meter.clone())), options.clone())?;
    let (findings, unchecked) = count(&metered, samples);

    let digest = plugin.digest().to_string();
    let guard = around(Box::new(plugin), options.clone())?;
    let yardstick = Yardstick::new().map_err(|error| other(&error))?;
    let (mut session, mut buffers) = (guard.session(), matching.new_cache());
    let contestants = vec![
        Contestant::new(|| samples.iter().for_each(|sample| drop(black_box(session.check(sample))))),
        Contestant::new(|| samples.iter().for_each(|sample| drop(black_box(matching.scan(sample, &mut buffers))))),
        Contestant::new(|| {
            let answers = samples.iter().filter_map(|sample| sample.answer.as_deref());
            black_box(answers.map(|answer| yardstick.count(answer)).sum::<usize>());
        }),
    ];
    let laps = race_telling(contestants, effort, |done| tell(done, effort.rounds));
    let [check, scan, plain] = &laps[..] else { return Err(BenchError::Other("a contestant is missing".into())) };

    let (count, wakes) = (samples.len().max(1) as f64, meter.checks());
    let each = |laps: &Laps| Spread::of(laps.0.iter().map(|lap| 1e6 * processor(lap) / count));
    let bytes: usize = samples.iter().filter_map(|sample| sample.answer.as_ref()).map(String::len).sum();
    Ok(PackFigures {
        plugin: manifest.plugin(),
        version: manifest.version.clone(),
        digest,
        component_bytes: component.len() as u64,
        rules: manifest.rules.len(),
        patterns: manifest.patterns.len(),
        samples: samples.len() as u64,
        mean_answer_bytes: bytes as f64 / count,
        check_us: each(check),
        scan_us: each(scan),
        yardstick_us: each(plain),
        yardsticks: check.compare(plain, |ours, plain| processor(ours) / processor(plain)),
        wakes_per_sample: wakes as f64 / count,
        findings_per_sample: findings as f64 / count,
        unchecked,
        fuel_per_wake: (wakes > 0).then(|| meter.fuel() as f64 / wakes as f64),
        most_fuel: meter.most_fuel(),
        fuel_limit: options.limits.check_fuel,
        peak_memory_bytes: meter.peak_memory(),
        memory_limit_bytes: options.limits.memory_bytes as u64,
        cold_load_ms,
        warm_load_ms,
        patterns_ms,
    })
}

/// Processor seconds, where the system tells them.
fn processor(timing: &clock::Timing) -> f64 {
    if timing.cpu.is_finite() { timing.cpu } else { timing.wall }
}

/// Checks everything once: findings, and samples that were not fully checked.
fn count(guard: &Guard, samples: &[Sample]) -> (u64, u64) {
    let mut session = guard.session();
    samples.iter().fold((0, 0), |(findings, unchecked), sample| {
        let record = session.check(sample);
        (findings + record.findings.len() as u64, unchecked + u64::from(record.status != Status::Checked))
    })
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, f64), E> {
    let start = Instant::now();
    let done = work()?;
    Ok((done, start.elapsed().as_secs_f64() * 1e3))
}
