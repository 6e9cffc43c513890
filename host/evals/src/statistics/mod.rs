//! The statistics that rules over groups rest on.

/// Holm's correction, in the order of the p-values.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|one, other| p_values[*one].total_cmp(&p_values[*other]));
    let mut corrected = vec![1.0; p_values.len()];
    let mut largest: f64 = 0.0;
    for (rank, place) in order.into_iter().enumerate() {
        largest = largest.max((p_values[place] * (p_values.len() - rank) as f64).min(1.0));
        corrected[place] = largest;
    }
    corrected
}

/// Fisher's exact test, two-sided.
pub fn fisher_exact(table: [[u64; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table;
    let total = a + b + c + d;
    let logs: Vec<f64> = std::iter::once(0.0)
        .chain((1..=total).scan(0.0, |sum, n| {
            *sum += (n as f64).ln();
            Some(*sum)
        }))
        .collect();
    let choose = |n: u64, k: u64| logs[n as usize] - logs[k as usize] - logs[(n - k) as usize];
    let p = |k: u64| (choose(a + c, k) + choose(b + d, a + b - k) - choose(total, a + b)).exp();
    let seen = p(a) * (1.0 + 1e-7);
    let smallest = (a + b).saturating_sub(b + d);
    (smallest..=(a + b).min(a + c)).map(p).filter(|p| *p <= seen).sum::<f64>().min(1.0)
}

/// The value below which a share of the sorted values lies, between two of them by their distance.
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share * last as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[(place.ceil() as usize).min(last)]);
    Some(below + (above - below) * place.fract())
}
