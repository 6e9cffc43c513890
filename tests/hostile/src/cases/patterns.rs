//! Patterns that would keep the matcher busy, or fill its memory.

use serde_json::{Value, json};

use crate::{Case, Fault, Guest, Outcome, Outcome::Refused, manifest};

fn pattern(key: &str, text: &str) -> Value {
    json!({key: text, "inputs": ["answer"], "views": ["raw"], "rules": ["EVL001"]})
}

fn declaring(patterns: Vec<Value>) -> Vec<u8> {
    let mut manifest = manifest();
    manifest["patterns"] = patterns.into();
    Guest { manifest: manifest.to_string(), ..Guest::default() }.build()
}

fn regexes(name: &'static str, does: &'static str, fault: Fault, regexes: &'static [&'static str]) -> Case {
    Case::each(name, "patterns", does, Refused(fault), move || {
        regexes.iter().map(|regex| declaring(vec![pattern("regex", regex)])).collect()
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        regexes(
            "repeats-of-repeats",
            "repeats repetitions",
            Fault::PatternTooLarge,
            &["(a{1000}){1000}", "((a{100}){100}){100}", r"(?:(?:\w{50}){50}){50}", r"\pL{1000}", "[^x]{100000}"],
        ),
        regexes(
            "pattern-matches-empty",
            "matches the empty text",
            Fault::PatternEmpty,
            &["a*", "", "^", r"\b", "(?:)|b"],
        ),
        regexes("pattern-cannot-match", "can match nothing", Fault::PatternInvalid, &["[a&&b]", r"[^\x00-\x{10FFFF}]"]),
        regexes(
            "pattern-does-not-parse",
            "is no regular expression, or one that would backtrack",
            Fault::PatternSyntax,
            &["(", "[", "a{2,1}", r"(a)\1", "(?=a)b", "(?<!a)b", "(?P<n>a)(?P<n>b)"],
        ),
        Case::new("deep-pattern", "patterns", "nests 1,900 groups", Refused(Fault::PatternSyntax), || {
            declaring(vec![pattern("regex", &format!("{}a{}", "(".repeat(1_900), ")".repeat(1_900)))])
        }),
        Case::each("long-pattern", "patterns", "has a pattern of 5 KB", Refused(Fault::PatternTooLarge), || {
            ["regex", "literal"].map(|key| declaring(vec![pattern(key, &"x".repeat(5_000))])).into()
        }),
        Case::new("huge-pattern", "patterns", "has a pattern of 10 MB", Refused(Fault::ManifestTooLarge), || {
            declaring(vec![pattern("literal", &"x".repeat(10_000_000))])
        }),
        Case::new("many-patterns", "patterns", "has 12,000 patterns", Refused(Fault::PatternTooLarge), || {
            declaring((0..12_000).map(|n| pattern("literal", &format!("word{n}"))).collect())
        }),
        Case::new("too-many-patterns", "manifest", "has 25,000 patterns", Refused(Fault::ManifestInvalid), || {
            declaring((0..25_000).map(|n| pattern("literal", &format!("{n}"))).collect())
        }),
        Case::new("million-patterns", "manifest", "has a million patterns", Refused(Fault::ManifestTooLarge), || {
            let mut manifest = manifest().to_string();
            let end = manifest.rfind(']').unwrap();
            manifest.insert_str(end, &",{\"literal\":1}".repeat(1_000_000));
            Guest { manifest, ..Guest::default() }.build()
        }),
        Case::new(
            "patterns-in-all",
            "patterns",
            "has patterns that are too large together",
            Refused(Fault::PatternTooLarge),
            || declaring((0..40).map(|n| pattern("regex", &format!("a{n}[a-z]{{500}}"))).collect()),
        )
        .limited(|limits| limits.patterns.total_bytes = 1 << 20),
        Case::new("pattern-everywhere", "patterns", "matches at every letter", Outcome::Harmless, || {
            declaring(vec![pattern("regex", "[a-z]"), pattern("regex", "(?s).")])
        }),
    ]
}
