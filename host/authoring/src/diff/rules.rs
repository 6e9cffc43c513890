//! What changed about the rules.

use lictor_contract::{DetailKind, Manifest, RuleDecl, WaiverScope};
use lictor_model::RuleStatus;

use super::change::Changes;
use super::scope::{self, Patterns};
use super::{Bump, Kind};

pub(super) fn compare(old: &Manifest, new: &Manifest, changes: &mut Changes) {
    for before in &old.rules {
        match new.rule(&before.code).map(|index| &new.rules[index]) {
            Some(now) => Pair { old: before, new: now, changes }.compare(old, new),
            None => removed(before, new, changes),
        }
    }
    for now in new.rules.iter().filter(|rule| old.rule(&rule.code).is_none()) {
        if old.tombstones.iter().any(|stone| stone.code == now.code) {
            let what = format!("a code that was out of use stands for `{}` now", now.slug);
            changes.of_rule(Bump::Major, Kind::ReusedCode, &now.code, what);
            changes.mend("give the rule a code that was never used, and keep the tombstone");
        } else {
            let what = format!("`{}` is new, at level {}", now.slug, now.level);
            changes.of_rule(Bump::Minor, Kind::NewRule, &now.code, what);
        }
    }
}

fn removed(before: &RuleDecl, new: &Manifest, changes: &mut Changes) {
    let Some(stone) = new.tombstones.iter().find(|stone| stone.code == before.code) else {
        let what = format!("`{}` is gone and left no tombstone", before.slug);
        changes.of_rule(Bump::Major, Kind::RemovedRule, &before.code, what);
        changes.mend("list the code among the pack's tombstones, with the reason and what takes its place");
        return;
    };
    let replaced = stone.replaced_by.as_ref().map(|code| format!(", {code} takes its place"));
    let what = format!("`{}` is out of use{}", before.slug, replaced.unwrap_or_default());
    let class = if before.status == RuleStatus::Preview { Bump::Minor } else { Bump::Major };
    changes.of_rule(class, Kind::RemovedRule, &before.code, what);
}

/// A rule before and now.
struct Pair<'a> {
    old: &'a RuleDecl,
    new: &'a RuleDecl,
    changes: &'a mut Changes,
}

impl Pair<'_> {
    /// Nobody may rely on a preview, so nothing about one is more than minor.
    fn say(&mut self, class: Bump, kind: Kind, what: impl Into<String>) {
        let class = if self.was_preview() { class.min(Bump::Minor) } else { class };
        self.changes.of_rule(class, kind, &self.old.code, what);
    }

    fn was_preview(&self) -> bool {
        self.old.status == RuleStatus::Preview
    }

    fn compare(mut self, old: &Manifest, new: &Manifest) {
        let patterns = (Patterns::of(old, &self.old.code), Patterns::of(new, &self.new.code));
        if self.is_another_rule(&patterns) {
            return;
        }
        self.scope(&patterns);
        self.level_and_status();
        self.handling();
        self.detail();
        self.labels();
        self.words();
    }

    /// A rule is known by its alias, its summary and its patterns. Where two of the three are others altogether it is another
    /// rule, whatever its revision says. Previews may still change their meaning.
    fn is_another_rule(&mut self, patterns: &(Patterns, Patterns)) -> bool {
        let (old, new) = (self.old, self.new);
        let others = [old.slug != new.slug, old.summary != new.summary, patterns.0.are_all_others(&patterns.1)];
        let another = others.into_iter().filter(|other| *other).count() >= 2 && !self.was_preview();
        if another {
            let what = format!("it was `{}` ({}) and is `{}` ({})", old.slug, old.summary, new.slug, new.summary);
            self.say(Bump::Major, Kind::ReMeant, what);
            self.changes.mend(format!(
                "give the new rule a code of its own, and leave a tombstone for {} if the old one goes",
                old.code
            ));
        }
        another
    }

    /// A waiver is granted for a revision and accuracy is measured for one, so what a rule looks at must not change below it.
    fn scope(&mut self, patterns: &(Patterns, Patterns)) {
        let (old, new) = (self.old, self.new);
        let mut said: Vec<(Bump, String)> =
            scope::changes(old, new, (&patterns.0, &patterns.1)).into_iter().map(|what| (Bump::Minor, what)).collect();
        if old.dimension != new.dimension {
            said.push((Bump::Major, format!("it is about {}, not {}", new.dimension, old.dimension)));
        }
        let next = old.revision.saturating_add(1);
        let counted = new.revision > old.revision;
        for (class, what) in &said {
            self.say(*class, Kind::Scope, what);
            if !counted {
                self.changes
                    .mend(format!("count its revision up, to {next}: waivers and measured accuracy are bound to it"));
            }
        }
        if new.revision < old.revision {
            self.say(
                Bump::Major,
                Kind::Revision,
                format!("its revision went from {} back to {}", old.revision, new.revision),
            );
            self.changes.mend(format!("revisions only go up: {next} is next"));
        } else if counted {
            let excuse = "waivers of the old one excuse nothing any more";
            let what = format!("its revision went from {} to {}: {excuse}", old.revision, new.revision);
            self.say(Bump::Minor, Kind::Revision, what);
        }
    }

    fn level_and_status(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.level != new.level {
            let what = format!("its level went from {} to {}", old.level, new.level);
            self.say(Bump::Major, Kind::Level, what);
        }
        if old.status != new.status {
            let back = matches!(new.status, RuleStatus::Preview | RuleStatus::Removed);
            let class = if back { Bump::Major } else { Bump::Minor };
            let what = format!("its status went from {} to {}", status(old.status), status(new.status));
            self.say(class, Kind::Status, what);
        }
    }

    fn handling(&mut self) {
        let (old, new) = (self.old, self.new);
        match (old.sensitive, new.sensitive) {
            (true, false) => self.say(Bump::Major, Kind::Sensitive, "its evidence is no longer hidden"),
            (false, true) => self.say(Bump::Minor, Kind::Sensitive, "its evidence is hidden now"),
            _ => {}
        }
        match (old.waiver, new.waiver) {
            (WaiverScope::Any, WaiverScope::Fingerprint) => {
                let what = "it can be waived by fingerprint only: waivers by case are refused";
                self.say(Bump::Major, Kind::Waiver, what);
            }
            (WaiverScope::Fingerprint, WaiverScope::Any) => {
                self.say(Bump::Minor, Kind::Waiver, "it can be waived by case, too");
            }
            _ => {}
        }
        if old.horizon != new.horizon {
            let bytes =
                |horizon: Option<u32>| horizon.map_or("the whole text".to_owned(), |bytes| format!("{bytes} bytes"));
            let what = format!("it needs {} at once, not {}", bytes(new.horizon), bytes(old.horizon));
            self.say(Bump::Minor, Kind::Horizon, what);
        }
    }

    fn detail(&mut self) {
        let (old, new) = (self.old, self.new);
        for (key, before) in &old.detail {
            match (before, new.detail.get(key)) {
                (_, None) => self.say(Bump::Major, Kind::Detail, format!("its detail `{key}` is gone")),
                (DetailKind::Number, Some(DetailKind::Number)) => {}
                (DetailKind::Values(before), Some(DetailKind::Values(now))) => {
                    for value in before.iter().filter(|value| !now.contains(value)) {
                        self.say(
                            Bump::Major,
                            Kind::Detail,
                            format!("`{value}` is no value of its detail `{key}` any more"),
                        );
                    }
                    for value in now.iter().filter(|value| !before.contains(value)) {
                        self.say(Bump::Minor, Kind::Detail, format!("`{value}` is a new value of its detail `{key}`"));
                    }
                }
                _ => self.say(Bump::Major, Kind::Detail, format!("its detail `{key}` is of another kind")),
            }
        }
        for key in new.detail.keys().filter(|key| !old.detail.contains_key(*key)) {
            self.say(Bump::Minor, Kind::Detail, format!("its detail `{key}` is new"));
        }
    }

    fn labels(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.slug != new.slug {
            self.say(Bump::Major, Kind::Slug, format!("`{}` is called `{}`", old.slug, new.slug));
        }
        for tag in old.tags.iter().filter(|tag| !new.tags.contains(tag)) {
            self.say(Bump::Major, Kind::Tags, format!("`tag:{tag}` selects it no more"));
        }
        for tag in new.tags.iter().filter(|tag| !old.tags.contains(tag)) {
            self.say(Bump::Minor, Kind::Tags, format!("`tag:{tag}` selects it now"));
        }
        if old.references != new.references {
            self.say(Bump::Patch, Kind::Tags, "its references are others");
        }
    }

    fn words(&mut self) {
        let (old, new) = (self.old, self.new);
        if old.summary != new.summary {
            self.say(Bump::Patch, Kind::Words, "its summary is worded otherwise");
            // A summary is what an ID means, in one line. Only a person can tell whether it says the same.
        }
        for (differs, what) in [
            (old.message != new.message, "its message is worded otherwise"),
            (old.docs != new.docs, "its page is worded otherwise"),
            (old.remedy != new.remedy, "its remedy is worded otherwise"),
            (old.reasons != new.reasons, "its reasons for not being applicable are others"),
            (old.examples != new.examples, "its examples are others"),
            (old.accuracy != new.accuracy, "what was measured of it is other"),
            (old.since != new.since, "it says of another version that it brought it"),
        ] {
            if differs {
                self.say(Bump::Patch, Kind::Words, what);
            }
        }
    }
}

fn status(status: RuleStatus) -> &'static str {
    match status {
        RuleStatus::Preview => "preview",
        RuleStatus::Stable => "stable",
        RuleStatus::Deprecated => "deprecated",
        RuleStatus::Removed => "removed",
    }
}
