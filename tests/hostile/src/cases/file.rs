//! Files that are no plugin, and imports that no plugin has.

use crate::{Case, Fault, Guest, Outcome::Refused};

/// Every interface of WASI 0.2, and of the drafts beside it.
const WASI: [&str; 38] = [
    "cli/environment",
    "cli/exit",
    "cli/run",
    "cli/stdin",
    "cli/stdout",
    "cli/stderr",
    "cli/terminal-input",
    "cli/terminal-output",
    "cli/terminal-stdin",
    "cli/terminal-stdout",
    "cli/terminal-stderr",
    "clocks/monotonic-clock",
    "clocks/wall-clock",
    "clocks/timezone",
    "filesystem/types",
    "filesystem/preopens",
    "io/error",
    "io/poll",
    "io/streams",
    "random/random",
    "random/insecure",
    "random/insecure-seed",
    "sockets/network",
    "sockets/instance-network",
    "sockets/tcp",
    "sockets/tcp-create-socket",
    "sockets/udp",
    "sockets/udp-create-socket",
    "sockets/ip-name-lookup",
    "http/types",
    "http/incoming-handler",
    "http/outgoing-handler",
    "config/runtime",
    "keyvalue/store",
    "blobstore/blobstore",
    "logging/logging",
    "messaging/producer",
    "nn/inference",
];

fn importing(name: &str) -> Vec<u8> {
    wat::parse_str(format!("(component (import {name:?} (instance)))")).unwrap()
}

/// A plugin that imports one interface more. Imports are compared by name before any type is looked at.
fn plugin_importing(name: &str) -> Vec<u8> {
    let mut bytes = Guest::default().build();
    let mut imports = wasm_encoder::ComponentImportSection::new();
    imports.import(name, wasm_encoder::ComponentTypeRef::Instance(0));
    wasm_encoder::ComponentSection::append_to_component(&imports, &mut bytes);
    bytes
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::each("not-wasm", "file", "is JSON, empty, or a script", Refused(Fault::NotWasm), || {
            vec![b"{}".to_vec(), Vec::new(), b"#!/bin/sh\nexit 1\n".to_vec()]
        }),
        Case::new("core-module", "file", "is a core module", Refused(Fault::CoreModule), || {
            wat::parse_str(Guest::default().text()).unwrap()
        }),
        Case::each("truncated", "file", "ends in the middle", Refused(Fault::Truncated), || {
            let whole = Guest::default().build();
            [9, whole.len() / 3, whole.len() - 1].map(|length| whole[..length].to_vec()).into()
        }),
        Case::each("malformed", "file", "has bytes where no section begins", Refused(Fault::Malformed), || {
            let whole = Guest::default().build();
            vec![[&whole[..], &[0xff; 8]].concat()]
        }),
        Case::new("large-file", "file", "is larger than a component may be", Refused(Fault::TooLarge), || {
            let mut bytes = Guest::default().build();
            crate::guest::append_section(&mut bytes, &[b' '; 70_000]);
            bytes
        })
        .limited(|limits| limits.component_bytes = 65_536),
        Case::each(
            "wasi",
            "imports",
            "imports an interface of WASI, each in turn",
            Refused(Fault::ForeignImport),
            || {
                let versions = ["0.2.0", "0.2.3", "0.2.8", "0.3.0"];
                let name = |(index, interface)| format!("wasi:{interface}@{}", versions[index % versions.len()]);
                WASI.into_iter().enumerate().map(name).map(|name| importing(&name)).collect()
            },
        ),
        Case::new(
            "wasi-beside",
            "imports",
            "is a plugin that imports the clock beside the contract",
            Refused(Fault::ForeignImport),
            || plugin_importing("wasi:clocks/wall-clock@0.2.0"),
        ),
        Case::each(
            "later-contract",
            "imports",
            "imports what a later contract offers",
            Refused(Fault::ForeignImport),
            || {
                ["lictor:plugin/network@1.0.0", "lictor:plugin/sample@1.9.0", "lictor:plugin/findings@2.0.0"]
                    .map(importing)
                    .into()
            },
        ),
        Case::each(
            "lookalike-import",
            "imports",
            "imports under a name like the contract's",
            Refused(Fault::ForeignImport),
            || {
                ["lictor:plugins/sample@1.0.0", "lictor:plugin/sample", "evil:plugin/sample@1.0.0"]
                    .map(importing)
                    .into()
            },
        ),
        Case::each(
            "import-of-another-type",
            "imports",
            "imports the contract's name with other types",
            Refused(Fault::Compile),
            || {
                let body = r#"(export "part-count" (func (result string)))"#;
                let import = format!(
                    r#"(component (import "lictor:plugin/sample@1.0.0" (instance {body}))
                (instance $i) (export "lictor:plugin/scorer@1.0.0" (instance $i)))"#
                );
                vec![wat::parse_str(import).unwrap()]
            },
        ),
        Case::new("no-plugin", "exports", "exports nothing", Refused(Fault::NotAPlugin), || {
            wat::parse_str("(component)").unwrap()
        }),
        Case::new("later-export", "exports", "is a plugin of a later contract", Refused(Fault::LaterContract), || {
            wat::parse_str(r#"(component (instance $i) (export "lictor:plugin/scorer@1.9.0" (instance $i)))"#).unwrap()
        }),
        Case::new(
            "export-of-another-type",
            "exports",
            "exports the contract's name with other types",
            Refused(Fault::Compile),
            || {
                wat::parse_str(r#"(component (instance $i) (export "lictor:plugin/scorer@1.0.0" (instance $i)))"#)
                    .unwrap()
            },
        ),
    ]
}
