//! Examples on which an imported rule fires, made from its expression. Secret-like text is left to fixtures, so that none
//! stands in the pack: what a generator of plain strings gives would have to be disguised afterwards.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A class of at least so many letters and digits is what values are drawn from.
const MANY: usize = 8;

/// What can be chosen otherwise at the next try.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    /// Which alternatives are taken, bit by bit.
    pub(super) branches: u64,
    /// How many characters more than needed a value has.
    pub(super) longer: u32,
    /// Whether values are one letter over and over, not drawn at random.
    pub(super) filler: bool,
    /// Whether texts are cut in two, so that nobody who searches the pack's sources finds them.
    pub(super) cut: bool,
}

/// A text that the expression should match, with fixtures in it. Whether it does is for the caller to see.
pub(super) fn example(hir: &Hir, choice: Choice) -> String {
    let mut writer = Writer { choice, left: choice.branches, text: String::new(), out: String::new() };
    writer.write(hir);
    writer.flush();
    writer.out
}

struct Writer {
    choice: Choice,
    left: u64,
    text: String,
    out: String,
}

impl Writer {
    fn write(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.characters(class, 1),
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part)),
            HirKind::Alternation(branches) => {
                let count = branches.len() as u64;
                let branch = (self.left % count) as usize;
                self.left /= count;
                self.write(&branches[branch]);
            }
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(u32::MAX);
                let HirKind::Class(class) = repetition.sub.kind() else {
                    // What may be left out is, but for every other try.
                    let count = match (repetition.min, self.bit() && most > 0) {
                        (0, true) => 1,
                        (least, _) => least,
                    };
                    return (0..count).for_each(|_| self.write(&repetition.sub));
                };
                let value = alphabet(class).is_some_and(|(_, members)| members >= MANY);
                let more = match repetition.min {
                    // Values are longer than the words between them.
                    0 | 1 if !value => u32::from(repetition.min == 0 && most > 0 && self.bit()),
                    0 => 0,
                    _ if value => self.choice.longer,
                    _ => 0,
                };
                self.characters(class, repetition.min.saturating_add(more).min(most));
            }
        }
    }

    fn bit(&mut self) -> bool {
        let bit = self.left % 2 == 1;
        self.left /= 2;
        bit
    }

    /// So many characters of a class.
    fn characters(&mut self, class: &Class, count: u32) {
        if count == 0 {
            return;
        }
        match alphabet(class) {
            Some((name, members)) if members >= MANY && !(count == 1 && contains(class, '…')) => {
                self.flush();
                let filler = filler(class);
                match (self.choice.filler, filler) {
                    (true, Some(c)) => self.out.push_str(&format!("{{{{repeat:{count}:{c}}}}}")),
                    _ => self.out.push_str(&format!("{{{{random:{name}:{count}}}}}")),
                }
            }
            _ => {
                if let Some(c) = plainest(class) {
                    (0..count).for_each(|_| self.text.push(c));
                }
            }
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        if self.choice.cut && middle > 0 && !text.contains(['|', '{', '}']) {
            self.out.push_str(&format!("{{{{joined:{}|{}}}}}", &text[..middle], &text[middle..]));
        } else {
            self.out.push_str(&text);
        }
    }
}

/// The richest of the fixtures' alphabets that lies within a class, and how many characters it has.
fn alphabet(class: &Class) -> Option<(&'static str, usize)> {
    const ALPHABETS: [(&str, &[&str], usize); 7] = [
        ("alnum", &["az", "AZ", "09"], 62),
        ("base32", &["AZ", "27"], 32),
        ("lower", &["az"], 26),
        ("upper", &["AZ"], 26),
        ("hex", &["af", "09"], 16),
        ("digits", &["09"], 10),
        // Not an alphabet that values are drawn from, but better than none.
        ("symbols", &["!!", "##", "$$", "%%", "&&", "**", "++", "--", "==", "??", "@@", "^^", "__", "~~"], 14),
    ];
    ALPHABETS.iter().find_map(|(name, ranges, members)| {
        let within = |range: &&str| {
            let mut ends = range.chars();
            ends.next().zip(ends.next()).is_some_and(|(low, high)| (low..=high).all(|c| contains(class, c)))
        };
        ranges.iter().all(within).then_some((*name, *members))
    })
}

fn contains(class: &Class, c: char) -> bool {
    match class {
        Class::Unicode(class) => class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c)),
        Class::Bytes(class) => {
            u8::try_from(c).is_ok_and(|c| class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c)))
        }
    }
}

/// A letter or digit to repeat.
fn filler(class: &Class) -> Option<char> {
    ['x', 'a', 'X', 'A', '0'].into_iter().find(|c| contains(class, *c))
}

/// The character of a class that people would most likely write.
fn plainest(class: &Class) -> Option<char> {
    // Where anything may stand, a full stop was most likely meant.
    if contains(class, '.') && contains(class, '…') && contains(class, 'x') {
        return Some('.');
    }
    const LIKELY: &str = " \"'=:,.-_/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\n\t";
    let first = || match class {
        Class::Unicode(class) => class.ranges().first().map(|range| range.start()),
        Class::Bytes(class) => class.ranges().first().map(|range| char::from(range.start())),
    };
    LIKELY.chars().find(|c| contains(class, *c)).or_else(first)
}

#[cfg(test)]
mod tests {
    use lictor_contract::expand;

    use super::*;

    const FIRST: Choice = Choice { branches: 0, longer: 0, filler: false, cut: false };

    fn made(regex: &str, choice: Choice) -> String {
        example(&regex_syntax::parse(regex).unwrap(), choice)
    }

    #[test]
    fn values_are_left_to_fixtures() {
        for (regex, template) in [
            ("AKIA[A-Z2-7]{16}", "AKIA{{random:base32:16}}"),
            (r"ghp_[0-9a-zA-Z]{36}", "ghp_{{random:alnum:36}}"),
            ("(?i)acme_[a-f0-9]{32}", "acme_{{random:hex:32}}"),
            (r#"(?i)(?:key)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:)['"]([0-9]{16})"#, "key={{random:digits:16}}"),
        ] {
            let template = template.replace("key=", "key=\"");
            assert_eq!(made(regex, FIRST).to_lowercase(), template.to_lowercase(), "{regex}");
        }
        assert_eq!(made("x[a-z]{12}", Choice { filler: true, ..FIRST }), "x{{repeat:12:x}}");
        assert_eq!(made("[a-z]{8,}", Choice { longer: 24, ..FIRST }), "{{random:lower:32}}");
        assert_eq!(made("PRIVATE KEY", Choice { cut: true, ..FIRST }), "{{joined:PRIVA|TE KEY}}");
    }

    #[test]
    fn what_is_made_matches() {
        for regex in [
            r"\b((?:A3T[A-Z0-9]|AKIA)[A-Z2-7]{16})\b",
            r"(?:a|b(?:c|d{2,3}))[0-9]{4}(?:x|$)",
            r"[\w.-]{0,50}?(?:acme)=[a-z0-9]{20}",
            r"-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY-----[\s\S-]{64,}?KEY-----",
        ] {
            for branches in 0..8 {
                let text = expand(&made(regex, Choice { branches, ..FIRST }));
                assert!(regex::Regex::new(regex).unwrap().is_match(&text), "{regex}: {text}");
            }
        }
    }
}
