//! Matching for two plugins with arbitrary patterns over arbitrary texts: each gets the hits that it would get alone,
//! in order and within the texts; and findings made of them are merged so that nothing of them is lost.
#![no_main]

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use lictor_contract::{
    Attributes, Check, CheckLimits, Hit, Manifest, ManifestLimits, Matching, PatternDecl, PluginFinding, Scanned,
    Tenant, ViewName,
};
use lictor_fuzz::is_sound;
use lictor_fuzz::scene::Scene;
use lictor_model::{Input, InputSet, Sample, Span};
use lictor_scan::PatternLimits;

/// Small, so that an input costs little.
const LIMITS: PatternLimits = PatternLimits {
    hits: 10_000,
    patterns: 12,
    pattern_bytes: 200,
    nfa_bytes: 64 << 10,
    total_bytes: 512 << 10,
    dfa_cache_bytes: 64 << 10,
};

#[derive(Debug, Arbitrary)]
struct Run {
    scene: Scene,
    plugins: [Plugin; 2],
}

#[derive(Debug, Arbitrary)]
struct Plugin {
    grants: u16,
    patterns: Vec<Declared>,
    off: u8,
}

#[derive(Debug, Arbitrary)]
struct Declared {
    matcher: Matcher,
    inputs: u16,
    views: u8,
    rule: bool,
}

#[derive(Debug, Arbitrary)]
enum Matcher {
    Regex { regex: Expression, unicode: bool },
    Literal { text: String, case_insensitive: bool, whole_word: bool },
}

/// An expression that is mostly well-formed.
#[derive(Debug, Arbitrary)]
enum Expression {
    Text(String),
    Raw(String),
    Class(u8),
    Any,
    Boundary(bool),
    Both(Box<Expression>, Box<Expression>),
    Either(Box<Expression>, Box<Expression>),
    Repeat(Box<Expression>, u8, u8),
    AnyCase(Box<Expression>),
}

impl Expression {
    fn write(&self, out: &mut String) {
        match self {
            Self::Text(text) => text.chars().for_each(|char| match char.is_ascii_alphanumeric() || !char.is_ascii() {
                true => out.push(char),
                false => out.push_str(&format!("\\x{:02x}", char as u32)),
            }),
            Self::Raw(text) => out.push_str(text),
            Self::Class(class) => {
                out.push_str(["[a-z]", "\\d", "\\w", "\\s", "[^a]", "\\S", "\\p{L}", "[é-ü]"][usize::from(*class) % 8])
            }
            Self::Any => out.push('.'),
            Self::Boundary(is) => out.push_str(if *is { "\\b" } else { "\\B" }),
            Self::Both(first, second) => {
                first.write(out);
                second.write(out);
            }
            Self::Either(first, second) => {
                out.push_str("(?:");
                first.write(out);
                out.push('|');
                second.write(out);
                out.push(')');
            }
            Self::Repeat(inner, least, more) => {
                out.push_str("(?:");
                inner.write(out);
                let (least, more) = (least % 6, more % 40);
                out.push_str(&format!("){{{least},{}}}", least + more));
            }
            Self::AnyCase(inner) => {
                out.push_str("(?i:");
                inner.write(out);
                out.push(')');
            }
        }
    }
}

fuzz_target!(|run: Run| {
    let sample = run.scene.sample(Input::ALL.into_iter().collect());
    let [first, second] = &run.plugins;
    let (first_manifest, second_manifest) = (manifest(first, "first"), manifest(second, "second"));
    let enabled = [[first.off & 1 == 0, first.off & 2 == 0], [second.off & 1 == 0, second.off & 2 == 0]];
    let tenants = [
        Tenant { manifest: &first_manifest, granted: inputs(first.grants), enabled: &enabled[0] },
        Tenant { manifest: &second_manifest, granted: inputs(second.grants), enabled: &enabled[1] },
    ];
    let alone = tenants.map(|tenant| Matching::new(&[tenant], &LIMITS));
    let (Ok(first), Ok(second)) = (&alone[0], &alone[1]) else {
        assert!(Matching::new(&tenants, &LIMITS).is_err(), "what is refused alone is refused in company");
        return;
    };
    // Together they may take more than all patterns may.
    let Ok(together) = Matching::new(&tenants, &LIMITS) else { return };
    let scanned = together.scan(&sample, &mut together.new_cache());
    let mut complete = true;
    for (plugin, alone) in [first, second].into_iter().enumerate() {
        let expected = alone.scan(&sample, &mut alone.new_cache());
        let hits = scanned.hits_of(plugin);
        let seen = |hit: &Hit| (hit.pattern, hit.view, hit.span, hit.view_start, hit.view_end);
        let expected_hits = expected.hits_of(0);
        assert!(hits.iter().map(seen).eq(expected_hits.iter().map(seen)), "{hits:?} alone {expected_hits:?}");
        complete &= expected.complete();
        sound(&tenants[plugin], &scanned, &hits);
        merged(&tenants[plugin], &sample, &scanned, &hits);
    }
    assert_eq!(scanned.complete(), complete);
});

fn inputs(bits: u16) -> InputSet {
    Input::ALL.into_iter().enumerate().filter(|(bit, _)| bits >> bit & 1 == 1).map(|(_, input)| input).collect()
}

fn manifest(plugin: &Plugin, name: &str) -> Manifest {
    let json = include_str!("../data/manifest.json");
    let mut manifest = Manifest::from_json(json, &ManifestLimits::default()).expect("a manifest");
    manifest.pack = name.into();
    manifest.rules.truncate(2);
    manifest.patterns = plugin.patterns.iter().take(5).map(pattern).collect();
    manifest
}

fn pattern(declared: &Declared) -> PatternDecl {
    let mut pattern = PatternDecl {
        regex: None,
        literal: None,
        case_insensitive: false,
        whole_word: false,
        unicode: false,
        inputs: inputs(declared.inputs).iter().collect(),
        views: [ViewName::Raw, ViewName::Normalised, ViewName::Decoded]
            .into_iter()
            .enumerate()
            .filter(|(bit, _)| declared.views >> bit & 1 == 1)
            .map(|(_, view)| view)
            .collect(),
        rules: vec![if declared.rule { "ABC101" } else { "ABC102" }.into()],
        wakes: true,
    };
    match &declared.matcher {
        Matcher::Regex { regex, unicode } => {
            let mut text = String::new();
            regex.write(&mut text);
            (pattern.regex, pattern.unicode) = (Some(text), *unicode);
        }
        Matcher::Literal { text, case_insensitive, whole_word } => {
            pattern.literal = Some(text.clone());
            (pattern.case_insensitive, pattern.whole_word) = (*case_insensitive, *whole_word);
        }
    }
    pattern
}

/// Hits are in order, of patterns that are on and look there, on whole characters.
fn sound(tenant: &Tenant<'_>, scanned: &Scanned<'_>, hits: &[Hit]) {
    assert!(hits.is_sorted_by_key(|hit| (hit.span, hit.pattern)));
    for hit in hits {
        let pattern = &tenant.manifest.patterns[hit.pattern as usize];
        let part = scanned.parts()[hit.span.part as usize];
        let range = hit.span.start as usize..hit.span.end as usize;
        assert!(!range.is_empty() && is_sound(part.text, &range), "{hit:?}");
        assert!(pattern.inputs.contains(&part.input) && tenant.granted.contains(part.input));
        let rule = tenant.manifest.rule(&pattern.rules[0]).expect("its rule");
        assert!(tenant.enabled[rule], "a pattern of a rule that is off");
        assert!(hit.view != 0 || (hit.view_start, hit.view_end) == (hit.span.start, hit.span.end));
        if let (Some(literal), 0) = (&pattern.literal, hit.view) {
            assert!(part.text[range].eq_ignore_ascii_case(literal));
        }
    }
}

/// A plugin that reports each of its hits under one rule, and the place of every third under another.
fn merged(tenant: &Tenant<'_>, sample: &Sample, scanned: &Scanned<'_>, hits: &[Hit]) {
    let (limits, attributes) = (CheckLimits::default(), Attributes::default());
    let mut check = Check::new(tenant.manifest, tenant.granted, sample, &attributes, scanned, hits, &limits);
    let mut expected: BTreeMap<(usize, Span), (BTreeSet<String>, Option<f32>)> = BTreeMap::new();
    let listed = check.hits().expect("hits");
    for (index, (_, view, span)) in listed.into_iter().enumerate().take(limits.reports as usize / 2) {
        let confidence = Some(1.0 / (index + 1) as f32);
        let finding = |rule: &str, hits, confidence| PluginFinding {
            rule: rule.into(),
            spans: vec![span],
            hits,
            confidence,
            detail: Vec::new(),
        };
        check.report(finding("ABC101", vec![index as u32], confidence)).expect("a sound finding");
        let known = expected.entry((0, hits[index].span)).or_default();
        known.0.insert(check.view(view).expect("a view").to_owned());
        known.1 = known.1.into_iter().chain(confidence).reduce(f32::max);
        if index % 3 == 0 {
            check.report(finding("ABC102", Vec::new(), None)).expect("a sound finding");
            expected.entry((1, hits[index].span)).or_default();
        }
    }
    let reported = check.outcome().expect("nothing was refused");
    assert_eq!(reported.findings.len(), expected.len(), "each rule and place once");
    for finding in reported.findings {
        let (views, confidence) = &expected[&(finding.rule, finding.spans[0])];
        assert_eq!(finding.views.len(), views.len(), "each view once");
        assert_eq!(finding.views.into_iter().collect::<BTreeSet<_>>(), *views);
        assert_eq!(finding.confidence, *confidence);
    }
}
