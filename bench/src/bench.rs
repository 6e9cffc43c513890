//! What the parts of a run share.

use std::path::{Path, PathBuf};

use lictor::Guard;
use miette::{IntoDiagnostic, Result, WrapErr, miette};

use crate::corpus::Corpus;
use crate::figure::{Measure, Unit};
use crate::guards::{self, Wakes};
use crate::race::{Effort, Laps};
use crate::spread::Spread;

/// A corpus with what has to be known about it.
pub struct Course {
    /// The samples.
    pub corpus: Corpus,
    /// Who is woken by them.
    pub wakes: Wakes,
}

impl Course {
    /// Counts the wakes of a corpus.
    ///
    /// # Errors
    /// A guard does not build.
    pub fn new(corpus: Corpus) -> Result<Self> {
        let wakes = guards::wakes(&corpus.samples)?;
        Ok(Self { corpus, wakes })
    }

    /// Wakes per answer, of all packs and of each.
    pub fn wakes(&self) -> Vec<Measure> {
        let measure = |name: String, wakes| Measure::new(name, Spread::exactly(wakes), Unit::Number);
        let packs = self.wakes.per_pack.iter().map(|(pack, wakes)| measure(format!("wakes, {pack}"), *wakes));
        std::iter::once(measure("wakes per answer".to_owned(), self.wakes.total())).chain(packs).collect()
    }

    /// Answers per second of one core, from the times of passes over the whole corpus.
    pub fn rate(&self, name: &str, laps: &Laps) -> Measure {
        self.rate_of(name, self.corpus.samples.len(), laps)
    }

    /// Answers per second of one core, from the times of passes over so many answers.
    pub fn rate_of(&self, name: &str, answers: usize, laps: &Laps) -> Measure {
        let rates = laps.0.iter().map(|lap| answers as f64 / lap.cpu);
        Measure::new(format!("{name}, answers/s/core"), Spread::of(rates), Unit::AnswersPerSecond)
    }
}

/// A run: what it measures on, how thoroughly, and where it may put things.
pub struct Bench {
    /// The corpora, the one of plain answers first.
    pub courses: Vec<Course>,
    /// How thoroughly.
    pub effort: Effort,
    /// The engine as it ships.
    pub engine: Guard,
    /// The same packs natively.
    pub twin: Guard,
    /// The built `lictor`.
    pub lictor: PathBuf,
    /// A folder that is removed at the end.
    pub scratch: tempfile::TempDir,
}

impl Bench {
    /// Where compiled plugins are kept during the run.
    pub fn cache(&self) -> PathBuf {
        cache(self.scratch.path())
    }
}

/// Where compiled plugins are kept below a folder.
pub fn cache(scratch: &Path) -> PathBuf {
    scratch.join("cache")
}

/// The built command line: the one that is named, or the one beside this program.
///
/// # Errors
/// There is none.
pub fn built(named: Option<&Path>) -> Result<PathBuf> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => {
            let own = std::env::current_exe().into_diagnostic()?;
            own.with_file_name(format!("lictor{}", std::env::consts::EXE_SUFFIX))
        }
    };
    let missing = || miette!("{} is needed: `cargo build --release` builds it", path.display());
    path.canonicalize().into_diagnostic().wrap_err_with(missing)
}
