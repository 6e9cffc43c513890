//! An answer that was read to its end, and what rules ask of it.

use std::ops::Range;

use super::lexicon::Phrases;
use super::sentence::{Act, Sentence, speaks_of_asking};
use super::{Reader, Reading, items_of, words_of};

/// All sentences of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Whole(Vec<Sentence>);

impl Whole {
    /// Goes on where a reading has stopped.
    pub(crate) fn of(answer: &str, reading: &Reading) -> Self {
        let mut reader = Reader::new(answer, reading.rest, reading.sentences.clone());
        reader.all();
        Self(reader.read)
    }

    /// Words of substance: outside of refusing, lecturing, redirecting and asking.
    pub(crate) fn substance(&self) -> usize {
        words_of(&self.0, &[Act::Tells])
    }

    /// The sentences that do not refuse, lecture or ask: bytes of the answer.
    pub(crate) fn told(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().filter(|sentence| matches!(sentence.act, Act::Tells | Act::Redirects)).map(|s| s.range.clone())
    }

    /// The sentences that tell something, be it beside what they decline or do not know: bytes of the answer.
    pub(crate) fn gives(&self) -> impl Iterator<Item = Range<usize>> {
        let gives = |sentence: &&Sentence| {
            matches!(sentence.act, Act::Tells | Act::Redirects) || sentence.aside > 0 || sentence.lead > 0
        };
        self.0.iter().filter(gives).map(|sentence| sentence.range.clone())
    }

    /// Whether something of the subject is told before the sentence at `declined`, or behind a "but" in it.
    pub(crate) fn tells_beside(&self, answer: &str, declined: &Range<usize>) -> bool {
        const TOLD: usize = 5;
        self.0.iter().take_while(|sentence| sentence.range.start <= declined.start).any(|sentence| {
            let told = sentence.act == Act::Tells && !sentence.question && sentence.found.words >= TOLD;
            sentence.aside >= TOLD || (told && !speaks_of_asking(&answer[sentence.range.clone()].to_lowercase()))
        })
    }

    /// Whether the speaker says anywhere that there is something that they will not or cannot do.
    pub(crate) fn declines(&self) -> bool {
        self.0.iter().any(|sentence| sentence.unable || sentence.act == Act::Declines)
    }

    /// Items of lists.
    pub(crate) fn items(&self) -> usize {
        items_of(&self.0)
    }

    /// Whether it gives a reason for what it refuses.
    pub(crate) fn gives_reason(&self) -> bool {
        self.0.iter().any(|sentence| sentence.found.any(Phrases::Reason) || sentence.found.morals > 0)
    }

    /// Whether it says what else the asker can do.
    pub(crate) fn gives_next_step(&self) -> bool {
        let leads = |s: &Sentence| {
            let step = [Phrases::Redirect, Phrases::Pointing, Phrases::Steps].iter().any(|list| s.found.any(*list));
            (step || s.found.begins(Phrases::Imperatives)) && !s.found.any(Phrases::Pleasantry)
        };
        self.0.iter().any(leads)
    }

    /// Whether it asks the asker something, or to be more precise.
    pub(crate) fn asks(&self) -> bool {
        self.0.iter().any(|sentence| sentence.question || sentence.found.any(Phrases::Specifying))
    }

    /// Whether it answers for each of several meanings.
    pub(crate) fn weighs_meanings(&self) -> bool {
        self.0.iter().any(|sentence| sentence.found.any(Phrases::Meanings))
    }
}
