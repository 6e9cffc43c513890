//! What is remembered of patterns, as bytes that nobody wrote. The cache does not let them through; if it did, they
//! must be refused or worked with: what is reported lies in the text, and what is refused is worked out again.
#![no_main]

use std::cell::RefCell;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lictor_fuzz::is_sound;
use lictor_model::Input;
use lictor_scan::{
    MAX_MATCHES_PER_PATTERN, Match, Matcher, Memory, Pattern, PatternLimits, Scanner, ViewClass, ViewSet,
};

/// Gives the same bytes under every name, and notes what it is asked to keep.
struct Forged<'a>(&'a [u8], RefCell<Option<Vec<u8>>>);

impl Memory for Forged<'_> {
    fn get(&self, _: &str) -> Option<Vec<u8>> {
        Some(self.0.to_vec())
    }

    fn put(&self, _: &str, bytes: &[u8]) {
        self.1.replace(Some(bytes.to_vec()));
    }
}

const TEXTS: [&str; 3] = [
    "yes ghp_1234 the answer is 078-05-1120, and Straße SABCDEFGHIJKLMNOPQRS; I am unable to go. Why?!?",
    "the the th\u{212a}e \u{201c}é\u{201d} ghp_abcd\u{17f} no SSSSSSSSSSSSSSSSSSSSSSSSS 000-00-0000 answer ans\0",
    "",
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let regexes = [
        (r"\bgh[po]_[0-9A-Za-z]{4}", false),
        (r"^\s*(?:yes|no)\b", false),
        (r"\b\d{3}-\d{2}-\d{4}\b", false),
        (r"\bstraße|answer\b", true),
        (r"\bS[A-Z2-7]{16,}\b", false),
        (r"[^a]{3}$", false),
    ];
    let regexes = regexes.map(|(regex, unicode)| Matcher::Regex { regex: regex.into(), unicode });
    let literal = Matcher::Literal { text: "the".into(), case_insensitive: true, whole_word: true };
    let pattern = |matcher| Pattern { matcher, inputs: [Input::Answer].into_iter().collect(), views: ViewSet::RAW };
    std::iter::once(literal).chain(regexes).map(pattern).collect()
});

/// What is found where nothing is remembered, and what is then kept.
static FRESH: LazyLock<(Vec<Vec<Match>>, Vec<u8>)> = LazyLock::new(|| {
    let memory = Forged(b"", RefCell::default());
    let scanner = Scanner::with_memory(&PATTERNS, &PatternLimits::default(), Some(&memory)).expect("patterns");
    (found(&scanner), memory.1.take().expect("something to keep"))
});

fn found(scanner: &Scanner) -> Vec<Vec<Match>> {
    let mut cache = scanner.new_cache();
    let mut each = |text: &&str| {
        let mut out = Vec::new();
        let _ = scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, text, |_| true, &mut out);
        out
    };
    TEXTS.iter().map(&mut each).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let (expected, whole) = &*FRESH;
    let memory = Forged(bytes, RefCell::default());
    // Sizes that are forged can be over the limit, which is an error like any other.
    let Ok(scanner) = Scanner::with_memory(&PATTERNS, &PatternLimits::default(), Some(&memory)) else { return };
    let found = found(&scanner);
    let kept = memory.1.take();
    assert!(kept.as_ref().is_none_or(|kept| kept == whole), "what is worked out is always the same");
    if kept.is_some() || bytes == whole {
        assert_eq!(found, *expected);
    }
    for (text, matches) in TEXTS.iter().zip(found) {
        assert!(matches.is_sorted());
        for found in &matches {
            let range = found.start as usize..found.end as usize;
            assert!(!range.is_empty() && is_sound(text, &range) && (found.pattern as usize) < PATTERNS.len());
        }
        let most = matches.chunk_by(|a, b| a.pattern == b.pattern).map(<[Match]>::len).max();
        assert!(most.is_none_or(|most| most <= MAX_MATCHES_PER_PATTERN));
    }
});
