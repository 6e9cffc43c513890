use std::collections::BTreeMap;

use lictor_model::Digest;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical_json;
use crate::set::{Case, FactTolerance, Gate, Set};

/// What changed between two versions of a set. Names fields, and shows no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetDiff {
    /// The digest before.
    pub old: Digest,
    /// The digest after.
    pub new: Digest,
    /// What the set demands less than before, the gravest first.
    pub weakened: Vec<Weakened>,
    /// Fields of the header that changed.
    pub header: Vec<String>,
    /// Cases that are new.
    pub added: Vec<NamedCase>,
    /// Cases that are gone.
    pub removed: Vec<NamedCase>,
    /// Cases that say something else than before.
    pub changed: Vec<CaseChange>,
    /// How many cases are the same.
    pub unchanged: u64,
}

/// A case and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NamedCase {
    /// The case.
    pub id: String,
    /// Its workflow.
    pub workflow: String,
    /// Whether its failure holds a release.
    pub gate: Gate,
}

/// A case that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseChange {
    /// The case.
    pub id: String,
    /// What changed in it, such as `gate` or `expect/facts`.
    pub fields: Vec<String>,
}

/// One way in which a set demands less than before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Weakened {
    /// What became weaker.
    pub what: Weakening,
    /// The case.
    pub case: String,
}

/// The ways in which a case can demand less, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Weakening {
    /// A blocker is gone.
    BlockerRemoved,
    /// A blocker became a signal.
    BlockerToSignal,
    /// A protected or previously failed case is gone.
    ProtectedRemoved,
    /// The case no longer stands for protected behaviour.
    ProtectionDropped,
    /// That the case failed before is no longer said.
    PreviousFailureDropped,
    /// The case no longer lies on a boundary, so nobody has to look.
    BoundaryDropped,
    /// The risk is lower than it was.
    RiskLowered,
    /// The expected behaviour is another one, or none.
    BehaviourChanged,
    /// A fact, a forbidden text, a citation or the form is no longer demanded, or a tolerance is wider.
    ExpectationLoosened,
}

impl Weakening {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BlockerRemoved => "blocker-removed",
            Self::BlockerToSignal => "blocker-to-signal",
            Self::ProtectedRemoved => "protected-removed",
            Self::ProtectionDropped => "protection-dropped",
            Self::PreviousFailureDropped => "previous-failure-dropped",
            Self::BoundaryDropped => "boundary-dropped",
            Self::RiskLowered => "risk-lowered",
            Self::BehaviourChanged => "behaviour-changed",
            Self::ExpectationLoosened => "expectation-loosened",
        }
    }
}

impl SetDiff {
    /// Compares two versions of a set.
    pub fn between(old: &Set, new: &Set) -> Self {
        let before: BTreeMap<&str, &Case> = old.cases.iter().map(|case| (case.id.as_str(), case)).collect();
        let mut diff = Self {
            old: old.digest,
            new: new.digest,
            weakened: Vec::new(),
            header: fields(&old.header, &new.header),
            added: new.cases.iter().filter(|case| !before.contains_key(case.id.as_str())).map(named).collect(),
            removed: Vec::new(),
            changed: Vec::new(),
            unchanged: 0,
        };
        for (id, case) in before {
            let weaker = |what| Weakened { what, case: id.to_owned() };
            let Some(now) = new.case(id) else {
                diff.removed.push(named(case));
                if case.gate == Gate::Blocker {
                    diff.weakened.push(weaker(Weakening::BlockerRemoved));
                } else if case.protected || case.previously_failed.is_some() {
                    diff.weakened.push(weaker(Weakening::ProtectedRemoved));
                }
                continue;
            };
            let fields = fields(case, now);
            if fields.is_empty() {
                diff.unchanged += 1;
                continue;
            }
            diff.changed.push(CaseChange { id: id.to_owned(), fields });
            diff.weakened.extend(weakenings(case, now).into_iter().map(weaker));
        }
        diff.weakened.sort();
        diff
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.old == self.new
    }
}

fn named(case: &Case) -> NamedCase {
    NamedCase { id: case.id.clone(), workflow: case.workflow.clone(), gate: case.gate }
}

fn weakenings(old: &Case, new: &Case) -> Vec<Weakening> {
    let (before, after) = (&old.expect, &new.expect);
    let loosened = before.facts.iter().any(|fact| !after.facts.iter().any(|other| demands(other, fact)))
        || before.forbidden.iter().any(|text| !after.forbidden.contains(text))
        || before.citations.iter().any(|text| !after.citations.contains(text))
        || (before.form.is_some() && after.form.is_none());
    let all = [
        (old.gate < new.gate, Weakening::BlockerToSignal),
        (old.protected && !new.protected, Weakening::ProtectionDropped),
        (old.previously_failed.is_some() && new.previously_failed.is_none(), Weakening::PreviousFailureDropped),
        (old.boundary && !new.boundary, Weakening::BoundaryDropped),
        (old.risk > new.risk, Weakening::RiskLowered),
        (before.behaviour.is_some() && before.behaviour != after.behaviour, Weakening::BehaviourChanged),
        (loosened, Weakening::ExpectationLoosened),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, weakening)| weakening).collect()
}

/// Whether a fact demands at least as much as the old one: the same words, no more ways to write it, no wider tolerance.
fn demands(new: &crate::set::CaseFact, old: &crate::set::CaseFact) -> bool {
    let width = |fact: &crate::set::CaseFact| match fact.tolerance() {
        None => 0.0,
        Some(FactTolerance::Absolute(far)) => far,
        Some(FactTolerance::Relative(share)) => share * fact.number().unwrap_or_default().abs(),
    };
    new.text() == old.text()
        && new.aliases().iter().all(|alias| old.written().any(|known| known == alias))
        && width(new) <= width(old)
}

/// The fields in which two things differ. Inside of `input`, `expect`, `origin` and `workflows` the inner one is named.
fn fields<T: Serialize>(old: &T, new: &T) -> Vec<String> {
    let (old, new) = (serde_json::to_value(old).unwrap_or_default(), serde_json::to_value(new).unwrap_or_default());
    let mut fields = Vec::new();
    differing("", &old, &new, 0, &mut fields);
    fields
}

fn differing(prefix: &str, old: &Value, new: &Value, depth: usize, fields: &mut Vec<String>) {
    let (Value::Object(before), Value::Object(after)) = (old, new) else { return };
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    for key in after.keys().chain(gone) {
        let (one, other) = (before.get(key), after.get(key));
        // In canonical JSON, for which 1 and 1.0 are one number.
        if canonical_json(&one).ok() == canonical_json(&other).ok() {
            continue;
        }
        let name = format!("{prefix}{key}");
        match (one, other) {
            (Some(one), Some(other)) if depth == 0 && one.is_object() && other.is_object() => {
                differing(&format!("{name}/"), one, other, 1, fields);
            }
            _ => fields.push(name),
        }
    }
}
