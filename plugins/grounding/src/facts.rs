//! Whether an answer gives a fact that somebody wrote down.

use std::rc::Rc;

use lictor_sdk::Case;

use crate::index::{Answer, distinct};
use crate::negations::is_negation;
use crate::numbers::{Kind, Number, month, numbers};
use crate::tokens::{Token, hash, tokenise};

/// Content words from which on one in five may be missing.
const LONG: usize = 5;

/// What an answer says, for looking facts up.
pub(crate) struct Facts<'a> {
    text: &'a str,
    answer: Rc<Answer>,
    numbers: Vec<Number>,
}

impl<'a> Facts<'a> {
    /// Reads the answer's numbers.
    pub(crate) fn of(case: &'a Case<'_>) -> Self {
        let (text, answer) = (case.answer(), Answer::of(case));
        let numbers = numbers(text, &answer.tokens, |_| false);
        Self { text, answer, numbers }
    }

    /// Whether the answer gives the fact. A fact without words is given by its very characters.
    pub(crate) fn give(&self, fact: &str) -> bool {
        let mut tokens = Vec::new();
        tokenise(fact, &mut tokens);
        if tokens.is_empty() {
            return self.text.contains(fact.trim());
        }
        let wanted = numbers(fact, &tokens, |_| false);
        let inside = |token: &&Token| {
            let is_number = wanted.iter().any(|number| (number.start..number.end).contains(&token.start));
            let is_month = month(token.word).is_some() && wanted.iter().any(|number| number.kind == Kind::Day);
            let is_half = [hash("am"), hash("pm")].contains(&token.word);
            is_number || is_month || (is_half && wanted.iter().any(|number| matches!(number.kind, Kind::Time { .. })))
        };
        let stems = distinct(tokens.iter().filter(|token| !inside(token)).map(|token| token.stem));
        // Words without numbers may stand as they are; numbers compare by value, so that 3 is not found in 3.5.
        if wanted.is_empty() && (self.verbatim(&tokens) || stems.is_empty()) {
            return self.verbatim(&tokens);
        }
        let fact = Wanted { numbers: wanted, stems, denies: tokens.iter().any(|token| is_negation(*token)) };
        let count = self.answer.sentences.len();
        (0..count).any(|at| self.says(at, at, &fact) || (at + 1 < count && self.says(at, at + 1, &fact)))
    }

    fn verbatim(&self, tokens: &[Token]) -> bool {
        let same = |window: &[Token]| window.iter().zip(tokens).all(|(one, other)| one.word == other.word);
        self.answer.tokens.windows(tokens.len()).any(same)
    }

    /// Whether these sentences together have the numbers and the words, and a denial where the fact is one.
    fn says(&self, first: usize, last: usize, fact: &Wanted) -> bool {
        let sentences = &self.answer.sentences;
        let bytes = sentences[first].start as u32..sentences[last].end as u32;
        let within: Vec<&Number> = self.numbers.iter().filter(|number| bytes.contains(&number.start)).collect();
        let tokens = &self.answer.tokens[sentences[first].tokens.start..sentences[last].tokens.end];
        let known = fact.stems.iter().filter(|stem| tokens.iter().any(|token| token.stem == **stem)).count();
        let may_lack = if fact.stems.len() >= LONG { fact.stems.len() / LONG } else { 0 };
        known + may_lack >= fact.stems.len()
            && fact.numbers.iter().all(|number| within.iter().any(|given| is_same(given, number)))
            && (!fact.denies || tokens.iter().any(|token| is_negation(*token)))
    }
}

/// What a fact is made of.
struct Wanted {
    numbers: Vec<Number>,
    stems: Vec<u32>,
    /// Whether it says that something is not so.
    denies: bool,
}

/// Whether two numbers have one value and may count the same thing.
fn is_same(given: &Number, wanted: &Number) -> bool {
    // A bare 4.90 leaves open what it counts, and 4.90 euros are 4.90.
    let is_bare = matches!(wanted.kind, Kind::Plain | Kind::Year) && wanted.slots == [0; 2];
    let unit = match (given.kind, wanted.kind) {
        _ if is_bare => true,
        (Kind::Money(one), Kind::Money(other)) => one == other,
        (Kind::Percent | Kind::Money(_), _) | (_, Kind::Percent | Kind::Money(_)) => given.kind == wanted.kind,
        (Kind::Day, Kind::Day) => given.slots == wanted.slots,
        _ => true,
    };
    // The word that follows both, where it follows directly: 30 euros are no 30 days.
    let counted = |number: &Number| number.slots[0];
    let other_thing = matches!((given.kind, wanted.kind), (Kind::Plain, Kind::Plain))
        && counted(wanted) != 0
        && counted(given) != 0
        && !given.shares_slot(wanted);
    unit && !other_thing && (given.is_backed_by(wanted) || wanted.is_backed_by(given))
}
