//! The rules that a policy can name, and what to say about those that it cannot.

use std::collections::BTreeSet;

use lictor_contract::{Manifest, Tombstone, WaiverScope};
use lictor_model::{Dimension, Level, RuleCode, RuleId, RuleStatus, closest};

use crate::PackUse;
use crate::error::{Located, Problem};
use crate::file::CombinationEntry;
use crate::selector::{FORMS, Selectable, Selector, did_you_mean};

/// All rules of a policy: those of its packs and its own combinations.
pub(super) struct Catalogue<'a> {
    rules: Vec<Rule<'a>>,
    /// Publisher and tombstone.
    tombstones: Vec<(&'a str, &'a Tombstone)>,
}

/// What a policy needs to know of a rule.
pub(super) struct Rule<'a> {
    pub(super) id: RuleId,
    pub(super) home: Home,
    pub(super) slug: &'a str,
    pub(super) dimension: Dimension,
    pub(super) tags: &'a [String],
    pub(super) level: Level,
    pub(super) status: RuleStatus,
    pub(super) revision: u32,
    pub(super) waiver: WaiverScope,
    /// Retired codes that it takes the place of.
    pub(super) former: Vec<RuleId>,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Home {
    /// Place of the plugin in the policy, place of the rule in its manifest.
    Plugin(usize, usize),
    /// Place of the combination in the policy.
    Combination(usize),
}

impl Rule<'_> {
    pub(super) fn matched_by(&self, selector: &Selector) -> bool {
        self.named_by(selector) || self.formerly(selector).is_some()
    }

    /// Whether a selector means it under its own code.
    fn named_by(&self, selector: &Selector) -> bool {
        selector.matches(&Selectable { id: &self.id, dimension: self.dimension, tags: self.tags })
    }

    /// The retired code under which a selector means it.
    pub(super) fn formerly(&self, selector: &Selector) -> Option<&RuleId> {
        let named = |id: &&RuleId| selector.matches(&Selectable { id, dimension: self.dimension, tags: self.tags });
        self.former.iter().find(named).filter(|_| selector.is_id())
    }
}

impl<'a> Catalogue<'a> {
    /// The rules of the packs.
    pub(super) fn of_packs(packs: &[PackUse], manifests: &[&'a Manifest], problems: &mut Vec<Problem>) -> Self {
        let mut catalogue = Self { rules: Vec::new(), tombstones: Vec::new() };
        let mut seen = BTreeSet::new();
        for (plugin, (manifest, pack)) in manifests.iter().zip(packs).enumerate() {
            for (index, decl) in manifest.rules.iter().enumerate() {
                let Ok(id) = decl.code.parse().and_then(|code: RuleCode| RuleId::new(&manifest.publisher, code)) else {
                    // A manifest that was read with its own checks has no such rule.
                    continue;
                };
                // Once is enough for a pack that is loaded twice, which has been said already.
                if !seen.insert(id.clone())
                    && !manifests[..plugin].iter().any(|other| other.plugin() == manifest.plugin())
                {
                    let message = format!("`{id}` is a rule of two packs, the second is `{}`", manifest.plugin());
                    problems.push(Problem::new(message).at(&pack.place));
                }
                catalogue.rules.push(Rule {
                    id,
                    home: Home::Plugin(plugin, index),
                    slug: &decl.slug,
                    dimension: decl.dimension,
                    tags: &decl.tags,
                    level: decl.level,
                    status: decl.status,
                    revision: decl.revision,
                    waiver: decl.waiver,
                    former: Vec::new(),
                });
            }
            catalogue.tombstones.extend(manifest.tombstones.iter().map(|stone| (manifest.publisher.as_str(), stone)));
        }
        catalogue.redirect();
        catalogue
    }

    /// Tells each rule which retired codes it takes the place of.
    fn redirect(&mut self) {
        for (publisher, stone) in &self.tombstones {
            let Some(now) = &stone.replaced_by else { continue };
            let now = if now.contains('/') { now.clone() } else { format!("{publisher}/{now}") };
            let former = stone.code.parse().and_then(|code: RuleCode| RuleId::new(publisher, code));
            let there = |rule: &&mut Rule<'_>| rule.id.as_str() == now && rule.status != RuleStatus::Removed;
            if let (Ok(former), Some(rule)) = (former, self.rules.iter_mut().find(there)) {
                rule.former.push(former);
            }
        }
    }

    /// Adds the policy's own rules.
    pub(super) fn add_combinations(&mut self, combinations: &'a [CombinationEntry], problems: &mut Vec<Problem>) {
        for (index, entry) in combinations.iter().enumerate() {
            let Located { value: id, place } = &entry.rule;
            if self.rules.iter().any(|rule| rule.id == *id) || self.buried(Some(id.publisher()), id.code()).is_some() {
                let problem = Problem::new(format!("`{id}` is taken")).at(place);
                problems
                    .push(problem.help("a rule ID is used once and for ever; give the combination one of your own"));
            }
            self.rules.push(Rule {
                id: id.clone(),
                home: Home::Combination(index),
                slug: &entry.decl.slug,
                dimension: entry.decl.dimension,
                tags: &entry.decl.tags,
                level: entry.decl.level,
                status: entry.decl.status,
                revision: entry.decl.revision,
                waiver: entry.decl.waiver,
                former: Vec::new(),
            });
        }
    }

    pub(super) fn rules(&self) -> &[Rule<'a>] {
        &self.rules
    }

    /// The IDs of the plugins' rules, as the manifests have them. One that is no ID is not in its list, which
    /// no manifest that passed its own checks has.
    pub(super) fn ids_by_plugin(&self, plugins: usize) -> Vec<Vec<RuleId>> {
        let mut ids = vec![Vec::new(); plugins];
        for rule in &self.rules {
            if let Home::Plugin(plugin, _) = rule.home {
                ids[plugin].push(rule.id.clone());
            }
        }
        ids
    }

    /// Notes it if a selector names no rule, or one that is no more.
    pub(super) fn check(&self, selector: &Located<Selector>, problems: &mut Vec<Problem>) {
        let Located { value: selector, place } = selector;
        let mut named = self.rules.iter().filter(|rule| rule.matched_by(selector)).peekable();
        if selector.is_all() {
            return;
        }
        if selector.is_id() && named.peek().is_some() {
            if let Some(removed) = named.find(|rule| rule.status == RuleStatus::Removed) {
                problems.push(Problem::new(format!("`{}` was removed", removed.id)).at(place));
            }
        } else if named.next().is_none() {
            problems.push(self.unknown(selector).at(place));
        }
    }

    /// The rules that a selector names, in a combination.
    pub(super) fn ids(&self, selector: &Located<Selector>, problems: &mut Vec<Problem>) -> BTreeSet<RuleId> {
        self.check(selector, problems);
        self.rules.iter().filter(|rule| rule.matched_by(&selector.value)).map(|rule| rule.id.clone()).collect()
    }

    /// The one rule that something (`a waiver`) is for.
    pub(super) fn one(&self, what: &str, rule: &Located<String>, problems: &mut Vec<Problem>) -> Option<&Rule<'a>> {
        let Located { value: text, place } = rule;
        let problem = match Selector::parse(text) {
            Ok(selector) if selector.is_id() => {
                let named: Vec<_> = self.rules.iter().filter(|rule| rule.named_by(&selector)).collect();
                match named[..] {
                    [rule] if rule.status == RuleStatus::Removed => Problem::new(format!("`{}` was removed", rule.id)),
                    [rule] => return Some(rule),
                    [] => self.unknown(&selector),
                    _ => {
                        let ids: Vec<String> = named.iter().map(|rule| format!("`{}`", rule.id)).collect();
                        let problem = Problem::new(format!("`{text}` is a rule of several publishers"));
                        problem.help(format!("write one of {}", ids.join(", ")))
                    }
                }
            }
            _ => {
                let near = closest(text, self.rules.iter().map(|rule| rule.id.code()));
                let help = near
                    .map_or("write its ID, such as `lictor/EXP401`".into(), |near| format!("did you mean `{near}`?"));
                Problem::new(format!("{what} is for one rule, and `{text}` is no rule ID")).help(help)
            }
        };
        problems.push(problem.at(place));
        None
    }

    /// The tombstone of a code.
    fn buried(&self, publisher: Option<&str>, code: &str) -> Option<(&'a str, &'a Tombstone)> {
        let wanted = |(owner, stone): &&(&str, &Tombstone)| {
            stone.code == code && publisher.is_none_or(|publisher| *owner == publisher)
        };
        self.tombstones.iter().find(wanted).copied()
    }

    /// What to say about a selector that names nothing.
    fn unknown(&self, selector: &Selector) -> Problem {
        let text = selector.text();
        if let Some(tag) = selector.tag() {
            let tags: BTreeSet<&str> = self.rules.iter().flat_map(|rule| rule.tags).map(String::as_str).collect();
            let help = did_you_mean(tag, tags.iter().copied(), || {
                format!("the tags are: {}", tags.iter().copied().collect::<Vec<_>>().join(", "))
            });
            return Problem::new(format!("no rule has the tag `{tag}`")).help(help);
        }
        let Some((publisher, prefix)) = selector.code() else {
            // A slug is what people remember; a record has the ID beside it.
            let help = match self.rules.iter().find(|rule| rule.slug == text) {
                Some(rule) => format!("it is the slug of `{}`: write the ID", rule.id),
                None => did_you_mean(text, self.words(), || FORMS.into()),
            };
            return Problem::new(format!("`{text}` names no rule")).help(help);
        };
        if let Some((owner, stone)) = self.buried(publisher, prefix) {
            let help = match &stone.replaced_by {
                Some(code) if code.contains('/') => format!("use `{code}` instead"),
                Some(code) => format!("use `{owner}/{code}` instead"),
                None => "nothing replaces it; take it out".into(),
            };
            let reason = stone.reason.trim_end_matches('.');
            return Problem::new(format!("`{owner}/{}` was retired: {reason}", stone.code)).help(help);
        }
        let publishers: BTreeSet<&str> = self.rules.iter().map(|rule| rule.id.publisher()).collect();
        if let Some(publisher) = publisher.filter(|publisher| !publishers.contains(publisher)) {
            let help = did_you_mean(publisher, publishers.iter().copied(), || {
                format!("loaded are rules of: {}", publishers.iter().copied().collect::<Vec<_>>().join(", "))
            });
            return Problem::new(format!("no pack of `{publisher}` is loaded")).help(help);
        }
        let candidates: BTreeSet<String> = self
            .rules
            .iter()
            .filter(|rule| publisher.is_none_or(|publisher| rule.id.publisher() == publisher))
            .filter_map(|rule| {
                let code = rule.id.code().get(..prefix.len())?;
                Some(publisher.map_or_else(|| code.to_owned(), |publisher| format!("{publisher}/{code}")))
            })
            .collect();
        let help = did_you_mean(text, candidates.iter().map(String::as_str), || match publishers.is_empty() {
            true => "no pack is loaded".into(),
            false => "`lictor rules list` shows every rule".into(),
        });
        Problem::new(format!("`{text}` names no rule")).help(help)
    }

    /// Everything that a garbled selector could have been.
    fn words(&self) -> impl Iterator<Item = &str> {
        let of_rules = self.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.id.code(), rule.slug]);
        of_rules.chain(["all"])
    }
}
