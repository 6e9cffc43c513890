//! Sentences and the page that they cite: supported, supported in part, or not.

use lictor_model::Sample;
use serde::Deserialize;

use super::{answered, contexts};
use crate::checker::Checker;
use crate::measure::{Judgement, Measure, Rules};
use crate::rows::{Broken, Rows, id};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    claim: String,
    context: Vec<String>,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    label: String,
}

const UNGROUNDED: Rules = Rules::warning(&["GRD"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (rows, broken) = rows.read::<Row>();
    let sample = |row: &Row| Sample { contexts: Some(contexts(&row.context)), ..answered(&row.claim) };
    let samples: Vec<Sample> = rows.iter().map(sample).collect();
    let records = checker.check("wice", &samples);
    let judged = |of: &[&str]| -> Vec<Judgement> {
        let both = rows.iter().zip(&records).filter(|(row, _)| of.contains(&row.labels.label.as_str()));
        both.map(|(row, record)| UNGROUNDED.judge(&row.id, &row.labels.label, row.labels.label != "supported", record))
            .collect()
    };
    let measures = vec![
        Measure::new(
            "wice",
            "unsupported",
            "sentences that their source does not support against those that it does",
            UNGROUNDED,
            &judged(&["not_supported", "supported"]),
        ),
        Measure::new(
            "wice",
            "not-fully-supported",
            "the same with sentences that are supported in part",
            UNGROUNDED,
            &judged(&["not_supported", "partially_supported", "supported"]),
        ),
    ];
    (measures, broken)
}
