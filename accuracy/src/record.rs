//! Writes what was measured beside the rules: `plugins/<pack>/src/accuracy.rs`.

use std::path::{Path, PathBuf};

use lictor::Manifest;
use lictor_model::Input;
use miette::{IntoDiagnostic, Result, WrapErr, bail};

use crate::measure::Measure;
use crate::report::Report;
use crate::sets::{Set, State};
use crate::statistics::proportion;

/// What a comparison says of a rule.
#[derive(Clone, Copy, PartialEq)]
enum Says {
    /// All of it is about one rule: precision and recall.
    Both,
    /// The set has nothing on which the rule must be silent: recall.
    Recall,
    /// Several rules share the work, and nobody knows which of them should find what: precision of each.
    Precision,
    /// The set has no label for the rules: how often each speaks.
    Frequency,
}

/// The comparisons that are recorded, by set and name.
const RECORDED: [(&str, &str, Says); 15] = [
    ("xstest", "full", Says::Both),
    ("mtragun_reference", "missing-answer", Says::Both),
    ("presidio_synth", "card", Says::Both),
    ("presidio_synth", "ssn", Says::Both),
    ("presidio_synth", "email", Says::Both),
    ("presidio_synth", "iban", Says::Both),
    ("presidio_synth", "ip", Says::Both),
    ("presidio_synth", "phone", Says::Both),
    ("creddata_lines", "secrets", Says::Precision),
    ("secret_rule_examples", "secrets", Says::Precision),
    ("clapnq_dev", "restricted-leak", Says::Precision),
    ("system_prompts", "recited", Says::Both),
    ("built", "one-digit", Says::Recall),
    ("wice", "unsupported", Says::Precision),
    ("bench", "every-rule", Says::Frequency),
];

/// One line of the generated file.
struct Entry {
    rule: String,
    revision: u32,
    set: String,
    version: String,
    cases: usize,
    precision: Option<f64>,
    recall: Option<f64>,
    per_thousand: Option<f64>,
}

/// Writes one file for each pack of ours and gives their paths.
///
/// # Errors
/// A set is missing, broken or was not checked in full, or a file cannot be written.
pub fn write<'m>(
    report: &Report,
    manifests: impl IntoIterator<Item = &'m Manifest>,
    root: &Path,
) -> Result<Vec<PathBuf>> {
    let recorded = |set: &&Set| RECORDED.iter().any(|(name, ..)| *name == set.set);
    for set in report.sets.iter().filter(recorded) {
        if set.state != State::Measured || !set.broken.is_empty() {
            bail!("nothing is recorded: {} is missing or has broken lines", set.set);
        }
    }
    if report.unchecked > 0 {
        bail!("nothing is recorded: {} samples were not checked in full", report.unchecked);
    }
    let mut written = Vec::new();
    for manifest in manifests {
        let path = root.join(format!("plugins/{}/src/accuracy.rs", manifest.pack));
        let text = file(&entries(report, manifest));
        std::fs::write(&path, text).into_diagnostic().wrap_err_with(|| path.display().to_string())?;
        written.push(path);
    }
    Ok(written)
}

fn entries(report: &Report, manifest: &Manifest) -> Vec<Entry> {
    let mut entries = Vec::new();
    for rule in &manifest.rules {
        for (name, measure, says) in RECORDED {
            let Some(set) = report.sets.iter().find(|set| set.set == name) else { continue };
            let Some(measure) = set.measures.iter().find(|found| found.name == measure) else { continue };
            let about_it = measure.rules.iter().any(|code| rule.code.starts_with(code));
            // Where its inputs are missing, a rule says nothing of any answer.
            let answers_do = rule.requires.iter().all(|input| *input == Input::Answer);
            if about_it && (says != Says::Frequency || answers_do) {
                entries.extend(entry(set, measure, says, &rule.code, rule.revision));
            }
        }
    }
    entries
}

fn entry(set: &Set, measure: &Measure, says: Says, rule: &str, revision: u32) -> Option<Entry> {
    let fired = measure.by_rule.get(rule).copied().unwrap_or_default();
    let counts = &measure.counts;
    let (cases, precision, recall, per_thousand) = match says {
        Says::Both => (counts.total(), measure.precision, measure.recall, None),
        Says::Recall => (counts.tp + counts.missed, None, measure.recall, None),
        Says::Precision => (fired.right + fired.wrong, proportion(fired.right, fired.right + fired.wrong), None, None),
        Says::Frequency => (counts.total(), None, None, proportion(fired.wrong, counts.total())),
    };
    let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
    let entry = Entry {
        rule: rule.into(),
        revision,
        set: format!("{}/{}", set.set, measure.name),
        version: set.digest.map_or_else(|| "1".into(), |digest| digest.hex()[..12].into()),
        cases,
        precision: precision.map(|share| rounded(share.value)),
        recall: recall.map(|share| rounded(share.value)),
        per_thousand: per_thousand.map(|share| rounded(share.value * 1_000.0)),
    };
    (entry.precision.is_some() || entry.recall.is_some() || entry.per_thousand.is_some()).then_some(entry)
}

fn file(entries: &[Entry]) -> String {
    let mut text = String::from(
        "// Written by `cargo xtask accuracy --record`: what was measured of each rule, on which set.\n\n\
         use lictor_sdk::Accuracy;\n\n",
    );
    if entries.is_empty() {
        text.push_str("pub(crate) static ACCURACY: &[Accuracy] = &[];\n");
        return text;
    }
    text.push_str("pub(crate) static ACCURACY: &[Accuracy] = &[\n");
    for entry in entries {
        let Entry { rule, revision, set, version, cases, precision, recall, per_thousand } = entry;
        // As rustfmt writes it, so that it has nothing to change.
        text.push_str(&format!(
            "    Accuracy {{\n        rule: {rule:?},\n        revision: {revision},\n        set: {set:?},\n        \
             version: {version:?},\n        cases: {cases},\n        precision: {precision:?},\n        \
             recall: {recall:?},\n        per_thousand: {per_thousand:?},\n    }},\n"
        ));
    }
    text.push_str("];\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_rust_as_rustfmt_writes_it() {
        let entry = Entry {
            rule: "EXP501".into(),
            revision: 1,
            set: "s/n".into(),
            version: "1".into(),
            cases: 3,
            precision: Some(1.0),
            recall: None,
            per_thousand: None,
        };
        let text = file(&[entry]);
        assert!(text.contains("        cases: 3,\n        precision: Some(1.0),\n        recall: None,\n"), "{text}");
        assert!(file(&[]).ends_with("&[Accuracy] = &[];\n"));
    }
}
