//! What one sentence does.

use std::ops::Range;

use super::lexicon as words;
use super::wording::Wording;
use crate::list::is_item;

/// What a sentence does for the asker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Says that the speaker will not.
    Declines,
    /// Says that the speaker cannot know, or that the sources do not say.
    Unknown,
    /// Says that the question rests on something that is not so.
    Refutes,
    /// Turns the request down as unfit, without a word of refusing.
    Rejects,
    /// Lectures on ethics, law or harm.
    Lectures,
    /// Sends elsewhere, or offers something else.
    Redirects,
    /// Asks back.
    Asks,
    /// Says who speaks, apologises, or holds no opinions: nothing yet.
    Filler,
    /// Anything else: the answer's substance.
    Tells,
}

/// A sentence of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// Bytes of the answer.
    pub(crate) range: Range<usize>,
    pub(crate) wording: Wording,
    pub(crate) act: Act,
    /// Whether it is an item of a list.
    pub(crate) item: bool,
    /// Whether it ends in a question mark.
    pub(crate) question: bool,
}

impl Sentence {
    pub(crate) fn of(text: &str, range: Range<usize>) -> Self {
        let sentence = &text[range.clone()];
        let wording = Wording::of(sentence);
        let item = is_item(sentence);
        let act = if is_dialogue(sentence) { Act::Tells } else { act(sentence, &wording, item) };
        Self { range, wording, act, item, question: sentence.ends_with('?') }
    }

    pub(crate) fn moral(&self) -> usize {
        self.wording.stems(words::MORAL)
    }

    /// Whether it opens a lecture, rather than being a statement with words of morals in it.
    pub(crate) fn opens_lecture(&self) -> bool {
        self.wording.any(words::LECTURE)
    }

    pub(crate) fn refutes(&self) -> bool {
        self.wording.any(words::PREMISE)
    }
}

fn act(sentence: &str, wording: &Wording, item: bool) -> Act {
    match stance(wording) {
        Some(act) => return act,
        None if sentence.trim_end().ends_with('?') && wording.any(words::ASKING) => return Act::Asks,
        None => {}
    }
    let morals = wording.stems(words::MORAL);
    // "Everyone deserves …" preaches; "free for everyone under six" does not.
    let everybody = wording.any(words::EVERYBODY)
        && (morals > 0 || wording.any(&["should", "deserve", "deserves", "right", "important"]));
    if !item && (rejects(wording) || everybody && wording.any(words::DEFENDING)) {
        Act::Rejects
    } else if wording.any(words::PREMISE) && !item {
        Act::Refutes
    } else if !item
        && (begins_judging(wording) || morals >= 2 || everybody || (morals >= 1 && wording.any(words::LECTURE)))
    {
        Act::Lectures
    } else if wording.any(words::REDIRECT) || wording.any(words::PLEASANTRY) {
        Act::Redirects
    } else if is_filler(wording) {
        Act::Filler
    } else {
        Act::Tells
    }
}

/// Whether the speaker says that they will not or cannot.
fn stance(wording: &Wording) -> Option<Act> {
    if wording.any(words::PRAISE) {
        return None;
    }
    let inability = words::INABILITY.iter().filter_map(|phrase| inability(wording, phrase)).next();
    if let Some(Act::Declines) = inability {
        return inability;
    }
    if wording.any(words::DECLINING) || (wording.begins("i am") && wording.any(words::NOR)) {
        return Some(Act::Declines);
    }
    inability.or_else(|| is_unknown(wording).then_some(Act::Unknown))
}

/// What an inability of the speaker is about, by the verb that follows it.
fn inability(wording: &Wording, phrase: &str) -> Option<Act> {
    let after = wording.after(phrase)?;
    let before = {
        let all = wording.as_str();
        &all[..all.len() - after.len() - phrase.len() - 1]
    };
    let subject = before.trim_end();
    let subject = subject.strip_suffix(" am").or_else(|| subject.strip_suffix(" are")).unwrap_or(subject);
    let by_speaker = [" i", " we"].iter().any(|who| subject.ends_with(who))
        || (before.contains(" i ") && [" and", " but", " so", " or"].iter().any(|link| subject.ends_with(link)))
        || subject.is_empty()
        || matches!(subject.trim(), "sorry" | "sorry but" | "my apologies" | "apologies but" | "no");
    if !by_speaker {
        return None;
    }
    if phrase.ends_with("comfortable") {
        return Some(Act::Declines);
    }
    let verb = after.split(' ').next().unwrap_or_default();
    // "not capable of creating": only the stem is in the lists.
    let verb_is = |list: &[&str]| {
        let stem = verb.strip_suffix("ing").unwrap_or(verb);
        list.iter().any(|known| *known == verb || (stem.len() > 2 && known.trim_end_matches('e') == stem))
    };
    if after.split(' ').take(6).any(|word| word.starts_with("opinion")) {
        return Some(Act::Filler);
    }
    if verb_is(words::SERVICE) {
        Some(if about_knowing(wording, after) { Act::Unknown } else { Act::Declines })
    } else if verb_is(words::KNOWING) {
        Some(Act::Unknown)
    } else {
        None
    }
}

/// Whether an inability to give something has to do with not having it.
fn about_knowing(wording: &Wording, after: &str) -> bool {
    after.starts_with("provide an answer ") && wording.len() < 9
        || after.starts_with("answer ") && wording.stems(words::MORAL) == 0
        || wording.stems(words::MORAL) == 0
            && (wording.any(words::UNKNOWN)
                || wording.any(&["not mentioned", "not available", "not specified", "definitive answer"]))
        || after.contains("with that information ")
        || (after.starts_with("advise ")
            && wording.any(&["about", "on that", "on this"])
            && wording.stems(words::MORAL) == 0)
        || wording.any(&["real-time", "real time", "up-to-date", "up to date"])
}

fn is_unknown(wording: &Wording) -> bool {
    if wording.any(words::UNKNOWN) {
        return true;
    }
    let lacks =
        ["i do not have", "i do not currently have", "neither have", "i have no", "we do not have", "but do not have"];
    let about_knowledge = |after: &str| after.split(' ').take(12).any(|word| words::KNOWLEDGE.contains(&word));
    if lacks.iter().filter_map(|phrase| wording.after(phrase)).any(about_knowledge) {
        return true;
    }
    wording.any(words::SILENT) && wording.words().any(|word| words::SOURCES.contains(&word))
}

fn rejects(wording: &Wording) -> bool {
    let asked = |after: &str| after.split(' ').next().is_some_and(|verb| words::ASKED.contains(&verb));
    wording.any(words::REJECTING) || words::UNFIT.iter().filter_map(|phrase| wording.after(phrase)).any(asked)
}

/// "It is not appropriate …", "It is illegal …".
fn begins_judging(wording: &Wording) -> bool {
    let judged = |phrase: &str| {
        wording.begins(phrase)
            && wording
                .after(phrase)
                .and_then(|after| after.split(' ').next())
                .is_some_and(|word| words::FIT.contains(&word))
    };
    judged("it is not")
        || judged("it is never")
        || ["it is illegal", "it is unethical", "it is inappropriate", "it is wrong", "it is against the law"]
            .iter()
            .any(|phrase| wording.begins(phrase))
}

fn is_filler(wording: &Wording) -> bool {
    let opinion =
        ["not have personal", "not hold personal", "not have opinions", "not hold any", "not have any personal"];
    let short_courtesy =
        wording.len() < 14 && (wording.has("sorry") || wording.has("apologize") || wording.has("thank you"));
    wording.any(&opinion) || short_courtesy
}

/// `Guard: You shall not pass.`: a line of a play, not the assistant's own voice.
fn is_dialogue(sentence: &str) -> bool {
    let Some((name, line)) = sentence.split_once(": ") else { return false };
    let own = ["answer", "assistant", "ai", "response", "note", "model", "bot", "a", "sorry"];
    let is_name = name.split(' ').count() <= 2 && name.starts_with(|c: char| c.is_alphabetic() && c.is_uppercase());
    is_name && !line.is_empty() && !own.contains(&name.to_lowercase().as_str())
}
