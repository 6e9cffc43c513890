//! Waits until a file of a pack changes.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// Editors write a file in several steps: it is read when nothing has happened for so long.
const SETTLES: Duration = Duration::from_millis(300);

/// Folders in which tools write, so that a change there is no change of the pack.
const TOOLS: [&str; 7] = ["target", "node_modules", ".git", ".venv", "venv", "__pycache__", "dist"];

pub(super) struct Changes {
    changed: Receiver<()>,
    _watcher: RecommendedWatcher,
}

impl Changes {
    /// Watches a pack (a folder or a component) and its cases from now on; what is written to `output` does not count.
    pub(super) fn of(pack: &Path, cases: &Path, output: Option<&Path>) -> Result<Self> {
        let (sender, changed) = channel();
        let absolute = |path: &Path| {
            std::path::absolute(path).into_diagnostic().wrap_err_with(|| format!("{} is not watched", path.display()))
        };
        let beside = pack.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let root = absolute(if pack.is_dir() { pack } else { beside })?;
        let file = if pack.is_dir() { None } else { Some(absolute(pack)?) };
        let cases = absolute(cases)?;
        let output = output.map(absolute).transpose()?;
        let (folder, listed) = (root.clone(), cases.clone());
        let matters = move |path: &PathBuf| {
            if output.as_ref() == Some(path) {
                return false;
            }
            if path.starts_with(&listed) || file.is_some() {
                return path.starts_with(&listed) || file.as_ref() == Some(path);
            }
            // The pack may itself lie in a folder that is called as those of tools are.
            let Ok(inner) = path.strip_prefix(&folder) else { return false };
            // A build leaves a component.
            let is_made = path.extension().is_some_and(|ending| ending == "wasm" || ending == "pyc");
            !is_made && !inner.iter().any(|part| is_a_tools(&part.to_string_lossy()))
        };
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(&matters)) {
                // The other side is gone when the program ends.
                let _ = sender.send(());
            }
        })
        .into_diagnostic()
        .wrap_err("files cannot be watched")?;
        let mut watch = |path: &Path, mode| {
            watcher.watch(path, mode).into_diagnostic().wrap_err_with(|| format!("{} is not watched", path.display()))
        };
        watch(&root, RecursiveMode::NonRecursive)?;
        let inner = if pack.is_dir() { Some(std::fs::read_dir(&root).into_diagnostic()?) } else { None };
        for entry in inner.into_iter().flatten().flatten() {
            if !is_a_tools(&entry.file_name().to_string_lossy()) && entry.path().is_dir() {
                watch(&entry.path(), RecursiveMode::Recursive)?;
            }
        }
        if cases.is_dir() && !(pack.is_dir() && cases.starts_with(&root)) {
            watch(&cases, RecursiveMode::Recursive)?;
        }
        Ok(Self { changed, _watcher: watcher })
    }

    /// Waits for a change, and until no more follow.
    pub(super) fn wait(&self) -> Result<()> {
        let gone = || miette!("files are not watched any more");
        self.changed.recv().map_err(|_| gone())?;
        loop {
            match self.changed.recv_timeout(SETTLES) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => return Ok(()),
                Err(RecvTimeoutError::Disconnected) => return Err(gone()),
            }
        }
    }
}

fn is_a_tools(name: &str) -> bool {
    TOOLS.contains(&name)
}
