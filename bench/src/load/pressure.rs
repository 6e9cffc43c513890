//! Many connections at once, as fast as they are answered or by the clock.

use std::net::SocketAddr;
use std::sync::{Barrier, OnceLock};
use std::time::{Duration, Instant};

use miette::{IntoDiagnostic, Result, WrapErr, bail};

use crate::load::client::{Answer, Connection};
use crate::spread::quantile;

/// When a connection sends its next request.
#[derive(Debug, Clone, Copy)]
pub enum Pace {
    /// When the last one was answered.
    Answered,
    /// So many a second over all connections, evenly, whatever was answered; a request that its connection could not send
    /// in time counts from when it was due.
    Clock(f64),
}

/// Who is asked what, and how.
#[derive(Clone, Copy)]
pub struct Pressure<'a> {
    /// Where.
    pub address: SocketAddr,
    /// Whether what comes back are records.
    pub records: bool,
    /// What is sent, from the start and again.
    pub requests: &'a [Vec<u8>],
    /// Connections at once.
    pub connections: usize,
    /// For how long requests are sent.
    pub span: Duration,
}

/// What came of it.
pub struct Round {
    /// Milliseconds from when a request was due until its answer was there, sorted.
    pub latencies: Vec<f64>,
    /// Seconds until the last answer was there.
    pub seconds: f64,
}

impl Round {
    /// Requests answered in a second.
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// Milliseconds within which so many of a thousand requests were answered.
    pub fn within(&self, thousandths: usize) -> f64 {
        quantile(&self.latencies, thousandths)
    }
}

impl Pressure<'_> {
    /// Asks.
    ///
    /// # Errors
    /// A connection broke, or a request was not answered with what belongs to it: of a server that refuses or leaves
    /// unchecked there is no figure.
    pub fn round(&self, pace: Pace) -> Result<Round> {
        let (ready, start) = (Barrier::new(self.connections), OnceLock::new());
        let results: Vec<Result<Seen>> = std::thread::scope(|scope| {
            let (ready, start) = (&ready, &start);
            let threads: Vec<_> = (0..self.connections)
                .map(|place| scope.spawn(move || self.connection(place, pace, ready, start)))
                .collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            threads.into_iter().map(join).collect()
        });
        let mut all = Seen::default();
        for seen in results {
            let seen = seen?;
            all.latencies.extend(seen.latencies);
            all.seconds = all.seconds.max(seen.seconds);
            all.refused += seen.refused;
            all.unchecked += seen.unchecked;
        }
        if all.refused + all.unchecked > 0 {
            let (refused, unchecked, of) = (all.refused, all.unchecked, all.latencies.len());
            bail!(
                "of {of} requests over {} connections {refused} were refused and {unchecked} left unchecked",
                self.connections
            );
        }
        all.latencies.sort_by(f64::total_cmp);
        Ok(Round { latencies: all.latencies, seconds: all.seconds })
    }

    fn connection(&self, place: usize, pace: Pace, ready: &Barrier, start: &OnceLock<Instant>) -> Result<Seen> {
        // Each begins elsewhere, so that not all ask the same at once.
        let first = place * self.requests.len() / self.connections;
        let mut requests = self.requests.iter().cycle().skip(first);
        let connected = Connection::open(self.address, self.records).and_then(|mut connection| {
            // What is new about a connection is not measured.
            self.requests.first().map_or(Ok(Answer::Checked), |request| connection.ask(request))?;
            Ok(connection)
        });
        // Whoever failed must not keep the others waiting.
        ready.wait();
        let start = *start.get_or_init(Instant::now);
        let mut connection = connected.into_diagnostic().wrap_err("a connection cannot be made")?;
        let mut seen = Seen::default();
        for turn in 0.. {
            let due = match pace {
                Pace::Answered => start.elapsed(),
                Pace::Clock(rate) => Duration::from_secs_f64((turn * self.connections + place) as f64 / rate),
            };
            let Some(request) = requests.next().filter(|_| due < self.span) else { break };
            if let Some(early) = due.checked_sub(start.elapsed()) {
                std::thread::sleep(early);
            }
            match connection.ask(request).into_diagnostic().wrap_err("a connection broke")? {
                Answer::Checked => {}
                Answer::Unchecked => seen.unchecked += 1,
                Answer::Refused => seen.refused += 1,
            }
            let answered = start.elapsed();
            seen.latencies.push(answered.saturating_sub(due).as_secs_f64() * 1e3);
            seen.seconds = answered.as_secs_f64();
        }
        Ok(seen)
    }
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    latencies: Vec<f64>,
    seconds: f64,
    refused: usize,
    unchecked: usize,
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// A server for one connection that answers the request with this number only after a pause.
    fn stalling(at: usize, pause: Duration) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            for number in 0.. {
                if stream.read_exact(&mut [0]).is_err() {
                    break;
                }
                if number == at {
                    std::thread::sleep(pause);
                }
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
            }
        });
        address
    }

    #[test]
    fn what_waits_behind_a_stall_counts_from_when_it_was_due() {
        let pause = Duration::from_millis(300);
        let requests = [b"?".to_vec()];
        let span = Duration::from_millis(500);
        let address = stalling(5, pause);
        let pressure = Pressure { address, records: false, requests: &requests, connections: 1, span };
        let round = pressure.round(Pace::Clock(100.0)).unwrap();
        // All that were due are sent, and thirty were due during the pause; half of them waited for half of it or longer.
        assert_eq!(round.latencies.len(), 50);
        assert!(
            round.within(1000) >= 299.0 && round.latencies.iter().filter(|latency| **latency > 140.0).count() >= 15
        );
        // Asked as fast as it answers, the same stall is one slow request.
        let pressure = Pressure { address: stalling(5, pause), ..pressure };
        let round = pressure.round(Pace::Answered).unwrap();
        assert!(round.within(1000) >= 299.0 && round.latencies.len() > 10);
    }

    #[test]
    fn a_server_that_refuses_has_no_figure() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            while stream.read_exact(&mut [0]).is_ok() {
                stream.write_all(b"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n").unwrap();
            }
        });
        let (requests, span) = ([b"?".to_vec()], Duration::from_millis(20));
        let pressure = Pressure { address, records: false, requests: &requests, connections: 1, span };
        let refused = pressure.round(Pace::Clock(100.0)).err().unwrap().to_string();
        assert!(refused.contains("of 2 requests over 1 connections 2 were refused"), "{refused}");
    }
}
