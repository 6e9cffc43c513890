use maud::{Markup, html};

use super::{Scale, at};
use crate::report::words;

const HEIGHT: &str = "22";

/// How wide the pictures of differences are; they share one scale.
pub(in crate::report) const PLACES: [f64; 2] = [10.0, 210.0];

/// One row of a forest plot: a difference with its interval, and a line where nothing changed. What lies beyond chance is filled,
/// what does not is hollow.
pub(in crate::report) fn difference(scale: Scale, value: f64, [low, high]: [f64; 2], significant: bool) -> Markup {
    let x = |value| at(scale.place(value));
    let class = match (significant, value < 0.0) {
        (true, true) => "worse",
        (true, false) => "better",
        (false, _) => "chance",
    };
    html! {
        svg.forest viewBox="0 0 220 22" width="220" height=(HEIGHT) aria-hidden="true" focusable="false" {
            @for tick in scale.ticks(5) { line.grid x1=(x(tick)) x2=(x(tick)) y1="0" y2=(HEIGHT) {} }
            line.zero x1=(x(0.0)) x2=(x(0.0)) y1="0" y2=(HEIGHT) {}
            g class=(class) {
                line.range x1=(x(low)) x2=(x(high)) y1="11" y2="11" {}
                line.range x1=(x(low)) x2=(x(low)) y1="7" y2="15" {}
                line.range x1=(x(high)) x2=(x(high)) y1="7" y2="15" {}
                rect.point x=(at(scale.place(value) - 4.0)) y="7" width="8" height="8" {}
            }
        }
    }
}

/// The axis that all rows share, in percentage points.
pub(in crate::report) fn axis(scale: Scale) -> Markup {
    html! {
        svg.forest viewBox="0 0 220 18" width="220" height="18" aria-hidden="true" focusable="false" {
            @for tick in scale.ticks(5) {
                line.tick x1=(at(scale.place(tick))) x2=(at(scale.place(tick))) y1="0" y2="4" {}
                text x=(at(scale.place(tick))) y="15" text-anchor="middle" { (label(tick)) }
            }
        }
    }
}

fn label(tick: f64) -> String {
    if tick.abs() < 1e-9 { "0".into() } else { words::points(tick).replace(".0", "") }
}
