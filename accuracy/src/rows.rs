//! A set on disk: `<set>/*.jsonl.gz`, one case per line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use lictor_model::Digest;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The lines of a set.
pub struct Rows {
    lines: Vec<Line>,
    files: Vec<String>,
    digest: Digest,
}

struct Line {
    file: usize,
    number: usize,
    text: String,
}

/// A line that is no case of its set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// File and line.
    pub place: String,
    /// What is wrong, in words that quote nothing.
    pub problem: String,
}

/// Why a set could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", .file.display())]
pub struct ReadError {
    /// The file or folder.
    pub file: PathBuf,
    /// What the system says.
    pub error: std::io::Error,
}

impl Rows {
    /// Reads the files of a set's folder in the order of their names; none if there are no such files.
    ///
    /// # Errors
    /// [`ReadError`] for a folder or file that cannot be read.
    pub fn open(folder: &Path) -> Result<Option<Self>, ReadError> {
        let mut paths = Vec::new();
        let problem = |error| ReadError { file: folder.to_owned(), error };
        match std::fs::read_dir(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(problem(error)),
            Ok(entries) => {
                for entry in entries {
                    paths.push(entry.map_err(problem)?.path());
                }
            }
        }
        paths.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(".jsonl.gz") || name.ends_with(".jsonl")
        });
        paths.sort();
        if paths.is_empty() {
            return Ok(None);
        }
        let (mut lines, mut files, mut all) = (Vec::new(), Vec::new(), String::new());
        for (file, path) in paths.into_iter().enumerate() {
            let text = read(&path).map_err(|error| ReadError { file: path.clone(), error })?;
            files.push(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
            all.push_str(&text);
            let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            lines.extend(numbered.map(|(index, line)| Line { file, number: index + 1, text: line.to_owned() }));
        }
        Ok(Some(Self { lines, files, digest: Digest::of(all) }))
    }

    /// The names of the files.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// The digest of all lines: which version of the set this is.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The lines as cases of the set, and those that are none.
    pub fn read<T: DeserializeOwned>(&self) -> (Vec<T>, Vec<Broken>) {
        let (mut rows, mut broken) = (Vec::new(), Vec::new());
        for line in &self.lines {
            match serde_json::from_str(&line.text) {
                Ok(row) => rows.push(row),
                Err(error) => broken.push(Broken {
                    place: format!("{}:{}", self.files[line.file], line.number),
                    problem: words(&error),
                }),
            }
        }
        (rows, broken)
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    let mut file = BufReader::new(File::open(path)?);
    let mut text = String::new();
    // The two bytes that gzip begins with.
    if file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        MultiGzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        file.read_to_string(&mut text)?;
    }
    Ok(text)
}

/// What serde says can quote a value, and a value can be a secret.
fn words(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "not a case of this set: a field is missing or has another type",
        serde_json::error::Category::Eof => "cut off",
        _ => "no JSON",
    };
    format!("{what} (byte {})", error.column())
}

/// A case's id: a text or a number.
pub(crate) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(id) => id,
        other => other.to_string(),
    })
}

/// A text, or none for `null`.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[serde(deserialize_with = "id")]
        id: String,
    }

    fn write(path: &Path, text: &str) {
        let mut encoder = GzEncoder::new(File::create(path).unwrap(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap();
    }

    #[test]
    fn every_file_of_a_set_is_read_in_order_and_broken_lines_are_named() {
        let folder = tempfile::tempdir().unwrap();
        write(&folder.path().join("b.jsonl.gz"), "{\"id\": \"last\"}\n");
        write(&folder.path().join("a.jsonl.gz"), "{\"id\": 1}\n\n{\"id\": \"hunter2\", \n{\"other\": 1}\n");
        std::fs::write(folder.path().join("README.md"), "about").unwrap();
        let rows = Rows::open(folder.path()).unwrap().unwrap();
        assert_eq!(rows.files(), ["a.jsonl.gz", "b.jsonl.gz"]);
        let (cases, broken) = rows.read::<Row>();
        assert_eq!(cases.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["1", "last"]);
        let places: Vec<&str> = broken.iter().map(|line| line.place.as_str()).collect();
        assert_eq!(places, ["a.jsonl.gz:3", "a.jsonl.gz:4"]);
        assert!(broken.iter().all(|line| !line.problem.contains("hunter2")), "{broken:?}");
    }

    #[test]
    fn a_set_that_is_missing_is_none_and_one_that_is_cut_off_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Rows::open(&folder.path().join("missing")).unwrap().is_none());
        assert!(Rows::open(folder.path()).unwrap().is_none());
        let path = folder.path().join("dev.jsonl.gz");
        write(&path, &"{\"id\": 1}\n".repeat(100));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(Rows::open(folder.path()).is_err());
    }
}
