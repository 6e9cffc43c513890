//! A component's bytes: what is read of them without running anything stands there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lictor_sandbox::{InspectError, inspect};

fuzz_target!(|bytes: &[u8]| {
    match inspect(bytes) {
        Ok(facts) => {
            assert!(bytes.starts_with(b"\0asm"));
            // A manifest that is no UTF-8 is read with replacements, so that it is refused as what it is.
            let manifest = facts.manifest.iter().filter(|text| !text.contains(char::REPLACEMENT_CHARACTER));
            for name in facts.imports.iter().chain(&facts.exports).chain(manifest) {
                assert!(name.is_empty() || bytes.windows(name.len()).any(|window| window == name.as_bytes()));
            }
        }
        Err(error) => match error {
            InspectError::NotWasm => assert!(!bytes.starts_with(b"\0asm")),
            InspectError::Truncated(length) => assert_eq!(length, bytes.len()),
            InspectError::Malformed { offset, .. } => assert!(offset <= bytes.len()),
            InspectError::CoreModule => {}
        },
    }
});
