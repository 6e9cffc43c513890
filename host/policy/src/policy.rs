use std::collections::{BTreeMap, HashMap};

use lictor_model::{Digest, Level, RuleId};
use serde_json::{Map, Value, json};

use crate::{
    Combination, LogContent, Mode, OnFailure, PackUse, Profile, SecretSource, StreamPolicy, Waiver, WaiverOutcome,
    WaiverTarget,
};

/// A policy whose rules, settings and waivers are known to exist: what an engine works with.
#[derive(Debug, Clone)]
pub struct Policy {
    content: Content,
    digest: Digest,
    /// The waivers of each rule, in their order.
    waivers_of: HashMap<RuleId, Vec<usize>>,
}

/// What a policy consists of.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    pub(crate) id: String,
    pub(crate) description: Option<String>,
    pub(crate) mode: Mode,
    pub(crate) on_failure: OnFailure,
    pub(crate) fingerprint: Option<SecretSource>,
    pub(crate) packs: Vec<PackUse>,
    /// The rules of each plugin, in the order of its manifest.
    pub(crate) rule_ids: Vec<Vec<RuleId>>,
    pub(crate) general: Profile,
    pub(crate) workflows: BTreeMap<String, Profile>,
    pub(crate) combinations: Vec<Combination>,
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) stream: StreamPolicy,
    pub(crate) log: LogContent,
    /// Rules that the file names by a retired code, and that code.
    pub(crate) redirects: BTreeMap<RuleId, RuleId>,
    pub(crate) warnings: Vec<String>,
}

impl Policy {
    pub(crate) fn new(content: Content) -> Self {
        let digest = content.digest();
        let mut waivers_of: HashMap<RuleId, Vec<usize>> = HashMap::new();
        for (index, waiver) in content.waivers.iter().enumerate() {
            waivers_of.entry(waiver.rule.clone()).or_default().push(index);
        }
        Self { content, digest, waivers_of }
    }

    /// The policy's id.
    pub fn id(&self) -> &str {
        &self.content.id
    }

    /// The digest of everything here that a verdict depends on: inputs, settings, levels, combinations,
    /// waivers, mode and what failures mean. Not of comments, of the way in which the file says it, or of
    /// where packs and the fingerprint secret lie. The digests of the components are not in it.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What is done with decisions.
    pub fn mode(&self) -> Mode {
        self.content.mode
    }

    /// What a failing plugin means, unless [`PackUse::on_failure`] says otherwise.
    pub fn on_failure(&self) -> OnFailure {
        self.content.on_failure
    }

    /// Where the fingerprint secret is, if the policy says so.
    pub fn fingerprint(&self) -> Option<&SecretSource> {
        self.content.fingerprint.as_ref()
    }

    /// The packs, in the order of the manifests.
    pub fn packs(&self) -> &[PackUse] {
        &self.content.packs
    }

    /// The retired code by which the policy names a rule, if it does.
    pub fn retired_name(&self, rule: &RuleId) -> Option<&RuleId> {
        self.content.redirects.get(rule)
    }

    /// What probably was not meant, in words.
    pub fn warnings(&self) -> &[String] {
        &self.content.warnings
    }

    /// The levels that count in a workflow; the general ones for none and for one that the policy does not name.
    pub fn profile(&self, workflow: Option<&str>) -> &Profile {
        workflow.and_then(|name| self.content.workflows.get(name)).unwrap_or(&self.content.general)
    }

    /// The general profile, then those of the workflows by name.
    pub fn profiles(&self) -> impl Iterator<Item = (Option<&str>, &Profile)> {
        let workflows = self.content.workflows.iter().map(|(name, profile)| (Some(name.as_str()), profile));
        std::iter::once((None, &self.content.general)).chain(workflows)
    }

    /// The policy's own rules.
    pub fn combinations(&self) -> &[Combination] {
        &self.content.combinations
    }

    /// How answers are checked while they are still being written.
    pub fn stream(&self) -> &StreamPolicy {
        &self.content.stream
    }

    /// What a log may hold of an answer. No verdict depends on it, so it is not in the digest.
    pub fn log(&self) -> LogContent {
        self.content.log
    }

    /// All waivers.
    pub fn waivers(&self) -> &[Waiver] {
        &self.content.waivers
    }

    /// What the waivers say about a finding. `revision` is the rule's own, `case` the sample's id, `today` a day
    /// as `YYYY-MM-DD`. Of several waivers the first that still holds counts.
    pub fn waiver(
        &self,
        rule: &RuleId,
        revision: u32,
        case: &str,
        workflow: Option<&str>,
        fingerprint: &str,
        today: &str,
    ) -> WaiverOutcome<'_> {
        let mut outcome = WaiverOutcome::None;
        for index in self.waivers_of.get(rule).into_iter().flatten().copied() {
            let waiver = &self.content.waivers[index];
            if !waiver.covers(revision, case, workflow, fingerprint) {
                continue;
            }
            if !waiver.expired(today) {
                return WaiverOutcome::Waived { index, reason: &waiver.reason };
            }
            if outcome == WaiverOutcome::None {
                outcome = WaiverOutcome::Expired { index };
            }
        }
        outcome
    }

    /// The resolved policy for people and programs to read. Texts in settings are not shown: they may be
    /// canaries.
    pub fn to_json(&self) -> Value {
        let mut json = self.content.to_json(&|settings| hidden(settings));
        if let Value::Object(object) = &mut json {
            object.insert("description".into(), json!(self.content.description));
            object.insert("digest".into(), json!(self.digest));
            object.insert(
                "fingerprint".into(),
                match &self.content.fingerprint {
                    None => Value::Null,
                    Some(SecretSource::Env(name)) => json!({ "env": name }),
                    Some(SecretSource::File(path)) => json!({ "file": path }),
                },
            );
            object.insert("log".into(), json!({ "content": self.content.log }));
            object.insert("warnings".into(), json!(self.content.warnings));
        }
        json
    }
}

impl Content {
    fn digest(&self) -> Digest {
        let mut json = self.to_json(&Value::clone);
        json.sort_all_objects();
        Digest::of(json.to_string())
    }

    /// What a verdict depends on.
    fn to_json(&self, settings: &dyn Fn(&Value) -> Value) -> Value {
        let packs: Vec<Value> = self
            .packs
            .iter()
            .map(|pack| {
                let inputs: Vec<&str> = pack.inputs.iter().map(|input| input.as_str()).collect();
                json!({
                    "plugin": pack.plugin, "inputs": inputs, "on_failure": pack.on_failure,
                    "settings": settings(&pack.settings),
                })
            })
            .collect();
        let workflows: Map<String, Value> =
            self.workflows.iter().map(|(name, profile)| (name.clone(), self.levels(profile))).collect();
        let mut value = json!({
            "schema": "lictor.resolved-policy/v1",
            "id": self.id,
            "mode": self.mode,
            "on_failure": self.on_failure,
            "packs": packs,
            "levels": self.levels(&self.general),
            "workflows": workflows,
            "combinations": self.combinations.iter().map(combination).collect::<Vec<_>>(),
            "waivers": self.waivers.iter().map(waiver).collect::<Vec<_>>(),
        });
        // Records tell of them. Few policies have any, and the digest of the others stays.
        if !self.redirects.is_empty() {
            value["retired_codes"] = self.redirects.iter().map(|(rule, former)| json!([former, rule])).collect();
        }
        if !self.stream.is_default() {
            value["stream"] = self.stream.to_json();
        }
        value
    }

    fn levels(&self, profile: &Profile) -> Value {
        let mut levels = BTreeMap::new();
        for (plugin, ids) in self.rule_ids.iter().enumerate() {
            levels.extend(ids.iter().enumerate().map(|(rule, id)| (id.to_string(), profile.level(plugin, rule))));
        }
        let own = self.combinations.iter().enumerate();
        levels.extend(own.map(|(index, own)| (own.id.to_string(), profile.combination_level(index))));
        levels.into_iter().map(|(id, level): (String, Level)| (id, json!(level))).collect::<Map<_, _>>().into()
    }
}

fn combination(combination: &Combination) -> Value {
    json!({
        "rule": combination.id, "slug": combination.decl.slug, "revision": combination.decl.revision,
        "dimension": combination.decl.dimension, "message": combination.decl.message,
        "sensitive": combination.decl.sensitive,
        "all": combination.all, "any": combination.any, "none": combination.none,
    })
}

fn waiver(waiver: &Waiver) -> Value {
    let (case, fingerprint) = match &waiver.target {
        WaiverTarget::Case(case) => (Some(case), None),
        WaiverTarget::Fingerprint(fingerprint) => (None, Some(fingerprint)),
    };
    json!({
        "rule": waiver.rule, "case": case, "fingerprint": fingerprint, "workflow": waiver.workflow,
        "owner": waiver.owner, "approver": waiver.approver, "reason": waiver.reason, "ticket": waiver.ticket,
        "expires": waiver.expires, "revision": waiver.revision,
    })
}

/// Settings with their keys and shapes, without texts.
fn hidden(settings: &Value) -> Value {
    match settings {
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.clone(), hidden(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(hidden).collect(),
        Value::String(_) => "***".into(),
        other => other.clone(),
    }
}
