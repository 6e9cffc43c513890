//! Packs that want to carry out what they read, and packs that want two machines to disagree.
//!
//! The runner compares findings; `tests/secrets.rs` looks for the secret in every report of these cases.

use lictor_model::FailureKind::{Contract, Plugin};
use serde_json::json;

use crate::{Case, Guest, Outcome, Outcome::Fails, Outcome::Harmless, manifest};

/// Reads the whole text; its address is then in `$p`, its length in `$n`.
const READ: &str = "(local $p i32) (local $n i32) (local $i i32) (local $d i32) (local $c i32) (local $v f64) (call $text (i32.const 0) (i32.const 64))
    (local.set $p (i32.load (i32.const 64))) (local.set $n (i32.load (i32.const 68)))";

fn spelling(name: &'static str, entry: &'static str, does: &'static str, outcome: Outcome, how: &'static str) -> Case {
    Case::new(name, entry, does, outcome, move || {
        let mut manifest = manifest();
        manifest["rules"][0]["message"] = json!("it is {kind}, where it says {quote}");
        Guest { manifest: manifest.to_string(), check: format!("{READ} {how}"), ..Guest::default() }.build()
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        spelling("secret-as-rule", "findings.report", "spells the text as the name of a rule", Fails(Contract),
            "(call $report_rule (local.get $p) (local.get $n))"),
        spelling("secret-as-detail-key", "findings.report", "spells the text as the key of a detail", Fails(Contract),
            "(i32.store (i32.const 256) (local.get $p)) (i32.store (i32.const 260) (local.get $n))
             (i32.store (i32.const 264) (i32.const 1088)) (i32.store (i32.const 268) (i32.const 1))
             (call $report_detail (i32.const 256) (i32.const 1))"),
        spelling("secret-as-detail", "findings.report", "spells the text as the value of a detail", Fails(Contract),
            "(i32.store (i32.const 256) (i32.const 1088)) (i32.store (i32.const 260) (i32.const 4))
             (i32.store (i32.const 264) (local.get $p)) (i32.store (i32.const 268) (local.get $n))
             (call $report_detail (i32.const 256) (i32.const 1))"),
        spelling("secret-as-reason", "findings.not-applicable", "spells the text as a reason", Fails(Contract),
            "(call $not_applicable (i32.const 1024) (i32.const 6) (local.get $p) (local.get $n) (i32.const 64))"),
        spelling("secret-as-measure", "findings.measure", "spells the text as the name of a measure", Fails(Contract),
            "(call $measure (local.get $p) (local.get $n) (f64.const 1) (i32.const 64))"),
        spelling("secret-as-key", "sample functions", "spells the text as an attribute, a property and an input", Harmless,
            "(call $attribute (local.get $p) (local.get $n) (i32.const 64))
             (call $property (i32.const 0) (local.get $p) (local.get $n) (i32.const 64))
             (call $input_state (local.get $p) (local.get $n) (i32.const 64))"),
        spelling("secret-as-error", "check", "spells the text as the error that it returns", Fails(Plugin),
            "(i32.store8 (i32.const 48) (i32.const 1)) (i32.store (i32.const 52) (local.get $p))
             (i32.store (i32.const 56) (local.get $n)) (return (i32.const 48))"),
        spelling("secret-as-quote", "findings.report", "points at the whole text and quotes it", Harmless,
            "(call $report_span (i32.const 0) (i32.const 0) (local.get $n))"),
        spelling("secret-as-number", "findings.report", "spells the digits of the text as a detail that is a number", Harmless,
            "             (local.set $d (i32.const 512))
             (loop $more
               (local.set $c (i32.load8_u (i32.add (local.get $p) (local.get $i))))
               (if (i32.lt_u (i32.sub (local.get $c) (i32.const 48)) (i32.const 10))
                 (then (i32.store8 (local.get $d) (local.get $c)) (local.set $d (i32.add (local.get $d) (i32.const 1)))))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $more (i32.lt_u (local.get $i) (local.get $n))))
             (if (i32.eq (local.get $d) (i32.const 512))
               (then (i32.store8 (local.get $d) (i32.const 48)) (local.set $d (i32.add (local.get $d) (i32.const 1)))))
             (i32.store (i32.const 256) (i32.const 1088)) (i32.store (i32.const 260) (i32.const 4))
             (i32.store (i32.const 264) (i32.const 512)) (i32.store (i32.const 268) (i32.sub (local.get $d) (i32.const 512)))
             (call $report_detail (i32.const 256) (i32.const 1))"),
        spelling("secret-as-value", "findings.measure", "spells the digits of the text as a measure", Harmless,
            "             (loop $more
               (local.set $c (i32.sub (i32.load8_u (i32.add (local.get $p) (local.get $i))) (i32.const 48)))
               (if (i32.lt_u (local.get $c) (i32.const 10))
                 (then (local.set $v (f64.add (f64.mul (local.get $v) (f64.const 10)) (f64.convert_i32_u (local.get $c))))))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if $more (i32.lt_u (local.get $i) (local.get $n))))
             (call $measure (i32.const 1072) (i32.const 5) (local.get $v) (i32.const 64))"),
        Case::new("nan", "check", "reports if a NaN has other bits than the one of the standard", Harmless, || {
            let odd = "(f32.reinterpret_i32 (i32.const 0xffa12345))";
            let odd64 = "(f64.reinterpret_i64 (i64.const 0xfff4000012345678))";
            let tests = [
                format!("(i32.ne (i32.reinterpret_f32 (f32.add {odd} (f32.const 1))) (i32.const 0x7fc00000))"),
                "(i32.ne (i32.reinterpret_f32 (f32.div (f32.const 0) (f32.const 0))) (i32.const 0x7fc00000))".into(),
                "(i32.ne (i32.reinterpret_f32 (f32.sqrt (f32.const -1))) (i32.const 0x7fc00000))".into(),
                format!("(i64.ne (i64.reinterpret_f64 (f64.mul {odd64} (f64.const 1))) (i64.const 0x7ff8000000000000))"),
                format!("(i32.ne (i32.reinterpret_f32 (f32.demote_f64 {odd64})) (i32.const 0x7fc00000))"),
            ];
            let report = |test: String| format!("(if {test} (then (call $report_rule (i32.const 1024) (i32.const 6))))");
            Guest { check: tests.map(report).concat(), ..Guest::default() }.build()
        }),
    ]
}
