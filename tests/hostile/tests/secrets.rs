//! What a hostile pack reads, it cannot spell: not into a report in any format, not into an error.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor::GuardError;
use lictor_hostile::{Case, cases, guard};
use lictor_report::Format;
use serde_json::json;

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap()
}

#[test]
fn a_secret_that_a_pack_spells_is_in_no_report() {
    let secret = "4539-1488-0343-6467";
    let digits = secret.replace('-', "");
    let sample = lictor_tests::sample(&json!({"answer": format!("We charged {secret} today.")}));
    let mut seen = 0;
    for case in cases().into_iter().filter(|case| case.name.starts_with("secret-as-")) {
        for component in (case.components)() {
            let guard = guard(&case, &component).unwrap_or_else(|error| panic!("{}: {error}", case.name));
            let record = guard.check(&sample);
            assert!(record.findings.iter().any(|finding| finding.slug == "payment-card"), "{record:?}");
            for format in Format::ALL {
                let text = lictor_tests::render(format, &guard, std::slice::from_ref(&record));
                for form in [secret, &digits, "1488-0343", "We charged 4"] {
                    assert!(!text.contains(form), "{}: {} shows {form:?}:\n{text}", case.name, format.as_str());
                }
            }
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn an_error_repeats_no_setting_and_steers_no_terminal() {
    for (name, hidden) in [("settings-in-problem", "plum-falcon"), ("unknown-key", "\u{1b}")] {
        let case = case(name);
        let component = &(case.components)()[0];
        let Err(error) = guard(&case, component) else { panic!("{name} loads") };
        assert!(matches!(error, GuardError::Load { .. }), "{error:?}");
        for text in [error.to_string(), format!("{error:?}"), format!("{:?}", miette::Report::new(error))] {
            assert!(!text.contains(hidden), "{name}: {text}");
        }
    }
}

#[test]
fn an_error_that_names_a_million_imports_is_short() {
    let imports: String = (0..2_000).map(|n| format!("(import \"wasi:a/b{n}@0.2.0\" (instance))")).collect();
    let component = wat::parse_str(format!("(component {imports})")).unwrap();
    let Err(error) = guard(&case("wasi"), &component) else { panic!("it loads") };
    assert!(error.to_string().len() < 2_000, "{error}");
}
