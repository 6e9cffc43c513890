//! Patterns through the public surface.
#![allow(clippy::unwrap_used, reason = "tests")]

use lictor_model::{Input, InputSet};
use lictor_scan::{
    MAX_MATCHES_PER_PATTERN, Match, Matcher, Pattern, PatternLimits, PatternProblem, ScanEnd, Scanner, ViewClass,
    ViewSet,
};
use proptest::prelude::*;

fn pattern(matcher: Matcher) -> Pattern {
    Pattern { matcher, inputs: [Input::Answer].into_iter().collect(), views: ViewSet::RAW }
}

fn regex(regex: &str) -> Pattern {
    pattern(Matcher::Regex { regex: regex.into(), unicode: false })
}

fn literal(text: &str, case_insensitive: bool, whole_word: bool) -> Pattern {
    pattern(Matcher::Literal { text: text.into(), case_insensitive, whole_word })
}

/// Pattern and matched text.
fn matches<'t>(patterns: &[Pattern], text: &'t str) -> Vec<(u32, &'t str)> {
    let scanner = Scanner::new(patterns, &PatternLimits::default()).unwrap();
    let mut cache = scanner.new_cache();
    scanner.warm(&mut cache);
    let mut out = Vec::new();
    assert_eq!(scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, text, |_| true, &mut out), ScanEnd::Complete);
    out.iter().map(|hit| (hit.pattern, &text[hit.start as usize..hit.end as usize])).collect()
}

fn refusal(patterns: &[Pattern]) -> (usize, PatternProblem) {
    let error = Scanner::new(patterns, &PatternLimits::default()).unwrap_err();
    (error.index, error.problem)
}

#[test]
fn matches_of_different_patterns_overlap() {
    let patterns = [regex("foobar"), regex("foo"), literal("oba", false, false), regex("o+b"), regex("foobar")];
    assert_eq!(matches(&patterns, "a foobar"), [(0, "foobar"), (1, "foo"), (2, "oba"), (3, "oob"), (4, "foobar")]);
}

/// Large automata and Unicode boundaries are searched apart from the others, which must not show.
#[test]
fn the_company_that_a_pattern_keeps_does_not_show() {
    let unicode = |text: &str| pattern(Matcher::Regex { regex: text.into(), unicode: true });
    let patterns = [unicode(r"\p{L}{40}|foo"), unicode(r"\bfoo"), regex(r"\bfoo"), literal("foo", false, true)];
    assert_eq!(matches(&patterns, "a foo"), [(0, "foo"), (1, "foo"), (2, "foo"), (3, "foo")]);
    assert_eq!(matches(&patterns, "éfoo"), [(0, "foo"), (2, "foo"), (3, "foo")]);
}

#[test]
fn matches_of_one_pattern_do_not_overlap() {
    assert_eq!(
        matches(&[regex("aa|a"), literal("aba", false, false)], "aaa ababa"),
        [(0, "aa"), (0, "a"), (0, "a"), (0, "a"), (0, "a"), (1, "aba")]
    );
}

#[test]
fn literals_mind_case_and_words_as_they_are_told() {
    let patterns = [
        literal("Key", false, false),
        literal("Key", true, false),
        literal("Key", false, true),
        literal("kEY", true, true),
    ];
    assert_eq!(matches(&patterns, "Key"), [(0, "Key"), (1, "Key"), (2, "Key"), (3, "Key")]);
    assert_eq!(matches(&patterns, "key Keys"), [(0, "Key"), (1, "key"), (1, "Key"), (3, "key")]);
    assert_eq!(
        matches(&patterns, "_Key 1KEY éKeyé"),
        [(0, "Key"), (0, "Key"), (1, "Key"), (1, "KEY"), (1, "Key"), (2, "Key"), (3, "Key")]
    );
    assert_eq!(matches(&[literal("ÄB", true, false)], "äb Äb"), [(0, "Äb")], "only ASCII letters match in either case");
}

#[test]
fn ascii_and_unicode_words_differ() {
    let ascii = Matcher::Regex { regex: r"\b\w+\b".into(), unicode: false };
    let unicode = Matcher::Regex { regex: r"\b\w+\b".into(), unicode: true };
    assert_eq!(
        matches(&[pattern(ascii), pattern(unicode), regex("’s")], "naïve’s"),
        [(0, "na"), (0, "ve"), (0, "s"), (1, "naïve"), (1, "s"), (2, "’s")]
    );
}

#[test]
fn a_pattern_looks_where_it_says() {
    let mut elsewhere = regex("a");
    elsewhere.inputs = [Input::Answer, Input::UserMessage].into_iter().collect();
    elsewhere.views = [ViewClass::Raw, ViewClass::Decoded].into_iter().collect();
    let nowhere = Pattern { inputs: InputSet::default(), ..regex("a") };
    let scanner = Scanner::new(&[regex("a"), elsewhere, nowhere], &PatternLimits::default()).unwrap();
    assert_eq!(scanner.looks_at(Input::Answer), ViewSet::RAW.union(ViewSet::DECODED));
    assert_eq!(scanner.looks_at(Input::UserMessage), ViewSet::RAW.union(ViewSet::DECODED));
    assert_eq!(scanner.looks_at(Input::History), ViewSet::NONE);
    let mut cache = scanner.new_cache();
    let mut found = |input, class| {
        let mut out = vec![];
        assert_eq!(scanner.scan(&mut cache, input, class, "a", |_| true, &mut out), ScanEnd::Complete);
        out.iter().map(|hit: &Match| hit.pattern).collect::<Vec<_>>()
    };
    assert_eq!(found(Input::Answer, ViewClass::Raw), [0, 1]);
    assert_eq!(found(Input::Answer, ViewClass::Decoded), [1]);
    assert_eq!(found(Input::Answer, ViewClass::Normalised), [0_u32; 0]);
    assert_eq!(found(Input::UserMessage, ViewClass::Raw), [1]);
    assert_eq!(found(Input::History, ViewClass::Raw), [0_u32; 0]);
}

#[test]
fn matches_are_appended_and_counted_per_text() {
    let scanner = Scanner::new(&[regex("a"), literal("b", false, false)], &PatternLimits::default()).unwrap();
    let mut cache = scanner.new_cache();
    let mut out = Vec::new();
    let mut scan =
        |text: &str, out: &mut Vec<Match>| scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, text, |_| true, out);
    assert_eq!(scan("ba", &mut out), ScanEnd::Complete);
    assert_eq!(scan(&"ab".repeat(MAX_MATCHES_PER_PATTERN), &mut out), ScanEnd::Complete);
    assert_eq!(out.len(), 2 + 2 * MAX_MATCHES_PER_PATTERN);
    for letter in ["a", "b"] {
        out.clear();
        assert_eq!(scan(&letter.repeat(MAX_MATCHES_PER_PATTERN + 1), &mut out), ScanEnd::Truncated);
        assert_eq!(out.len(), MAX_MATCHES_PER_PATTERN);
    }
    out.clear();
    assert_eq!(scan("ab", &mut out), ScanEnd::Complete);
    assert_eq!(out.len(), 2);
}

#[test]
fn what_is_wrong_is_named() {
    assert!(matches!(refusal(&[regex("a"), regex("(")]), (1, PatternProblem::Syntax(_))));
    assert!(matches!(refusal(&[regex("(a{1000}){1000}")]), (0, PatternProblem::TooLarge(_))));
    assert_eq!(refusal(&[regex("a"), regex("x*")]), (1, PatternProblem::MatchesEmpty));
    assert_eq!(refusal(&[literal("", true, true)]), (0, PatternProblem::MatchesEmpty));
    assert!(matches!(refusal(&[regex(&"a".repeat(5_000))]), (0, PatternProblem::TooLarge(_))));
    assert!(matches!(refusal(&vec![literal("a", false, false); 10_001]), (10_000, PatternProblem::TooLarge(_))));
    let large = regex(r"\p{L}{300}");
    let limits = PatternLimits { total_bytes: 10 << 20, nfa_bytes: 10 << 20, ..Default::default() };
    let error = Scanner::new(&[large.clone(), large.clone(), large], &limits).unwrap_err();
    assert!(matches!(error.problem, PatternProblem::TooLarge(_)) && error.index > 0, "{error}");
    assert_eq!(
        Scanner::new(&[regex("a("),], &PatternLimits::default()).unwrap_err().to_string(),
        "pattern 0: unclosed group at byte 1"
    );
}

#[test]
fn an_automaton_that_gives_up_loses_nothing() {
    // With hardly any room for states the shared automaton gives up at once.
    let limits = PatternLimits { dfa_cache_bytes: 1, ..Default::default() };
    let patterns = [regex("[ab]*a[ab]{12}"), regex("x[0-9]+"), literal("end", false, false)];
    let scanner = Scanner::new(&patterns, &limits).unwrap();
    let mut cache = scanner.new_cache();
    let text: String =
        (0..4_000_u32).map(|n| if n.wrapping_mul(2_654_435_761) >> 20 & 1 == 0 { 'a' } else { 'b' }).collect();
    let text = format!("{text} x12 end");
    let mut out = Vec::new();
    assert_eq!(scanner.scan(&mut cache, Input::Answer, ViewClass::Raw, &text, |_| true, &mut out), ScanEnd::Complete);
    assert!([0, 1, 2].into_iter().all(|pattern| out.iter().any(|hit| hit.pattern == pattern)), "{out:?}");
}

#[test]
fn patterns_that_are_hinted_at_everywhere_find_the_same() {
    let patterns: Vec<Pattern> = (0..300).map(|n| regex(&format!("aaa[0-9]{{0,{n}}}"))).collect();
    let text = "a".repeat(900);
    let alone = matches(&patterns[..1], &text).len();
    assert_eq!(alone, 300);
    assert_eq!(matches(&patterns, &text).len(), 300 * alone);
}

/// Patterns that share beginnings, ends and insides.
fn pool() -> Vec<Pattern> {
    let unicode = |text: &str| pattern(Matcher::Regex { regex: text.into(), unicode: true });
    vec![
        regex("ab"),
        regex("abc?"),
        regex("b+"),
        regex(r"\bab\b"),
        regex(r"[a-c]{3}"),
        regex("(?i)ABC"),
        regex(r"\d{2,}"),
        regex("^a"),
        regex("c$"),
        regex("a.*?c"),
        regex("é|ab"),
        regex(r"\w+"),
        regex(r"(?s:.)"),
        regex(r"[ab]{5}c[ab]{40}"),
        unicode(r"\bab"),
        unicode(r"\w{2}"),
        unicode(r"\B.\B"),
        regex(r"[^a]\b"),
        // Long windows, which the shared automaton does not count.
        regex("a[^c]{0,9}b"),
        regex(r"(?i)\bab\b[^\n]{2,8}[ab]{7}"),
        // Factors that stand near the start of a match, far from it, at few or many places, and in long words.
        regex(r"(?i)\bks? (?:1 )?sk1"),
        regex(r"\b[a-c]+ 1b1"),
        regex(r"[^b]{0,20}c1c1?"),
        regex(r"(?:a1b|[0-9]{3}cc+q|c 11)"),
        regex(r"\b\d{2}-\d[ab]"),
        regex(r"\b[abc1]{16,}\b"),
        regex(r"\Ab1?[^1]*c"),
        regex(r"[,1]\s*\z"),
        regex("[\u{1F600}-\u{1F64F}]a?"),
        // Beginnings that are seldom seen.
        regex("ab1"),
        regex(r"a1\b"),
        regex("a1[bc]*"),
        regex("(?i)b1c?1?"),
        regex(r"\bb1a\b"),
        regex("(?i:c1 |é1)[a-c]{0,9}"),
        regex("abcabc[abc]*?b"),
        regex("é\u{2019}+"),
        regex("1 1|11+1"),
        regex(r"a 1|\Bc1a"),
        regex("^ 1.|1 a$"),
        unicode(r"\b1ab"),
        literal("ab", false, false),
        literal("AB", true, false),
        literal("ab", false, true),
        literal("b", true, true),
        literal("abab", false, false),
        literal("é", false, false),
        literal("abcabc", true, false),
    ]
}

fn scan(scanner: &Scanner, text: &str) -> Vec<Match> {
    let mut out = Vec::new();
    let end = scanner.scan(&mut scanner.new_cache(), Input::Answer, ViewClass::Raw, text, |_| true, &mut out);
    assert_eq!(end, ScanEnd::Complete);
    out
}

proptest! {
    #[test]
    fn a_pattern_does_not_depend_on_the_others(
        chosen in proptest::sample::subsequence(pool(), 1..=pool().len()),
        text in prop_oneof!["[abcABC1 é\u{2019}\n]{0,60}", "[abcksS1, \u{212a}\u{17f}-]{0,40}", "(abc1|b1|1b1 |sk1|ks |12-3|😀|c1c|cc?q|111){0,20}", "(ab|abc|[0-9]| ){0,30}", any::<String>()],
    ) {
        let limits = PatternLimits::default();
        let together = scan(&Scanner::new(&chosen, &limits).unwrap(), &text);
        prop_assert!(together.is_sorted());
        for (index, pattern) in chosen.into_iter().enumerate() {
            let alone = scan(&Scanner::new(std::slice::from_ref(&pattern), &limits).unwrap(), &text);
            let in_company = together.iter().filter(|hit| hit.pattern as usize == index);
            let in_company: Vec<_> = in_company.map(|hit| Match { pattern: 0, ..*hit }).collect();
            prop_assert_eq!(&in_company, &alone, "{:?} in {:?}", pattern, text);
            for hit in alone {
                prop_assert!(hit.start < hit.end && text.get(hit.start as usize..hit.end as usize).is_some());
            }
        }
    }

    /// However a pattern is looked for, it finds what the plain regex finds.
    #[test]
    fn a_pattern_matches_where_its_regex_does(
        chosen in proptest::sample::select(pool()),
        text in prop_oneof![
            "[abcABC1 é\u{2019}\n]{0,60}",
            "[abcksS1, \u{212a}\u{17f}-]{0,40}",
            "(abc1|b1|1b1 |sk1|ks |12-3|😀|c1c|cc?q|111|ab|a 1| 1|é1){0,90}",
        ],
    ) {
        let (Matcher::Regex { regex, .. } | Matcher::Literal { text: regex, .. }) = &chosen.matcher;
        // The same meaning without our rewriting: what is ASCII by default is told so.
        let ascii = |regex: &str| {
            let plain = [(r"\b", r"(?-u:\b)"), (r"\B", r"(?-u:\B)"), (r"\d", "[0-9]"), (r"\s", "[\t-\r ]"), (r"\w", "[0-9A-Za-z_]")];
            plain.into_iter().fold(regex.to_owned(), |regex, (from, to)| regex.replace(from, to))
        };
        let plain = match &chosen.matcher {
            Matcher::Regex { unicode: false, .. } => ascii(regex),
            Matcher::Regex { .. } => regex.clone(),
            Matcher::Literal { .. } => return Ok(()),
        };
        let plain = regex_automata::meta::Regex::new(&plain).unwrap();
        let expected: Vec<_> = plain.find_iter(&text).map(|hit| (hit.start() as u32, hit.end() as u32)).collect();
        let found = scan(&Scanner::new(std::slice::from_ref(&chosen), &PatternLimits::default()).unwrap(), &text);
        let found: Vec<_> = found.iter().map(|hit| (hit.start, hit.end)).collect();
        prop_assert_eq!(found, expected, "{:?} in {:?}", chosen, text);
    }

    #[test]
    fn any_regex_is_compiled_or_refused(text in "[a-c\\\\bwdWDsS(|)*+?{}\\[\\]^$.,0-9é&-]{0,20}", unicode in any::<bool>()) {
        let matcher = Matcher::Regex { regex: text, unicode };
        lictor_scan::lint(&matcher);
        if let Ok(scanner) = Scanner::new(&[pattern(matcher)], &PatternLimits::default()) {
            scan(&scanner, "abc é 12 \u{201c}b\u{201d}");
        }
    }
}
