//! Conversations with contexts and a person's reply: whether the documents hold the answer, a part of it or none.

use lictor_model::Sample;
use serde::Deserialize;

use super::{Turn, contexts, messages};
use crate::built::corruption;
use crate::checker::Checker;
use crate::measure::{Judgement, Measure, Rules, Statistic};
use crate::rows::{Broken, Rows, id, text};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    prompt: Vec<Turn>,
    context: Vec<String>,
    #[serde(deserialize_with = "text")]
    answer: String,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    answerability: String,
    #[serde(default)]
    collection: String,
}

const MISSING: Rules = Rules::all(&["REF107"]);
const UNGROUNDED: Rules = Rules::warning(&["GRD"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (rows, broken) = rows.read::<Row>();
    let samples: Vec<Sample> = rows
        .iter()
        .map(|row| Sample {
            messages: Some(messages(&row.prompt)),
            answer: Some(row.answer.clone()),
            contexts: Some(contexts(&row.context)),
            ..Sample::default()
        })
        .collect();
    let records = checker.check("mtragun_reference", &samples);
    let judged = |rules: Rules, of: &[&str], truth: &str| -> Vec<Judgement> {
        let both = rows.iter().zip(&records).filter(|(row, _)| of.contains(&row.labels.answerability.as_str()));
        both.map(|(row, record)| {
            rules.judge(&row.id, &row.labels.collection, row.labels.answerability == truth, record)
        })
        .collect()
    };
    let mut measures = vec![
        Measure::new(
            "mtragun_reference",
            "missing-answer",
            "replies to questions that the documents do not answer against replies to those that they do",
            MISSING,
            &judged(MISSING, &["ANSWERABLE", "UNANSWERABLE"], "UNANSWERABLE"),
        )
        .target(Statistic::F1, 0.96),
        Measure::new(
            "mtragun_reference",
            "partial-as-missing",
            "replies that answer a part, taken for replies that answer nothing",
            MISSING,
            &judged(MISSING, &["PARTIAL"], ""),
        )
        .target(Statistic::Alarms, 0.05),
        Measure::new(
            "mtragun_reference",
            "grounded",
            "people's replies from documents, taken for ungrounded",
            UNGROUNDED,
            &judged(UNGROUNDED, &["ANSWERABLE"], ""),
        ),
    ];
    let grounded = rows.iter().zip(&samples).filter(|(row, _)| row.labels.answerability == "ANSWERABLE");
    let grounded: Vec<(&str, &Sample)> = grounded.map(|(row, sample)| (row.id.as_str(), sample)).collect();
    measures.extend(corruption::measure("mtragun_reference", &grounded, checker));
    (measures, broken)
}
