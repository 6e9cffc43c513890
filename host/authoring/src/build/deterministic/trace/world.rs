//! The answers that are the same on every machine.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::offset_of;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use nix::libc;
use nix::sys::uio::{RemoteIoVec, process_vm_readv, process_vm_writev};
use nix::unistd::Pid;

use super::Call;
use super::folders::Folders;

/// What every clock says, in seconds since 1970, and when every file was made: the start of the year 2000.
const NOW: i64 = 946_684_800;

/// What chance gives.
const RANDOM: u8 = 42;

/// What every folder is said to take, in bytes and in blocks of 512.
const FOLDER_BYTES: u64 = 4096;
const FOLDER_BLOCKS: u64 = 8;

/// What the tool has been told of the world so far.
#[derive(Debug)]
pub(super) struct World {
    files: Files,
    folders: Folders,
}

/// The numbers of the files in one folder: counted in the order in which they are asked for. Files elsewhere keep theirs, because
/// they are the machine's: which of them a tool looks at while it starts is another question on each.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    numbers: HashMap<(u64, u64), u64>,
}

impl Files {
    /// Whether the file is one of those that are counted.
    pub(super) fn has(&self, file: &Path) -> bool {
        file.starts_with(&self.folder)
    }

    /// The number of a file that is counted, by its device and its inode.
    pub(super) fn number(&mut self, device: u64, inode: u64) -> u64 {
        let next = self.numbers.len() as u64 + 1;
        *self.numbers.entry((device, inode)).or_insert(next)
    }

    /// Puts the number of a file that is counted into what the kernel says of it, where its device and its inode stand.
    fn count(&mut self, file: Option<PathBuf>, bytes: &mut [u8], (device, inode): (usize, usize)) {
        if file.is_some_and(|file| self.has(&file)) {
            let counted = self.number(number(bytes, device), number(bytes, inode));
            set(bytes, inode, &counted.to_ne_bytes());
            set(bytes, device, &[0; 8]);
        }
    }
}

impl World {
    /// A world for a tool that works in a folder.
    pub(super) fn around(folder: &Path) -> io::Result<Self> {
        let files = Files { folder: folder.canonicalize()?, numbers: HashMap::new() };
        Ok(Self { files, folders: Folders::default() })
    }

    /// Puts the world's answer over that of the kernel, in the memory of the thread. Gives the result to return, where it is another.
    pub(super) fn answers(&mut self, thread: Pid, call: Call, result: i64) -> Option<u64> {
        let Call { number, arguments: [first, second, third, _, fifth, _] } = call;
        if number == libc::SYS_lseek {
            return self.folders.seek(thread, first, second.cast_signed(), third);
        }
        if result < 0 {
            return None;
        }
        match number {
            libc::SYS_getrandom => write(thread, first, &vec![RANDOM; usize::try_from(result).unwrap_or(0)]),
            libc::SYS_clock_gettime => write(thread, second, &now()),
            libc::SYS_gettimeofday if first != 0 => write(thread, first, &now()),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_time => {
                if first != 0 {
                    write(thread, first, &NOW.to_ne_bytes());
                }
                return Some(NOW.cast_unsigned());
            }
            libc::SYS_statx => self.statx(thread, fifth, file(thread, first, second)),
            libc::SYS_fstat => self.stat(thread, second, descriptor(thread, first)),
            libc::SYS_newfstatat => self.stat(thread, third, file(thread, first, second)),
            libc::SYS_getdents64 => return self.folders.read(thread, first, (second, third), &mut self.files),
            libc::SYS_close => self.folders.close(thread, first),
            _ => {}
        }
        None
    }

    /// Takes the kernel's page with clocks from a program that starts, so that it has to ask for the time. The page is found in
    /// the auxiliary vector, which follows arguments and environment on the stack.
    pub(super) fn program_starts(&self, thread: Pid, stack: u64) {
        let word = |at: u64| read(thread, at, 8).first_chunk().copied().map(u64::from_ne_bytes);
        let Some(arguments) = word(stack) else { return };
        let mut at = stack + 8 * (arguments + 2);
        while word(at).is_some_and(|variable| variable != 0) {
            at += 8;
        }
        at += 8;
        while let Some(kind) = word(at).filter(|kind| *kind != libc::AT_NULL) {
            if kind == libc::AT_SYSINFO_EHDR {
                write(thread, at, &libc::AT_IGNORE.to_ne_bytes());
            }
            at += 16;
        }
    }

    fn statx(&mut self, thread: Pid, at: u64, file: Option<PathBuf>) {
        let mut bytes = read(thread, at, size_of::<libc::statx>());
        if bytes.len() < size_of::<libc::statx>() {
            return;
        }
        let places = (offset_of!(libc::statx, stx_dev_major), offset_of!(libc::statx, stx_ino));
        self.files.count(file, &mut bytes, places);
        set(&mut bytes, offset_of!(libc::statx, stx_nlink), &1_u32.to_ne_bytes());
        for time in [
            offset_of!(libc::statx, stx_atime),
            offset_of!(libc::statx, stx_btime),
            offset_of!(libc::statx, stx_ctime),
            offset_of!(libc::statx, stx_mtime),
        ] {
            set(&mut bytes, time, &NOW.to_ne_bytes());
            set(&mut bytes, time + 8, &[0; 4]);
        }
        let mode = offset_of!(libc::statx, stx_mode);
        if is_folder(u32::from(u16::from_ne_bytes([bytes[mode], bytes[mode + 1]]))) {
            set(&mut bytes, offset_of!(libc::statx, stx_size), &FOLDER_BYTES.to_ne_bytes());
            set(&mut bytes, offset_of!(libc::statx, stx_blocks), &FOLDER_BLOCKS.to_ne_bytes());
        }
        write(thread, at, &bytes);
    }

    fn stat(&mut self, thread: Pid, at: u64, file: Option<PathBuf>) {
        let mut bytes = read(thread, at, size_of::<libc::stat>());
        if bytes.len() < size_of::<libc::stat>() {
            return;
        }
        self.files.count(file, &mut bytes, (offset_of!(libc::stat, st_dev), offset_of!(libc::stat, st_ino)));
        let links = offset_of!(libc::stat, st_nlink);
        // Eight bytes on x86-64, four on ARM.
        let one: &[u8] = if cfg!(target_arch = "x86_64") { &1_u64.to_ne_bytes() } else { &1_u32.to_ne_bytes() };
        set(&mut bytes, links, one);
        for time in
            [offset_of!(libc::stat, st_atime), offset_of!(libc::stat, st_ctime), offset_of!(libc::stat, st_mtime)]
        {
            set(&mut bytes, time, &now());
        }
        let mode = offset_of!(libc::stat, st_mode);
        if bytes[mode..].first_chunk().copied().map(u32::from_ne_bytes).is_some_and(is_folder) {
            set(&mut bytes, offset_of!(libc::stat, st_size), &FOLDER_BYTES.to_ne_bytes());
            set(&mut bytes, offset_of!(libc::stat, st_blocks), &FOLDER_BLOCKS.to_ne_bytes());
        }
        write(thread, at, &bytes);
    }
}

fn is_folder(mode: u32) -> bool {
    mode & libc::S_IFMT == libc::S_IFDIR
}

/// `timespec` and `timeval`: seconds, and a fraction that is nought.
fn now() -> [u8; 16] {
    let mut time = [0; 16];
    time[..8].copy_from_slice(&NOW.to_ne_bytes());
    time
}

fn number(bytes: &[u8], at: usize) -> u64 {
    bytes[at..].first_chunk().copied().map_or(0, u64::from_ne_bytes)
}

fn set(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// The file behind a descriptor of the thread.
pub(super) fn descriptor(thread: Pid, descriptor: u64) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{thread}/fd/{descriptor}")).ok()
}

/// The file that a thread names by a folder's descriptor and a path below it.
fn file(thread: Pid, folder: u64, path: u64) -> Option<PathBuf> {
    // The upper half of a register is of no account where an `int` is meant.
    let folder = match folder as i32 {
        libc::AT_FDCWD => fs::read_link(format!("/proc/{thread}/cwd")).ok(),
        folder => descriptor(thread, u64::from(folder.cast_unsigned())),
    };
    let path = text(thread, path);
    if path.is_empty() { folder } else { Some(folder.unwrap_or_default().join(OsString::from_vec(path))) }
}

/// A text that ends with a zero. It may end shortly before memory does, so it is not read at once.
fn text(thread: Pid, base: u64) -> Vec<u8> {
    const STEP: usize = 64;
    let mut text = Vec::new();
    while text.len() < libc::PATH_MAX as usize {
        let at = base + text.len() as u64;
        // Up to the next border of this size: no page ends in between.
        let part = read(thread, at, STEP - (at as usize % STEP));
        let end = part.iter().position(|byte| *byte == 0);
        text.extend(&part[..end.unwrap_or(part.len())]);
        if end.is_some() || part.is_empty() {
            break;
        }
    }
    text
}

/// Reads memory of a thread: less than was asked for, or nothing, where there is none.
fn read(thread: Pid, base: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    let Ok(base) = usize::try_from(base) else { return Vec::new() };
    let read = process_vm_readv(thread, &mut [IoSliceMut::new(&mut bytes)], &[RemoteIoVec { base, len }]);
    bytes.truncate(read.unwrap_or(0));
    bytes
}

/// Writes memory of a thread. One that was killed in between has none.
pub(super) fn write(thread: Pid, base: u64, bytes: &[u8]) {
    let Ok(base) = usize::try_from(base) else { return };
    let _ = process_vm_writev(thread, &[IoSlice::new(bytes)], &[RemoteIoVec { base, len: bytes.len() }]);
}
