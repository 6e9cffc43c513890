//! Samples to measure on, whatever the shape of the lines.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use lictor::Sample;
use lictor_model::Map;
use miette::{Result, miette};

use super::input::{Inputs, Line};
use super::progress::Progress;
use crate::terminal;

/// Lines that are named; of more only the number is told.
const NAMED: usize = 20;

/// A corpus of samples.
#[derive(Debug, clap::Args)]
pub(crate) struct Corpus {
    /// Where to find what in files of another shape, as in `lictor check`.
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// The longest line that is read, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20)]
    max_line_bytes: usize,
}

impl Corpus {
    /// Gives every sample with its id, or its place where it has none, to `take`. Returns how many lines could not be read;
    /// the first of them are named.
    pub(crate) fn each(&self, files: &[PathBuf], mut take: impl FnMut(&str, Sample)) -> Result<usize> {
        let map = self.map.as_deref().map(str::parse::<Map>).transpose().map_err(|error| miette!("--map: {error}"))?;
        let inputs = Inputs::new(files, self.max_line_bytes);
        inputs.require_one()?;
        let progress = Progress::new(true, inputs.total_bytes());
        let (counter, mut unread) = (inputs.counter(), 0_usize);
        inputs.each(|Line { file, number, text }| {
            let samples = text.and_then(|text| match &map {
                Some(map) => map.samples(&text),
                None => Sample::from_json(&text).map(|sample| vec![sample]).map_err(|error| error.to_string()),
            });
            match samples {
                Ok(samples) => {
                    let count = samples.len() as u64;
                    for sample in samples {
                        let id = sample.id.clone().unwrap_or_else(|| format!("{file}:{number}"));
                        take(&id, sample);
                    }
                    progress.advance(count, counter.load(Ordering::Relaxed));
                }
                Err(message) => {
                    unread += 1;
                    if unread <= NAMED {
                        progress.suspend(|| terminal::note(format!("{file}:{number}: {message}")));
                    }
                }
            }
            true
        });
        progress.clear();
        if unread > NAMED {
            terminal::note(format!("{unread} lines could not be read, the first {NAMED} are named above"));
        }
        Ok(unread)
    }
}
