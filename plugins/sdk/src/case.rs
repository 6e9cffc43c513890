use std::any::{Any, TypeId};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use crate::host::{Host, RawFinding, RawHit};
use crate::{Input, Pack, Pattern, Rule, Wake};

/// A range of bytes of a part's original text, on character boundaries, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The part's index.
    pub part: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What the rules of one pack share while they check one sample. Whatever costs a call of the host is asked once.
pub(crate) struct Shared<'a> {
    host: &'a dyn Host,
    pack: &'static Pack,
    settings: &'a dyn Any,
    hits: Vec<Owned>,
    states: [Cell<Option<&'static str>>; Input::COUNT],
    /// Those that were asked for: wake conditions ask for the same ones, rule by rule.
    attributes: RefCell<Vec<(String, Option<String>)>>,
    kinds: OnceCell<Vec<Input>>,
    /// The first part's text: the answer's, where there is one. The others are seldom read.
    first: OnceCell<String>,
    others: OnceCell<Vec<OnceCell<String>>>,
    memo: RefCell<Vec<(TypeId, Rc<dyn Any>)>>,
    reported: RefCell<Vec<Finding>>,
    failed: RefCell<Option<String>>,
}

/// A hit and the rule that its pattern belongs to.
struct Owned {
    raw: RawHit,
    /// The rule's place in the pack.
    rule: usize,
    /// The pattern's place in the rule; none for one that the settings added.
    pattern: Option<usize>,
}

/// One rule's look at one sample: what it may read, what was hit, and where it reports.
pub struct Case<'a> {
    shared: &'a Shared<'a>,
    rule: &'static Rule,
    /// The rule's place in the pack.
    index: usize,
}

/// Runs the rules of a pack that have something to look at on the host's current sample.
pub(crate) fn check(pack: &'static Pack, settings: &dyn Any, host: &dyn Host) -> Result<(), String> {
    let shared = Shared {
        host,
        pack,
        settings,
        hits: owned(pack, settings, host.hits()),
        states: Default::default(),
        attributes: RefCell::default(),
        kinds: OnceCell::new(),
        first: OnceCell::new(),
        others: OnceCell::new(),
        memo: RefCell::default(),
        reported: RefCell::default(),
        failed: RefCell::default(),
    };
    for (index, rule) in pack.rules.iter().enumerate() {
        let case = Case { shared: &shared, rule, index };
        if case.wakes() && rule.requires.iter().all(|input| case.has(*input)) {
            (rule.check)(&case);
            if let Some(error) = shared.failed.take() {
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Gives each hit to the rule that declares its pattern.
fn owned(pack: &'static Pack, settings: &dyn Any, hits: Vec<RawHit>) -> Vec<Owned> {
    let mut count = 0;
    // Patterns are numbered through all rules, in their order: where each rule's end.
    let ends: Vec<usize> = if hits.is_empty() {
        return Vec::new();
    } else {
        let end = |rule: &&Rule| {
            count += rule.patterns.len();
            count
        };
        pack.rules.iter().map(end).collect()
    };
    let mut added = None;
    let owner = |raw: RawHit| {
        let pattern = raw.pattern as usize;
        let rule = ends.partition_point(|end| *end <= pattern);
        if let Some(owner) = pack.rules.get(rule) {
            let pattern = Some(pattern + owner.patterns.len() - ends[rule]);
            return Some(Owned { raw, rule, pattern });
        }
        // What the settings added comes after all static patterns.
        let added = added.get_or_insert_with(|| pack.settings.pattern_rules(settings));
        let code = added.get(pattern - count)?;
        let rule = pack.rules.iter().position(|rule| rule.code == *code)?;
        Some(Owned { raw, rule, pattern: None })
    };
    hits.into_iter().filter_map(owner).collect()
}

impl<'a> Case<'a> {
    /// Whether one of the rule's wake conditions holds. The host hears nothing of a rule of which none does.
    fn wakes(&self) -> bool {
        let hit = || self.heard().any(|(_, hit)| self.pattern(hit).is_none_or(|pattern| pattern.wakes));
        let holds = |wake: &Wake| match wake {
            Wake::Hit => hit(),
            Wake::Input(input) => self.has(*input),
            Wake::AnswerLength(max) => self.answer().len() <= *max as usize,
            Wake::Behaviour(any) => {
                self.attribute("behaviour").is_some_and(|known| any.iter().any(|asked| asked.as_str() == known))
            }
            Wake::FinishReason(is) => self.attribute("finish-reason").as_deref() == Some(is),
            // What facts there are is for the rule to see.
            Wake::Facts | Wake::Always => true,
        };
        if self.rule.extra.wake.is_empty() { hit() } else { self.rule.extra.wake.iter().any(holds) }
    }

    /// The hits of the rule's patterns, its own and those that it shares, ordered by place.
    pub fn hits(&self) -> impl Iterator<Item = Hit<'_>> {
        self.heard().map(|(index, hit)| Hit { case: self, index: index as u32, hit })
    }

    fn heard(&self) -> impl Iterator<Item = (usize, &'a Owned)> {
        let shares = |hit: &Owned| {
            let code = self.shared.pack.rules[hit.rule].code;
            hit.pattern.is_some() && self.rule.extra.shares.iter().any(|prefix| code.starts_with(prefix))
        };
        self.shared.hits.iter().enumerate().filter(move |(_, hit)| hit.rule == self.index || shares(hit))
    }

    fn pattern(&self, hit: &Owned) -> Option<&'static Pattern> {
        self.shared.pack.rules[hit.rule].patterns.get(hit.pattern?)
    }

    /// The texts that the pack may read.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        (0..self.kinds().len() as u32).map(|index| Part { shared: self.shared, index })
    }

    /// The texts of one input.
    pub fn parts_of(&self, input: Input) -> impl Iterator<Item = Part<'_>> {
        // The contract puts the answer first, so that its kind need not be asked.
        let known = input == Input::Answer && self.has(input);
        let count = if known { 1 } else { self.kinds().len() as u32 };
        let part = |index| Part { shared: self.shared, index };
        (0..count).map(part).filter(move |part| known || part.input() == input)
    }

    /// The part with this index.
    pub fn part(&self, index: u32) -> Part<'_> {
        Part { shared: self.shared, index }
    }

    fn kinds(&self) -> &'a [Input] {
        self.shared.kinds()
    }

    /// The answer's text, or nothing where it is missing or withheld.
    pub fn answer(&self) -> &str {
        self.parts_of(Input::Answer).next().map_or("", |part| self.shared.text(part.index))
    }

    /// Whether the input is granted, present and not empty.
    pub fn has(&self, input: Input) -> bool {
        self.input_state(input) == "present"
    }

    /// `present`, `empty`, `absent`, `withheld` or `unknown`.
    pub fn input_state(&self, input: Input) -> &'static str {
        let known = &self.shared.states[input as usize];
        known.get().unwrap_or_else(|| {
            let state = self.shared.host.input_state(input.as_str());
            let states = ["present", "empty", "absent", "withheld"];
            let state = states.into_iter().find(|name| *name == state).unwrap_or("unknown");
            known.set(Some(state));
            state
        })
    }

    /// An attribute of the sample: `stage`, `workflow`, `language`, `finish-reason`, `today`,
    /// `caller-id`, `caller-labels`, `behaviour`.
    pub fn attribute(&self, key: &str) -> Option<String> {
        let known =
            self.shared.attributes.borrow().iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        known.unwrap_or_else(|| {
            let value = self.shared.host.attribute(key);
            self.shared.attributes.borrow_mut().push((key.to_owned(), value.clone()));
            value
        })
    }

    /// The expectation as JSON.
    pub fn expectation(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.shared.host.expectation()?).ok()
    }

    /// The pack's settings.
    ///
    /// # Panics
    /// If the pack's settings are of another type: a mistake that every test of the rule meets.
    #[allow(clippy::expect_used)] // The pack names one type for its settings; asking for another is a bug.
    pub fn settings<T: 'static>(&self) -> &T {
        self.shared.settings.downcast_ref().expect("the pack's settings are of this type")
    }

    /// Something that several rules need and that is computed once per sample, such as a refusal's state.
    pub fn memo<T: 'static>(&self, compute: impl FnOnce(&Self) -> T) -> Rc<T> {
        let known = self.shared.memo.borrow().iter().find(|(id, _)| *id == TypeId::of::<T>()).map(|(_, v)| v.clone());
        if let Some(value) = known.and_then(|value| value.downcast::<T>().ok()) {
            return value;
        }
        let value = Rc::new(compute(self));
        self.shared.memo.borrow_mut().push((TypeId::of::<T>(), value.clone()));
        value
    }

    /// What the rules before this one (in the pack's order) have reported.
    pub fn reported(&self) -> Vec<Finding> {
        self.shared.reported.borrow().clone()
    }

    /// Reports a violation of this rule.
    pub fn report(&self, finding: Finding) {
        let raw = RawFinding {
            rule: self.rule.code,
            spans: &finding.spans,
            hits: &finding.hits,
            confidence: finding.confidence,
            detail: finding.detail.iter().map(|(key, value)| (*key, value.as_str())).collect(),
        };
        self.note(self.shared.host.report(raw));
        self.shared.reported.borrow_mut().push(Finding { rule: self.rule.code, ..finding });
    }

    /// Says that this rule cannot tell, for one of the reasons that it declares.
    pub fn not_applicable(&self, reason: &'static str) {
        self.note(self.shared.host.not_applicable(self.rule.code, reason));
    }

    /// Reports a declared number.
    pub fn measure(&self, name: &'static str, value: f64) {
        self.note(self.shared.host.measure(name, value));
    }

    fn note(&self, result: Result<(), String>) {
        if let Err(error) = result {
            self.shared.failed.borrow_mut().get_or_insert(format!("{}: {error}", self.rule.code));
        }
    }
}

impl<'a> Shared<'a> {
    fn kinds(&self) -> &[Input] {
        self.kinds.get_or_init(|| {
            // A kind that this SDK does not know cannot be asked for either; the answer's place is kept.
            (0..self.host.part_count())
                .map(|part| Input::parse(&self.host.input(part)).unwrap_or(Input::Citations))
                .collect()
        })
    }

    fn text(&self, part: u32) -> &str {
        let Some(other) = (part as usize).checked_sub(1) else {
            return self.first.get_or_init(|| self.host.text(0));
        };
        let others = self.others.get_or_init(|| (1..self.kinds().len()).map(|_| OnceCell::new()).collect());
        others.get(other).map_or("", |text| text.get_or_init(|| self.host.text(part)))
    }
}

/// One text of the sample.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    shared: &'a Shared<'a>,
    index: u32,
}

impl<'a> Part<'a> {
    /// Its index, for spans.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The input that it belongs to.
    pub fn input(&self) -> Input {
        self.shared.kinds()[self.index as usize]
    }

    /// The whole text, fetched once. For a window of a large text use [`read`](Self::read).
    pub fn text(&self) -> &'a str {
        self.shared.text(self.index)
    }

    /// A window of the text, widened to character boundaries.
    pub fn read(&self, start: u32, end: u32) -> String {
        self.shared.host.read(self.index, start, end)
    }

    /// Bytes of UTF-8.
    pub fn len(&self) -> u32 {
        self.shared.host.len(self.index)
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A property: `role`, `id`, `title`, `source`, `access`, `name`, `success`, `context`, `url`, `aliases`.
    pub fn property(&self, key: &str) -> Option<String> {
        self.shared.host.property(self.index, key)
    }

    /// A span of this part.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { part: self.index, start: range.start as u32, end: range.end as u32 }
    }
}

/// A match of one of the rule's patterns.
pub struct Hit<'a> {
    case: &'a Case<'a>,
    index: u32,
    hit: &'a Owned,
}

/// What a pattern matched, with its surroundings, as the view showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Text before the match.
    pub before: String,
    /// The match.
    pub matched: String,
    /// Text after the match.
    pub after: String,
}

impl Hit<'_> {
    /// The code of the rule that declares the pattern.
    pub fn rule(&self) -> &'static str {
        self.case.shared.pack.rules[self.hit.rule].code
    }

    /// Index of the pattern in its rule's list; none for one that the settings added.
    pub fn pattern(&self) -> Option<usize> {
        self.hit.pattern
    }

    /// The pattern's label.
    pub fn label(&self) -> &'static str {
        self.case.pattern(self.hit).map_or("", |pattern| pattern.label)
    }

    /// Where in the original text.
    pub fn span(&self) -> Span {
        self.hit.raw.span
    }

    /// The part that it lies in.
    pub fn part(&self) -> Part<'_> {
        self.case.part(self.hit.raw.span.part)
    }

    /// Whether the raw text shows it, so that offsets in [`matched`](Self::matched) are offsets in the part.
    pub fn is_raw(&self) -> bool {
        self.hit.raw.view == 0
    }

    /// The view's name: `raw`, `normalised`, `base64`, …
    pub fn view(&self) -> String {
        if self.is_raw() { "raw".into() } else { self.case.shared.host.view(self.hit.raw.view) }
    }

    /// The matched text.
    pub fn matched(&self) -> String {
        self.around(0, 0).matched
    }

    /// The matched text with up to so many bytes around it.
    pub fn around(&self, before: u32, after: u32) -> Excerpt {
        let (before, matched, after) = self.case.shared.host.around(self.index, before, after);
        Excerpt { before, matched, after }
    }

    /// Where bytes of the matched text come from in the original.
    pub fn locate(&self, range: std::ops::Range<usize>) -> Span {
        self.case.shared.host.locate(self.index, range.start as u32, range.end as u32)
    }

    /// The hit's number, for [`Finding::resting_on`].
    pub fn index(&self) -> u32 {
        self.index
    }
}

/// A violation, before it is reported.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// The rule that reported it; filled in by [`Case::report`].
    pub rule: &'static str,
    /// The evidence; reports point at the first.
    pub spans: Vec<Span>,
    /// The hits that it rests on.
    pub hits: Vec<u32>,
    /// 0 to 1.
    pub confidence: Option<f32>,
    /// Values for the message.
    pub detail: Vec<(&'static str, String)>,
}

impl Finding {
    /// On what a pattern hit.
    pub fn at(hit: &Hit<'_>) -> Self {
        Self { spans: vec![hit.span()], hits: vec![hit.index], ..Self::default() }
    }

    /// On a part of what a pattern hit: bytes of the matched text.
    pub fn within(hit: &Hit<'_>, range: std::ops::Range<usize>) -> Self {
        Self { spans: vec![hit.locate(range)], hits: vec![hit.index], ..Self::default() }
    }

    /// On a span.
    pub fn span(span: Span) -> Self {
        Self { spans: vec![span], ..Self::default() }
    }

    /// On the sample as a whole.
    pub fn whole() -> Self {
        Self::default()
    }

    /// With one more piece of evidence.
    pub fn and(mut self, span: Span) -> Self {
        self.spans.push(span);
        self
    }

    /// Resting on one more hit.
    pub fn resting_on(mut self, hit: &Hit<'_>) -> Self {
        self.hits.push(hit.index);
        self
    }

    /// How sure the rule is, 0 to 1.
    pub fn confidence(mut self, confidence: f32) -> Self {
        self.confidence = Some(confidence);
        self
    }

    /// With a value for the message.
    pub fn detail(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.detail.push((key, value.into()));
        self
    }
}
