//! How much of an answer's claims stands in its sources, counted once per sample.

use std::rc::Rc;

use lictor_sdk::Case;

use crate::exempt::is_talk;
use crate::index::{Answer, Index};

/// A sentence of the answer that claims something.
pub(crate) struct Claim {
    /// Its place in [`Answer::sentences`].
    pub(crate) sentence: usize,
    /// Its distinct content stems, and how many of them some source has.
    pub(crate) stems: Vec<u32>,
    pub(crate) known: usize,
}

impl Claim {
    /// The share of content words that stand in a source.
    pub(crate) fn support(&self) -> f32 {
        self.known as f32 / self.stems.len().max(1) as f32
    }
}

/// Content words from which on a sentence says something that can be looked for.
const MIN_STEMS: usize = 3;

/// The claims of an answer, in order.
pub(crate) struct Claims(pub(crate) Vec<Claim>);

impl Claims {
    /// The claims of this sample, counted by the first rule that asks.
    pub(crate) fn of(case: &Case<'_>) -> Rc<Self> {
        case.memo(|case| {
            let (index, answer, text) = (Index::of(case), Answer::of(case), case.answer());
            let claim = |(at, sentence): (usize, &crate::index::Sentence)| {
                let stems = answer.stems(sentence);
                let words = &text[sentence.start..sentence.end];
                if stems.len() < MIN_STEMS || words.starts_with(['#', '|']) || is_talk(words) {
                    return None;
                }
                let known = stems.iter().filter(|stem| index.knows(**stem)).count();
                Some(Claim { sentence: at, stems, known })
            };
            Self(answer.sentences.iter().enumerate().filter_map(claim).collect())
        })
    }

    /// The mean support of the claims; none where there is no claim.
    pub(crate) fn mean(&self) -> Option<f32> {
        let sum: f32 = self.0.iter().map(Claim::support).sum();
        (!self.0.is_empty()).then(|| sum / self.0.len() as f32)
    }
}
