//! Sentences from templates with made-up identities: where each identifier stands.

use lictor_model::Sample;
use serde::Deserialize;

use super::{Labelled, answered, bytes};
use crate::checker::Checker;
use crate::measure::{Judgement, Measure, Rules, Statistic};
use crate::rows::{Broken, Rows, id};

#[derive(Deserialize)]
struct Row {
    #[serde(deserialize_with = "id")]
    id: String,
    text: String,
    spans: Vec<Labelled>,
}

/// The structured types, a name for each, and the rules that look for them.
const TYPES: [(&str, &str, &str, Rules); 6] = [
    ("CREDIT_CARD", "card", "payment cards", Rules::all(&["EXP501"])),
    ("US_SSN", "ssn", "social security numbers", Rules::all(&["EXP403"])),
    ("EMAIL_ADDRESS", "email", "e-mail addresses", Rules::all(&["EXP401"])),
    ("IBAN_CODE", "iban", "IBANs", Rules::all(&["EXP503"])),
    ("IP_ADDRESS", "ip", "IP addresses", Rules::all(&["EXP414"])),
    ("PHONE_NUMBER", "phone", "telephone numbers", Rules::all(&["EXP402"])),
];

const ALL: Rules = Rules::all(&["EXP501", "EXP403", "EXP401", "EXP503", "EXP414", "EXP402"]);

pub(super) fn run(rows: &Rows, checker: &Checker) -> (Vec<Measure>, Vec<Broken>) {
    let (rows, broken) = rows.read::<Row>();
    let samples: Vec<Sample> = rows.iter().map(|row| answered(&row.text)).collect();
    let records = checker.check("presidio_synth", &samples);
    let (mut measures, mut all) = (Vec::new(), Vec::<Judgement>::new());
    for (label, name, about, rules) in TYPES {
        let mut judged = Vec::new();
        for (row, record) in rows.iter().zip(&records) {
            let spans = row.spans.iter().filter(|span| span.label == label);
            let spans: Vec<_> = spans.map(|span| bytes(&row.text, span.start, span.end)).collect();
            judged.extend(rules.judge_spans(&row.id, label, &spans, record));
        }
        let measure = Measure::new("presidio_synth", name, about, rules, &judged).by_span();
        measures.push(if name == "phone" { measure.target(Statistic::F1, 0.90) } else { measure });
        all.extend(judged);
    }
    let about = "six structured types together";
    let micro = Measure::new("presidio_synth", "structured", about, ALL, &all).by_span().target(Statistic::F1, 0.96);
    measures.insert(0, micro);
    (measures, broken)
}
