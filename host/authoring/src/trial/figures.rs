//! How often a rule was right.

use lictor_contract::{Manifest, RuleDecl};
use schemars::JsonSchema;
use serde::Serialize;

/// What cases and examples together say about a rule. Where there are none of a kind, the share is not known.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RuleFigures {
    /// `publisher/CODE`.
    pub rule: String,
    /// Its readable alias.
    pub slug: String,
    /// Where it must fire.
    pub must_fire: u32,
    /// Where it must and did, at the places where it must.
    pub fired: u32,
    /// Where it must not fire.
    pub must_not_fire: u32,
    /// Where it must not and did.
    pub fired_wrongly: u32,
    /// Where it fired and no case said what it must do.
    pub unjudged: u32,
    /// The share of its findings that were right, of those that were judged.
    pub precision: Option<f64>,
    /// The share of what there was to find that it found.
    pub recall: Option<f64>,
}

impl RuleFigures {
    pub(super) fn new(manifest: &Manifest, rule: &RuleDecl) -> Self {
        Self {
            rule: format!("{}/{}", manifest.publisher, rule.code),
            slug: rule.slug.clone(),
            must_fire: 0,
            fired: 0,
            must_not_fire: 0,
            fired_wrongly: 0,
            unjudged: 0,
            precision: None,
            recall: None,
        }
    }

    pub(super) fn finish(&mut self) {
        let share = |part: u32, whole: u32| (whole > 0).then(|| f64::from(part) / f64::from(whole));
        self.precision = share(self.fired, self.fired + self.fired_wrongly);
        self.recall = share(self.fired, self.must_fire);
    }
}
