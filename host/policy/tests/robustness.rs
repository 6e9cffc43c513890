//! Whatever a file looks like, reading it ends with a policy or an error that shows no settings.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::Path;

use common::{exposure, finance, refusal, render};
use lictor_policy::PolicyFile;
use proptest::prelude::*;

const SECRET: &str = "hunter2";

/// A policy with a secret wherever one can be.
const POLICY: &str = r#"schema = "lictor.policy/v1"
id = "päd"
[fingerprint]
env = "LICTOR_SECRET"
[[packs]]
plugin = "lictor/data-exposure"
inputs = ["answer"]
settings.canaries = ["hunter2-ä-hunter2", '''
hunter2-hunter2''']
[[packs]]
path = "b.wasm"
inputs = ["answer"]
settings = { word = "hunter2", rule = "hunter2" }
[[packs]]
plugin = "lictor/refusal"
inputs = ["answer", "user-message"]
[packs.settings]
tone = "hunter2"
more = [
    "hunter2",
]
"#;

fn read(text: &str) {
    let result = PolicyFile::parse("policy.toml", text, Path::new(""));
    let result = result.and_then(|file| file.resolve(&[&exposure(), &finance(), &refusal()]));
    if let Err(error) = result {
        let shown = render(&error) + &error.to_string();
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

fn boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at % (text.len() + 1))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_slip_of_the_finger(at in any::<usize>(), length in 0..12_usize, typed in r#"[\[\]"'=#.{}:a-zä\n]{0,2}"#) {
        let start = boundary(POLICY, at);
        let end = POLICY.floor_char_boundary((start + length).min(POLICY.len()));
        let text = format!("{}{typed}{}", &POLICY[..start], &POLICY[end.max(start)..]);
        read(&text);
    }

    #[test]
    fn a_file_that_ends_too_early(at in any::<usize>()) {
        read(&POLICY[..boundary(POLICY, at)]);
    }

    #[test]
    fn any_text(text in r#"[\[\]"'=#.{}:a-zä0-9\n -]{0,200}"#) {
        read(&text);
    }
}
