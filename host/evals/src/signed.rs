//! Files of signed lines that are only ever added to: review records and sign-offs.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

/// The longest line that is read or written, in bytes.
pub(crate) const MOST_LINE: usize = 64 << 10;

/// The largest file that is read, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// The most lines that are read. A record takes some 300 bytes, so only a file of something else has more.
const MOST_LINES: usize = 1_000_000;

/// Why a file of signed lines cannot be read or added to.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum LinesError {
    /// The file cannot be read.
    #[error("{} cannot be read: {cause}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file cannot be written.
    #[error("{} cannot be written: {cause}", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The file is larger than what is read.
    #[error("{} has more than {} MiB or {MOST_LINES} lines", file.display(), MOST_BYTES >> 20)]
    #[diagnostic(help("begin another file for the next run"))]
    TooLarge {
        /// The file.
        file: PathBuf,
    },
    /// The last line was not written to its end.
    #[error("{}: the last line has no end, so it was not written whole", file.display())]
    #[diagnostic(help("remove that line (everything after the last line feed) and write the record again"))]
    Truncated {
        /// The file.
        file: PathBuf,
    },
    /// What was to be written is no record.
    #[error("{0}")]
    Draft(String),
}

/// What a signature is taken of: the canonical JSON of a record without its signature.
pub(crate) fn signed_bytes<T: Serialize>(record: &T) -> Vec<u8> {
    let mut value = serde_json::to_value(record).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.remove("signature");
    }
    crate::canonical_json(&value).unwrap_or_default().into_bytes()
}

/// One line of a file.
pub(crate) struct Line {
    /// From 1.
    pub(crate) number: u64,
    /// Without the line feed. None: longer than any record is.
    pub(crate) bytes: Option<Vec<u8>>,
    /// Whether the line feed is there.
    pub(crate) ended: bool,
}

/// Reads a file line by line.
///
/// # Errors
/// It cannot be read, or is larger than any such file.
pub(crate) fn read_lines(path: &Path) -> Result<Vec<Line>, LinesError> {
    let unreadable = |cause| LinesError::Unreadable { file: path.into(), cause };
    let file = File::open(path).map_err(unreadable)?;
    let mut reader = BufReader::new(file.take(MOST_BYTES + 1));
    let (mut lines, mut read) = (Vec::new(), 0);
    loop {
        let mut bytes = Vec::new();
        let count = reader.read_until(b'\n', &mut bytes).map_err(unreadable)?;
        read += count as u64;
        if read > MOST_BYTES || lines.len() == MOST_LINES && count > 0 {
            return Err(LinesError::TooLarge { file: path.into() });
        }
        if count == 0 {
            return Ok(lines);
        }
        let ended = bytes.pop_if(|last| *last == b'\n').is_some();
        let bytes = (bytes.len() <= MOST_LINE).then_some(bytes);
        lines.push(Line { number: lines.len() as u64 + 1, bytes, ended });
    }
}

/// Adds one line to a file that may not be there yet. `line` gets the line before it; the file is locked meanwhile, so that two
/// people who write at once do not write after the same line.
///
/// # Errors
/// The file cannot be read or written, or its last line was not written whole.
pub(crate) fn append<T>(
    path: &Path,
    line: impl FnOnce(Option<&[u8]>) -> Result<(String, T), LinesError>,
) -> Result<T, LinesError> {
    let unreadable = |cause| LinesError::Unreadable { file: path.into(), cause };
    let unwritable = |cause| LinesError::Unwritable { file: path.into(), cause };
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(unwritable)?;
    file.lock().map_err(unwritable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    // A line and its two line feeds lie within so many bytes of the end.
    let tail_length = length.min(MOST_LINE as u64 + 2);
    file.seek(SeekFrom::Start(length - tail_length)).map_err(unreadable)?;
    let mut tail = Vec::new();
    (&file).take(tail_length).read_to_end(&mut tail).map_err(unreadable)?;
    let last = match tail.split_last() {
        None => None,
        Some((b'\n', before)) => Some(before.rsplit(|byte| *byte == b'\n').next().unwrap_or(before)),
        Some(_) => return Err(LinesError::Truncated { file: path.into() }),
    };
    let (mut text, result) = line(last)?;
    if text.len() > MOST_LINE || text.contains('\n') {
        return Err(LinesError::Draft("the record is too long for a line".into()));
    }
    text.push('\n');
    // One write, so that a reader sees a whole line or none; and it is on the disk before anybody is told so.
    file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(unwritable)?;
    Ok(result)
}
