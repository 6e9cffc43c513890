//! Real lines of source code that people called a credential (T), none (F) or neither (X).

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
    line_label: String,
    categories: Vec<String>,
}

const SECRETS: Rules = Rules::all(&["EXP3"]);
/// Their labels are a peculiarity of the set: nobody takes a UUID for a secret.
const PECULIAR: [&str; 3] = ["UUID", "Nonce", "Salt"];

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (mut rows, broken) = rows.read::<Row>();
    rows.retain(|row| row.labels.line_label != "X");
    let samples: Vec<Sample> = rows.iter().map(|row| answered(&row.text)).collect();
    let records = checker.check("creddata_lines", &samples);
    let judged = |of: &dyn Fn(&Row) -> bool| -> Vec<_> {
        let both = rows.iter().zip(&records).filter(|(row, _)| of(row));
        both.map(|(row, record)| {
            let group = row.labels.categories.first().map_or("", |name| name.split(':').next().unwrap_or_default());
            SECRETS.judge(&row.id, group, row.labels.line_label == "T", record)
        })
        .collect()
    };
    let ordinary = |row: &Row| {
        let mut parts = row.labels.categories.iter().flat_map(|category| category.split(':'));
        !parts.any(|part| PECULIAR.contains(&part))
    };
    let measures = vec![
        Measure::new(
            "creddata_lines",
            "secrets",
            "lines with a credential, without UUIDs, nonces and salts",
            SECRETS,
            &judged(&ordinary),
        )
        .target(Statistic::F1, 0.75)
        .target(Statistic::Precision, 0.85),
        Measure::new("creddata_lines", "all-categories", "the same with them", SECRETS, &judged(&|_| true)),
    ];
    (measures, broken)
}
