/// The value below which a share of `sorted` lies, from 0 to 1, with a straight line between neighbours (type 7 of Hyndman and
/// Fan 1996, which NumPy calls `linear`). None for no values. The values must be in ascending order.
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor();
    let (low, high) = (sorted[below as usize], sorted[place.ceil() as usize]);
    Some(low + (high - low) * (place - below))
}
