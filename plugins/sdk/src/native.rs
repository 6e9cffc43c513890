//! Runs rules natively, on the host's own matching and contract code: for unit tests and benchmarks.

use std::any::Any;
use std::cell::RefCell;

use lictor_contract::{
    Attributes, Check, CheckFailure, CheckLimits, Manifest, ManifestLimits, Matching, MatchingCache, PluginFinding,
    PluginSpan, Reported, Scorer, Tenant, expand,
};
use lictor_model::{Digest, FailureKind, InputSet, InputState, Sample};
use lictor_scan::PatternLimits;
use serde_json::Value;

use crate::case::{Span, check};
use crate::host::{Host, RawFinding, RawHit};
use crate::manifest::{manifest, sample};
use crate::{Example, Pack, Rule};

/// A pack with its settings as the engine can ask it, without a sandbox.
pub struct NativeScorer {
    pack: &'static Pack,
    settings: Box<dyn Any + Send + Sync>,
    manifest: Manifest,
}

impl NativeScorer {
    /// Prepares a pack.
    ///
    /// # Panics
    /// If settings or manifest are refused: this is a test harness.
    pub fn new(pack: &'static Pack, settings: &str) -> Self {
        let settings = (pack.settings.parse)(settings).unwrap_or_else(|problems| panic!("settings: {problems:?}"));
        let json = manifest(pack, settings.as_ref());
        let manifest = Manifest::from_json(&json, &ManifestLimits::default()).unwrap_or_else(|error| panic!("{error}"));
        Self { pack, settings, manifest }
    }
}

impl Scorer for NativeScorer {
    fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// There is no file, so it is that of the manifest.
    fn digest(&self) -> Digest {
        Digest::of(manifest(self.pack, self.settings.as_ref()))
    }

    fn check(&self, host: &mut Check<'_>) -> Result<(), CheckFailure> {
        check(self.pack, self.settings.as_ref(), &Direct(RefCell::new(host)))
            .map_err(|detail| CheckFailure { kind: FailureKind::Plugin, detail: Some(detail) })
    }
}

/// A pack with its settings, ready to check samples natively.
pub struct Native {
    scorer: NativeScorer,
    matching: Matching,
    cache: RefCell<MatchingCache>,
}

/// What one rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The rule's code.
    pub rule: String,
    /// The original texts of its spans.
    pub texts: Vec<String>,
    /// The views that showed it.
    pub views: Vec<String>,
    /// The details.
    pub detail: Vec<(String, String)>,
}

impl Native {
    /// Prepares a pack.
    ///
    /// # Panics
    /// If settings, manifest or patterns are refused: this is a test harness.
    pub fn new(pack: &'static Pack, settings: &str) -> Self {
        let scorer = NativeScorer::new(pack, settings);
        let manifest = &scorer.manifest;
        let enabled = vec![true; manifest.rules.len()];
        let tenant = Tenant { manifest, granted: manifest.inputs(), enabled: &enabled };
        let matching = Matching::new(&[tenant], &PatternLimits::default()).unwrap_or_else(|error| panic!("{error}"));
        let cache = RefCell::new(matching.new_cache());
        Self { scorer, matching, cache }
    }

    /// The manifest under these settings.
    pub fn manifest(&self) -> &Manifest {
        &self.scorer.manifest
    }

    /// Checks a sample with every input granted.
    ///
    /// # Panics
    /// If the pack breaks the contract.
    pub fn check(&self, sample: &Sample) -> Vec<Found> {
        let scanned = self.matching.scan(sample, &mut self.cache.borrow_mut());
        let hits = scanned.hits_of(0);
        let attributes = Attributes { language: "en".into(), today: "2026-01-15".into() };
        let limits = CheckLimits::default();
        let manifest = self.manifest();
        let granted: InputSet = manifest.inputs();
        let mut host = Check::new(manifest, granted, sample, &attributes, &scanned, &hits, &limits);
        self.scorer.check(&mut host).unwrap_or_else(|failure| panic!("check failed: {:?}", failure.detail));
        let Reported { findings, .. } = host.outcome().unwrap_or_else(|error| panic!("contract broken: {error}"));
        let parts = sample.parts();
        let text = |span: &lictor_model::Span| {
            parts[span.part as usize].text[span.start as usize..span.end as usize].to_owned()
        };
        let found = findings.into_iter().map(|finding| Found {
            rule: manifest.rules[finding.rule].code.clone(),
            texts: finding.spans.iter().map(text).collect(),
            views: finding.views,
            detail: finding.detail,
        });
        found.collect()
    }

    /// Checks an answer with nothing around it; gives the codes of the rules that fired, sorted.
    ///
    /// # Panics
    /// If the pack breaks the contract.
    pub fn answer(&self, answer: &str) -> Vec<String> {
        let sample = Sample { answer: Some(expand(answer)), ..Sample::default() };
        let mut codes: Vec<String> = self.check(&sample).into_iter().map(|found| found.rule).collect();
        codes.sort();
        codes.dedup();
        codes
    }
}

/// Whether a rule would be woken by the host: its inputs are there and one of its conditions holds.
fn wakes(native: &Native, rule: &Rule, sample: &Sample) -> bool {
    let Some(index) = native.manifest().rule(rule.code) else { return false };
    let decl = &native.manifest().rules[index];
    let applicable = decl.requires.iter().all(|input| sample.input_state(*input) == InputState::Present);
    let hit = || {
        native.matching.scan(sample, &mut native.cache.borrow_mut()).matched().any(|(_, pattern)| {
            let pattern = &native.manifest().patterns[pattern];
            pattern.wakes && pattern.rules.contains(&decl.code)
        })
    };
    applicable && decl.wakes(sample, hit)
}

/// Runs every example of every rule.
///
/// # Panics
/// With the list of examples that do not do what they must.
pub fn assert_examples(pack: &'static Pack) {
    let mut wrong = Vec::new();
    // Compiling the patterns is most of the work, and most examples have no settings.
    let mut natives: Vec<(&str, Native)> = Vec::new();
    for rule in pack.rules {
        for (examples, must) in [(rule.fires, true), (rule.ignores, false)] {
            for example in examples {
                let settings = example.settings.unwrap_or("{}");
                let known = natives.iter().position(|(known, _)| *known == settings).unwrap_or_else(|| {
                    natives.push((settings, Native::new(pack, settings)));
                    natives.len() - 1
                });
                if let Err(problem) = run_example(&natives[known].1, rule, example, must) {
                    wrong.push(format!("{}: {problem}\n    {}", rule.code, sample(example)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} examples fail:\n{}", wrong.len(), wrong.join("\n"));
}

fn run_example(native: &Native, rule: &Rule, example: &Example, must: bool) -> Result<(), String> {
    let json = expand_value(sample(example)).to_string();
    let sample = Sample::from_json(&json).map_err(|error| format!("no sample: {error}"))?;
    let fired = native.check(&sample).iter().any(|found| found.rule == rule.code);
    match (fired, must) {
        (false, true) => Err("must fire and does not".into()),
        (true, false) => Err("must not fire and does".into()),
        (true, true) if !wakes(native, rule, &sample) => {
            Err("fires, but none of its wake conditions holds, so the host would never ask".into())
        }
        _ => Ok(()),
    }
}

fn expand_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(expand(&text)),
        Value::Array(items) => items.into_iter().map(expand_value).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, expand_value(value))).collect(),
        other => other,
    }
}

/// The host's functions, called directly. A breach panics where it would trap in the sandbox.
struct Direct<'c, 'a>(RefCell<&'c mut Check<'a>>);

fn sound<T>(result: Result<T, lictor_contract::Breach>) -> T {
    result.unwrap_or_else(|breach| panic!("the pack {breach}"))
}

fn ours(span: PluginSpan) -> Span {
    Span { part: span.part, start: span.start, end: span.end }
}

impl Host for Direct<'_, '_> {
    fn part_count(&self) -> u32 {
        sound(self.0.borrow_mut().part_count())
    }
    fn input(&self, part: u32) -> String {
        sound(self.0.borrow_mut().input(part)).as_str().to_owned()
    }
    fn text(&self, part: u32) -> String {
        sound(self.0.borrow_mut().text(part)).to_owned()
    }
    fn read(&self, part: u32, start: u32, end: u32) -> String {
        sound(self.0.borrow_mut().read(part, start, end)).to_owned()
    }
    fn len(&self, part: u32) -> u32 {
        sound(self.0.borrow_mut().len(part))
    }
    fn property(&self, part: u32, key: &str) -> Option<String> {
        sound(self.0.borrow_mut().property(part, key))
    }
    fn attribute(&self, key: &str) -> Option<String> {
        sound(self.0.borrow_mut().attribute(key))
    }
    fn input_state(&self, input: &str) -> String {
        sound(self.0.borrow_mut().input_state(input)).to_owned()
    }
    fn expectation(&self) -> Option<String> {
        sound(self.0.borrow_mut().expectation())
    }
    fn hits(&self) -> Vec<RawHit> {
        let hits = sound(self.0.borrow_mut().hits());
        hits.into_iter().map(|(pattern, view, span)| RawHit { pattern, view, span: ours(span) }).collect()
    }
    fn view(&self, view: u32) -> String {
        sound(self.0.borrow_mut().view(view)).to_owned()
    }
    fn around(&self, hit: u32, before: u32, after: u32) -> (String, String, String) {
        let excerpt = sound(self.0.borrow_mut().around(hit, before, after));
        (excerpt.before.to_owned(), excerpt.matched.to_owned(), excerpt.after.to_owned())
    }
    fn locate(&self, hit: u32, start: u32, end: u32) -> Span {
        ours(sound(self.0.borrow_mut().locate(hit, start, end)))
    }
    fn report(&self, finding: RawFinding<'_>) -> Result<(), String> {
        let spans = finding.spans.iter().map(|s| PluginSpan { part: s.part, start: s.start, end: s.end }).collect();
        let finding = PluginFinding {
            rule: finding.rule.to_owned(),
            spans,
            hits: finding.hits.to_vec(),
            confidence: finding.confidence,
            detail: finding.detail.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        };
        self.0.borrow_mut().report(finding).map_err(|refusal| refusal.to_string())
    }
    fn not_applicable(&self, rule: &str, reason: &str) -> Result<(), String> {
        self.0.borrow_mut().not_applicable(rule, reason).map_err(|refusal| refusal.to_string())
    }
    fn measure(&self, name: &str, value: f64) -> Result<(), String> {
        self.0.borrow_mut().measure(name, value).map_err(|refusal| refusal.to_string())
    }
}
