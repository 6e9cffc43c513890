//! The sentence in which a pattern hit: what stands before and after the hit, and whether the sentence
//! claims anything at all. A negation, a question, a hedge, a condition, a quotation or a speaker takes the
//! claim back, and no rule of wording should hold it against the answer.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lictor_sdk::text::sentences;
use lictor_sdk::{Case, Hit};

use crate::marks::{has_marker, is_turn, opens_single_quote};
use crate::words::{find_term, folded, last_clause, mentions, words_back};

const NEGATIONS: &str = "\
    no|not|never|cannot|nor|neither|nobody|nothing|none|without|hardly|rarely|n't|myth|false|untrue|\
    misconception|instead of|rather than|far from";
/// Words of caution.
pub(crate) const HEDGES: &str = "\
    may|might|could|maybe|perhaps|possibly|probably|likely|unlikely|potentially|presumably|seem*|appear|\
    appears|appeared|suggest*|usually|typically|generally|often|sometimes|tend|tends|i think|i believe|\
    i suspect|in my opinion|in my view|as far as i|in theory|depend|depends|depending|in most cases|\
    in some cases|in many cases|roughly";
const CONDITIONS: &str = "\
    if|unless|whether|provided|assuming|suppose|supposing|in case|as long as|should you|hypothetical*|\
    imagine|would|for example|for instance|e.g";
/// Words of saying.
pub(crate) const SPEAKERS: &str = "\
    said|say|says|saying|claim|claims|claimed|claiming|argue*|believe|believes|believed|according to|\
    reported*|stated|states|quoted|quote|asserted|asserts|insists|insisted|told|promise|promises|promised|\
    promising|advertis*|called|wrote|writes|replied|asked|answered|exclaimed|whispered|shouted|alleges|\
    alleged|phrase*|statement*";
type Ranges = Rc<Vec<Range<usize>>>;

/// The sentences of every part that a rule asked about, cut once per sample.
struct Cut(RefCell<Vec<(u32, Ranges)>>);

/// The sentences of a part.
pub(crate) fn sentences_of(case: &Case<'_>, part: u32) -> Ranges {
    let cut = case.memo(|_| Cut(RefCell::default()));
    let known = cut.0.borrow().iter().find(|(of, _)| *of == part).map(|(_, ranges)| ranges.clone());
    known.unwrap_or_else(|| {
        let ranges: Ranges = Rc::new(sentences(case.part(part).text()).collect());
        cut.0.borrow_mut().push((part, ranges.clone()));
        ranges
    })
}

/// A hit in its sentence. All texts are [`folded`]: lower case with straight apostrophes.
pub(crate) struct Claim<'a> {
    text: &'a str,
    hit: Range<usize>,
    sentence: Range<usize>,
    /// The sentence up to the hit.
    pub(crate) before: String,
    /// What was hit.
    pub(crate) matched: String,
    /// The sentence after the hit.
    pub(crate) after: String,
}

impl<'a> Claim<'a> {
    /// The claim around a raw hit; none for a hit in another view, whose offsets mean something else.
    pub(crate) fn around(case: &'a Case<'_>, hit: &Hit<'_>) -> Option<Self> {
        if !hit.is_raw() {
            return None;
        }
        let span = hit.span();
        let text = case.part(span.part).text();
        Self::at(text, span.start as usize..span.end as usize, &sentences_of(case, span.part))
    }

    /// The claim around bytes of a part.
    pub(crate) fn of(case: &'a Case<'_>, part: u32, range: Range<usize>) -> Option<Self> {
        Self::at(case.part(part).text(), range, &sentences_of(case, part))
    }

    fn at(text: &'a str, hit: Range<usize>, sentences: &[Range<usize>]) -> Option<Self> {
        // A pattern may take in the end of the sentence before: the claim is where the match ends.
        let index = sentences.partition_point(|sentence| sentence.end < hit.end);
        let sentence = sentences.get(index)?.clone();
        let start = hit.start.clamp(sentence.start, sentence.end);
        let end = hit.end.clamp(start, sentence.end);
        Some(Self {
            before: folded(text.get(sentence.start..start)?),
            matched: folded(text.get(start..end)?),
            after: folded(text.get(end..sentence.end)?),
            text,
            hit: start..end,
            sentence,
        })
    }

    /// Where the hit is in the part, without what it took from the sentence before.
    pub(crate) fn range(&self) -> Range<usize> {
        self.hit.clone()
    }

    /// The sentence as it stands.
    pub(crate) fn raw(&self) -> &'a str {
        &self.text[self.sentence.clone()]
    }

    /// Whether the sentence says one of these.
    pub(crate) fn says(&self, terms: &str) -> bool {
        [&self.before, &self.matched, &self.after].into_iter().any(|text| mentions(text, terms))
    }

    /// Whether the hit itself says one of these.
    pub(crate) fn names(&self, terms: &str) -> bool {
        mentions(&self.matched, terms)
    }

    /// Whether one of these stands in the sentence at most so many words before or after the hit, or in it.
    pub(crate) fn says_near(&self, terms: &str, words: usize) -> bool {
        let before = words_back(&self.before, words);
        let after: Vec<&str> = self.after.split_whitespace().take(words).collect();
        mentions(before, terms) || mentions(&self.matched, terms) || mentions(&after.join(" "), terms)
    }

    /// Whether a negation governs the hit: one of the eight words before it, in the same clause.
    pub(crate) fn is_negated(&self) -> bool {
        mentions(words_back(last_clause(&self.before), 8), NEGATIONS)
    }

    /// Whether a negation stands in the hit itself.
    pub(crate) fn denies(&self) -> bool {
        mentions(&self.matched, NEGATIONS)
    }

    /// Whether the sentence asks.
    pub(crate) fn is_question(&self) -> bool {
        self.raw().trim_end_matches(['"', '”', '’', '\'', ')', '*', ']', '!']).ends_with('?')
    }

    /// Whether the sentence hedges.
    pub(crate) fn is_hedged(&self) -> bool {
        self.says(HEDGES)
    }

    /// Whether a condition or an example frames the hit.
    pub(crate) fn is_conditional(&self) -> bool {
        mentions(&self.before, CONDITIONS) || mentions(&self.after, "if|unless|provided|as long as")
    }

    /// Whether the hit is told as somebody else's words or belief.
    pub(crate) fn is_attributed(&self) -> bool {
        is_told(&self.before) || mentions(&self.after, "according to|he said|she said|they said")
    }

    /// Whether the hit stands in quotation marks, in code, in a block quotation, or in somebody's turn of a dialogue.
    pub(crate) fn is_quoted(&self) -> bool {
        let before = &self.text[..self.hit.start];
        let line = &before[before.rfind('\n').map_or(0, |at| at + 1)..];
        let open = |from: char, to: char| line.matches(from).count() > line.matches(to).count();
        let odd = |mark: char| line.matches(mark).count() % 2 == 1;
        line.trim_start().starts_with('>')
            || odd('"')
            || odd('`')
            || open('“', '”')
            || open('«', '»')
            || before.matches("```").count() % 2 == 1
            || opens_single_quote(line)
            || is_turn(line)
    }

    /// Whether the sentence points to a source: a bracketed number, a year in brackets, a link.
    pub(crate) fn is_cited(&self) -> bool {
        let sentence = self.raw();
        let rest = &self.text[self.sentence.end..];
        // `…works.[2]` and `…works. [2]`: the marker follows the full stop.
        let next = rest.trim_start_matches(' ');
        has_marker(sentence)
            || (next.starts_with(['[', '【']) && has_marker(&next[..next.find([']', '】']).map_or(0, |at| at + 1)]))
    }

    /// Not taken back in any of the usual ways: neither negated, asked, hedged, conditional, quoted nor told of others.
    pub(crate) fn is_plain(&self) -> bool {
        !self.is_negated()
            && !self.is_question()
            && !self.is_hedged()
            && !self.is_conditional()
            && !self.is_attributed()
            && !self.is_quoted()
    }
}

/// Whether somebody else speaks: "I promise" and "we say" are the answer's own words.
fn is_told(before: &str) -> bool {
    SPEAKERS.split('|').any(|speaker| {
        find_term(before, speaker).is_some_and(|at| !matches!(words_back(&before[..at], 1).trim(), "i" | "we"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim<'a>(text: &'a str, what: &str) -> Claim<'a> {
        let at = text.find(what).unwrap();
        Claim::at(text, at..at + what.len(), &sentences(text).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_claim_knows_its_sentence() {
        let claim = claim("First. Then it DOESN’T fail, ever. Last.", "fail");
        assert_eq!((claim.before.as_str(), claim.after.as_str()), ("then it doesn't ", ", ever."));
        assert!(claim.is_negated());
    }

    #[test]
    fn what_takes_a_claim_back() {
        type Check = for<'c, 't> fn(&'c Claim<'t>) -> bool;
        let cases: [(&str, Check); 12] = [
            ("This is not HIT.", |c| c.is_negated()),
            ("Is it HIT?", |c| c.is_question()),
            ("It may be HIT.", |c| c.is_hedged()),
            ("If it rains, HIT.", |c| c.is_conditional()),
            ("The salesman promised HIT.", |c| c.is_attributed()),
            ("He wrote “all HIT” there.", |c| c.is_quoted()),
            ("It said \"HIT\" there.", |c| c.is_quoted()),
            ("The words 'a HIT' there.", |c| c.is_quoted()),
            ("> HIT", |c| c.is_quoted()),
            ("Anna: HIT", |c| c.is_quoted()),
            ("It is HIT [2].", |c| c.is_cited()),
            ("It is HIT. [2] More.", |c| c.is_cited()),
        ];
        for (text, holds) in cases {
            let claim = claim(text, "HIT");
            assert!(holds(&claim), "{text}");
            assert!(!claim.is_plain() || claim.is_cited(), "{text}");
        }
    }

    #[test]
    fn what_does_not() {
        let plain = [
            "No, this is HIT.",
            "The dog's HIT and the cats' too.",
            "He wrote \"yes\" and HIT it is.",
            "Status: HIT",
            "It’s the dogs’ HIT.",
            "Why? HIT.",
        ];
        for text in plain {
            let claim = claim(text, "HIT");
            assert!(!claim.is_quoted() && !claim.is_negated() && !claim.is_question() && !claim.is_cited(), "{text}");
        }
    }

    #[test]
    fn a_match_from_the_sentence_before_is_cut() {
        let text = "Listen. You will win.";
        let claim = Claim::at(text, 6..15, &sentences(text).collect::<Vec<_>>()).unwrap();
        assert_eq!(&text[claim.range()], "You wil");
    }
}
