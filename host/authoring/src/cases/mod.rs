//! Cases: samples with what the rules must make of them. They stand beside the rules, in `cases/*.md` for people and in
//! `cases/*.jsonl` for programs, and hold the same.

mod expected;
mod jsonl;
mod markdown;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use lictor_contract::{expand, tame};
use lictor_model::Sample;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

pub use expected::{Expected, Ignored, Place, Span};

/// The largest file of cases that is read, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its name: the heading, or `id`.
    pub id: String,
    /// The file that it stands in, as it is shown.
    pub file: String,
    /// The line that it begins at, from 1.
    pub line: usize,
    /// What is checked.
    pub sample: Sample,
    /// The pack's settings for it, an object.
    pub settings: Value,
    /// The rules that must fire, with their spans.
    pub fires: Vec<Expected>,
    /// The rules that must not.
    pub ignores: Ignored,
}

/// Something in a file of cases that is no case, or a wrong one. The other cases stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CaseProblem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub message: String,
}

/// Everything that a folder of cases holds.
#[derive(Debug, Default)]
pub struct Cases {
    /// The cases, by file and line.
    pub cases: Vec<Case>,
    /// What could not be read.
    pub problems: Vec<CaseProblem>,
}

/// Reads the `*.md` and `*.jsonl` of a folder, in the order of their names. `shown` is put before the names of the files. A
/// folder that does not exist has none.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn read(folder: &Path, shown: &str) -> Result<Cases, (PathBuf, io::Error)> {
    let mut files = Vec::new();
    match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Cases::default()),
        Err(error) => return Err((folder.to_owned(), error)),
        Ok(entries) => {
            for entry in entries {
                let path = entry.map_err(|error| (folder.to_owned(), error))?.path();
                let known = path.extension().is_some_and(|ending| ending == "md" || ending == "jsonl");
                if known && path.is_file() {
                    files.push(path);
                }
            }
        }
    }
    files.sort();
    let mut all = Cases::default();
    for path in files {
        let bytes = bounded(&path).map_err(|error| (path.clone(), error))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        all.add(&format!("{shown}{name}"), &bytes, path.extension().is_some_and(|ending| ending == "md"));
    }
    Ok(all)
}

fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    let size = std::fs::metadata(path)?.len();
    if size > MOST_BYTES {
        return Err(io::Error::other(format!("it has {size} bytes, more than the {MOST_BYTES} allowed: split it")));
    }
    std::fs::read(path)
}

impl Cases {
    /// Adds what the bytes of a file hold.
    pub fn add(&mut self, file: &str, bytes: &[u8], is_markdown: bool) {
        let first = self.cases.len();
        match is_markdown {
            true => markdown::read(file, &String::from_utf8_lossy(bytes), self),
            false => jsonl::read(file, bytes, self),
        }
        if is_markdown && std::str::from_utf8(bytes).is_err() {
            self.problem(file, 1, "not UTF-8: what is not was replaced; save the file as UTF-8");
        }
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut twice = Vec::new();
        for case in &self.cases[first..] {
            if let Some(line) = seen.insert(&case.id, case.line) {
                twice
                    .push((case.line, format!("`{}` is the name of the case in line {line}, too", tame(&case.id, 80))));
            }
        }
        twice.into_iter().for_each(|(line, message)| self.problem(file, line, message));
    }

    fn problem(&mut self, file: &str, line: usize, message: impl Into<String>) {
        self.problems.push(CaseProblem { file: file.to_owned(), line, message: message.into() });
    }
}

/// The JSON Schema of a line of `cases/*.jsonl`.
pub fn json_schema() -> Value {
    schemars::schema_for!(jsonl::Line).to_value()
}

/// The case of a sample in JSON, once its parts are there. What stands in the texts for secrets is replaced.
fn case(
    (id, file, line): (String, &str, usize),
    sample: Value,
    settings: Option<Value>,
    fires: Vec<Expected>,
    ignores: Ignored,
) -> Result<Case, String> {
    if fires.is_empty() && ignores.is_empty() {
        return Err("it says neither which rules fire nor which do not: add `fires` or `ignores`".into());
    }
    if let Some(both) = fires.iter().find(|expected| ignores.names(&expected.rule)) {
        return Err(format!("`{}` can not both fire and not fire", both.rule));
    }
    let settings = settings.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    if !settings.is_object() {
        return Err("`settings` are an object".into());
    }
    let mut sample = Sample::from_json(&expand_all(sample).to_string()).map_err(|error| error.to_string())?;
    sample.id = Some(id.clone());
    Ok(Case { id, file: file.to_owned(), line, sample, settings: expand_all(settings), fires, ignores })
}

/// Replaces the fixtures in every text of a value.
pub(crate) fn expand_all(value: Value) -> Value {
    match value {
        Value::String(text) => expand(&text).into(),
        Value::Array(items) => items.into_iter().map(expand_all).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, expand_all(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests;
