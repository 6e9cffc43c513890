//! Interleaved rounds: A B A B …, so that whatever the machine does meanwhile happens to all alike.

use std::time::Duration;

use super::clock::{Timing, timed};
use super::spread::Spread;

/// How thoroughly to measure.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Rounds of each contestant.
    pub rounds: usize,
    /// The least that one timing takes: a pass is repeated until it does.
    pub floor: Duration,
    /// Whether this is a rough run.
    pub quick: bool,
}

impl Effort {
    /// What a published figure rests on.
    pub const FULL: Self = Self { rounds: 7, floor: Duration::from_millis(250), quick: false };
    /// Enough to see an effect while working.
    pub const QUICK: Self = Self { rounds: 3, floor: Duration::from_millis(120), quick: true };
}

/// Something that is timed against others.
pub struct Contestant<'a> {
    pass: Box<dyn FnMut() + 'a>,
}

impl<'a> Contestant<'a> {
    /// One pass is one whole piece of work, such as a corpus.
    pub fn new(pass: impl FnMut() + 'a) -> Self {
        Self { pass: Box::new(pass) }
    }
}

/// The times of one contestant, one for each round and of one pass.
pub struct Laps(pub Vec<Timing>);

impl Laps {
    /// Processor seconds of one pass.
    pub fn cpu(&self) -> Spread {
        Spread::of(self.0.iter().map(|lap| lap.cpu))
    }

    /// Seconds of one pass.
    pub fn wall(&self) -> Spread {
        Spread::of(self.0.iter().map(|lap| lap.wall))
    }

    /// How often this one passes while the other passes once, in processor time, round by round.
    pub fn speed_against(&self, other: &Self) -> Spread {
        self.compare(other, |ours, others| others.cpu / ours.cpu)
    }

    /// The same by the clock on the wall.
    pub fn wall_speed_against(&self, other: &Self) -> Spread {
        self.compare(other, |ours, others| others.wall / ours.wall)
    }

    /// Compares the laps of the same rounds.
    pub fn compare(&self, other: &Self, by: impl Fn(&Timing, &Timing) -> f64) -> Spread {
        Spread::of(self.0.iter().zip(&other.0).map(|(ours, others)| by(ours, others)))
    }
}

/// Runs all contestants in turn, round after round.
pub fn race(contestants: Vec<Contestant<'_>>, effort: Effort) -> Vec<Laps> {
    race_telling(contestants, effort, |_| {})
}

/// The same, saying after each round how many are done.
pub fn race_telling(mut contestants: Vec<Contestant<'_>>, effort: Effort, mut tell: impl FnMut(usize)) -> Vec<Laps> {
    let repeats: Vec<usize> = contestants.iter_mut().map(|contestant| calibrate(contestant, effort.floor)).collect();
    let mut laps: Vec<Laps> = contestants.iter().map(|_| Laps(Vec::with_capacity(effort.rounds))).collect();
    for round in 0..effort.rounds {
        for ((contestant, repeats), laps) in contestants.iter_mut().zip(&repeats).zip(&mut laps) {
            let lap = timed(|| (0..*repeats).for_each(|_| (contestant.pass)()));
            laps.0.push(lap.over(*repeats));
        }
        tell(round + 1);
    }
    laps
}

/// How many passes take as long as a timing should. The first pass warms up and does not count.
fn calibrate(contestant: &mut Contestant<'_>, floor: Duration) -> usize {
    (contestant.pass)();
    let once = timed(&mut contestant.pass).wall.max(1e-9);
    // A tenth more, so that a lucky pass does not leave the others below the floor.
    (1.1 * floor.as_secs_f64() / once).ceil().max(1.0) as usize
}
