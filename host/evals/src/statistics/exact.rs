use std::cmp::Ordering;

use statrs::distribution::{Binomial, DiscreteCDF};

/// By how much two probabilities may differ and still count as equal. Tables that are equally likely come out of the
/// floating point a little apart; R's `fisher.test` takes the same bound.
const TIE: f64 = 1e-7;

/// The exact McNemar test: how likely a split at least as uneven is if `new` and `fixed` cases were equally likely. Two-sided;
/// 1 where nothing changed. Symmetric in its arguments.
pub fn mcnemar_exact(new: u64, fixed: u64) -> f64 {
    let Ok(coin) = Binomial::new(0.5, new + fixed) else { return 1.0 };
    (2.0 * coin.cdf(new.min(fixed))).min(1.0)
}

/// Fisher's exact test of a two-by-two table, two-sided: the probability of all tables with the same margins that are at most
/// as likely as this one. Rows are groups, columns are what happened in them. 1 for a table with an empty margin.
pub fn fisher_exact(table: [[u64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table;
    let (row, column, all) = (a + b, a + c, a + b + c + d);
    let (smallest, largest) = (a.saturating_sub(d), row.min(column));
    // Weights in units of the likeliest table's, each from its neighbour: binomial coefficients of a few hundred cases are
    // larger than a floating-point number can be. The walk ends where weights are too small for one.
    let mode = ((u128::from(row) + 1) * (u128::from(column) + 1) / (u128::from(all) + 2)) as u64;
    let mode = mode.clamp(smallest, largest);
    let rest = all - row;
    let next = |k: u64| (row - k) as f64 * (column - k) as f64 / ((k + 1) as f64 * (rest + k + 1 - column) as f64);
    let up = steps(mode..largest, next);
    let down = steps((smallest..mode).rev(), |k| 1.0 / next(k));
    let seen = match a.cmp(&mode) {
        Ordering::Less => down.get((mode - a - 1) as usize),
        Ordering::Equal => Some(&1.0),
        Ordering::Greater => up.get((a - mode - 1) as usize),
    };
    let limit = seen.copied().unwrap_or_default() * (1.0 + TIE);
    let weights = || down.iter().rev().chain([&1.0]).chain(&up);
    (weights().filter(|weight| **weight <= limit).sum::<f64>() / weights().sum::<f64>()).min(1.0)
}

/// Weights away from the likeliest table, until they vanish.
fn steps(places: impl Iterator<Item = u64>, factor: impl Fn(u64) -> f64) -> Vec<f64> {
    places
        .scan(1.0, |weight, k| {
            *weight *= factor(k);
            (*weight > 0.0).then_some(*weight)
        })
        .collect()
}

/// The smallest number of cases that must change one way, and none the other, for [`mcnemar_exact`] to fall below `alpha`.
/// None where all of the `judged` cases are not enough.
pub fn smallest_visible(judged: u64, alpha: f64) -> Option<u64> {
    // Two times one half to the power of n: no more than 1,075 steps until the floating point is at zero.
    (1..=judged.min(1_100)).find(|changed| mcnemar_exact(*changed, 0) < alpha)
}
