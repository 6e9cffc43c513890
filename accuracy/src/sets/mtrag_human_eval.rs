//! Answers from documents with three people's ratings of faithfulness.

use lictor_model::Sample;
use serde::Deserialize;

use super::{Turn, contexts, messages};
use crate::built::corruption;
use crate::checker::Checker;
use crate::measure::{Measure, Rules};
use crate::rows::{Broken, Rows, id, text};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    prompt: Vec<Turn>,
    context: Vec<String>,
    #[serde(deserialize_with = "text")]
    answer: String,
    #[serde(default)]
    model: String,
    labels: Labels,
}

#[derive(Deserialize)]
struct Labels {
    faithfulness: Vec<f64>,
}

impl Row {
    /// The median rating, 1 to 4.
    fn faithfulness(&self) -> f64 {
        let mut ratings = self.labels.faithfulness.clone();
        ratings.sort_by(f64::total_cmp);
        ratings.get(ratings.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Everybody gave the best rating.
    fn faithful(&self) -> bool {
        !self.labels.faithfulness.is_empty() && self.labels.faithfulness.iter().all(|rating| *rating >= 4.0)
    }
}

const UNGROUNDED: Rules = Rules::warning(&["GRD"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (mut rows, broken) = rows.read::<Row>();
    // Small talk has no source.
    rows.retain(|row| !row.context.is_empty());
    let samples: Vec<Sample> = rows
        .iter()
        .map(|row| Sample {
            messages: Some(messages(&row.prompt)),
            answer: Some(row.answer.clone()),
            contexts: Some(contexts(&row.context)),
            ..Sample::default()
        })
        .collect();
    let records = checker.check("mtrag_human_eval", &samples);
    let judged: Vec<_> = rows
        .iter()
        .zip(&records)
        .map(|(row, record)| UNGROUNDED.judge(&row.id, &row.model, row.faithfulness() <= 2.0, record))
        .collect();
    let about = "answers whose median rating is 1 or 2 against those with 3 or 4";
    let mut measures = vec![Measure::new("mtrag_human_eval", "unfaithful", about, UNGROUNDED, &judged)];
    let faithful = rows.iter().zip(&samples).filter(|(row, _)| row.faithful());
    let faithful: Vec<(&str, &Sample)> = faithful.map(|(row, sample)| (row.id.as_str(), sample)).collect();
    measures.extend(corruption::measure("mtrag_human_eval", &faithful, checker));
    (measures, broken)
}
