//! What a plugin may read and report, driven by arbitrary calls over an arbitrary sample: nothing that was not granted
//! is read, a report is taken exactly if it is sound, and a plugin that broke the contract says nothing at all.
#![no_main]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use lictor_contract::{
    Attributes, Check, CheckLimits, DetailKind, Hit, Manifest, ManifestLimits, Matching, MatchingCache, PluginFinding,
    PluginSpan, Reported, Scanned, Tenant, ViewName,
};
use lictor_fuzz::is_sound;
use lictor_fuzz::scene::{MARK, Scene, input};
use lictor_model::{Input, InputSet, Part};
use lictor_scan::PatternLimits;

const MANIFEST: &str = include_str!("../data/manifest.json");

const LIMITS: CheckLimits = CheckLimits {
    reports: 6,
    spans: 3,
    hits: 3,
    calls: 40,
    // More than forty calls can move: what counts against these is tested in `host/contract/tests/budgets.rs`.
    text_bytes: 1 << 20,
    output_bytes: 1 << 20,
    evidence_bytes: 1 << 20,
};

const KEYS: [&str; 15] = [
    "id",
    "title",
    "source",
    "access",
    "name",
    "success",
    "context",
    "url",
    "aliases",
    "role",
    "caller-id",
    "caller-labels",
    "behaviour",
    "language",
    "other",
];

#[derive(Debug, Arbitrary)]
struct Run {
    scene: Scene,
    calls: Vec<Call>,
}

#[derive(Debug, Arbitrary)]
enum Call {
    PartCount,
    Kind(u8),
    Text(u8),
    Read(u8, u8, u8),
    Length(u8),
    Property(u8, u8),
    Attribute(u8),
    InputState(u8),
    Expectation,
    Hits,
    View(u8),
    Matched(u8, u8, u8),
    Locate(u8, u8, u8),
    Report(Report),
    NotApplicable(u8, u8),
    Measure(bool, f64),
}

#[derive(Debug, Arbitrary)]
struct Report {
    rule: u8,
    spans: Vec<(u8, u8, u8)>,
    hits: Vec<u8>,
    confidence: Option<f32>,
    detail: Vec<(u8, u8)>,
}

fuzz_target!(|run: Run| {
    static MATCHING: LazyLock<(Manifest, Matching)> = LazyLock::new(|| {
        let manifest = Manifest::from_json(MANIFEST, &ManifestLimits::default()).expect("a manifest");
        let enabled = vec![true; manifest.rules.len()];
        let tenant = Tenant { manifest: &manifest, granted: manifest.inputs(), enabled: &enabled };
        let matching = Matching::new(&[tenant], &PatternLimits::default()).expect("patterns");
        (manifest, matching)
    });
    let (manifest, matching) = &*MATCHING;
    let granted = run.scene.granted().intersection(manifest.inputs());
    let sample = run.scene.sample(granted);
    thread_local!(static CACHE: RefCell<Option<MatchingCache>> = const { RefCell::new(None) });
    let scanned =
        CACHE.with_borrow_mut(|cache| matching.scan(&sample, cache.get_or_insert_with(|| matching.new_cache())));
    // The patterns look at everything; with fewer grants they would look at less.
    let mut hits = scanned.hits_of(0);
    hits.retain(|hit| granted.contains(scanned.parts()[hit.span.part as usize].input));
    let attributes = Attributes { language: "en".into(), today: "2026-01-15".into() };
    let check = Check::new(manifest, granted, &sample, &attributes, &scanned, &hits, &LIMITS);
    let mut plugin = Plugin {
        manifest,
        granted,
        visible: scanned.parts().iter().copied().filter(|part| granted.contains(part.input)).collect(),
        scanned: &scanned,
        hits: &hits,
        check,
        calls: 0,
        text_bytes: 0,
        reports: 0,
        measures: BTreeMap::new(),
        broken: false,
    };
    for call in run.calls {
        plugin.call(call);
    }
    plugin.finish();
});

/// A plugin, and what it must have been given and refused.
struct Plugin<'a> {
    manifest: &'a Manifest,
    granted: InputSet,
    visible: Vec<Part<'a>>,
    scanned: &'a Scanned<'a>,
    hits: &'a [Hit],
    check: Check<'a>,
    calls: u32,
    text_bytes: u64,
    reports: u32,
    measures: BTreeMap<&'static str, f64>,
    broken: bool,
}

impl<'a> Plugin<'a> {
    /// Counts a call; `sound` says whether it has to succeed.
    fn expect<T, E>(&mut self, result: Result<T, E>, sound: bool) -> Option<T> {
        self.calls += 1;
        let allowed = sound && self.calls <= LIMITS.calls;
        assert_eq!(result.is_ok(), allowed);
        self.broken |= !allowed;
        result.ok()
    }

    /// Like `expect`, for a call that hands over so many bytes of text.
    fn expect_text(&mut self, result: Result<&str, impl Sized>, sound: bool, bytes: usize) {
        // A call that is refused hands nothing over.
        if sound && self.calls < LIMITS.calls {
            self.text_bytes += bytes as u64;
        }
        let affordable = self.text_bytes <= LIMITS.text_bytes;
        if let Some(text) = self.expect(result, sound && affordable) {
            assert_eq!(text.len(), bytes);
            assert!(!text.contains(MARK), "a text that was not granted was read");
        }
    }

    fn part(&self, part: u8) -> Option<Part<'a>> {
        self.visible.get(usize::from(part)).copied()
    }

    fn call(&mut self, call: Call) {
        match call {
            Call::PartCount => {
                let (count, known) = (self.check.part_count(), self.visible.len());
                if let Some(count) = self.expect(count, true) {
                    assert_eq!(count as usize, known);
                }
            }
            Call::Kind(part) => {
                let (kind, known) = (self.check.input(part.into()), self.part(part));
                if let Some(kind) = self.expect(kind, known.is_some()) {
                    assert_eq!(Some(kind), known.map(|part| part.input));
                }
            }
            Call::Text(part) => {
                let (text, known) = (self.check.text(part.into()), self.part(part));
                self.expect_text(text, known.is_some(), known.map_or(0, |part| part.text.len()));
            }
            Call::Read(part, start, end) => {
                let text = self.check.read(part.into(), start.into(), end.into());
                let (start, end) = (usize::from(start), usize::from(end));
                let known = self.part(part).filter(|part| start <= end && end <= part.text.len());
                let whole = |part: Part<'_>| part.text.ceil_char_boundary(end) - part.text.floor_char_boundary(start);
                self.expect_text(text, known.is_some(), known.map_or(0, whole));
            }
            Call::Length(part) => {
                let (length, known) = (self.check.len(part.into()), self.part(part));
                if let Some(length) = self.expect(length, known.is_some()) {
                    assert_eq!(Some(length as usize), known.map(|part| part.text.len()));
                }
            }
            Call::Property(part, key) => {
                let (value, known) = (self.check.property(part.into(), key_of(key)), self.part(part));
                if let Some(Some(value)) = self.expect(value, known.is_some()) {
                    assert!(!value.contains(MARK), "a property that was not granted was read");
                }
            }
            Call::Attribute(key) => {
                let value = self.check.attribute(key_of(key));
                let value = self.expect(value, true).flatten();
                let hidden = match key_of(key) {
                    "caller-id" | "caller-labels" => !self.granted.contains(Input::CallerLabels),
                    "behaviour" => !self.granted.contains(Input::Expectation),
                    _ => false,
                };
                assert!(!hidden || value.is_none(), "{} was not granted", key_of(key));
            }
            Call::InputState(key) => {
                let input = input(key);
                let state = self.check.input_state(input.as_str());
                if let Some(state) = self.expect(state, true) {
                    assert_eq!(state == "withheld", !self.granted.contains(input));
                }
            }
            Call::Expectation => {
                let expectation = self.check.expectation();
                if let Some(Some(expectation)) = self.expect(expectation, true) {
                    assert!(self.granted.contains(Input::Expectation) && !expectation.contains(MARK));
                }
            }
            Call::Hits => self.hits(),
            Call::View(view) => {
                let name = self.check.view(view.into());
                let known = view == 0 || self.hits.iter().any(|hit| hit.view == u32::from(view));
                if let Some(name) = self.expect(name, known) {
                    assert_eq!(name == "raw", view == 0);
                }
            }
            Call::Matched(hit, before, after) => self.matched(hit, before, after),
            Call::Locate(hit, start, end) => self.locate(hit, start, end),
            Call::Report(report) => self.report(report),
            Call::NotApplicable(rule, reason) => {
                let code = self.rule_code(rule);
                let reason = ["none", "other", "made up"][usize::from(reason) % 3];
                let known = self.manifest.rules.iter().find(|rule| rule.code == code);
                let sound = known.is_some_and(|rule| rule.reasons.iter().any(|known| known == reason));
                let result = self.check.not_applicable(&code, reason);
                self.expect_report(result, sound);
            }
            Call::Measure(known, value) => {
                let name = if known { "ratio" } else { "made-up" };
                let sound = known && value.is_finite() && !self.measures.contains_key(name);
                let result = self.check.measure(name, value);
                if self.expect_report(result, sound) {
                    self.measures.insert(name, value);
                }
            }
        }
    }

    fn expect_report<E>(&mut self, result: Result<(), E>, sound: bool) -> bool {
        self.reports += 1;
        let allowed = sound && self.reports <= LIMITS.reports;
        assert_eq!(result.is_ok(), allowed);
        self.broken |= !allowed;
        allowed
    }

    fn hits(&mut self) {
        let listed = self.check.hits();
        let Some(listed) = self.expect(listed, true) else { return };
        assert_eq!(listed.len(), self.hits.len(), "no hit is lost");
        for (pattern, view, span) in listed {
            let pattern = &self.manifest.patterns[pattern as usize];
            let part = self.visible[span.part as usize];
            assert!(pattern.inputs.contains(&part.input));
            assert!(view != 0 || pattern.views.contains(&ViewName::Raw));
            let range = span.start as usize..span.end as usize;
            assert!(!range.is_empty() && is_sound(part.text, &range));
        }
    }

    fn matched(&mut self, hit: u8, before: u8, after: u8) {
        let excerpt = self.check.around(hit.into(), before.into(), after.into());
        let known = self.hits.get(usize::from(hit)).copied();
        // How much it hands over depends on the view, so the budget is followed here, not foretold.
        let within_calls = self.calls < LIMITS.calls;
        if let (Some(_), true) = (known, within_calls) {
            self.text_bytes = match &excerpt {
                Ok(text) => self.text_bytes + (text.before.len() + text.matched.len() + text.after.len()) as u64,
                Err(_) => LIMITS.text_bytes + 1,
            };
        }
        let affordable = self.text_bytes <= LIMITS.text_bytes;
        let Some(excerpt) = self.expect(excerpt, known.is_some() && affordable) else { return };
        let hit = known.expect("a hit that was shown exists");
        assert_eq!(excerpt.matched.len(), (hit.view_end - hit.view_start) as usize);
        assert!(excerpt.before.len() <= before.into() && excerpt.after.len() <= after.into());
        for text in [excerpt.before, excerpt.matched, excerpt.after] {
            assert!(!text.contains(MARK), "a text that was not granted was read");
        }
    }

    fn locate(&mut self, hit: u8, start: u8, end: u8) {
        let span = self.check.locate(hit.into(), start.into(), end.into());
        let known = self.hits.get(usize::from(hit)).copied();
        let width = known.map_or(0, |hit| hit.view_end - hit.view_start);
        let Some(span) = self.expect(span, known.is_some() && start <= end && u32::from(end) <= width) else { return };
        let within = known.expect("a hit that was located exists").span;
        let part = self.visible[span.part as usize];
        assert_eq!(part.id, self.scanned.parts()[within.part as usize].id);
        assert!(is_sound(part.text, &(span.start as usize..span.end as usize)));
        assert!(within.start <= span.start && span.end <= within.end, "a part of a match lies in it");
    }

    /// A declared rule, or one that is not.
    fn rule_code(&self, rule: u8) -> String {
        self.manifest.rules.get(usize::from(rule)).map_or("ABC999", |rule| rule.code.as_str()).to_owned()
    }

    fn report(&mut self, report: Report) {
        let span = |(part, start, end): &(u8, u8, u8)| PluginSpan {
            part: (*part).into(),
            start: (*start).into(),
            end: (*end).into(),
        };
        let finding = PluginFinding {
            rule: self.rule_code(report.rule),
            spans: report.spans.iter().map(span).collect(),
            hits: report.hits.iter().map(|hit| (*hit).into()).collect(),
            confidence: report.confidence,
            detail: report.detail.iter().map(|(key, value)| detail(*key, *value)).collect(),
        };
        let sound = self.is_sound(&finding);
        let result = self.check.report(finding);
        self.expect_report(result, sound);
    }

    fn is_sound(&self, finding: &PluginFinding) -> bool {
        let Some(rule) = self.manifest.rules.iter().find(|rule| rule.code == finding.rule) else { return false };
        let span = |span: &PluginSpan| {
            let part = self.visible.get(span.part as usize);
            part.is_some_and(|part| is_sound(part.text, &(span.start as usize..span.end as usize)))
        };
        let detail = |(key, value): &(String, String)| match rule.detail.get(key) {
            None => false,
            Some(DetailKind::Values(values)) => values.contains(value),
            Some(DetailKind::Number) => ["7.5", "-1e9"].contains(&value.as_str()),
        };
        finding.spans.len() <= LIMITS.spans as usize
            && finding.hits.len() <= LIMITS.hits as usize
            && finding.spans.iter().all(span)
            && finding.hits.iter().all(|hit| (*hit as usize) < self.hits.len())
            && finding.confidence.is_none_or(|confidence| (0.0..=1.0).contains(&confidence))
            && finding.detail.len() <= rule.detail.len()
            && finding.detail.iter().all(detail)
            && finding.detail.iter().map(|(key, _)| key).collect::<BTreeSet<_>>().len() == finding.detail.len()
    }

    fn finish(self) {
        let reported = self.check.outcome();
        assert_eq!(reported.is_err(), self.broken, "who breaks the contract once has said nothing");
        let Ok(Reported { findings, not_applicable, measures }) = reported else { return };
        assert!(findings.len() + not_applicable.len() + measures.len() <= LIMITS.reports as usize);
        for (index, finding) in findings.iter().enumerate() {
            assert!(finding.rule < self.manifest.rules.len());
            for span in &finding.spans {
                let part = self.scanned.parts()[span.part as usize];
                assert!(self.granted.contains(part.input));
                assert!(is_sound(part.text, &(span.start as usize..span.end as usize)));
            }
            assert!(finding.shown.iter().all(|shown| !shown.is_empty() && !shown.contains(MARK)));
            let twin =
                |other: &lictor_contract::ReportedFinding| other.rule == finding.rule && other.spans == finding.spans;
            assert!(!findings[..index].iter().any(twin), "the same finding twice");
        }
        assert!(
            measures.iter().map(|(name, value)| (name.as_str(), value)).eq(self.measures.iter().map(|(n, v)| (*n, v)))
        );
    }
}

fn key_of(key: u8) -> &'static str {
    KEYS[usize::from(key) % KEYS.len()]
}

fn detail(key: u8, value: u8) -> (String, String) {
    let key = ["kind", "count", "made-up"][usize::from(key) % 3];
    let values = ["first", "second", "7.5", "-1e9", "NaN", "inf", "free text", "0.00000000000000000000001"];
    (key.to_owned(), values[usize::from(value) % values.len()].to_owned())
}
