//! Words that deny.

use crate::tokens::{Filter, Token, hash};

/// Whether a word denies what its sentence says.
pub(crate) fn is_negation(token: Token) -> bool {
    FILTER.may_hold(token.word) && NEGATIONS.contains(&token.word)
}

static FILTER: Filter = {
    let (mut filter, mut index) = (Filter::NONE, 0);
    while index < NEGATIONS.len() {
        filter = filter.with(NEGATIONS[index]);
        index += 1;
    }
    filter
};

const NEGATIONS: [u32; 25] = [
    hash("not"),
    hash("no"),
    hash("never"),
    hash("without"),
    hash("cannot"),
    hash("neither"),
    hash("nor"),
    hash("none"),
    hash("nobody"),
    hash("nothing"),
    hash("isnt"),
    hash("arent"),
    hash("wasnt"),
    hash("werent"),
    hash("dont"),
    hash("doesnt"),
    hash("didnt"),
    hash("cant"),
    hash("couldnt"),
    hash("wont"),
    hash("wouldnt"),
    hash("shouldnt"),
    hash("hasnt"),
    hash("havent"),
    hash("mustnt"),
];
