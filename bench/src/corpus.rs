//! The samples that are measured on: from a file, or generated.

mod plain;
mod planted;
mod prose;
mod rag;
mod random;
mod typography;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use lictor::Sample;
use miette::{IntoDiagnostic, Result, WrapErr, bail};
use serde_json::Value;

/// A set of samples.
pub struct Corpus {
    /// A short name, for tables.
    pub name: String,
    /// The samples.
    pub samples: Vec<Sample>,
}

impl Corpus {
    /// Plain answers. The same on every machine.
    pub fn plain() -> Self {
        plain::generate()
    }

    /// Answers from documents. The same on every machine.
    pub fn answers_from_documents() -> Self {
        rag::generate()
    }

    /// Reads JSON Lines, plain, gzip or Zstandard: Lictor's samples, or objects whose `text` is the answer.
    ///
    /// # Errors
    /// The file cannot be read, a line is no sample, or there is none.
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let reader = open(path).into_diagnostic().wrap_err_with(|| format!("{shown} cannot be read"))?;
        let mut samples = Vec::new();
        for (number, line) in reader.lines().enumerate() {
            let line = line.into_diagnostic().wrap_err_with(|| format!("{shown} cannot be read"))?;
            if line.trim().is_empty() {
                continue;
            }
            let sample = sample(&line).wrap_err_with(|| format!("{shown}:{}", number + 1))?;
            samples.push(sample);
        }
        if samples.is_empty() {
            bail!("{shown} holds no sample");
        }
        Ok(Self { name: "file".into(), samples })
    }

    /// Whether the samples have contexts.
    pub fn rag(&self) -> bool {
        self.samples.iter().any(|sample| sample.contexts.is_some())
    }

    /// The answers.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        self.samples.iter().filter_map(|sample| sample.answer.as_deref())
    }

    /// The corpus as JSON Lines.
    ///
    /// # Errors
    /// A sample that has no JSON form.
    pub fn to_jsonl(&self) -> Result<String> {
        let mut text = String::new();
        for sample in &self.samples {
            text.push_str(&serde_json::to_string(sample).into_diagnostic()?);
            text.push('\n');
        }
        Ok(text)
    }
}

/// Texts of a corpus one after another, from some place on, cut off at so many KiB.
pub fn text(texts: &[&str], kibibytes: usize, from: usize) -> String {
    let mut out = String::new();
    for text in texts.iter().cycle().skip(from * 97) {
        if out.len() >= kibibytes * 1024 {
            break;
        }
        out.push_str(text);
        out.push_str("\n\n");
    }
    out.truncate(out.floor_char_boundary(kibibytes * 1024));
    out
}

fn sample(line: &str) -> Result<Sample> {
    let value: Value = serde_json::from_str(line).into_diagnostic()?;
    let Some(Value::String(text)) = value.get("text") else { return Sample::from_json(line).into_diagnostic() };
    let id = value.get("id").map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    Ok(Sample { id, answer: Some(text.clone()), ..Sample::default() })
}

fn open(path: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let mut file = BufReader::new(File::open(path)?);
    let start = file.fill_buf()?;
    let read: Box<dyn Read> = if start.starts_with(&[0x1f, 0x8b]) {
        Box::new(flate2::bufread::MultiGzDecoder::new(file))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(zstd::Decoder::with_buffer(file)?)
    } else {
        return Ok(Box::new(file));
    };
    Ok(Box::new(BufReader::new(read)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_answers_have_the_promised_shape() {
        let corpus = Corpus::plain();
        let lengths: Vec<usize> = corpus.answers().map(str::len).collect();
        let mean = lengths.iter().sum::<usize>() / lengths.len();
        assert!(lengths.len() == 2_500 && (900..1_100).contains(&mean), "{} answers, {mean} bytes", lengths.len());
        assert!(lengths.iter().all(|length| (200..3_900).contains(length)));
        assert_eq!(corpus.samples, Corpus::plain().samples, "another run gives other answers");
    }

    #[test]
    fn generated_documents_have_the_promised_shape() {
        let corpus = Corpus::answers_from_documents();
        let lengths: Vec<usize> = corpus.answers().map(str::len).collect();
        let mean = lengths.iter().sum::<usize>() / lengths.len();
        assert!(lengths.len() == 1_000 && (900..1_150).contains(&mean), "{} answers, {mean} bytes", lengths.len());
        for sample in &corpus.samples {
            let contexts = sample.contexts.as_deref().unwrap_or_default();
            assert!((4..=8).contains(&contexts.len()));
            assert!(contexts.iter().all(|context| (200..1_600).contains(&context.text.len())));
        }
        let restricted = |sample: &&Sample| sample.contexts.iter().flatten().any(|context| !sample.permits(context));
        let share = corpus.samples.iter().filter(restricted).count();
        assert!((500..800).contains(&share), "{share} of a thousand have a context that the caller may not read");
        assert_eq!(corpus.samples, Corpus::answers_from_documents().samples, "another run gives other samples");
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("corpus.jsonl");
        let written = Corpus::answers_from_documents();
        std::fs::write(&path, written.to_jsonl().unwrap()).unwrap();
        assert_eq!(Corpus::read(&path).unwrap().samples, written.samples);
        std::fs::write(&path, "{\"text\": \"An answer.\", \"items\": []}\n\n").unwrap();
        assert_eq!(Corpus::read(&path).unwrap().samples[0].answer.as_deref(), Some("An answer."));
        std::fs::write(&path, "\n").unwrap();
        assert!(Corpus::read(&path).is_err());
    }
}
