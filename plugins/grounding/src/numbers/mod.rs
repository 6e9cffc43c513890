//! The numbers of a text: value, unit and the words beside them.
//!
//! *1,500*, *1.5 million*, *$2m*, *12 %*, *2:30 pm*, *the 1980s*, *20th*, *12 March*, *forty-two days* and
//! *10 to 20* are read as a person reads them, so that two ways to write a value compare equal.

pub(crate) mod digits;
mod ranges;
mod read;
mod words;

pub(crate) use read::numbers;
pub(crate) use words::month;

/// What a number counts. Numbers of different kinds do not contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A count or a measure.
    Plain,
    /// Four digits that look like a year.
    Year,
    /// *The 1980s*.
    Decade,
    /// Per cent.
    Percent,
    /// Money, by currency sign.
    Money(char),
    /// A time of day in minutes; whether it says am or pm or has a 24 h shape.
    Time {
        /// Half past two can then only be one of the two.
        certain: bool,
    },
    /// A day of the month that stands beside it.
    Day,
    /// *20th*.
    Ordinal,
    /// Groups of digits that name something: versions, telephone numbers.
    Code,
}

/// What a rough figure says of the true one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rough {
    /// *About 40*.
    Near,
    /// *Over 40*: not less.
    Above,
    /// *Almost 40*: not more.
    Below,
}

/// A number in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: Kind,
    pub(crate) value: f64,
    /// The upper end where this is the lower end of a range.
    pub(crate) upper: f64,
    /// Whether this is the upper end of a range.
    pub(crate) is_upper: bool,
    /// What the last written digit stands for; rounding moves a value by at most half of it.
    pub(crate) step: f64,
    /// The digits as written, without separators, and how many.
    pub(crate) digits: u64,
    pub(crate) len: u8,
    /// Written in letters.
    pub(crate) spelt: bool,
    /// How rough it is said to be.
    pub(crate) rough: Option<Rough>,
    /// Stems of the next two content words, and of the word before; 0 where there is none.
    pub(crate) slots: [u32; 2],
    pub(crate) before: u32,
    /// The number's first token.
    pub(crate) token: u32,
}

impl Number {
    /// Whether `source` says the same as this number of an answer, or what it may be rounded to.
    pub(crate) fn is_backed_by(&self, source: &Self) -> bool {
        if let (Kind::Time { certain: a }, Kind::Time { certain: b }) = (self.kind, source.kind) {
            let gap = (self.value - source.value).abs();
            return gap < 0.5 || (!(a && b) && (gap - 720.0).abs() < 0.5);
        }
        if let (Kind::Time { .. }, _) = (self.kind, source.kind) {
            return self.value % 60.0 == 0.0 && [self.value / 60.0, self.value / 60.0 - 12.0].contains(&source.value);
        }
        if self.kind == Kind::Code || source.kind == Kind::Code {
            return self.digits == source.digits;
        }
        if self.kind == Kind::Decade && source.kind != Kind::Decade && self.digits.is_multiple_of(10) {
            return (self.value..self.value + 10.0).contains(&source.value);
        }
        // 1.234 and 1,234 are the same number in two countries.
        if self.len >= 4 && self.digits == source.digits && self.len == source.len {
            return true;
        }
        self.is_close_to(source) || self.is_within(source)
    }

    /// Whether `source` is a range that this number of an answer lies in, which says little of where it comes from.
    pub(crate) fn is_within(&self, source: &Self) -> bool {
        // The ends of a range are its own: 3 to 6 days are no 3 to 7 days, though 6 days are among them.
        let is_end = self.is_upper || self.upper > self.value;
        source.value < self.value && self.value < source.upper && !is_end && self.kind != Kind::Year
    }

    fn is_close_to(&self, source: &Self) -> bool {
        let exact = self.value.abs() * 1e-9;
        let above = source.value - self.value;
        let tolerance = match (self.kind, self.rough) {
            (Kind::Year | Kind::Decade | Kind::Day | Kind::Ordinal | Kind::Code | Kind::Time { .. }, _) => exact,
            (_, Some(Rough::Above)) if above < -exact => exact,
            (_, Some(Rough::Below)) if above > exact => exact,
            // What is rough already is rounded once more at most, and not away from it.
            (_, Some(_)) if source.rough.is_some() => (self.roundness() * 0.499).max(exact),
            // *About 40*, *over 40*: the next round number would have been nearer. *Over 253* is as exact as 253.
            (_, Some(_)) => (self.roundness() * 0.999).max(exact),
            (_, None) => (self.step * 0.5).max(exact),
        };
        above.abs() <= tolerance
    }

    /// What the last digit that is not a mere zero stands for; 5 in 45.
    fn roundness(&self) -> f64 {
        let (mut digits, mut step) = (self.digits, self.value.abs() / (self.digits.max(1) as f64));
        if self.spelt {
            (digits, step) = (self.value.abs() as u64, 1.0);
        }
        while digits > 0 && digits.is_multiple_of(10) {
            (digits, step) = (digits / 10, step * 10.0);
        }
        if digits > 5 && digits.is_multiple_of(5) && self.kind != Kind::Percent { step * 5.0 } else { step }
    }

    /// Whether one digit, or two that changed places, is all that differs as written.
    pub(crate) fn is_typo_of(&self, source: &Self) -> bool {
        if self.len != source.len || self.spelt || source.spelt || self.len < 2 {
            return false;
        }
        let (mut a, mut b) = (self.digits, source.digits);
        let mut differing = [(0, 0, 0_u8); 3];
        let mut count = 0;
        for place in 0..self.len {
            if a % 10 != b % 10 {
                if count == differing.len() {
                    return false;
                }
                differing[count] = (a % 10, b % 10, place);
                count += 1;
            }
            (a, b) = (a / 10, b / 10);
        }
        let swapped = differing[0].0 == differing[1].1 && differing[0].1 == differing[1].0;
        count == 1 || (count == 2 && swapped && differing[0].2 + 1 == differing[1].2)
    }

    /// Whether the same content word stands behind both.
    pub(crate) fn shares_slot(&self, source: &Self) -> bool {
        self.slots.iter().any(|slot| *slot != 0 && source.slots.contains(slot))
    }

    /// Whether both count the same thing, so that two values contradict each other.
    pub(crate) fn shares_unit(&self, source: &Self) -> bool {
        let same_slot = self.shares_slot(source);
        match (self.kind, source.kind) {
            (Kind::Plain | Kind::Ordinal | Kind::Year, Kind::Plain | Kind::Ordinal | Kind::Year)
                if self.kind != source.kind || self.kind != Kind::Year =>
            {
                let labels = |one: &Self, other: &Self| {
                    one.before != 0 && (one.before == other.before || other.slots.contains(&one.before))
                };
                // *Pages 326* and *326 pages* count the same.
                (same_slot || labels(self, source) || labels(source, self))
                    && (self.kind == Kind::Ordinal) == (source.kind == Kind::Ordinal)
            }
            (Kind::Day, Kind::Day) => same_slot,
            (Kind::Time { .. }, Kind::Time { .. }) => true,
            (Kind::Code, Kind::Code) => self.len == source.len,
            (one, other) => one == other,
        }
    }
}
