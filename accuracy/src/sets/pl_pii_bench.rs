//! Polish documents with made-up identifiers, read badly in part, and documents that only look as if they held some.

use lictor_model::Sample;
use serde::Deserialize;

use super::{Labelled, answered, bytes};
use crate::built::checksums;
use crate::checker::Checker;
use crate::measure::{Measure, Rules, Statistic};
use crate::rows::{Broken, Rows, id};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    text: String,
    labels: Labels,
    spans: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labels {
    lane: String,
}

const IDENTIFIERS: Rules = Rules::all(&["EXP4", "EXP5", "EXP6"]);
/// Without e-mail addresses and telephone numbers, for which a number can be taken.
const OF_STATES: Rules = Rules::all(&[
    "EXP403", "EXP404", "EXP405", "EXP406", "EXP407", "EXP408", "EXP409", "EXP410", "EXP411", "EXP5", "EXP6",
]);
const NUMBERS: [&str; 6] = ["IBAN", "PESEL", "NIP", "REGON", "DOWOD", "PAYMENT_CARD"];

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (rows, broken) = rows.read::<Row>();
    let samples: Vec<Sample> = rows.iter().map(|row| answered(&row.text)).collect();
    let records = checker.check("pl_pii_bench", &samples);
    let (mut sound, mut all, mut negative) = (Vec::new(), Vec::new(), Vec::new());
    for (row, record) in rows.iter().zip(&records) {
        if row.labels.lane == "negative" {
            negative.push(IDENTIFIERS.judge(&row.id, "negative", false, record));
            continue;
        }
        for span in row.spans.iter().filter(|span| NUMBERS.contains(&span.label.as_str())) {
            let (start, end) = bytes(&row.text, span.start, span.end);
            // What else stands in these documents is labelled in part only, so that no stray finding is an error.
            let found = OF_STATES.judge_spans(&row.id, &span.label, &[(start, end)], record);
            let found: Vec<_> = found.into_iter().filter(|judgement| judgement.truth).collect();
            if checksums::holds(&span.label, &row.text[start..end]) {
                sound.extend(found.iter().cloned());
            }
            all.extend(found);
        }
    }
    let measures = vec![
        Measure::new(
            "pl_pii_bench",
            "checksum-identifiers",
            "IBANs, national and tax numbers, identity cards and payment cards whose check digits hold",
            OF_STATES,
            &sound,
        )
        .by_span()
        .target(Statistic::Recall, 0.95),
        Measure::new("pl_pii_bench", "as-read", "the same with those that were misread", IDENTIFIERS, &all).by_span(),
        Measure::new("pl_pii_bench", "negatives", "documents that hold no identifier", IDENTIFIERS, &negative)
            .target(Statistic::FalseAlarms, 0.0),
    ];
    (measures, broken)
}
