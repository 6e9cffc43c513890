//! What packages begin with is sound, and the page about limits says what the code does.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{folder, root};
use lictor::PolicyFile;
use lictor_server::{Configuration, Limits};

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// A text that stands indented under `name: |` in YAML.
fn block(yaml: &str, name: &str) -> String {
    let mut lines = yaml.lines().skip_while(|line| line.trim() != format!("{name}: |"));
    let key = lines.next().unwrap_or_else(|| panic!("no {name}"));
    let indent = key.len() - key.trim_start().len() + 2;
    let inside = lines.take_while(|line| line.is_empty() || line.starts_with(&" ".repeat(indent)));
    inside.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect()
}

#[test]
fn the_configuration_to_begin_with_loads() {
    let folder = folder();
    folder.write("server.toml", read("packaging/server.toml"));
    let done = folder.run(&["serve", "--config", "server.toml", "--check"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn what_the_sidecar_is_configured_with_loads() {
    let yaml = read("packaging/kubernetes.yaml");
    let secret = folder();
    secret.write("fingerprint", "0123456789abcdef0123456789abcdef");
    let path = secret.path().join("fingerprint");
    let policy = block(&yaml, "support.toml").replace("/run/secrets/lictor/fingerprint", path.to_str().unwrap());
    assert!(policy.contains(path.to_str().unwrap()), "{policy}");
    secret.write("support.toml", policy).write("server.toml", block(&yaml, "server.toml").replace(":8474", ":0"));
    let done = secret.run(&["serve", "--config", "server.toml", "--check"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn configurations_in_the_book_are_sound() {
    let mut seen = 0;
    for page in ["docs/server.md", "docs/operating.md", "docs/proxy.md", "docs/observability.md"] {
        for text in read(page).split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()) {
            if text.contains("lictor.server/v1") {
                Configuration::parse(page, text).unwrap_or_else(|error| panic!("{error}"));
                seen += 1;
            } else if text.contains("lictor.policy/v1") {
                PolicyFile::parse(page, text, &root()).unwrap_or_else(|error| panic!("{error:?}"));
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn the_page_has_every_limit_with_its_default() {
    let page = read("docs/operating.md");
    let limits = serde_json::to_value(Limits::default()).unwrap();
    for (name, value) in limits.as_object().unwrap() {
        assert!(page.contains(&format!("| `{name}` | {value} |")), "{name} = {value}");
    }
    let rows = page.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 5).count();
    assert_eq!(rows, limits.as_object().unwrap().len(), "a limit that is gone is still described");
}
