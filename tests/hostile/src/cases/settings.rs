//! Settings, and how a pack complains about them.

use lictor_model::FailureKind::Contract;
use serde_json::json;

use crate::{Case, Fault, Guest, Outcome::Harmless, Outcome::Refused, manifest};

/// `configure` returns so many problems from an address on, as they stand there.
fn refusing(first: &str, problems: u32, pages: usize) -> Guest {
    let configure = format!(
        "{first} (i32.store8 (i32.const 16) (i32.const 1)) (i32.store (i32.const 20) (i32.const 65536))
         (i32.store (i32.const 24) (i32.const {problems})) (return (i32.const 16))"
    );
    Guest { configure, pages, ..Guest::default() }
}

/// Writes problems whose texts are all the same bytes.
fn alias(problems: u32, bytes: u32) -> String {
    format!(
        "(local $at i32) (local.set $at (i32.const 65536)) (loop $more
           (i32.store offset=4 (local.get $at) (i32.const 0))
           (i32.store offset=8 (local.get $at) (i32.const 4096))
           (i32.store offset=12 (local.get $at) (i32.const {bytes}))
           (local.set $at (i32.add (local.get $at) (i32.const 16)))
           (br_if $more (i32.lt_u (local.get $at) (i32.const {}))))",
        65_536 + 16 * problems
    )
}

fn with_schema(schema: serde_json::Value) -> Vec<u8> {
    let mut manifest = manifest();
    manifest["settings"] = schema;
    Guest { manifest: manifest.to_string(), ..Guest::default() }.build()
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("large-settings", "settings", "is given more settings than allowed", Refused(Fault::SettingsTooLarge), || {
            Guest::default().build()
        })
        .set("{ words = [\"one\", \"two\", \"three\"] }")
        .limited(|limits| limits.settings_bytes = 20),
        Case::new(
            "many-problems",
            "configure",
            "has a million problems with its settings",
            Refused(Fault::Failed(Contract)),
            || refusing("", 1_000_000, 250).build(),
        ),
        Case::new(
            "half-as-many-problems",
            "configure",
            "has half a million problems, of which 100 are shown",
            Refused(Fault::SettingsRefused),
            || refusing("", 500_000, 130).build(),
        ),
        Case::new("aliased-problems", "configure", "has 4,096 problems that are all one text of 64 KiB", Refused(Fault::Failed(Contract)), || {
            refusing(&alias(4_096, 65_536), 4_096, 8).build()
        }),
        Case::each("far-problems", "configure", "has problems beyond its memory, or that are no UTF-8", Refused(Fault::Failed(Contract)), || {
            let no_text = "(i32.store (i32.const 65536) (i32.const 1104)) (i32.store (i32.const 65540) (i32.const 4))";
            vec![refusing("", u32::MAX, 4).build(), refusing("", 1 << 27, 4).build(), refusing(no_text, 1, 4).build()]
        }),
        Case::new("settings-in-problem", "configure", "repeats its settings as a problem", Refused(Fault::SettingsRefused), || {
            let repeat = "(i32.store (i32.const 65536) (local.get $settings)) (i32.store (i32.const 65540) (local.get $length))
                (i32.store (i32.const 65544) (local.get $settings)) (i32.store (i32.const 65548) (local.get $length))";
            refusing(repeat, 1, 4).build()
        })
        .set("{ canary = \"plum-falcon-teapot\" }"),
        Case::each("schema-that-never-ends", "settings schema", "declares a schema that refers to itself", Harmless, || {
            vec![
                with_schema(json!({"$ref": "#"})),
                with_schema(json!({"allOf": [{"$ref": "#"}]})),
                with_schema(json!({"$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"$ref": "#/$defs/a"}},
                    "$ref": "#/$defs/a"})),
            ]
        }),
        Case::new("schema-that-doubles", "settings schema", "declares a schema that takes 2^40 steps", Refused(Fault::Policy), || {
            let mut definitions = json!({"d0": {"type": "object"}});
            for n in 1..40 {
                let below = format!("#/$defs/d{}", n - 1);
                definitions[format!("d{n}")] = json!({"allOf": [{"$ref": below}, {"$ref": below}]});
            }
            with_schema(json!({"$defs": definitions, "$ref": "#/$defs/d39"}))
        }),
        Case::each("schema-from-elsewhere", "settings schema", "refers to a schema on the network or on disk", Refused(Fault::Policy), || {
            ["https://127.0.0.1:9/schema.json", "file:///etc/passwd"].map(|at| with_schema(json!({"$ref": at}))).into()
        }),
        Case::new("schema-with-slow-pattern", "settings schema", "checks a setting against a pattern that backtracks", Harmless, || {
            with_schema(json!({"properties": {"word": {"type": "string", "pattern": "^(a+)+$|b"}}}))
        })
        .set("{ word = \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\" }"),
    ]
}
