//! `cargo xtask accuracy`.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line tool for developers.

use std::path::{Path, PathBuf};

use clap::Parser;
use lictor_accuracy::checker::{Checker, Packs};
use lictor_accuracy::report::Report;
use lictor_accuracy::{record, sets, table};
use miette::{IntoDiagnostic, Result, bail};

/// Measures on labelled data how often the rules are right, and shows which targets are met.
///
/// It reads the sets that it knows from a folder, `<set>/*.jsonl.gz`, and names those that are missing or unknown. Of a
/// case it shows the id, the rules and the places, never a text.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask accuracy", bin_name = "cargo xtask accuracy")]
struct Arguments {
    /// The folder with the sets.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Call the packs' sources directly, not the built components: for work on rules.
    #[arg(long)]
    sources: bool,
    /// Only these sets, such as xstest,bench.
    #[arg(long, value_name = "SETS", value_delimiter = ',')]
    only: Vec<String>,
    /// Write the figures beside the rules, into plugins/<pack>/src/accuracy.rs.
    #[arg(long, conflicts_with = "only")]
    record: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// How many errors of each comparison the table shows, at most 20.
    #[arg(long, value_name = "N", default_value_t = 20)]
    errors: usize,
    /// How many threads check.
    #[arg(long, value_name = "N", default_value_t = 2)]
    threads: usize,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let packs = if arguments.sources { Packs::Sources } else { Packs::Built };
    let checker = Checker::new(packs, arguments.threads)?;
    let sets = sets::measure(&arguments.data, &arguments.only, &checker)?;
    let report = Report::new(packs, &checker, sets);
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report).into_diagnostic()?);
    } else {
        print!("{}", table::table(&report, arguments.errors));
    }
    if arguments.record {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(""));
        for path in record::write(&report, checker.guard().manifests(), root)? {
            eprintln!("{}", path.display());
        }
    }
    let failed = report.failed();
    if !failed.is_empty() {
        bail!("could not be read: {}", failed.join(", "));
    }
    if report.measured() == 0 {
        bail!("{} holds no set that is known", arguments.data.display());
    }
    Ok(())
}
