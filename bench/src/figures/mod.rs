//! The parts of a run, one file each.

mod file;
mod inline;
mod memory;
mod patterns;
mod plugins;
mod quiet;
mod ratios;
mod sizes;
mod start;
mod threads;

use miette::Result;

use crate::bench::Bench;
use crate::figure::Results;

/// What a part does.
type Run = fn(&Bench, &mut Results) -> Result<()>;

/// The parts by the names that `--only` takes, in the order in which they run.
pub const PARTS: [(&str, Run); 10] = [
    ("ratios", ratios::run),
    ("quiet", quiet::run),
    ("threads", threads::run),
    ("inline", inline::run),
    ("file", file::run),
    ("start", start::run),
    ("memory", memory::run),
    ("patterns", patterns::run),
    ("plugins", plugins::run),
    ("sizes", sizes::run),
];
