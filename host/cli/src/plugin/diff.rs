//! `lictor plugin diff`.

use std::path::PathBuf;

use lictor::Options;
use lictor_authoring::diff::{PackDiff, Release, Trial, demanded};
use miette::{Result, miette};

use super::subject::component_named;
use crate::arguments::Reading;
use crate::check::corpus::Corpus;
use crate::exit::Exit;
use crate::{configuration, document, terminal};

/// Tell two releases of a pack apart: what changed, and which version that demands.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  lictor plugin diff tone-1.2.0.wasm tone.wasm
  lictor plugin diff registry.acme.example/packs/tone:1.2.0 tone.wasm
  lictor plugin diff tone-1.2.0.wasm tone.wasm --corpus answers.jsonl --format json

Changes are patch, minor or major; docs/versioning.md says which is which. With a corpus both releases check it in the
sandbox, and the samples of which they say something else are counted by rule and named by id.

Exit codes: 0 the new version is enough; 1 it is not, or a rule's ID was used again, means something else or is
gone without a tombstone; 2 usage or a file that is no pack; 3 a part of the corpus went unchecked.")]
pub(crate) struct Diff {
    /// The release that is out: a file, or a reference to what is in the store.
    #[arg(value_name = "OLD")]
    old: String,
    /// The release that should follow.
    #[arg(value_name = "NEW")]
    new: String,
    /// Samples that both check: JSON Lines, plain, .gz or .zst; `-` is standard input. May be given again.
    #[arg(long, value_name = "FILE")]
    corpus: Vec<PathBuf>,
    #[command(flatten)]
    lines: Corpus,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

pub(super) fn run(arguments: &Diff) -> Result<Exit> {
    let (old, new) = (component_named(&arguments.old)?, component_named(&arguments.new)?);
    let release = |named: &str, bytes: &[u8]| Release::of(bytes).map_err(|error| miette!("{named}: {error}"));
    let mut demand = demanded(&release(&arguments.old, &old)?, &release(&arguments.new, &new)?);
    let (mut verdicts, mut unread) = (None, None);
    if !arguments.corpus.is_empty() {
        let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().to_string();
        let options = Options { today, cache: configuration::cache(false), ..Options::default() };
        let trial = Trial::new(&old, &new, &options).map_err(|error| miette!("{error}"))?;
        let mut sitting = trial.sitting();
        unread = Some(arguments.lines.each(&arguments.corpus, |id, sample| sitting.ask(id, &sample))?);
        let found = sitting.verdicts();
        if let Some(bump) = found.bump() {
            demand.raise(bump);
        }
        verdicts = Some(found);
    }
    let text = match arguments.format {
        Reading::Text => demand.text(verdicts.as_ref()),
        Reading::Json => {
            let diff = PackDiff { demand: &demand, verdicts: verdicts.as_ref(), unread_lines: unread };
            document::named("lictor.pack-diff/v1", &diff)?
        }
    };
    terminal::print(&text)?;
    let unchecked = unread.is_some_and(|lines| lines > 0)
        || verdicts.as_ref().is_some_and(|found| !found.unchecked.is_empty() || found.samples == 0);
    Ok(match (unchecked, demand.is_met()) {
        (true, _) => Exit::Unchecked,
        (false, false) => Exit::Findings,
        (false, true) => Exit::Clean,
    })
}
