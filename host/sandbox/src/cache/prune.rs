//! Keeps the folder from growing without bound.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{CacheLimits, ENTRY, NEW};

/// How long a file that is being written is left alone. Its writer may have been killed.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Makes room for an entry of so many bytes. What cannot be removed stays, and nobody is told: the next one who
/// writes tries again.
pub(super) fn prune(folder: &Path, limits: CacheLimits, room: u64) {
    let Ok(files) = fs::read_dir(folder) else { return };
    let now = SystemTime::now();
    let mut entries: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for file in files.flatten() {
        let (path, Ok(found)) = (file.path(), file.metadata()) else { continue };
        let used = found.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        if file.file_name().to_string_lossy().starts_with(NEW) {
            if now.duration_since(used).is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(path);
            }
        } else if path.extension().is_some_and(|ending| ending == ENTRY) {
            entries.push((used, found.len(), path));
        }
    }
    entries.sort();
    let mut bytes: u64 = entries.iter().map(|(_, bytes, _)| bytes).sum::<u64>().saturating_add(room);
    let mut count = entries.len() + 1;
    for (_, size, path) in entries {
        if bytes <= limits.bytes && count <= limits.entries {
            return;
        }
        let _ = fs::remove_file(path);
        bytes = bytes.saturating_sub(size);
        count -= 1;
    }
}
