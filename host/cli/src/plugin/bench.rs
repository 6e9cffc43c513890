//! `lictor plugin bench`.

use std::io::IsTerminal;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use lictor_authoring::bench::race::Effort;
use lictor_authoring::bench::{PackBench, PackFigures, measure};
use miette::{Result, bail, miette};

use super::subject::component_named;
use crate::arguments::Reading;
use crate::check::corpus::Corpus;
use crate::exit::Exit;
use crate::{document, terminal};

/// Measure what a pack costs on a corpus, beside plain Rust.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  lictor plugin bench tone.wasm --corpus answers.jsonl
  lictor plugin bench tone.wasm other.wasm --corpus answers.jsonl --format json

Every rule at its own level, every input granted that the pack declares. Times are medians of interleaved rounds with the
median distance from them, in processor time of one thread. The yardstick is what a good engineer would write who
needs no engine: 13 regexes and 69 phrases in plain Rust, in the same process and the same rounds.")]
pub(crate) struct Bench {
    /// Components: files, or references to what is in the store.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Samples: JSON Lines, plain, .gz or .zst; `-` is standard input. May be given again.
    #[arg(long, value_name = "FILE", required = true)]
    corpus: Vec<PathBuf>,
    #[command(flatten)]
    lines: Corpus,
    /// Three short rounds instead of seven long ones.
    #[arg(long)]
    quick: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

pub(super) fn run(arguments: &Bench) -> Result<Exit> {
    let mut samples = Vec::new();
    let unread = arguments.lines.each(&arguments.corpus, |_, sample| samples.push(sample))?;
    if samples.is_empty() {
        bail!("the corpus holds no sample");
    }
    if cfg!(debug_assertions) {
        terminal::note(
            "this is a development build: only the ratios between its figures mean anything, and they little",
        );
    }
    let effort = if arguments.quick { Effort::QUICK } else { Effort::FULL };
    let mut packs = Vec::new();
    for named in &arguments.files {
        let bytes = component_named(named)?;
        let progress = progress(named.clone());
        let figures = measure(&bytes, &samples, effort, |done, rounds| {
            progress.set_length(rounds as u64);
            progress.set_position(done as u64);
        });
        progress.finish_and_clear();
        packs.push(figures.map_err(|error| miette!("{named}: {error}"))?);
    }
    let unchecked = packs.iter().any(|pack| pack.unchecked > 0);
    let text = match arguments.format {
        Reading::Text => packs.iter().map(PackFigures::text).collect::<Vec<_>>().join("\n"),
        Reading::Json => document::named("lictor.pack-bench/v1", &PackBench { packs })?,
    };
    terminal::print(&text)?;
    Ok(if unread > 0 || unchecked { Exit::Unchecked } else { Exit::Clean })
}

/// A bar on a terminal, nothing elsewhere.
fn progress(name: String) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} round {pos} of {len}  {msg}, {eta} left");
    let bar = ProgressBar::new(1).with_message(name);
    let bar = match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    };
    bar.tick();
    bar
}
