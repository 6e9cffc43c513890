//! Sentences that claim nothing about the world of the sources: no source can support them, none must.

/// How a sentence may begin that greets, thanks, offers or asks.
const OPENINGS: &[&str] = &[
    "hello",
    "hi ",
    "hi,",
    "hi!",
    "hey",
    "thank",
    "thanks",
    "you're welcome",
    "you’re welcome",
    "sure",
    "of course",
    "certainly",
    "absolutely",
    "great question",
    "good question",
    "i hope",
    "hope ",
    "let me know",
    "please",
    "feel free",
    "if you ",
    "if there",
    "would you",
    "do you",
    "i can help",
    "i'm happy",
    "i’m happy",
    "i am happy",
    "i'd be happy",
    "i’d be happy",
    "happy to help",
    "here is",
    "here are",
    "here's",
    "here’s",
    "is there anything",
    "note that this answer",
    "i recommend",
    "i suggest",
    "i would recommend",
    "you may want to",
    "you might want to",
    "for more information",
    "for further",
    "for more details",
    "in summary",
    "to summarize",
    "to summarise",
    "in conclusion",
    "overall,",
    "ultimately",
    "by incorporating",
    "by following",
    "it would be",
    "it is advisable",
    "it is recommended",
    "therefore, you can",
    "consult",
    "welcome",
    "goodbye",
];

/// What a sentence says that refuses or admits not to know.
const REFUSALS: &[&str] = &[
    "i don't",
    "i don’t",
    "i do not",
    "i didn't",
    "i cannot",
    "i can't",
    "i can’t",
    "i couldn't",
    "i couldn’t",
    "i could not",
    "i am unable",
    "i'm unable",
    "i’m unable",
    "i am not able",
    "i'm not able",
    "i’m not able",
    "i am not sure",
    "i'm not sure",
    "i’m not sure",
    "sorry",
    "apolog",
    "unfortunately",
    "no information",
    "not mention",
    "n't mention",
    "n’t mention",
    "not provide",
    "n't provide",
    "n’t provide",
    "not specif",
    "n't specif",
    "n’t specif",
    "not contain",
    "n't contain",
    "n’t contain",
    "not state",
    "n't state",
    "n’t state",
    "not include",
    "not explicit",
    "not discuss",
    "not indicate",
    "not address",
    "not available",
    "does not say",
    "doesn't say",
    "doesn’t say",
    "not enough information",
    "insufficient information",
    "unable to",
    "don't have",
    "don’t have",
    "do not have",
    "no mention",
    "not clear from",
    "as an ai",
    "i'm an ai",
    "i am an ai",
    "language model",
];

/// Whether the sentence is talk about the conversation or a refusal, not a claim.
pub(crate) fn is_talk(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches(['*', '_', '"', '“', ' ', '-', '>', '#']);
    if sentence.ends_with(['?', ':']) || sentence.ends_with(":**") || sentence.ends_with("?**") {
        return true;
    }
    let first = sentence.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    OPENINGS.iter().any(|opening| opening.as_bytes()[0] == first && starts(sentence, opening)) || refuses(sentence)
}

/// Whether the sentence holds one of [`REFUSALS`]. Their first two letters leave few places to compare at.
fn refuses(sentence: &str) -> bool {
    let begins = |at: usize, pair: &[u8]| {
        BEGINNINGS[beginning(pair[0], pair[1])] && {
            let first = pair[0].to_ascii_lowercase();
            let may =
                |phrase: &str| phrase.as_bytes()[0] == first && phrase.as_bytes()[1].eq_ignore_ascii_case(&pair[1]);
            REFUSALS.iter().any(|phrase| may(phrase) && starts_at(sentence.as_bytes(), at, phrase))
        }
    };
    sentence.as_bytes().windows(2).enumerate().any(|(at, pair)| begins(at, pair))
}

/// Which beginnings the refusals have, by [`beginning`].
static BEGINNINGS: [bool; 1024] = {
    let mut begins = [false; 1024];
    let mut index = 0;
    while index < REFUSALS.len() {
        let phrase = REFUSALS[index].as_bytes();
        begins[beginning(phrase[0], phrase[1])] = true;
        index += 1;
    }
    begins
};

/// A place for two letters, small or not.
const fn beginning(first: u8, second: u8) -> usize {
    (first.to_ascii_lowercase() as usize % 32) * 32 + second.to_ascii_lowercase() as usize % 32
}

fn starts_at(text: &[u8], at: usize, phrase: &str) -> bool {
    text.get(at..at + phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase.as_bytes()))
}

fn starts(text: &str, prefix: &str) -> bool {
    starts_at(text.as_bytes(), 0, prefix)
}

/// Whether the text holds the phrase, whatever the case of ASCII letters.
pub(crate) fn holds(text: &str, phrase: &str) -> bool {
    lictor_sdk::text::find_ignoring_case(text, phrase).is_some()
}

#[cfg(test)]
mod tests {
    use super::is_talk;

    #[test]
    fn talk_is_told_from_claims() {
        for talk in [
            "Hello there!",
            "**Would you like to know more?**",
            "I’m not able to find that in the documents.",
            "The passage does not mention a fee.",
            "The plan has three parts:",
        ] {
            assert!(is_talk(talk), "{talk}");
        }
        assert!(!is_talk("The warehouse in Lyon was closed after the flood."));
    }
}
