//! What more plugins cost: one and the same pack under many names, each in a sandbox of its own.

use std::hint::black_box;
use std::sync::Arc;

use lictor::{Digest, Guard, PolicyFile, Scorer};
use lictor_contract::{Check, CheckFailure, Manifest};
use lictor_sandbox::{Plugin, Runtime};
use miette::{IntoDiagnostic, Result, bail, miette};

use crate::bench::Bench;
use crate::figure::{Curve, Measure, Results, Unit};
use crate::guards;
use crate::race::{Contestant, race};
use crate::spread::Spread;

/// The pack that is copied.
const PACK: &str = "lictor/refusal";

/// How many are loaded.
const COUNTS: [usize; 4] = [1, 4, 16, 64];

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let Some(course) = bench.courses.first() else { return Ok(()) };
    let samples = &course.corpus.samples[..course.corpus.samples.len().min(500)];
    let all = guards::wakes(samples)?;
    let wakes = all.per_pack.iter().find(|(pack, _)| pack == PACK).map_or(f64::NAN, |(_, wakes)| *wakes);
    let guards = COUNTS.iter().map(|count| guard(bench, *count)).collect::<Result<Vec<_>>>()?;
    let contestants = guards.iter().map(|guard| {
        let mut session = guard.session();
        Contestant::new(move || samples.iter().for_each(|sample| drop(black_box(session.check(sample)))))
    });
    let laps = race(contestants.collect(), bench.effort);
    let rows = COUNTS.iter().zip(&laps).map(|(count, laps)| {
        let per_answer = Spread::of(laps.0.iter().map(|lap| lap.cpu * 1e6 / samples.len() as f64));
        let each = Spread::of(laps.0.iter().map(|lap| lap.cpu * 1e6 / samples.len() as f64 / *count as f64));
        let measures = vec![
            Measure::new("per answer", per_answer, Unit::Microseconds),
            Measure::new("per answer and plugin", each, Unit::Microseconds),
            Measure::new("wakes per answer", Spread::exactly(wakes * *count as f64), Unit::Number),
        ];
        (count.to_string(), measures)
    });
    results.curves.push(Curve {
        part: "plugins",
        title: format!("the engine, by plugins: copies of {PACK}"),
        axis: "plugins".into(),
        rows: rows.collect(),
    });
    Ok(())
}

fn guard(bench: &Bench, count: usize) -> Result<Guard> {
    let options = guards::options(&bench.cache())?;
    let runtime = Arc::new(Runtime::new(options.limits.clone(), options.cache.clone()).into_diagnostic()?);
    let Some(pack) = lictor_dist::PACKS.iter().find(|pack| pack.plugin == PACK) else { bail!("no pack {PACK}") };
    let mut policy = "schema = \"lictor.policy/v1\"\nid = \"copies\"\n".to_owned();
    let mut scorers: Vec<Box<dyn Scorer>> = Vec::new();
    for index in 0..count {
        let plugin = Plugin::load(runtime.clone(), pack.component, "{}").into_diagnostic()?;
        let manifest = Manifest { publisher: format!("copy-{index}"), ..plugin.manifest().clone() };
        policy.push_str(&format!(
            "[[packs]]\nplugin = \"{}\"\ninputs = [\"answer\", \"expectation\"]\n",
            manifest.plugin()
        ));
        scorers.push(Box::new(Renamed { plugin, manifest }));
    }
    let folder = bench.scratch.path();
    let policy = PolicyFile::parse("copies", &policy, folder).map_err(|error| miette!("{error}"))?;
    Ok(Guard::with_scorers(policy, scorers, options)?)
}

/// A sandboxed pack under another publisher's name.
struct Renamed {
    plugin: Plugin,
    manifest: Manifest,
}

impl Scorer for Renamed {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn digest(&self) -> Digest {
        self.plugin.digest()
    }

    fn check(&self, check: &mut Check<'_>) -> Result<(), CheckFailure> {
        self.plugin.check(check)
    }
}
