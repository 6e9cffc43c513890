//! A pack that keeps what it read, to say it in the next answer: by every place that outlives a call.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::sync::Arc;

use lictor_contract::{Attributes, Check, CheckLimits, Matching, Reported, Scorer, Tenant};
use lictor_hostile::Guest;
use lictor_model::{Input, InputSet, Sample};
use lictor_sandbox::{Plugin, Runtime, SandboxLimits};
use lictor_scan::PatternLimits;

/// Alternations of an answer with a secret and one without, over all threads.
const ALTERNATIONS: usize = 10_000;

/// Reports a finding if anything of an earlier call is left; then leaves something everywhere: in memory that it has
/// from the start, in memory and a table that it grew, in a global, in a dropped data segment, in the text's place.
const KEEP: &str = r#"
    (if (i32.or
          (i32.or (i32.load (i32.const 300000)) (global.get $kept))
          (i32.or
            (i32.ne (memory.size) (global.get $pages))
            (i32.or (i32.ne (table.size $table) (i32.const 1)) (i32.eqz (ref.is_null (table.get $table (i32.const 0)))))))
      (then (call $report_rule (i32.const 1024) (i32.const 6)) (return (i32.const 400))))
    (if (i32.or (i32.load (global.get $heap)) (i32.load offset=4096 (global.get $heap)))
      (then (call $report_rule (i32.const 1024) (i32.const 6)) (return (i32.const 400))))
    (memory.init $segment (i32.const 300016) (i32.const 0) (i32.const 4))
    (data.drop $segment)
    (call $text (i32.const 0) (i32.const 64))
    (memory.copy (i32.const 300000) (i32.load (i32.const 64)) (i32.load (i32.const 68)))
    (memory.fill (global.get $heap) (i32.const 0x41) (i32.const 8192))
    (global.set $kept (i32.const 1))
    (drop (memory.grow (i32.const 3)))
    (memory.fill (i32.mul (i32.sub (memory.size) (i32.const 1)) (i32.const 65536)) (i32.const 0x41) (i32.const 65536))
    (table.set $table (i32.const 0) (ref.func $deep))
    (drop (table.grow $table (ref.func $deep) (i32.const 5)))
"#;

fn keeper(runtime: &Arc<Runtime>, check: &str) -> Plugin {
    let guest = Guest {
        check: check.into(),
        extra: format!(
            "(global $kept (mut i32) (i32.const 0)) (data $segment \"kept\") (elem declare func $deep)
             (global $pages i32 (i32.const 10)) (func $keep (result i32) {KEEP} (i32.const 400))"
        ),
        pages: 8,
        ..Guest::default()
    };
    let text = guest.text();
    assert!(text.contains("(memory (export \"memory\") 10)"), "$pages is another number now");
    Plugin::load(runtime.clone(), &guest.build(), "{}").unwrap_or_else(|error| panic!("{error}"))
}

fn check(plugin: &Plugin, answer: &str) -> Reported {
    let sample = Sample { answer: Some(answer.into()), ..Sample::default() };
    let granted: InputSet = [Input::Answer].into_iter().collect();
    let tenant = Tenant { manifest: plugin.manifest(), granted, enabled: &[true] };
    let matching = Matching::new(&[tenant], &PatternLimits::default()).unwrap();
    let scanned = matching.scan(&sample, &mut matching.new_cache());
    let (attributes, limits) = (Attributes::default(), CheckLimits::default());
    let mut check = Check::new(plugin.manifest(), granted, &sample, &attributes, &scanned, &[], &limits);
    plugin.check(&mut check).unwrap_or_else(|failure| panic!("{failure:?}"));
    check.outcome().unwrap()
}

#[test]
fn nothing_of_one_answer_is_there_in_the_next() {
    let runtime = Arc::new(Runtime::new(SandboxLimits::default(), None).unwrap());
    let keeper = keeper(&runtime, KEEP);
    // Two threads, so that instances also take each other's places.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..ALTERNATIONS / 2 {
                    assert_eq!(check(&keeper, "the secret is plum-falcon-teapot"), Reported::default());
                    assert_eq!(check(&keeper, "nothing"), Reported::default());
                }
            });
        }
    });
}

/// The test above would see what is left: within one instance the second time finds it.
#[test]
fn the_keeper_finds_what_it_kept() {
    let runtime = Arc::new(Runtime::new(SandboxLimits::default(), None).unwrap());
    let twice = keeper(&runtime, &format!("(drop (call $keep)) {KEEP}"));
    assert_eq!(check(&twice, "the secret is plum-falcon-teapot").findings.len(), 1);
}
