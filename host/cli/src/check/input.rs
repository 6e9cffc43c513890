//! Lines of files: plain, gzip or Zstandard, told by their first bytes. A file or line that cannot be read is
//! named and costs nothing but itself.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use lictor_model::{Digest, Digester};
use miette::{Result, miette};

/// The files of a run, in the order in which they were named.
pub(crate) struct Inputs {
    files: Vec<PathBuf>,
    max_line: usize,
    read: Arc<AtomicU64>,
    documents: Option<Documents>,
    digests: Option<Digests>,
}

/// What takes a document apart into its parts, each given as a line: the reader, the most bytes of a part, who takes them.
/// False when that one said stop.
pub(crate) type Documents = fn(Box<dyn BufRead>, usize, &mut dyn FnMut(u64, Result<String, String>) -> bool) -> bool;

/// The digests of the files that were read, in their order.
pub(crate) type Digests = Arc<Mutex<Vec<ReadFile>>>;

/// A file that was read.
#[derive(Debug, Clone)]
pub(crate) struct ReadFile {
    /// As it was named.
    pub(crate) file: String,
    /// Of its bytes as they are on disk, as far as they could be read.
    pub(crate) digest: Digest,
    /// Its last line; of a document its parts.
    pub(crate) lines: u64,
}

/// A line of a file, or why there is none.
pub(crate) struct Line {
    /// The file as it was named.
    pub(crate) file: Arc<str>,
    /// From 1. For a problem with the file as a whole: the line at which it stopped.
    pub(crate) number: u64,
    /// The text, or what is wrong.
    pub(crate) text: Result<String, String>,
}

impl Inputs {
    pub(crate) fn new(files: &[PathBuf], max_line: usize) -> Self {
        Self { files: files.to_vec(), max_line, read: Arc::default(), documents: None, digests: None }
    }

    /// Reads files whose name ends in `.json` (and `.gz`, `.zst`) as documents.
    pub(crate) fn with_documents(mut self, documents: Documents) -> Self {
        self.documents = Some(documents);
        self
    }

    /// Takes the digest of every file on the way.
    pub(crate) fn with_digests(mut self, digests: Digests) -> Self {
        self.digests = Some(digests);
        self
    }

    /// Refuses a run of which no file can be opened: that is a mistake of usage.
    pub(crate) fn require_one(&self) -> Result<()> {
        let problems: Vec<String> = self.files.iter().filter_map(|path| problem(path)).collect();
        if problems.len() == self.files.len() {
            return Err(miette!("{}", problems.join("\n")));
        }
        Ok(())
    }

    /// Bytes on disk, where all files are known.
    pub(crate) fn total_bytes(&self) -> Option<u64> {
        self.files.iter().map(|path| Some(std::fs::metadata(path).ok().filter(|m| m.is_file())?.len())).sum()
    }

    /// Counts the bytes that were taken from disk so far.
    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    /// Gives every line to `take`, until it says stop.
    pub(crate) fn each(&self, mut take: impl FnMut(Line) -> bool) {
        for path in &self.files {
            let file: Arc<str> = path.to_string_lossy().into();
            let mut last = 0;
            let mut line = |number, text| {
                last = number;
                take(Line { file: file.clone(), number, text })
            };
            if let Some(problem) = problem(path) {
                if !line(0, Err(problem)) {
                    return;
                }
                continue;
            }
            let digester = self.digests.as_ref().map(|_| Arc::new(Mutex::new(Digester::default())));
            let reader = match open(path, self.read.clone(), digester.clone()) {
                Ok(reader) => reader,
                Err(error) => {
                    if !line(0, Err(format!("cannot be read: {error}"))) {
                        return;
                    }
                    continue;
                }
            };
            let going = match self.documents.filter(|_| is_document(path)) {
                Some(documents) => documents(reader, self.max_line, &mut line),
                None => lines(reader, self.max_line, &mut line),
            };
            if let (Some(digests), Some(digester)) = (&self.digests, digester) {
                let digester = digester.lock().unwrap_or_else(PoisonError::into_inner).clone();
                let read = ReadFile { file: file.to_string(), digest: digester.finish(), lines: last };
                digests.lock().unwrap_or_else(PoisonError::into_inner).push(read);
            }
            if !going {
                return;
            }
        }
    }
}

/// Whether a file's name says that it is one JSON document, not lines.
fn is_document(path: &Path) -> bool {
    let name = path.to_string_lossy();
    let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
    name.ends_with(".json")
}

/// What is wrong with a path before anything is read.
fn problem(path: &Path) -> Option<String> {
    if path == Path::new("-") {
        return None;
    }
    let shown = path.display();
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!("{shown}: there is no such file")),
        Err(error) => Some(format!("{shown}: {error}")),
        Ok(found) if found.is_dir() => {
            Some(format!("{shown} is a directory: name the files in it, such as {shown}/*.jsonl"))
        }
        Ok(_) => None,
    }
}

/// Counts what is read below decompression, for the progress bar, and hashes it where that is wanted.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
    digester: Option<Arc<Mutex<Digester>>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
        if let Some(digester) = &self.digester {
            digester.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..bytes]);
        }
        Ok(bytes)
    }
}

fn open(path: &Path, read: Arc<AtomicU64>, digester: Option<Arc<Mutex<Digester>>>) -> io::Result<Box<dyn BufRead>> {
    let inner: Box<dyn Read> =
        if path == Path::new("-") { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) };
    let mut reader = Counted { inner, read, digester };
    // A pipe may give less than the four bytes that tell what it is.
    let mut start = Vec::new();
    reader.by_ref().take(4).read_to_end(&mut start)?;
    let reader = BufReader::with_capacity(1 << 16, io::Cursor::new(start.clone()).chain(reader));
    if start.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(reader))));
    }
    // A frame, or a skippable one before it.
    let skippable = start.len() == 4 && start[0] & 0xf0 == 0x50 && start[1..] == [0x2a, 0x4d, 0x18];
    if start == [0x28, 0xb5, 0x2f, 0xfd] || skippable {
        return Ok(Box::new(BufReader::with_capacity(1 << 16, zstd::Decoder::with_buffer(reader)?)));
    }
    Ok(Box::new(reader))
}

/// Gives the lines of one file; false when `take` said stop.
fn lines(mut reader: Box<dyn BufRead>, max: usize, take: &mut dyn FnMut(u64, Result<String, String>) -> bool) -> bool {
    let mut number = 0;
    let mut any = false;
    loop {
        number += 1;
        let mut bytes = Vec::new();
        let line = match read_line(&mut reader, max, &mut bytes) {
            Ok(End::File) if !any => Err("is empty: it holds no sample".to_owned()),
            Ok(End::File) => return true,
            Ok(End::Line) if bytes.trim_ascii().strip_prefix(BOM).unwrap_or(bytes.trim_ascii()).is_empty() => continue,
            Ok(End::Line) => text(bytes),
            Ok(End::TooLong(length)) => Err(format!(
                "the line has {length} bytes, more than the {max} that are read: split it, or raise --max-line-bytes"
            )),
            Err(error) => {
                take(number, Err(format!("cannot be read any further: {error} (is it damaged or cut short?)")));
                return true;
            }
        };
        let last = line.is_err() && !any && bytes_are_over(&mut reader);
        any = true;
        if !take(number, line) {
            return false;
        }
        if last {
            return true;
        }
    }
}

/// A byte order mark, as some editors leave it.
const BOM: &[u8] = &[0xef, 0xbb, 0xbf];

fn bytes_are_over(reader: &mut Box<dyn BufRead>) -> bool {
    reader.fill_buf().is_ok_and(<[u8]>::is_empty)
}

fn text(mut bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(BOM) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        format!("invalid UTF-8 at byte {at} of the line: save the file as UTF-8")
    })
}

enum End {
    Line,
    TooLong(u64),
    File,
}

/// Reads up to a line feed. Of a line that is too long only its length is kept.
fn read_line(reader: &mut Box<dyn BufRead>, max: usize, line: &mut Vec<u8>) -> io::Result<End> {
    let mut length = 0_u64;
    loop {
        let buffer = match reader.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            return Ok(match length {
                0 => End::File,
                _ if length > max as u64 => End::TooLong(length),
                _ => End::Line,
            });
        }
        let end = memchr::memchr(b'\n', buffer);
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        length += piece.len() as u64;
        if length <= max as u64 {
            line.extend_from_slice(piece);
        } else {
            line.clear();
        }
        let used = piece.len() + usize::from(end.is_some());
        reader.consume(used);
        if end.is_some() {
            return Ok(if length > max as u64 { End::TooLong(length) } else { End::Line });
        }
    }
}
