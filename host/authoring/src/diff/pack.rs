//! What changed about a pack as a whole.

use std::collections::BTreeMap;

use lictor_contract::{Manifest, MeasureDecl, Tombstone};
use semver::Version;

use super::change::Changes;
use super::{Bump, Kind, Release, schema};

pub(super) fn compare(old: &Release, new: &Release, changes: &mut Changes) {
    contract(&old.contract, &new.contract, changes);
    let (old, new) = (&old.manifest, &new.manifest);
    inputs(old, new, changes);
    for (class, what) in schema::compare(&old.settings, &new.settings) {
        changes.of_pack(class, Kind::Settings, what);
    }
    measures(&old.measures, &new.measures, changes);
    tombstones(old, new, changes);
    if old.summary != new.summary {
        changes.of_pack(Bump::Patch, Kind::Words, "its summary is worded otherwise");
    }
}

/// A host speaks some contracts and refuses others, so that whoever updates the pack may have to update the host.
fn contract(old: &str, new: &str, changes: &mut Changes) {
    if old == new {
        return;
    }
    let major = |contract: &str| {
        let version = contract.rsplit('@').next().and_then(|version| version.parse::<Version>().ok())?;
        Some(if version.major == 0 { (0, version.minor) } else { (version.major, 0) })
    };
    let same = major(old).is_some() && major(old) == major(new);
    let class = if same { Bump::Minor } else { Bump::Major };
    changes.of_pack(class, Kind::Contract, format!("it speaks `{new}` where it spoke `{old}`"));
}

fn inputs(old: &Manifest, new: &Manifest, changes: &mut Changes) {
    for input in new.inputs().difference(old.inputs()).iter() {
        changes.of_pack(Bump::Major, Kind::Inputs, format!("it reads `{input}`, which it did not before"));
    }
    for input in old.inputs().difference(new.inputs()).iter() {
        changes.of_pack(Bump::Minor, Kind::Inputs, format!("it reads `{input}` no more"));
    }
}

fn measures(old: &[MeasureDecl], new: &[MeasureDecl], changes: &mut Changes) {
    let find = |list: &'_ [MeasureDecl], name: &str| list.iter().position(|measure| measure.name == name);
    for measure in old {
        let name = &measure.name;
        match find(new, name).map(|at| &new[at]) {
            None => changes.of_pack(Bump::Major, Kind::Measures, format!("the measure `{name}` is gone")),
            Some(now) if now.unit != measure.unit => {
                let what = format!("the measure `{name}` is in {}, not in {}", now.unit, measure.unit);
                changes.of_pack(Bump::Major, Kind::Measures, what);
            }
            Some(now) if now.summary != measure.summary => {
                changes.of_pack(Bump::Patch, Kind::Words, format!("the measure `{name}` is worded otherwise"));
            }
            Some(_) => {}
        }
    }
    for measure in new.iter().filter(|measure| find(old, &measure.name).is_none()) {
        changes.of_pack(Bump::Minor, Kind::Measures, format!("the measure `{}` is new", measure.name));
    }
}

/// Tombstones of rules that were there are told with the rules.
fn tombstones(old: &Manifest, new: &Manifest, changes: &mut Changes) {
    let stones = |manifest: &Manifest| -> BTreeMap<String, Tombstone> {
        manifest.tombstones.iter().map(|stone| (stone.code.clone(), stone.clone())).collect()
    };
    let (before, now) = (stones(old), stones(new));
    for (code, stone) in &before {
        match now.get(code) {
            // A rule that takes the code again is told with the rules.
            None if new.rule(code).is_some() => {}
            None => {
                changes.of_rule(Bump::Major, Kind::Tombstones, code, "its tombstone is gone");
                changes.mend("keep the tombstone: nothing else stops the code from being used again");
            }
            Some(now) if now.replaced_by != stone.replaced_by => {
                let what = "its tombstone names another rule in its place";
                changes.of_rule(Bump::Minor, Kind::Tombstones, code, what);
            }
            Some(now) if now.reason != stone.reason => {
                changes.of_rule(Bump::Patch, Kind::Words, code, "its tombstone is worded otherwise");
            }
            Some(_) => {}
        }
    }
    for code in now.keys().filter(|code| !before.contains_key(*code) && old.rule(code).is_none()) {
        changes.of_rule(Bump::Patch, Kind::Tombstones, code, "a code that was never out is out of use");
    }
}
