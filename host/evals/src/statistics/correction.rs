/// Holm's correction (1979) of p-values that were looked at together, in the order in which they came: the chance that any of
/// them falls below alpha by accident stays below alpha, however they depend on one another.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let mut corrected = vec![1.0; p_values.len()];
    let mut before = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        let factor = (p_values.len() - rank) as f64;
        before = before.max((factor * p_values[index]).min(1.0));
        corrected[index] = before;
    }
    corrected
}
