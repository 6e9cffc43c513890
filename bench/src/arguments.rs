use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// Measures what the project promises about speed and memory, and shows which promises hold.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
pub(crate) struct Arguments {
    /// Plain answers to measure on, JSON Lines, plain, .gz or .zst: samples, or objects with `text`
    /// (default: a generated corpus).
    #[arg(long, value_name = "FILE")]
    pub(crate) corpus: Option<PathBuf>,
    /// A rough run: fewer and shorter rounds.
    #[arg(long)]
    pub(crate) quick: bool,
    /// Only these parts: ratios, quiet, threads, inline, file, start, memory, patterns, plugins, sizes.
    #[arg(long, value_name = "PARTS", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Only corpora of this shape.
    #[arg(long, value_name = "SHAPE")]
    pub(crate) shape: Option<Shape>,
    /// Write everything as one JSON object, to a file or to standard output instead of the table.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    pub(crate) json: Option<PathBuf>,
    /// Write the result into a document, between its marks.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Measure nothing; write the generated corpus of the shape that --shape names (default: plain).
    #[arg(long, value_name = "FILE")]
    pub(crate) write_corpus: Option<PathBuf>,
    /// Measure nothing; say what the corpora look like, as JSON.
    #[arg(long)]
    pub(crate) describe: bool,
    /// The built `lictor` (default: the one beside this program).
    #[arg(long, value_name = "FILE")]
    pub(crate) lictor: Option<PathBuf>,
}

/// What samples consist of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// Answers and nothing else.
    Plain,
    /// Answers with prompts, contexts, citations and expectations.
    Rag,
}
