//! The folder of a run while it is written: a hidden one beside its place, which it takes whole and at the end.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use lictor_model::Digester;
use serde::Serialize;
use tempfile::TempDir;

use super::{FileDigest, RunError};

/// The file that holds everything together; its digest is the run's.
pub(super) const MANIFEST: &str = "manifest.json";

/// The cases.
pub(super) const CASES: &str = "cases.jsonl";

/// The results.
pub(super) const RESULTS: &str = "results.jsonl";

/// What rules over groups of cases found.
pub(super) const AGGREGATES: &str = "aggregates.jsonl";

/// What does not fit.
pub(super) const PROBLEMS: &str = "problems.jsonl";

/// The files beside the manifest.
pub(super) const FILES: [&str; 4] = [AGGREGATES, CASES, PROBLEMS, RESULTS];

/// A folder on its way. Dropped, it leaves nothing.
pub(super) struct Folder {
    target: PathBuf,
    temporary: TempDir,
}

impl Folder {
    pub(super) fn create(target: &Path) -> Result<Self, RunError> {
        if fs::symlink_metadata(target).is_ok() {
            return Err(RunError::Exists(target.to_owned()));
        }
        let beside = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let temporary = tempfile::Builder::new().prefix(".lictor-run-").tempdir_in(beside);
        let temporary = temporary.map_err(|error| RunError::Write { path: target.to_owned(), error })?;
        Ok(Self { target: target.to_owned(), temporary })
    }

    /// Where it is while it is written.
    pub(super) fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// The name that the run has for people.
    pub(super) fn name(&self) -> String {
        self.target.file_name().map_or_else(|| "run".into(), |name| name.to_string_lossy().into_owned())
    }

    pub(super) fn lines(&self, name: &'static str) -> Result<Lines, RunError> {
        let path = self.path().join(name);
        let file = File::create_new(&path).map_err(|error| RunError::Write { path, error })?;
        Ok(Lines { name, writer: Hashed { inner: BufWriter::new(file), digester: Digester::default() }, lines: 0 })
    }

    /// Writes the manifest, makes everything read-only, and puts the folder in its place.
    pub(super) fn keep(self, manifest: &[u8]) -> Result<(), RunError> {
        let path = self.path().join(MANIFEST);
        let done = fs::write(&path, manifest).and_then(|()| read_only(self.path()));
        done.map_err(|error| RunError::Write { path: self.target.clone(), error })?;
        if fs::symlink_metadata(&self.target).is_ok() {
            return Err(RunError::Exists(self.target));
        }
        // Still temporary while it is renamed, so that a failure leaves nothing.
        fs::rename(self.temporary.path(), &self.target)
            .map_err(|error| RunError::Write { path: self.target, error })?;
        let _ = self.temporary.keep();
        Ok(())
    }
}

/// Nobody edits a run by accident.
fn read_only(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        File::open(&path)?.sync_all()?;
        let mut permissions = fs::metadata(&path)?.permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions)?;
    }
    // A temporary folder is private; a run is for others, too.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// A file of lines, counted and hashed as they are written.
pub(super) struct Lines {
    name: &'static str,
    writer: Hashed,
    lines: u64,
}

impl Lines {
    pub(super) fn write(&mut self, line: &impl Serialize) -> Result<(), RunError> {
        let written = serde_json::to_writer(&mut self.writer, line).map_err(io::Error::from);
        self.lines += 1;
        written.and_then(|()| self.writer.write_all(b"\n")).map_err(|error| self.error(error))
    }

    pub(super) fn finish(mut self) -> Result<FileDigest, RunError> {
        self.writer.flush().map_err(|error| self.error(error))?;
        let Self { name, writer, lines } = self;
        Ok(FileDigest { file: name.to_owned(), digest: writer.digester.finish(), lines })
    }

    fn error(&self, error: io::Error) -> RunError {
        RunError::Write { path: self.name.into(), error }
    }
}

struct Hashed {
    inner: BufWriter<File>,
    digester: Digester,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.digester.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
