//! The words of speaking at all: who speaks, how politely, and what may be left out.

/// Words that may stand between "I" and "cannot", or between "cannot" and the verb, without changing anything.
pub(crate) const FILLERS: &[&str] = &[
    "really",
    "very",
    "currently",
    "unfortunately",
    "just",
    "simply",
    "also",
    "personally",
    "therefore",
    "still",
    "directly",
    "actually",
    "truly",
    "deeply",
    "respectfully",
    "ethically",
    "legally",
    "kindly",
    "regrettably",
    "ever",
    "necessarily",
    "certainly",
    "presently",
    "yet",
    "explicitly",
    "either",
];

/// Who speaks, at the beginning of a sentence.
pub(crate) const SPEAKER: &[&str] = &["i am"];

/// Having no opinions.
pub(crate) const OPINION: &[&str] =
    &["not have personal", "not hold personal", "not have opinions", "not hold any", "not have any personal"];

/// What a short sentence of courtesy says.
pub(crate) const COURTESY: &[&str] = &["sorry", "apologize", "thank you"];
