//! A file of lines that makes way for the next when it is full.
//!
//! The crates that do this (`file-rotate`, `rolling-file`, `logroller`, `tracing-appender`) say nothing of a line that a
//! full disk has cut short, and go on in silence, or not at all, when the next file cannot be opened.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::configuration::Decisions;

/// How our lines begin.
const BEGINNING: &[u8] = b"{\"time\":";

/// The longest beginning of a line that is looked for at the end of a file.
const LONGEST_TAIL: u64 = 64 << 20;

/// An open file of lines. Everything is appended, in whole lines.
#[derive(Debug)]
pub(super) struct LineFile {
    path: PathBuf,
    rotate_bytes: u64,
    keep: u32,
    file: File,
    /// How much is in it.
    length: u64,
    /// Whether it can be cut, renamed and begun anew; a pipe or a device cannot.
    regular: bool,
    /// It ends in the middle of a line that cannot be cut off.
    torn: bool,
}

impl LineFile {
    /// Says whether there could be lines at a path, and changes nothing that is there.
    pub(super) fn check(settings: &Decisions) -> io::Result<()> {
        open(&settings.path).map(drop)
    }

    /// Goes on with a file, or begins one.
    pub(super) fn open(settings: &Decisions) -> io::Result<Self> {
        Self::open_at(&settings.path, settings.rotate_bytes, settings.keep)
    }

    fn open_at(path: &Path, rotate_bytes: u64, keep: u32) -> io::Result<Self> {
        let file = open(path)?;
        let metadata = file.metadata()?;
        let (regular, length) = (metadata.is_file(), metadata.len());
        let mut opened = Self { path: path.to_owned(), rotate_bytes, keep, file, length, regular, torn: false };
        if regular {
            opened.keep_to_owner(&metadata)?;
            opened.mend()?;
        }
        Ok(opened)
    }

    /// Appends lines, each with its line feed. Says how many are lost.
    pub(super) fn append(&mut self, lines: &[Vec<u8>]) -> usize {
        let mut lost = 0;
        let mut rest = lines;
        while let Some(first) = rest.first() {
            if self.regular && self.length > 0 && self.length + first.len() as u64 > self.rotate_bytes {
                // What cannot be rotated grows: rather too long a file than a lost line.
                let _ = self.rotate();
            }
            let mut bytes = first.clone();
            let mut count = 1;
            for line in &rest[1..] {
                if self.length + (bytes.len() + line.len()) as u64 > self.rotate_bytes {
                    break;
                }
                bytes.extend_from_slice(line);
                count += 1;
            }
            lost += count - self.write(bytes);
            rest = &rest[count..];
        }
        lost
    }

    /// Writes lines, and says how many are there whole.
    fn write(&mut self, mut bytes: Vec<u8>) -> usize {
        let extra = usize::from(self.torn);
        if self.torn {
            bytes.insert(0, b'\n');
        }
        let mut done = 0;
        while done < bytes.len() {
            match self.file.write(&bytes[done..]) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        let whole = bytes[..done].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lines = bytes[..whole].iter().filter(|byte| **byte == b'\n').count();
        self.length += done as u64;
        if done > 0 {
            self.torn = whole < done && !self.cut((done - whole) as u64);
        }
        lines.saturating_sub(extra)
    }

    /// Cuts the beginning of a line off the end. Says whether it could.
    fn cut(&mut self, bytes: u64) -> bool {
        let length = self.length - bytes;
        let cut = self.regular && self.file.set_len(length).is_ok();
        if cut {
            self.length = length;
        }
        cut
    }

    /// Cuts off a line that was being written when a process or the machine died. What is not a line of ours stays.
    fn mend(&mut self) -> io::Result<()> {
        let from = self.length.saturating_sub(LONGEST_TAIL);
        let tail = tail(&self.path, from)?;
        if tail.is_empty() {
            return Ok(());
        }
        self.torn = !(tail.starts_with(BEGINNING) && self.cut(tail.len() as u64));
        Ok(())
    }

    fn rotate(&mut self) -> io::Result<()> {
        // Whoever has moved it has rotated it: `logrotate`, or a person.
        if self.is_in_place() {
            // No further than to the first gap, so that nothing is dropped for want of a number.
            let free = (1..=self.keep).find(|number| fs::symlink_metadata(self.numbered(*number)).is_err());
            for number in (1..free.unwrap_or(self.keep)).rev() {
                fs::rename(self.numbered(number), self.numbered(number + 1))?;
            }
            fs::rename(&self.path, self.numbered(1))?;
        }
        *self = Self::open_at(&self.path, self.rotate_bytes, self.keep)?;
        Ok(())
    }

    fn numbered(&self, number: u32) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(format!(".{number}"));
        name.into()
    }

    #[cfg(unix)]
    fn is_in_place(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        let place = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        let (own, there) = (self.file.metadata().map(place), fs::metadata(&self.path).map(place));
        matches!((own, there), (Ok(own), Ok(there)) if own == there)
    }

    #[cfg(not(unix))]
    fn is_in_place(&self) -> bool {
        true
    }

    /// One that somebody else has made may be open to all.
    #[cfg(unix)]
    fn keep_to_owner(&self, metadata: &fs::Metadata) -> io::Result<()> {
        use std::os::unix::fs::PermissionsExt;
        match metadata.permissions().mode() & 0o077 {
            0 => Ok(()),
            _ => self.file.set_permissions(fs::Permissions::from_mode(0o600)),
        }
    }

    #[cfg(not(unix))]
    fn keep_to_owner(&self, _metadata: &fs::Metadata) -> io::Result<()> {
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// What stands behind the last line feed.
fn tail(path: &Path, from: u64) -> io::Result<Vec<u8>> {
    use std::io::{Read, Seek, SeekFrom};
    const PIECE: u64 = 64 << 10;
    let mut file = File::open(path)?;
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut tail: Vec<u8> = Vec::new();
    while end > from {
        let start = end.saturating_sub(PIECE).max(from);
        let mut piece = vec![0; (end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut piece)?;
        if let Some(at) = piece.iter().rposition(|byte| *byte == b'\n') {
            piece.drain(..=at);
            piece.append(&mut tail);
            return Ok(piece);
        }
        piece.append(&mut tail);
        tail = piece;
        end = start;
    }
    Ok(tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(path: PathBuf, rotate_bytes: u64, keep: u32) -> Decisions {
        Decisions { rotate_bytes, keep, ..Decisions::new(path) }
    }

    fn line(number: usize) -> Vec<u8> {
        format!("{{\"time\":{number:04}}}\n").into_bytes()
    }

    /// All numbers that are there, oldest first; panics at anything that is not a line.
    fn numbers(path: &Path) -> Vec<usize> {
        let mut files: Vec<(u32, PathBuf)> = fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.extension().and_then(|end| end.to_str()?.parse().ok()).unwrap_or(0), path))
            .collect();
        files.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        let text: String = files.iter().map(|(_, path)| fs::read_to_string(path).unwrap()).collect();
        assert!(text.is_empty() || text.ends_with('\n'));
        let number = |line: &str| line.strip_prefix("{\"time\":").unwrap().strip_suffix('}').unwrap().parse().unwrap();
        text.lines().map(number).collect()
    }

    #[test]
    fn nothing_is_lost_or_split_however_often_it_is_rotated_and_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().join("log"), 100, 50);
        let mut written = 0;
        for round in 0..40 {
            let mut file = LineFile::open(&settings).unwrap();
            let lines: Vec<_> = (written..written + 1 + round % 9).map(line).collect();
            written += lines.len();
            assert_eq!(file.append(&lines), 0);
        }
        assert_eq!(numbers(&settings.path), (0..written).collect::<Vec<_>>());
        for entry in fs::read_dir(folder.path()).unwrap() {
            let metadata = entry.unwrap().metadata().unwrap();
            assert!(metadata.len() <= 100);
            #[cfg(unix)]
            assert_eq!(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777, 0o600);
        }
    }

    #[test]
    fn the_oldest_goes_when_there_are_enough_and_none_goes_for_a_gap() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().join("log"), 32, 3);
        let mut file = LineFile::open(&settings).unwrap();
        (0..10).for_each(|number| assert_eq!(file.append(&[line(number)]), 0));
        // Two lines of fourteen bytes to a file.
        assert_eq!(numbers(&settings.path), [2, 3, 4, 5, 6, 7, 8, 9]);
        fs::remove_file(folder.path().join("log.2")).unwrap();
        assert_eq!(file.append(&[line(10)]), 0);
        assert_eq!(numbers(&settings.path), [2, 3, 6, 7, 8, 9, 10]);
    }

    #[test]
    fn a_line_longer_than_a_file_has_one_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().join("log"), 4, 9);
        let mut file = LineFile::open(&settings).unwrap();
        assert_eq!(file.append(&[line(0), line(1), line(2)]), 0);
        assert_eq!(numbers(&settings.path), [0, 1, 2]);
    }

    #[test]
    fn a_line_that_was_cut_short_by_a_crash_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().join("log"), 1000, 1);
        for torn in ["", "{\"time\":", &format!("{{\"time\":\"{}", "x".repeat(200_000))] {
            fs::write(&settings.path, format!("{}{torn}", String::from_utf8(line(1)).unwrap())).unwrap();
            assert_eq!(LineFile::open(&settings).unwrap().append(&[line(2)]), 0);
            assert_eq!(numbers(&settings.path), [1, 2], "{}", torn.len());
        }
        // What somebody else wrote stays.
        fs::write(&settings.path, "a note").unwrap();
        assert_eq!(LineFile::open(&settings).unwrap().append(&[line(2)]), 0);
        assert_eq!(fs::read_to_string(&settings.path).unwrap(), "a note\n{\"time\":0002}\n");
    }

    #[cfg(unix)]
    #[test]
    fn one_that_was_moved_away_is_not_rotated_once_more() {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path().join("log"), 20, 5);
        let mut file = LineFile::open(&settings).unwrap();
        assert_eq!(file.append(&[line(0)]), 0);
        fs::rename(&settings.path, folder.path().join("log.4")).unwrap();
        assert_eq!(file.append(&[line(1)]), 0);
        assert_eq!(numbers(&settings.path), [0, 1]);
        assert!(!folder.path().join("log.1").exists());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_loses_lines_and_nothing_else() {
        let mut file = LineFile::open(&settings("/dev/full".into(), 1000, 1)).unwrap();
        assert_eq!(file.append(&[line(0), line(1)]), 2);
        assert!(!file.torn);
    }
}
