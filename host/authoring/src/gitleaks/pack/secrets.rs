//! What all imported rules do alike: where they look, and how they report.

use lictor_sdk::{Case, Extra, Finding, Hit, Input, Pattern, Waiver};

use crate::allowed::ALLOWED;
use crate::found::Secret;

/// The most bytes on either side of a match that are looked at for the lines that it stands in.
const LINE: u32 = 1_024;

/// A pattern of an imported rule: in answers, in every view, because a model can be asked to disguise what it says.
pub(crate) const fn pattern(regex: &'static str) -> Pattern {
    Pattern::regex(regex).on(&[Input::Answer]).all_views()
}

/// What imported rules have in common beyond their patterns.
pub(crate) const EXTRA: Extra = Extra { tags: &["secret", "imported"], waiver: Waiver::Fingerprint, ..Extra::NONE };

/// Reports every hit that holds a secret.
pub(crate) fn check(case: &Case<'_>, secret: &Secret<'_>) {
    for hit in case.hits() {
        let matched = hit.matched();
        if !secret.is_named(&matched) && !secret.is_named(hit.part().text()) {
            continue;
        }
        if let Some(range) = secret.find(ALLOWED, &matched, &|| lines(&hit)) {
            case.report(Finding::within(&hit, range));
        }
    }
}

/// The lines that a hit stands in.
fn lines(hit: &Hit<'_>) -> String {
    let around = hit.around(LINE, LINE);
    let before = around.before.rsplit('\n').next().unwrap_or_default();
    let after = around.after.split('\n').next().unwrap_or_default();
    format!("{before}{}{after}", around.matched)
}
