//! Which regexes share an automaton.
//!
//! The states of a shared automaton are sets of what its regexes are in the middle of. Regexes that stay in the
//! middle of something for long, such as `\bfoo\b.{0,40}\bbar`, multiply each other's states, until
//! there is no room to keep them and no time to make them again. So the regexes of a set are
//! tried on text, and those that get along are put together.

use regex_automata::Input;
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::Extractor;

use crate::PatternLimits;
use crate::regexes::automaton;

/// What part of the room for states the trial text may take. Real texts are many, and take more.
const TRIAL_PART: usize = 8;

/// How often regexes are split in two at most: an end to the work that hostile ones make.
const MAX_SPLITS: u32 = 5;

/// The most text that regexes are tried on, in bytes.
const MAX_TRIAL_BYTES: usize = 48 << 10;

/// The most beginnings of one regex that the trial text has.
const MAX_BEGINNINGS: usize = 4;

/// Splits regexes into runs of neighbours, which are often of one kind, that get along with one automaton each.
///
/// The same regexes are always split in the same way. What they find does not depend on it.
pub(crate) fn partition<'r, 'h>(regexes: &'r [(u32, &'h Hir)], limits: &PatternLimits) -> Vec<&'r [(u32, &'h Hir)]> {
    if regexes.is_empty() {
        return Vec::new();
    }
    let trial = Trial { text: trial_text(regexes), limits };
    let mut parts: Vec<usize> = Vec::new();
    trial.split(regexes, 0, MAX_SPLITS, &mut parts);
    // Halves that are too many for each other may get along with the next ones.
    let (mut groups, mut start) = (Vec::new(), 0);
    for (index, &end) in parts.iter().enumerate() {
        let next = parts.get(index + 1);
        if next.is_none_or(|&next| !trial.get_along(&regexes[start..next])) {
            groups.push(&regexes[start..end]);
            start = end;
        }
    }
    groups
}

struct Trial<'l> {
    text: String,
    limits: &'l PatternLimits,
}

impl Trial<'_> {
    /// Appends where the parts of these regexes end, the first of which has index `first`.
    fn split(&self, regexes: &[(u32, &Hir)], first: usize, splits: u32, ends: &mut Vec<usize>) {
        if splits == 0 || regexes.len() == 1 || self.get_along(regexes) {
            ends.push(first + regexes.len());
            return;
        }
        let (left, right) = regexes.split_at(regexes.len() / 2);
        self.split(left, first, splits - 1, ends);
        self.split(right, first + left.len(), splits - 1, ends);
    }

    /// Whether the states that the text takes fit into their part of the room.
    fn get_along(&self, regexes: &[(u32, &Hir)]) -> bool {
        let bytes = self.limits.dfa_cache_bytes / TRIAL_PART;
        let Some(automaton) = automaton(regexes, bytes, self.limits) else { return false };
        let mut cache = automaton.create_cache();
        let mut read = |text: &str| -> Option<()> {
            let input = Input::new(text);
            let mut state = automaton.start_state_forward(&mut cache, &input).ok()?;
            for byte in text.bytes() {
                let next = automaton.next_state(&mut cache, state, byte).ok()?;
                if next.is_quit() || cache.clear_count() > 0 {
                    return None;
                }
                state = next;
            }
            Some(())
        };
        // The ordinary text is the only one with letters outside ASCII: who gives up there is not at fault.
        let _ = read(ORDINARY_TEXT);
        read(&self.text).is_some()
    }
}

/// Ordinary words, and among them what the regexes begin with.
fn trial_text(regexes: &[(u32, &Hir)]) -> String {
    let words: Vec<&str> = ORDINARY_TEXT.split(' ').filter(|word| word.is_ascii()).collect();
    let mut beginnings = Vec::new();
    let every = regexes.len().div_ceil(1_000);
    for (_, hir) in regexes.iter().step_by(every) {
        let mut extractor = Extractor::new();
        extractor.limit_total(64);
        let literals = extractor.extract(hir);
        let Some(literals) = literals.literals() else { continue };
        let every = literals.len().div_ceil(MAX_BEGINNINGS).max(1);
        let texts = literals.iter().step_by(every).filter_map(|literal| std::str::from_utf8(literal.as_bytes()).ok());
        beginnings.extend(texts.filter(|text| text.is_ascii()).map(str::to_owned));
    }
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut text = String::new();
    for _ in 0..beginnings.len().max(400) {
        for _ in 0..=random.below(4) {
            text.push_str(words[random.below(words.len())]);
            text.push(' ');
        }
        if !beginnings.is_empty() {
            text.push_str(&beginnings[random.below(beginnings.len())]);
            text.push(' ');
        }
        if text.len() > MAX_TRIAL_BYTES {
            break;
        }
    }
    text
}

/// Numbers without order, always the same ones.
struct Random(u64);

impl Random {
    #[allow(clippy::cast_possible_truncation, reason = "less than the bound")]
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// Text of the kinds that models write: prose, figures, a list, code, JSON, an address, letters outside ASCII.
pub(crate) const ORDINARY_TEXT: &str = "Thank you for your question. According to the report of 2023-10-14, revenue grew by 12.5% \
to $3,450,000; see the table on page 7 (section 4.2). I'm not able to give legal advice, but you can write to \
help@example.com or call +1 (555) 010-9999.\n\n1. First, open https://www.example.org/path?id=42&lang=en#top.\n\
2. Then check whether \"quick\" and 'lazy' are set to TRUE, FALSE or NULL_VALUE.\n- **Zebra crossing**: jump over \
the fox & keep 7/8 of it!\n\n```python\ndef query(x, y=None):\n    return {\"key\": [x[0], y], 'value': x * 10 ** 3}  \
# TODO_fix\n```\n{\"id\": \"a1b2-c3d4\", \"ok\": true, \"next\": null}\n\n\u{201c}It\u{2019}s a na\u{ef}ve \
caf\u{e9}\u{201d} \u{2013} said J\u{fc}rgen \u{2014} 5 \u{20ac}\u{2026} \u{41f}\u{440}\u{438}\u{432}\u{435}\u{442}. \
MY ACCOUNT IS DE89 3704 0044 0532 0130 00; the card ends in 4242. Regards, Dr. Wu Xing-Qi, VP of Jazz\t~50 <b>km</b>.\n";

#[cfg(test)]
mod tests {
    use super::*;

    fn split(regexes: &[String]) -> Vec<usize> {
        let hirs: Vec<Hir> = regexes.iter().map(|regex| crate::pattern::parse(regex, false).unwrap()).collect();
        let regexes: Vec<(u32, &Hir)> = (0..).zip(&hirs).collect();
        let groups = partition(&regexes, &PatternLimits::default());
        assert_eq!(groups.concat(), regexes, "all of them, in their order");
        groups.into_iter().map(<[_]>::len).collect()
    }

    #[test]
    fn regexes_that_multiply_each_others_states_are_kept_apart() {
        let words = ["the", "report", "of", "you", "can", "first", "open", "to", "ago", "for", "see", "on"];
        let windows: Vec<String> = words.iter().map(|word| format!(r"(?i)\b{word}\b[^.\n]{{0,40}}\d%")).collect();
        let many: Vec<String> = windows.iter().cycle().take(60).enumerate().map(|(n, w)| format!("{w}{n}")).collect();
        let groups = split(&many);
        assert!((2..=1 << MAX_SPLITS).contains(&groups.len()), "{groups:?}");
        assert_eq!(split(&many), groups, "always in the same way");
        let calm: Vec<String> = (0..60).map(|n| format!("k{n}-[0-9]{{4}}")).collect();
        assert_eq!(split(&calm), [60]);
        assert_eq!(split(&[]), [0_usize; 0]);
    }
}
