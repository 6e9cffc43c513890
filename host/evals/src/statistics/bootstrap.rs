use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::{Z95, percentile};

/// What the random numbers of a bootstrap begin with. Derived from content (a digest), so that the same runs give the same bytes.
pub type Seed = [u8; 32];

/// How often the cases are drawn anew. The ends of a 95 per cent interval then wander by about a tenth of its width.
const RESAMPLES: usize = 2_000;

/// From so many cases on, the resampled mean is normal to more digits than anybody reads, and its limit is taken at once: a
/// run of a million cases must not take minutes.
const NORMAL_FROM: usize = 10_000;

/// The 95 per cent interval of the mean of one value per case: cases are drawn anew with putting back, and the middle 95 per
/// cent of the means are kept (Efron 1979, percentile interval). The random numbers are those of xoshiro256++. None for fewer
/// than two cases, of which nothing can be said.
pub fn bootstrap_mean(values: &[f64], seed: Seed) -> Option<[f64; 2]> {
    if values.len() < 2 {
        return None;
    }
    if values.len() >= NORMAL_FROM {
        return Some(normal(values));
    }
    let mut random = Xoshiro256PlusPlus::from_seed(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let total: f64 = (0..values.len()).map(|_| values[below(&mut random, values.len())]).sum();
            total / values.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    Some([percentile(&means, 0.025)?, percentile(&means, 0.975)?])
}

/// A number from 0 up to `end`: the high half of the product, which is even to one part in 2^64 / `end`.
fn below(random: &mut Xoshiro256PlusPlus, end: usize) -> usize {
    ((u128::from(random.next_u64()) * end as u128) >> 64) as usize
}

/// What the percentile interval tends to: the mean, less and plus 1.96 standard errors (with n, as in resampling).
fn normal(values: &[f64]) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    let half = Z95 * (variance / n).sqrt();
    [mean - half, mean + half]
}
