//! Review records: a chain of signed lines in which everything that was done to it shows.

use std::path::{Path, PathBuf};

use lictor_evals::review::{FaultKind, ReviewDraft, ReviewFile, ReviewVerdict};
use lictor_model::{Digest, Dimension};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::common::{NOW, Person, draft, person, time, trust};

struct Records {
    _folder: TempDir,
    path: PathBuf,
    jane: Person,
}

/// Four records by Jane, ten minutes apart.
fn four() -> Records {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reviews.jsonl");
    let jane = person("Jane", &["risk"]);
    for (index, case) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let at = time(&format!("2026-06-15T10:{index}0:00Z"));
        let draft = ReviewDraft { at, ..draft(&jane, case, Dimension::Risk, ReviewVerdict::Pass) };
        ReviewFile::append(&path, draft, &jane.key).unwrap();
    }
    Records { _folder: folder, path, jane }
}

impl Records {
    fn read(&self) -> ReviewFile {
        self.read_with("")
    }

    fn read_with(&self, more: &str) -> ReviewFile {
        ReviewFile::read(&self.path, &trust(&[&self.jane], more), time(NOW)).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        std::fs::read_to_string(&self.path).unwrap().lines().map(str::to_owned).collect()
    }

    fn write(&self, lines: &[String]) {
        std::fs::write(&self.path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    }

    fn faults(&self) -> Vec<(u64, FaultKind)> {
        self.read().faults.iter().map(|fault| (fault.line, fault.kind)).collect()
    }
}

#[test]
fn what_was_written_is_read_again() {
    let records = four();
    let file = records.read();
    assert_eq!(file.faults, []);
    let cases: Vec<&str> = file.entries.iter().map(|entry| entry.record.case.as_str()).collect();
    assert_eq!(cases, ["a", "b", "c", "d"]);
    assert_eq!(file.entries[0].record.previous, None);
    assert_eq!(file.entries[3].record.previous, Some(Digest::of(&records.lines()[2])));
    assert_eq!(file.lines.last(), Some(&Digest::of(&records.lines()[3])));
}

#[test]
fn an_edited_line_is_named() {
    let records = four();
    let mut lines = records.lines();
    lines[1] = lines[1].replace("\"pass\"", "\"fail\"");
    records.write(&lines);
    assert_eq!(records.faults(), [(2, FaultKind::Edited)]);
    assert!(records.read().is_tampered());
    let counted: Vec<u64> = records.read().entries.iter().map(|entry| entry.line).collect();
    assert_eq!(counted, [1, 3, 4], "the others stand");
}

#[test]
fn a_removed_line_is_named() {
    let records = four();
    let mut lines = records.lines();
    lines.remove(1);
    records.write(&lines);
    assert_eq!(records.faults(), [(2, FaultKind::Chain)]);
    let message = &records.read().faults[0].message;
    assert!(message.contains("a line was removed, replaced or inserted"), "{message}");
}

#[test]
fn a_removed_beginning_is_named() {
    let records = four();
    records.write(&records.lines()[1..]);
    let file = records.read();
    assert_eq!((file.faults[0].line, file.faults[0].kind), (1, FaultKind::Chain));
    assert!(file.faults[0].message.contains("the lines before this one were removed"));
}

#[test]
fn lines_in_another_order_and_files_put_together_are_named() {
    let records = four();
    let mut lines = records.lines();
    lines.swap(1, 2);
    records.write(&lines);
    assert_eq!(records.faults(), [(2, FaultKind::Chain), (3, FaultKind::Chain), (4, FaultKind::Chain)]);
    let (one, other) = (four(), four());
    one.write(&[one.lines(), other.lines()].concat());
    assert_eq!(one.faults()[0], (5, FaultKind::Chain));
}

/// Somebody who may sign writes a line of his own anew: it is signed, and the next line tells.
#[test]
fn a_line_that_was_signed_again_breaks_the_chain() {
    let records = four();
    let other = four();
    let mut lines = records.lines();
    let before: Vec<String> = lines[..1].to_vec();
    other.write(&before);
    let changed = draft(&records.jane, "b", Dimension::Risk, ReviewVerdict::Fail);
    ReviewFile::append(&other.path, changed, &records.jane.key).unwrap();
    lines[1] = other.lines()[1].clone();
    records.write(&lines);
    assert_eq!(records.faults(), [(3, FaultKind::Chain)]);
}

#[test]
fn a_cut_tail_is_named_and_nothing_is_added_to_it() {
    let records = four();
    let text = std::fs::read_to_string(&records.path).unwrap();
    std::fs::write(&records.path, &text[..text.len() - 20]).unwrap();
    assert_eq!(records.faults(), [(4, FaultKind::Truncated)]);
    let more = draft(&records.jane, "e", Dimension::Risk, ReviewVerdict::Pass);
    let refused = ReviewFile::append(&records.path, more, &records.jane.key).unwrap_err();
    assert!(refused.to_string().contains("the last line has no end"), "{refused}");
    assert_eq!(std::fs::read_to_string(&records.path).unwrap().len(), text.len() - 20, "nothing was written");
}

#[test]
fn lines_that_are_no_records_are_named_and_not_quoted() {
    let records = four();
    let mut lines = records.lines();
    lines[2] = "{\"secret\": \"s3same\"}".into();
    records.write(&lines);
    let file = records.read();
    assert_eq!((file.faults[0].line, file.faults[0].kind), (3, FaultKind::Unreadable));
    assert!(!format!("{:?}", file.faults).contains("s3same"));
    lines[2] = "x".repeat(100_000);
    records.write(&lines);
    assert_eq!(records.faults(), [(3, FaultKind::Unreadable)]);
}

#[test]
fn records_by_an_unknown_key_do_not_count() {
    let records = four();
    let stranger = person("Jane", &["risk"]);
    let file = ReviewFile::read(&records.path, &trust(&[&stranger], ""), time(NOW)).unwrap();
    assert_eq!(file.entries, []);
    assert!(file.faults.iter().all(|fault| fault.kind == FaultKind::Untrusted), "{:?}", file.faults);
    assert!(!file.is_tampered(), "a stranger's records are no sign that the file was altered");
}

#[test]
fn a_line_by_another_key_under_a_known_id_does_not_count() {
    let records = four();
    let thief = person("Jane", &["risk"]);
    let draft = draft(&records.jane, "e", Dimension::Risk, ReviewVerdict::Pass);
    ReviewFile::append(&records.path, draft, &thief.key).unwrap();
    let mut lines = records.lines();
    lines[4] = lines[4].replace(thief.key.public().id().as_str(), records.jane.key.public().id().as_str());
    records.write(&lines);
    assert_eq!(records.faults(), [(5, FaultKind::Edited)]);
}

#[test]
fn keys_out_of_their_time_and_revoked_ones_do_not_count() {
    let records = four();
    for (more, part) in [
        ("valid_until = 2026-06-14", "was valid until 2026-06-14"),
        ("valid_from = 2026-06-16", "is valid from 2026-06-16"),
        ("revoked = { day = 2026-06-15, reason = \"lost\" }", "was revoked on 2026-06-15: lost"),
    ] {
        let file = records.read_with(more);
        assert_eq!((file.entries.len(), file.faults.len()), (0, 4), "{more}");
        assert!(file.faults[0].message.contains(part), "{}", file.faults[0].message);
    }
}

#[test]
fn a_time_in_the_future_and_a_time_that_was_set_back_do_not_count() {
    let records = four();
    let later = ReviewDraft {
        at: time("2026-06-15T13:00:00Z"),
        ..draft(&records.jane, "e", Dimension::Risk, ReviewVerdict::Pass)
    };
    ReviewFile::append(&records.path, later, &records.jane.key).unwrap();
    let earlier = ReviewDraft {
        at: time("2026-06-15T09:00:00Z"),
        ..draft(&records.jane, "f", Dimension::Risk, ReviewVerdict::Pass)
    };
    ReviewFile::append(&records.path, earlier, &records.jane.key).unwrap();
    assert_eq!(records.faults(), [(5, FaultKind::Untrusted), (6, FaultKind::DatedBack)]);
    assert!(records.read().faults[0].message.contains("in the future"));
}

#[test]
fn a_role_that_the_key_does_not_have_and_another_name_do_not_count() {
    let records = four();
    let usual = || draft(&records.jane, "e", Dimension::Risk, ReviewVerdict::Pass);
    ReviewFile::append(&records.path, ReviewDraft { role: "product".into(), ..usual() }, &records.jane.key).unwrap();
    ReviewFile::append(&records.path, ReviewDraft { reviewer: "Ann".into(), ..usual() }, &records.jane.key).unwrap();
    assert_eq!(records.faults(), [(5, FaultKind::Role), (6, FaultKind::Role)]);
    let messages: Vec<String> = records.read().faults.into_iter().map(|fault| fault.message).collect();
    assert!(messages[0].contains("may not sign as product: the trust file gives it risk"), "{messages:?}");
    assert!(messages[1].contains("belongs to Jane"), "{messages:?}");
}

#[test]
fn records_of_other_runs_are_kept_apart_and_the_last_word_counts() {
    let records = four();
    let say = |run: &str, verdict| ReviewDraft {
        run: Digest::of(run),
        at: time("2026-06-15T11:00:00Z"),
        ..draft(&records.jane, "a", Dimension::Risk, verdict)
    };
    ReviewFile::append(&records.path, say("other", ReviewVerdict::Fail), &records.jane.key).unwrap();
    ReviewFile::append(&records.path, say("head", ReviewVerdict::Ambiguous), &records.jane.key).unwrap();
    let file = records.read();
    let reviews = file.of_run(&Digest::of("head"));
    assert_eq!(reviews.elsewhere, 1);
    let verdicts: Vec<_> = reviews.about("a", Dimension::Risk).map(|record| record.verdict).collect();
    assert_eq!(verdicts, [ReviewVerdict::Ambiguous]);
    assert!(reviews.has("a", Dimension::Risk, "risk"));
    assert!(!reviews.has("a", Dimension::Grounding, "risk"));
    assert_eq!(reviews.records().count(), 4);
}

#[test]
fn a_review_says_what_why_and_who() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.jsonl");
    let jane = person("Jane", &["risk"]);
    let usual = || draft(&jane, "a", Dimension::Risk, ReviewVerdict::Pass);
    for (draft, part) in [
        (ReviewDraft { criterion: " ".into(), ..usual() }, "the criterion is empty"),
        (ReviewDraft { reason: String::new(), ..usual() }, "the reason is empty"),
        (ReviewDraft { reviewer: String::new(), ..usual() }, "the reviewer is empty"),
        (ReviewDraft { role: String::new(), ..usual() }, "the role is empty"),
        (ReviewDraft { reason: "a\nb".into(), ..usual() }, "the reason must be one line"),
        (ReviewDraft { reason: "x".repeat(2001), ..usual() }, "the reason must be one line"),
    ] {
        let refused = ReviewFile::append(&path, draft, &jane.key).unwrap_err();
        assert!(refused.to_string().contains(part), "{refused}");
    }
    assert!(!path.exists(), "nothing is written for a record that is none");
}

#[test]
fn a_file_that_is_not_there_is_an_error_and_no_empty_one() {
    let read = ReviewFile::read(Path::new("/nowhere/reviews.jsonl"), &trust(&[], ""), time(NOW));
    assert!(read.unwrap_err().to_string().contains("cannot be read"));
}

#[test]
fn people_who_write_at_once_make_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.jsonl");
    let people: Vec<Person> = ["A", "B", "C", "D"].map(|name| person(name, &["risk"])).into();
    std::thread::scope(|scope| {
        for someone in &people {
            let path = &path;
            scope.spawn(move || {
                for index in 0..10 {
                    let case = format!("{}-{index}", someone.name);
                    let draft = draft(someone, &case, Dimension::Risk, ReviewVerdict::Pass);
                    ReviewFile::append(path, draft, &someone.key).unwrap();
                }
            });
        }
    });
    let all: Vec<&Person> = people.iter().collect();
    let file = ReviewFile::read(&path, &trust(&all, ""), time(NOW)).unwrap();
    assert_eq!((file.entries.len(), file.faults.as_slice()), (40, [].as_slice()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever single byte is altered, the file is not taken for what it was.
    #[test]
    fn no_altered_byte_goes_unseen(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let records = four();
        let before = records.read();
        let mut bytes = std::fs::read(&records.path).unwrap();
        let place = place.index(bytes.len());
        prop_assume!(bytes[place] != byte);
        bytes[place] = byte;
        std::fs::write(&records.path, &bytes).unwrap();
        let after = records.read();
        prop_assert_ne!(&after.lines, &before.lines);
        // Only what a reader of JSON does not see, in the last line, which has no next one to tell, is no fault.
        let last_line = bytes[..place].iter().filter(|byte| **byte == b'\n').count() == 3;
        let same = after.entries.iter().map(|entry| &entry.record).eq(before.entries.iter().map(|entry| &entry.record));
        prop_assert!(!after.faults.is_empty() || (last_line && same));
    }
}
