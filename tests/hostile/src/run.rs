//! Runs one attack beside honest packs.

use lictor::{Guard, GuardError, Options, PolicyFile, Record};
use lictor_contract::ManifestError;
use lictor_sandbox::{InspectError, LoadError};
use lictor_scan::PatternProblem;

use crate::honest::{Honest, limits, policy};
use crate::{Case, Fault, Outcome};

/// Runs every component of a case and asserts that each gives the expected outcome, that the honest packs beside it find
/// what they find without it, and that they do so afterwards. Returns all records.
pub fn run(case: &Case, honest: &Honest) -> Vec<Record> {
    let components = (case.components)();
    assert!(!components.is_empty(), "{}", case.name);
    let mut records = Vec::new();
    for (index, component) in components.iter().enumerate() {
        let what = format!("{} ({index})", case.name);
        match guard(case, component) {
            Err(error) => assert_eq!(Outcome::Refused(fault(&error)), case.expected, "{what}: {error}"),
            Ok(guard) => {
                for (index, sample) in honest.samples().iter().enumerate() {
                    let record = guard.check(sample);
                    assert_eq!(outcome_of(&record), case.expected, "{what}: {record:?}");
                    assert_eq!(Honest::seen(&record), honest.alone(index), "{what}");
                    records.push(record);
                }
            }
        }
        honest.assert_unharmed(&what);
    }
    records
}

/// The attack and its neighbours.
///
/// # Errors
/// The attack is not loaded.
pub fn guard(case: &Case, component: &[u8]) -> Result<Guard, GuardError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.wasm");
    std::fs::write(&path, component).unwrap();
    let text = policy(Some(path.to_str().unwrap()), case.settings);
    let file = PolicyFile::parse("hostile", &text, folder.path()).unwrap_or_else(|error| panic!("{error:?}"));
    let mut limits = limits();
    (case.limits)(&mut limits);
    Guard::new(file, Options { limits, ..lictor_tests::options() })
}

/// What a check of the attack came to, by the record. A failure must be one failure and one finding.
pub fn outcome_of(record: &Record) -> Outcome {
    let found = record.findings.iter().filter(|finding| finding.rule.code().starts_with("LIC")).count();
    match record.failures.as_slice() {
        [] if found == 0 => Outcome::Harmless,
        [failure] if found == 1 && failure.plugin == "evil/guest" => {
            assert!(!record.findings.iter().any(|finding| finding.rule.publisher() == "evil"), "{record:?}");
            Outcome::Fails(failure.kind)
        }
        _ => panic!("not one failure: {record:?}"),
    }
}

fn fault(error: &GuardError) -> Fault {
    match error {
        GuardError::Load { error, .. } => load_fault(error),
        GuardError::Patterns(error) => match error.reason {
            PatternProblem::Syntax(_) => Fault::PatternSyntax,
            PatternProblem::TooLarge(_) => Fault::PatternTooLarge,
            PatternProblem::MatchesEmpty => Fault::PatternEmpty,
            PatternProblem::Invalid(_) => Fault::PatternInvalid,
        },
        GuardError::Policy(_) => Fault::Policy,
        other => panic!("not the component's fault: {other:?}"),
    }
}

fn load_fault(error: &LoadError) -> Fault {
    match error {
        LoadError::TooLarge { .. } => Fault::TooLarge,
        LoadError::NotAComponent(error) => match error {
            InspectError::NotWasm => Fault::NotWasm,
            InspectError::CoreModule => Fault::CoreModule,
            InspectError::Truncated(_) => Fault::Truncated,
            InspectError::Malformed { .. } => Fault::Malformed,
        },
        LoadError::ForeignImport(_) => Fault::ForeignImport,
        LoadError::NotAPlugin => Fault::NotAPlugin,
        LoadError::LaterContract(_) => Fault::LaterContract,
        LoadError::Describe(_) => Fault::Undescribed,
        LoadError::TooMuchCode(excess) => Fault::TooMuch(excess.what),
        LoadError::Compile(_) => Fault::Compile,
        LoadError::CompileTime(_) => Fault::CompileTime,
        LoadError::Failed(kind) => Fault::Failed(*kind),
        LoadError::SettingsTooLarge { .. } => Fault::SettingsTooLarge,
        LoadError::Settings(_) => Fault::SettingsRefused,
        LoadError::Manifest(ManifestError::TooLarge { .. }) => Fault::ManifestTooLarge,
        LoadError::Manifest(ManifestError::Shape(_)) => Fault::ManifestShape,
        LoadError::Manifest(ManifestError::Invalid(_)) => Fault::ManifestInvalid,
        LoadError::ManifestDiffers(what) => Fault::ManifestDiffers(what),
    }
}
