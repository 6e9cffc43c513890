//! What a set says, what the rules say, and how far the two agree.

use std::collections::{BTreeMap, BTreeSet};

use lictor::{Finding, Level, Record};
use lictor_model::Digest;
use serde::Serialize;

use crate::statistics::{Counts, Proportion};

/// Some rules, from some level on.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Codes, or what codes begin with, such as `EXP3`.
    pub codes: &'static [&'static str],
    /// The weakest level that counts.
    pub from: Level,
}

/// One case as the set and as the rules see it.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The case's id.
    pub case: String,
    /// What it is counted under beside the total: a model, a source, a kind.
    pub group: String,
    /// Whether the rules should fire.
    pub truth: bool,
    /// Whether they do.
    pub fired: bool,
    /// What fired.
    pub findings: Vec<Seen>,
}

/// A finding without its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The rule's code.
    pub rule: String,
    /// Its level.
    pub level: Level,
    /// Part and bytes, such as `answer:10-24`.
    pub spans: Vec<String>,
}

/// A case that was judged wrongly.
#[derive(Debug, Clone, Serialize)]
pub struct Error {
    /// Its id; `#` and a part of its digest if the id itself could hold content.
    pub case: String,
    /// Its group.
    pub group: String,
    /// `false alarm` or `missed`.
    pub kind: &'static str,
    /// What fired.
    pub findings: Vec<Seen>,
}

/// A figure with a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statistic {
    /// F1.
    F1,
    /// The lowest F1 of a group.
    WorstF1,
    /// Precision.
    Precision,
    /// Recall.
    Recall,
    /// The share of harmless cases with an alarm.
    Alarms,
    /// The number of false alarms.
    FalseAlarms,
}

/// What was promised of a figure, and whether it holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Target {
    /// Of which figure.
    pub statistic: Statistic,
    /// The least (of alarms: the most) that will do.
    pub bound: f64,
    /// What was measured; none if there was nothing to measure it on.
    pub value: Option<f64>,
    /// Whether the target is met; none with no value.
    pub met: Option<bool>,
}

/// One comparison: some rules on some cases.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    /// The set.
    pub set: String,
    /// A name within the set.
    pub name: &'static str,
    /// What is compared.
    pub about: &'static str,
    /// The rules: codes, or what codes begin with.
    pub rules: Vec<&'static str>,
    /// Whether spans are counted: nobody can count the places where there is rightly none, so `tn` says nothing.
    pub by_span: bool,
    /// Whether the set says where the rules should fire. Otherwise `fp` counts where they do.
    pub labelled: bool,
    /// What was judged.
    #[serde(skip)]
    pub judged: Vec<Judgement>,
    /// Right and wrong.
    pub counts: Counts,
    /// With its interval.
    pub precision: Option<Proportion>,
    /// With its interval.
    pub recall: Option<Proportion>,
    /// False alarms per harmless case.
    pub alarms: Option<Proportion>,
    /// F1.
    pub f1: Option<f64>,
    /// The counts of each group.
    pub groups: BTreeMap<String, Counts>,
    /// How often each rule was right and wrong.
    pub by_rule: BTreeMap<String, Fired>,
    /// What was promised.
    pub targets: Vec<Target>,
    /// The worst errors.
    pub errors: Vec<Error>,
}

/// In how many cases a rule fired.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// Where it should.
    pub right: usize,
    /// Where it should not.
    pub wrong: usize,
}

/// How many errors are kept.
const WORST: usize = 20;

impl Rules {
    /// These rules at any level.
    pub const fn all(codes: &'static [&'static str]) -> Self {
        Self { codes, from: Level::Note }
    }

    /// These rules where they warn or more.
    pub const fn warning(codes: &'static [&'static str]) -> Self {
        Self { codes, from: Level::Warn }
    }

    fn count(&self, finding: &Finding) -> bool {
        finding.level >= self.from && self.codes.iter().any(|code| finding.rule.code().starts_with(code))
    }

    /// What they found.
    pub fn found<'r>(&self, record: &'r Record) -> impl Iterator<Item = &'r Finding> {
        record.findings.iter().filter(move |finding| self.count(finding))
    }

    /// A case as a whole: they should find something in it, or should not.
    pub fn judge(&self, case: &str, group: &str, truth: bool, record: &Record) -> Judgement {
        let findings: Vec<Seen> = self.found(record).map(Seen::of).collect();
        Judgement { case: case.into(), group: group.into(), truth, fired: !findings.is_empty(), findings }
    }

    /// The labelled spans of an answer (bytes), one by one, and every finding that touches none of them. Each span is
    /// found if a finding touches it.
    pub fn judge_spans(&self, case: &str, group: &str, spans: &[(usize, usize)], record: &Record) -> Vec<Judgement> {
        let touches = |finding: &Finding, (start, end): (usize, usize)| {
            let answer = finding.spans.iter().filter(|span| span.part == "answer");
            answer.into_iter().any(|span| (span.start as usize) < end && start < span.end as usize)
        };
        let judgement = |truth, findings: Vec<Seen>| Judgement {
            case: case.into(),
            group: group.into(),
            truth,
            fired: !findings.is_empty(),
            findings,
        };
        let found = |span: &(usize, usize)| {
            judgement(true, self.found(record).filter(|f| touches(f, *span)).map(Seen::of).collect())
        };
        let stray = self.found(record).filter(|finding| !spans.iter().any(|span| touches(finding, *span)));
        let stray = stray.map(|finding| judgement(false, vec![Seen::of(finding)]));
        spans.iter().map(found).chain(stray).collect()
    }
}

impl Seen {
    /// A finding without its words.
    pub fn of(finding: &Finding) -> Self {
        let spans = finding.spans.iter().map(|span| format!("{}:{}-{}", span.part, span.start, span.end));
        Self { rule: finding.rule.code().into(), level: finding.level, spans: spans.collect() }
    }
}

impl Measure {
    /// Counts what was judged.
    pub fn new(set: &str, name: &'static str, about: &'static str, rules: Rules, judged: &[Judgement]) -> Self {
        let (mut counts, mut groups) = (Counts::default(), BTreeMap::<String, Counts>::new());
        let mut by_rule = BTreeMap::<String, Fired>::new();
        for judgement in judged {
            counts.add(judgement.truth, judgement.fired);
            groups.entry(judgement.group.clone()).or_default().add(judgement.truth, judgement.fired);
            let fired: BTreeSet<&str> = judgement.findings.iter().map(|seen| seen.rule.as_str()).collect();
            for rule in fired {
                let fired = by_rule.entry(rule.into()).or_default();
                *(if judgement.truth { &mut fired.right } else { &mut fired.wrong }) += 1;
            }
        }
        Self {
            set: set.into(),
            name,
            about,
            rules: rules.codes.to_vec(),
            by_span: false,
            labelled: true,
            judged: judged.to_vec(),
            counts,
            precision: counts.precision(),
            recall: counts.recall(),
            alarms: counts.alarms(),
            f1: counts.f1(),
            groups,
            by_rule,
            targets: Vec::new(),
            errors: worst(judged),
        }
    }

    /// Says that the set has no label for these rules: how often they fire is counted, and none of it is an error.
    #[must_use]
    pub fn unlabelled(self) -> Self {
        Self { labelled: false, errors: Vec::new(), ..self }
    }

    /// Says that spans were judged.
    #[must_use]
    pub fn by_span(self) -> Self {
        Self { by_span: true, alarms: None, ..self }
    }

    /// Sets a target.
    #[must_use]
    pub fn target(mut self, statistic: Statistic, bound: f64) -> Self {
        let value = match statistic {
            Statistic::F1 => self.f1,
            Statistic::WorstF1 => self.groups.values().filter_map(Counts::f1).min_by(f64::total_cmp),
            Statistic::Precision => self.precision.map(|share| share.value),
            Statistic::Recall => self.recall.map(|share| share.value),
            Statistic::Alarms => self.alarms.map(|share| share.value),
            Statistic::FalseAlarms => Some(self.counts.fp as f64),
        };
        let met = value.map(|value| if statistic.is_alarms() { value <= bound } else { value >= bound });
        self.targets.push(Target { statistic, bound, value, met });
        self
    }
}

impl Statistic {
    /// Whether less is better.
    pub fn is_alarms(self) -> bool {
        matches!(self, Self::Alarms | Self::FalseAlarms)
    }
}

/// False alarms of the highest level first, and as many misses; where one kind runs out, more of the other.
fn worst(judged: &[Judgement]) -> Vec<Error> {
    let level = |judgement: &&Judgement| judgement.findings.iter().map(|seen| seen.level).max();
    let mut alarms: Vec<&Judgement> = judged.iter().filter(|judgement| !judgement.truth && judgement.fired).collect();
    alarms.sort_by_key(|judgement| std::cmp::Reverse(level(judgement)));
    let missed: Vec<&Judgement> = judged.iter().filter(|judgement| judgement.truth && !judgement.fired).collect();
    let room = (WORST / 2).max(WORST.saturating_sub(missed.len())).min(alarms.len());
    let kept = alarms.iter().take(room).chain(missed.iter().take(WORST - room));
    kept.map(|judgement| Error {
        case: shown(&judgement.case),
        group: judgement.group.clone(),
        kind: if judgement.truth { "missed" } else { "false alarm" },
        findings: judgement.findings.clone(),
    })
    .collect()
}

/// An id, or a part of its digest if it is more than an id: long, or of characters that no id needs.
fn shown(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:<>#@+".contains(c);
    if id.len() <= 100 && id.chars().all(plain) {
        return id.into();
    }
    format!("#{}", &Digest::of(id).hex()[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(case: &str, truth: bool, level: Option<Level>) -> Judgement {
        let seen = |level| Seen { rule: "EXP301".into(), level, spans: Vec::new() };
        let findings: Vec<Seen> = level.into_iter().map(seen).collect();
        Judgement { case: case.into(), group: "g".into(), truth, fired: !findings.is_empty(), findings }
    }

    const RULES: Rules = Rules::all(&["EXP3"]);

    #[test]
    fn the_worst_errors_are_the_loudest_alarms_and_some_misses() {
        let mut judged: Vec<Judgement> = (0..30).map(|i| judgement(&format!("m{i}"), true, None)).collect();
        judged.push(judgement("quiet", false, Some(Level::Note)));
        judged.push(judgement("loud", false, Some(Level::Block)));
        judged.push(judgement("right", true, Some(Level::Block)));
        let errors = Measure::new("s", "n", "a", RULES, &judged).errors;
        assert_eq!(errors.len(), WORST);
        let cases: Vec<&str> = errors.iter().take(3).map(|error| error.case.as_str()).collect();
        assert_eq!(cases, ["loud", "quiet", "m0"]);
    }

    #[test]
    fn targets_know_which_side_is_good() {
        let judged = [
            judgement("1", true, Some(Level::Warn)),
            judgement("2", false, None),
            judgement("3", false, Some(Level::Warn)),
        ];
        let measure = Measure::new("s", "n", "a", RULES, &judged)
            .target(Statistic::Recall, 0.9)
            .target(Statistic::Alarms, 0.02)
            .target(Statistic::FalseAlarms, 1.0);
        let met: Vec<Option<bool>> = measure.targets.iter().map(|target| target.met).collect();
        assert_eq!(met, [Some(true), Some(false), Some(true)]);
        let none = Measure::new("s", "n", "a", RULES, &[]).target(Statistic::F1, 0.9);
        assert_eq!((none.targets[0].value, none.targets[0].met), (None, None));
    }

    #[test]
    fn ids_that_could_hold_content_are_not_shown() {
        assert_eq!(shown("gpt4/v2-2"), "gpt4/v2-2");
        assert_eq!(shown("72ba19c3<::>5"), "72ba19c3<::>5");
        for id in ["my password is hunter2", "Müller", &"x".repeat(101)] {
            assert!(shown(id).starts_with('#') && shown(id).len() == 13, "{id}");
        }
    }
}
