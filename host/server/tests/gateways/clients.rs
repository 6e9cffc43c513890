//! The gateways themselves, each with a scripted model server behind it and this server as its guard: `tests/clients/README.md`.
//!
//! They are run where `LICTOR_CLIENTS` names the folder into which `tests/clients/install` has put them. Where it does not,
//! that is said and not passed over.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::default;

/// Plays a gateway's scenarios. `least` of them have to be there.
async fn play(driver: &str, path: &str, least: usize) {
    let Some(installed) = std::env::var_os("LICTOR_CLIENTS").map(PathBuf::from) else {
        println!("NOT CHECKED: {driver}: LICTOR_CLIENTS names no folder that `tests/clients/install` has filled");
        return;
    };
    let server = default().await;
    let mut play = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients").join(driver));
    // An address and no name: some of them try the other family first and take their time.
    play.arg("--guard").arg(format!("http://{}{path}", server.address)).arg("--installed").arg(installed);
    let said = tokio::task::spawn_blocking(move || play.output().unwrap()).await.unwrap();
    let out = [said.stdout, said.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(said.status.success(), "{driver}: {out}");
    let played = out.lines().filter(|line| line.contains("\"ok\": true")).count();
    assert!(played >= least, "{driver}: only {played} scenarios: {out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn litellm_never_shows_what_is_planted() {
    play("litellm_gateway.py", "", 43).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn portkey_never_shows_what_is_planted() {
    play("portkey_gateway.py", "/portkey", 12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn promptfoo_fails_what_is_planted() {
    play("promptfoo_eval.py", "/promptfoo", 6).await;
}
