//! Files that are no plugin: each is refused with a message that names what is wrong, and nothing runs.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::sync::Arc;

use lictor_contract::Scorer;
use lictor_model::FailureKind;
use lictor_sandbox::{InspectError, LoadError, Plugin, Runtime, SandboxLimits};

fn load(bytes: &[u8]) -> LoadError {
    let runtime = Arc::new(Runtime::new(SandboxLimits::default(), None).unwrap());
    match Plugin::load(runtime, bytes, "{}") {
        Ok(plugin) => panic!("{} loads", plugin.manifest().plugin()),
        Err(error) => error,
    }
}

fn component() -> &'static [u8] {
    lictor_dist::PACKS[2].component
}

#[test]
fn a_text_file_is_no_component() {
    let error = load(b"{\"answer\": \"hello\"}");
    assert!(matches!(error, LoadError::NotAComponent(InspectError::NotWasm)));
    assert!(error.to_string().contains("not WebAssembly"), "{error}");
}

#[test]
fn a_core_module_is_no_component() {
    let error = load(&wat::parse_str("(module)").unwrap());
    assert!(matches!(error, LoadError::NotAComponent(InspectError::CoreModule)));
}

#[test]
fn a_truncated_component_is_told_from_a_broken_one() {
    let whole = component();
    for cut in [whole.len() / 2, whole.len() - 1, 9] {
        let error = load(&whole[..cut]);
        assert!(matches!(error, LoadError::NotAComponent(InspectError::Truncated(_))), "{cut}: {error:?}");
    }
    let mut flipped = whole.to_vec();
    flipped[12] ^= 0xff;
    assert!(matches!(load(&flipped), LoadError::NotAComponent(_) | LoadError::Compile(_)));
}

#[test]
fn an_import_beyond_the_contract_is_refused_by_name() {
    let wasi = r#"(component (import "wasi:cli/environment@0.2.0" (instance
        (export "get-environment" (func (result (list (tuple string string))))))))"#;
    let error = load(&wat::parse_str(wasi).unwrap());
    assert!(matches!(&error, LoadError::ForeignImport(names) if names == &["wasi:cli/environment@0.2.0"]));
    assert!(error.to_string().contains("without WASI"), "{error}");
    for later in [
        "(import \"lictor:plugin/network@9.0.0\" (instance))",
        "(instance $i) (export \"lictor:plugin/scorer@1.9.0\" (instance $i))",
    ] {
        let error = load(&wat::parse_str(format!("(component {later})")).unwrap());
        assert!(error.to_string().contains("update Lictor"), "{error}");
    }
}

#[test]
fn a_component_that_exports_something_else_is_no_plugin() {
    assert!(matches!(load(&wat::parse_str("(component)").unwrap()), LoadError::NotAPlugin));
}

#[test]
fn an_export_of_the_right_name_and_the_wrong_type_does_not_load() {
    let wrong = r#"(component (instance $i) (export "lictor:plugin/scorer@1.0.0" (instance $i)))"#;
    assert!(matches!(load(&wat::parse_str(wrong).unwrap()), LoadError::Compile(_)));
}

#[test]
fn a_manifest_that_says_one_thing_in_the_file_and_another_when_asked_is_refused() {
    let bytes = component();
    let text = b"\"slug\":\"full-refusal\"";
    let at = bytes.windows(text.len()).rposition(|window| window == text).unwrap();
    let mut forged = bytes.to_vec();
    forged[at..at + text.len()].copy_from_slice(b"\"slug\":\"fool-refusal\"");
    assert!(matches!(load(&forged), LoadError::ManifestDiffers("rules")));
}

/// A scorer that does nothing but what its `check` body says; `configure` succeeds and `describe` gives the
/// manifest of a pack with one rule that is asked about every sample.
fn scorer(check: &str, configure: &str) -> Vec<u8> {
    let manifest = serde_json::json!({
        "schema": "lictor.manifest/v1", "publisher": "evil", "pack": "scorer", "version": "0.1.0", "summary": "x",
        "inputs": ["answer"], "settings": {}, "rules": [{
            "code": "EVL001", "slug": "evil", "summary": "x", "docs": "x", "message": "x", "dimension": "risk",
            "level": "warn", "status": "stable", "since": "0.1.0", "revision": 1, "sensitive": false,
            "wake": [{"when": "always"}],
            "examples": {"fires": [{"sample": {"answer": "x"}}], "ignores": [{"sample": {"answer": "y"}}]}
        }]
    })
    .to_string();
    let data = manifest.replace('\\', "\\\\").replace('"', "\\\"");
    let length = manifest.len();
    let text = format!(
        r#"(component
          (core module $second
            (memory 0)
            (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
          (core instance $second (instantiate $second))
          (core module $m
            (import "second" "grow" (func $grow (param i32) (result i32)))
            (memory (export "memory") 2)
            (data (i32.const 1024) "{data}")
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))
            (func (export "configure") (param i32 i32) (result i32)
              {configure}
              (i32.store8 (i32.const 16) (i32.const 0)) (i32.const 16))
            (func (export "describe") (result i32)
              (i32.store (i32.const 32) (i32.const 0))
              (i32.store (i32.const 36) (i32.const 1024)) (i32.store (i32.const 40) (i32.const {length}))
              (i32.const 32))
            (func $check (export "check") (result i32)
              {check}
              (i32.store8 (i32.const 48) (i32.const 0)) (i32.const 48)))
          (core instance $i (instantiate $m (with "second" (instance $second))))
          (type $problem' (record (field "path" string) (field "message" string)))
          (component $shim
            (type $p (record (field "path" string) (field "message" string)))
            (import "problem" (type $problem (eq $p)))
            (import "configure" (func $configure (param "settings" string) (result (result (error (list $problem))))))
            (import "describe" (func $describe (result (result string (error string)))))
            (import "check" (func $check (result (result (error string)))))
            (export $exported "problem" (type $problem))
            (export "configure" (func $configure)
              (func (param "settings" string) (result (result (error (list $exported))))))
            (export "describe" (func $describe))
            (export "check" (func $check)))
          (type $problem (record (field "path" string) (field "message" string)))
          (func $configure (param "settings" string) (result (result (error (list $problem'))))
            (canon lift (core func $i "configure") (memory (core memory $i "memory"))
              (realloc (core func $i "realloc"))))
          (func $describe (result (result string (error string)))
            (canon lift (core func $i "describe") (memory (core memory $i "memory"))))
          (func $check (result (result (error string)))
            (canon lift (core func $i "check") (memory (core memory $i "memory"))))
          (instance $scorer (instantiate $shim
            (with "problem" (type $problem'))
            (with "configure" (func $configure)) (with "describe" (func $describe)) (with "check" (func $check))))
          (export "lictor:plugin/scorer@1.0.0" (instance $scorer)))"#
    );
    wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"))
}

fn outcome(check: &str) -> (Vec<FailureKind>, lictor::Record) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.wasm");
    std::fs::write(&path, scorer(check, "")).unwrap();
    let policy = format!(
        "schema = \"lictor.policy/v1\"\nid = \"x\"\nextends = \"default\"\n[[packs]]\npath = {path:?}\ninputs = [\"answer\"]\n\
         on_failure = \"flag\"\n"
    );
    let file = lictor::PolicyFile::parse("p", &policy, folder.path()).unwrap();
    let limits = SandboxLimits { check_fuel: 5_000_000, ..SandboxLimits::default() };
    let guard = lictor::Guard::new(file, lictor::Options { limits, ..lictor_tests::options() }).unwrap();
    let sample = lictor_tests::sample(&serde_json::json!({"answer": "Studies show that it works."}));
    let record = guard.check(&sample);
    (record.failures.iter().map(|failure| failure.kind).collect(), record)
}

#[test]
fn a_failing_plugin_is_one_finding_and_costs_the_others_nothing() {
    let (_, quiet) = outcome("");
    assert!(quiet.failures.is_empty(), "{quiet:?}");
    assert!(outcome("(drop (call $grow (i32.const 640)))").0.is_empty(), "one of them is within the limit");
    for (check, kind, rule) in [
        ("(unreachable)", FailureKind::Trap, "LIC101"),
        ("(loop $l (br $l))", FailureKind::Fuel, "LIC102"),
        ("(call $check) (drop)", FailureKind::Stack, "LIC102"),
        ("(drop (memory.grow (i32.const 60000)))", FailureKind::Memory, "LIC102"),
        // 40 MiB each, 80 together.
        ("(drop (memory.grow (i32.const 640))) (drop (call $grow (i32.const 640)))", FailureKind::Memory, "LIC102"),
        ("(i32.store8 (i32.const 48) (i32.const 7)) (return (i32.const 48))", FailureKind::Contract, "LIC101"),
    ] {
        let (kinds, record) = outcome(check);
        assert_eq!(kinds, [kind], "{check}");
        assert_eq!(record.status, lictor::Status::Partial, "{check}");
        let own = |record: &lictor::Record| {
            let others = record.findings.iter().filter(|finding| !finding.rule.code().starts_with("LIC"));
            others.cloned().collect::<Vec<_>>()
        };
        assert_eq!(own(&record), own(&quiet), "{check}");
        assert!(record.findings.iter().any(|finding| finding.rule.code() == rule), "{check}: {record:?}");
    }
}

#[test]
fn a_plugin_that_does_not_come_up_is_refused_at_load() {
    assert!(matches!(load(&scorer("", "(unreachable)")), LoadError::Failed(FailureKind::Trap)));
}
