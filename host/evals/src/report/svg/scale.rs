/// From values to places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct Scale {
    pub(super) values: [f64; 2],
    pub(super) places: [f64; 2],
}

impl Scale {
    pub(in crate::report) fn new(values: [f64; 2], places: [f64; 2]) -> Self {
        Self { values, places }
    }

    /// Symmetric around zero, so wide that the largest of the values is on it, with round ends.
    pub(in crate::report) fn around_zero(values: impl Iterator<Item = f64>, places: [f64; 2]) -> Self {
        let largest = values.filter(|value| value.is_finite()).map(f64::abs).fold(0.0, f64::max);
        let end = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8].into_iter().find(|end| largest <= *end).unwrap_or(1.0);
        Self::new([-end, end], places)
    }

    /// The place of a value; at the edge for one that is not on the scale.
    pub(super) fn place(&self, value: f64) -> f64 {
        let [low, high] = self.values;
        let value = if value.is_finite() { value.clamp(low, high) } else { low };
        let share = if high > low { (value - low) / (high - low) } else { 0.0 };
        self.places[0] + share * (self.places[1] - self.places[0])
    }

    /// Round numbers on the scale, at most `most` of them: steps of 1, 2 or 5 times a power of ten.
    pub(super) fn ticks(&self, most: usize) -> Vec<f64> {
        let [low, high] = self.values;
        let width = high - low;
        // Written so that a width that is not a number gives nothing, too.
        if !(width > 0.0 && width.is_finite()) || most < 2 {
            return Vec::new();
        }
        let rough = width / (most - 1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let fits = |step: &f64| ((high / step + 1e-9).floor() - (low / step - 1e-9).ceil() + 1.0) as usize <= most;
        let steps = [1.0, 2.0, 5.0, 10.0, 20.0].map(|factor| factor * power);
        let step = steps.into_iter().find(fits).unwrap_or(width);
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        (first..=last).map(|index| index as f64 * step).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    fn rounded(ticks: Vec<f64>) -> Vec<i64> {
        ticks.into_iter().map(|tick| (tick * 1000.0).round() as i64).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        let scale = |low, high| Scale::new([low, high], [0.0, 100.0]);
        assert_eq!(rounded(scale(0.0, 1.0).ticks(3)), [0, 500, 1000]);
        assert_eq!(rounded(scale(-0.2, 0.2).ticks(5)), [-200, -100, 0, 100, 200]);
        assert_eq!(rounded(scale(-0.05, 0.05).ticks(5)), [-40, -20, 0, 20, 40]);
        assert_eq!(rounded(scale(0.7, 1.0).ticks(4)), [700, 800, 900, 1000]);
        assert!(scale(1.0, 1.0).ticks(5).is_empty());
        assert!(scale(0.0, f64::INFINITY).ticks(5).is_empty());
    }

    #[test]
    fn what_is_not_on_the_scale_stands_at_its_edge() {
        let scale = Scale::around_zero([0.07, -0.13, f64::NAN].into_iter(), [0.0, 100.0]);
        assert_eq!(scale.values, [-0.2, 0.2]);
        assert_eq!([-9.0, 0.0, 9.0, f64::NAN].map(|value| scale.place(value)), [0.0, 50.0, 100.0, 0.0]);
    }
}
