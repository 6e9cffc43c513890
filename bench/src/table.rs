//! Results as text for a terminal.

use crate::figure::{Curve, Figure, Measure, Results, Target, Unit};

/// The whole table.
pub fn table(results: &Results) -> String {
    let figures: Vec<String> = results.figures.iter().map(figure).collect();
    let curves: Vec<String> = results.curves.iter().map(curve).collect();
    [figures, curves, results.notes.clone()].concat().join("\n")
}

fn figure(figure: &Figure) -> String {
    let verdict = match (figure.target, figure.met) {
        (Some(target), Some(met)) => {
            format!("  {} ({})", if met { "met" } else { "MISSED" }, promise(target, figure.value.unit))
        }
        _ => String::new(),
    };
    let mut text = format!("{} [{}]: {}{verdict}\n", figure.value.name, figure.corpus, with_spread(&figure.value));
    for measure in &figure.beside {
        text.push_str(&format!("    {:<44} {}\n", measure.name, with_spread(measure)));
    }
    text
}

fn curve(curve: &Curve) -> String {
    let mut text = format!("{}\n", curve.title);
    for (value, measures) in &curve.rows {
        let cells: Vec<String> = measures
            .iter()
            .map(|measure| format!("{} {}", measure.name, number(measure.value.median, measure.unit)))
            .collect();
        text.push_str(&format!("    {:>8} {}: {}\n", value, curve.axis, cells.join("; ")));
    }
    text
}

/// What was promised.
pub fn promise(target: Target, unit: Unit) -> String {
    match target {
        Target::AtLeast(least) => format!("≥ {}", number(least, unit)),
        Target::AtMost(most) => format!("≤ {}", number(most, unit)),
    }
}

/// A number with what it varied by, if it was measured more than once.
pub fn with_spread(measure: &Measure) -> String {
    let value = &measure.value;
    let middle = number(value.median, measure.unit);
    if value.rounds < 2 {
        return middle;
    }
    let (min, max) = (number(value.min, measure.unit), number(value.max, measure.unit));
    format!("{middle} ({min} to {max}, MAD {}, n={})", number(value.mad, measure.unit), value.rounds)
}

/// A number with its unit.
pub fn number(value: f64, unit: Unit) -> String {
    let digits = digits(value);
    match unit {
        Unit::Times => format!("{digits} ×"),
        Unit::Microseconds => format!("{digits} µs"),
        Unit::Milliseconds => format!("{digits} ms"),
        Unit::AnswersPerSecond => format!("{digits}/s"),
        Unit::Mebibytes => format!("{digits} MiB"),
        Unit::Number => digits,
    }
}

/// Three digits that count, or as many as stand before the point.
fn digits(value: f64) -> String {
    let places = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 || size == 0.0 => 2,
        _ => 3,
    };
    format!("{value:.places$}")
}
