use crate::factors::Factor;
use crate::finder::Hint;
use crate::scanner::Found;

/// A literal as the scanner knows it.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    pub(crate) pattern: u32,
    /// What it is found by.
    pub(crate) factor: Factor,
    pub(crate) text: String,
    pub(crate) case_insensitive: bool,
    pub(crate) whole_word: bool,
}

impl Literal {
    /// Reports the matches among these places to `found`.
    pub(crate) fn check(&self, text: &str, hints: &[Hint], found: &mut Found<'_>) {
        for hint in hints {
            self.check_at(text.as_bytes(), hint.last as usize, found);
        }
    }

    /// Reports all matches to `found`.
    pub(crate) fn scan(&self, text: &str, found: &mut Found<'_>) {
        (0..text.len()).for_each(|start| self.check_at(text.as_bytes(), start, found));
    }

    fn check_at(&self, text: &[u8], start: usize, found: &mut Found<'_>) {
        let end = start + self.text.len();
        let Some(there) = text.get(start..end) else { return };
        let same = match self.case_insensitive {
            true => there.eq_ignore_ascii_case(self.text.as_bytes()),
            false => there == self.text.as_bytes(),
        };
        if same && (!self.whole_word || is_whole_word(text, start, end)) {
            found.push(self.pattern, start, end);
        }
    }
}

fn is_whole_word(text: &[u8], start: usize, end: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    !is_word(start.checked_sub(1).and_then(|before| text.get(before))) && !is_word(text.get(end))
}
