//! The words that tell a refusal from an answer. Written by hand, from what refusals are made of; no list was
//! learned from data.
//!
//! A phrase is added to its list and to nothing else: the [`index`](super::index) of all lists is made by the compiler.

mod judging;
mod knowing;
mod refusing;
mod speaking;
mod steering;

use super::index::{Index, count};

/// Names the lists of one index. A list's number is its place here.
macro_rules! lists {
    ($(#[$doc:meta])* $kind:ident in $lists:ident { $($name:ident = $module:ident::$list:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $kind { $($name),* }

        pub(crate) const $lists: &[&[&str]] = &[$($module::$list),*];
    };
}

lists! {
    /// Lists of phrases, asked of whole sentences.
    Phrases in PHRASE_LISTS {
        Asking = steering::ASKING,
        Condemning = judging::CONDEMNING,
        Consoling = steering::CONSOLING,
        Courtesy = speaking::COURTESY,
        Crisis = steering::CRISIS,
        Current = knowing::CURRENT,
        Deciding = refusing::DECIDING,
        Declining = refusing::DECLINING,
        Defending = judging::DEFENDING,
        Dissent = judging::DISSENT,
        Delivering = steering::DELIVERING,
        Forbidding = judging::FORBIDDING,
        Everybody = judging::EVERYBODY,
        Imperatives = steering::IMPERATIVES,
        Inability = refusing::INABILITY,
        Judging = judging::JUDGING,
        Lacking = knowing::LACKING,
        Lecture = judging::LECTURE,
        Meanings = steering::MEANINGS,
        Missing = knowing::MISSING,
        Mute = knowing::MUTE,
        Norms = judging::NORMS,
        Nor = refusing::NOR,
        Opinion = speaking::OPINION,
        Pleasantry = steering::PLEASANTRY,
        Pointing = steering::POINTING,
        Praise = refusing::PRAISE,
        Preaching = judging::PREACHING,
        Premise = knowing::PREMISE,
        Principle = judging::PRINCIPLE,
        Reason = steering::REASON,
        Redirect = steering::REDIRECT,
        Remarking = refusing::REMARKING,
        Rejecting = judging::REJECTING,
        Safer = steering::SAFER,
        Silent = knowing::SILENT,
        Speaker = speaking::SPEAKER,
        Specifying = steering::SPECIFYING,
        Steps = steering::STEPS,
        Topic = knowing::TOPIC,
        Though = steering::THOUGH,
        Turn = steering::TURN,
        Unfit = judging::UNFIT,
        Unknown = knowing::UNKNOWN,
        Untold = knowing::UNTOLD,
        Without = knowing::WITHOUT,
    }
}

lists! {
    /// Lists of words, asked of single words.
    Words in WORD_LISTS {
        Asked = judging::ASKED,
        Fit = judging::FIT,
        Knowing = knowing::KNOWING,
        Knowledge = knowing::KNOWLEDGE,
        Papers = knowing::PAPERS,
        Service = refusing::SERVICE,
        Sources = knowing::SOURCES,
    }
}

/// The lists of which it matters where a phrase stands, and what is around it.
pub(crate) const BY_PLACE: &[Phrases] = &[
    Phrases::Inability,
    Phrases::Unfit,
    Phrases::Lacking,
    Phrases::Judging,
    Phrases::Though,
    Phrases::Mute,
    Phrases::Untold,
];

/// Every list of [`Phrases`], by a phrase's first two words.
pub(crate) static PHRASES: Index<{ count(PHRASE_LISTS) }> = Index::by_words(PHRASE_LISTS);

/// Every list of [`Words`], by a word's first two letters.
pub(crate) static WORDS: Index<{ count(WORD_LISTS) }> = Index::by_letters(WORD_LISTS, 2);

/// The stems of morals, by their first three letters.
pub(crate) static MORAL: Index<{ count(&[judging::MORAL]) }> = Index::by_letters(&[judging::MORAL], 3);

/// The words that say nothing, by their first three letters.
pub(crate) static FILLERS: Index<{ count(&[speaking::FILLERS]) }> = Index::by_letters(&[speaking::FILLERS], 3);
