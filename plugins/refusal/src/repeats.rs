//! Whether an answer says the question again, or itself again and again.

use std::collections::BTreeMap;
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
    let asked = lowered(question);
    let said = lowered(answer);
    let known = said.iter().filter(|word| asked.contains(word)).count();
    said.len() >= ECHO_WORDS && 10 * known >= 9 * said.len() && 10 * said.len() >= 7 * asked.len().min(2 * said.len())
}

/// The last place of a run of words that stands in the text four times and more, where a quarter of all runs have
/// been there before. Items of a list that only begin alike are no loop.
pub(crate) fn loops(text: &str) -> Option<Range<usize>> {
    let ranges: Vec<Range<usize>> = text::words(text).collect();
    let words: Vec<String> = ranges.iter().map(|range| text[range.clone()].to_lowercase()).collect();
    let mut seen: BTreeMap<&[String], usize> = BTreeMap::new();
    let (mut found, mut again) = (None, 0);
    for (at, run) in words.windows(RUN).enumerate() {
        let times = seen.entry(run).or_default();
        again += usize::from(*times > 0);
        *times += 1;
        if *times >= TIMES {
            found = Some(ranges[at].start..ranges[at + RUN - 1].end);
        }
    }
    found.filter(|_| 4 * again >= words.len().saturating_sub(RUN))
}

fn lowered(text: &str) -> Vec<String> {
    text::words(text).map(|word| text[word].to_lowercase()).collect()
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
