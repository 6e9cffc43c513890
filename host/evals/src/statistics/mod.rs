//! The statistics that summaries, comparisons and rules over groups rest on. Every number is checked against SciPy
//! (`tests/statistics.rs`).
//!
//! Counts of cases are small, so tests are exact and intervals are those that keep their promise for few cases. All is
//! deterministic: what is drawn at random is drawn from a seed that the caller derives from content.

mod bootstrap;
mod correction;
mod exact;
mod intervals;
mod percentile;
mod repeats;

pub use bootstrap::{Seed, bootstrap_mean};
pub use correction::holm;
pub use exact::{fisher_exact, mcnemar_exact, smallest_visible};
pub use intervals::{PairedCounts, newcombe_paired, wilson};
pub use percentile::percentile;
pub use repeats::{all_k, pass_at_k};

/// The 97.5 per cent point of the normal distribution: every interval here is one of 95 per cent.
const Z95: f64 = 1.959_963_984_540_054;
