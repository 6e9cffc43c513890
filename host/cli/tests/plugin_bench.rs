//! `lictor plugin bench`: that it counts what it says. How fast something is, no test asks.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{Folder, folder};
use lictor_hostile::{Guest, manifest};
use serde_json::{Value, json};

fn corpus() -> Folder {
    let mut manifest = manifest();
    manifest["rules"][0]["wake"] = json!([]);
    let manifest = manifest.to_string();
    // Two memory pages more than it has, for the peak; and one report.
    let check =
        "(drop (memory.grow (i32.const 2))) (call $report_span (i32.const 0) (i32.const 0) (i32.const 1))".to_owned();
    let guest = Guest { manifest: manifest.clone(), check, ..Guest::default() };
    let folder = folder();
    let lines: String = (0..20)
        .map(|number| json!({"id": number.to_string(), "answer": if number < 5 { "A needle." } else { "Only hay." }}))
        .map(|line| format!("{line}\n"))
        .collect();
    folder.write("guest.wasm", guest.build_with_section(manifest.as_bytes())).write("corpus.jsonl", lines);
    folder
}

#[test]
fn wakes_fuel_and_memory_are_counted() {
    let folder = corpus();
    let bench = ["plugin", "bench", "guest.wasm", "--corpus", "corpus.jsonl", "--quick", "--format", "json"];
    let done = folder.run(&bench);
    assert_eq!(done.code, 0, "{}", done.err);
    let json: Value = serde_json::from_str(&done.out).unwrap();
    let pack = &json["packs"][0];
    assert_eq!((&pack["plugin"], &pack["samples"], &pack["rules"]), (&json!("evil/guest"), &json!(20), &json!(1)));
    assert_eq!((&pack["wakes_per_sample"], &pack["findings_per_sample"]), (&json!(0.25), &json!(0.25)));
    assert_eq!(pack["unchecked"], 0);
    // The memory that the guest begins with (six pages) and the two that it asks for.
    assert_eq!(pack["peak_memory_bytes"], 8 * 65_536, "{pack}");
    let number = |key: &str| pack[key].as_f64().unwrap();
    assert!(number("fuel_per_wake") > 10.0 && number("most_fuel") < 1e6, "{pack}");
    assert_eq!(number("fuel_per_wake"), number("most_fuel"), "all wakes do the same");
    for key in ["check_us", "scan_us", "yardstick_us"] {
        assert!(pack[key]["median"].as_f64().unwrap() > 0.0 && pack[key]["rounds"] == 3, "{key} {pack}");
    }
    assert!(number("cold_load_ms") > 0.0 && number("warm_load_ms") > 0.0);
}

#[test]
fn the_table_says_what_it_is_measured_against() {
    let done = corpus().run(&["plugin", "bench", "guest.wasm", "--corpus", "corpus.jsonl", "--quick"]);
    assert_eq!(done.code, 0, "{}", done.err);
    for said in [
        "evil/guest 0.1.0",
        "20 samples",
        "13 regexes, 69 phrases",
        "wakes a sample",
        "0.2500",
        "guest memory",
        "cold load",
    ] {
        assert!(done.out.contains(said), "{said}\n{}", done.out);
    }
}

#[test]
fn what_cannot_be_measured_is_named() {
    let folder = corpus();
    folder.write("text.wasm", "no component").write("empty.jsonl", "\n");
    for (arguments, code, said) in [
        (&["text.wasm", "--corpus", "corpus.jsonl"][..], 2, "text.wasm: it is no component"),
        (&["guest.wasm", "--corpus", "empty.jsonl"], 2, "no sample"),
        (&["guest.wasm"], 2, "--corpus"),
    ] {
        let done = folder.run(&[&["plugin", "bench"][..], arguments].concat());
        assert_eq!(done.code, code, "{arguments:?}\n{}", done.out);
        assert!(done.err.contains(said), "{arguments:?}\n{}", done.err);
    }
}
