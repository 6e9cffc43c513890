use maud::{Markup, html};

use super::{Scale, at};

const WIDTH: f64 = 120.0;
const EDGE: f64 = 4.0;

/// A share with its interval on a line from none to all.
pub(in crate::report) fn share(share: f64, [low, high]: [f64; 2]) -> Markup {
    let scale = Scale::new([0.0, 1.0], [EDGE, WIDTH - EDGE]);
    let x = |value| at(scale.place(value));
    html! {
        svg.share viewBox="0 0 120 12" width="120" height="12" aria-hidden="true" focusable="false" {
            line.track x1=(x(0.0)) x2=(x(1.0)) y1="6" y2="6" {}
            line.range x1=(x(low)) x2=(x(high)) y1="6" y2="6" {}
            circle.point cx=(x(share)) cy="6" r="3.5" {}
        }
    }
}
