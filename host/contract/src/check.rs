use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use lictor_model::{Input, InputSet, InputState, Part, PartKind, Role, Sample, Span};

use crate::manifest::DetailKind;
use crate::matching::Hit;
use crate::merge::merge;
use crate::{Manifest, Scanned};

/// How much one plugin may say about one sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLimits {
    /// Findings, `not-applicable` and `measure` calls together.
    pub reports: u32,
    /// Spans of one finding.
    pub spans: u32,
    /// Hits that one finding rests on.
    pub hits: u32,
    /// Calls of any imported function.
    pub calls: u32,
    /// Bytes of text handed to the plugin, over all calls.
    pub text_bytes: u64,
    /// Bytes that the plugin hands to the host, over all calls: names, keys, details, spans, indices.
    pub output_bytes: u64,
    /// Bytes of evidence, over all findings: of what their spans cover, and of what views other than the raw one
    /// showed. The host hashes, masks and quotes it, and no fuel pays for that.
    pub evidence_bytes: u64,
}

impl Default for CheckLimits {
    fn default() -> Self {
        // A rule that has more to say than this about one answer has nothing to say. Reading is bounded at
        // several times the largest sample that is accepted, so that no honest pack meets it.
        Self {
            reports: 512,
            spans: 64,
            hits: 256,
            calls: 200_000,
            text_bytes: 256 << 20,
            // 512 findings with all their spans, hits and details have one.
            output_bytes: 4 << 20,
            evidence_bytes: 16 << 20,
        }
    }
}

/// How a plugin broke the contract by a call. The call traps and the plugin has failed for this sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// A part that does not exist.
    #[error("asked for a part that does not exist")]
    NoSuchPart,
    /// A hit that does not exist.
    #[error("asked for a hit that does not exist")]
    NoSuchHit,
    /// A view that no hit names.
    #[error("asked for a view that does not exist")]
    NoSuchView,
    /// A reversed range, or one beyond the text.
    #[error("asked for a range outside the text")]
    BadRange,
    /// A call outside `check`.
    #[error("asked for the sample while nothing was being checked")]
    NoSample,
    /// Too many calls or too much text read.
    #[error("made too many calls")]
    OverBudget,
}

/// Why the host refused a report. The plugin has failed for this sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A rule that the manifest does not declare.
    #[error("the manifest declares no such rule")]
    UndeclaredRule,
    /// A span outside its part, reversed, or inside a character.
    #[error("a span is outside its part, reversed or inside a character")]
    BadSpan,
    /// A hit that does not exist.
    #[error("a hit does not exist")]
    BadHit,
    /// A detail that is not declared, or a value that is not allowed for it.
    #[error("a detail is not declared, or its value is not one of those declared")]
    BadDetail,
    /// A confidence outside 0 to 1.
    #[error("the confidence is not between 0 and 1")]
    BadConfidence,
    /// A reason that the rule does not declare.
    #[error("the rule declares no such reason")]
    UndeclaredReason,
    /// A measure that is not declared, reported twice or not finite.
    #[error("the measure is not declared, not finite or reported twice")]
    BadMeasure,
    /// More reports than allowed.
    #[error("too many reports for one sample")]
    OverBudget,
}

/// A finding as a plugin reports it: parts are numbered as the plugin sees them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PluginFinding {
    /// The rule's code.
    pub rule: String,
    /// The evidence.
    pub spans: Vec<PluginSpan>,
    /// Indices into the hits.
    pub hits: Vec<u32>,
    /// 0 to 1.
    pub confidence: Option<f32>,
    /// Values for the message.
    pub detail: Vec<(String, String)>,
}

impl PluginFinding {
    /// What it took to hand it over.
    fn bytes(&self) -> usize {
        let detail: usize = self.detail.iter().map(|(key, value)| key.len() + value.len()).sum();
        self.rule.len() + detail + self.spans.len() * size_of::<PluginSpan>() + self.hits.len() * size_of::<u32>()
    }
}

/// A span as a plugin sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PluginSpan {
    /// The part, counted over those that the plugin may read.
    pub part: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A finding that passed the host's checks: parts are numbered as in [`Sample::parts`].
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedFinding {
    /// Index into the manifest's rules.
    pub rule: usize,
    /// The evidence.
    pub spans: Vec<Span>,
    /// The names of the views that showed it.
    pub views: Vec<String>,
    /// The evidence as those views showed it, where it differs from the original text.
    pub shown: Vec<String>,
    /// 0 to 1.
    pub confidence: Option<f32>,
    /// Values for the message.
    pub detail: Vec<(String, String)>,
}

/// Everything that one plugin said about one sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reported {
    /// Violations, in the order in which they were first reported.
    pub findings: Vec<ReportedFinding>,
    /// Index of a rule, and why it cannot tell.
    pub not_applicable: Vec<(usize, String)>,
    /// Declared numbers.
    pub measures: BTreeMap<String, f64>,
}

/// What a pattern matched, with its surroundings, as the view showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excerpt<'a> {
    /// Text before the match.
    pub before: &'a str,
    /// The match.
    pub matched: &'a str,
    /// Text after the match.
    pub after: &'a str,
}

/// What is known of a sample beside its own fields.
#[derive(Debug, Clone, Default)]
pub struct Attributes {
    /// The answer's language, `und` when unsure.
    pub language: String,
    /// The day that counts as today, `YYYY-MM-DD`.
    pub today: String,
}

/// One plugin's check of one sample, seen from the host: what it may read, and what it reported.
///
/// Granting and validating happen here and nowhere else. A call that breaks the contract is remembered
/// ([`Check::outcome`]), whatever the plugin does with the error.
pub struct Check<'a> {
    manifest: &'a Manifest,
    sample: &'a Sample,
    parts: &'a [Part<'a>],
    attributes: &'a Attributes,
    granted: InputSet,
    /// Indices into `parts` of those that the plugin may read.
    visible: Vec<u32>,
    hits: &'a [Hit],
    scanned: &'a Scanned<'a>,
    limits: &'a CheckLimits,
    /// The names of the views by their numbers, made when the first is asked for.
    views: Vec<&'a str>,
    calls: u32,
    text_bytes: u64,
    output_bytes: u64,
    evidence_bytes: u64,
    reports: u32,
    reported: Reported,
    breach: Option<Breach>,
    refusal: Option<Refusal>,
    until: Option<Instant>,
}

impl<'a> Check<'a> {
    /// Prepares a check. `granted` is what the policy grants *and* the manifest declares; `hits` are the
    /// plugin's own, with parts numbered as in `scanned`.
    pub fn new(
        manifest: &'a Manifest,
        granted: InputSet,
        sample: &'a Sample,
        attributes: &'a Attributes,
        scanned: &'a Scanned<'a>,
        hits: &'a [Hit],
        limits: &'a CheckLimits,
    ) -> Self {
        let parts = scanned.parts();
        let visible = (0..parts.len() as u32).filter(|index| granted.contains(parts[*index as usize].input)).collect();
        Self {
            manifest,
            sample,
            parts,
            attributes,
            granted,
            visible,
            hits,
            scanned,
            limits,
            views: Vec::new(),
            calls: 0,
            text_bytes: 0,
            output_bytes: 0,
            evidence_bytes: 0,
            reports: 0,
            reported: Reported::default(),
            breach: None,
            refusal: None,
            until: None,
        }
    }

    /// The plugin has to answer by then, if its own deadline does not come first.
    pub fn until(mut self, until: Option<Instant>) -> Self {
        self.until = until;
        self
    }

    /// How much time is left until then.
    pub fn time_left(&self) -> Option<Duration> {
        self.until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// The first breach or refusal so far, as words for the pack's author that hold nothing of the sample.
    pub fn complaint(&self) -> Option<String> {
        let breach = self.breach.map(|breach| breach.to_string());
        breach.or_else(|| self.refusal.map(|refusal| refusal.to_string()))
    }

    /// What the plugin said, unless it broke the contract. The same rule on the same spans in several views is one
    /// finding.
    ///
    /// # Errors
    /// The first breach or refusal, as words for the pack's author that hold nothing of the sample.
    pub fn outcome(self) -> Result<Reported, String> {
        match (self.breach, self.refusal) {
            (Some(breach), _) => Err(breach.to_string()),
            (None, Some(refusal)) => Err(refusal.to_string()),
            (None, None) => Ok(Reported { findings: merge(self.reported.findings), ..self.reported }),
        }
    }

    fn call(&mut self) -> Result<(), Breach> {
        self.calls += 1;
        if self.calls > self.limits.calls { self.breach(Breach::OverBudget) } else { Ok(()) }
    }

    fn breach<T>(&mut self, breach: Breach) -> Result<T, Breach> {
        self.breach.get_or_insert(breach);
        Err(breach)
    }

    fn refuse<T>(&mut self, refusal: Refusal) -> Result<T, Refusal> {
        self.refusal.get_or_insert(refusal);
        Err(refusal)
    }

    fn part(&mut self, part: u32) -> Result<&'a Part<'a>, Breach> {
        self.call()?;
        match self.visible.get(part as usize) {
            Some(index) => Ok(&self.parts[*index as usize]),
            None => self.breach(Breach::NoSuchPart),
        }
    }

    fn hit(&mut self, hit: u32) -> Result<&'a Hit, Breach> {
        self.call()?;
        match self.hits.get(hit as usize) {
            Some(hit) => Ok(hit),
            None => self.breach(Breach::NoSuchHit),
        }
    }

    fn hand_over(&mut self, bytes: usize) -> Result<(), Breach> {
        self.text_bytes += bytes as u64;
        if self.text_bytes > self.limits.text_bytes { self.breach(Breach::OverBudget) } else { Ok(()) }
    }

    /// Counts text that is made for the plugin and belongs to no part.
    fn hand_over_made(&mut self, made: Option<String>) -> Result<Option<String>, Breach> {
        self.hand_over(made.as_ref().map_or(0, String::len))?;
        Ok(made)
    }

    /// Counts what the plugin handed over to ask a question.
    fn take(&mut self, bytes: usize) -> Result<(), Breach> {
        self.output_bytes += bytes as u64;
        if self.output_bytes > self.limits.output_bytes { self.breach(Breach::OverBudget) } else { Ok(()) }
    }

    /// `sample.part-count`
    pub fn part_count(&mut self) -> Result<u32, Breach> {
        self.call()?;
        Ok(self.visible.len() as u32)
    }

    /// `sample.input`
    pub fn input(&mut self, part: u32) -> Result<Input, Breach> {
        Ok(self.part(part)?.input)
    }

    /// `sample.text`
    pub fn text(&mut self, part: u32) -> Result<&'a str, Breach> {
        let text = self.part(part)?.text;
        self.hand_over(text.len())?;
        Ok(text)
    }

    /// `sample.read`
    pub fn read(&mut self, part: u32, start: u32, end: u32) -> Result<&'a str, Breach> {
        let text = self.part(part)?.text;
        let (start, end) = (start as usize, end as usize);
        if start > end || end > text.len() {
            return self.breach(Breach::BadRange);
        }
        let text = &text[text.floor_char_boundary(start)..text.ceil_char_boundary(end)];
        self.hand_over(text.len())?;
        Ok(text)
    }

    /// `sample.len`
    pub fn len(&mut self, part: u32) -> Result<u32, Breach> {
        Ok(self.part(part)?.text.len() as u32)
    }

    /// `sample.property`
    pub fn property(&mut self, part: u32, key: &str) -> Result<Option<String>, Breach> {
        let id = self.part(part)?.id;
        self.take(key.len())?;
        let index = id.index as usize;
        let owned = |value: &Option<String>| value.clone();
        let property = match id.kind {
            PartKind::Answer => None,
            PartKind::Message => self.sample.messages.as_ref().and_then(|messages| {
                let role = match messages.get(index)?.role {
                    Role::System => "system",
                    Role::Developer => "developer",
                    Role::User => "user",
                    Role::Assistant => "assistant",
                    Role::Tool => "tool",
                };
                (key == "role").then(|| role.to_owned())
            }),
            PartKind::Context => self.sample.contexts.as_ref().and_then(|contexts| {
                let context = contexts.get(index)?;
                match key {
                    "id" => owned(&context.id),
                    "title" => owned(&context.title),
                    "source" => owned(&context.source),
                    "access" => serde_json::to_string(&context.access).ok(),
                    _ => None,
                }
            }),
            PartKind::ToolCall => self.sample.tool_calls.as_ref().and_then(|calls| {
                let call = calls.get(index)?;
                match key {
                    "id" => owned(&call.id),
                    "name" => Some(call.name.clone()),
                    _ => None,
                }
            }),
            PartKind::ToolResult => self.sample.tool_results.as_ref().and_then(|results| {
                let result = results.get(index)?;
                match key {
                    "id" => owned(&result.id),
                    "name" => owned(&result.name),
                    "success" => result.success.map(|success| success.to_string()),
                    _ => None,
                }
            }),
            PartKind::Citation => self.sample.citations.as_ref().and_then(|citations| {
                let citation = citations.get(index)?;
                match key {
                    "context" => owned(&citation.context),
                    "url" => owned(&citation.url),
                    _ => None,
                }
            }),
            PartKind::Fact => self.sample.expectation.as_ref().and_then(|expectation| {
                let fact = expectation.facts.get(index)?;
                match key {
                    "aliases" => serde_json::to_string(&fact.aliases).ok(),
                    "role" => Some("fact".into()),
                    _ => None,
                }
            }),
            PartKind::ForbiddenTerm => (key == "role").then(|| "forbidden".to_owned()),
        };
        self.hand_over_made(property)
    }

    /// `sample.attribute`
    pub fn attribute(&mut self, key: &str) -> Result<Option<String>, Breach> {
        self.call()?;
        self.take(key.len())?;
        let attribute = match key {
            "stage" => Some(match self.sample.stage {
                lictor_model::Stage::Response => "response".into(),
                lictor_model::Stage::Request => "request".into(),
            }),
            "workflow" => self.sample.workflow.clone(),
            "language" => Some(self.attributes.language.clone()),
            "today" => Some(self.attributes.today.clone()),
            "finish-reason" => self.sample.finish_reason.clone(),
            "caller-labels" if self.granted.contains(Input::CallerLabels) => {
                self.sample.caller.as_ref().and_then(|caller| serde_json::to_string(&caller.labels).ok())
            }
            "caller-id" if self.granted.contains(Input::CallerLabels) => {
                self.sample.caller.as_ref().and_then(|caller| caller.id.clone())
            }
            "behaviour" if self.granted.contains(Input::Expectation) => self
                .sample
                .expectation
                .as_ref()
                .and_then(|expectation| expectation.behaviour)
                .map(|behaviour| behaviour.as_str().into()),
            _ => None,
        };
        self.hand_over_made(attribute)
    }

    /// `sample.input-state`
    pub fn input_state(&mut self, input: &str) -> Result<&'static str, Breach> {
        self.call()?;
        self.take(input.len())?;
        Ok(match input.parse::<Input>() {
            Err(_) => "unknown",
            Ok(input) if !self.granted.contains(input) => InputState::Withheld.as_str(),
            Ok(input) => self.sample.input_state(input).as_str(),
        })
    }

    /// `sample.expectation`
    pub fn expectation(&mut self) -> Result<Option<String>, Breach> {
        self.call()?;
        if !self.granted.contains(Input::Expectation) {
            return Ok(None);
        }
        let expectation = self.sample.expectation.as_ref();
        self.hand_over_made(expectation.and_then(|expectation| serde_json::to_string(expectation).ok()))
    }

    /// `sample.hits`, with parts numbered as the plugin sees them: pattern, view, span.
    pub fn hits(&mut self) -> Result<Vec<(u32, u32, PluginSpan)>, Breach> {
        self.call()?;
        self.hand_over(self.hits.len() * size_of::<(u32, u32, PluginSpan)>())?;
        let visible = &self.visible;
        let renumbered = |hit: &Hit| {
            let part = visible.binary_search(&hit.span.part).ok()? as u32;
            Some((hit.pattern, hit.view, PluginSpan { part, start: hit.span.start, end: hit.span.end }))
        };
        // Hits lie in granted parts only, so every one of them is renumbered.
        Ok(self.hits.iter().filter_map(renumbered).collect())
    }

    /// `sample.view`
    pub fn view(&mut self, view: u32) -> Result<&'a str, Breach> {
        self.call()?;
        if view == 0 {
            return Ok("raw");
        }
        if self.views.is_empty() {
            // Numbers have no gaps. Looking through all hits at each call would be work that no fuel pays for.
            self.views.push("raw");
            for hit in self.hits {
                let number = hit.view as usize;
                if number >= self.views.len() {
                    self.views.resize(number + 1, "");
                }
                self.views[number] = self.scanned.view(hit).name();
            }
        }
        match self.views.get(view as usize) {
            Some(name) => Ok(name),
            None => self.breach(Breach::NoSuchView),
        }
    }

    /// `sample.around`
    pub fn around(&mut self, hit: u32, before: u32, after: u32) -> Result<Excerpt<'a>, Breach> {
        let hit = self.hit(hit)?;
        let text = self.scanned.view(hit).text();
        let (start, end) = (hit.view_start as usize, hit.view_end as usize);
        let from = text.ceil_char_boundary(start.saturating_sub(before as usize));
        let to = text.floor_char_boundary(end.saturating_add(after as usize).min(text.len()));
        self.hand_over(to.saturating_sub(from))?;
        Ok(Excerpt {
            before: &text[from.min(start)..start],
            matched: &text[start..end],
            after: &text[end..to.max(end)],
        })
    }

    /// `sample.locate`
    pub fn locate(&mut self, hit: u32, start: u32, end: u32) -> Result<PluginSpan, Breach> {
        let hit = self.hit(hit)?;
        if start > end || end > hit.view_end - hit.view_start {
            return self.breach(Breach::BadRange);
        }
        let view = self.scanned.view(hit);
        // The ends of the match are edges, so that this stays within it.
        let start = view.text().floor_char_boundary((hit.view_start + start) as usize);
        let end = view.text().ceil_char_boundary((hit.view_start + end) as usize);
        let original = view.original(start, end);
        match self.visible.binary_search(&hit.span.part) {
            Ok(part) => Ok(PluginSpan { part: part as u32, start: original.start as u32, end: original.end as u32 }),
            Err(_) => self.breach(Breach::NoSuchPart),
        }
    }

    fn count_report(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.reports += 1;
        self.output_bytes += bytes as u64;
        let over = self.reports > self.limits.reports || self.output_bytes > self.limits.output_bytes;
        if over { self.refuse(Refusal::OverBudget) } else { Ok(()) }
    }

    /// Counts evidence.
    fn keep(&mut self, bytes: u32) -> Result<(), Refusal> {
        self.evidence_bytes += u64::from(bytes);
        if self.evidence_bytes > self.limits.evidence_bytes { self.refuse(Refusal::OverBudget) } else { Ok(()) }
    }

    fn span(&self, span: PluginSpan) -> Option<Span> {
        let part = *self.visible.get(span.part as usize)?;
        let text = self.parts[part as usize].text;
        let (start, end) = (span.start as usize, span.end as usize);
        let sound = start <= end && end <= text.len() && text.is_char_boundary(start) && text.is_char_boundary(end);
        sound.then_some(Span { part, start: span.start, end: span.end })
    }

    /// `findings.report`
    ///
    /// # Errors
    /// [`Refusal`]; the plugin has then failed for this sample.
    pub fn report(&mut self, finding: PluginFinding) -> Result<(), Refusal> {
        self.count_report(finding.bytes())?;
        let manifest = self.manifest;
        let Some(rule) = manifest.rule(&finding.rule) else { return self.refuse(Refusal::UndeclaredRule) };
        if finding.spans.len() > self.limits.spans as usize || finding.hits.len() > self.limits.hits as usize {
            return self.refuse(Refusal::OverBudget);
        }
        if finding.confidence.is_some_and(|confidence| !(0.0..=1.0).contains(&confidence)) {
            return self.refuse(Refusal::BadConfidence);
        }
        let declared = &manifest.rules[rule].detail;
        let allowed = |(key, value): &(String, String)| match declared.get(key) {
            None => false,
            Some(DetailKind::Values(values)) => values.contains(value),
            Some(DetailKind::Number) => value.len() <= 24 && value.parse::<f64>().is_ok_and(f64::is_finite),
        };
        // Each key once: what is checked for a key must be worth a value.
        let twice =
            |(index, (key, _)): (usize, &(String, String))| finding.detail[..index].iter().any(|(k, _)| k == key);
        if finding.detail.len() > declared.len()
            || finding.detail.iter().enumerate().any(twice)
            || !finding.detail.iter().all(allowed)
        {
            return self.refuse(Refusal::BadDetail);
        }
        let mut spans = Vec::with_capacity(finding.spans.len());
        for span in finding.spans {
            match self.span(span) {
                Some(span) => {
                    self.keep(span.end - span.start)?;
                    spans.push(span);
                }
                None => return self.refuse(Refusal::BadSpan),
            }
        }
        let (mut views, mut shown) = (Vec::new(), Vec::new());
        for index in finding.hits {
            let Some(hit) = self.hits.get(index as usize) else { return self.refuse(Refusal::BadHit) };
            let view = self.scanned.view(hit);
            if !views.iter().any(|name| name == view.name()) {
                views.push(view.name().to_owned());
            }
            if hit.view != 0 {
                self.keep(hit.view_end - hit.view_start)?;
                shown.push(view.text()[hit.view_start as usize..hit.view_end as usize].to_owned());
            }
        }
        let confidence = finding.confidence;
        self.reported.findings.push(ReportedFinding { rule, spans, views, shown, confidence, detail: finding.detail });
        Ok(())
    }

    /// `findings.not-applicable`
    ///
    /// # Errors
    /// [`Refusal`]; the plugin has then failed for this sample.
    pub fn not_applicable(&mut self, rule: &str, reason: &str) -> Result<(), Refusal> {
        self.count_report(rule.len() + reason.len())?;
        let Some(rule) = self.manifest.rule(rule) else { return self.refuse(Refusal::UndeclaredRule) };
        if !self.manifest.rules[rule].reasons.iter().any(|declared| declared == reason) {
            return self.refuse(Refusal::UndeclaredReason);
        }
        self.reported.not_applicable.push((rule, reason.to_owned()));
        Ok(())
    }

    /// `findings.measure`
    ///
    /// # Errors
    /// [`Refusal`]; the plugin has then failed for this sample.
    pub fn measure(&mut self, name: &str, value: f64) -> Result<(), Refusal> {
        self.count_report(name.len() + size_of::<f64>())?;
        let declared = self.manifest.measures.iter().any(|measure| measure.name == name);
        if !declared || !value.is_finite() || self.reported.measures.contains_key(name) {
            return self.refuse(Refusal::BadMeasure);
        }
        self.reported.measures.insert(name.to_owned(), value);
        Ok(())
    }
}
