//! What is remembered of patterns from one scanner to the next.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::cell::RefCell;
use std::collections::HashMap;

use lictor_model::Input;
use lictor_scan::{Match, Matcher, Memory, Pattern, PatternLimits, ScanEnd, Scanner, ViewClass, ViewSet};

#[derive(Default)]
struct Kept(RefCell<HashMap<String, Vec<u8>>>);

impl Memory for Kept {
    fn get(&self, name: &str) -> Option<Vec<u8>> {
        self.0.borrow().get(name).cloned()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.0.borrow_mut().insert(name.to_owned(), bytes.to_vec());
    }
}

const TEXT: &str = "yes ghp_1234 the answer is 078-05-1120, and Straße SABCDEFGHIJKLMNOPQRS; I am unable to go. Why?!?";

fn patterns() -> Vec<Pattern> {
    let regexes = [
        (r"\bgh[po]_[0-9A-Za-z]{4}", false),
        (r"^\s*(?:yes|no)\b", false),
        (r"\b\d{3}-\d{2}-\d{4}\b", false),
        (r"\bstraße|answer\b", true),
        (r"\bS[A-Z2-7]{16,}\b", false),
        (r"(?i)\bI(?: am)? (?:cannot|unable to) go", false),
        (r"[^a]{3}$", false),
        (r"\w+ \w", false),
    ];
    let regexes = regexes.map(|(regex, unicode)| Matcher::Regex { regex: regex.into(), unicode });
    let literal = Matcher::Literal { text: "the".into(), case_insensitive: true, whole_word: true };
    let pattern = |matcher| Pattern { matcher, inputs: [Input::Answer].into_iter().collect(), views: ViewSet::RAW };
    std::iter::once(literal).chain(regexes).map(pattern).collect()
}

fn matches(memory: Option<&dyn Memory>) -> Vec<Match> {
    let scanner = Scanner::with_memory(&patterns(), &PatternLimits::default(), memory).unwrap();
    let (mut cache, mut out) = (scanner.new_cache(), Vec::new());
    assert_eq!(scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, TEXT, |_| true, &mut out), ScanEnd::Complete);
    out
}

#[test]
fn what_is_found_does_not_depend_on_what_is_remembered() {
    let expected = matches(None);
    assert!(expected.len() >= patterns().len(), "{expected:?}");
    let memory = Kept::default();
    assert_eq!(matches(Some(&memory)), expected, "nothing is remembered");
    let kept = memory.0.borrow().clone();
    assert_eq!(kept.len(), 1);
    assert_eq!(matches(Some(&memory)), expected, "all is remembered");
    assert_eq!(*memory.0.borrow(), kept);
    // A memory gives what it was given or nothing; what cannot be that is worked out again and kept.
    let (name, whole) = kept.iter().next().unwrap();
    for torn in [&[][..], b"\0", &whole[..whole.len() / 2], &[whole, &b"x"[..]].concat(), &[0xff; 40]] {
        memory.put(name, torn);
        assert_eq!(matches(Some(&memory)), expected);
        assert_eq!(*memory.0.borrow(), kept, "made again");
    }
}

#[test]
fn nothing_is_kept_of_patterns_that_are_refused() {
    let memory = Kept::default();
    let few = PatternLimits { total_bytes: 1_000, ..PatternLimits::default() };
    assert!(Scanner::with_memory(&patterns(), &few, Some(&memory)).is_err());
    assert!(memory.0.borrow().is_empty());
    // What was kept under wider limits is judged by the present ones.
    Scanner::with_memory(&patterns(), &PatternLimits::default(), Some(&memory)).unwrap();
    let fresh = Scanner::new(&patterns(), &few).unwrap_err();
    assert_eq!(Scanner::with_memory(&patterns(), &few, Some(&memory)).unwrap_err(), fresh);
    let short = PatternLimits { pattern_bytes: 5, ..PatternLimits::default() };
    let fresh = Scanner::new(&patterns(), &short).unwrap_err();
    assert_eq!(Scanner::with_memory(&patterns(), &short, Some(&memory)).unwrap_err(), fresh);
}

/// A memory that lies, which the cache's authentication rules out, can make patterns miss. It crashes nothing.
#[test]
fn what_was_flipped_is_refused_or_worked_with() {
    let memory = Kept::default();
    let expected = matches(Some(&memory));
    let (name, whole) = memory.0.borrow().iter().next().map(|(name, bytes)| (name.clone(), bytes.clone())).unwrap();
    for index in 0..whole.len() {
        for bit in [0, 2, 7] {
            let mut flipped = whole.clone();
            flipped[index] ^= 1 << bit;
            memory.put(&name, &flipped);
            let Ok(scanner) = Scanner::with_memory(&patterns(), &PatternLimits::default(), Some(&memory)) else {
                continue;
            };
            let (mut cache, mut out) = (scanner.new_cache(), Vec::new());
            let _ = scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, TEXT, |_| true, &mut out);
            assert!(
                out.iter().all(|hit| TEXT.get(hit.start as usize..hit.end as usize).is_some_and(|hit| !hit.is_empty()))
            );
            if *memory.0.borrow().get(&name).unwrap() == whole {
                assert_eq!(out, expected, "it was refused");
            }
        }
    }
}
