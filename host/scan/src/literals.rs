use aho_corasick::automaton::OverlappingState;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};

use crate::scanner::Found;

/// Literals that add up to no more than this many bytes get the faster, larger automaton.
pub(crate) const DFA_BYTES: usize = 16 << 10;

/// A literal as the scanner knows it.
#[derive(Debug, Clone)]
pub(crate) struct Literal {
    pub(crate) pattern: u32,
    pub(crate) text: String,
    pub(crate) case_insensitive: bool,
    pub(crate) whole_word: bool,
}

/// Many literals, found in one pass.
///
/// One automaton that does not tell cases apart serves all of them: two would read the text twice,
/// and comparing the few hits of a case-sensitive literal again costs next to nothing.
pub(crate) struct Literals {
    automaton: AhoCorasick,
    literals: Vec<Literal>,
}

impl Literals {
    /// Compiles them. The error says why they were refused.
    pub(crate) fn new(literals: Vec<Literal>) -> Result<Self, String> {
        let bytes: usize = literals.iter().map(|literal| literal.text.len()).sum();
        let automaton = AhoCorasick::builder()
            // Overlapping search needs the standard kind. It is what keeps one literal from hiding another.
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .kind((bytes <= DFA_BYTES).then_some(AhoCorasickKind::DFA))
            .build(literals.iter().map(|literal| &literal.text))
            .map_err(|error| error.to_string())?;
        Ok(Self { automaton, literals })
    }

    /// Reports the matches of every literal to `found`.
    pub(crate) fn scan(&self, text: &str, found: &mut Found<'_>) {
        let mut state = OverlappingState::start();
        loop {
            self.automaton.find_overlapping(Input::new(text), &mut state);
            let Some(hit) = state.get_match() else { return };
            let literal = &self.literals[hit.pattern().as_usize()];
            let (start, end) = (hit.start(), hit.end());
            if (literal.case_insensitive || text.as_bytes()[start..end] == *literal.text.as_bytes())
                && (!literal.whole_word || is_whole_word(text.as_bytes(), start, end))
            {
                found.push(literal.pattern, start, end);
            }
        }
    }
}

fn is_whole_word(text: &[u8], start: usize, end: usize) -> bool {
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    !is_word(start.checked_sub(1).and_then(|before| text.get(before))) && !is_word(text.get(end))
}
