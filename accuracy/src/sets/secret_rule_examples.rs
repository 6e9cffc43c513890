//! The examples that the makers of three secret scanners publish with their rules.

use lictor_model::Sample;
use serde::Deserialize;

use super::answered;
use crate::checker::Checker;
use crate::measure::{Measure, Rules, Statistic};
use crate::rows::{Broken, Rows, id};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    text: String,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    secret: bool,
    tool: String,
}

const SECRETS: Rules = Rules::all(&["EXP3"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (rows, broken) = rows.read::<Row>();
    let samples: Vec<Sample> = rows.iter().map(|row| answered(&row.text)).collect();
    let records = checker.check("secret_rule_examples", &samples);
    let judged: Vec<_> = rows
        .iter()
        .zip(&records)
        .map(|(row, record)| SECRETS.judge(&row.id, &row.labels.tool, row.labels.secret, record))
        .collect();
    let about = "examples that a scanner must find against those that it must not";
    let measure = Measure::new("secret_rule_examples", "secrets", about, SECRETS, &judged)
        .target(Statistic::Recall, 0.85)
        .target(Statistic::Alarms, 0.03);
    (vec![measure], broken)
}
