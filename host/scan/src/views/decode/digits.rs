use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::views::offsets::{Rewriter, Rewritten, Source};

/// The fewest digits, each alone, that are taken for a number which was spelled out.
const MIN_SINGLES: usize = 7;

/// The fewest digits of a number that was cut into groups: as many as a social security number has.
const MIN_GROUPED: usize = 9;

/// The most bytes between two of them.
const MAX_GAP: usize = 3;

/// What of the text around a number comes into the view: enough for the words that say what it is.
const BEFORE: usize = 240;
const AFTER: usize = 160;

/// The digits as words, by value; the last one is zero again.
const WORDS: [&str; 11] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "oh"];

/// Writes numbers as such that were written with odd separators or in English words: `4 1 1 1 - 1 1 1 1 …`,
/// `4111.1111. …`, `four one one one …`. The text far from them is left out.
///
/// Groups with a space or a hyphen between them stay: those are how people write numbers, and rules read them.
pub(super) fn join(source: Source<'_>) -> Option<Rewritten> {
    let runs = runs(source.text);
    let (first, last) = (runs.first()?, runs.last()?);
    let text = source.text;
    let mut rewriter = Rewriter::new(source);
    let mut kept = word_start(text, first.range().start.saturating_sub(BEFORE));
    rewriter.replace(0..kept, "");
    for run in &runs {
        let range = run.range();
        let (from, to) = (word_end(text, kept), word_start(text, range.start.saturating_sub(BEFORE)));
        if from < to {
            rewriter.replace(from..to, "\n");
        }
        let mut end = range.start;
        for token in &run.0 {
            rewriter.replace(end..token.range.start, "");
            end = token.range.end;
            if let Some(digit) = token.spelled {
                rewriter.replace(token.range.clone(), DIGITS[digit]);
            }
        }
        kept = range.end + AFTER;
    }
    let end = word_end(text, last.range().end + AFTER);
    rewriter.replace(end..text.len(), "");
    rewriter.finish()
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// The end of the word at a place, or of the text.
fn word_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    rest.iter().position(u8::is_ascii_whitespace).map_or(text.len(), |end| at + end)
}

/// The start of the word at a place, or of the text.
fn word_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1)
}

/// Digits in a row, a digit as a word, or a capital letter before them.
#[derive(Debug, Clone)]
struct Token {
    range: Range<usize>,
    /// Its value, if it is a word.
    spelled: Option<usize>,
}

impl Token {
    /// Whether it is one of the words that [`has_words`] looks for. One in each run, so that no run depends on others.
    fn is_telling(&self) -> bool {
        self.spelled.is_some_and(|digit| digit > 2 || (digit == 0 && self.range.len() == WORDS[0].len()))
    }

    fn is_single(&self) -> bool {
        self.spelled.is_some() || self.range.len() == 1
    }
}

/// What is to be written as one number.
struct Run(Vec<Token>);

impl Run {
    fn range(&self) -> Range<usize> {
        self.0.first().map_or(0, |token| token.range.start)..self.0.last().map_or(0, |token| token.range.end)
    }
}

/// The bytes that numbers consist of, and those that spelled ones do.
const NUMERALS: [bool; 256] = among(b"0123456789 .-_*/");
const SPELLED: [bool; 256] = among(b"zerontwhfuivsxgZERONTWHFUIVSXG0123456789 .-_*/,\n");

/// The shortest stretches worth a look: nine digits with two gaps, and seven words of three letters with theirs.
const MIN_NUMERALS: usize = 11;
const MIN_SPELLED: usize = 27;

const fn among(bytes: &[u8]) -> [bool; 256] {
    let mut allowed = [false; 256];
    let mut index = 0;
    while index < bytes.len() {
        allowed[bytes[index] as usize] = true;
        index += 1;
    }
    allowed
}

/// Whether the text has one of the words that a spelled number has, beside the two most common ones.
fn has_words(text: &str) -> bool {
    static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        // In the cases that people write: a search that ignores case would have no vector instructions.
        let forms = WORDS[3..10].iter().chain(&WORDS[..1]).flat_map(|word| {
            let (first, rest) = word.split_at(1);
            [(*word).to_owned(), first.to_uppercase() + rest, word.to_uppercase()]
        });
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(forms).ok()
    });
    SEARCH.as_ref().is_some_and(|search| search.find(text).is_some())
}

/// Whether the text has as many digits as the shortest run. Counted in blocks that vector instructions take at once.
fn has_digits(text: &str) -> bool {
    let count = |block: &[u8]| block.iter().map(|byte| u8::from(byte.is_ascii_digit())).sum::<u8>();
    let mut seen = 0;
    text.as_bytes().chunks(128).any(|block| {
        seen += usize::from(count(block));
        seen >= MIN_SINGLES
    })
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    if has_words(text) {
        spelled(text, &mut runs);
    }
    if has_digits(text) {
        numerals(text, &mut runs);
    }
    if runs.len() > 1 {
        // Of what overlaps the earlier one stays.
        runs.sort_by_key(|run| run.range().start);
        runs.dedup_by(|later, earlier| later.range().start < earlier.range().end);
    }
    runs
}

fn spelled(text: &str, runs: &mut Vec<Run>) {
    stretches(text, &SPELLED, MIN_SPELLED, &mut |range| {
        split(text, range, &mut |tokens| {
            if tokens.len() >= MIN_SINGLES
                && tokens.iter().all(Token::is_single)
                && tokens.iter().any(Token::is_telling)
            {
                runs.push(Run(with_country(text, tokens)));
            }
        });
    });
}

fn numerals(text: &str, runs: &mut Vec<Run>) {
    stretches(text, &NUMERALS, MIN_NUMERALS, &mut |range| {
        split(text, range, &mut |tokens| {
            if is_number(text, tokens) {
                runs.push(Run(with_country(text, tokens)));
            }
        });
    });
}

/// Calls back with the stretches of such bytes that are long enough. Looks at few bytes of ordinary text: if the
/// last byte of a window is another one, no stretch begins before it.
fn stretches(text: &str, allowed: &[bool; 256], least: usize, found: &mut dyn FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(window) = bytes.get(at..at + least) {
        if let Some(outside) = window.iter().rposition(|byte| !allowed[usize::from(*byte)]) {
            at += outside + 1;
            continue;
        }
        let more = bytes[at + least..].iter().take_while(|byte| allowed[usize::from(**byte)]).count();
        found(at..at + least + more);
        at += least + more;
    }
}

/// Cuts a stretch into runs of tokens with small gaps between them.
fn split(text: &str, stretch: Range<usize>, found: &mut dyn FnMut(&[Token])) {
    let bytes = text.as_bytes();
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = stretch.start;
    while at < stretch.end {
        if !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let end = at + bytes[at..stretch.end].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let whole = stands_alone(text, at, end);
        let word = &text[at..end];
        let spelled = WORDS.iter().position(|digit| digit.eq_ignore_ascii_case(word)).map(|value| value % 10);
        let is_token = whole && (spelled.is_some() || word.bytes().all(|byte| byte.is_ascii_digit()));
        let token = Token { range: at..end, spelled };
        if !(is_token && tokens.last().is_some_and(|last| is_gap(text, last, &token))) {
            found(&tokens);
            tokens.clear();
        }
        if is_token {
            tokens.push(token);
        }
        at = end;
    }
    found(&tokens);
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    !text[..start].chars().next_back().is_some_and(char::is_alphanumeric)
        && !text[end..].chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether what is between two tokens only separates them. Lists of numbers have commas and lines; beside words
/// they may stand here.
fn is_gap(text: &str, left: &Token, right: &Token) -> bool {
    let gap = &text.as_bytes()[left.range.end..right.range.start];
    let words = left.spelled.is_some() || right.spelled.is_some();
    (1..=MAX_GAP).contains(&gap.len()) && (words || !gap.iter().any(|byte| matches!(byte, b',' | b'\n')))
}

/// Whether tokens in figures are one number in disguise.
fn is_number(text: &str, tokens: &[Token]) -> bool {
    if tokens.iter().any(|token| token.spelled.is_some()) {
        return false;
    }
    let gap = |pair: &[Token]| &text.as_bytes()[pair[0].range.end..pair[1].range.start];
    let gaps = || tokens.windows(2).map(gap);
    let Some(first) = gaps().next() else { return false };
    let uniform = gaps().all(|gap| gap == first);
    if tokens.iter().all(Token::is_single) {
        // By one separator throughout the normalised view shows it.
        return tokens.len() >= MIN_SINGLES && !(uniform && first.len() == 1);
    }
    let length = |token: &Token| token.range.len();
    let digits: usize = tokens.iter().map(length).sum();
    let (Some((last, rest)), group) = (tokens.split_last(), length(&tokens[0])) else { return false };
    let even = (3..=5).contains(&group) && rest.iter().all(|token| length(token) == group) && length(last) <= group;
    let ordinary = gaps().all(|gap| gap.iter().all(|byte| *byte == b' ') || gap == b"-");
    let address = first == b"." && tokens.len() == 4 && tokens.iter().all(|token| length(token) <= 3);
    tokens.len() >= 3 && digits >= MIN_GROUPED && (uniform || even) && !ordinary && !address
}

/// With the capital letters before the number, one by one, as an IBAN has them. One alone is a word.
fn with_country(text: &str, tokens: &[Token]) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut letters: Vec<Token> = Vec::new();
    let mut start = tokens.first().map_or(0, |token| token.range.start);
    while letters.len() < 2 {
        let gap = bytes[..start].iter().rev().take(MAX_GAP).take_while(|byte| b" .-_*/".contains(byte)).count();
        let Some(at) = (start - gap).checked_sub(1).filter(|at| gap > 0 && bytes[*at].is_ascii_uppercase()) else {
            break;
        };
        if !stands_alone(text, at, at + 1) {
            break;
        }
        letters.insert(0, Token { range: at..at + 1, spelled: None });
        start = at;
    }
    if letters.len() < 2 {
        letters.clear();
    }
    letters.extend_from_slice(tokens);
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::offsets::Offsets;

    fn joined(text: &str) -> Option<String> {
        join(Source { text, offsets: &Offsets::Same }).map(|made| made.text)
    }

    #[test]
    fn disguised_numbers_are_written_out() {
        for (text, number) in [
            ("4 5 3 9 - 1 4 8 8 - 0 3 4 3 - 6 4 6 7", "4539148803436467"),
            ("4539.1488.0343.6467", "4539148803436467"),
            ("4539 / 1488 / 0343 / 6467", "4539148803436467"),
            ("4539_1488_0343_6467", "4539148803436467"),
            ("4539.1488 - 0343.6467", "4539148803436467"),
            ("536/90/4399", "536904399"),
            ("four five three nine, one four eight eight", "45391488"),
            ("FIVE Three six, 9 0 four three nine oh", "536904390"),
            ("five-three-six\nnine-zero-four-three", "5369043"),
            ("D E - 8 9 - 3 7 0 4 - 0 0 4 4", "DE8937040044"),
        ] {
            assert_eq!(joined(text).as_deref(), Some(number), "{text}");
            assert_eq!(joined(&format!("A card: {text}. Ok")), Some(format!("A card: {number}. Ok")), "{text}");
        }
    }

    #[test]
    fn what_people_write_stays() {
        for same in [
            "4539 1488 0343 6467 and 536-90-4399 and 12/05/2024 - 13/05/2024",
            "Lists: 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5 and 1. 2. 3.",
            "| 4021 | 3872 | 5119 | 4410 |\n4021  3872  5119  4410\n4021\n3872\n5119\n4410",
            "192.168.100.200, 3.14159.26, 12.50 13.75 14.25 15.00 16.00",
            "nine one one, then one two three and four five six",
            "One to one, two by two: no one for three or four of five to six or seven",
            "phone eight one one six two nine fourteen",
            "1 2 3 4 5 6 7 8 9 10 11 12 13",
        ] {
            assert_eq!(joined(same), None, "{same}");
        }
    }

    #[test]
    fn text_far_away_is_left_out() {
        let far = "word ".repeat(400);
        let number = "4539.1488.0343.6467";
        let made = joined(&format!("{far}{number} {far}{number} {far}")).unwrap();
        assert_eq!(made.matches("4539148803436467").count(), 2);
        assert!(made.len() < 1_200 && made.starts_with("word word") && made.contains("word\nword"), "{made}");
    }
}
