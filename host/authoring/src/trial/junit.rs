//! A trial as JUnit.

use std::io;

use lictor_report::{TestCase, TestOutcome, junit_suite};

use super::{Origin, Trial};

/// A test case per case and example; what could not be read and rules without cases are errors.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn junit(trial: &Trial) -> io::Result<String> {
    let of = |origin: &Origin, outcome| TestCase {
        class: trial.plugin.clone(),
        name: origin.name.clone(),
        file: origin.file.clone(),
        line: origin.line,
        outcome,
    };
    let mut tests: Vec<TestCase> = Vec::new();
    for origin in &trial.names {
        let wrong = trial.wrong.iter().find(|wrong| wrong.origin == *origin);
        tests.push(of(origin, wrong.map_or(TestOutcome::Passed, |wrong| TestOutcome::Failed(wrong.reasons.clone()))));
    }
    for problem in &trial.problems {
        let origin = Origin {
            name: format!("{}:{}", problem.file, problem.line),
            file: Some(problem.file.clone()),
            line: Some(problem.line),
        };
        tests.push(of(&origin, TestOutcome::Error(vec![problem.message.clone()])));
    }
    for uncovered in &trial.uncovered {
        let origin = Origin { name: format!("{} has cases", uncovered.rule), file: None, line: None };
        tests.push(of(&origin, TestOutcome::Error(vec![uncovered.to_string()])));
    }
    let properties =
        [("plugin", trial.plugin.clone()), ("version", trial.version.clone()), ("digest", trial.digest.to_string())];
    junit_suite(&trial.plugin, &properties, &tests)
}
