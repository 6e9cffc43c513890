//! What a function can do to its host: not return, trap, or take all there is. The same through each function that the
//! host calls, or that runs because of a call.

use std::time::Duration;

use lictor::SandboxLimits;
use lictor_model::FailureKind::{self, Contract, Deadline, Fuel, Memory, Stack, Trap};

use crate::{Case, Fault, Guest, Outcome};

/// A body and what it comes to.
struct Deed {
    name: &'static str,
    does: &'static str,
    body: &'static str,
    kind: FailureKind,
}

const DEEDS: [Deed; 10] = [
    Deed { name: "loop", does: "loops for ever", body: "(loop $for (br $for))", kind: Fuel },
    Deed { name: "tail-calls", does: "calls itself in tail position for ever", body: "(call $spin)", kind: Fuel },
    Deed {
        name: "fill",
        does: "fills its memory again and again",
        body: "(loop $for (memory.fill (i32.const 65536) (i32.const 0) (i32.const 65536)) (br $for))",
        kind: Fuel,
    },
    Deed { name: "wait", does: "loops, with more fuel than time", body: "(loop $for (br $for))", kind: Deadline },
    Deed { name: "recursion", does: "calls itself until the stack is full", body: "(call $deep)", kind: Stack },
    Deed {
        name: "memory",
        does: "asks for 4 GB of memory",
        body: "(drop (memory.grow (i32.const 60000)))",
        kind: Memory,
    },
    Deed {
        name: "memory-steps",
        does: "asks for a page of memory again and again",
        body: "(loop $for (drop (memory.grow (i32.const 1))) (br $for))",
        kind: Memory,
    },
    Deed {
        name: "table",
        does: "asks for a million table elements",
        body: "(drop (table.grow $table (ref.null func) (i32.const 1000000)))",
        kind: Memory,
    },
    Deed { name: "panic", does: "panics", body: "(unreachable)", kind: Trap },
    Deed {
        name: "out-of-bounds",
        does: "reads beyond its memory",
        body: "(drop (i32.load (i32.const -4)))",
        kind: Trap,
    },
];

const EXTRA: &str = "(func $spin (return_call $spin)) (global $armed (mut i32) (i32.const 0))";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for deed in DEEDS {
        let guest = || Guest { extra: EXTRA.into(), ..Guest::default() };
        let body = || deed.body.to_owned();
        let armed = || format!("(if (global.get $armed) (then {}))", deed.body);
        cases.extend([
            at_load(&deed, "start", Guest { start: body(), ..guest() }),
            at_load(&deed, "configure", Guest { configure: body(), ..guest() }),
            at_load(&deed, "describe", Guest { describe: body(), ..guest() }),
            at_load(&deed, "realloc, at load", Guest { realloc: body(), ..guest() }),
            at_check(&deed, "check", Guest { check: body(), ..guest() }),
            at_check(
                &deed,
                "realloc, in a check",
                Guest {
                    realloc: armed(),
                    check: "(global.set $armed (i32.const 1)) (call $text (i32.const 0) (i32.const 64))".into(),
                    ..guest()
                },
            ),
            at_check(&deed, "post-return", Guest { post_check: body(), ..guest() }),
        ]);
    }
    cases.extend(outside_check());
    cases.extend(reentrance());
    cases.push(within_load_only());
    cases
}

fn name(deed: &Deed, entry: &str) -> &'static str {
    let entry = entry.replace(", ", "-").replace(' ', "-").replace("-in-a-check", "-check").replace("-at-load", "");
    // One name per case for a run of the tests.
    Box::leak(format!("{}-in-{entry}", deed.name).into_boxed_str())
}

fn at_load(deed: &Deed, entry: &'static str, guest: Guest) -> Case {
    let outcome = Outcome::Refused(Fault::Failed(deed.kind));
    let case = Case::new(name(deed, entry), entry, deed.does, outcome, move || guest.build());
    let late = |limits: &mut SandboxLimits| {
        (limits.load_fuel, limits.load_deadline) = (u64::MAX, Duration::from_millis(50));
    };
    if deed.kind == Deadline { case.limited(late) } else { case }
}

fn at_check(deed: &Deed, entry: &'static str, guest: Guest) -> Case {
    let outcome = Outcome::Fails(deed.kind);
    let case = Case::new(name(deed, entry), entry, deed.does, outcome, move || guest.build());
    let late = |limits: &mut SandboxLimits| {
        (limits.check_fuel, limits.check_deadline) = (u64::MAX, Duration::from_millis(300));
    };
    if deed.kind == Deadline { case.limited(late) } else { case }
}

/// The sample exists only during a check.
fn outside_check() -> Vec<Case> {
    let ask = || "(drop (call $part_count))".to_owned();
    let report = || "(call $report_rule (i32.const 1024) (i32.const 6))".to_owned();
    let refused = Outcome::Refused(Fault::Failed(Contract));
    let case = |name, entry, does, guests: Vec<Guest>| {
        Case::each(name, entry, does, refused, move || guests.iter().map(Guest::build).collect())
    };
    vec![
        case("sample-in-start", "start", "asks for the sample", vec![Guest { start: ask(), ..Guest::default() }]),
        case(
            "sample-in-configure",
            "configure",
            "asks for the sample, or reports",
            vec![Guest { configure: ask(), ..Guest::default() }, Guest { configure: report(), ..Guest::default() }],
        ),
        case(
            "sample-in-describe",
            "describe",
            "asks for the sample, or reports",
            vec![Guest { describe: ask(), ..Guest::default() }, Guest { describe: report(), ..Guest::default() }],
        ),
    ]
}

/// While the host lowers what it gives, the guest may not call back.
fn reentrance() -> Vec<Case> {
    let ask = "(drop (call $part_count))";
    let armed = format!("(if (global.get $armed) (then {ask}))");
    let arm = "(global.set $armed (i32.const 1)) (call $text (i32.const 0) (i32.const 64))";
    let extra = EXTRA.to_owned();
    let at_load = Guest { realloc: ask.into(), ..Guest::default() };
    let in_check = Guest { realloc: armed, check: arm.into(), extra, ..Guest::default() };
    let after = Guest { post_check: ask.into(), ..Guest::default() };
    vec![
        Case::new(
            "call-back-in-realloc",
            "realloc, at load",
            "calls the host while it is given its settings",
            Outcome::Refused(Fault::Failed(Trap)),
            move || at_load.build(),
        ),
        Case::new(
            "call-back-in-realloc-check",
            "realloc, in a check",
            "calls the host while it is given a text",
            Outcome::Fails(Trap),
            move || in_check.build(),
        ),
        Case::new(
            "call-back-in-post-return",
            "post-return",
            "calls the host after its result was taken",
            Outcome::Fails(Trap),
            move || after.build(),
        ),
    ]
}

/// Loading has more fuel than checking, because describing takes more.
fn within_load_only() -> Case {
    let count =
        "(local $n i32) (loop $more (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
        (i32.const 10000000))))";
    Case::each(
        "slow-start",
        "start, in a check",
        "takes what loading allows and a check does not, in start or configure",
        Outcome::Fails(Fuel),
        move || {
            let start = Guest { start: count.into(), ..Guest::default() };
            let configure = Guest { configure: count.into(), ..Guest::default() };
            vec![start.build(), configure.build()]
        },
    )
    .set("{ mode = 1 }")
}
