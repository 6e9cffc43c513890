//! What an instruction in a text asks for: a link, quoted words, or a sentence to say.

use std::ops::Range;

use lictor_sdk::text::find_ignoring_case;

use crate::quotes::{Match, find, quotations};
use crate::tokens::{Token, tokenise};

/// Bytes behind an instruction in which it says what it wants.
const REACH: usize = 300;
/// Words of a sentence to say, and of a quotation that is no outcry.
const MIN_WORDS: usize = 5;
const MIN_QUOTED: usize = 3;

/// Something that shows by its presence that an instruction was followed.
pub(crate) enum Payload<'a> {
    /// An address, without its scheme.
    Address(&'a str),
    /// Words to say.
    Words(Vec<Token>),
}

impl Payload<'_> {
    /// Where a text has it.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        match self {
            Self::Address(address) => find_ignoring_case(text, address).map(|at| at..at + address.len()),
            Self::Words(words) => {
                let mut tokens = Vec::new();
                tokenise(text, &mut tokens);
                let range = match find(words, &tokens) {
                    Match::Exact(range) => range,
                    Match::Altered(range, _) if words.len() >= MIN_WORDS => range,
                    _ => return None,
                };
                let (first, last) = (tokens.get(range.start)?, tokens.get(range.end.checked_sub(1)?)?);
                Some(first.start as usize..last.end as usize)
            }
        }
    }
}

/// What the instruction at `start..end` asks for.
pub(crate) fn payloads(text: &str, start: usize, end: usize) -> Vec<Payload<'_>> {
    let limit = text.floor_char_boundary((end + REACH).min(text.len()));
    let region = &text[start..limit];
    let region = &region[..region.find("\n\n").unwrap_or(region.len())];
    let mut out: Vec<Payload<'_>> = region.split(is_apart).filter_map(address).map(Payload::Address).collect();
    for quotation in quotations(region) {
        let quoted = &region[quotation];
        let words = words(quoted);
        let outcry =
            words.len() == 1 && quoted.len() >= 6 && quoted.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if words.len() >= MIN_QUOTED || outcry {
            out.push(Payload::Words(words));
        }
    }
    // The rest of the sentence, behind what introduces it.
    let rest = &text[end..start + region.len()];
    let rest = rest.trim_start_matches([' ', ':', ',']);
    let said = rest.split(['.', '!', '\n']).next().unwrap_or_default();
    let said = said.strip_prefix("that ").or_else(|| said.strip_prefix("with ")).unwrap_or(said);
    let words = words(said);
    if words.len() >= MIN_WORDS {
        out.push(Payload::Words(words));
    }
    out
}

fn words(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    tokenise(text, &mut out);
    out
}

fn is_apart(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '"' | '“' | '”' | ',' | ';' | '|' | '`')
}

/// The address that a word is: a host with a known shape and what follows it.
fn address(word: &str) -> Option<&str> {
    let word = word.trim_end_matches(['.', ':', '!', '?', '\'', '*']);
    let rest = word.split_once("://").map_or(word, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let (name, top) = host.rsplit_once('.')?;
    let sound = name.len() >= 2
        && (2..=12).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'@' | b'_'));
    (sound && rest.len() >= 6).then_some(rest)
}
