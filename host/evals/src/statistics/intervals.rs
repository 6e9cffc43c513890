use super::Z95;

/// The 95 per cent interval of a share (Wilson 1927). None where nothing was counted.
pub fn wilson(pass: u64, judged: u64) -> Option<[f64; 2]> {
    if judged == 0 || pass > judged {
        return None;
    }
    let (n, share, z) = (judged as f64, pass as f64 / judged as f64, Z95);
    let scale = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / scale;
    let half = z / scale * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    // At the edges the formula is exact and the floating point is not.
    let low = if pass == 0 { 0.0 } else { (centre - half).clamp(0.0, share) };
    let high = if pass == judged { 1.0 } else { (centre + half).clamp(share, 1.0) };
    Some([low, high])
}

/// How the cases that both runs judge fall out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PairedCounts {
    /// They pass in both.
    pub both_pass: u64,
    /// They pass in the base and fail in the head.
    pub new: u64,
    /// They fail in the base and pass in the head.
    pub fixed: u64,
    /// They fail in both.
    pub both_fail: u64,
}

impl PairedCounts {
    /// All of them.
    pub fn judged(&self) -> u64 {
        self.both_pass + self.new + self.fixed + self.both_fail
    }

    /// Those that pass in the base.
    pub fn base_pass(&self) -> u64 {
        self.both_pass + self.new
    }

    /// Those that pass in the head.
    pub fn head_pass(&self) -> u64 {
        self.both_pass + self.fixed
    }

    /// The head's share of passes less the base's; 0 where nothing was judged.
    pub fn difference(&self) -> f64 {
        (self.fixed as f64 - self.new as f64) / (self.judged().max(1) as f64)
    }
}

/// The 95 per cent interval of the difference of two paired shares, head less base (Newcombe 1998, Statistics in Medicine 17,
/// 2635–2650, method 10: Wilson intervals of the two shares, put together with their correlation, which is corrected for
/// continuity). The whole range from -1 to 1 where nothing was judged.
pub fn newcombe_paired(counts: &PairedCounts) -> [f64; 2] {
    let n = counts.judged();
    let (Some([base_low, base_high]), Some([head_low, head_high])) =
        (wilson(counts.base_pass(), n), wilson(counts.head_pass(), n))
    else {
        return [-1.0, 1.0];
    };
    let base = counts.base_pass() as f64 / n as f64;
    let head = counts.head_pass() as f64 / n as f64;
    let (phi, difference) = (correlation(counts), counts.difference());
    let reach = |up: f64, down: f64| (up * up - 2.0 * phi * up * down + down * down).max(0.0).sqrt();
    let below = reach(head - head_low, base_high - base);
    let above = reach(head_high - head, base - base_low);
    [(difference - below).max(-1.0), (difference + above).min(1.0)]
}

/// The correlation of the two outcomes, its numerator moved towards zero by half a case where it is positive.
fn correlation(counts: &PairedCounts) -> f64 {
    let [e, f, g, h] = [counts.both_pass, counts.new, counts.fixed, counts.both_fail].map(|count| count as f64);
    let margins = (e + f) * (g + h) * (e + g) * (f + h);
    if margins == 0.0 {
        return 0.0;
    }
    let covariance = e * h - f * g;
    let corrected = if covariance > 0.0 { (covariance - (e + f + g + h) / 2.0).max(0.0) } else { covariance };
    corrected / margins.sqrt()
}
