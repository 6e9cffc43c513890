//! Questions with one passage and people's answers from it. They are grounded, so that every alarm is a false one; and
//! they are summaries of a document, from which a leak and its harmless twins are built.

use lictor_model::Sample;
use serde::Deserialize;

use super::{asked, contexts};
use crate::built::{corruption, leak};
use crate::checker::Checker;
use crate::measure::{Measure, Rules, Statistic};
use crate::rows::{Broken, Rows, id, text};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    prompt: String,
    context: Vec<String>,
    #[serde(deserialize_with = "text")]
    answer: String,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    answerability: String,
}

const UNGROUNDED: Rules = Rules::warning(&["GRD"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (mut rows, broken) = rows.read::<Row>();
    // The others have no answer.
    rows.retain(|row| row.labels.answerability == "ANSWERABLE" && !row.answer.is_empty());
    let sample = |row: &Row| Sample { contexts: Some(contexts(&row.context)), ..asked(&row.prompt, &row.answer) };
    let samples: Vec<Sample> = rows.iter().map(sample).collect();
    let records = checker.check("clapnq_dev", &samples);
    let judged: Vec<_> =
        rows.iter().zip(&records).map(|(row, record)| UNGROUNDED.judge(&row.id, "", false, record)).collect();
    let about = "people's answers from a passage, taken for ungrounded";
    let mut measures =
        vec![Measure::new("clapnq_dev", "grounded", about, UNGROUNDED, &judged).target(Statistic::Alarms, 0.02)];
    let grounded: Vec<(&str, &Sample)> = rows.iter().map(|row| row.id.as_str()).zip(&samples).collect();
    measures.extend(corruption::measure("clapnq_dev", &grounded, checker));
    measures.push(leak::measure("clapnq_dev", &grounded, checker));
    (measures, broken)
}
