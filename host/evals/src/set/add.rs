use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use miette::Diagnostic;
use serde::Serialize;
use tempfile::NamedTempFile;

use crate::set::document::Document;
use crate::set::issue::{SetError, SetIssue};
use crate::set::open::{Files, MOST_LINE_BYTES, Place};
use crate::set::{Case, IssueKind, OpenedSet, Set, check};

/// What was added.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Added {
    /// The case.
    pub id: String,
    /// The file that it stands in now.
    pub file: PathBuf,
    /// The set's digest with it.
    pub digest: lictor_model::Digest,
}

/// Why a case was not added. The set is as it was.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum AddError {
    /// The set itself cannot be used.
    #[error("a case can only be added to a set that is in order")]
    #[diagnostic(help("`lictor set check` lists what is wrong with it"))]
    Set(
        #[source]
        #[diagnostic_source]
        SetError,
    ),
    /// The case is not in order.
    #[error("the case was not added")]
    Case(
        #[source]
        #[diagnostic_source]
        SetError,
    ),
    /// The case has no TOML form.
    #[error("the case cannot be written as TOML, which has no `null`")]
    #[diagnostic(help("put it into cases.jsonl"))]
    NoToml,
    /// The file cannot be written.
    #[error("{file} cannot be written: {source}", file = .file.display())]
    Write {
        /// The file.
        file: PathBuf,
        /// What happened.
        #[source]
        source: io::Error,
    },
}

/// Adds a case, written as one JSON object, to a set: as a line of `cases.jsonl`, or as a file in `cases/` where the set
/// has only such. `name` is what the text is called in errors.
///
/// The file appears whole or not at all. Two that add to one set at once wait for each other.
///
/// # Errors
/// [`AddError`]; nothing was changed.
pub fn add(path: &Path, name: &str, json: &str, today: Date) -> Result<Added, AddError> {
    let files = Files::of(path);
    // Held until the case is written; a set that cannot be locked cannot be read either, which is told below.
    let lock = File::open(&files.header).and_then(|file| file.lock().map(|()| file));
    let opened = OpenedSet::open(path).map_err(AddError::Set)?;
    let case = read(&opened, name, json, today).map_err(AddError::Case)?;
    let lines = opened.folder().join("cases.jsonl");
    let file = match !lines.exists() && opened.folder().join("cases").is_dir() {
        true => write_file(&opened, &case)?,
        false => append_line(&lines, &case)
            .map_err(|source| AddError::Write { file: lines.clone(), source })
            .map(|()| lines)?,
    };
    drop(lock);
    let id = case.id.clone();
    let cases = opened.set.cases.into_iter().chain([case]).collect();
    Ok(Added { id, file, digest: Set::new(opened.set.header, cases).digest })
}

fn read(opened: &OpenedSet, name: &str, json: &str, today: Date) -> Result<Case, SetError> {
    let fail = |issues: Vec<SetIssue>| SetError::new(name.to_owned(), issues);
    let whole = |kind: IssueKind, line, message, help: Option<&str>| SetIssue {
        kind,
        severity: kind.severity(),
        file: name.to_owned(),
        line,
        case: None,
        message,
        help: help.map(str::to_owned),
    };
    if json.len() > MOST_LINE_BYTES {
        let message = format!("the case is longer than the {MOST_LINE_BYTES} bytes that are read");
        return Err(fail(vec![whole(IssueKind::UnreadableFile, None, message, None)]));
    }
    let document = Document::json(json, 1)
        .map_err(|broken| fail(vec![whole(IssueKind::BrokenSyntax, None, broken.message, broken.help)]))?;
    let place = Place { file: name.to_owned(), lines: document.lines };
    let workflows: Vec<String> = opened.set.header.workflows.keys().cloned().collect();
    let id = document.value.get("id").and_then(|id| id.as_str()).map(str::to_owned);
    let issues = |misfits: Vec<_>| {
        let without_line = |misfit| SetIssue { line: None, ..place.issue(misfit, id.as_deref()) };
        fail(misfits.into_iter().map(without_line).collect())
    };
    let case = super::open::parse(document.value, Some(&workflows)).map_err(issues)?;
    let errors = check::errors(&case, today);
    if !errors.is_empty() {
        return Err(issues(errors));
    }
    if let Some(index) = opened.set.cases.iter().position(|known| known.id == case.id) {
        let known = &opened.places[index];
        let message = format!("the id is taken: {}:{}", known.file, known.lines.of("/id"));
        let mut issue = whole(IssueKind::DuplicateId, None, message, Some("ids are unique in a set: choose another"));
        issue.case = Some(case.id);
        return Err(fail(vec![issue]));
    }
    Ok(case)
}

fn append_line(path: &Path, case: &Case) -> io::Result<()> {
    // A link stays a link: what it leads to is replaced. Reading saw to it that it stays in the folder.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    if bytes.last().is_some_and(|last| *last != b'\n') {
        bytes.push(b'\n');
    }
    serde_json::to_writer(&mut bytes, case)?;
    bytes.push(b'\n');
    let file = temporary(path, &bytes)?;
    if let Ok(found) = fs::metadata(path) {
        file.as_file().set_permissions(found.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}

fn write_file(opened: &OpenedSet, case: &Case) -> Result<PathBuf, AddError> {
    let path = opened.folder().join("cases").join(format!("{}.toml", case.id.replace('/', "--")));
    let text = toml::to_string_pretty(case).map_err(|_| AddError::NoToml)?;
    // What is written is what will be read.
    if !toml::from_str::<Case>(&text).is_ok_and(|again| again == *case) {
        return Err(AddError::NoToml);
    }
    let written =
        temporary(&path, text.as_bytes()).and_then(|file| file.persist_noclobber(&path).map_err(io::Error::from));
    written.map_err(|source| AddError::Write { file: path.clone(), source })?;
    Ok(path)
}

/// A file beside another that is written out. It has the usual permissions, not those of a secret.
fn temporary(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lictor-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}
