use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use lictor_model::{Digest, Digester};
use serde::de::DeserializeOwned;

use super::folder::{AGGREGATES, CASES, FILES, MANIFEST, PROBLEMS, RESULTS};
use super::{CaseResult, CaseSummary, FileDigest, Problem, RUN_SCHEMA, RunCase, RunError, RunManifest, summarise};
use crate::compare::RunRef;
use crate::summary::AggregateFinding;

/// The largest manifest that is read: a thousand rules take a few hundred kilobytes.
const MAX_MANIFEST: u64 = 64 << 20;

/// The longest line that is read.
const MAX_LINE: u64 = 64 << 20;

/// The most lines of a file that is read as a whole.
const MAX_LINES: u64 = 1_000_000;

/// A run that was read and is what it says that it is.
#[derive(Debug, Clone)]
pub struct Run {
    folder: PathBuf,
    manifest: RunManifest,
    digest: Digest,
}

impl Run {
    /// Opens a run and verifies every file of it. `now` is what no run may be younger than.
    ///
    /// # Errors
    /// [`RunError`]: no run, one of another schema, one that was edited, one from the future.
    pub fn open(folder: &Path, now: Timestamp) -> Result<Self, RunError> {
        let path = folder.join(MANIFEST);
        let bytes = small(&path)?;
        let content = |what: String| RunError::Content { path: path.clone(), line: None, what };
        let named: Schema = serde_json::from_slice(&bytes).map_err(|_| content("no manifest of a run".into()))?;
        if named.schema != RUN_SCHEMA {
            let what = format!("its schema is not `{RUN_SCHEMA}`, the only one that this version of Lictor reads");
            return Err(content(what));
        }
        let manifest: RunManifest = serde_json::from_slice(&bytes).map_err(|error| {
            content(format!("no manifest of a run, at line {}, column {}", error.line(), error.column()))
        })?;
        let created: Timestamp = manifest
            .created
            .parse()
            .map_err(|_| content("`created` is no time such as 2026-11-25T08:00:00Z".into()))?;
        if created > now {
            return Err(RunError::Future { path: folder.to_owned(), created: created.to_string() });
        }
        if !manifest.files.keys().map(String::as_str).eq(FILES) {
            return Err(content(format!("`files` names other files than {}", FILES.join(", "))));
        }
        let run = Self { folder: folder.to_owned(), digest: Digest::of(&bytes), manifest };
        for name in FILES {
            run.raw(name)?.drain()?;
        }
        Ok(run)
    }

    /// What the manifest says.
    pub fn manifest(&self) -> &RunManifest {
        &self.manifest
    }

    /// The run's digest: that of its manifest, which names those of the other files. It is what people sign.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How comparisons and decisions name it.
    pub fn reference(&self) -> RunRef {
        RunRef {
            name: self.manifest.name.clone(),
            digest: self.digest,
            created: self.manifest.created.clone(),
            set: self.manifest.set.clone(),
            policy: self.manifest.policy.clone(),
        }
    }

    /// The facts of its cases, by id.
    ///
    /// # Errors
    /// The file cannot be read, was edited, or holds something else.
    pub fn cases(&self) -> Result<Vec<RunCase>, RunError> {
        let cases: Vec<RunCase> = self.all(CASES)?;
        match cases.windows(2).position(|pair| pair[0].id >= pair[1].id) {
            None => Ok(cases),
            Some(before) => Err(RunError::Content {
                path: self.folder.join(CASES),
                line: Some(before as u64 + 2),
                what: "the cases are not in the order of their ids, each once".into(),
            }),
        }
    }

    /// Its results, in the order of the answers, one at a time. After the last one an error follows if the file has
    /// changed since the run was opened.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn results(&self) -> Result<RunLines<CaseResult>, RunError> {
        self.each(RESULTS)
    }

    /// What did not fit, one at a time.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn problems(&self) -> Result<RunLines<Problem>, RunError> {
        self.each(PROBLEMS)
    }

    /// What rules over groups of cases found.
    ///
    /// # Errors
    /// The file cannot be read, was edited, or holds something else.
    pub fn aggregates(&self) -> Result<Vec<AggregateFinding>, RunError> {
        self.all(AGGREGATES)
    }

    /// What the answers to each case come to, by id. Reads the results once.
    ///
    /// # Errors
    /// A file cannot be read, was edited, or holds something else.
    pub fn summaries(&self) -> Result<Vec<CaseSummary>, RunError> {
        summarise::summaries(self.cases()?, self.results()?)
    }

    fn raw(&self, name: &'static str) -> Result<Raw, RunError> {
        let path = self.folder.join(name);
        let recorded = self.manifest.files.get(name).cloned();
        let recorded = recorded.ok_or_else(|| edited(&path, "the manifest does not name it"))?;
        let file = regular(&path)?;
        Ok(Raw {
            path,
            reader: BufReader::with_capacity(1 << 16, file),
            recorded,
            digester: Digester::default(),
            lines: 0,
        })
    }

    fn each<T>(&self, name: &'static str) -> Result<RunLines<T>, RunError> {
        Ok(RunLines { raw: Some(self.raw(name)?), of: PhantomData })
    }

    fn all<T: DeserializeOwned>(&self, name: &'static str) -> Result<Vec<T>, RunError> {
        let lines = self.each(name)?;
        let count = self.manifest.files.get(name).map_or(0, |file| file.lines);
        if count > MAX_LINES {
            let what = format!("it has {count} lines, more than the {MAX_LINES} that are read");
            return Err(RunError::Content { path: self.folder.join(name), line: None, what });
        }
        lines.collect()
    }
}

/// The lines of a file of a run.
#[derive(Debug)]
pub struct RunLines<T> {
    /// None after the end or an error.
    raw: Option<Raw>,
    of: PhantomData<T>,
}

impl<T> RunLines<T> {
    /// An error about the line that was read last.
    pub(super) fn wrong(&self, what: String) -> Option<RunError> {
        let raw = self.raw.as_ref()?;
        Some(RunError::Content { path: raw.path.clone(), line: Some(raw.lines), what })
    }
}

impl<T: DeserializeOwned> Iterator for RunLines<T> {
    type Item = Result<T, RunError>;

    fn next(&mut self) -> Option<Self::Item> {
        let raw = self.raw.as_mut()?;
        let line = match raw.line() {
            Ok(Some(line)) => line,
            Ok(None) => {
                let raw = self.raw.take()?;
                return raw.verify().err().map(Err);
            }
            Err(error) => {
                self.raw = None;
                return Some(Err(error));
            }
        };
        let item = serde_json::from_slice(&line).map_err(|error| RunError::Content {
            path: raw.path.clone(),
            line: Some(raw.lines),
            what: format!("the line does not hold what it should, at byte {}", error.column()),
        });
        if item.is_err() {
            self.raw = None;
        }
        Some(item)
    }
}

/// A file of a run while it is read: what was read is hashed and counted.
#[derive(Debug)]
struct Raw {
    path: PathBuf,
    reader: BufReader<File>,
    recorded: FileDigest,
    digester: Digester,
    lines: u64,
}

impl Raw {
    fn line(&mut self) -> Result<Option<Vec<u8>>, RunError> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(MAX_LINE + 1).read_until(b'\n', &mut line);
        let read = read.map_err(|error| RunError::Read { path: self.path.clone(), error })?;
        if read == 0 {
            return Ok(None);
        }
        self.lines += 1;
        self.digester.update(&line);
        if line.len() as u64 > MAX_LINE {
            let what = format!("the line has more than the {MAX_LINE} bytes that are read");
            return Err(RunError::Content { path: self.path.clone(), line: Some(self.lines), what });
        }
        Ok(Some(line))
    }

    fn drain(mut self) -> Result<(), RunError> {
        loop {
            let buffer = self.reader.fill_buf().map_err(|error| RunError::Read { path: self.path.clone(), error })?;
            if buffer.is_empty() {
                return self.verify();
            }
            self.digester.update(buffer);
            self.lines += buffer.iter().filter(|byte| **byte == b'\n').count() as u64;
            let length = buffer.len();
            self.reader.consume(length);
        }
    }

    fn verify(self) -> Result<(), RunError> {
        if self.digester.finish() != self.recorded.digest {
            return Err(edited(&self.path, "its digest is not the one in the manifest"));
        }
        if self.lines != self.recorded.lines {
            return Err(edited(&self.path, "it has another number of lines than the manifest says"));
        }
        Ok(())
    }
}

#[derive(serde::Deserialize)]
struct Schema {
    schema: String,
}

fn edited(path: &Path, what: &str) -> RunError {
    RunError::Edited { path: path.to_owned(), what: what.to_owned() }
}

/// Opens a file that is one: no link, no pipe, no device.
fn regular(path: &Path) -> Result<File, RunError> {
    let read = |error| RunError::Read { path: path.to_owned(), error };
    let found = fs::symlink_metadata(path).map_err(read)?;
    if !found.is_file() {
        let what = "it is no regular file".to_owned();
        return Err(RunError::Content { path: path.to_owned(), line: None, what });
    }
    File::open(path).map_err(read)
}

fn small(path: &Path) -> Result<Vec<u8>, RunError> {
    let mut bytes = Vec::new();
    let read = regular(path)?.take(MAX_MANIFEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| RunError::Read { path: path.to_owned(), error })?;
    if bytes.len() as u64 > MAX_MANIFEST {
        let what = format!("it has more than the {MAX_MANIFEST} bytes that are read");
        return Err(RunError::Content { path: path.to_owned(), line: None, what });
    }
    Ok(bytes)
}
