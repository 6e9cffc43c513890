//! Folders in the order of their names. File systems give each its own order, some a new one for each disk.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirEntryExt, FileTypeExt, MetadataExt};
use std::path::PathBuf;

use nix::libc;
use nix::unistd::Pid;

use super::world::{Files, descriptor, write};

/// The folders that are being read, by process and descriptor.
#[derive(Debug, Default)]
pub(super) struct Folders(HashMap<(u64, u64), Open>);

/// A folder that is being read.
#[derive(Debug)]
struct Open {
    path: PathBuf,
    entries: Vec<Entry>,
    /// The entry that comes next.
    next: usize,
}

#[derive(Debug)]
struct Entry {
    name: OsString,
    file: u64,
    kind: u8,
}

impl Folders {
    /// `getdents64`: writes the entries that come next into the buffer, an address and a length, and gives the bytes they take.
    pub(super) fn read(&mut self, thread: Pid, folder: u64, buffer: (u64, u64), files: &mut Files) -> Option<u64> {
        let path = descriptor(thread, folder)?;
        let key = (process(thread)?, folder);
        if self.0.get(&key).is_none_or(|open| open.path != path) {
            let entries = entries(thread, folder, files.has(&path).then_some(files))?;
            self.0.insert(key, Open { path, entries, next: 0 });
        }
        let open = self.0.get_mut(&key)?;
        let mut bytes = Vec::new();
        while let Some(entry) = open.entries.get(open.next) {
            let record = entry.record(open.next as u64 + 1);
            if (bytes.len() + record.len()) as u64 > buffer.1 {
                break;
            }
            bytes.extend(record);
            open.next += 1;
        }
        write(thread, buffer.0, &bytes);
        Some(bytes.len() as u64)
    }

    /// `lseek`, where the descriptor is a folder that is being read.
    pub(super) fn seek(&mut self, thread: Pid, folder: u64, offset: i64, from: u64) -> Option<u64> {
        let open = self.0.get_mut(&(process(thread)?, folder)).filter(|_| from == libc::SEEK_SET as u64)?;
        if descriptor(thread, folder)? != open.path {
            return None;
        }
        open.next = usize::try_from(offset).ok()?;
        Some(open.next as u64)
    }

    /// `close`: the descriptor may be another folder next.
    pub(super) fn close(&mut self, thread: Pid, descriptor: u64) {
        if let Some(process) = process(thread).filter(|_| !self.0.is_empty()) {
            self.0.remove(&(process, descriptor));
        }
    }
}

impl Entry {
    /// `linux_dirent64`: number of the file, where to go on, length of the record, kind, and the name, which ends with a zero.
    fn record(&self, next: u64) -> Vec<u8> {
        const NAME: usize = 19;
        let name = self.name.as_bytes();
        let length = (NAME + name.len() + 1).next_multiple_of(8);
        let mut record = Vec::with_capacity(length);
        record.extend(self.file.to_ne_bytes());
        record.extend(next.to_ne_bytes());
        record.extend(u16::try_from(length).unwrap_or(u16::MAX).to_ne_bytes());
        record.push(self.kind);
        record.extend(name);
        record.resize(length, 0);
        record
    }
}

/// Everything in a folder, by name. The files are counted where there is a count.
fn entries(thread: Pid, folder: u64, mut count: Option<&mut Files>) -> Option<Vec<Entry>> {
    let here = format!("/proc/{thread}/fd/{folder}");
    let device = fs::metadata(&here).ok()?.dev();
    let mut found: Vec<(OsString, u64, u8)> = fs::read_dir(&here)
        .ok()?
        .map(|entry| {
            let entry = entry.ok()?;
            Some((entry.file_name(), entry.ino(), entry.file_type().map_or(libc::DT_UNKNOWN, kind)))
        })
        .collect::<Option<_>>()?;
    found.sort();
    let links = [".", ".."].map(|name| Entry { name: name.into(), file: 1, kind: libc::DT_DIR });
    let rest = found.into_iter().map(|(name, inode, kind)| {
        let file = count.as_mut().map_or(inode, |files| files.number(device, inode));
        Entry { name, file, kind }
    });
    Some(links.into_iter().chain(rest).collect())
}

fn kind(kind: fs::FileType) -> u8 {
    match kind {
        kind if kind.is_dir() => libc::DT_DIR,
        kind if kind.is_file() => libc::DT_REG,
        kind if kind.is_symlink() => libc::DT_LNK,
        kind if kind.is_fifo() => libc::DT_FIFO,
        kind if kind.is_socket() => libc::DT_SOCK,
        _ => libc::DT_UNKNOWN,
    }
}

/// The process that a thread belongs to: threads share their descriptors.
fn process(thread: Pid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Tgid:"))?.trim().parse().ok()
}
