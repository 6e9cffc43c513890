use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::set::document::{Broken, Document, Lines};
use crate::set::issue::{IssueKind, SetError, SetIssue};
use crate::set::name::is_case_id;
use crate::set::shape::{self, Misfit};
use crate::set::{Case, Set, SetHeader, validate};

/// The most bytes of `set.toml` and of each file in `cases/`.
pub const MOST_FILE_BYTES: u64 = 4 << 20;

/// The most bytes of a line of `cases.jsonl`.
pub const MOST_LINE_BYTES: usize = 4 << 20;

/// The most cases of a set. More is no longer curated.
pub const MOST_CASES: usize = 100_000;

/// The most bytes of a whole set.
pub const MOST_SET_BYTES: u64 = 1 << 30;

/// The most problems that are listed: a file of another kind has one on every line.
const MOST_ISSUES: usize = 1_000;

/// A set with the places where its cases stand.
#[derive(Debug, Clone)]
pub struct OpenedSet {
    /// The set.
    pub set: Set,
    pub(super) files: Files,
    pub(super) header: Place,
    /// For each case of the set, in its order.
    pub(super) places: Vec<Place>,
}

/// Where a set's files are.
#[derive(Debug, Clone)]
pub(super) struct Files {
    pub(super) folder: PathBuf,
    pub(super) header: PathBuf,
}

/// Where a case stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) lines: Lines,
}

impl Place {
    /// An issue with the part of a case at a JSON pointer.
    pub(super) fn issue(&self, misfit: Misfit, case: Option<&str>) -> SetIssue {
        SetIssue {
            kind: misfit.kind,
            severity: misfit.kind.severity(),
            file: self.file.clone(),
            line: Some(self.lines.of(&misfit.pointer)),
            case: case.filter(|id| is_case_id(id)).map(str::to_owned),
            message: misfit.message,
            help: misfit.help,
        }
    }
}

impl Set {
    /// Reads a set from its folder, or from the `set.toml` in it.
    ///
    /// The header stands in `set.toml`; cases stand in `cases.jsonl` (one JSON object per line), in `cases/*.toml` (one
    /// per file, whatever its name), or in both. A case has its id in either form, so that renaming a file makes no new
    /// case. Files that lead out of the folder are refused.
    ///
    /// # Errors
    /// Every problem of the set, by file and line.
    pub fn open(path: &Path) -> Result<Self, SetError> {
        OpenedSet::open(path).map(|opened| opened.set)
    }
}

impl OpenedSet {
    /// Reads a set as [`Set::open`] does, and keeps where its cases stand.
    ///
    /// # Errors
    /// Every problem of the set, by file and line.
    pub fn open(path: &Path) -> Result<Self, SetError> {
        let files = Files::of(path);
        let mut reading = Reading { root: files.folder.canonicalize().ok(), ..Reading::default() };
        let header = reading.header(&files.header);
        reading.json_lines(&files.folder.join("cases.jsonl"));
        reading.case_files(&files.folder.join("cases"));
        if reading.cases.is_empty() && reading.issues.is_empty() {
            let help = "write cases into cases.jsonl, one JSON object per line, or into cases/, one TOML file per case";
            reading.whole(&files.header, IssueKind::NoCases, "the set has no cases".into(), Some(help));
        }
        reading.issues.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        match header {
            Some((header, place)) if reading.issues.is_empty() => {
                let mut cases = reading.cases;
                cases.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
                let (cases, places) = cases.into_iter().unzip();
                Ok(Self { set: Set::new(header, cases), files, header: place, places })
            }
            _ => Err(SetError::new(path.display().to_string(), reading.issues)),
        }
    }

    /// The folder of the set.
    pub fn folder(&self) -> &Path {
        &self.files.folder
    }
}

impl Files {
    pub(super) fn of(path: &Path) -> Self {
        match path.is_dir() {
            true => Self { folder: path.to_owned(), header: path.join("set.toml") },
            false => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                Self { folder: folder.unwrap_or(Path::new(".")).to_owned(), header: path.to_owned() }
            }
        }
    }
}

#[derive(Default)]
struct Reading {
    /// The folder without links, which nothing may lead out of.
    root: Option<PathBuf>,
    /// The workflows, where the header tells them.
    workflows: Option<Vec<String>>,
    cases: Vec<(Case, Place)>,
    /// Where an id was seen first, whatever else is wrong with its case.
    ids: HashMap<String, (String, u64)>,
    issues: Vec<SetIssue>,
    bytes: u64,
    full: bool,
}

impl Reading {
    fn header(&mut self, path: &Path) -> Option<(SetHeader, Place)> {
        let text = self.text(path)?;
        let document = match Document::toml(&text) {
            Ok(document) => document,
            Err(broken) => {
                self.broken(path, broken);
                return None;
            }
        };
        let workflows = document.value.get("workflows").and_then(Value::as_object);
        self.workflows = workflows.map(|workflows| workflows.keys().cloned().collect());
        let place = Place { file: path.display().to_string(), lines: document.lines };
        let mut misfits = shape::HEADER.misfits(&document.value);
        let header = match misfits.is_empty() {
            true => serde_json::from_value::<SetHeader>(document.value).ok(),
            false => None,
        };
        match &header {
            Some(header) => misfits.extend(validate::header(header)),
            None if misfits.is_empty() => misfits.push(shape::HEADER.unreadable()),
            None => {}
        }
        for misfit in misfits {
            self.push(place.issue(misfit, None));
        }
        header.map(|header| (header, place))
    }

    fn json_lines(&mut self, path: &Path) {
        if path.symlink_metadata().is_err() {
            return;
        }
        let Some(file) = self.file(path) else { return };
        let mut reader = BufReader::new(file);
        let mut number = 0;
        while !self.full {
            number += 1;
            let mut line = Vec::new();
            match read_line(&mut reader, &mut line) {
                Ok(false) => return,
                Ok(true) => {}
                Err(error) => {
                    self.whole(path, IssueKind::UnreadableFile, format!("cannot be read: {error}"), None);
                    return;
                }
            }
            if line.len() > MOST_LINE_BYTES {
                let message = format!("the line is longer than the {MOST_LINE_BYTES} bytes that are read");
                self.broken(path, Broken { line: number, message, help: Some("put the case into a file of its own") });
                continue;
            }
            let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line) } else { &line };
            match std::str::from_utf8(line) {
                Ok(text) if text.trim().is_empty() => {}
                Ok(text) => match Document::json(text.trim_end(), number) {
                    Ok(document) => self.case(path, document),
                    Err(broken) => self.broken(path, broken),
                },
                Err(_) => {
                    self.broken(path, Broken { line: number, message: "the line is not UTF-8".into(), help: None });
                }
            }
        }
    }

    fn case_files(&mut self, folder: &Path) {
        if folder.symlink_metadata().is_err() {
            return;
        }
        if !self.is_inside(folder) {
            return;
        }
        // One more than is read, so that too many are seen.
        let listed: io::Result<Vec<PathBuf>> = std::fs::read_dir(folder)
            .and_then(|entries| entries.take(MOST_CASES + 1).map(|entry| Ok(entry?.path())).collect());
        let mut paths = match listed {
            Ok(paths) => paths,
            Err(error) => {
                self.whole(folder, IssueKind::UnreadableFile, format!("cannot be read: {error}"), None);
                return;
            }
        };
        paths.sort();
        for path in paths {
            if self.full {
                return;
            }
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            match path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).as_deref() {
                _ if hidden => {}
                _ if path.is_dir() => {
                    let help = "cases stand directly in cases/; their ids may have a `/`";
                    self.whole(&path, IssueKind::StrayFile, "nothing in this folder is read".into(), Some(help));
                }
                Some("toml") => self.case_file(&path),
                Some("json" | "jsonl" | "ndjson" | "yaml" | "yml") => {
                    let help = "cases/ holds TOML files; cases in JSON stand in cases.jsonl beside it";
                    self.whole(&path, IssueKind::StrayFile, "this file is not read".into(), Some(help));
                }
                _ => {}
            }
        }
    }

    fn case_file(&mut self, path: &Path) {
        let Some(text) = self.text(path) else { return };
        match Document::toml(&text) {
            Ok(document) => self.case(path, document),
            Err(broken) => self.broken(path, broken),
        }
    }

    fn case(&mut self, path: &Path, document: Document) {
        let place = Place { file: path.display().to_string(), lines: document.lines };
        let id = document.value.get("id").and_then(Value::as_str).map(str::to_owned);
        if let Some(id) = id.as_deref().filter(|id| is_case_id(id)) {
            let line = place.lines.of("/id");
            match self.ids.get(id) {
                Some((file, first)) => {
                    let message = format!("the id stands twice: first at {file}:{first}");
                    let help = Some("ids are unique in a set; give one of the two another".into());
                    let misfit = Misfit { kind: IssueKind::DuplicateId, pointer: "/id".into(), message, help };
                    self.push(place.issue(misfit, Some(id)));
                }
                None => {
                    self.ids.insert(id.to_owned(), (place.file.clone(), line));
                }
            }
        }
        match parse(document.value, self.workflows.as_deref()) {
            Ok(case) if self.cases.len() < MOST_CASES => self.cases.push((case, place)),
            Ok(_) => {
                let message = format!("the set has more than {MOST_CASES} cases");
                self.whole(path, IssueKind::UnreadableFile, message, Some("split it: a set is read by people"));
                self.full = true;
            }
            Err(misfits) => misfits.into_iter().for_each(|misfit| self.push(place.issue(misfit, id.as_deref()))),
        }
    }

    /// The text of a small file.
    fn text(&mut self, path: &Path) -> Option<String> {
        let file = self.file(path)?;
        let mut bytes = Vec::new();
        if let Err(error) = file.take(MOST_FILE_BYTES + 1).read_to_end(&mut bytes) {
            self.whole(path, IssueKind::UnreadableFile, format!("cannot be read: {error}"), None);
            return None;
        }
        if bytes.len() as u64 > MOST_FILE_BYTES {
            let message = format!("the file is larger than the {MOST_FILE_BYTES} bytes that are read");
            self.whole(path, IssueKind::UnreadableFile, message, None);
            return None;
        }
        let text = String::from_utf8(bytes);
        if text.is_err() {
            self.whole(path, IssueKind::UnreadableFile, "the file is not UTF-8".into(), None);
        }
        text.ok()
    }

    /// Opens a regular file that stands inside of the set's folder.
    fn file(&mut self, path: &Path) -> Option<File> {
        if path.symlink_metadata().is_err() {
            let help = "a set is a folder with set.toml, and cases in cases.jsonl or cases/*.toml";
            self.whole(path, IssueKind::UnreadableFile, "there is no such file".into(), Some(help));
            return None;
        }
        if !self.is_inside(path) {
            return None;
        }
        // What is no file, such as a pipe, could make us wait for ever.
        if !path.is_file() {
            self.whole(path, IssueKind::UnreadableFile, "this is no ordinary file".into(), None);
            return None;
        }
        match File::open(path) {
            Ok(file) => {
                self.bytes += file.metadata().map_or(0, |found| found.len());
                if self.bytes > MOST_SET_BYTES {
                    let message = format!("the set is larger than the {MOST_SET_BYTES} bytes that are read");
                    self.whole(path, IssueKind::UnreadableFile, message, None);
                    self.full = true;
                    return None;
                }
                Some(file)
            }
            Err(error) => {
                self.whole(path, IssueKind::UnreadableFile, format!("cannot be read: {error}"), None);
                None
            }
        }
    }

    /// Whether a path stays in the set's folder when links are followed.
    fn is_inside(&mut self, path: &Path) -> bool {
        let inside =
            self.root.as_ref().zip(path.canonicalize().ok()).is_some_and(|(root, path)| path.starts_with(root));
        if !inside {
            let help = "a set is read from its own folder only: put a copy there";
            let message = "this leads out of the set's folder, or nowhere".into();
            self.whole(path, IssueKind::UnreadableFile, message, Some(help));
        }
        inside
    }

    fn broken(&mut self, path: &Path, broken: Broken) {
        self.push(SetIssue {
            kind: IssueKind::BrokenSyntax,
            severity: IssueKind::BrokenSyntax.severity(),
            file: path.display().to_string(),
            line: Some(broken.line),
            case: None,
            message: broken.message,
            help: broken.help.map(str::to_owned),
        });
    }

    fn whole(&mut self, path: &Path, kind: IssueKind, message: String, help: Option<&str>) {
        self.push(SetIssue {
            kind,
            severity: kind.severity(),
            file: path.display().to_string(),
            line: None,
            case: None,
            message,
            help: help.map(str::to_owned),
        });
    }

    fn push(&mut self, issue: SetIssue) {
        if self.issues.len() < MOST_ISSUES {
            self.issues.push(issue);
        } else {
            self.full = true;
        }
    }
}

/// A case from its JSON form, or all that is wrong with it.
pub(super) fn parse(value: Value, workflows: Option<&[String]>) -> Result<Case, Vec<Misfit>> {
    let misfits = shape::CASE.misfits(&value);
    if !misfits.is_empty() {
        return Err(misfits);
    }
    let case: Case = serde_json::from_value(value).map_err(|_| vec![shape::CASE.unreadable()])?;
    let misfits = validate::case(&case, workflows);
    if misfits.is_empty() { Ok(case) } else { Err(misfits) }
}

/// Reads one line with its end. What is longer than a line may be is read over; `line` then has one byte too many.
/// False at the end of the file.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    let mut any = false;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(buffer.len());
        let room = (MOST_LINE_BYTES + 1).saturating_sub(line.len());
        line.extend_from_slice(&buffer[..taken.min(room)]);
        reader.consume(end.map_or(taken, |end| end + 1));
        if end.is_some() {
            return Ok(true);
        }
    }
}
