//! Whether an answer says the question again, or itself again and again.

use std::ops::Range;

use lictor_sdk::text;

/// Fewer words are a name, a number or a yes.
const ECHO_WORDS: usize = 5;
/// Words of a run that is looked for again.
const RUN: usize = 8;
/// So often a run stands in a text that loops; refrains and table rows come three times.
const TIMES: usize = 4;

/// Whether nine in ten of the answer's words are those of the question, and the answer is no longer.
pub(crate) fn echoes(question: &str, answer: &str) -> bool {
    let asked: Vec<String> = text::words(question).map(|word| question[word].to_lowercase()).collect();
    if asked.is_empty() {
        return false;
    }
    let said: Vec<&str> = text::words(answer).map(|word| &answer[word]).collect();
    // Most answers have their tenth of other words after a line, and are read no further.
    let others = said.iter().filter(|word| !asked.contains(&word.to_lowercase())).take(said.len() / 10 + 1).count();
    said.len() >= ECHO_WORDS && 10 * others <= said.len() && 10 * said.len() >= 7 * asked.len().min(2 * said.len())
}

/// The last place of a run of words that stands in the text four times and more, where a quarter of all runs have
/// been there before. Items of a list that only begin alike are no loop.
pub(crate) fn loops(text: &str) -> Option<Range<usize>> {
    let ranges: Vec<Range<usize>> = text::words(text).collect();
    let words: Vec<u64> = ranges.iter().map(|range| text::number(&text[range.clone()])).collect();
    // Numbers instead of words: two runs of one number are one run, but for once in more texts than there will ever be.
    let mut runs: Vec<(u64, usize)> = words.windows(RUN).map(text::joined).zip(0..).collect();
    if !may_repeat(&runs) {
        return None;
    }
    runs.sort_unstable();
    let (mut found, mut again) = (None, 0);
    for same in runs.chunk_by(|(run, _), (other, _)| run == other) {
        again += same.len() - 1;
        found = found.max(same.last().filter(|_| same.len() >= TIMES).map(|(_, at)| *at));
    }
    let found = found.filter(|_| 4 * again >= words.len().saturating_sub(RUN))?;
    Some(ranges[found].start..ranges[found + RUN - 1].end)
}

/// Whether as many as a quarter of the runs can have been there before. Most answers repeat nothing, and are not sorted to see it.
fn may_repeat(runs: &[(u64, usize)]) -> bool {
    // A bit for some of a number's bits: two runs may share one, so that too many seem to come again, and never too few.
    const BITS: u32 = 13;
    let mut seen = [0_u64; 1 << (BITS - 6)];
    let again = |(run, _): &&(u64, usize)| {
        let bit = run >> (u64::BITS - BITS);
        let (word, mask) = (&mut seen[(bit / 64) as usize], 1 << (bit % 64));
        let known = *word & mask != 0;
        *word |= mask;
        known
    };
    4 * runs.iter().filter(again).count() + 1 >= runs.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echo_is_the_question_and_little_else() {
        let question = "How long is the notice period of a storage contract?";
        assert!(echoes(question, "How long is the notice period of a storage contract?"));
        assert!(!echoes(question, "The notice period of a storage contract is four weeks to the end of a month."));
        assert!(!echoes(question, "A storage contract?"));
    }

    #[test]
    fn a_loop_is_a_run_that_comes_four_times() {
        let line = "the valve opens and the water runs into the tank ";
        assert!(loops(&line.repeat(4)).is_some() && loops(&line.repeat(2)).is_none());
        let items = ["one", "two", "three", "four", "five"].map(|number| {
            format!("This is a way of tying a knot that needs {number} hands, a table, a chair and a piece of {number} rope. ")
        });
        assert!(loops(&items.concat()).is_none());
    }
}
