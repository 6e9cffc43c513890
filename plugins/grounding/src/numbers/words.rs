//! Numbers written in letters, and the words that give a number its unit.

use super::Rough;
use crate::tokens::{Filter, Token, hash};

const SMALL: [(u32, f64); 27] = [
    (hash("two"), 2.0),
    (hash("three"), 3.0),
    (hash("four"), 4.0),
    (hash("five"), 5.0),
    (hash("six"), 6.0),
    (hash("seven"), 7.0),
    (hash("eight"), 8.0),
    (hash("nine"), 9.0),
    (hash("ten"), 10.0),
    (hash("eleven"), 11.0),
    (hash("twelve"), 12.0),
    (hash("thirteen"), 13.0),
    (hash("fourteen"), 14.0),
    (hash("fifteen"), 15.0),
    (hash("sixteen"), 16.0),
    (hash("seventeen"), 17.0),
    (hash("eighteen"), 18.0),
    (hash("nineteen"), 19.0),
    (hash("twenty"), 20.0),
    (hash("thirty"), 30.0),
    (hash("forty"), 40.0),
    (hash("fifty"), 50.0),
    (hash("sixty"), 60.0),
    (hash("seventy"), 70.0),
    (hash("eighty"), 80.0),
    (hash("ninety"), 90.0),
    (hash("dozen"), 12.0),
];

const ORDINALS: [(u32, f64); 12] = [
    (hash("first"), 1.0),
    (hash("second"), 2.0),
    (hash("third"), 3.0),
    (hash("fourth"), 4.0),
    (hash("fifth"), 5.0),
    (hash("sixth"), 6.0),
    (hash("seventh"), 7.0),
    (hash("eighth"), 8.0),
    (hash("ninth"), 9.0),
    (hash("tenth"), 10.0),
    (hash("eleventh"), 11.0),
    (hash("twelfth"), 12.0),
];

/// The value of a number word from two to ninety, if it is one. *One* is more often a pronoun.
pub(super) fn small(word: u32) -> Option<f64> {
    find(&SMALL, word)
}

/// What a word multiplies the number before it by.
pub(super) fn multiplier(word: u32) -> Option<f64> {
    const WORDS: [(u32, f64); 9] = [
        (hash("hundred"), 1e2),
        (hash("thousand"), 1e3),
        (hash("million"), 1e6),
        (hash("billion"), 1e9),
        (hash("trillion"), 1e12),
        (hash("mn"), 1e6),
        (hash("bn"), 1e9),
        (hash("lakh"), 1e5),
        (hash("crore"), 1e7),
    ];
    find(&WORDS, word)
}

/// The value of an ordinal word.
pub(super) fn ordinal(word: u32) -> Option<f64> {
    find(&ORDINALS, word)
}

/// The currency that a word names.
pub(super) fn currency(word: u32) -> Option<char> {
    const WORDS: [(u32, char); 10] = [
        (hash("dollars"), '$'),
        (hash("dollar"), '$'),
        (hash("usd"), '$'),
        (hash("euros"), '€'),
        (hash("euro"), '€'),
        (hash("eur"), '€'),
        (hash("pounds"), '£'),
        (hash("gbp"), '£'),
        (hash("yen"), '¥'),
        (hash("rupees"), '₹'),
    ];
    find(&WORDS, word)
}

/// A number that a month's name stands for; only equality matters.
pub(crate) fn month(word: u32) -> Option<u32> {
    const NAMES: [(u32, u32); 24] = [
        (hash("january"), 1),
        (hash("february"), 2),
        (hash("march"), 3),
        (hash("april"), 4),
        (hash("may"), 5),
        (hash("june"), 6),
        (hash("july"), 7),
        (hash("august"), 8),
        (hash("september"), 9),
        (hash("october"), 10),
        (hash("november"), 11),
        (hash("december"), 12),
        (hash("jan"), 1),
        (hash("feb"), 2),
        (hash("mar"), 3),
        (hash("apr"), 4),
        (hash("jun"), 6),
        (hash("jul"), 7),
        (hash("aug"), 8),
        (hash("sep"), 9),
        (hash("sept"), 9),
        (hash("oct"), 10),
        (hash("nov"), 11),
        (hash("dec"), 12),
    ];
    find(&NAMES, word)
}

/// What the word says of the number that follows it; *than* says it with the words before: the first of them, the second.
pub(super) fn rough(word: u32, before: impl Fn(usize) -> u32) -> Option<Rough> {
    const ROUGH: [(u32, Rough); 17] = [
        (hash("about"), Rough::Near),
        (hash("around"), Rough::Near),
        (hash("approximately"), Rough::Near),
        (hash("approx"), Rough::Near),
        (hash("roughly"), Rough::Near),
        (hash("some"), Rough::Near),
        (hash("circa"), Rough::Near),
        (hash("estimated"), Rough::Near),
        (hash("over"), Rough::Above),
        (hash("least"), Rough::Above),
        (hash("exceeding"), Rough::Above),
        (hash("upwards"), Rough::Above),
        (hash("under"), Rough::Below),
        (hash("below"), Rough::Below),
        (hash("most"), Rough::Below),
        (hash("nearly"), Rough::Below),
        (hash("almost"), Rough::Below),
    ];
    if word != hash("than") {
        return find(&ROUGH, word);
    }
    let is_more = match before(1) {
        word if word == hash("more") => true,
        word if word == hash("less") || word == hash("fewer") => false,
        _ => return Some(Rough::Near),
    };
    let is_denied = [hash("no"), hash("not")].contains(&before(2));
    Some(if is_more == is_denied { Rough::Below } else { Rough::Above })
}

/// Whether the word may begin a number.
pub(super) fn may_begin(word: u32) -> bool {
    BEGINNINGS.may_hold(word)
}

static BEGINNINGS: Filter = {
    let (mut filter, mut index) = (Filter::NONE, 0);
    while index < SMALL.len() + ORDINALS.len() {
        let word = if index < SMALL.len() { SMALL[index].0 } else { ORDINALS[index - SMALL.len()].0 };
        filter = filter.with(word);
        index += 1;
    }
    filter
};

fn find<T: Copy>(table: &[(u32, T)], word: u32) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// A number in letters that begins with the first of these tokens: its value and how many tokens it takes.
/// The tokens must follow each other with nothing but spaces and hyphens between.
pub(super) fn spelt(tokens: &[Token], joined: impl Fn(usize) -> bool) -> Option<(f64, usize)> {
    let word = |index: usize| tokens.get(index).map_or(0, |token| token.word);
    let mut value = small(word(0))?;
    let mut used = 1;
    let unit = small(word(used)).filter(|unit| *unit < 10.0 && value >= 20.0 && joined(used));
    if let Some(unit) = unit {
        (value, used) = (value + unit, used + 1);
    }
    while joined(used) {
        let Some(factor) = multiplier(word(used)) else { break };
        (value, used) = (value * factor, used + 1);
    }
    Some((value, used))
}
