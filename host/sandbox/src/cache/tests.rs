use std::fs;
use std::path::Path;
use std::process::{Child, Command};

use super::*;

fn cache() -> (tempfile::TempDir, PathBuf, CodeCache) {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("cache");
    let cache = CodeCache::open(&folder).unwrap();
    (outer, folder, cache)
}

/// The names in a folder, without those of files that are being written.
fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn entries_that_were_touched_do_not_count() {
    let (_outer, folder, cache) = cache();
    cache.put("a", b"machine code").unwrap();
    assert_eq!(CodeCache::open(&folder).unwrap().get("a").as_deref(), Some(b"machine code".as_slice()));

    let path = folder.join("a.cwasm");
    let whole = fs::read(&path).unwrap();
    fs::write(folder.join("b.cwasm"), &whole).unwrap();
    assert_eq!(cache.get("b"), None, "renamed");
    for index in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[index] ^= 1 << (index % 8);
        fs::write(&path, flipped).unwrap();
        assert_eq!(cache.get("a"), None, "flipped at {index}");
        fs::write(&path, &whole[..index]).unwrap();
        assert_eq!(cache.get("a"), None, "truncated to {index}");
    }
    fs::write(&path, [&whole[..], b"x"].concat()).unwrap();
    assert_eq!(cache.get("a"), None, "with more at the end");
    fs::write(&path, &whole).unwrap();
    assert!(cache.get("a").is_some(), "as it was");
}

#[test]
fn an_entry_from_a_folder_with_another_key_does_not_count() {
    let (_outer, folder, cache) = cache();
    let (_other_outer, other_folder, other) = self::cache();
    other.put("a", b"somebody else's code").unwrap();
    fs::copy(other_folder.join("a.cwasm"), folder.join("a.cwasm")).unwrap();
    assert_eq!(cache.get("a"), None);
    assert_ne!(cache.key, other.key);
}

#[test]
fn what_is_not_used_for_longest_goes_when_there_is_too_much() {
    let outer = tempfile::tempdir().unwrap();
    let limits = CacheLimits { bytes: 4_000, entries: 3 };
    let cache = CodeCache::with_limits(outer.path(), limits).unwrap();
    let age = |name: &str, hours: u64| {
        let file = File::options().append(true).open(outer.path().join(name)).unwrap();
        file.set_modified(SystemTime::now() - std::time::Duration::from_secs(3_600 * hours)).unwrap();
    };
    for (name, hours) in [("a", 9), ("b", 8), ("c", 7)] {
        cache.put(name, &[0; 100]).unwrap();
        age(&format!("{name}.cwasm"), hours);
    }
    assert!(cache.get("a").is_some(), "used now");
    fs::write(outer.path().join(".new-abandoned"), b"half").unwrap();
    age(".new-abandoned", 2);
    fs::write(outer.path().join(".new-fresh"), b"half").unwrap();
    cache.put("d", &[0; 100]).unwrap();
    assert_eq!(names(outer.path()), [".new-fresh", "a.cwasm", "c.cwasm", "d.cwasm", "key"], "too many");
    age("c.cwasm", 7);
    age("d.cwasm", 6);
    cache.put("e", &[0; 3_800]).unwrap();
    assert_eq!(names(outer.path()), [".new-fresh", "a.cwasm", "e.cwasm", "key"], "too large");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn everything_is_this_users_alone() {
        let (_outer, folder, cache) = cache();
        cache.put("a", b"machine code").unwrap();
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join("key")), 0o600);
        assert_eq!(mode(&folder.join("a.cwasm")), 0o600);
    }

    #[test]
    fn a_folder_that_others_may_write_to_is_refused() {
        for bad in [0o777, 0o770, 0o702] {
            let folder = tempfile::tempdir().unwrap();
            set_mode(folder.path(), bad);
            let error = CodeCache::open(folder.path()).unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied, "{bad:o}");
        }
    }

    #[test]
    fn a_key_that_is_none_or_not_private_is_replaced_and_its_entries_do_not_count() {
        type Spoil = (&'static str, fn(&Path));
        let spoil: [Spoil; 6] = [
            ("empty", |key| fs::write(key, b"").unwrap()),
            ("short", |key| fs::write(key, [7; 31]).unwrap()),
            ("long", |key| fs::write(key, [7; 33]).unwrap()),
            ("read by others", |key| set_mode(key, 0o644)),
            ("written by the group", |key| set_mode(key, 0o620)),
            ("a link", |key| {
                let elsewhere = key.with_file_name("elsewhere");
                fs::rename(key, &elsewhere).unwrap();
                symlink(&elsewhere, key).unwrap();
            }),
        ];
        for (what, spoil) in spoil {
            let (_outer, folder, cache) = cache();
            cache.put("a", b"machine code").unwrap();
            let path = folder.join("key");
            spoil(&path);
            let again = CodeCache::open(&folder).unwrap();
            assert_ne!(again.key, cache.key, "{what}");
            assert_eq!(again.get("a"), None, "{what}");
            assert!(fs::symlink_metadata(&path).unwrap().is_file(), "{what}");
            assert_eq!((mode(&path), fs::read(&path).unwrap().len()), (0o600, 32), "{what}");
            again.put("a", b"new code").unwrap();
            assert_eq!(CodeCache::open(&folder).unwrap().get("a").as_deref(), Some(b"new code".as_slice()), "{what}");
        }
    }

    /// Only root can give files away; elsewhere there is nothing to test.
    #[test]
    fn a_key_or_folder_of_somebody_else_is_not_used() {
        let (_outer, folder, cache) = cache();
        if std::os::unix::fs::chown(folder.join("key"), Some(12_345), None).is_err() {
            return;
        }
        assert_ne!(CodeCache::open(&folder).unwrap().key, cache.key);
        std::os::unix::fs::chown(&folder, Some(12_345), None).unwrap();
        assert_eq!(CodeCache::open(&folder).unwrap_err().kind(), std::io::ErrorKind::PermissionDenied);
    }

    #[test]
    fn links_and_what_is_no_file_do_not_count_as_entries() {
        let (_outer, folder, cache) = cache();
        cache.put("a", b"machine code").unwrap();
        let elsewhere = folder.with_file_name("elsewhere");
        fs::rename(folder.join("a.cwasm"), &elsewhere).unwrap();
        symlink(&elsewhere, folder.join("a.cwasm")).unwrap();
        assert_eq!(cache.get("a"), None, "a link, even to an authentic entry");
        symlink("/dev/zero", folder.join("b.cwasm")).unwrap();
        assert_eq!(cache.get("b"), None, "a device without end");
        fs::create_dir(folder.join("c.cwasm")).unwrap();
        assert_eq!(cache.get("c"), None, "a folder");
        // Writing replaces the link, not what it leads to.
        cache.put("a", b"other code").unwrap();
        assert!(fs::symlink_metadata(folder.join("a.cwasm")).unwrap().is_file());
        assert!(fs::read(&elsewhere).unwrap().ends_with(b"machine code"));
    }

    /// Runs `child` below in a process of its own.
    fn spawn(folder: &Path, role: &str, before: &str) -> Child {
        let script = format!("{before} exec \"$0\" --exact cache::tests::unix::child --ignored");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(std::env::current_exe().unwrap());
        command.env("CACHE_FOLDER", folder).env("CACHE_ROLE", role).stdout(std::process::Stdio::null());
        command.spawn().unwrap()
    }

    #[test]
    #[ignore = "the other process of the tests below"]
    fn child() {
        let folder = PathBuf::from(std::env::var_os("CACHE_FOLDER").unwrap());
        let cache = CodeCache::open(&folder).unwrap();
        let role = std::env::var("CACHE_ROLE").unwrap();
        if role == "no room" {
            assert!(cache.put("large", &[7; 1 << 20]).is_err());
            return;
        }
        let code = role.repeat(50_000);
        for _ in 0..200 {
            cache.put("a", code.as_bytes()).unwrap();
            // Whoever wrote last: whole, and by one of us.
            let found = cache.get("a").expect("another key, or half an entry");
            assert!(found.len() == 50_000 && found.iter().all(|byte| *byte == found[0]));
        }
    }

    #[test]
    fn processes_that_write_the_same_entry_at_the_same_time_read_whole_ones() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("cache");
        // None of them finds a key, so they also race for making it.
        let children = ["1", "2", "3", "4"].map(|role| spawn(&folder, role, ""));
        for mut child in children {
            assert!(child.wait().unwrap().success());
        }
        assert_eq!(names(&folder), ["a.cwasm", "key"]);
        assert!(CodeCache::open(&folder).unwrap().get("a").is_some());
    }

    #[test]
    fn a_full_disk_leaves_nothing_behind_and_what_was_there() {
        let (_outer, folder, cache) = cache();
        cache.put("a", b"machine code").unwrap();
        // A limit on file sizes fails a write as a full disk does: in the middle.
        let mut full = spawn(&folder, "no room", "trap '' XFSZ; ulimit -f 8;");
        assert!(full.wait().unwrap().success());
        assert_eq!(names(&folder), ["a.cwasm", "key"]);
        assert!(cache.get("a").is_some());
    }

    #[test]
    fn a_writer_that_is_killed_leaves_no_entry() {
        let (_outer, folder, cache) = cache();
        // Without the trap the signal of the limit kills the process in the middle of its write.
        let mut killed = spawn(&folder, "no room", "ulimit -f 8;");
        assert!(!killed.wait().unwrap().success());
        assert_eq!(cache.get("large"), None);
        assert!(names(&folder).iter().any(|name| name.starts_with(NEW)), "{:?}", names(&folder));
        cache.put("large", b"whole").unwrap();
        assert_eq!(cache.get("large").as_deref(), Some(b"whole".as_slice()));
    }
}
