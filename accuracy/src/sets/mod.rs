//! The sets that are known, and how their labels map to rules. One file per set.

mod bench;
mod clapnq_dev;
mod creddata_lines;
mod mtrag_human_eval;
mod mtragun_reference;
mod pl_pii_bench;
mod presidio_synth;
mod pyrit_refusal;
mod secret_rule_examples;
mod system_prompts;
mod wice;
mod xstest;

use std::path::Path;

use lictor_model::{Context, Message, Role, Sample};
use miette::{IntoDiagnostic, Result, WrapErr, bail};
use serde::{Deserialize, Serialize};

use crate::built::corruption;
use crate::checker::Checker;
use crate::measure::Measure;
use crate::rows::{Broken, Rows};

/// What reads a set and measures on it.
type Run = fn(&Rows, &Checker) -> (Vec<Measure>, Vec<Broken>);

/// The sets by the names of their folders.
const SETS: [(&str, Run); 12] = [
    ("xstest", xstest::run),
    ("pyrit_refusal", pyrit_refusal::run),
    ("mtragun_reference", mtragun_reference::run),
    ("presidio_synth", presidio_synth::run),
    ("pl_pii_bench", pl_pii_bench::run),
    ("creddata_lines", creddata_lines::run),
    ("secret_rule_examples", secret_rule_examples::run),
    ("bench", bench::run),
    ("clapnq_dev", clapnq_dev::run),
    ("mtrag_human_eval", mtrag_human_eval::run),
    ("wice", wice::run),
    ("system_prompts", system_prompts::run),
];

/// What came of a set.
#[derive(Debug, Serialize)]
pub struct Set {
    /// Its name.
    pub set: String,
    /// What was done with it.
    pub state: State,
    /// Its files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Its lines.
    pub cases: usize,
    /// Which version it is: the digest of its lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<lictor_model::Digest>,
    /// The lines that are no cases.
    pub broken: Vec<Broken>,
    /// The comparisons.
    pub measures: Vec<Measure>,
}

/// What was done with a set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was measured on.
    Measured,
    /// The folder holds no such set.
    Missing,
    /// There is such a folder, and nobody here knows its labels.
    Unknown,
    /// It could not be read.
    Failed(String),
}

impl Set {
    fn without(set: &str, state: State) -> Self {
        Self {
            set: set.into(),
            state,
            files: Vec::new(),
            cases: 0,
            digest: None,
            broken: Vec::new(),
            measures: Vec::new(),
        }
    }

    fn of(set: &str, run: Run, folder: &Path, checker: &Checker) -> Self {
        let rows = match Rows::open(&folder.join(set)) {
            Ok(Some(rows)) => rows,
            Ok(None) => return Self::without(set, State::Missing),
            Err(error) => return Self::without(set, State::Failed(error.to_string())),
        };
        let (measures, broken) = run(&rows, checker);
        let state = match rows.count() {
            0 => State::Failed("it holds no line".into()),
            lines if broken.len() == lines => State::Failed("no line of it is a case of this set".into()),
            _ => State::Measured,
        };
        Self {
            set: set.into(),
            state,
            files: rows.files().to_vec(),
            cases: rows.count() - broken.len(),
            digest: Some(rows.digest()),
            broken,
            measures,
        }
    }
}

/// Measures on every known set of a folder, or on those that are named.
///
/// # Errors
/// The folder cannot be read, or a name is not that of a known set.
pub fn measure(folder: &Path, only: &[String], checker: &Checker) -> Result<Vec<Set>> {
    let known = SETS.map(|(name, _)| name);
    if let Some(unknown) = only.iter().find(|name| !known.contains(&name.as_str())) {
        bail!("no set `{unknown}` is known; known are {}", known.join(", "));
    }
    let entries = std::fs::read_dir(folder).into_diagnostic().wrap_err_with(|| folder.display().to_string())?;
    let mut unknown = Vec::new();
    for entry in entries {
        let entry = entry.into_diagnostic()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && !known.contains(&name.as_str()) {
            unknown.push(name);
        }
    }
    unknown.sort();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|only| only == name);
    let mut sets: Vec<Set> = SETS
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, run)| Set::of(name, run, folder, checker))
        .collect();
    let measures: Vec<Measure> = sets.iter().flat_map(|set| set.measures.iter().cloned()).collect();
    let pooled = corruption::pooled(&measures);
    if !pooled.is_empty() {
        let cases = pooled.iter().map(|measure| measure.counts.total()).sum();
        sets.push(Set { cases, measures: pooled, ..Set::without("built", State::Measured) });
    }
    if only.is_empty() {
        sets.extend(unknown.iter().map(|name| Set::without(name, State::Unknown)));
    }
    Ok(sets)
}

/// One turn of a conversation.
#[derive(Debug, Clone, Deserialize)]
struct Turn {
    speaker: Role,
    text: String,
}

fn messages(turns: &[Turn]) -> Vec<Message> {
    turns.iter().map(|turn| Message { role: turn.speaker, content: turn.text.clone() }).collect()
}

fn asked(prompt: &str, answer: &str) -> Sample {
    let message = Message { role: Role::User, content: prompt.into() };
    Sample { messages: Some(vec![message]), answer: Some(answer.into()), ..Sample::default() }
}

fn answered(answer: &str) -> Sample {
    Sample { answer: Some(answer.into()), ..Sample::default() }
}

fn contexts<'t>(texts: impl IntoIterator<Item = &'t String>) -> Vec<Context> {
    texts.into_iter().map(|text| Context { text: text.clone(), ..Context::default() }).collect()
}

/// A labelled span, in characters.
#[derive(Debug, Clone, Deserialize)]
struct Labelled {
    label: String,
    start: usize,
    end: usize,
}

/// Characters as bytes of the text; a place beyond the end is the end.
fn bytes(text: &str, start: usize, end: usize) -> (usize, usize) {
    let place = |wanted| text.char_indices().nth(wanted).map_or(text.len(), |(at, _)| at);
    (place(start), place(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_counted_in_characters_and_wanted_in_bytes() {
        assert_eq!(bytes("zażółć 12", 7, 9), (11, 13));
        assert_eq!(bytes("ab", 1, 9), (1, 2));
    }
}
