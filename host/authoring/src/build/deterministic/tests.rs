use std::os::unix::process::ExitStatusExt;

use super::*;

/// What a shell's script says when it is run in a folder, or nothing where this machine allows no tracing.
fn said(script: &str, folder: &Path) -> Option<String> {
    let ran = run(Command::new("sh").args(["-c", script]), folder).unwrap();
    if let Some(reason) = ran.differs {
        println!("NOT CHECKED: {reason}");
        return None;
    }
    assert!(ran.output.status.success(), "{:?}", ran.output);
    Some(String::from_utf8(ran.output.stdout).unwrap())
}

/// A folder with files that are made in the order of `names`.
fn folder(names: impl Iterator<Item = usize>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        std::fs::write(folder.path().join(name.to_string()), "").unwrap();
    }
    folder
}

#[test]
fn folders_are_read_by_name_and_say_neither_when_nor_where_they_were_made() {
    // More than one call's worth.
    let (up, down) = (folder(0..2_000), folder((0..2_000).rev()));
    let list = "ls -lailU --time-style=full-iso";
    let Some(listed) = said(list, up.path()) else { return };
    // What a tool looks at before, elsewhere, depends on the machine.
    let list = "ls -l / >/dev/null; ls -lailU --time-style=full-iso";
    assert_eq!(Some(&listed), said(list, down.path()).as_ref());
    let mut names: Vec<String> = (0..2_000).map(|name| name.to_string()).collect();
    names.sort();
    let found: Vec<&str> = listed.lines().skip(3).filter_map(|line| line.split_whitespace().last()).collect();
    assert_eq!(found, names);
}

#[test]
fn clocks_stand_and_chance_is_always_the_same() {
    let here = tempfile::tempdir().unwrap();
    let Some(time) = said("date -u +%s.%N; sleep 0.01; date -u +%s.%N", here.path()) else { return };
    assert_eq!(time, "946684800.000000000\n946684800.000000000\n");
    let name = "TMPDIR=/nowhere mktemp -u";
    assert_eq!(said(name, here.path()), said(name, here.path()));
}

#[test]
fn the_tool_is_waited_for_with_all_that_it_started() {
    let here = tempfile::tempdir().unwrap();
    let Some(text) = said("(sleep 0.2; echo late) & echo early", here.path()) else { return };
    assert_eq!(text, "early\nlate\n");
    let lines = said("i=0; while [ $i -lt 50 ]; do (echo line) & i=$((i + 1)); done; wait", here.path()).unwrap();
    assert_eq!(lines.lines().count(), 50);
}

#[test]
fn how_a_tool_ends_is_told_as_it_was() {
    let here = tempfile::tempdir().unwrap();
    let ended = |script: &str| run(Command::new("sh").args(["-c", script]), here.path()).unwrap().output;
    let failed = ended("echo why >&2; exit 7");
    assert_eq!((failed.status.code(), failed.stderr.as_slice()), (Some(7), b"why\n".as_slice()));
    assert_eq!(ended("kill -TERM $$").status.signal(), Some(15));
    assert_eq!(run(&mut Command::new("/nowhere/tool"), here.path()).unwrap().output.status.code(), Some(127));
}
