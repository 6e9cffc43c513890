use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Choice, ChoiceKind, Slice, SliceDifference, TradeOff, WorkflowEffect};

/// A workflow and what happened in it, in all dimensions side by side.
#[derive(Default)]
struct Path<'s> {
    gains: Vec<&'s SliceDifference>,
    losses: Vec<&'s SliceDifference>,
    /// As many cases fixed as broken.
    even: Vec<&'s SliceDifference>,
}

impl<'s> Path<'s> {
    fn changed(&self) -> impl Iterator<Item = &'s SliceDifference> {
        self.losses.iter().chain(&self.even).chain(&self.gains).copied()
    }

    /// Some of its cases got better and others worse.
    fn mixed(&self) -> bool {
        self.changed().any(|row| !row.new.is_empty()) && self.changed().any(|row| !row.fixed.is_empty())
    }

    fn only_gains(&self) -> bool {
        self.changed().all(|row| row.new.is_empty()) && !self.gains.is_empty()
    }

    fn got_worse(&self) -> bool {
        self.changed().any(|row| !row.new.is_empty())
    }
}

/// Which workflows gain and lose, and the choices that follow:
///
/// - nothing got worse: accept; nothing got better: reject;
/// - a workflow only gains and another gets worse in something: split, the head for the one, the base for the other;
/// - a workflow has cases that got better and cases that got worse: route within it;
/// - anything got worse: change the instructions for these cases;
/// - fewer than half of the workflows got worse, and something got better: keep the base for this narrow path;
/// - a change that the exact test does not see: add cases, unless it sees every one.
pub(super) fn trade_off(slices: &[SliceDifference], alpha: f64, tests: u64) -> TradeOff {
    let mut paths: BTreeMap<&str, Path<'_>> = BTreeMap::new();
    for row in slices {
        let Slice::Workflow(workflow) = &row.slice else { continue };
        let path = paths.entry(workflow).or_default();
        match row.fixed.len().cmp(&row.new.len()) {
            Ordering::Greater => path.gains.push(row),
            Ordering::Less => path.losses.push(row),
            Ordering::Equal if row.new.is_empty() => {}
            Ordering::Equal => path.even.push(row),
        }
    }
    let effects = |rows: for<'p> fn(&'p Path<'_>) -> &'p [&'p SliceDifference]| -> Vec<WorkflowEffect> {
        paths.iter().flat_map(|(name, path)| rows(path).iter().map(|row| effect(name, row))).collect()
    };
    TradeOff {
        gains: effects(|path| &path.gains),
        losses: effects(|path| &path.losses),
        choices: choices(&paths, alpha, tests),
    }
}

fn effect(workflow: &str, row: &SliceDifference) -> WorkflowEffect {
    let (new, fixed) = (row.new.clone(), row.fixed.clone());
    WorkflowEffect { workflow: workflow.to_owned(), dimension: row.dimension, new, fixed }
}

fn choices(paths: &BTreeMap<&str, Path<'_>>, alpha: f64, tests: u64) -> Vec<Choice> {
    let pick = |wanted: fn(&Path<'_>) -> bool| -> Vec<(&str, &Path<'_>)> {
        paths.iter().filter(|(_, path)| wanted(path)).map(|(name, path)| (*name, path)).collect()
    };
    let gaining = pick(|path| path.only_gains());
    let worse = pick(|path| path.got_worse());
    let mixed = pick(|path| path.mixed());
    let better = pick(|path| path.changed().any(|row| !row.fixed.is_empty()));
    let broken = cases(worse.iter().flat_map(|(_, path)| path.changed()).flat_map(|row| &row.new));
    let mended = cases(better.iter().flat_map(|(_, path)| path.changed()).flat_map(|row| &row.fixed));
    let mut choices = Vec::new();
    let mut choice = |kind, text: String, cases: Vec<String>| choices.push(Choice { kind, text, cases });
    if worse.is_empty() && !better.is_empty() {
        let text = format!("Take the head as it is: {}; nothing got worse.", told(&better));
        choice(ChoiceKind::Accept, text, mended.clone());
    }
    if better.is_empty() && !worse.is_empty() {
        let text = format!("Leave the head: {}; nothing got better.", told(&worse));
        choice(ChoiceKind::Reject, text, broken.clone());
    }
    if !gaining.is_empty() && !worse.is_empty() {
        let text = format!(
            "Split by workflow: the head for {} ({}), the base for {} ({}).",
            names(&gaining),
            told(&gaining),
            names(&worse),
            told(&worse)
        );
        choice(ChoiceKind::SplitWorkflow, text, cases(broken.iter().chain(&mended)));
    }
    if !mixed.is_empty() {
        let text = format!(
            "Route within {}: requests like the cases that got better to the head, requests like those that got worse to the \
             base ({}).",
            names(&mixed),
            told(&mixed)
        );
        let behind = mixed.iter().flat_map(|(_, path)| path.changed()).flat_map(|row| row.new.iter().chain(&row.fixed));
        choice(ChoiceKind::Route, text, cases(behind));
    }
    if !worse.is_empty() && !better.is_empty() && 2 * worse.len() < paths.len() {
        let text = format!(
            "Keep the base for the narrow path {} ({}), and take the head for the other {} of {} workflows.",
            names(&worse),
            told(&worse),
            paths.len() - worse.len(),
            paths.len()
        );
        choice(ChoiceKind::KeepPrevious, text, broken.clone());
    }
    if !worse.is_empty() {
        let text = format!("Change the head's instructions for what got worse, and run again: {}.", told_worse(&worse));
        choice(ChoiceKind::ChangeInstructions, text, broken);
    }
    choices.extend(add_cases(paths, alpha, tests));
    choices
}

/// What changed and could still be chance.
fn add_cases(paths: &BTreeMap<&str, Path<'_>>, alpha: f64, tests: u64) -> Option<Choice> {
    let changed = paths.iter().flat_map(|(name, path)| path.changed().map(move |row| (*name, row)));
    let unseen: Vec<(&str, &SliceDifference)> = changed.filter(|(_, row)| !row.significant).collect();
    if unseen.is_empty() {
        return None;
    }
    let told = |(workflow, row): &(&str, &SliceDifference)| {
        let changed = row.new.len() + row.fixed.len();
        let seen = match row.smallest_visible {
            Some(share) => format!("{} changing one way would be needed", (share * row.cases as f64).round()),
            None => "even all of them changing one way would not be enough".to_owned(),
        };
        format!("{workflow} {}: {changed} of {} cases changed, {seen}", row.dimension, row.cases)
    };
    let told: Vec<String> = unseen.iter().map(told).collect();
    let text = format!(
        "Add cases where it matters, because chance could have done this (alpha {alpha} over {tests} tests): {}.",
        told.join("; ")
    );
    let behind = unseen.iter().flat_map(|(_, row)| row.new.iter().chain(&row.fixed));
    Some(Choice { kind: ChoiceKind::AddCases, text, cases: cases(behind) })
}

fn cases<'c>(ids: impl Iterator<Item = &'c String>) -> Vec<String> {
    ids.collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

fn names(paths: &[(&str, &Path<'_>)]) -> String {
    paths.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// `refunds: grounding 5 better; orders: risk 1 worse, 2 better`. Dimensions stand side by side.
fn told(paths: &[(&str, &Path<'_>)]) -> String {
    tell(paths, |row| {
        let part = |count: usize, word: &str| (count > 0).then(|| format!("{count} {word}"));
        let parts: Vec<String> =
            [part(row.new.len(), "worse"), part(row.fixed.len(), "better")].into_iter().flatten().collect();
        parts.join(", ")
    })
}

fn told_worse(paths: &[(&str, &Path<'_>)]) -> String {
    tell(paths, |row| if row.new.is_empty() { String::new() } else { format!("{} worse", row.new.len()) })
}

fn tell(paths: &[(&str, &Path<'_>)], of: impl Fn(&SliceDifference) -> String) -> String {
    let path = |(name, path): &(&str, &Path<'_>)| {
        let parts: Vec<String> = path
            .changed()
            .map(|row| (row.dimension, of(row)))
            .filter(|(_, said)| !said.is_empty())
            .map(|(dimension, said)| format!("{dimension} {said}"))
            .collect();
        format!("{name}: {}", parts.join(", "))
    };
    paths.iter().map(path).collect::<Vec<_>>().join("; ")
}
