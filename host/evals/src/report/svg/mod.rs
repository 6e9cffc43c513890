//! Small pictures of numbers that stand beside them as text: intervals of shares, differences, and how both developed. Written
//! by hand, because a page that uses no script and no style attribute decides every colour in its style sheet.

mod difference;
mod scale;
mod share;
mod trend;

pub(super) use difference::{PLACES, axis, difference};
pub(super) use scale::Scale;
pub(super) use share::share;
pub(super) use trend::{Point, lowest, trend};

/// A coordinate with two decimals: no picture shows more, and the same numbers give the same bytes.
fn at(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        text => text.into(),
    }
}
