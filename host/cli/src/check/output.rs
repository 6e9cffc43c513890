//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use tempfile::NamedTempFile;

use crate::exit::written;
use crate::terminal;

/// Writes a whole text to standard output, or to a file that appears whole or not at all.
pub(crate) fn put(text: &str, path: Option<&Path>, inputs: &[PathBuf]) -> Result<()> {
    let Some(path) = path else { return terminal::print(text) };
    let mut output = Output::open(Some(path), inputs)?;
    let mut writer = output.writer();
    written(writer.write_all(text.as_bytes()).and_then(|()| writer.flush()))?;
    drop(writer);
    output.keep()
}

pub(crate) struct Output {
    target: Target,
    writing: Writing,
}

/// Held while bytes are on their way to a pipe or a terminal, so that an interruption does not cut a record in two.
pub(crate) type Writing = Arc<Mutex<()>>;

enum Target {
    Standard,
    /// A device, a pipe: written as it comes.
    Direct(Option<File>),
    /// A file, and the temporary one that becomes it.
    Whole(PathBuf, Arc<Mutex<BufWriter<NamedTempFile>>>),
}

impl Output {
    fn new(target: Target) -> Self {
        Self { target, writing: Writing::default() }
    }

    /// Prepares the output; for a file, a temporary one beside it.
    pub(crate) fn open(path: Option<&Path>, inputs: &[PathBuf]) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::new(Target::Standard)) };
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
            return Ok(Self::new(Target::Direct(Some(file))));
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
        Ok(Self::new(Target::Whole(path.to_owned(), Arc::new(Mutex::new(BufWriter::new(file))))))
    }

    pub(crate) fn writer(&mut self) -> Writer {
        let sink = match &mut self.target {
            Target::Whole(_, file) => Sink::File(file.clone()),
            Target::Direct(file) => match file.take() {
                Some(file) => Sink::Direct(BufWriter::new(file)),
                None => Sink::Standard(BufWriter::new(io::stdout())),
            },
            Target::Standard => Sink::Standard(BufWriter::with_capacity(1 << 16, io::stdout())),
        };
        Writer { sink, writing: self.writing.clone() }
    }

    /// What an interruption waits for.
    pub(crate) fn writing(&self) -> Writing {
        self.writing.clone()
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
        let file = written(file.into_inner().map_err(|error| error.into_error()))?;
        set_ordinary_permissions(&file, &path);
        written(file.persist(&path).map_err(|error| error.error)).wrap_err(path.display().to_string())?;
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

/// Where reports are written. Gets whole records, and passes them on whole.
pub(crate) struct Writer {
    sink: Sink,
    writing: Writing,
}

enum Sink {
    File(Arc<Mutex<BufWriter<NamedTempFile>>>),
    Direct(BufWriter<File>),
    Standard(BufWriter<io::Stdout>),
}

impl Writer {
    fn whole<T>(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
        let panicked = || io::Error::other("a writer panicked");
        let _writing = self.writing.lock().map_err(|_| panicked())?;
        match &mut self.sink {
            Sink::File(file) => write(&mut *file.lock().map_err(|_| panicked())?),
            Sink::Direct(out) => write(out),
            Sink::Standard(out) => write(out),
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.whole(|out| out.write(bytes))
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.whole(|out| out.write_all(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.whole(|out| out.flush())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // An interrupted report is not finished; what was checked up to there is passed on all the same.
        let _ = self.flush();
    }
}
