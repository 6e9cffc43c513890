//! Writes the pages of the rules into docs/rules, from the packs as they are built into the binary.

use std::collections::BTreeMap;

use lictor::{Guard, Options, PolicyFile};
use miette::{IntoDiagnostic, Result, bail, miette};

pub(crate) fn run(check: bool) -> Result<()> {
    let policy = PolicyFile::embedded("default").ok_or_else(|| miette!("no policy `default` is embedded"))??;
    let guard = Guard::new(policy, Options::default())?;
    let pages: BTreeMap<String, String> = lictor_report::pages(guard.rules(), guard.manifests()).into_iter().collect();
    let folder = crate::root().join("docs/rules");
    let mut stale = Vec::new();
    for entry in std::fs::read_dir(&folder).into_diagnostic()? {
        let name = entry.into_diagnostic()?.file_name().to_string_lossy().into_owned();
        // Other pages of the folder are written by people.
        if is_page(&name) && !pages.contains_key(&name) {
            if !check {
                std::fs::remove_file(folder.join(&name)).into_diagnostic()?;
            }
            stale.push(name);
        }
    }
    for (name, page) in &pages {
        if std::fs::read_to_string(folder.join(name)).ok().as_deref() != Some(page.as_str()) {
            if !check {
                std::fs::write(folder.join(name), page).into_diagnostic()?;
            }
            stale.push(name.clone());
        }
    }
    if check && !stale.is_empty() {
        bail!(help = "run `cargo xtask rules` and commit the result", "stale in docs/rules: {}", stale.join(", "));
    }
    stale.iter().for_each(|name| println!("docs/rules/{name}"));
    Ok(())
}

/// Whether a file is named after a code.
fn is_page(name: &str) -> bool {
    name.strip_suffix(".md").is_some_and(|code| code.parse::<lictor_model::RuleCode>().is_ok())
}
