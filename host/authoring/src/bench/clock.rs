//! Time on the wall and of the processor.

use std::time::Instant;

use serde::Serialize;

/// How long something took, in seconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Timing {
    /// By the clock on the wall: what a user waits.
    pub wall: f64,
    /// Of the processor, in the measuring thread alone: what a noisy neighbour changes least.
    pub cpu: f64,
}

impl Timing {
    /// The time of one of so many equal pieces.
    pub fn over(self, pieces: usize) -> Self {
        let pieces = pieces.max(1) as f64;
        Self { wall: self.wall / pieces, cpu: self.cpu / pieces }
    }
}

/// Times one call.
pub fn timed(run: impl FnOnce()) -> Timing {
    let (wall, cpu) = (Instant::now(), thread_cpu());
    run();
    Timing { cpu: thread_cpu() - cpu, wall: wall.elapsed().as_secs_f64() }
}

/// Processor seconds that this thread has used.
#[cfg(unix)]
fn thread_cpu() -> f64 {
    use nix::time::{ClockId, clock_gettime};
    // Every Unix that we build for has this clock; without it the ratios would show as not a number.
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .map_or(f64::NAN, |time| time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9)
}

/// Elsewhere only the clock on the wall is read, and ratios of processor time show as not a number.
#[cfg(not(unix))]
fn thread_cpu() -> f64 {
    f64::NAN
}
