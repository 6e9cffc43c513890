//! Reads digits with their separators.

/// What a run of digits turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Shape {
    /// A number, with or without a fraction.
    Number,
    /// `HH:MM`, in minutes.
    Clock,
    /// `YYYY-MM-DD`.
    IsoDate,
    /// More than two groups: a version, a telephone number, a date with slashes.
    Groups,
}

/// Digits as written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    pub(crate) end: usize,
    pub(crate) value: f64,
    pub(crate) step: f64,
    pub(crate) digits: u64,
    pub(crate) len: u8,
    pub(crate) shape: Shape,
    /// Whether thousands are parted: then it is no year.
    pub(crate) parted: bool,
}

/// Reads the digits that begin at `start`.
pub(crate) fn read(bytes: &[u8], start: usize) -> Digits {
    let mut all = Run::default();
    let first = all.take(bytes, start);
    let mut end = start + first;
    let mut out = Digits { end, value: all.value(), step: 1.0, digits: 0, len: 0, shape: Shape::Number, parted: false };
    if first <= 3 {
        while let Some((gap, count)) = thousands(bytes, end) {
            all.take(bytes, end + gap);
            end += gap + count;
            out.parted = true;
        }
    }
    out.value = all.value();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let digit = |at: usize| byte(at).is_ascii_digit();
    if byte(end) == b':' && digit(end + 1) && digit(end + 2) && !digit(end + 3) && first <= 2 && out.value < 25.0 {
        let hours = out.value;
        all.take(bytes, end + 1);
        let minutes = f64::from(byte(end + 1) - b'0') * 10.0 + f64::from(byte(end + 2) - b'0');
        (out.value, out.shape, end) = (hours * 60.0 + minutes, Shape::Clock, end + 3);
    } else if byte(end) == b'.' && digit(end + 1) {
        let count = all.take(bytes, end + 1);
        end += 1 + count;
        out.step = 0.1_f64.powi(count as i32);
        out.value = all.value() * out.step;
    }
    if out.shape == Shape::Number {
        let groups = groups(bytes, end);
        if groups.1 >= 2 || (groups.1 == 1 && out.step < 1.0 && byte(end) == b'.') {
            let iso = first == 4 && byte(end) == b'-' && groups.0 == end + 6 && byte(end + 3) == b'-';
            out.shape = if iso { Shape::IsoDate } else { Shape::Groups };
            if !iso {
                let mut at = end;
                while at < groups.0 {
                    at += 1 + all.take(bytes, at + 1);
                }
                end = groups.0;
            }
        }
    }
    (out.end, out.digits, out.len) = (end, all.digits, all.len);
    out
}

/// A gap before three more digits that belong to the same number: its bytes and the digits after it.
fn thousands(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = bytes.get(at..)?;
    let gap = [&b","[..], b"\xc2\xa0", b"\xe2\x80\xaf", b"\xe2\x80\x89", b"'"]
        .into_iter()
        .find(|gap| rest.starts_with(gap))?;
    let count = rest[gap.len()..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    // Lakhs and crores: 1,00,000.
    let indian = count == 2 && rest.get(3) == Some(&b',') && gap == b",";
    (count == 3 || indian).then_some((gap.len(), count))
}

/// Where the groups of digits that follow end, all with the same separator, and how many they are.
fn groups(bytes: &[u8], start: usize) -> (usize, usize) {
    let Some(separator @ (b'-' | b'.' | b'/')) = bytes.get(start).copied() else { return (start, 0) };
    let (mut at, mut count) = (start, 0);
    while bytes.get(at) == Some(&separator) {
        let run = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if run == 0 {
            break;
        }
        (at, count) = (at + 1 + run, count + 1);
    }
    (at, count)
}

#[derive(Default)]
struct Run {
    digits: u64,
    len: u8,
}

impl Run {
    /// Takes the digits at `at`; gives how many. Beyond what fits, low digits wrap: only equality matters then.
    fn take(&mut self, bytes: &[u8], at: usize) -> usize {
        let run = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit());
        let mut count = 0;
        for byte in run {
            self.digits = self.digits.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            self.len = self.len.saturating_add(1);
            count += 1;
        }
        count
    }

    fn value(&self) -> f64 {
        self.digits as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_with_their_separators() {
        for (text, value, shape, end) in [
            ("1,500 x", 1500.0, Shape::Number, 5),
            ("1,50 x", 1.0, Shape::Number, 1),
            ("1,00,000", 100_000.0, Shape::Number, 8),
            ("1\u{a0}000", 1000.0, Shape::Number, 6),
            ("3.25.", 3.25, Shape::Number, 4),
            ("14:30", 870.0, Shape::Clock, 5),
            ("2024-03-09", 2024.0, Shape::IsoDate, 4),
            ("10-20", 10.0, Shape::Number, 2),
        ] {
            let read = read(text.as_bytes(), 0);
            assert!((read.value - value).abs() < 1e-9, "{text} {read:?}");
            assert_eq!((read.shape, read.end), (shape, end), "{text}");
        }
        let version = read(b"1.2.3-x", 0);
        assert_eq!((version.digits, version.len, version.shape, version.end), (123, 3, Shape::Groups, 5));
        assert_eq!(read(b"1-800-555", 0).shape, Shape::Groups);
    }
}
