use maud::{Markup, html};

use super::{Scale, at};

const WIDTH: f64 = 220.0;
const HEIGHT: f64 = 120.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 8.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 18.0;

/// What one run says in a line of a trend.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Point {
    /// The share and its interval; none where nothing was judged.
    pub(in crate::report) value: Option<(f64, [f64; 2])>,
    /// The run was made over other cases than the last one, so that the line may bend for that reason alone.
    pub(in crate::report) other_set: bool,
    /// What it shows when somebody points at it.
    pub(in crate::report) title: String,
}

/// A share over runs, with a band of its intervals. Where nothing was judged the line has a gap.
pub(in crate::report) fn trend(points: &[Point], lowest: f64, label: &str) -> Markup {
    let last = points.len().saturating_sub(1).max(1) as f64;
    let x = Scale::new([0.0, last], [LEFT, WIDTH - RIGHT]);
    let y = Scale::new([lowest, 1.0], [HEIGHT - BOTTOM, TOP]);
    let across = |index: usize| x.place(index as f64);
    html! {
        svg.trend viewBox="0 0 220 120" role="img" aria-label=(label) {
            @for tick in y.ticks(4) {
                line.grid x1=(at(LEFT)) x2=(at(WIDTH - RIGHT)) y1=(at(y.place(tick))) y2=(at(y.place(tick))) {}
                text x=(at(LEFT - 5.0)) y=(at(y.place(tick) + 3.5)) text-anchor="end" { (format!("{:.0}", tick * 100.0)) }
            }
            @for index in marks(points.len()) {
                text x=(at(across(index))) y=(at(HEIGHT - 4.0)) text-anchor="middle" { (index + 1) }
            }
            @for stretch in stretches(points) {
                polygon.band points=(band(&stretch, across, y)) {}
                @if stretch.len() > 1 {
                    polyline.line points=(line(&stretch, across, y)) {}
                }
            }
            @for (index, point) in points.iter().enumerate() {
                @if let Some((share, [low, high])) = point.value {
                    line.whisker x1=(at(across(index))) x2=(at(across(index))) y1=(at(y.place(low))) y2=(at(y.place(high))) {}
                    circle.point.other[point.other_set].last[index + 1 == points.len()]
                        cx=(at(across(index))) cy=(at(y.place(share))) r="3" { title { (point.title) } }
                }
            }
        }
    }
}

/// The lowest round share that is below all intervals: one for all pictures that are to be compared.
pub(in crate::report) fn lowest(lows: impl Iterator<Item = f64>) -> f64 {
    let low = lows.filter(|low| low.is_finite()).fold(1.0, f64::min);
    (low * 10.0).floor().clamp(0.0, 9.0) / 10.0
}

/// The runs whose number is written below: few enough to be read.
fn marks(count: usize) -> Vec<usize> {
    let step = count.div_ceil(6).max(1);
    (0..count).rev().step_by(step).collect()
}

type Stretch = Vec<(usize, f64, [f64; 2])>;

fn stretches(points: &[Point]) -> Vec<Stretch> {
    let known: Vec<_> = points
        .iter()
        .enumerate()
        .map(|(index, point)| point.value.map(|(share, range)| (index, share, range)))
        .collect();
    known
        .split(Option::is_none)
        .map(|stretch| stretch.iter().copied().flatten().collect::<Stretch>())
        .filter(|stretch| !stretch.is_empty())
        .collect()
}

fn line(stretch: &Stretch, across: impl Fn(usize) -> f64, y: Scale) -> String {
    corners(stretch.iter().map(|(index, share, _)| (across(*index), y.place(*share))))
}

fn corners(points: impl Iterator<Item = (f64, f64)>) -> String {
    points.map(|(x, y)| format!("{},{}", at(x), at(y))).collect::<Vec<_>>().join(" ")
}

fn band(stretch: &Stretch, across: impl Fn(usize) -> f64, y: Scale) -> String {
    let upper = stretch.iter().map(|(index, _, [_, high])| (across(*index), y.place(*high)));
    let lower = stretch.iter().rev().map(|(index, _, [low, _])| (across(*index), y.place(*low)));
    corners(upper.chain(lower))
}

#[cfg(test)]
mod tests {
    use super::{Point, lowest, marks, trend};

    #[test]
    fn a_run_that_judged_nothing_is_a_gap_and_no_zero() {
        let point =
            |value: Option<f64>| Point { value: value.map(|share| (share, [share, share])), ..Point::default() };
        let points = [point(Some(0.9)), point(Some(0.8)), point(None), point(Some(0.7))];
        let svg = trend(&points, 0.5, "label").into_string();
        assert_eq!((svg.matches("<polygon").count(), svg.matches("<polyline").count()), (2, 1));
        assert_eq!(svg.matches("<circle").count(), 3);
    }

    #[test]
    fn the_lowest_share_is_round() {
        assert_eq!(
            [lowest([0.93, 0.78].into_iter()), lowest([].into_iter()), lowest([0.0].into_iter())],
            [0.7, 0.9, 0.0]
        );
        assert_eq!(marks(12), [11, 9, 7, 5, 3, 1]);
        assert_eq!(marks(1), [0]);
    }
}
