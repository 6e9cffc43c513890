//! What the sections share: names from outside, and ways to the cases behind a number.

use lictor_model::{Dimension, visible};
use maud::{Markup, html};

use crate::report::register::Register;
use crate::report::{Report, words};

/// How many cases stand behind one number. More are counted.
const CASES: usize = 100;

/// How many workflows or tags a table has.
pub(super) const SLICES: usize = 60;

/// How many rows any other table has.
pub(super) const ROWS: usize = 200;

/// How long a message is.
const MESSAGE: usize = 1_000;

pub(super) struct Page<'a> {
    pub(super) report: &'a Report<'a>,
    pub(super) register: Register<'a>,
}

impl Page<'_> {
    /// A case, as a link to where it is shown in full.
    pub(super) fn case(&self, case: &str) -> Markup {
        html! {
            @match self.register.anchor(case) {
                Some(anchor) => a.id href={ "#" (anchor) } { bdi { (short_name(case)) } },
                None => span.id { bdi { (short_name(case)) } },
            }
        }
    }

    /// Cases, one after the other.
    pub(super) fn cases<S: AsRef<str>>(&self, cases: &[S]) -> Markup {
        let more = cases.len().saturating_sub(CASES) as u64;
        html! {
            ul.ids {
                @for case in cases.iter().take(CASES) { li { (self.case(case.as_ref())) } }
                @if more > 0 { li.more { "and " (words::whole(more)) " more" } }
            }
        }
    }

    /// A number that opens to the cases behind it.
    pub(super) fn behind<S: AsRef<str>>(&self, label: &str, cases: &[S]) -> Markup {
        html! {
            @if cases.is_empty() { (label) } @else {
                details.behind { summary { (label) } (self.cases(cases)) }
            }
        }
    }

    /// A few cases at once, many behind their number.
    pub(super) fn few<S: AsRef<str>>(&self, cases: &[S]) -> Markup {
        html! {
            @if cases.len() > 6 {
                (self.behind(&words::counted(cases, "case", "cases"), cases))
            } @else if !cases.is_empty() { (self.cases(cases)) }
        }
    }
}

/// A name from outside.
pub(super) fn name(text: &str) -> Markup {
    html! { bdi { (short_name(text)) } }
}

fn short_name(text: &str) -> String {
    visible(&words::clip(text, 160)).into_owned()
}

/// A sentence from outside.
pub(super) fn message(text: &str) -> Markup {
    html! { span dir="auto" { (visible(&words::clip(text, MESSAGE))) } }
}

/// A dimension in a line of text.
pub(super) fn dimension(dimension: Dimension) -> Markup {
    html! { span.dimension { (dimension.as_str()) } }
}

/// A table that scrolls by itself where it is too wide, also with the keyboard.
pub(super) fn wide(label: &str, table: Markup) -> Markup {
    html! { div.wide role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// The headings of a table of texts.
pub(super) fn headings(names: &[&str]) -> Markup {
    html! { thead { tr { @for name in names { th scope="col" { (name) } } } } }
}

/// What a table does not show.
pub(super) fn more(total: usize, limit: usize, what: &str) -> Markup {
    let more = total.saturating_sub(limit) as u64;
    html! { @if more > 0 { p.note { (words::whole(more)) " more " (what) " are not shown." } } }
}
