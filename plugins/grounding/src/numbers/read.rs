//! Finds the numbers of a tokenised text.

use super::digits::{self, Shape};
use super::{Kind, Number, ranges, words};
use crate::tokens::{Token, hash};

/// The numbers of a text, in order. `skip` says which places are none of its own, such as citation markers.
pub(crate) fn numbers(text: &str, tokens: &[Token], skip: impl Fn(usize) -> bool) -> Vec<Number> {
    let reader = Reader { text, bytes: text.as_bytes(), tokens };
    let mut out: Vec<Number> = Vec::new();
    let mut done = 0;
    for (index, token) in tokens.iter().enumerate() {
        // Neither digits nor number words are content words; that spares looking at most of a text.
        if token.is_content() || (token.start as usize) < done || skip(token.start as usize) {
            continue;
        }
        let found = if reader.bytes[token.start as usize].is_ascii_digit() {
            reader.in_digits(index, &mut out)
        } else {
            reader.in_letters(index)
        };
        let Some(mut number) = found else { continue };
        done = number.end as usize;
        reader.neighbours(&mut number);
        if let Some(last) = out.last_mut() {
            ranges::link(text, last, &mut number);
        }
        out.push(number);
    }
    out
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    tokens: &'a [Token],
}

const PLAIN: Number = Number {
    start: 0,
    end: 0,
    kind: Kind::Plain,
    value: 0.0,
    upper: 0.0,
    is_upper: false,
    step: 0.0,
    digits: 0,
    len: 0,
    spelt: false,
    rough: None,
    slots: [0; 2],
    before: 0,
    token: 0,
};

impl Reader<'_> {
    fn word(&self, index: usize) -> u32 {
        self.tokens.get(index).map_or(0, |token| token.word)
    }

    /// The text between a place and the token with this index.
    fn gap(&self, from: usize, index: usize) -> Option<&str> {
        self.text.get(from..self.tokens.get(index)?.start as usize)
    }

    fn is_joined(&self, from: usize, index: usize) -> bool {
        self.gap(from, index)
            .is_some_and(|gap| gap.len() <= 4 && gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{a0}' | '‑')))
    }

    fn in_letters(&self, index: usize) -> Option<Number> {
        let token = self.tokens[index];
        if !words::may_begin(token.word) {
            return None;
        }
        let number = Number { start: token.start, token: index as u32, spelt: true, ..PLAIN };
        if let Some(value) = words::ordinal(token.word) {
            return Some(Number { end: token.end, value, kind: Kind::Ordinal, ..number });
        }
        let joined = |used: usize| self.is_joined(self.tokens[index + used - 1].end as usize, index + used);
        let (value, used) = words::spelt(&self.tokens[index..], joined)?;
        let mut number = Number { value, step: 0.0, ..number };
        number.end = self.tokens[index + used - 1].end;
        self.unit(&mut number, index + used);
        Some(number)
    }

    /// A number in digits. An ISO date gives its year first, which goes to `out` at once.
    fn in_digits(&self, index: usize, out: &mut Vec<Number>) -> Option<Number> {
        let start = self.tokens[index].start as usize;
        if self.is_list_marker(start) {
            return None;
        }
        let read = digits::read(self.bytes, start);
        let mut number = Number {
            start: start as u32,
            end: read.end as u32,
            value: read.value,
            step: read.step,
            digits: read.digits,
            len: read.len,
            token: index as u32,
            ..PLAIN
        };
        match read.shape {
            Shape::Groups => return Some(Number { kind: Kind::Code, ..number }),
            Shape::Clock => {
                let certain = read.value >= 780.0 || self.bytes[start] == b'0';
                number.kind = Kind::Time { certain };
            }
            Shape::IsoDate => {
                out.push(Number { kind: Kind::Year, ..number });
                let part = |at: usize| f64::from(self.bytes[at] - b'0') * 10.0 + f64::from(self.bytes[at + 1] - b'0');
                let (month, day) = (part(read.end + 1), part(read.end + 4));
                (number.start, number.end) = (read.end as u32 + 4, read.end as u32 + 6);
                (number.value, number.digits, number.len) = (day, day as u64, 2);
                (number.kind, number.slots) = (Kind::Day, [month as u32, 0]);
                return Some(number);
            }
            Shape::Number => self.coarse(&mut number),
        }
        let attached = &self.text
            [read.end..self.tokens.iter().skip(index).map(|t| t.end as usize).find(|end| *end >= read.end)?];
        number.end += attached.len() as u32;
        self.suffix(&mut number, attached);
        if let (Kind::Plain, Some(sign)) = (number.kind, self.sign_before(start)) {
            number.kind = Kind::Money(sign);
        }
        let next = index + self.tokens[index..].iter().take_while(|token| token.start < number.end).count();
        self.unit(&mut number, next);
        let is_year = number.kind == Kind::Plain && attached.is_empty() && !read.parted && number.len == 4;
        if is_year && (number.end as usize) == read.end && (1000.0..2101.0).contains(&number.value) {
            number.kind = Kind::Year;
        }
        Some(number)
    }

    /// Whether the digits number a list item: first on their line, before a full stop or bracket.
    fn is_list_marker(&self, start: usize) -> bool {
        let is_markup = |byte: &u8| matches!(byte, b' ' | b'*' | b'#' | b'(' | b'-' | b'\t' | b'>');
        let markup = self.bytes[..start].iter().rev().take_while(|byte| is_markup(byte)).count();
        let only_markup = markup == start || self.bytes[start - markup - 1] == b'\n';
        let rest = self.bytes[start..]
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .map(|count| &self.bytes[start + count..]);
        only_markup
            && rest.is_some_and(|rest| {
                matches!(rest[0], b'.' | b')')
                    && rest.get(1).is_none_or(|next| matches!(next, b' ' | b'\n' | b'*' | b'\t'))
            })
    }

    /// 260,000 may stand for anything from 259,500 on: trailing zeros are not counted digits.
    fn coarse(&self, number: &mut Number) {
        let (mut digits, mut zeros) = (number.digits, 0);
        while number.step >= 1.0 && digits > 0 && digits.is_multiple_of(10) {
            (digits, zeros) = (digits / 10, zeros + 1);
        }
        if zeros >= 3 {
            number.step = 10_f64.powi(zeros);
        }
    }

    /// Letters that touch the digits: *20th*, *1980s*, *5k*, *9am*, *3km*.
    fn suffix(&self, number: &mut Number, attached: &str) {
        let scale = |number: &mut Number, factor: f64| {
            number.value *= factor;
            number.step *= factor;
        };
        match attached {
            "" => {}
            "s" => number.kind = Kind::Decade,
            "st" | "nd" | "rd" | "th" => number.kind = Kind::Ordinal,
            "k" | "K" => scale(number, 1e3),
            "m" if self.sign_before(number.start as usize).is_some() => scale(number, 1e6),
            "M" | "mn" | "mil" => scale(number, 1e6),
            "bn" | "b" | "B" | "Bn" => scale(number, 1e9),
            "am" | "AM" | "pm" | "PM" => self.clock(number, attached.as_bytes()[0]),
            other => number.slots[0] = hash(other),
        }
    }

    fn clock(&self, number: &mut Number, half: u8) {
        let minutes = if matches!(number.kind, Kind::Time { .. }) { number.value } else { number.value * 60.0 };
        let shift = if half.eq_ignore_ascii_case(&b'p') { 720.0 } else { 0.0 };
        number.value = minutes % 720.0 + shift;
        number.kind = Kind::Time { certain: true };
    }

    fn sign_before(&self, start: usize) -> Option<char> {
        let before = self.text[..start].trim_end_matches(' ');
        let sign = before.chars().next_back()?;
        matches!(sign, '$' | '€' | '£' | '¥' | '₹').then_some(sign)
    }

    /// Words after the number that belong to it: *million*, *per cent*, *dollars*, *pm*, a month.
    fn unit(&self, number: &mut Number, mut next: usize) {
        let end = number.end as usize;
        let after = self.text[end..].trim_start_matches(' ');
        if after.starts_with('%') && self.text.len() - after.len() <= end + 1 {
            number.end = (self.text.len() - after.len()) as u32 + 1;
            number.kind = Kind::Percent;
            return;
        }
        while number.kind != Kind::Decade && self.is_joined(number.end as usize, next) {
            let Some(factor) = words::multiplier(self.word(next)) else { break };
            (number.value, number.step) = (number.value * factor, number.step * factor);
            number.end = self.tokens[next].end;
            next += 1;
        }
        if !self.is_joined(number.end as usize, next) {
            return;
        }
        let word = self.word(next);
        let second = self.word(next + 1);
        if word == hash("percent") || word == hash("percentage") || word == hash("pct") {
            number.kind = Kind::Percent;
            number.end = self.tokens[next].end;
        } else if word == hash("per") && second == hash("cent") {
            number.kind = Kind::Percent;
            number.end = self.tokens[next + 1].end;
        } else if let (Some(sign), Kind::Plain) = (words::currency(word), number.kind) {
            number.kind = Kind::Money(sign);
            number.end = self.tokens[next].end;
        } else if [hash("am"), hash("pm")].contains(&word)
            || ([hash("a"), hash("p")].contains(&word) && second == hash("m"))
        {
            self.clock(number, self.bytes[self.tokens[next].start as usize]);
        }
    }

    /// The words beside a number, within its clause.
    fn neighbours(&self, number: &mut Number) {
        let first = number.token as usize;
        let next = first + self.tokens[first..].iter().take_while(|token| token.start < number.end).count();
        let word_before = |back: usize| first.checked_sub(back).map(|index| self.tokens[index]);
        number.rough = (1..=3)
            .map_while(|back| Some((word_before(back)?, back)))
            .take_while(|(token, _)| !self.bytes[token.start as usize].is_ascii_digit())
            .find_map(|(token, back)| {
                words::rough(token.word, |more| word_before(back + more).map_or(0, |token| token.word))
            });
        if let Some(token) = word_before(1) {
            let gap = &self.text[token.end as usize..number.start as usize];
            if gap.chars().all(|c| matches!(c, ' ' | '-' | '#')) && token.is_content() {
                number.before = token.stem;
            }
        }
        if number.kind == Kind::Day {
            return;
        }
        // 12 March, 12th of March, March 12.
        let skip = usize::from(self.word(next) == hash("of"));
        let after =
            words::month(self.word(next + skip)).filter(|_| self.is_joined_or_of(number.end as usize, next, skip));
        let month =
            after.or_else(|| words::month(word_before(1)?.word).filter(|_| number.before != 0 || self.may(first)));
        let last = if number.len == 2 && self.goes_on_as_date(number.end as usize) { 99.0 } else { 31.0 };
        let is_day = (1.0..=last).contains(&number.value) && matches!(number.kind, Kind::Plain | Kind::Ordinal);
        if let Some(month) = month.filter(|_| is_day) {
            (number.kind, number.slots) = (Kind::Day, [month, 0]);
            return;
        }
        if let Some(unit) = self.degrees(number.end as usize).filter(|_| number.slots[0] == 0) {
            number.slots[0] = unit;
        }
        let mut filled = usize::from(number.slots[0] != 0);
        let mut from = number.end as usize;
        for index in next..(next + 4).min(self.tokens.len()) {
            let clear = self
                .gap(from, index)
                .is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '-' | '*' | '"' | '\'' | '°' | 'º')));
            if !clear || filled == 2 {
                break;
            }
            let token = self.tokens[index];
            if token.is_content() {
                number.slots[filled] = token.stem;
                filled += 1;
            }
            from = token.end as usize;
        }
    }

    /// The stem that a degree sign stands for: that of its scale, where the scale is named.
    fn degrees(&self, end: usize) -> Option<u32> {
        let rest = self.text[end..].trim_start_matches(' ').strip_prefix(['°', 'º'])?;
        Some(match rest.trim_start_matches(' ').as_bytes() {
            [b'C', ..] => hash("celsius"),
            [b'F', ..] => hash("fahrenh"),
            _ => hash("degr"),
        })
    }

    /// Whether a year follows, or a comma: then what stands beside a month is its day, however high.
    fn goes_on_as_date(&self, end: usize) -> bool {
        let after = self.text[end..].trim_start_matches(' ');
        let year = after.trim_start_matches([',', ' ']).as_bytes();
        after.starts_with(',') || year.iter().take_while(|byte| byte.is_ascii_digit()).count() == 4
    }

    /// *May* is a function word too.
    fn may(&self, first: usize) -> bool {
        first > 0 && self.bytes[self.tokens[first - 1].start as usize] == b'M'
    }

    fn is_joined_or_of(&self, end: usize, next: usize, skip: usize) -> bool {
        self.is_joined(end, next) && (skip == 0 || self.is_joined(self.tokens[next].end as usize, next + 1))
    }
}
