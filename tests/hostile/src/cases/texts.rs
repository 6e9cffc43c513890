//! Questions about the sample that no correct pack asks.

use lictor_model::FailureKind::Contract;

use crate::{Case, Guest, Outcome, Outcome::Fails};

fn checks(
    entry: &'static str,
    name: &'static str,
    does: &'static str,
    outcome: Outcome,
    bodies: &'static [&'static str],
) -> Case {
    Case::each(name, entry, does, outcome, move || {
        bodies.iter().map(|check| Guest { check: (*check).into(), pages: 64, ..Guest::default() }.build()).collect()
    })
}

/// Calls something until the host has had enough.
fn forever(entry: &'static str, name: &'static str, does: &'static str, call: &'static str) -> Case {
    Case::new(name, entry, does, Fails(Contract), move || {
        Guest {
            check: format!("(loop $for {call} (global.set $heap (i32.const 131072)) (br $for))"),
            pages: 64,
            ..Guest::default()
        }
        .build()
    })
    .limited(|limits| {
        // Each would go on for longer, and end in the same way.
        limits.check.calls = 20_000;
        limits.check.text_bytes = 1 << 20;
    })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        checks(
            "sample.input",
            "no-such-part",
            "asks for parts that do not exist",
            Fails(Contract),
            &["(call $input (i32.const 1) (i32.const 64))", "(call $input (i32.const -1) (i32.const 64))"],
        ),
        checks(
            "sample.text",
            "no-such-text",
            "asks for texts that do not exist",
            Fails(Contract),
            &["(call $text (i32.const 7) (i32.const 64))", "(call $text (i32.const -1) (i32.const 64))"],
        ),
        checks(
            "sample.len",
            "no-such-length",
            "asks for the length of a part that does not exist",
            Fails(Contract),
            &["(drop (call $len (i32.const 1)))"],
        ),
        checks(
            "sample.read",
            "bad-range",
            "reads reversed, and beyond the text",
            Fails(Contract),
            &[
                "(call $read (i32.const 0) (i32.const 5) (i32.const 4) (i32.const 64))",
                "(call $read (i32.const 0) (i32.const 0) (i32.const -1) (i32.const 64))",
                "(call $read (i32.const 0) (i32.const 1000) (i32.const 1000) (i32.const 64))",
                "(call $read (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 64))",
            ],
        ),
        checks(
            "sample.property",
            "no-such-property",
            "asks for a property of a part that does not exist",
            Fails(Contract),
            &["(call $property (i32.const 1) (i32.const 1024) (i32.const 6) (i32.const 64))"],
        ),
        checks(
            "sample.view",
            "no-such-view",
            "asks for views that no hit names",
            Fails(Contract),
            &["(call $view (i32.const 99) (i32.const 64))", "(call $view (i32.const -1) (i32.const 64))"],
        ),
        checks(
            "sample.around",
            "no-such-hit",
            "asks for hits that do not exist",
            Fails(Contract),
            &[
                "(call $around (i32.const 99) (i32.const 0) (i32.const 0) (i32.const 64))",
                "(call $around (i32.const -1) (i32.const -1) (i32.const -1) (i32.const 64))",
            ],
        ),
        checks(
            "sample.locate",
            "no-such-place",
            "locates beyond a hit, reversed, and in hits that do not exist",
            Fails(Contract),
            &[
                "(call $locate (i32.const 0) (i32.const 0) (i32.const 99) (i32.const 64))",
                "(call $locate (i32.const 0) (i32.const 3) (i32.const 2) (i32.const 64))",
                "(call $locate (i32.const 0) (i32.const -1) (i32.const -1) (i32.const 64))",
                "(call $locate (i32.const -1) (i32.const 0) (i32.const 0) (i32.const 64))",
            ],
        ),
        checks(
            "sample functions",
            "unknown-names",
            "asks for attributes and inputs that do not exist",
            Outcome::Harmless,
            &["(call $attribute (i32.const 1024) (i32.const 6) (i32.const 64))
             (call $property (i32.const 0) (i32.const 1024) (i32.const 6) (i32.const 64))
             (call $input_state (i32.const 1024) (i32.const 6) (i32.const 64))
             (call $expectation (i32.const 64))"],
        ),
        checks(
            "sample.attribute",
            "key-that-is-no-text",
            "asks under names that are no UTF-8, or beyond its memory",
            Fails(Contract),
            &[
                "(call $attribute (i32.const 1104) (i32.const 4) (i32.const 64))",
                "(call $attribute (i32.const 0) (i32.const -1) (i32.const 64))",
                "(call $property (i32.const 0) (i32.const 1104) (i32.const 2) (i32.const 64))",
            ],
        ),
        checks(
            "sample.input-state",
            "huge-key",
            "asks under a name of 2 MiB",
            Fails(Contract),
            &["(call $input_state (i32.const 0) (i32.const 2097152) (i32.const 64))"],
        ),
        forever("sample.len", "many-calls", "asks again and again", "(drop (call $len (i32.const 0)))"),
        forever(
            "sample.text",
            "many-texts",
            "reads the text again and again",
            "(call $text (i32.const 0) (i32.const 64))",
        ),
        forever(
            "sample.hits",
            "many-hits",
            "lists the hits and reads the text again and again",
            "(call $hits (i32.const 64)) (call $text (i32.const 0) (i32.const 64))",
        ),
        forever(
            "sample.property",
            "much-output",
            "asks under a name of 256 KiB again and again",
            "(call $property (i32.const 0) (i32.const 131072) (i32.const 262144) (i32.const 64))",
        ),
        forever(
            "sample.attribute",
            "much-output-by-attribute",
            "asks under a name of 256 KiB again and again",
            "(call $attribute (i32.const 131072) (i32.const 262144) (i32.const 64))",
        ),
    ]
}
