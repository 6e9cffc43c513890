//! The answers that a run was made of, found again by the file and line that its results name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lictor_evals::run::{Answer, AnswerFormat, CaseResult, FileDigest, RunManifest, promptfoo_results};
use miette::{Result, miette};

use crate::check::input::{Inputs, ReadFile};

/// The longest line that is read, in bytes.
const MOST_LINE: usize = 32 << 20;

/// Lines by file, as the run names it, and number.
pub(super) struct Answers {
    lines: BTreeMap<(String, u64), String>,
    format: AnswerFormat,
}

impl Answers {
    /// Reads the lines that results name. A file that is not one of those that the run was made of is refused: what stands in
    /// it was not checked.
    pub(super) fn read(
        files: &[PathBuf],
        manifest: &RunManifest,
        results: &[CaseResult],
        format: AnswerFormat,
    ) -> Result<Self> {
        let wanted: BTreeSet<u64> =
            results.iter().filter_map(|result| result.record.source.as_ref()).map(|source| source.line).collect();
        let mut lines = BTreeMap::new();
        for file in files {
            let (found, read) = of_file(file, &wanted);
            let same = |known: &&FileDigest| read.as_ref().is_some_and(|read| read.digest == known.digest);
            let mut names = manifest.answers.iter().filter(same).peekable();
            if names.peek().is_none() {
                return Err(miette!(
                    help = "name the very files that `lictor run` read; the manifest of the run has their digests",
                    "{} is not a file that the run was made of, or was changed since",
                    file.display()
                ));
            }
            for name in names {
                lines.extend(found.iter().map(|(number, text)| ((name.file.clone(), *number), text.clone())));
            }
        }
        Ok(Self { lines, format })
    }

    /// The answers to the results of one case, in their order. None for one that cannot be found without doubt: its file was not
    /// named, or its line holds another number of answers to the case than the run has results of it.
    pub(super) fn of<'r>(&self, results: &[&'r CaseResult]) -> Vec<(&'r CaseResult, Option<Answer>)> {
        let place =
            |result: &CaseResult| result.record.source.as_ref().map(|source| (source.file.clone(), source.line));
        let found = |(index, result): (usize, &&'r CaseResult)| {
            let place_of = place(result)?;
            let together = results.iter().filter(|other| place(other).as_ref() == Some(&place_of)).count();
            let earlier = results[..index].iter().filter(|other| place(other).as_ref() == Some(&place_of)).count();
            let answers = self.format.answers(self.lines.get(&place_of)?).ok()?;
            let mut own: Vec<Answer> = answers.into_iter().filter(|answer| answer.id == result.case).collect();
            (own.len() == together).then(|| own.swap_remove(earlier))
        };
        results.iter().enumerate().map(|(index, result)| (*result, found((index, result)))).collect()
    }
}

fn of_file(path: &Path, wanted: &BTreeSet<u64>) -> (Vec<(u64, String)>, Option<ReadFile>) {
    let digests = Arc::new(Mutex::new(Vec::new()));
    let inputs = Inputs::new(&[path.to_owned()], MOST_LINE)
        .with_documents(|reader, max, take| promptfoo_results(reader, max, take))
        .with_digests(digests.clone());
    let mut found = Vec::new();
    inputs.each(|line| {
        if let (true, Ok(text)) = (wanted.contains(&line.number), line.text) {
            found.push((line.number, text));
        }
        true
    });
    let read = digests.lock().unwrap_or_else(PoisonError::into_inner).pop();
    (found, read)
}
