//! From what plugins reported to a record: mask, word, name, weigh, excuse, decide.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use lictor_contract::{Reported, ReportedFinding, RuleInfo, Scanned};
use lictor_model::{
    Decision, Dimension, DimensionOutcome, Failure, FailureKind, Finding, Level, NotApplicable, PartKind, PolicyRef,
    Record, RecordSpan, RuleId, Sample, Span, Status,
};
use lictor_policy::{OnFailure, Profile, WaiverOutcome, decide};

use crate::FingerprintKey;
use crate::applicability::{Outlook, Plan};
use crate::fingerprint::{Evidence, fingerprint};
use crate::load::{Loaded, Parts};
use crate::mask::Mask;

/// What one plugin said, or how it failed.
pub(crate) type Outcome = Result<Reported, FailureKind>;

/// Everything that a verdict on one sample is made from.
pub(crate) struct Judge<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) key: Option<&'a FingerprintKey>,
    pub(crate) today: &'a str,
    pub(crate) profile: &'a Profile,
    pub(crate) sample: &'a Sample,
    pub(crate) scanned: &'a Scanned<'a>,
    pub(crate) plan: &'a Plan,
}

/// What is to be seen of an answer that is still being written.
pub(crate) struct Sight {
    /// What stops or redacts it.
    pub(crate) sightings: Vec<Sighting>,
    /// The place before which nothing changes however it goes on.
    pub(crate) settled: usize,
    /// Not everybody who should have looked could.
    pub(crate) failed: bool,
}

/// Something that stops or redacts an answer which is still being written.
pub(crate) struct Sighting {
    /// Redact or block.
    pub(crate) level: Level,
    /// What kind of thing it is: the rule's alias.
    pub(crate) slug: String,
    /// Where it stands in the answer. Empty: it is about the answer as a whole.
    pub(crate) ranges: Vec<Range<usize>>,
    /// How it is written there, and how views show it.
    pub(crate) texts: Vec<String>,
}

/// A finding on its way into the record.
struct Draft<'a> {
    info: &'a RuleInfo,
    level: Level,
    spans: Vec<Span>,
    views: Vec<String>,
    shown: Vec<String>,
    confidence: Option<f32>,
    message: String,
}

impl<'a> Judge<'a> {
    pub(crate) fn record(&self, outcomes: &[(Outlook<'_>, Outcome)], policy: PolicyRef) -> Record {
        let mask = self.mask(outcomes);
        let mut drafts = self.drafts(outcomes, &mask);
        let failures = self.failures(outcomes);
        if failures.is_empty() {
            self.combine(&mut drafts, &mask);
        }
        self.report_failures(outcomes, &mut drafts);
        let mut findings: Vec<Finding> = Vec::with_capacity(drafts.len());
        let mut expired = false;
        for draft in &drafts {
            findings.push(self.finding(draft, &mask, &mut expired));
        }
        if expired {
            let info = &self.parts.builtin.expired_waiver;
            findings.push(self.finding(&self.plain(info, Level::Note), &mask, &mut false));
        }
        let mut retired: Vec<(&RuleId, &RuleId)> = drafts
            .iter()
            .filter_map(|draft| Some((self.parts.policy.retired_name(&draft.info.id)?, &draft.info.id)))
            .collect();
        retired.sort();
        retired.dedup();
        for (former, rule) in retired {
            let mut draft = self.plain(&self.parts.builtin.retired_code, Level::Note);
            draft.message = format!("the policy names {rule} by {former}, which is retired");
            findings.push(self.finding(&draft, &mask, &mut false));
        }
        let counted = || findings.iter().filter(|finding| finding.waived.is_none());
        let mut decision = decide(self.parts.policy.mode(), counted().map(|finding| finding.level));
        if decision == Decision::Redact && !self.can_redact(&drafts, &findings, &mask) {
            decision = Decision::Block;
        }
        let asked = outcomes.iter().any(|(outlook, outcome)| outlook.woken() && outcome.is_ok());
        Record {
            id: mask.clean(self.case()),
            workflow: self.sample.workflow.as_deref().map(|workflow| mask.clean(workflow)),
            decision,
            policy,
            status: match failures.is_empty() {
                true => Status::Checked,
                false if asked || outcomes.iter().any(|(_, outcome)| outcome.is_ok()) => Status::Partial,
                false => Status::Unchecked,
            },
            dimensions: self.dimensions(outcomes, counted()),
            measures: self.measures(outcomes, &mask),
            not_applicable: self.not_applicable(outcomes),
            failures,
            today: self.today.to_owned(),
            redacted: (decision == Decision::Redact).then(|| self.redacted(&drafts, &findings, &mask)).flatten(),
            source: None,
            findings,
        }
    }

    /// What rules that look at `horizon` bytes at once see of an answer that is still being written. A failure that the
    /// policy blocks for stops it, too.
    pub(crate) fn sight(&self, outcomes: &[(Outlook<'_>, Outcome)], horizon: usize) -> Sight {
        let mask = self.mask(outcomes);
        let mut drafts = self.drafts(outcomes, &mask);
        self.report_failures(outcomes, &mut drafts);
        let parts = self.scanned.parts();
        let answer = parts.iter().position(|part| part.id.kind == PartKind::Answer).unwrap_or_default();
        let counts = |draft: &&Draft<'_>| {
            draft.level >= Level::Redact && self.finding(draft, &mask, &mut false).waived.is_none()
        };
        let sightings = drafts.iter().filter(counts).map(|draft| {
            let ranges: Vec<_> = draft
                .spans
                .iter()
                .filter(|span| span.part as usize == answer)
                .map(|span| span.start as usize..span.end as usize)
                .collect();
            // What cannot be cut out blocks.
            let elsewhere = ranges.len() < draft.spans.len() || ranges.is_empty();
            let level = if elsewhere || mask.is_blind() { Level::Block } else { draft.level };
            let written = ranges.iter().map(|range| parts[answer].text[range.clone()].to_owned());
            let texts = written.chain(draft.shown.iter().cloned()).collect();
            Sighting { level, slug: draft.info.decl.slug.clone(), ranges, texts }
        });
        Sight {
            sightings: sightings.collect(),
            settled: self.scanned.settled(answer, horizon),
            failed: !self.failures(outcomes).is_empty(),
        }
    }

    fn case(&self) -> &str {
        self.sample.id.as_deref().unwrap_or_default()
    }

    /// The findings of rules that are on, can say something and were asked, with their plugin.
    fn reported<'o>(
        &'o self,
        outcomes: &'o [(Outlook<'_>, Outcome)],
    ) -> impl Iterator<Item = (usize, &'a Loaded, &'o ReportedFinding)> {
        outcomes.iter().enumerate().flat_map(move |(plugin, (outlook, outcome))| {
            let findings = outcome.as_ref().map_or(&[][..], |reported| &reported.findings);
            let live = findings.iter().filter(|finding| outlook.hears(finding.rule));
            live.map(move |finding| (plugin, &self.parts.plugins[plugin], finding))
        })
    }

    fn mask(&self, outcomes: &[(Outlook<'_>, Outcome)]) -> Mask {
        let mut mask = Mask::default();
        for (_, loaded, finding) in self.reported(outcomes) {
            let decl = &loaded.rules[finding.rule].decl;
            if decl.sensitive {
                for span in &finding.spans {
                    mask.add(self.scanned.parts(), *span, &finding.shown, &decl.slug);
                }
            }
        }
        let could_have_found = |(plugin, (outlook, outcome)): (usize, &(Outlook<'_>, Outcome))| {
            let rules = &self.parts.plugins[plugin].rules;
            let missed = outcome.is_err() || self.scanned.cut(plugin);
            missed && rules.iter().zip(&outlook.heard).any(|(rule, heard)| *heard && rule.decl.sensitive)
        };
        if !self.scanned.complete() || outcomes.iter().enumerate().any(could_have_found) {
            mask.blind();
        }
        mask.seal(self.scanned.parts());
        mask
    }

    /// Findings by place and rule.
    fn drafts(&self, outcomes: &[(Outlook<'_>, Outcome)], mask: &Mask) -> Vec<Draft<'a>> {
        let mut drafts: Vec<Draft<'a>> = Vec::new();
        for (plugin, loaded, finding) in self.reported(outcomes) {
            let info = &loaded.rules[finding.rule];
            let quote = |index: usize| finding.spans.get(index).map(|span| mask.quote(self.scanned.parts(), *span));
            drafts.push(Draft {
                info,
                level: self.profile.level(plugin, finding.rule),
                spans: finding.spans.clone(),
                views: finding.views.clone(),
                shown: finding.shown.clone(),
                confidence: finding.confidence,
                message: loaded.messages[finding.rule].render(&mask.details(&finding.detail), quote),
            });
        }
        drafts.sort_by(|a, b| (&a.spans, &a.info.id).cmp(&(&b.spans, &b.info.id)));
        drafts
    }

    /// Adds the combinations that the policy makes of other rules' findings.
    fn combine(&self, drafts: &mut Vec<Draft<'a>>, mask: &Mask) {
        let found: Vec<RuleId> = drafts.iter().map(|draft| draft.info.id.clone()).collect();
        for (index, combination) in self.parts.policy.combinations().iter().enumerate() {
            let level = self.profile.combination_level(index);
            // What the pack has reported itself need not be added.
            let known = combination.adds() && found.contains(combination.id());
            if known || level == Level::Off || !combination.matches(&found) {
                continue;
            }
            // It points at what the rules that it is made of found.
            let evidence: Vec<&RuleId> = combination.evidence().collect();
            let mut spans: Vec<Span> = drafts
                .iter()
                .filter(|draft| evidence.contains(&&draft.info.id))
                .flat_map(|draft| draft.spans.iter().copied())
                .collect();
            spans.sort();
            spans.dedup();
            let quote = |index: usize| spans.get(index).map(|span| mask.quote(self.scanned.parts(), *span));
            let (info, template) = &self.parts.combinations[index];
            let message = template.render(&[], quote);
            drafts.push(Draft { spans, message, ..self.plain(info, level) });
        }
    }

    /// A finding about the case as a whole.
    fn plain<'r>(&self, info: &'r RuleInfo, level: Level) -> Draft<'r> {
        let message = info.decl.message.clone();
        Draft { info, level, spans: Vec::new(), views: Vec::new(), shown: Vec::new(), confidence: None, message }
    }

    /// How a plugin failed. One whose patterns match more often than is reported may have missed something, and
    /// is heard all the same.
    fn failed(&self, plugin: usize, outcome: &Outcome) -> Option<FailureKind> {
        match outcome {
            Err(kind) => Some(*kind),
            Ok(_) => self.scanned.cut(plugin).then_some(FailureKind::Bound),
        }
    }

    fn failures(&self, outcomes: &[(Outlook<'_>, Outcome)]) -> Vec<Failure> {
        let failed = outcomes.iter().enumerate().filter_map(|(plugin, (_, outcome))| {
            let kind = self.failed(plugin, outcome)?;
            let plugin = self.parts.plugins[plugin].plugin.manifest().plugin();
            Some(Failure { plugin, kind, message: None })
        });
        let mut failures: Vec<Failure> = failed.collect();
        if let Some(kind) = self.scanned.missed() {
            failures.push(Failure { plugin: "lictor/engine".into(), kind, message: None });
        }
        failures
    }

    /// Failures are findings too, so that they weigh in the decision as the policy says.
    fn report_failures(&self, outcomes: &[(Outlook<'_>, Outcome)], drafts: &mut Vec<Draft<'a>>) {
        let packs = self.parts.policy.packs();
        let mut weigh = |kind: FailureKind, on_failure: OnFailure, plugin: &str| {
            let mut draft = self.plain(self.parts.builtin.for_failure(kind), failure_level(on_failure));
            draft.message = format!("{plugin} ({}): {}", kind.as_str(), draft.message);
            drafts.push(draft);
        };
        for (plugin, (_, outcome)) in outcomes.iter().enumerate() {
            if let Some(kind) = self.failed(plugin, outcome) {
                let name = self.parts.plugins[plugin].plugin.manifest().plugin();
                weigh(kind, packs[plugin].on_failure, &name);
            }
        }
        if let Some(kind) = self.scanned.missed() {
            weigh(kind, self.parts.policy.on_failure(), "lictor/engine");
        }
    }

    fn finding(&self, draft: &Draft<'_>, mask: &Mask, expired: &mut bool) -> Finding {
        let decl = &draft.info.decl;
        let parts = self.scanned.parts();
        let spans: Vec<RecordSpan> = draft
            .spans
            .iter()
            .map(|span| RecordSpan { part: parts[span.part as usize].id.to_string(), start: span.start, end: span.end })
            .collect();
        let texts: Vec<&str> = match draft.shown.first() {
            Some(shown) => vec![shown.as_str()],
            None => {
                let text = |span: &Span| &parts[span.part as usize].text[span.start as usize..span.end as usize];
                draft.spans.iter().map(text).collect()
            }
        };
        let evidence = if texts.is_empty() { Evidence::Case(self.case()) } else { Evidence::Texts(&texts) };
        let place = spans.iter().map(|span| format!("{}:{}-{}", span.part, span.start, span.end));
        let position = std::iter::once(self.case().to_owned()).chain(place).collect::<Vec<_>>().join("\n");
        // A sentence around a secret is as sensitive as the secret: most of it may be known.
        let sensitive = decl.sensitive || draft.spans.iter().any(|span| mask.touches(span));
        let fingerprint = fingerprint(self.key, &draft.info.id, sensitive, &evidence, &position);
        let waiver = self.parts.policy.waiver(
            &draft.info.id,
            decl.revision,
            self.case(),
            self.sample.workflow.as_deref(),
            &fingerprint.0,
            self.today,
        );
        let waived = match waiver {
            WaiverOutcome::Waived { index, reason } => {
                self.parts.waivers_used[index].store(true, Ordering::Relaxed);
                Some(reason.to_owned())
            }
            WaiverOutcome::Expired { .. } => {
                *expired = true;
                None
            }
            WaiverOutcome::None => None,
        };
        Finding {
            rule: draft.info.id.clone(),
            slug: decl.slug.clone(),
            revision: decl.revision,
            dimension: decl.dimension,
            level: draft.level,
            views: draft.views.clone(),
            spans,
            message: draft.message.clone(),
            confidence: draft.confidence,
            fingerprint,
            waived,
        }
    }

    fn measures(&self, outcomes: &[(Outlook<'_>, Outcome)], mask: &Mask) -> BTreeMap<String, f64> {
        let reported = outcomes.iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
        let measures = reported.flat_map(|reported| &reported.measures);
        let shown = measures.filter(|(_, value)| !mask.hides(&value.to_string()));
        shown.map(|(name, value)| (name.clone(), *value)).collect()
    }

    /// Whether every plugin that was asked answered, about all of the sample, and no rule had to pass.
    fn all_is_said(&self, outcomes: &[(Outlook<'_>, Outcome)]) -> bool {
        let said = |outcome: &Outcome| outcome.as_ref().is_ok_and(|reported| reported.not_applicable.is_empty());
        let whole = self.scanned.complete() && (0..outcomes.len()).all(|plugin| !self.scanned.cut(plugin));
        whole && outcomes.iter().all(|(_, outcome)| said(outcome))
    }

    fn not_applicable(&self, outcomes: &[(Outlook<'_>, Outcome)]) -> Arc<[NotApplicable]> {
        if self.all_is_said(outcomes) {
            return self.plan.not_applicable.clone();
        }
        let mut all = Vec::new();
        for ((outlook, outcome), loaded) in outcomes.iter().zip(&self.parts.plugins) {
            let said = outcome.as_ref().map_or(&[][..], |reported| &reported.not_applicable);
            let said = said.iter().filter(|(rule, _)| outlook.hears(*rule));
            for (rule, reason) in outlook.plan.not_applicable.iter().chain(said) {
                all.push(NotApplicable { rule: loaded.rules[*rule].id.clone(), reason: reason.clone() });
            }
        }
        // A combination of rules of which one could not look is neither there nor absent.
        let missed =
            |(plugin, (_, outcome)): (usize, &(Outlook, Outcome))| outcome.is_err() || self.scanned.cut(plugin);
        if !self.scanned.complete() || outcomes.iter().enumerate().any(missed) {
            for (index, (info, _)) in self.parts.combinations.iter().enumerate() {
                if self.profile.combination_level(index) != Level::Off {
                    all.push(NotApplicable { rule: info.id.clone(), reason: "a rule that it needs failed".into() });
                }
            }
        }
        all.sort();
        all.dedup();
        all.into()
    }

    /// What is to be said about each dimension where nothing is found, but not every rule could look.
    fn dimensions_with_gaps(&self, outcomes: &[(Outlook<'_>, Outcome)]) -> BTreeMap<Dimension, DimensionOutcome> {
        let mut dimensions = BTreeMap::new();
        for (plugin, ((outlook, outcome), loaded)) in outcomes.iter().zip(&self.parts.plugins).enumerate() {
            let mut say = |rule: usize, outcome: DimensionOutcome| {
                let entry = dimensions.entry(loaded.rules[rule].decl.dimension).or_insert(outcome);
                // A failure hides what the plugin would have said; clear is more than not applicable.
                let stronger = match (*entry, outcome) {
                    (DimensionOutcome::Unchecked, _) | (_, DimensionOutcome::NotApplicable) => *entry,
                    (_, stronger) => stronger,
                };
                *entry = stronger;
            };
            outlook.plan.not_applicable.iter().for_each(|(rule, _)| say(*rule, DimensionOutcome::NotApplicable));
            let said = outcome.as_ref().map_or(&[][..], |reported| &reported.not_applicable);
            for rule in (0..outlook.plan.applicable.len()).filter(|rule| outlook.plan.applicable[*rule]) {
                say(
                    rule,
                    match outcome {
                        Err(_) => DimensionOutcome::Unchecked,
                        Ok(_) if !self.scanned.complete() || self.scanned.cut(plugin) => DimensionOutcome::Unchecked,
                        Ok(_) if said.iter().any(|(silent, _)| *silent == rule) => DimensionOutcome::NotApplicable,
                        Ok(_) => DimensionOutcome::Clear,
                    },
                );
            }
        }
        dimensions
    }

    /// The strongest thing to be said in each dimension that has a rule which is on.
    fn dimensions<'f>(
        &self,
        outcomes: &[(Outlook<'_>, Outcome)],
        findings: impl Iterator<Item = &'f Finding>,
    ) -> BTreeMap<Dimension, DimensionOutcome> {
        let mut dimensions = match self.all_is_said(outcomes) {
            true => self.plan.dimensions.clone(),
            false => self.dimensions_with_gaps(outcomes),
        };
        for finding in findings {
            let found = match finding.level {
                Level::Off => continue,
                Level::Note => DimensionOutcome::Note,
                Level::Warn => DimensionOutcome::Warn,
                Level::Redact => DimensionOutcome::Redact,
                Level::Block => DimensionOutcome::Block,
            };
            let entry = dimensions.entry(finding.dimension).or_insert(found);
            let rank = |outcome: DimensionOutcome| match outcome {
                DimensionOutcome::NotApplicable => 0,
                DimensionOutcome::Clear => 1,
                DimensionOutcome::Note => 2,
                DimensionOutcome::Warn => 3,
                DimensionOutcome::Redact => 4,
                // Not knowing weighs more than anything but the certainty of a block.
                DimensionOutcome::Unchecked => 5,
                DimensionOutcome::Block => 6,
            };
            if rank(found) > rank(*entry) {
                *entry = found;
            }
        }
        dimensions
    }

    /// Whether cutting the answer is enough: everything looked, and all that redacts points into the answer.
    fn can_redact(&self, drafts: &[Draft<'_>], findings: &[Finding], mask: &Mask) -> bool {
        let in_answer = |span: &Span| self.scanned.parts()[span.part as usize].id.kind == PartKind::Answer;
        let redacts = drafts
            .iter()
            .zip(findings)
            .filter(|(draft, finding)| draft.level == Level::Redact && finding.waived.is_none());
        !mask.is_blind()
            && redacts.into_iter().all(|(draft, _)| !draft.spans.is_empty() && draft.spans.iter().all(in_answer))
    }

    /// The answer without the evidence of what redacts, and without anything that a sensitive rule found.
    fn redacted(&self, drafts: &[Draft<'_>], findings: &[Finding], mask: &Mask) -> Option<String> {
        let parts = self.scanned.parts();
        let answer = parts.iter().position(|part| part.id.kind == PartKind::Answer)?;
        let mut whole = mask.clone();
        for (draft, finding) in drafts.iter().zip(findings) {
            if draft.level == Level::Redact && finding.waived.is_none() && !draft.info.decl.sensitive {
                for span in &draft.spans {
                    whole.add(parts, *span, &draft.shown, &draft.info.decl.slug);
                }
            }
        }
        whole.seal(parts);
        let span = Span { part: answer as u32, start: 0, end: parts[answer].text.len() as u32 };
        Some(whole.cut(parts, span))
    }
}

/// How much a failure weighs.
pub(crate) fn failure_level(on_failure: OnFailure) -> Level {
    match on_failure {
        OnFailure::Block => Level::Block,
        OnFailure::Flag => Level::Warn,
        OnFailure::Allow => Level::Note,
    }
}
