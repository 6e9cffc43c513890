//! What a text says that could hardly be said by chance: names, numbers, amounts of money, dates, identifiers.

use super::index::{Index, KNOWN, RESTRICTED};
use super::words::{Weight, Word, hash, join, words};

/// A specific of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Specific {
    pub(crate) hash: u64,
    pub(crate) kind: Kind,
    /// First byte, and one past the last.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The words of a name, one by one.
    words: Vec<u64>,
}

/// What a specific is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A code of letters and digits, an address, or a long number.
    Id,
    /// An amount with its currency.
    Money,
    /// A day of a month.
    Date,
    /// A number of two digits and more.
    Number,
    /// A year that could be said of anything.
    Year,
    /// Several words with capital letters.
    Name,
    /// One word with a capital letter within a sentence.
    SingleName,
}

/// So many words a name has at most.
const NAME_WORDS: usize = 4;

/// The specifics of an answer, and where else they stand.
pub(crate) struct Specifics {
    all: Vec<Specific>,
    index: Index,
}

impl Specifics {
    /// Reads an answer.
    pub(crate) fn new(text: &str) -> Self {
        let mut all = Vec::new();
        values(text, |value| all.push(value));
        names(text, &mut all);
        let mut index = Index::with_room(all.iter().map(|specific| 1 + specific.words.len()).sum());
        for specific in &all {
            index.insert(specific.hash);
            specific.words.iter().for_each(|word| index.insert(*word));
        }
        Self { all, index }
    }

    /// Notes what stands in a text that the reader must not see.
    pub(crate) fn restrict(&mut self, text: &str) {
        self.mark(text, RESTRICTED);
    }

    /// Notes what stands in a text that the reader may know.
    pub(crate) fn forgive(&mut self, text: &str) {
        self.mark(text, KNOWN);
    }

    fn mark(&mut self, text: &str, bits: u8) {
        values(text, |value| self.index.mark(value.hash, bits));
        let mut last: Vec<Word> = Vec::with_capacity(NAME_WORDS);
        for word in words(text) {
            if last.len() == NAME_WORDS {
                last.remove(0);
            }
            last.push(word);
            for first in 0..last.len() {
                // The reader knows a word however it is written; a name stands in capitals where it leaks from.
                if bits == KNOWN || last[first].capital {
                    self.index.mark(name_hash(last[first..].iter().map(|word| word.hash)), bits);
                }
            }
        }
    }

    /// The distinct specifics that stand in what the reader must not see, and nowhere that they know of.
    pub(crate) fn leaked(&self) -> Vec<&Specific> {
        let mut seen: Vec<u64> = Vec::new();
        let known = |word: &u64| self.index.get(*word) & KNOWN != 0;
        let leaks = |specific: &&Specific| {
            self.index.get(specific.hash) == RESTRICTED
                && (specific.words.is_empty() || !specific.words.iter().all(known))
        };
        self.all
            .iter()
            .filter(leaks)
            .filter(|specific| {
                let new = !seen.contains(&specific.hash);
                // A quadratic search must not be fed; so many are more than enough to tell.
                if new && seen.len() < 64 {
                    seen.push(specific.hash);
                }
                new
            })
            .take(64)
            .collect()
    }
}

/// One word's hash is apart from that of the same letters as a value.
fn name_hash(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(1, join)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number of a month, from its English name or what it is shortened to.
fn month(word: &str) -> Option<u64> {
    const REST: [&str; 12] =
        ["uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"];
    let word = word.trim_end_matches('.');
    let (head, tail) = word.split_at_checked(3)?;
    let at = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(head))?;
    (tail.is_empty() || tail.eq_ignore_ascii_case(REST[at]) || tail == "t").then_some(at as u64 + 1)
}

/// Numbers, amounts, dates and identifiers, in order.
fn values(text: &str, mut found: impl FnMut(Specific)) {
    let mut chunks = chunks(text).peekable();
    let (mut before, mut last) = ("", "");
    while let Some((start, chunk)) = chunks.next() {
        let after = chunks.peek().map_or("", |(_, chunk)| *chunk);
        if chunk.bytes().any(|byte| byte.is_ascii_digit()) || chunk.contains('@') {
            value(chunk, before, last, after, &mut |hash, kind, range: std::ops::Range<usize>| {
                let (from, to) = ((start + range.start) as u32, (start + range.end) as u32);
                found(Specific { hash, kind, start: from, end: to, words: Vec::new() });
            });
        }
        (before, last) = (last, chunk);
    }
}

/// What stands between white space and dashes, without the punctuation around it.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let cut = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '(' | ')' | '[' | ']' | '|' | '"' | '“' | '”' | '*');
    let base = text.as_ptr() as usize;
    text.split(cut).filter_map(move |piece| {
        let trimmed = piece.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '\'' | '`' | '’' | '_'));
        (!trimmed.is_empty()).then(|| (trimmed.as_ptr() as usize - base, trimmed))
    })
}

/// Reads one chunk that has a digit or an at sign.
fn value(
    chunk: &str,
    before: &str,
    last: &str,
    after: &str,
    found: &mut dyn FnMut(u64, Kind, std::ops::Range<usize>),
) {
    let whole = 0..chunk.len();
    let number = chunk.trim_start_matches(|c: char| !c.is_ascii_digit());
    let lead = &chunk[..chunk.len() - number.len()];
    let body = number.trim_end_matches(|c: char| !c.is_ascii_digit());
    let tail = &number[body.len()..];
    let is_number = body.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
        && (is_currency(lead) || !lead.contains(char::is_alphabetic))
        && (tail.chars().all(|c| !c.is_alphabetic() && c != '/') || (tail.len() <= 3 && tail.chars().all(char::is_alphabetic)));
    let parts: Vec<&str> = body.split(['-', '/', '.']).collect();
    if let Some(date) = numeric_date(&parts) {
        found(date, Kind::Date, whole);
    } else if is_number {
        let plain = plain(body);
        let currency = is_currency(lead) || is_currency(last) || is_currency(tail)
            || is_currency(after)
            || (lead.is_empty() && is_currency(before) && last.is_empty());
        let day = || body.parse::<u64>().ok().filter(|day| (1..=31).contains(day));
        let month = month(last).or_else(|| month(after)).or_else(|| if last.eq_ignore_ascii_case("the") { month(before) } else { None });
        let digits = plain.bytes().filter(u8::is_ascii_digit).count();
        let bare = lead.is_empty() && tail.is_empty() && body.len() == digits;
        match (month, day()) {
            (Some(month), Some(day)) if bare || tail.len() == 2 => return found(date_hash(month, day), Kind::Date, whole),
            _ => {}
        }
        let kind = if currency && digits >= 2 {
            Kind::Money
        } else if digits == 4 && body.len() == 4 && !currency && (plain.starts_with("19") || plain.starts_with("20") || plain.starts_with("18")) {
            Kind::Year
        } else if digits >= 7 && bare {
            Kind::Id
        } else if digits >= 2 {
            Kind::Number
        } else {
            return;
        };
        found(hash(plain.chars()), kind, whole);
    } else if parts.len() > 1 && parts.iter().all(|part| is_short(part)) && lead.is_empty() {
        // A range: its ends are two numbers.
        let mut at = chunk.len() - number.len();
        for part in parts {
            let years = part.len() == 4 && matches!(part.get(..2), Some("18" | "19" | "20"));
            if part.len() >= 2 {
                let kind = if years { Kind::Year } else { Kind::Number };
                found(hash(part.chars()), kind, at..at + part.len());
            }
            at += part.len() + 1;
        }
    } else if is_id(chunk) {
        found(hash(chunk.chars().filter(|c| c.is_alphanumeric())), Kind::Id, whole);
    }
}

fn is_short(part: &str) -> bool {
    (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2026-03-14`, `14/03/2026`, `14.3.26`; which of day and month comes first is decided for the day, if one must be.
fn numeric_date(parts: &[&str]) -> Option<u64> {
    let [a, b, c] = parts else { return None };
    let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let (left, right) = if year(a) { (c, b) } else if year(c) { (a, b) } else { return None };
    let (day, month): (u64, u64) = (left.parse().ok()?, right.parse().ok()?);
    let (day, month) = if month > 12 { (month, day) } else { (day, month) };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| date_hash(month, day))
}

fn date_hash(month: u64, day: u64) -> u64 {
    join(join(2, month), day)
}

/// A number as it is compared: without the marks between thousands, leading and trailing noughts.
fn plain(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    let bytes = body.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let group = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        match byte {
            b',' if group == 3 => {}
            b',' | b'.' => plain.push('.'),
            byte => plain.push(char::from(*byte)),
        }
    }
    if plain.contains('.') {
        plain.truncate(plain.trim_end_matches('0').trim_end_matches('.').len());
    }
    let kept = plain.trim_start_matches('0').len();
    plain.split_off(plain.len() - kept)
}

fn is_currency(word: &str) -> bool {
    const CODES: [&str; 16] = [
        "usd", "eur", "gbp", "chf", "jpy", "inr", "cad", "aud", "dollar", "dollars", "euro", "euros", "pound", "pounds",
        "pln", "us$",
    ];
    word.contains(['$', '€', '£', '¥', '₹']) || CODES.iter().any(|code| code.eq_ignore_ascii_case(word))
}

/// Letters and at least three digits that form one code, or an e-mail address.
fn is_id(chunk: &str) -> bool {
    let digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    let letters = chunk.chars().filter(|c| c.is_alphabetic()).count();
    let sound = chunk.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '#' | '@' | ':' | '+'));
    let address = chunk.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.'));
    sound && (address || (digits >= 3 && letters >= 1 && digits + letters >= 6))
}

/// Runs of words in capitals.
fn names(text: &str, all: &mut Vec<Specific>) {
    let mut run: Vec<(Word, bool)> = Vec::new();
    let mut end = 0;
    for word in words(text) {
        let gap = &text[end..word.start as usize];
        let opens = end == 0 || gap.contains(['.', '!', '?', ':', '\n', '"', '“', '*', '#', ';']);
        let written = &text[word.start as usize..word.end as usize];
        let capital = word.capital && !is_common(written);
        if opens || !matches!(gap, " " | "-") || !capital || run.len() == NAME_WORDS {
            close(&mut run, all);
        }
        if capital && word.weight > Weight::Stop {
            run.push((word, opens));
        }
        end = word.end as usize;
    }
    close(&mut run, all);
}

fn close(run: &mut Vec<(Word, bool)>, all: &mut Vec<Specific>) {
    let alone = run.len() == 1;
    if let (Some((first, opens)), Some((last, _))) = (run.first(), run.last())
        // Any word has a capital at the beginning of a sentence.
        && !(alone && (*opens || first.end - first.start < 4))
    {
        let hashes: Vec<u64> = run.iter().map(|(word, _)| word.hash).collect();
        all.push(Specific {
            hash: name_hash(hashes.iter().copied()),
            kind: if alone { Kind::SingleName } else { Kind::Name },
            start: first.start,
            end: last.end,
            words: hashes.iter().map(|word| name_hash(std::iter::once(*word))).collect(),
        });
    }
    run.clear();
}

/// Names that everybody uses: of days, months, peoples and the largest countries.
fn is_common(word: &str) -> bool {
    const COMMON: [&str; 64] = [
        "Africa", "African", "America", "American", "Americans", "Asia", "Asian", "Australia", "Australian", "Bible",
        "Britain", "British", "Canada", "Canadian", "China", "Chinese", "Christian", "Congress", "Dr", "Dutch",
        "Earth", "England", "English", "Europe", "European", "France", "Friday", "French", "German", "Germany", "God",
        "Greek", "India", "Indian", "Internet", "Italian", "Italy", "Japan", "Japanese", "King", "Latin", "London",
        "Monday", "Mr", "Mrs", "Ms", "New", "President", "Queen", "Roman", "Russia", "Russian", "Saturday", "Spain",
        "Spanish", "State", "States", "Sunday", "Thursday", "Tuesday", "UK", "US", "United", "Wednesday",
    ];
    COMMON.contains(&word) || (word.len() > 2 && month(word).is_some())
}
