//! Medians and how far the values lie apart.

use serde::Serialize;

/// A figure over several rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Spread {
    /// The middle value: what counts.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// The median of the distances from the median.
    pub mad: f64,
    /// How many there were.
    pub rounds: usize,
}

impl Spread {
    /// Of at least one value; of none every number is not a number.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        let middle = median(&mut values);
        let (min, max) = (values.first().copied(), values.last().copied());
        let mut distances: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
        Self {
            median: middle,
            min: min.unwrap_or(f64::NAN),
            max: max.unwrap_or(f64::NAN),
            mad: median(&mut distances),
            rounds: values.len(),
        }
    }

    /// Something that was counted once and has no spread.
    pub fn exactly(value: f64) -> Self {
        Self::of([value])
    }
}

/// The median; the values are left sorted.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[half],
        _ => (values[half - 1] + values[half]) / 2.0,
    }
}

/// The value at or below which so many of a thousand lie, by the nearest rank.
pub fn quantile(sorted: &[f64], thousandths: usize) -> f64 {
    let rank = (sorted.len() * thousandths).div_ceil(1_000);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_distances_from_it() {
        let spread = Spread::of([5.0, 1.0, 2.0, 9.0, 4.0]);
        assert_eq!((spread.median, spread.min, spread.max, spread.mad), (4.0, 1.0, 9.0, 2.0));
        assert_eq!(Spread::of([1.0, 3.0]).median, 2.0);
        assert!(Spread::of([]).median.is_nan());
    }

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=1000).map(f64::from).collect();
        assert_eq!([500, 990, 999, 1_000].map(|share| quantile(&values, share)), [500.0, 990.0, 999.0, 1000.0]);
        assert_eq!(quantile(&[7.0], 999), 7.0);
    }
}
