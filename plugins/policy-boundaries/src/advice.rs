//! What the rules of harmful advice share.

use lictor_sdk::{Case, Extra, Finding, Hit};

use crate::mood::Mood;
use crate::passage::Passage;
use crate::scene::Scene;

/// What these rules have in common.
pub(crate) const EXTRA: Extra = Extra {
    tags: &["wording", "harmful-advice"],
    references: &["NIST600-1 Dangerous, Violent, or Hateful Content"],
    ..Extra::ENGLISH
};

/// Reports each hit that the reader is told to act on and that the rule confirms. Fiction advises nobody.
pub(crate) fn report(case: &Case<'_>, confirms: impl Fn(&Passage<'_>, &Hit<'_>) -> bool) {
    report_in(case, |passage, hit| passage.mood() == Mood::Told && confirms(passage, hit));
}

/// Reports each hit whose passage the rule confirms, whatever its mood.
pub(crate) fn report_in(case: &Case<'_>, confirms: impl Fn(&Passage<'_>, &Hit<'_>) -> bool) {
    if Scene::of(case).is_fiction() {
        return;
    }
    for hit in case.hits() {
        if Passage::around(case, &hit).is_some_and(|passage| confirms(&passage, &hit)) {
            case.report(Finding::at(&hit));
        }
    }
}
