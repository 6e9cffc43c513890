//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use tempfile::NamedTempFile;

pub(crate) struct Output {
    target: Target,
}

enum Target {
    Standard,
    /// A device, a pipe: written as it comes.
    Direct(Option<File>),
    /// A file, and the temporary one that becomes it.
    Whole(PathBuf, Arc<Mutex<BufWriter<NamedTempFile>>>),
}

impl Output {
    /// Prepares the output; for a file, a temporary one beside it.
    pub(crate) fn open(path: Option<&Path>, inputs: &[PathBuf]) -> Result<Self> {
        let Some(path) = path else { return Ok(Self { target: Target::Standard }) };
        // A link stays a link: what it leads to is replaced.
        let resolved = std::fs::canonicalize(path);
        if let Ok(resolved) = &resolved
            && inputs.iter().any(|input| std::fs::canonicalize(input).is_ok_and(|input| input == *resolved))
        {
            return Err(miette!("{} is both read and written: --output names another file", path.display()));
        }
        let path = resolved.as_deref().unwrap_or(path);
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let file = File::options().write(true).open(path).into_diagnostic().wrap_err(path.display().to_string())?;
            return Ok(Self { target: Target::Direct(Some(file)) });
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if path.is_dir() {
            return Err(miette!("{} is a directory: --output names a file", path.display()));
        }
        let file = tempfile::Builder::new()
            .prefix(".lictor-")
            .tempfile_in(folder)
            .into_diagnostic()
            .wrap_err_with(|| format!("{} cannot be written", path.display()))?;
        Ok(Self { target: Target::Whole(path.to_owned(), Arc::new(Mutex::new(BufWriter::new(file)))) })
    }

    pub(crate) fn writer(&mut self) -> Writer {
        match &mut self.target {
            Target::Whole(_, file) => Writer::File(file.clone()),
            Target::Direct(file) => match file.take() {
                Some(file) => Writer::Direct(BufWriter::new(file)),
                None => Writer::Standard(BufWriter::new(io::stdout())),
            },
            Target::Standard => Writer::Standard(BufWriter::with_capacity(1 << 16, io::stdout())),
        }
    }

    /// The temporary file, for whoever has to clean up.
    pub(crate) fn temporary(&self) -> Option<PathBuf> {
        let Target::Whole(_, file) = &self.target else { return None };
        Some(file.lock().ok()?.get_ref().path().to_owned())
    }

    /// What to tell about a file that was not written.
    pub(crate) fn discarded(&self) -> String {
        match &self.target {
            Target::Whole(path, _) => format!("; {} was left as it was", path.display()),
            Target::Direct(_) | Target::Standard => String::new(),
        }
    }

    /// Puts the finished file in its place.
    pub(crate) fn keep(self) -> Result<()> {
        let Target::Whole(path, file) = self.target else { return Ok(()) };
        let file = Arc::into_inner(file).and_then(|file| file.into_inner().ok());
        let file = file.ok_or_else(|| miette!("the report is still being written"))?;
        let file = file.into_inner().map_err(|error| error.into_error()).into_diagnostic()?;
        set_ordinary_permissions(&file, &path);
        file.persist(&path).map_err(|error| error.error).into_diagnostic().wrap_err(path.display().to_string())?;
        Ok(())
    }
}

/// A temporary file is private; a report has the permissions of the file that it replaces, or the usual ones.
#[cfg(unix)]
fn set_ordinary_permissions(file: &NamedTempFile, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_or(0o644, |found| found.permissions().mode() & 0o777);
    let _ = file.as_file().set_permissions(std::fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn set_ordinary_permissions(_: &NamedTempFile, _: &Path) {}

pub(crate) enum Writer {
    File(Arc<Mutex<BufWriter<NamedTempFile>>>),
    Direct(BufWriter<File>),
    Standard(BufWriter<io::Stdout>),
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.lock().map_err(|_| io::Error::other("a writer panicked"))?.write(bytes),
            Self::Direct(out) => out.write(bytes),
            Self::Standard(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.lock().map_err(|_| io::Error::other("a writer panicked"))?.flush(),
            Self::Direct(out) => out.flush(),
            Self::Standard(out) => out.flush(),
        }
    }
}
