//! Tells words from random letters by their pairs of letters.

/// How likely a letter (row) is followed by another (column) in English, 0 (never) to 9: quantised logarithm
/// of the conditional frequency over words of ordinary English prose. Random pairs average 3, words 6.5.
const PAIRS: [&[u8; 26]; 26] = [
    b"05650350514757050767443252",
    b"74007100740821700754700030",
    b"70507007606600700647600040",
    b"62258242820423620661642040",
    b"62675442402657343776253530",
    b"70007600800600700635600040",
    b"70018157700536600763601040",
    b"73218000700334710546501050",
    b"54656450002658742566150104",
    b"60008000400000833050800000",
    b"52238340800516430173402040",
    b"71358310703732730055541060",
    b"75008300700362770051500030",
    b"61667482623334521177441030",
    b"44553442414668550756655230",
    b"70227115600720760756500030",
    b"20000000200400000400900000",
    b"73558342704455730566541050",
    b"51517306704443663178603040",
    b"71308207800432620665503050",
    b"65656350600767250777100011",
    b"70009000800600000600200020",
    b"82338307700506720563002020",
    b"63606005700000382027600040",
    b"54547440700565760475004004",
    b"70009000700500000600300056",
];

/// The average pair score from which a run of this many letters passes for a word. Nineteen words of twenty
/// reach it; of random letters one run in five with three, one in twenty with five, one in a hundred with eight.
fn threshold(letters: usize) -> f32 {
    match letters {
        0..=4 => 5.0,
        5..=7 => 5.3,
        _ => 5.5,
    }
}

fn is_word(run: &[u8]) -> bool {
    let score = |pair: &[u8]| {
        let place = |byte: u8| usize::from(byte.to_ascii_lowercase() - b'a');
        f32::from(PAIRS[place(pair[0])][place(pair[1])] - b'0')
    };
    let total: f32 = run.windows(2).map(score).sum();
    run.len() > 2 && total / (run.len() - 1) as f32 >= threshold(run.len())
}

/// The share of a text's letters and digits that are in words, 0 to 1. Words end where the case changes as
/// it does in `camelCase`.
pub(crate) fn word_share(text: &str) -> f32 {
    let bytes = text.as_bytes();
    let (mut in_words, mut all, mut at) = (0, 0, 0);
    while at < bytes.len() {
        let start = at;
        at += 1;
        if !bytes[start].is_ascii_alphabetic() {
            all += usize::from(bytes[start].is_ascii_digit());
            continue;
        }
        while at < bytes.len() && bytes[at].is_ascii_alphabetic() && !begins_word(bytes, at) {
            at += 1;
        }
        all += at - start;
        in_words += if is_word(&bytes[start..at]) { at - start } else { 0 };
    }
    if all == 0 { 0.0 } else { in_words as f32 / all as f32 }
}

/// Whether a new word begins at this letter: `aB`, or the last capital of `HTTPServer`.
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let next_is_lower = bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase);
    bytes[at].is_ascii_uppercase() && (bytes[at - 1].is_ascii_lowercase() || next_is_lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_score_high_and_random_letters_low() {
        for words in ["super_secret", "exampleAccessToken", "some-password", "HTTPServerName", "application"] {
            assert!(word_share(words) > 0.7, "{words}: {}", word_share(words));
        }
        for random in ["tqqdzepd", "q8Zr1vT0pLm4KxW9sD2f", "vnzvzuznvtb", "9f86d081884c7d65", "0095897759942728", ""] {
            assert!(word_share(random) < 0.3, "{random}: {}", word_share(random));
        }
    }
}
