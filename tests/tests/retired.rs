//! A code that was retired in favour of another still counts for it, and everybody is told.
#![allow(clippy::unwrap_used, missing_docs)] // Helpers of tests fail by panicking.

use lictor::{Guard, Level, Options, PolicyFile};
use lictor_sdk::native::NativeScorer;
use lictor_sdk::pack::Tombstone;
use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Pack, Pattern, Settings, Status, rule};
use serde_json::json;

rule! {
    /// ## What it does
    /// Reports a needle.
    /// ## Why is this bad
    /// It is not; it is a test.
    /// ## Known false positives
    /// All of them.
    NEEDLE {
        code: "OLD002",
        slug: "needle",
        summary: "a needle",
        message: "“{quote}”",
        remedy: "",
        dimension: Dimension::Risk,
        level: lictor_sdk::Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[Pattern::literal("needle")],
        fires: &[Example::answer("a needle")],
        ignores: &[Example::answer("hay")],
        check: |case| case.hits().for_each(|hit| case.report(Finding::at(&hit))),
        extra: Extra::NONE,
    }
}

static PACK: Pack = Pack {
    publisher: "acme",
    name: "old",
    version: "0.2.0",
    summary: "A pack with retired codes.",
    inputs: &[Input::Answer],
    rules: &[&NEEDLE],
    measures: &[],
    settings: Settings::NONE,
    tombstones: &[
        Tombstone { code: "OLD001", replaced_by: Some("OLD002"), reason: "It looked for half a needle." },
        Tombstone { code: "OLD003", replaced_by: None, reason: "Nobody lost a thimble." },
    ],
    accuracy: &[],
};

fn guard(rules: &str) -> Result<Guard, String> {
    let policy = format!(
        "schema = \"lictor.policy/v1\"\nid = \"x\"\n{rules}\n[[packs]]\nplugin = \"acme/old\"\ninputs = [\"answer\"]\n"
    );
    let file = PolicyFile::parse("x.toml", &policy, &lictor_tests::root()).unwrap();
    let scorers: Vec<Box<dyn lictor::Scorer>> = vec![Box::new(NativeScorer::new(&PACK, "{}"))];
    Guard::with_scorers(file, scorers, Options::default()).map_err(|error| format!("{:?}", miette::Report::new(error)))
}

#[test]
fn a_retired_code_counts_for_what_takes_its_place_and_is_reported() {
    let guard = guard("[rules.levels]\nOLD001 = \"block\"").unwrap();
    assert_eq!(guard.level(&"acme/OLD002".parse().unwrap()), Level::Block);
    assert_eq!(guard.policy().warnings(), ["`acme/OLD001` is retired and counts as `acme/OLD002`: write that instead"]);
    let codes = |answer: &str| {
        let record = guard.check(&lictor_tests::sample(&json!({"answer": answer})));
        let codes = record.findings.iter().map(|finding| (finding.rule.to_string(), finding.level));
        codes.collect::<Vec<_>>()
    };
    assert_eq!(codes("a needle"), [("acme/OLD002".into(), Level::Block), ("lictor/LIC202".into(), Level::Note)]);
    assert_eq!(codes("hay"), []);
}

#[test]
fn a_policy_that_names_the_new_code_is_left_alone() {
    let guard = guard("[rules.levels]\nOLD002 = \"block\"").unwrap();
    assert!(guard.policy().warnings().is_empty());
    let record = guard.check(&lictor_tests::sample(&json!({"answer": "a needle"})));
    assert_eq!(record.findings.len(), 1);
}

#[test]
fn a_retired_code_with_nothing_in_its_place_is_an_error() {
    let Err(error) = guard("[rules]\nignore = [\"OLD003\"]") else { panic!("it loads") };
    assert!(error.contains("`acme/OLD003` was retired: Nobody lost a thimble"), "{error}");
}

#[test]
fn pages_tell_of_retired_codes() {
    let guard = guard("").unwrap();
    let pages = lictor_report::pages(guard.rules(), guard.manifests());
    let page = |name: &str| &pages.iter().find(|(page, _)| page == name).unwrap().1;
    assert!(page("OLD001.md").contains("It looked for half a needle.") && page("OLD001.md").contains("Use `OLD002`"));
    assert!(page("OLD003.md").contains("Nothing takes its place"));
    assert!(page("OLD002.md").contains("Takes the place of OLD001"));
}
