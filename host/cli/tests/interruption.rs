//! Runs that are cut short: killed, interrupted, without room for their report, without anybody who reads it. There is
//! never half a record where a report should be, and the next run is right.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{Folder, folder};

const BAD: &str = r#"{"id": "bad", "answer": "The card is 4539 1488 0343 6467, and no need to see a doctor."}"#;

/// One pack, so that a run without compiled code does not take long.
const POLICY: &str = "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
                      inputs = [\"answer\"]\n";

fn lines(count: usize) -> Folder {
    let folder = folder();
    folder.write("a.jsonl", format!("{BAD}\n").repeat(count)).write("p.toml", POLICY);
    folder
}

const CHECK: [&str; 7] = ["check", "a.jsonl", "--policy", "p.toml", "--format", "jsonl", "--quiet"];

fn check(folder: &Folder, more: &[&str]) -> Command {
    folder.command(&[&CHECK, more].concat())
}

fn piped(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Waits for what another process does. Gives up only when that process must be broken.
fn wait_for<T>(mut happened: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(result) = happened() {
            return result;
        }
        assert!(begin.elapsed() < Duration::from_secs(120), "nothing happens");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whole records and nothing else; how many.
fn whole_records(text: &str) -> usize {
    assert!(text.is_empty() || text.ends_with('\n'), "{:?}", &text[text.len().saturating_sub(80)..]);
    let record = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok_and(|record| record.is_object());
    assert!(text.lines().all(record));
    text.lines().count()
}

fn files(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_killed_run_leaves_the_old_report_and_a_cache_that_works() {
    let folder = lines(2_000);
    let run = |cache: &str, output: &str| {
        let mut command = check(&folder, &["--output", output]);
        command.env("LICTOR_CACHE", folder.path().join(cache)).stderr(Stdio::null());
        command
    };
    let begin = Instant::now();
    assert_eq!(run("another-cache", "whole.jsonl").status().unwrap().code(), Some(1));
    let (whole, takes) = (folder.read("whole.jsonl"), begin.elapsed());
    assert_eq!(whole_records(&whole), 2_000);
    folder.write("report.jsonl", "old");
    // At moments all over a run, so while it compiles, while it stores compiled code, while it writes its report.
    let rounds = 7;
    for round in 0..rounds {
        let mut child = run("cache", "report.jsonl").spawn().unwrap();
        std::thread::sleep(takes * (2 * round + 1) / (2 * rounds));
        child.kill().unwrap();
        child.wait().unwrap();
        let report = folder.read("report.jsonl");
        assert!(report == "old" || report == whole, "half a report after {round} of {rounds}");
    }
    folder.write("report.jsonl", "old");
    assert_eq!(run("cache", "report.jsonl").status().unwrap().code(), Some(1));
    assert_eq!(folder.read("report.jsonl"), whole);
}

/// The command under a limit of 1 MiB for any file, which stops it as a full disk does. (Not less: the sandbox keeps the
/// memory that instances start with in a file, too, which lies in memory.)
fn limited(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    // A process that does not ignore the signal is ended by it, which is another way to be killed.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\""]);
    shell.arg(command.get_program()).args(command.get_args()).current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

#[test]
fn a_report_that_does_not_fit_leaves_the_old_one() {
    let folder = lines(5_000);
    folder.write("report.jsonl", "old");
    assert_eq!(check(&folder, &["--output", "/dev/null"]).status().unwrap().code(), Some(1));
    let before = files(&folder);
    // Some formats keep what they say last in a temporary file, which does not fit either.
    for format in ["jsonl", "sarif", "junit"] {
        let arguments =
            ["check", "a.jsonl", "--policy", "p.toml", "--format", format, "--quiet", "--output", "report.jsonl"];
        let done = limited(&folder.command(&arguments)).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(3), "{format}: {said}");
        assert!(said.contains("the output cannot be written") && said.contains("too large"), "{format}: {said}");
        assert!(!said.contains("panicked"), "{format}: {said}");
        assert_eq!((folder.read("report.jsonl").as_str(), files(&folder)), ("old", before.clone()), "{format}");
    }
}

#[test]
fn compiled_code_that_does_not_fit_is_not_kept_and_not_missed() {
    let folder = lines(3);
    let cache = folder.path().join("cache");
    let mut run = check(&folder, &[]);
    run.env("LICTOR_CACHE", &cache);
    let done = limited(&run).output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8_lossy(&done.stderr).as_ref()), (Some(1), ""));
    // What was worked out about patterns is small enough, and is kept.
    let names = || std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let kept = || names().filter(|name| !name.starts_with("patterns-")).collect::<Vec<_>>();
    assert_eq!(kept(), ["key"], "no half entry");
    let again = run.output().unwrap();
    assert_eq!((again.stdout, again.status.code()), (done.stdout, Some(1)));
    assert_eq!((kept().len(), names().count()), (2, 3));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_named_in_every_format() {
    let folder = lines(3);
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let fails = |mut command: Command| {
        let done = command.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(3), "{:?} {said}", command.get_args());
        assert!(said.contains("the output cannot be written: No space left"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    };
    for format in ["text", "json", "jsonl", "sarif", "junit", "github", "csv"] {
        let arguments = ["check", "a.jsonl", "--policy", "p.toml", "--format", format];
        let mut standard = folder.command(&arguments);
        standard.stdout(full());
        fails(standard);
        fails(folder.command(&[&arguments[..], &["--output", "/dev/full"]].concat()));
    }
    for arguments in [&["rules", "list"][..], &["policy", "show", "default"], &["schema", "sample"]] {
        let mut command = folder.command(arguments);
        command.stdout(full());
        fails(command);
    }
}

#[test]
fn a_reader_that_has_seen_enough_got_whole_records() {
    let folder = lines(20_000);
    let mut child = piped(check(&folder, &[]));
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    drop(reader);
    assert_eq!(whole_records(&line), 1);
    let done = child.wait_with_output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8_lossy(&done.stderr).as_ref()), (Some(3), ""));
}

#[test]
fn an_interrupted_run_leaves_the_old_report() {
    let folder = lines(300_000);
    folder.write("report.jsonl", "old");
    let mut child = check(&folder, &["--output", "report.jsonl"]).stderr(Stdio::piped()).spawn().unwrap();
    // The report grows beside the old one.
    let growing = |name: &String| {
        let length = std::fs::metadata(folder.path().join(name)).map_or(0, |found| found.len());
        name.starts_with(".lictor-") && length > 0
    };
    wait_for(|| files(&folder).iter().any(growing).then_some(()));
    interrupt(&child);
    let code = child.wait().unwrap().code();
    assert_eq!((code, folder.read("report.jsonl").as_str()), (Some(130), "old"));
    assert_eq!(files(&folder), ["a.jsonl", "p.toml", "report.jsonl"]);
}

/// A run whose first records have been read, so that it is under way.
fn under_way(folder: &Folder) -> (Child, BufReader<std::process::ChildStdout>, String) {
    let mut child = piped(check(folder, &[]));
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    (child, reader, first)
}

#[test]
fn what_was_written_before_an_interruption_is_whole_records() {
    let folder = lines(300_000);
    let (child, mut reader, mut text) = under_way(&folder);
    interrupt(&child);
    reader.read_to_string(&mut text).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(130));
    let records = whole_records(&text);
    assert!(records < 300_000 && said.contains(&format!("interrupted after {records} samples")), "{records}: {said}");
}

#[test]
fn an_interruption_does_not_cut_the_record_that_nobody_takes() {
    let folder = lines(300_000);
    let (child, mut reader, mut text) = under_way(&folder);
    interrupt(&child);
    // Longer than a run may take to stop by itself: it waits in the middle of a write all the time.
    std::thread::sleep(Duration::from_millis(1_500));
    reader.read_to_string(&mut text).unwrap();
    assert!(whole_records(&text) < 300_000);
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(130));
}

#[test]
fn a_second_interruption_ends_a_run_that_nobody_reads() {
    let folder = lines(300_000);
    let (mut child, reader, _) = under_way(&folder);
    let status = wait_for(|| {
        interrupt(&child);
        child.try_wait().unwrap()
    });
    assert_eq!(status.code(), Some(130));
    drop(reader);
}

#[test]
fn an_interruption_ends_a_run_that_waits_for_input() {
    let folder = lines(0);
    let mut command = folder.command(&["check", "-", "--policy", "p.toml", "--format", "jsonl"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    // More than is held back, so that some of it is seen.
    input.write_all(format!("{BAD}\n").repeat(1_000).as_bytes()).unwrap();
    let mut text = String::new();
    reader.read_line(&mut text).unwrap();
    interrupt(&child);
    reader.read_to_string(&mut text).unwrap();
    assert!(whole_records(&text) > 0);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
}

#[test]
fn an_interrupted_evaluation_leaves_no_run() {
    let folder = common::evaluation::shop();
    let answer = |repeat| {
        format!("{{\"id\":\"refunds/window\",\"repeat\":{repeat},\"answer\":\"For 30 days, no. {repeat}.\"}}\n")
    };
    folder.write("many.jsonl", (1..300_000).map(answer).collect::<String>());
    let before = files(&folder);
    let arguments =
        ["run", "--quiet", "--set", "set", "--answers", "many.jsonl", "--policy", "p.toml", "--output", "many"];
    let child = piped(folder.command(&arguments));
    // Results grow in a folder beside the one that would become the run.
    let results = |name: &String| {
        let file = folder.path().join(name).join("results.jsonl");
        name.starts_with(".lictor-run-") && std::fs::metadata(file).is_ok_and(|found| found.len() > 0)
    };
    wait_for(|| files(&folder).iter().any(results).then_some(()));
    interrupt(&child);
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), done.stdout.as_slice()), (Some(130), &b""[..]), "{said}");
    assert!(said.contains("interrupted; many was not written"), "{said}");
    assert_eq!(files(&folder), before);
}
