//! Two threads against one. Two threads of the plain Rust yardstick, which share nothing, show what the machine gives.

use std::hint::black_box;

use lictor::{Guard, Sample};
use miette::{Result, bail};

use crate::bench::{Bench, Course};
use crate::figure::{Figure, Measure, Results, Target, Unit};
use crate::race::{Contestant, Laps, race};
use crate::spread::Spread;
use crate::yardstick::Yardstick;

pub(super) fn run(bench: &Bench, results: &mut Results) -> Result<()> {
    let yardstick = Yardstick::new()?;
    for course in &bench.courses {
        let samples = &course.corpus.samples;
        let counted = |threads| {
            let yardstick = &yardstick;
            move || {
                spread(threads, || {
                    black_box(course.corpus.answers().map(|answer| yardstick.count(answer)).sum::<usize>());
                })
            }
        };
        let laps = race(
            vec![
                Contestant::new(|| checked(1, &bench.engine, samples)),
                Contestant::new(|| checked(2, &bench.engine, samples)),
                Contestant::new(|| checked(1, &bench.twin, samples)),
                Contestant::new(|| checked(2, &bench.twin, samples)),
                Contestant::new(counted(1)),
                Contestant::new(counted(2)),
            ],
            bench.effort,
        );
        let [engine, engine2, twin, twin2, plain, plain2] = &laps[..] else { bail!("six contestants give six laps") };
        let value = Measure::new("two threads against one, answers per second", speed_up(engine, engine2), Unit::Times);
        let figure = Figure::new("threads", &course.corpus.name, value, Some(Target::AtLeast(1.8)));
        results.figures.push(
            figure
                .with([
                    Measure::new("the same of the native packs", speed_up(twin, twin2), Unit::Times),
                    Measure::new(
                        "the same of plain Rust: what the machine gives",
                        speed_up(plain, plain2),
                        Unit::Times,
                    ),
                    rate(course, "one thread, answers/s", 1, engine),
                    rate(course, "two threads, answers/s", 2, engine2),
                ])
                .with(course.wakes()),
        );
    }
    Ok(())
}

/// Every thread checks the whole corpus.
fn checked(threads: usize, guard: &Guard, samples: &[Sample]) {
    spread(threads, || {
        let mut session = guard.session();
        samples.iter().for_each(|sample| drop(black_box(session.check(sample))));
    });
}

fn spread(threads: usize, work: impl Fn() + Sync) {
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(&work))));
}

fn speed_up(one: &Laps, two: &Laps) -> Spread {
    one.compare(two, |one, two| 2.0 * one.wall / two.wall)
}

fn rate(course: &Course, name: &str, threads: usize, laps: &Laps) -> Measure {
    let answers = (threads * course.corpus.samples.len()) as f64;
    Measure::new(name, Spread::of(laps.0.iter().map(|lap| answers / lap.wall)), Unit::AnswersPerSecond)
}
