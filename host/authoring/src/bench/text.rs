//! Figures for people.

use std::fmt::Write;

use super::PackFigures;
use super::spread::Spread;

impl PackFigures {
    /// The table that `lictor plugin bench` prints.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} {}  ({} of code, {} rules, {} patterns)\n{} samples, {:.0} bytes an answer, {} rounds\n\n",
            self.plugin,
            self.version,
            bytes(self.component_bytes),
            self.rules,
            self.patterns,
            self.samples,
            self.mean_answer_bytes,
            self.check_us.rounds
        );
        let mut row = |name: &str, value: String, note: String| {
            let _ = writeln!(text, "{name:<22} {value:>12}  {note}");
        };
        row("a sample", micros(&self.check_us), spread(&self.check_us));
        row("  its scan alone", micros(&self.scan_us), spread(&self.scan_us));
        row(
            "the yardstick",
            micros(&self.yardstick_us),
            format!("{}  13 regexes, 69 phrases, plain Rust", spread(&self.yardstick_us)),
        );
        row("against it", format!("{:.2} ×", self.yardsticks.median), range(&self.yardsticks));
        row(
            "wakes a sample",
            format!("{:.4}", self.wakes_per_sample),
            format!("{:.4} findings", self.findings_per_sample),
        );
        if let Some(fuel) = self.fuel_per_wake {
            let most =
                format!("at most {} of {} allowed", grouped(self.most_fuel as f64), grouped(self.fuel_limit as f64));
            row("fuel a wake", grouped(fuel), most);
            row(
                "guest memory",
                bytes(self.peak_memory_bytes),
                format!("of {} allowed", bytes(self.memory_limit_bytes)),
            );
        }
        row(
            "cold load",
            format!("{:.1} ms", self.cold_load_ms),
            format!("{:.2} ms once it is compiled", self.warm_load_ms),
        );
        row(
            "its patterns",
            format!("{:.1} ms", self.patterns_ms),
            "compiled at each start, unless the cache knows them".into(),
        );
        if self.unchecked > 0 {
            let _ =
                writeln!(text, "\n{} samples were not fully checked: the figures count what was done.", self.unchecked);
        }
        text
    }
}

fn micros(spread: &Spread) -> String {
    format!("{:.2} µs", spread.median)
}

fn spread(spread: &Spread) -> String {
    format!("± {:.2}", spread.mad)
}

fn range(spread: &Spread) -> String {
    format!("{:.2} to {:.2}", spread.min, spread.max)
}

fn bytes(count: u64) -> String {
    match count {
        0..1_024 => format!("{count} bytes"),
        1_024..1_048_576 => format!("{:.0} KiB", count as f64 / 1_024.0),
        _ => format!("{:.1} MiB", count as f64 / 1_048_576.0),
    }
}

/// A whole number with its thousands set apart.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{bytes, grouped};

    #[test]
    fn numbers_are_readable() {
        assert_eq!([0.0, 999.4, 1_000.0, 1_234_567.0].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([512, 25 << 10, 3 << 20].map(bytes), ["512 bytes", "25 KiB", "3.0 MiB"]);
    }
}
