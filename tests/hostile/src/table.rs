//! The suite as a table.

use crate::Case;

/// The page that shows the table, from the repository's root.
pub const DOCS: &str = "docs/security.md";

/// The cases as a Markdown table.
pub fn table(cases: &[Case]) -> String {
    let mut out = String::from("| case | through | does | outcome |\n|---|---|---|---|\n");
    for Case { name, entry, does, expected, .. } in cases {
        out.push_str(&format!("| {name} | {entry} | {does} | {expected} |\n"));
    }
    out
}
