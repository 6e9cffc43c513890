use std::collections::HashMap;

use lictor_model::Role;

use crate::canonical_json;
use crate::set::Case;
use crate::set::issue::{IssueKind, SetIssue};
use crate::set::open::OpenedSet;
use crate::set::shape::Misfit;

/// The share of common shingles (Jaccard) from which two questions count as one. One word changed in twelve is about as
/// much.
const ALIKE: f64 = 0.8;

/// Characters of a shingle. Fewer find every English text alike, more see a changed letter as another text.
const SHINGLE: usize = 4;

/// How many of the rarest shingles a pair has to share before it is compared. More cost more to look up and leave less
/// to compare.
const SHARED: usize = 4;

/// The characters of a question that are compared. What is longer is told apart by its beginning.
const COMPARED: usize = 2_000;

/// Cases that ask almost the same as an earlier one, in a place where nothing else tells them apart.
///
/// Two cases are compared by the last message of the user if they have one workflow, expect one behaviour and are asked
/// by callers with the same labels over the same contexts. Cases of one `group`, or with `attributes`, repeat each other
/// on purpose.
///
/// Every pair is compared exactly, and few are looked at: a pair that is alike shares some of its rarest shingles
/// (prefix filtering; Wang, Li, Feng: Can We Beat the Prefix Filtering?, SIGMOD 2012).
pub(super) fn issues(opened: &OpenedSet) -> Vec<SetIssue> {
    let cases = &opened.set.cases;
    let mut blocks: HashMap<String, Vec<(usize, Vec<u32>)>> = HashMap::new();
    let mut numbers: HashMap<[char; SHINGLE], u32> = HashMap::new();
    let mut frequency: Vec<u32> = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        if !case.attributes.is_empty() {
            continue;
        }
        let Some(question) = question(case) else { continue };
        let mut shingles: Vec<u32> = Vec::new();
        for shingle in shingles_of(question) {
            let next = numbers.len() as u32;
            let number = *numbers.entry(shingle).or_insert(next);
            if number == next {
                frequency.push(0);
            }
            shingles.push(number);
        }
        shingles.sort_unstable();
        shingles.dedup();
        shingles.iter().for_each(|number| frequency[*number as usize] += 1);
        blocks.entry(block(case)).or_default().push((index, shingles));
    }
    let mut pairs: Vec<(usize, usize, f64)> =
        blocks.into_values().flat_map(|block| pairs(block, &frequency, cases)).collect();
    pairs.sort_by_key(|(later, ..)| *later);
    let issue = |(later, earlier, alike): (usize, usize, f64)| {
        let other = &cases[earlier].id;
        let message = format!("asks almost the same as `{other}` and expects the same ({:.0} % alike)", alike * 100.0);
        let help = "take one away, make them differ, or give both one `group` if they ask the same on purpose";
        let misfit = Misfit {
            kind: IssueKind::NearDuplicate,
            pointer: "/input/messages".into(),
            message,
            help: Some(help.into()),
        };
        opened.places[later].issue(misfit, Some(&cases[later].id))
    };
    pairs.into_iter().map(issue).collect()
}

/// What two cases must have in common to be compared.
fn block(case: &Case) -> String {
    let labels = case.input.caller.as_ref().map(|caller| &caller.labels);
    let behaviour = case.expect.behaviour.map(|behaviour| behaviour.as_str());
    canonical_json(&(&case.workflow, behaviour, labels, &case.input.contexts)).unwrap_or_default()
}

fn question(case: &Case) -> Option<&str> {
    let mut messages = case.input.messages.iter().rev();
    messages.find(|message| message.role == Role::User).map(|message| message.content.as_str())
}

/// Runs of characters of the letters and digits of a text, in lower case, with one space between words.
fn shingles_of(text: &str) -> Vec<[char; SHINGLE]> {
    let mut folded: Vec<char> = vec![' '];
    for c in text.chars().flat_map(char::to_lowercase).take(COMPARED) {
        match c.is_alphanumeric() {
            true => folded.push(c),
            false if folded.last() != Some(&' ') => folded.push(' '),
            false => {}
        }
    }
    // Short texts have one shingle all the same.
    while folded.len() < SHINGLE {
        folded.push(' ');
    }
    folded.windows(SHINGLE).filter_map(|window| window.try_into().ok()).collect()
}

/// For each case the first earlier one that it is like.
fn pairs(block: Vec<(usize, Vec<u32>)>, frequency: &[u32], cases: &[Case]) -> Vec<(usize, usize, f64)> {
    let mut found = Vec::new();
    let mut index: HashMap<u32, Vec<usize>> = HashMap::new();
    // For each earlier case: which one it was last met by, and how many of the rarest shingles the two share.
    let mut shared = vec![(usize::MAX, 0); block.len()];
    for (position, (case, shingles)) in block.iter().enumerate() {
        let (needed, rarest) = rarest(shingles, frequency);
        let mut candidates = Vec::new();
        for candidate in rarest.iter().filter_map(|number| index.get(number)).flatten() {
            let (met_by, count) = &mut shared[*candidate];
            *count = if *met_by == position { *count + 1 } else { 1 };
            *met_by = position;
            if *count == needed.min(least_shared(&block[*candidate].1)) {
                candidates.push(*candidate);
            }
        }
        candidates.sort_unstable();
        let like = candidates.into_iter().find_map(|candidate| {
            let (other, others) = &block[candidate];
            let grouped = cases[*case].group.is_some() && cases[*case].group == cases[*other].group;
            let alike = if grouped { 0.0 } else { jaccard(shingles, others) };
            (alike >= ALIKE).then_some((*case, *other, alike))
        });
        match like {
            // What is like an earlier one is found through it, so that a thousand copies stay a thousand steps.
            Some(pair) => found.push(pair),
            None => rarest.iter().for_each(|number| index.entry(*number).or_default().push(position)),
        }
    }
    found
}

/// How many shingles a text must have in common with one that is like it.
fn overlap(shingles: &[u32]) -> usize {
    (ALIKE * shingles.len() as f64).ceil() as usize
}

/// How many of them are among the rarest.
fn least_shared(shingles: &[u32]) -> usize {
    overlap(shingles).clamp(1, SHARED)
}

/// The rarest shingles of a text, and how many of them one that is like it has among its own: all that are not in common
/// may be rare, but no more than those.
fn rarest(shingles: &[u32], frequency: &[u32]) -> (usize, Vec<u32>) {
    let mut rare = shingles.to_vec();
    rare.sort_unstable_by_key(|number| (frequency[*number as usize], *number));
    let needed = least_shared(shingles);
    rare.truncate(shingles.len() - overlap(shingles) + needed);
    (needed, rare)
}

fn jaccard(one: &[u32], other: &[u32]) -> f64 {
    let (mut at, mut common) = (0, 0_usize);
    for number in one {
        while other.get(at).is_some_and(|other| other < number) {
            at += 1;
        }
        if other.get(at) == Some(number) {
            common += 1;
        }
    }
    common as f64 / (one.len() + other.len() - common) as f64
}
