//! Where the processor time of a request goes: HTTP, JSON, the engine, and what the server adds.

use std::hint::black_box;

use lictor::Sample;
use miette::Result;

use crate::figure::{Curve, Measure, Results, Unit};
use crate::load::pressure::{Pace, Pressure};
use crate::load::served::Served;
use crate::load::{Ground, answers};
use crate::race::{Contestant, race};
use crate::spread::Spread;

/// In KiB.
const SIZES: [usize; 2] = [1, 16];

const CONNECTIONS: usize = 16;

/// Measures it.
///
/// # Errors
/// A server does not start, breaks off or refuses, or the system does not tell what it used.
pub fn run(ground: &Ground, results: &mut Results) -> Result<()> {
    let (lictor, echo) = (ground.checking()?, Served::echo()?);
    let mut rows = Vec::new();
    for size in SIZES {
        let samples = answers::of_size(&ground.corpus, size);
        let requests = answers::requests(&samples)?;
        cost(ground, &lictor, &requests)?;
        let (mut whole, mut http) = (Vec::new(), Vec::new());
        for _ in 0..ground.effort.rounds {
            whole.push(cost(ground, &lictor, &requests)?);
            http.push(cost(ground, &echo, &requests)?);
        }
        let [json, engine] = pieces(ground, &samples);
        rows.push((size.to_string(), row(Spread::of(whole), Spread::of(http), json, engine)));
    }
    let title = format!("processor time of the server for a request, {CONNECTIONS} connections");
    results.curves.push(Curve { part: "shares", title, axis: "KiB of answer".into(), rows });
    Ok(())
}

/// Microseconds of a server's processor time for each request.
fn cost(ground: &Ground, served: &Served, requests: &[Vec<u8>]) -> Result<f64> {
    let (address, span) = (([127, 0, 0, 1], 0).into(), ground.span());
    let aimed = served.aim(Pressure { address, records: false, requests, connections: CONNECTIONS, span });
    let before = served.cpu()?;
    let round = aimed.round(Pace::Answered)?;
    Ok((served.cpu()? - before) * 1e6 / (round.latencies.len() + CONNECTIONS) as f64)
}

/// Microseconds of a sample in this process: its JSON read and its record written, and the check.
fn pieces(ground: &Ground, samples: &[Sample]) -> [Spread; 2] {
    let bodies: Vec<String> = samples.iter().filter_map(|sample| serde_json::to_string(sample).ok()).collect();
    let mut session = ground.engine.session();
    let records: Vec<_> = samples.iter().map(|sample| session.check(sample)).collect();
    let json = Contestant::new(|| {
        for (body, record) in bodies.iter().zip(&records) {
            drop(black_box((Sample::from_json(body), serde_json::to_vec(record))));
        }
    });
    let check = Contestant::new(|| samples.iter().for_each(|sample| drop(black_box(session.check(sample)))));
    let laps = race(vec![json, check], ground.effort);
    let of = |place: usize| {
        let laps = laps.get(place).into_iter().flat_map(|laps| &laps.0);
        Spread::of(laps.map(|lap| lap.cpu * 1e6 / samples.len() as f64))
    };
    [of(0), of(1)]
}

fn row(whole: Spread, http: Spread, json: Spread, engine: Spread) -> Vec<Measure> {
    let rest = whole.median - http.median - json.median - engine.median;
    let rest = Measure::new("the rest", Spread::exactly(rest), Unit::Microseconds);
    let share = |name: &str, part: f64| {
        Measure::new(format!("{name}, share"), Spread::exactly(part / whole.median), Unit::Number)
    };
    let shares = [
        share("HTTP", http.median),
        share("JSON", json.median),
        share("engine", engine.median),
        share("the rest", rest.value.median),
    ];
    let measures = [("whole", whole), ("HTTP (the echo)", http), ("JSON", json), ("engine", engine)];
    let measures = measures.map(|(name, spread)| Measure::new(name, spread, Unit::Microseconds));
    measures.into_iter().chain([rest]).chain(shares).collect()
}
