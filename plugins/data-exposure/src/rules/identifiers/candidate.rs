//! From a hit to a report: what the identifier rules ask of every hit before they believe it.

use std::ops::Range;

use lictor_sdk::{Case, Extra, Finding, Hit, Span};

use super::checksums::compact;
use crate::settings::Settings;

/// How far before and after a number a word may stand that says what it is, in bytes. Before is more, because a
/// label comes first and may head a short list.
const BEFORE: u32 = 160;
const AFTER: u32 = 60;

/// So many identifiers are reported one by one. A longer list is reported in bundles, so that every one of them
/// is covered and the host's limit on reports still holds.
const SINGLE: usize = 12;
const BUNDLE: usize = 64;

/// What identifier rules have in common: the longest match and its surroundings must be seen at once.
pub(crate) const EXTRA: Extra = Extra { horizon: Some(640), ..Extra::NONE };

/// A hit, and what stands around it in the view that showed it.
pub(crate) struct Candidate<'a> {
    /// What the pattern matched.
    pub(crate) text: &'a str,
    /// The label of the pattern.
    pub(crate) label: &'static str,
    /// What stands before it.
    pub(crate) before: &'a str,
    /// What stands after it.
    pub(crate) after: &'a str,
}

impl<'a> Candidate<'a> {
    /// The whole match.
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// Whether one of the words stands near. See [`mentions`].
    pub(crate) fn near(&self, words: &[&str]) -> bool {
        mentions(self.before, words) || mentions(self.after, words) || mentions(self.text, words)
    }

    /// Whether one of the words stands in the last so many bytes before it, or in the first of those after.
    pub(crate) fn beside(&self, distance: usize, words: &[&str]) -> bool {
        let start = self.before.len().saturating_sub(distance);
        let end = self.after.len().min(distance);
        mentions(&self.before[self.before.ceil_char_boundary(start)..], words)
            || mentions(&self.after[..self.after.floor_char_boundary(end)], words)
    }

    /// Whether it is called a part, an order, a version: something that is counted and not a person.
    pub(crate) fn is_article(&self) -> bool {
        const ARTICLES: [&str; 18] = [
            "part",
            "order",
            "invoice",
            "sku",
            "serial",
            "model",
            "item",
            "ticket",
            "tracking",
            "isbn",
            "issn",
            "version",
            "product",
            "article",
            "reference",
            "commit",
            "batch",
            "rfc",
        ];
        let start = self.before.len().saturating_sub(24);
        let near = &self.before[self.before.ceil_char_boundary(start)..];
        mentions(near, &ARTICLES)
    }

    /// Whether the match stands alone, and is not a piece of a longer number, name or path. What lies within the
    /// match is the rule's own business, so only the ends of the match that the range reaches are looked at.
    fn is_isolated(&self, range: &Range<usize>) -> bool {
        let open = range.start > 0 || stands_off(self.before.chars().rev());
        let closed = range.end < self.text.len() || stands_off(self.after.chars());
        open && closed
    }
}

/// Whether the characters next to a value, nearest first, do not belong to it.
fn stands_off(mut next: impl Iterator<Item = char>) -> bool {
    match (next.next(), next.next()) {
        (Some(c), _) if c.is_ascii_alphanumeric() => false,
        (Some('-' | '_' | '/'), Some(beyond)) => !beyond.is_ascii_alphanumeric(),
        (Some('.'), Some(beyond)) => !beyond.is_ascii_digit(),
        _ => true,
    }
}

/// What a rule made of a hit: where in the match the identifier is, and values for the message.
pub(crate) struct Identified {
    pub(crate) range: Range<usize>,
    pub(crate) detail: Option<(&'static str, &'static str)>,
}

impl From<Range<usize>> for Identified {
    fn from(range: Range<usize>) -> Self {
        Self { range, detail: None }
    }
}

/// Reports what `identify` finds in each hit, unless it is a piece of something longer or the settings allow it.
pub(crate) fn report(case: &Case<'_>, identify: &dyn Fn(&Candidate<'_>) -> Option<Identified>) {
    let settings = case.settings::<Settings>();
    let mut found: Vec<Finding> = Vec::new();
    for hit in case.hits() {
        let excerpt = hit.around(BEFORE, AFTER);
        let candidate =
            Candidate { text: &excerpt.matched, label: hit.label(), before: &excerpt.before, after: &excerpt.after };
        let Some(Identified { range, detail }) = identify(&candidate) else { continue };
        if !candidate.is_isolated(&range) || allows(settings, &excerpt.matched[range.clone()]) {
            continue;
        }
        let finding = Finding::within(&hit, range);
        add(
            &mut found,
            &hit,
            match detail {
                Some((key, value)) => finding.detail(key, value),
                None => finding,
            },
        );
    }
    let rest = found.split_off(found.len().min(SINGLE));
    found.into_iter().for_each(|finding| case.report(finding));
    for bundle in rest.chunks(BUNDLE) {
        let mut whole = Finding { detail: bundle[0].detail.clone(), ..Finding::default() };
        for finding in bundle {
            whole.spans.extend(&finding.spans);
            whole.hits.extend(finding.hits.iter().take(2));
        }
        case.report(whole);
    }
}

/// The same place can be hit by several patterns and in several views.
fn add(found: &mut Vec<Finding>, hit: &Hit<'_>, finding: Finding) {
    let span: Option<&Span> = finding.spans.first();
    // Hits come ordered by place, so a double is among the last few.
    match found.iter_mut().rev().take(8).find(|known| known.spans.first() == span) {
        Some(known) if known.hits.len() < BUNDLE => known.hits.push(hit.index()),
        Some(_) => {}
        None => found.push(finding),
    }
}

/// Whether the settings name the value, however it is grouped.
fn allows(settings: &Settings, value: &str) -> bool {
    !settings.allow.is_empty() && {
        let value = compact(value);
        settings.allow.iter().any(|allowed| compact(allowed) == value)
    }
}

/// Whether a text has one of the words. A word that ends in `*` is a stem; one in capitals must stand in
/// capitals; `_` and the hump of `camelCase` end a word, for the sake of field names.
pub(crate) fn mentions(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| match word.strip_suffix('*') {
        Some(stem) => has(text, stem, true),
        None => has(text, word, false),
    })
}

fn has(text: &str, word: &str, stem: bool) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(&first) = word.first() else { return false };
    let exact = first.is_ascii_uppercase();
    text.windows(word.len()).enumerate().any(|(at, window)| {
        let same = if exact { window == word } else { window.eq_ignore_ascii_case(word) };
        same && {
            let (last, end) = (window[word.len() - 1], at + word.len());
            let hump = |left: u8, right: u8| left.is_ascii_lowercase() && right.is_ascii_uppercase();
            let opens = at == 0 || is_edge(text[at - 1]) || hump(text[at - 1], window[0]);
            let closes = stem || text.get(end).is_none_or(|next| is_edge(*next) || hump(last, *next));
            opens && closes
        }
    })
}

/// Bytes outside ASCII belong to letters.
fn is_edge(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(before: &'static str, text: &'static str, after: &'static str) -> Candidate<'static> {
        Candidate { text, label: "", before, after }
    }

    #[test]
    fn words_are_found_whole_as_stems_and_in_field_names() {
        assert!(mentions("his Card:", &["card"]) && mentions("{\"cardNumber\":", &["card"]));
        assert!(mentions("\"creditCard\"", &["card"]) && mentions("card_no", &["card"]));
        assert!(!mentions("discard", &["card"]) && !mentions("cards", &["card"]) && mentions("cards", &["card*"]));
        assert!(mentions("SIN 1", &["SIN"]) && !mentions("a sin 1", &["SIN"]) && !mentions("é", &["", "e"]));
    }

    #[test]
    fn pieces_of_longer_things_do_not_stand_alone() {
        let alone = |before, after| {
            let it = candidate(before, "123", after);
            it.is_isolated(&it.all())
        };
        assert!(alone("", "") && alone("no. ", ".") && alone("(", ")") && alone("a,", ",b") && alone("\\", "\\n"));
        assert!(alone(" -", "- ") && alone("=", "&x"));
        assert!(
            !alone("TEST-", "") && !alone("/id/x/", "") && !alone("3.", "") && !alone("", ".5") && !alone("", "-9")
        );
        assert!(!alone("x", "") && !alone("", "x") && !alone("a_", ""));
    }

    #[test]
    fn a_long_list_stays_within_the_hosts_limit() {
        let list: String = (0..700).map(|number| format!("anna.lind{number}x@proton.me, ")).collect();
        let native = lictor_sdk::native::Native::new(&crate::PACK, "{}");
        assert_eq!(native.answer(&list), ["EXP108", "EXP401"]);
    }
}
