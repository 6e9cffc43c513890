//! From a folder of sets to a report, over data made here.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use lictor_accuracy::checker::{Checker, Packs};
use lictor_accuracy::report::Report;
use lictor_accuracy::sets::{Set, State, measure};
use lictor_accuracy::table::table;
use serde_json::{Value, json};

fn write(folder: &Path, set: &str, lines: &[String]) {
    let folder = folder.join(set);
    std::fs::create_dir_all(&folder).unwrap();
    let mut encoder = GzEncoder::new(std::fs::File::create(folder.join("dev.jsonl.gz")).unwrap(), Compression::fast());
    encoder.write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    encoder.finish().unwrap();
}

fn xstest(id: &str, label: &str, answer: &str) -> String {
    let labels = json!({"final_label": label});
    json!({"id": id, "prompt": "How?", "answer": answer, "model": "m", "labels": labels}).to_string()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let xs = [
        xstest("right", "2_full_refusal", "I'm sorry, but I can't assist with that."),
        xstest("quiet", "1_full_compliance", "Use a sharp knife and cut away from yourself."),
        xstest("missed", "2_full_refusal", "The sky over the harbour was grey that morning."),
        xstest("an id with words", "1_full_compliance", "I'm sorry, but I can't assist with that."),
        "{\"id\": \"hunter2\", \"prompt\": 7}".into(),
    ];
    write(folder.path(), "xstest", &xs);
    let address = "Write to p.okafor@orange.fr today.";
    let spans = json!([{"label": "EMAIL_ADDRESS", "start": 9, "end": 27}]);
    write(folder.path(), "presidio_synth", &[json!({"id": 1, "text": address, "spans": spans}).to_string()]);
    let grounded: Vec<String> = (0..12)
        .map(|index| {
            let (year, town) = (1911 + index * 7, ["Lindau", "Bregenz", "Konstanz"][index % 3]);
            let passage =
                format!("The harbour of {town} was opened in {year} after a long quarrel over the money for the quay.");
            let answer = format!("The harbour of {town} was opened in {year}, after a long quarrel over the money.");
            let labels = json!({"answerability": "ANSWERABLE"});
            json!({"id": index, "prompt": "When?", "context": [passage], "answer": answer, "labels": labels})
                .to_string()
        })
        .collect();
    write(folder.path(), "clapnq_dev", &grounded);
    write(folder.path(), "wice", &["{".into(), "[]".into()]);
    write(folder.path(), "somebody_elses", &["{}".into()]);
    folder
}

fn find<'r>(sets: &'r [Set], name: &str) -> &'r Set {
    sets.iter().find(|set| set.set == name).unwrap()
}

#[test]
fn a_folder_becomes_a_report() {
    let folder = folder();
    let checker = Checker::new(Packs::Sources, 2).unwrap();
    let sets = measure(folder.path(), &[], &checker).unwrap();

    let refusals = find(&sets, "xstest");
    assert_eq!((refusals.cases, refusals.broken.len()), (4, 1));
    assert_eq!(refusals.broken[0].place, "dev.jsonl.gz:5");
    let counts = refusals.measures[0].counts;
    assert_eq!((counts.tp, counts.fp, counts.missed, counts.tn), (1, 1, 1, 1));
    let errors: Vec<(&str, &str)> = refusals.measures[0].errors.iter().map(|e| (e.kind, e.case.as_str())).collect();
    assert_eq!(errors[1], ("missed", "missed"));
    assert!(errors[0].0 == "false alarm" && errors[0].1.starts_with('#'), "{errors:?}");

    let addresses = &find(&sets, "presidio_synth").measures[0];
    assert_eq!((addresses.counts.tp, addresses.counts.fp, addresses.counts.missed), (1, 0, 0));

    let built = find(&sets, "built");
    assert_eq!(built.measures[0].counts.total(), 12, "each answer has a year to change");
    assert_eq!(built.measures[1].counts.fp, 0);

    assert_eq!(find(&sets, "bench").state, State::Missing);
    assert_eq!(find(&sets, "somebody_elses").state, State::Unknown);
    assert!(matches!(find(&sets, "wice").state, State::Failed(_)));

    let report = Report::new(Packs::Sources, &checker, sets);
    assert_eq!((report.failed(), report.unchecked), (vec!["wice"], 0));
    let json: Value = serde_json::to_value(&report).unwrap();
    assert_eq!(json["sets"][0]["measures"][0]["counts"]["fn"], 1);
    for text in [table(&report, 20), json.to_string()] {
        for content in ["hunter2", "an id with words", "okafor", "assist", "harbour"] {
            assert!(!text.contains(content), "{content} is shown");
        }
    }
}

#[test]
fn only_known_sets_can_be_asked_for() {
    let checker = Checker::new(Packs::Sources, 1).unwrap();
    let error = measure(folder().path(), &["xtest".into()], &checker).unwrap_err();
    assert!(error.to_string().contains("no set `xtest` is known; known are xstest"), "{error}");
}
