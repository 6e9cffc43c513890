//! How many requests a second, and how long one takes, by connections and by size of the answer.

use miette::Result;

use crate::figure::{Curve, Figure, Measure, Results, Target, Unit};
use crate::load::pressure::{Pace, Pressure, Round};
use crate::load::served::Served;
use crate::load::{Ground, answers};
use crate::spread::Spread;

/// In KiB.
const SIZES: [usize; 2] = [1, 16];

const CONNECTIONS: [usize; 5] = [1, 4, 16, 64, 256];

/// The connections that the figures are for: as many as keep every processor of a small server busy.
const JUDGED: usize = 64;

/// Measures it.
///
/// # Errors
/// A server does not start, breaks off or refuses.
pub fn run(ground: &Ground, results: &mut Results) -> Result<()> {
    let (lictor, echo) = (ground.checking()?, Served::echo()?);
    for size in SIZES {
        let requests = answers::requests(&answers::of_size(&ground.corpus, size))?;
        let (mut fast, mut half) = (Vec::new(), Vec::new());
        for connections in CONNECTIONS {
            let of = Of { lictor: &lictor, echo: &echo, requests: &requests, connections };
            let rounds = of.rounds(ground)?;
            if size == 1 && connections == JUDGED {
                results.figures.extend(rounds.figures());
            }
            fast.push((connections.to_string(), rounds.as_fast_as_answered()));
            half.push((connections.to_string(), rounds.at_half()));
        }
        for (title, rows) in
            [("each connection asks as soon as it was answered", fast), ("half as many requests", half)]
        {
            let (title, axis) = (format!("the server, answers of {size} KiB, {title}"), "connections".into());
            results.curves.push(Curve { part: "speed", title, axis, rows });
        }
    }
    Ok(())
}

/// Two servers that are asked the same.
struct Of<'a> {
    lictor: &'a Served,
    echo: &'a Served,
    requests: &'a [Vec<u8>],
    connections: usize,
}

impl Of<'_> {
    fn rounds(&self, ground: &Ground) -> Result<Rounds> {
        let ask = |served: &Served, pace| {
            let (requests, connections, span) = (self.requests, self.connections, ground.span());
            let aimed = Pressure { address: ([127, 0, 0, 1], 0).into(), records: false, requests, connections, span };
            served.aim(aimed).round(pace)
        };
        // Warms up, and says what half is.
        let half = ask(self.lictor, Pace::Answered)?.per_second() / 2.0;
        ask(self.echo, Pace::Answered)?;
        let mut rounds = Rounds::default();
        for _ in 0..ground.effort.rounds {
            rounds.lictor.push(ask(self.lictor, Pace::Answered)?);
            rounds.echo.push(ask(self.echo, Pace::Answered)?);
            rounds.lictor_half.push(ask(self.lictor, Pace::Clock(half))?);
            rounds.echo_half.push(ask(self.echo, Pace::Clock(half))?);
        }
        Ok(rounds)
    }
}

#[derive(Default)]
struct Rounds {
    lictor: Vec<Round>,
    echo: Vec<Round>,
    lictor_half: Vec<Round>,
    echo_half: Vec<Round>,
}

impl Rounds {
    fn share(&self) -> Spread {
        Spread::of(self.lictor.iter().zip(&self.echo).map(|(ours, echo)| ours.per_second() / echo.per_second()))
    }

    fn as_fast_as_answered(&self) -> Vec<Measure> {
        let mut measures = vec![
            rate("requests", &self.lictor),
            rate("echo", &self.echo),
            Measure::new("of the echo", self.share(), Unit::Times),
        ];
        measures.extend(within(&self.lictor, ""));
        measures
    }

    fn at_half(&self) -> Vec<Measure> {
        let mut measures = vec![rate("requests", &self.lictor_half)];
        measures.extend(within(&self.lictor_half, ""));
        measures.extend(within(&self.echo_half, "echo, "));
        measures
    }

    fn figures(&self) -> [Figure; 2] {
        let corpus = format!("1 KiB, {JUDGED} connections");
        let share =
            Measure::new("the server's requests a second as a share of a bare echo's", self.share(), Unit::Times);
        let share = Figure::new("speed", &corpus, share, Some(Target::AtLeast(0.6)));
        let p99 = Spread::of(self.lictor_half.iter().map(|round| round.within(990)));
        let p99 = Measure::new("the server, p99 at half of the most requests", p99, Unit::Milliseconds);
        let p99 = Figure::new("speed", &corpus, p99, Some(Target::AtMost(3.0)));
        [share.with(self.as_fast_as_answered()), p99.with(self.at_half())]
    }
}

fn rate(name: &str, rounds: &[Round]) -> Measure {
    Measure::new(name, Spread::of(rounds.iter().map(Round::per_second)), Unit::AnswersPerSecond)
}

fn within(rounds: &[Round], whose: &str) -> [Measure; 3] {
    [("p50", 500), ("p99", 990), ("p99.9", 999)].map(|(name, thousandths)| {
        let spread = Spread::of(rounds.iter().map(|round| round.within(thousandths)));
        Measure::new(format!("{whose}{name}"), spread, Unit::Milliseconds)
    })
}
