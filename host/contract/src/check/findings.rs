//! The interface `findings`: what a plugin reports, and what becomes of it.

use std::collections::BTreeMap;

use lictor_model::Span;

use super::{Check, Refusal};
use crate::manifest::DetailKind;

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

/// A finding that passed the host's checks: parts are numbered as in [`Sample::parts`](lictor_model::Sample::parts).
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

impl Check<'_> {
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
