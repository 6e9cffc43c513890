use std::path::PathBuf;

use lictor_artifact::Reference;
use lictor_contract::RuleDecl;
use lictor_model::{InputSet, Level, RuleId};

use crate::error::{Located, Place};
use crate::selector::Selector;
use crate::settings::Settings;
use crate::{LogContent, Mode, OnFailure, PackUse, SecretSource, Waiver, WaiverTarget, WholeText};

/// What one policy file says, and later what it says together with those that it extends.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) description: Option<String>,
    pub(crate) extends: Option<Located<String>>,
    pub(crate) mode: Option<Mode>,
    pub(crate) on_failure: Option<OnFailure>,
    pub(crate) fingerprint: Option<SecretSource>,
    pub(crate) trust: Option<PathBuf>,
    pub(crate) packs: Vec<PackEntry>,
    pub(crate) rules: RulesEntry,
    pub(crate) workflows: Vec<(String, RulesEntry)>,
    pub(crate) combinations: Vec<CombinationEntry>,
    pub(crate) additions: Vec<AdditionEntry>,
    pub(crate) waivers: Vec<WaiverEntry>,
    pub(crate) stream: StreamEntry,
    pub(crate) log: Option<LogContent>,
    /// The files that it was read from.
    pub(crate) files: Vec<PathBuf>,
}

/// `[[packs]]`
#[derive(Debug, Clone)]
pub(crate) struct PackEntry {
    pub(crate) plugin: Option<String>,
    pub(crate) path: Option<PathBuf>,
    pub(crate) reference: Option<Reference>,
    /// None: as in the policy that this one extends.
    pub(crate) inputs: Option<InputSet>,
    pub(crate) on_failure: Option<OnFailure>,
    pub(crate) settings: Settings,
    pub(crate) place: Place,
}

/// `[rules]` and `[workflows.NAME.rules]`
#[derive(Debug, Clone, Default)]
pub(crate) struct RulesEntry {
    pub(crate) select: Option<Vec<Located<Selector>>>,
    pub(crate) ignore: Option<Vec<Located<Selector>>>,
    pub(crate) levels: Vec<(Located<Selector>, Level)>,
}

/// `[stream]`
#[derive(Debug, Clone, Default)]
pub(crate) struct StreamEntry {
    pub(crate) whole_text: Option<WholeText>,
    pub(crate) max_horizon: Option<u32>,
    pub(crate) max_hold_bytes: Option<Located<u32>>,
    pub(crate) max_hold_ms: Option<u32>,
    pub(crate) rules: Vec<(Located<Selector>, WholeText)>,
}

/// `[[combinations]]`
#[derive(Debug, Clone)]
pub(crate) struct CombinationEntry {
    pub(crate) rule: Located<RuleId>,
    pub(crate) decl: RuleDecl,
    pub(crate) all: Vec<Located<Selector>>,
    pub(crate) any: Vec<Located<Selector>>,
    pub(crate) none: Vec<Located<Selector>>,
}

/// `[[additions]]`, before it is known which rule is meant.
#[derive(Debug, Clone)]
pub(crate) struct AdditionEntry {
    pub(crate) rule: Located<String>,
    pub(crate) all: Vec<Located<Selector>>,
    pub(crate) any: Vec<Located<Selector>>,
    pub(crate) none: Vec<Located<Selector>>,
}

/// `[[waivers]]`, before it is known which rule is meant.
#[derive(Debug, Clone)]
pub(crate) struct WaiverEntry {
    pub(crate) rule: Located<String>,
    pub(crate) target: Located<WaiverTarget>,
    pub(crate) workflow: Option<String>,
    pub(crate) owner: String,
    pub(crate) approver: String,
    pub(crate) reason: String,
    pub(crate) ticket: Option<String>,
    pub(crate) expires: String,
    pub(crate) revision: u32,
}

impl Document {
    /// Lays this policy over the one that it extends: what it says counts, tables are merged key by key,
    /// packs by their name, and lists of tables are appended.
    pub(crate) fn over(self, base: Self) -> Self {
        let mut packs = base.packs;
        for pack in self.packs {
            match packs.iter_mut().find(|known| known.is_same(&pack)) {
                Some(known) => known.overlay(pack),
                None => packs.push(pack),
            }
        }
        let mut workflows = base.workflows;
        for (name, rules) in self.workflows {
            match workflows.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => known.overlay(rules),
                None => workflows.push((name, rules)),
            }
        }
        let mut rules = base.rules;
        rules.overlay(self.rules);
        Self {
            id: self.id,
            description: self.description,
            extends: self.extends,
            mode: self.mode.or(base.mode),
            on_failure: self.on_failure.or(base.on_failure),
            fingerprint: self.fingerprint.or(base.fingerprint),
            trust: self.trust.or(base.trust),
            packs,
            rules,
            workflows,
            combinations: [base.combinations, self.combinations].concat(),
            additions: [base.additions, self.additions].concat(),
            waivers: [base.waivers, self.waivers].concat(),
            stream: base.stream.overlaid(self.stream),
            log: self.log.or(base.log),
            files: [self.files, base.files].concat(),
        }
    }

    /// The packs as their users see them.
    pub(crate) fn pack_uses(&self) -> Vec<PackUse> {
        let on_failure = self.on_failure.unwrap_or_default();
        self.packs
            .iter()
            .map(|pack| PackUse {
                plugin: pack.plugin.clone(),
                path: pack.path.clone(),
                reference: pack.reference.clone(),
                inputs: pack.inputs.unwrap_or_default(),
                settings: pack.settings.to_json(),
                on_failure: pack.on_failure.unwrap_or(on_failure),
                place: pack.place.clone(),
            })
            .collect()
    }
}

impl PackEntry {
    /// Whether both are about one pack: they name the same plugin, or the same file where one names no plugin.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (&self.plugin, &other.plugin) {
            (Some(one), Some(other)) => one == other,
            _ => self.path.is_some() && self.path == other.path,
        }
    }

    fn overlay(&mut self, over: Self) {
        self.plugin = over.plugin.or(self.plugin.take());
        // Either of the two takes the place of both: a pack comes from one place.
        if over.path.is_some() || over.reference.is_some() {
            (self.path, self.reference) = (over.path, over.reference);
        }
        self.inputs = over.inputs.or(self.inputs);
        self.on_failure = over.on_failure.or(self.on_failure);
        self.settings.overlay(over.settings);
        self.place = over.place;
    }
}

impl RulesEntry {
    fn overlay(&mut self, over: Self) {
        self.select = over.select.or(self.select.take());
        self.ignore = over.ignore.or(self.ignore.take());
        // A level for the same selector is overwritten; the later place also wins a tie between tags.
        self.levels.retain(|(old, _)| over.levels.iter().all(|(new, _)| new.value != old.value));
        self.levels.extend(over.levels);
    }

    /// Every selector in it.
    pub(crate) fn selectors(&self) -> impl Iterator<Item = &Located<Selector>> {
        let levels = self.levels.iter().map(|(selector, _)| selector);
        self.select.iter().flatten().chain(self.ignore.iter().flatten()).chain(levels)
    }
}

impl StreamEntry {
    fn overlaid(mut self, over: Self) -> Self {
        self.rules.retain(|(old, _)| over.rules.iter().all(|(new, _)| new.value != old.value));
        self.rules.extend(over.rules);
        Self {
            rules: self.rules,
            whole_text: over.whole_text.or(self.whole_text),
            max_horizon: over.max_horizon.or(self.max_horizon),
            max_hold_bytes: over.max_hold_bytes.or(self.max_hold_bytes),
            max_hold_ms: over.max_hold_ms.or(self.max_hold_ms),
        }
    }
}

impl WaiverEntry {
    /// The waiver, now that its rule is known.
    pub(crate) fn waiver(&self, rule: RuleId) -> Waiver {
        Waiver {
            rule,
            target: self.target.value.clone(),
            workflow: self.workflow.clone(),
            owner: self.owner.clone(),
            approver: self.approver.clone(),
            reason: self.reason.clone(),
            ticket: self.ticket.clone(),
            expires: self.expires.clone(),
            revision: self.revision,
        }
    }
}
