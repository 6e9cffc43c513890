//! A plugin in WebAssembly text that works, with places for an attack.

use std::sync::OnceLock;

use serde_json::{Value, json};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, WorldId};

/// Where the guest keeps things in its memory. Attacks use them by number.
///
/// | address | what |
/// |---|---|
/// | 16, 32, 48 | what `configure`, `describe` and `check` return |
/// | 64 | where imported functions return to |
/// | 128 | a span, for `$report_span` |
/// | 256 | scratch |
/// | 1024 | `EVL001`, 1040 `EXP301`, 1056 `evil/EVL001`, 1072 `score`, 1088 `kind`, 1104 bytes that are no UTF-8 |
/// | 4096 | the manifest |
/// | `$heap` | what is handed over by the host, from the first free page on |
#[derive(Debug, Clone)]
pub struct Guest {
    pub manifest: String,
    /// At the beginning of the start function; there is none where this is empty.
    pub start: String,
    /// At the beginning of each function.
    pub realloc: String,
    pub configure: String,
    pub describe: String,
    pub check: String,
    /// After `check` has returned.
    pub post_check: String,
    /// Further fields of the module.
    pub extra: String,
    /// Pages of memory beyond those that the manifest takes.
    pub pages: usize,
}

impl Default for Guest {
    fn default() -> Self {
        let none = String::new;
        Self {
            manifest: manifest().to_string(),
            start: none(),
            realloc: none(),
            configure: none(),
            describe: none(),
            check: none(),
            post_check: none(),
            extra: none(),
            pages: 4,
        }
    }
}

/// The manifest of a pack with one rule that is asked about every sample.
pub fn manifest() -> Value {
    json!({
        "schema": "lictor.manifest/v1", "publisher": "evil", "pack": "guest", "version": "0.1.0", "summary": "x",
        "inputs": ["answer"], "settings": {}, "measures": [{"name": "score", "unit": "x", "summary": "x"}],
        "patterns": [
            {"literal": "needle", "inputs": ["answer"], "views": ["raw", "normalised"], "rules": ["EVL001"]}
        ],
        "rules": [{
            "code": "EVL001", "slug": "evil", "summary": "x", "docs": "x", "message": "x {kind}", "dimension": "risk",
            "level": "warn", "status": "stable", "since": "0.1.0", "revision": 1, "sensitive": false,
            "detail": {"kind": "number"}, "wake": [{"when": "always"}],
            "examples": {"fires": [{"sample": {"answer": "x"}}], "ignores": [{"sample": {"answer": "y"}}]}
        }]
    })
}

impl Guest {
    /// The core module as text.
    pub fn text(&self) -> String {
        let Self { manifest, realloc, configure, describe, check, post_check, extra, .. } = self;
        let free = 4096 + manifest.len().next_multiple_of(65_536);
        let pages = free / 65_536 + 1 + self.pages;
        let length = manifest.len();
        let data = escaped(manifest.as_bytes());
        let start = match self.start.is_empty() {
            true => String::new(),
            false => format!("(func $start {}) (start $start)", self.start),
        };
        format!(
            r#"(module
              (import "lictor:plugin/sample@1.0.0" "part-count" (func $part_count (result i32)))
              (import "lictor:plugin/sample@1.0.0" "input" (func $input (param i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "text" (func $text (param i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "read" (func $read (param i32 i32 i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "len" (func $len (param i32) (result i32)))
              (import "lictor:plugin/sample@1.0.0" "property" (func $property (param i32 i32 i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "attribute" (func $attribute (param i32 i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "input-state" (func $input_state (param i32 i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "expectation" (func $expectation (param i32)))
              (import "lictor:plugin/sample@1.0.0" "hits" (func $hits (param i32)))
              (import "lictor:plugin/sample@1.0.0" "view" (func $view (param i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "around" (func $around (param i32 i32 i32 i32)))
              (import "lictor:plugin/sample@1.0.0" "locate" (func $locate (param i32 i32 i32 i32)))
              (import "lictor:plugin/findings@1.0.0" "report" (func $report
                (param i32 i32 i32 i32 i32 i32 i32 f64 i32 i32 i32)))
              (import "lictor:plugin/findings@1.0.0" "not-applicable" (func $not_applicable
                (param i32 i32 i32 i32 i32)))
              (import "lictor:plugin/findings@1.0.0" "measure" (func $measure (param i32 i32 f64 i32)))
              (memory (export "memory") {pages})
              (table $table 1 funcref)
              (global $heap (mut i32) (i32.const {free}))
              (data (i32.const 1024) "EVL001") (data (i32.const 1040) "EXP301")
              (data (i32.const 1056) "evil/EVL001") (data (i32.const 1072) "score")
              (data (i32.const 1088) "kind") (data (i32.const 1104) "\ff\fe\c0\80")
              (data (i32.const 4096) "{data}")
              (func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32)
                (result i32)
                {realloc}
                (global.set $heap (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
                (global.get $heap)
                (global.set $heap (i32.add (global.get $heap) (local.get $size))))
              (func $deep (call $deep))
              (func $report_rule (param $rule i32) (param $length i32)
                (call $report (local.get $rule) (local.get $length) (i32.const 0) (i32.const 0) (i32.const 0)
                  (i32.const 0) (i32.const 0) (f64.const 0) (i32.const 0) (i32.const 0) (i32.const 64)))
              (func $report_span (param $part i32) (param $begin i32) (param $end i32)
                (i32.store (i32.const 128) (local.get $part)) (i32.store (i32.const 132) (local.get $begin))
                (i32.store (i32.const 136) (local.get $end))
                (call $report (i32.const 1024) (i32.const 6) (i32.const 128) (i32.const 1) (i32.const 0)
                  (i32.const 0) (i32.const 0) (f64.const 0) (i32.const 0) (i32.const 0) (i32.const 64)))
              (func $report_detail (param $details i32) (param $count i32)
                (call $report (i32.const 1024) (i32.const 6) (i32.const 0) (i32.const 0) (i32.const 0)
                  (i32.const 0) (i32.const 0) (f64.const 0) (local.get $details) (local.get $count) (i32.const 64)))
              (func $report_confidence (param $confidence f64)
                (call $report (i32.const 1024) (i32.const 6) (i32.const 0) (i32.const 0) (i32.const 0)
                  (i32.const 0) (i32.const 1) (local.get $confidence) (i32.const 0) (i32.const 0) (i32.const 64)))
              (func (export "lictor:plugin/scorer@1.0.0#configure") (param $settings i32) (param $length i32)
                (result i32)
                {configure}
                (i32.store8 (i32.const 16) (i32.const 0)) (i32.const 16))
              (func (export "lictor:plugin/scorer@1.0.0#describe") (result i32)
                {describe}
                (i32.store (i32.const 32) (i32.const 0))
                (i32.store (i32.const 36) (i32.const 4096)) (i32.store (i32.const 40) (i32.const {length}))
                (i32.const 32))
              (func (export "lictor:plugin/scorer@1.0.0#check") (result i32)
                {check}
                (i32.store8 (i32.const 48) (i32.const 0)) (i32.const 48))
              (func (export "cabi_post_lictor:plugin/scorer@1.0.0#check") (param i32) {post_check})
              {start}
              {extra})"#
        )
    }

    /// The component.
    pub fn build(&self) -> Vec<u8> {
        let text = self.text();
        let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{error}"));
        let (resolve, world) = contract();
        embed_component_metadata(&mut module, resolve, *world, StringEncoding::UTF8, false).unwrap();
        let mut encoder = ComponentEncoder::default();
        let encoded = encoder.validate(false).module(&module).and_then(|encoder| encoder.encode());
        encoded.unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// The component, with a manifest in its custom section that need not be the one it describes.
    pub fn build_with_section(&self, manifest: &[u8]) -> Vec<u8> {
        let mut bytes = self.build();
        append_section(&mut bytes, manifest);
        bytes
    }
}

/// Appends a manifest section to a component.
pub(crate) fn append_section(component: &mut Vec<u8>, manifest: &[u8]) {
    let section = wasm_encoder::CustomSection { name: lictor_contract::MANIFEST_SECTION.into(), data: manifest.into() };
    wasm_encoder::ComponentSection::append_to_component(&section, component);
}

fn contract() -> &'static (Resolve, WorldId) {
    static CONTRACT: OnceLock<(Resolve, WorldId)> = OnceLock::new();
    CONTRACT.get_or_init(|| {
        let mut resolve = Resolve::default();
        let (package, _) = resolve.push_dir(lictor_tests::root().join("wit/v1")).unwrap();
        let world = resolve.select_world(&[package], Some("plugin")).unwrap();
        (resolve, world)
    })
}

/// Bytes as a string of the text format.
pub(crate) fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(*byte)]),
            0x20..0x7f => out.push(char::from(*byte)),
            _ => out.push_str(&format!("\\{byte:02x}")),
        }
    }
    out
}
