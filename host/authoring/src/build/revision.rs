//! Which revision of the sources a pack is built from.

use std::path::Path;
use std::process::Command;

/// The commit of the folder's repository, with `-dirty` where the folder differs from it. None without git or a repository.
pub(super) fn of(folder: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = git(&["rev-parse", "--verify", "HEAD"])?;
    // A folder that a repository around it does not keep is not of its revision.
    git(&["ls-files", "--error-unmatch", "pack.toml"])?;
    let changed = !git(&["status", "--porcelain", "--", "."])?.is_empty();
    Some(if changed { format!("{commit}-dirty") } else { commit })
}
