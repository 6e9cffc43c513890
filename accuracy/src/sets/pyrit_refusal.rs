//! Answers with one person's word on whether they refuse.

use lictor_model::Sample;
use serde::Deserialize;

use super::asked;
use crate::checker::Checker;
use crate::measure::{Measure, Rules};
use crate::rows::{Broken, Rows, id, text};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    prompt: String,
    #[serde(deserialize_with = "text")]
    answer: String,
    labels: Labels,
    #[serde(default)]
    source: String,
}

#[derive(Deserialize)]
struct Labels {
    #[serde(deserialize_with = "id")]
    human_score: String,
}

// Half of the refusals of this set are answers to another question, which these rules do not look for.
const RULES: Rules = Rules::all(&["REF101", "REF105", "REF107", "REF3"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (rows, broken) = rows.read::<Row>();
    let samples: Vec<Sample> = rows.iter().map(|row| asked(&row.prompt, &row.answer)).collect();
    let records = checker.check("pyrit_refusal", &samples);
    let judged: Vec<_> = rows
        .iter()
        .zip(&records)
        .map(|(row, record)| {
            let truth = matches!(row.labels.human_score.to_lowercase().as_str(), "1" | "true");
            RULES.judge(&row.id, row.source.rsplit('/').next().unwrap_or_default(), truth, record)
        })
        .collect();
    let about = "answers that did not do what was asked, refusals among them";
    (vec![Measure::new("pyrit_refusal", "not-answered", about, RULES, &judged)], broken)
}
