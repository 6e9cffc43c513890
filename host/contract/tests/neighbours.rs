//! The hits of a plugin never depend on which others are loaded, in which order, or on which of its own rules are on.
//! The same of whole packs is in `tests/tests/independence.rs`.
#![allow(clippy::unwrap_used, reason = "tests")]

use lictor_contract::{
    Examples, Hit, MANIFEST_SCHEMA, Manifest, Matching, PatternDecl, RuleDecl, Tenant, ViewName, WaiverScope,
};
use lictor_model::{Dimension, Input, InputSet, Level, Message, Role, RuleStatus, Sample, Span};
use lictor_scan::PatternLimits;
use proptest::prelude::*;

const INPUTS: [Input; 3] = [Input::Answer, Input::UserMessage, Input::SystemPrompt];

const VIEWS: [ViewName; 3] = [ViewName::Raw, ViewName::Normalised, ViewName::Decoded];

/// Expressions of every kind that is searched for in another way: fixed beginnings, alternatives, counted repeats,
/// boundaries of both sorts, long and Unicode classes, and those that overlap the others.
const REGEXES: [&str; 16] = [
    "foo",
    "fo+",
    "[fo]{2,6}",
    "foo|oba",
    "(?i)BAR",
    r"\bbar",
    r"\w+\b",
    r"\d{2,}",
    "a.b",
    "(?s).{3,9}r",
    r"\p{L}{4}",
    "[^a-f]+o",
    "ba(?:r|z){1,3}",
    r"\S+@\S+",
    "é+",
    "key[=:] ?[a-z0-9]+",
];

const LITERALS: [&str; 6] = ["foo", "Bar", "oba", "é", "o", "key="];

fn pattern() -> impl Strategy<Value = PatternDecl> {
    let regex = (proptest::sample::select(&REGEXES[..]), any::<bool>());
    let literal = (proptest::sample::select(&LITERALS[..]), any::<bool>(), any::<bool>());
    let matcher = prop_oneof![regex.prop_map(Ok), literal.prop_map(Err)];
    let inputs = proptest::sample::subsequence(&INPUTS[..], 1..=INPUTS.len());
    let views = proptest::sample::subsequence(&VIEWS[..], 1..=VIEWS.len());
    (matcher, inputs, views, 0..2_usize).prop_map(|(matcher, inputs, views, rule)| {
        let declared = PatternDecl {
            regex: None,
            literal: None,
            case_insensitive: false,
            whole_word: false,
            unicode: false,
            inputs,
            views,
            rules: vec![CODES[rule].into()],
            wakes: true,
        };
        match matcher {
            Ok((regex, unicode)) => PatternDecl { regex: Some(regex.into()), unicode, ..declared },
            Err((literal, case_insensitive, whole_word)) => {
                PatternDecl { literal: Some(literal.into()), case_insensitive, whole_word, ..declared }
            }
        }
    })
}

const CODES: [&str; 2] = ["ABC101", "ABC102"];

fn manifest(patterns: Vec<PatternDecl>) -> Manifest {
    let rule = |code: &str| RuleDecl {
        code: code.into(),
        slug: code.to_lowercase(),
        summary: "s".into(),
        docs: "d".into(),
        message: "m".into(),
        remedy: String::new(),
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: RuleStatus::Stable,
        since: "0.1.0".into(),
        revision: 1,
        language: None,
        sensitive: false,
        requires: Vec::new(),
        horizon: None,
        tags: Vec::new(),
        references: Vec::new(),
        wake: Vec::new(),
        detail: Default::default(),
        reasons: Vec::new(),
        waiver: WaiverScope::Any,
        examples: Examples::default(),
        accuracy: Vec::new(),
    };
    Manifest {
        schema: MANIFEST_SCHEMA.into(),
        publisher: "acme".into(),
        pack: "p".into(),
        version: "0.1.0".into(),
        summary: "s".into(),
        inputs: INPUTS.into(),
        rules: CODES.map(rule).into(),
        patterns,
        measures: Vec::new(),
        settings: serde_json::json!({}),
        tombstones: Vec::new(),
    }
}

/// What one plugin declares and is granted, and which of its rules are on.
#[derive(Debug, Clone)]
struct Plugin {
    manifest: Manifest,
    granted: InputSet,
    enabled: [bool; 2],
}

impl Plugin {
    fn tenant(&self) -> Tenant<'_> {
        Tenant { manifest: &self.manifest, granted: self.granted, enabled: &self.enabled }
    }
}

fn plugin() -> impl Strategy<Value = Plugin> {
    let granted = proptest::sample::subsequence(&INPUTS[..], 0..=INPUTS.len());
    let enabled = prop_oneof![3 => Just([true, true]), 1 => any::<[bool; 2]>()];
    (proptest::collection::vec(pattern(), 0..7), granted, enabled).prop_map(|(patterns, granted, enabled)| Plugin {
        manifest: manifest(patterns),
        granted: granted.into_iter().collect(),
        enabled,
    })
}

/// Texts in which the patterns hit side by side and across each other, plain, disguised and encoded.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => proptest::sample::select(&["foo", "bar", "foobar", "oba", "key=", "42", "é", " ", "-", "@", "o"][..])
            .prop_map(str::to_owned),
        1 => "[a-o ]{0,8}",
        1 => any::<char>().prop_map(String::from),
        1 => Just("f\u{200b}oo b\u{430}r".to_owned()),
        1 => Just(" Zm9vYmFyIGtleT00MiBmb28gYmFyIG9iYQ== ".to_owned()),
        1 => Just(" 666f6f626172206b65793d3432206f6261 ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn sample() -> impl Strategy<Value = Sample> {
    (text(), text(), text()).prop_map(|(answer, user, system)| Sample {
        answer: Some(answer),
        messages: Some(vec![
            Message { role: Role::System, content: system },
            Message { role: Role::User, content: user },
        ]),
        ..Sample::default()
    })
}

/// All that a plugin can see of a hit: pattern, view, place in the original, place in the view.
type Seen = (u32, u32, Span, u32, u32);

/// The hits of each plugin, in the order of the plugins.
fn hits(plugins: &[&Plugin], sample: &Sample) -> Vec<Vec<Seen>> {
    let tenants: Vec<Tenant<'_>> = plugins.iter().map(|plugin| plugin.tenant()).collect();
    let matching = Matching::new(&tenants, &PatternLimits::default()).unwrap();
    let scanned = matching.scan(sample, &mut matching.new_cache());
    let seen = |hit: Hit| (hit.pattern, hit.view, hit.span, hit.view_start, hit.view_end);
    (0..plugins.len()).map(|plugin| scanned.hits_of(plugin).into_iter().map(seen).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hits_are_the_same_alone_and_in_any_company(
        plugins in proptest::collection::vec(plugin(), 2..5),
        sample in sample(),
    ) {
        let together = hits(&plugins.iter().collect::<Vec<_>>(), &sample);
        let mut reversed = hits(&plugins.iter().rev().collect::<Vec<_>>(), &sample);
        reversed.reverse();
        prop_assert_eq!(&together, &reversed, "the order of the plugins shows");
        for (plugin, together) in plugins.iter().zip(&together) {
            prop_assert_eq!(&hits(&[plugin], &sample)[0], together, "a neighbour shows");
        }
    }

    #[test]
    fn a_rule_that_is_off_takes_nothing_from_the_others(
        plugin in plugin(),
        neighbour in plugin(),
        sample in sample(),
    ) {
        let both = Plugin { enabled: [true, true], ..plugin.clone() };
        let all = &hits(&[&both, &neighbour], &sample)[0];
        for (rule, code) in CODES.into_iter().enumerate() {
            let one = Plugin { enabled: [rule == 0, rule == 1], ..plugin.clone() };
            let of_the_rule = |hit: &&Seen| plugin.manifest.patterns[hit.0 as usize].rules == [code];
            // Numbers of views are given in the order in which they come up, so they may differ.
            let place = |&(pattern, _, span, start, end): &Seen| (pattern, span, start, end);
            let expected: Vec<_> = all.iter().filter(of_the_rule).map(place).collect();
            let found: Vec<_> = hits(&[&one, &neighbour], &sample)[0].iter().map(place).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
