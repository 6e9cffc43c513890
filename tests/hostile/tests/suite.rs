//! Runs every attack of the suite, and holds the documentation to it.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use lictor_hostile::{DOCS, Honest, cases, run, table};

#[test]
fn every_attack_has_its_outcome_and_costs_nobody_else_anything() {
    let honest = Honest::new();
    println!("{}", table(&cases()));
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        let cases = cases();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            // A case that does not hold says so by itself; the others are run all the same.
            if catch_unwind(AssertUnwindSafe(|| run(case, &honest))).is_err() {
                failed.lock().unwrap().push(case.name);
            }
        }
    };
    // Beside each other, so that attacks also meet in one process.
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, Into::into).min(8) {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn the_suite_is_wide() {
    let cases = cases();
    let names: BTreeSet<&str> = cases.iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases.len(), "a name is used twice");
    let pairs: BTreeSet<_> = cases.iter().map(|case| (case.entry, case.expected)).collect();
    assert!(pairs.len() >= 100, "{} pairs of entry point and outcome", pairs.len());
}

#[test]
fn the_documentation_shows_the_suite() {
    let page = std::fs::read_to_string(lictor_tests::root().join(DOCS)).unwrap();
    let table = table(&cases());
    assert!(page.contains(&table), "{DOCS} does not show this table:\n{table}");
}
