//! From what the command line says to a guard.

use std::path::Path;

use lictor::{CodeCache, Compiling, Guard, Options, PolicyFile, Supply, read_secret};
use lictor_artifact::Store;
use miette::{Result, miette};

use crate::arguments::PolicyChoice;
use crate::terminal;

/// Reads a policy by name or by path.
pub(crate) fn policy_file(name: &str) -> Result<PolicyFile> {
    if let Some(embedded) = PolicyFile::embedded(name) {
        return Ok(embedded?);
    }
    let path = Path::new(name);
    if !path.exists() && !name.contains(['/', '.']) {
        let names: Vec<&str> = lictor_policy::EMBEDDED.iter().map(|(name, _)| *name).collect();
        let near = lictor_model::closest(name, names.iter().copied());
        let mean = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        return Err(miette!(
            help = format!("{mean}embedded policies are {}; anything else is a path", names.join(", ")),
            "there is no policy `{name}`"
        ));
    }
    Ok(PolicyFile::read(path)?)
}

/// Builds the guard of a policy for somebody who waits for its first words. Warnings go to standard error unless `quiet`.
pub(crate) fn guard(choice: &PolicyChoice, today: Option<String>, quiet: bool) -> Result<Guard> {
    guard_compiling(Compiling::WhenWoken, choice, today, quiet)
}

/// The same, and says when the embedded packs are compiled.
pub(crate) fn guard_compiling(
    compiling: Compiling,
    choice: &PolicyChoice,
    today: Option<String>,
    quiet: bool,
) -> Result<Guard> {
    let mut file = policy_file(&choice.policy)?;
    if !choice.select.is_empty() || !choice.ignore.is_empty() {
        file.select(&choice.select, &choice.ignore)?;
    }
    let options = options(&file, today, choice.locked, quiet)?;
    let guard = Guard::new(file, Options { compiling, ..options })?;
    if !quiet {
        guard.policy().warnings().iter().for_each(terminal::note);
    }
    Ok(guard)
}

/// What a guard needs beside its policy.
pub(crate) fn options(file: &PolicyFile, today: Option<String>, locked: bool, quiet: bool) -> Result<Options> {
    let fingerprint = read_secret(file.fingerprint()).map_err(|error| miette!("{error}"))?;
    let today = today.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().to_string());
    let supply =
        Supply { store: Store::default_folder(), locked, now: std::time::SystemTime::now(), ..Supply::default() };
    Ok(Options { today, fingerprint, cache: cache(quiet), supply, ..Options::default() })
}

/// The cache of compiled plugins: `LICTOR_CACHE` names its folder, `LICTOR_CACHE=off` does without. A cache that
/// cannot be used costs time, so it is a warning.
pub(crate) fn cache(quiet: bool) -> Option<CodeCache> {
    let folder = match std::env::var_os("LICTOR_CACHE") {
        Some(value) if value == "off" => return None,
        Some(folder) => folder.into(),
        None => CodeCache::default_folder()?,
    };
    match CodeCache::open(&folder) {
        Ok(cache) => Some(cache),
        Err(error) => {
            if !quiet {
                terminal::note(format!("compiled plugins are not kept: {error} (LICTOR_CACHE names another folder)"));
            }
            None
        }
    }
}
