//! Whether the server holds more and more: memory and descriptors over many minutes of load.

use std::time::Duration;

use miette::{Result, miette};

use crate::figure::{Curve, Figure, Measure, Results, Target, Unit};
use crate::load::pressure::{Pace, Pressure, Round};
use crate::load::served::Held;
use crate::load::{Ground, answers};
use crate::spread::Spread;

const CONNECTIONS: usize = 16;

/// Pieces of the time. After each all connections end, so that what stays open shows.
const SLICES: u32 = 20;

/// In which time a server notices that its connections have ended.
const REST: Duration = Duration::from_millis(500);

/// Measures it, with all answers of the corpus and half of the requests that are possible.
///
/// # Errors
/// The server does not start, breaks off or refuses, or the system does not tell what it holds.
pub fn run(ground: &Ground, span: Duration, results: &mut Results) -> Result<()> {
    let lictor = ground.checking()?;
    let requests = answers::requests(&ground.corpus.samples)?;
    let (address, span) = (([127, 0, 0, 1], 0).into(), span / SLICES);
    let slice = lictor.aim(Pressure { address, records: false, requests: &requests, connections: CONNECTIONS, span });
    let most = Pressure { span: ground.span(), ..slice }.round(Pace::Answered)?.per_second();
    let mut rows = Vec::new();
    let mut held = Vec::new();
    for number in 1..=SLICES {
        let round = slice.round(Pace::Clock(most / 2.0))?;
        std::thread::sleep(REST);
        let now = lictor.held()?;
        let minutes = f64::from(number) * span.as_secs_f64() / 60.0;
        rows.push((format!("{minutes:.1}"), measures(&now, &round)));
        held.push(now);
    }
    // The first piece fills what is filled once: caches, pools, the allocator's own.
    let (Some(first), Some(last)) = (held.first(), held.last()) else { return Err(miette!("there is no time")) };
    let corpus = format!("{} for {} minutes", ground.corpus.name, minutes(span * SLICES));
    let grown = Spread::exactly(last.resident / first.resident);
    let grown = Measure::new("the server's memory at the end as a multiple of that near the start", grown, Unit::Times);
    let left = Spread::exactly(last.descriptors as f64 - first.descriptors as f64);
    let left = Measure::new("descriptors more at the end than near the start", left, Unit::Number);
    results.figures.push(Figure::new("soak", &corpus, grown, Some(Target::AtMost(1.1))));
    results.figures.push(Figure::new("soak", &corpus, left, Some(Target::AtMost(0.0))));
    let title = "the server over time, connections closed for each look".into();
    results.curves.push(Curve { part: "soak", title, axis: "minutes".into(), rows });
    Ok(())
}

fn minutes(span: Duration) -> String {
    let minutes = span.as_secs_f64() / 60.0;
    if minutes.fract() < 0.05 { format!("{minutes:.0}") } else { format!("{minutes:.1}") }
}

fn measures(held: &Held, round: &Round) -> Vec<Measure> {
    vec![
        Measure::new("memory", Spread::exactly(held.resident), Unit::Mebibytes),
        Measure::new("descriptors", Spread::exactly(held.descriptors as f64), Unit::Number),
        Measure::new("requests", Spread::exactly(round.per_second()), Unit::AnswersPerSecond),
        Measure::new("p99", Spread::exactly(round.within(990)), Unit::Milliseconds),
    ]
}
