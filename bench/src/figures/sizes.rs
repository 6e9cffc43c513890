//! What longer answers and longer contexts cost.

use std::hint::black_box;

use lictor::Sample;
use lictor_model::Context;
use miette::Result;

use crate::bench::{Bench, Course};
use crate::corpus::text;
use crate::figure::{Curve, Measure, Results, Unit};
use crate::race::{Contestant, race};
use crate::spread::Spread;

/// In KiB.
const SIZES: [usize; 3] = [1, 10, 100];

/// Texts that are checked in one pass for each size, so that one odd text weighs little.
const TEXTS: usize = 8;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let [plain, .., rag] = &bench.courses[..] else { return Ok(()) };
    let answers: Vec<&str> = plain.corpus.answers().collect();
    let make = |size: usize, index: usize| Sample { answer: Some(text(&answers, size, index)), ..Sample::default() };
    results.curves.push(curve(bench, "the engine, by length of the answer", "KiB of answer", make));
    let texts: Vec<&str> = permitted(rag);
    let make = |size: usize, index: usize| {
        let mut sample = rag.corpus.samples[index * 7 % rag.corpus.samples.len()].clone();
        sample.contexts = Some(vec![Context { text: text(&texts, size, index), ..Context::default() }]);
        sample
    };
    results.curves.push(curve(bench, "the engine, by length of the one context", "KiB of context", make));
    Ok(())
}

fn permitted(course: &Course) -> Vec<&str> {
    let contexts = course.corpus.samples.iter().flat_map(|sample| sample.contexts.iter().flatten());
    contexts.map(|context| context.text.as_str()).collect()
}

fn curve(bench: &Bench, title: &str, axis: &str, make: impl Fn(usize, usize) -> Sample) -> Curve {
    let sets: Vec<Vec<Sample>> =
        SIZES.iter().map(|size| (0..TEXTS).map(|index| make(*size, index)).collect()).collect();
    let contestants = sets.iter().flat_map(|samples| {
        let sessions = [bench.engine.session(), bench.twin.session()];
        sessions.into_iter().map(move |mut session| {
            Contestant::new(move || samples.iter().for_each(|sample| drop(black_box(session.check(sample)))))
        })
    });
    let laps = race(contestants.collect(), bench.effort);
    let rows = SIZES.iter().zip(laps.chunks(2)).zip(&sets).filter_map(|((size, laps), samples)| {
        let [engine, twin] = laps else { return None };
        let per_sample = Spread::of(engine.0.iter().map(|lap| lap.cpu * 1e6 / TEXTS as f64));
        let per_kibibyte = Spread::of(engine.0.iter().map(|lap| lap.cpu * 1e6 / (TEXTS * size) as f64));
        let failures: usize = samples.iter().map(|sample| bench.engine.check(sample).failures.len()).sum();
        let measures = vec![
            Measure::new("per sample", per_sample, Unit::Microseconds),
            Measure::new("per KiB", per_kibibyte, Unit::Microseconds),
            Measure::new("against native packs", engine.speed_against(twin), Unit::Times),
            Measure::new("failures per sample", Spread::exactly(failures as f64 / TEXTS as f64), Unit::Number),
        ];
        Some((size.to_string(), measures))
    });
    Curve { part: "sizes", title: title.into(), axis: axis.into(), rows: rows.collect() }
}
