//! The pages in docs/rules say what the rules say.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::collections::BTreeSet;

#[test]
fn the_pages_of_the_book_are_those_of_the_packs() {
    let guard = lictor_tests::guard("schema = \"lictor.policy/v1\"\nid = \"x\"\nextends = \"default\"\n");
    let pages = lictor_report::pages(guard.rules(), guard.manifests());
    let folder = lictor_tests::root().join("docs/rules");
    for (name, page) in &pages {
        let written = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(written == *page, "docs/rules/{name} is not what the packs say: run `cargo xtask rules`");
    }
    let known: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(name.as_str()) || name == "decisions.md", "docs/rules/{name} belongs to no rule");
    }
}
