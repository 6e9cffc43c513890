//! Rule semver: what changed between two releases of a pack, how much its version has to go up for that, and what no version
//! number makes right. `docs/versioning.md` has the table.
//!
//! [`demanded`] compares what two components say about themselves and runs neither. [`Trial`] runs both over a corpus and
//! counts the samples of which they say something else.

mod change;
mod pack;
mod release;
mod rules;
mod schema;
mod scope;
mod text;
mod trial;
mod version;

pub use change::{Bump, Change, Kind};
pub use release::{Release, ReleaseError};
pub use trial::{DecisionChange, RuleVerdicts, Trial, TrialError, Verdicts};
pub use version::{VersionError, least};

use semver::Version;
use serde::Serialize;

use change::Changes;

/// What a new release of a pack demands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Demand {
    /// `publisher/pack` of the new release.
    pub plugin: String,
    /// The version of the old release.
    pub old: String,
    /// The version of the new release.
    pub new: String,
    /// Everything that changed, the weightiest first.
    pub changes: Vec<Change>,
    /// How much the version has to go up. None: the releases are the same, byte for byte.
    pub bump: Option<Bump>,
    /// The smallest version that is enough, where the old one is a version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<String>,
    /// Why the new release must not be published as it is. Empty: it may be.
    pub refusals: Vec<Refusal>,
}

/// One reason why a release must not be published as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Refusal {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub mend: String,
}

/// What `lictor plugin diff` says: what is demanded, and with a corpus what else is said of it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub struct PackDiff<'a> {
    /// What changed, and which version it demands.
    #[serde(flatten)]
    pub demand: &'a Demand,
    /// Which samples of the corpus are judged otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdicts: Option<&'a Verdicts>,
    /// Lines of the corpus that hold no sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread_lines: Option<usize>,
}

/// Compares two releases by what they say about themselves. Runs nothing.
pub fn demanded(old: &Release, new: &Release) -> Demand {
    let mut changes = Changes::default();
    let plugin = new.manifest.plugin();
    if old.manifest.plugin() == plugin {
        pack::compare(old, new, &mut changes);
        rules::compare(&old.manifest, &new.manifest, &mut changes);
        if changes.0.is_empty() && old.digest != new.digest {
            changes.of_pack(Bump::Patch, Kind::Code, "its code changed, and nothing that it says about itself");
        }
    } else {
        changes.of_pack(Bump::Major, Kind::Identity, format!("`{}` became `{plugin}`", old.manifest.plugin()));
        changes.mend("a pack keeps its name; publish one of another name as a pack of its own");
    }
    let Changes(mut changes) = changes;
    // Stable: what is equally weighty stays in the order of the manifest.
    changes.sort_by_key(|change| (std::cmp::Reverse((change.class, change.mend.is_some())), change.rule.is_some()));
    let bump = changes.iter().map(|change| change.class).max();
    Demand::new(plugin, &old.manifest.version, &new.manifest.version, changes, bump)
}

impl Demand {
    fn new(plugin: String, old: &str, new: &str, changes: Vec<Change>, bump: Option<Bump>) -> Self {
        let mut demand =
            Self { plugin, old: old.into(), new: new.into(), changes, bump, least: None, refusals: Vec::new() };
        demand.judge();
        demand
    }

    /// Whether the new release may be published after the old one.
    pub fn is_met(&self) -> bool {
        self.refusals.is_empty()
    }

    /// Demands a greater bump than the manifests do, because of what was seen when both ran.
    pub fn raise(&mut self, bump: Bump) {
        if self.bump < Some(bump) {
            self.bump = Some(bump);
            self.judge();
        }
    }

    /// Works out what speaks against the release.
    fn judge(&mut self) {
        let mended = self.changes.iter().filter_map(|change| {
            let what = match &change.rule {
                Some(rule) => format!("{rule}: {}", change.what),
                None => change.what.clone(),
            };
            Some(Refusal { what, mend: change.mend.clone()? })
        });
        self.refusals = mended.collect();
        // Versions of different packs say nothing about one another.
        if self.changes.iter().any(|change| change.kind == Kind::Identity) {
            return;
        }
        let (old, new) = match (self.old.parse::<Version>(), self.new.parse::<Version>()) {
            (Ok(old), Ok(new)) => (old, new),
            (old, _) => {
                let wrong = if old.is_err() { &self.old } else { &self.new };
                let what = format!("`{wrong}` is no version");
                self.refusals.push(Refusal { what, mend: "write it as semantic versioning does: 1.4.0".into() });
                return;
            }
        };
        let Some(bump) = self.bump else { return };
        let least = least(&old, bump);
        if let Err(error) = version::enough(&old, &new, bump) {
            let mend = format!("a {bump} change demands {least} or later");
            self.refusals.push(Refusal { what: error.to_string(), mend });
        }
        self.least = Some(least.to_string());
    }
}

#[cfg(test)]
mod tests;
