//! A pack's manifest: what is accepted is consistent, can be written and read again, and its patterns compile within
//! their limits or are refused by name; what they match is theirs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lictor_contract::{Manifest, ManifestError, ManifestLimits, Matching, MessageTemplate, Tenant, ViewName};
use lictor_fuzz::is_sound;
use lictor_model::{RuleCode, Sample};
use lictor_scan::PatternLimits;
use serde_json::Value;

const LIMITS: ManifestLimits = ManifestLimits { bytes: 4_000, rules: 4, patterns: 6, measures: 2, list: 100 };

/// Small, so that a hostile pattern costs the fuzzer little.
const PATTERNS: PatternLimits = PatternLimits {
    hits: 10_000,
    patterns: 5,
    pattern_bytes: 200,
    nfa_bytes: 64 << 10,
    total_bytes: 256 << 10,
    dfa_cache_bytes: 64 << 10,
};

fuzz_target!(|json: &str| {
    match Manifest::from_json(json, &LIMITS) {
        Ok(manifest) => accepted(json, manifest),
        Err(ManifestError::Invalid(problems)) => {
            assert!(problems.iter().all(|problem| problem.path.starts_with('/') && !problem.message.is_empty()));
        }
        Err(ManifestError::TooLarge { bytes, .. }) => assert!(bytes > LIMITS.bytes),
        Err(ManifestError::Shape(_)) => {}
    }
});

fn accepted(json: &str, manifest: Manifest) {
    assert!(json.len() <= LIMITS.bytes);
    assert!((1..=LIMITS.rules).contains(&manifest.rules.len()));
    assert!(manifest.patterns.len() <= LIMITS.patterns && manifest.measures.len() <= LIMITS.measures);
    for (index, rule) in manifest.rules.iter().enumerate() {
        assert_eq!(manifest.rule(&rule.code), Some(index), "a code names one rule");
        assert!(rule.code.parse::<RuleCode>().is_ok());
        assert!(manifest.tombstones.iter().all(|tombstone| tombstone.code != rule.code));
        let template = MessageTemplate::parse(&rule.message, &rule.detail, rule.sensitive).expect("checked");
        let quoted = template.render(&[], |_| Some("\u{1}".into())).contains('\u{1}');
        assert!(!(rule.sensitive && quoted) || rule.message.contains('\u{1}'), "a sensitive rule quotes");
    }
    let infos: Vec<_> = manifest.rule_infos().collect();
    assert_eq!(infos.len(), manifest.rules.len(), "every rule has a full name");
    assert!(infos.iter().all(|info| info.plugin == manifest.plugin()));
    patterns(json, &manifest);
    written_and_read(manifest);
}

fn patterns(json: &str, manifest: &Manifest) {
    let enabled = vec![true; manifest.rules.len()];
    let tenant = Tenant { manifest, granted: manifest.inputs(), enabled: &enabled };
    let matching = match Matching::new(&[tenant], &PATTERNS) {
        Ok(matching) => matching,
        Err(error) => {
            assert_eq!(error.plugin, manifest.plugin());
            assert!(error.pattern < manifest.patterns.len() && !error.reason.to_string().is_empty());
            return;
        }
    };
    assert!(manifest.patterns.len() <= PATTERNS.patterns);
    // The manifest's own text holds its literals, escapes aside.
    let sample = Sample { answer: Some(json.to_owned()), ..Sample::default() };
    let scanned = matching.scan(&sample, &mut matching.new_cache());
    for hit in scanned.hits_of(0) {
        let pattern = &manifest.patterns[hit.pattern as usize];
        let part = scanned.parts()[hit.span.part as usize];
        let range = hit.span.start as usize..hit.span.end as usize;
        assert!(!range.is_empty() && is_sound(part.text, &range), "{hit:?}");
        assert!(pattern.inputs.contains(&part.input) && manifest.inputs.contains(&part.input));
        if hit.view == 0 {
            assert!(pattern.views.contains(&ViewName::Raw));
            assert_eq!((hit.view_start, hit.view_end), (hit.span.start, hit.span.end));
            if let Some(literal) = &pattern.literal {
                assert!(part.text[range].eq_ignore_ascii_case(literal));
            }
        }
    }
}

fn written_and_read(mut manifest: Manifest) {
    // Numbers may lose their last digit when they are written.
    manifest.settings = Value::Null;
    for rule in &mut manifest.rules {
        for example in rule.examples.fires.iter_mut().chain(&mut rule.examples.ignores) {
            (example.sample, example.settings) = (Value::Null, None);
        }
    }
    let written = serde_json::to_string(&manifest).expect("a manifest is JSON");
    let limits = ManifestLimits { bytes: usize::MAX, ..LIMITS };
    assert_eq!(Manifest::from_json(&written, &limits).as_ref(), Ok(&manifest));
}
