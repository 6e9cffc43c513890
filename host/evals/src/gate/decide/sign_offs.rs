use super::{Crossing, Evidence};
use crate::gate::{ListedSignal, SignOff, SignOffEntry, SignOffRecord, SignOffState};

/// Every role that has to sign has a valid signature over this run.
pub(super) fn check(evidence: &Evidence<'_>, crossings: &mut Vec<Crossing>) -> Vec<SignOff> {
    let mut sign_offs = Vec::new();
    for role in &evidence.release.sign_offs {
        let requirement = format!("sign-off.{role}");
        let entries: Vec<(&SignOffEntry, &SignOffRecord)> = evidence
            .sign_offs
            .entries
            .iter()
            .filter_map(|entry| Some((entry, entry.record.as_ref()?)))
            .filter(|(_, record)| record.role == *role)
            .collect();
        let state = |state, record: Option<&SignOffRecord>| SignOff {
            role: role.clone(),
            state,
            by: record.map(|record| record.name.clone()),
            at: record.map(|record| record.at.clone()),
            key: record.map(|record| record.key.clone()),
        };
        // The last one that counts; else the last one, with what is wrong with it.
        if let Some((_, record)) =
            entries.iter().rev().find(|(entry, record)| why_not(evidence, entry, record).is_none())
        {
            sign_offs.push(state(SignOffState::Signed, Some(record)));
            continue;
        }
        let what = match entries.last() {
            None => {
                sign_offs.push(state(SignOffState::Missing, None));
                format!("nobody has signed as {role}: `lictor gate sign --role {role}`")
            }
            Some((entry, record)) => {
                // Names and times that nobody vouches for are not repeated.
                let vouched = entry.fault.is_none().then_some(*record);
                sign_offs.push(state(SignOffState::Invalid, vouched));
                let why = why_not(evidence, entry, record).unwrap_or_default();
                format!("the signature as {role} (line {}) does not count: {why}", entry.line)
            }
        };
        crossings.push(Crossing::needs_review(&requirement, what));
    }
    sign_offs
}

/// A chain cannot tell that its end was cut off; a signature that names the last line can.
pub(super) fn unnamed_records(evidence: &Evidence<'_>) -> Option<ListedSignal> {
    let named = evidence.sign_offs.entries.iter().any(|entry| {
        let record = entry.record.as_ref().filter(|record| record.reviews.is_some());
        record.is_some_and(|record| why_not(evidence, entry, record).is_none())
    });
    let any = evidence.reviews.entries.iter().any(|entry| entry.record.run == evidence.run.reference.digest);
    (any && !named).then(|| ListedSignal {
        what: "review record".into(),
        message: "no signature names the last record, so that records could be missing at the end: sign with --reviews"
            .into(),
        cases: Vec::new(),
    })
}

fn why_not(evidence: &Evidence<'_>, entry: &SignOffEntry, record: &SignOffRecord) -> Option<String> {
    if let Some(fault) = &entry.fault {
        return Some(fault.clone());
    }
    if record.run != evidence.run.reference.digest {
        return Some(format!("it is over another run, {}", record.run));
    }
    match record.reviews {
        Some(last) if !evidence.reviews.lines.contains(&last) => {
            Some("it relies on review records that are not in the file: some were removed or replaced".into())
        }
        _ => None,
    }
}
