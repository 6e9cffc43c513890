//! Pointers that lead elsewhere, at every place where the host follows one.

use lictor_model::FailureKind::{Contract, Trap};

use crate::{Case, Fault, Guest, Outcome::Fails, Outcome::Refused};

/// Stores a pointer and a length and returns the first's address.
fn give(at: u32, pointer: i64, length: i64) -> String {
    format!(
        "(i32.store (i32.const {at}) (i32.const {pointer})) (i32.store (i32.const {}) (i32.const {length}))",
        at + 4
    )
}

fn describing(pointer: i64, length: i64) -> Guest {
    Guest { describe: format!("{} (return (i32.const 32))", give(36, pointer, length)), ..Guest::default() }
}

/// `check` returns an error with a text.
pub(super) fn failing(pointer: i64, length: i64) -> Guest {
    let give = give(52, pointer, length);
    let check = format!("(i32.store8 (i32.const 48) (i32.const 1)) {give} (return (i32.const 48))");
    Guest { check, ..Guest::default() }
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::each(
            "far-manifest",
            "describe",
            "returns a text of 1 GB, or one beyond its memory",
            Refused(Fault::Failed(Contract)),
            || [(0, 1 << 30), (0, -1), (-1, 1), (65_536, -65_537)].map(|(at, n)| describing(at, n).build()).into(),
        ),
        Case::new(
            "no-text-manifest",
            "describe",
            "returns bytes that are no UTF-8",
            Refused(Fault::Failed(Contract)),
            || describing(1104, 4).build(),
        ),
        Case::new(
            "undescribed",
            "describe",
            "returns an error instead of a manifest, and words with escapes for a terminal",
            Refused(Fault::Undescribed),
            || {
                let error = format!("(i32.store8 (i32.const 32) (i32.const 1)) {}", give(36, 5000, 5));
                let extra = "(data (i32.const 5000) \"\\1b[31m\")".to_owned();
                let describe = format!("{error} (return (i32.const 32))");
                Guest { describe, extra, manifest: String::new(), ..Guest::default() }.build()
            },
        ),
        Case::each(
            "far-result",
            "describe",
            "returns a pointer that is not aligned, or beyond its memory",
            Refused(Fault::Failed(Contract)),
            || {
                [33, -4, 0x7fff_fffc]
                    .map(|at| Guest { describe: format!("(return (i32.const {at}))"), ..Guest::default() }.build())
                    .into()
            },
        ),
        Case::each(
            "odd-result",
            "configure",
            "returns neither success nor error",
            Refused(Fault::Failed(Contract)),
            || {
                let body = |n| format!("(i32.store8 (i32.const 16) (i32.const {n})) (return (i32.const 16))");
                [2, 255].map(|n| Guest { configure: body(n), ..Guest::default() }.build()).into()
            },
        ),
        Case::each(
            "far-realloc",
            "realloc, at load",
            "gives a place beyond its memory, or not aligned",
            Refused(Fault::Failed(Contract)),
            || {
                ["(return (i32.const -1))", "(return (i32.const 0x7fffffff))"]
                    .map(|realloc| Guest { realloc: realloc.into(), ..Guest::default() }.build())
                    .into()
            },
        ),
        Case::each(
            "far-realloc-check",
            "realloc, in a check",
            "gives a place beyond its memory, or not aligned",
            Fails(Contract),
            || {
                let armed = |at: i32| format!("(if (global.get $armed) (then (return (i32.const {at}))))");
                let guest = |at, call: &str| Guest {
                    realloc: armed(at),
                    check: format!("(global.set $armed (i32.const 1)) {call}"),
                    extra: "(global $armed (mut i32) (i32.const 0))".into(),
                    ..Guest::default()
                };
                let text = "(call $text (i32.const 0) (i32.const 64))";
                let hits = "(call $hits (i32.const 64)) (call $around (i32.const 0) (i32.const 9) (i32.const 9) (i32.const 64))";
                // The third sample has no hit: then no call is made that could fail, so each text is asked for, too.
                vec![
                    guest(-1, text).build(),
                    guest(0x7fff_fff0, text).build(),
                    guest(-1, &format!("{hits} {text}")).build(),
                ]
            },
        ),
        Case::each("odd-result-of-check", "check", "returns neither success nor error", Fails(Contract), || {
            let body = |n| format!("(i32.store8 (i32.const 48) (i32.const {n})) (return (i32.const 48))");
            [2, 255].map(|n| Guest { check: body(n), ..Guest::default() }.build()).into()
        }),
        Case::each("far-error", "check", "returns an error of 1 GB, or one beyond its memory", Fails(Contract), || {
            [(0, 1 << 30), (-1, 1)].map(|(at, n)| failing(at, n).build()).into()
        }),
        Case::new("no-text-error", "check", "returns an error that is no UTF-8", Fails(Contract), || {
            failing(1104, 4).build()
        }),
        Case::new("large-error", "check", "returns an error of 2 MiB", Fails(Contract), || {
            Guest { pages: 40, ..failing(65_536, 2 << 20) }.build()
        }),
        Case::each(
            "far-answer",
            "sample functions",
            "wants answers written beyond its memory",
            Fails(Contract),
            || {
                [
                    "(call $text (i32.const 0) (i32.const -4))",
                    "(call $input_state (i32.const 1024) (i32.const 6) (i32.const 65))",
                ]
                .map(|check| Guest { check: check.into(), ..Guest::default() }.build())
                .into()
            },
        ),
        Case::each(
            "segment-beyond",
            "data segments",
            "has a data segment beyond its memory",
            Refused(Fault::Failed(Trap)),
            || vec![Guest { extra: "(data (i32.const 0x7ffffff0) \"x\")".into(), ..Guest::default() }.build()],
        ),
    ]
}
