//! `cargo xtask bench`.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line tool for developers.

mod arguments;

use std::path::Path;

use clap::Parser;
use lictor_bench::bench::{Bench, Course, built, cache};
use lictor_bench::corpus::Corpus;
use lictor_bench::figure::Results;
use lictor_bench::figures::PARTS;
use lictor_bench::machine::Machine;
use lictor_bench::race::Effort;
use lictor_bench::report::Report;
use lictor_bench::shape::Shape as Figures;
use lictor_bench::{guards, table, usage};
use miette::{IntoDiagnostic, Result, WrapErr, bail};

use crate::arguments::{Arguments, Shape};

fn main() -> Result<()> {
    let raw: Vec<String> = std::env::args().skip(1).collect();
    if let [first, measured @ ..] = &raw[..]
        && first == usage::USAGE_OF
    {
        return usage::main(measured);
    }
    let arguments = Arguments::parse();
    if let Some(path) = &arguments.write_corpus {
        let corpus = match arguments.shape {
            Some(Shape::Rag) => Corpus::answers_from_documents(),
            _ => Corpus::plain(),
        };
        return write(path, &corpus.to_jsonl()?);
    }
    if arguments.describe {
        let shapes: Vec<Figures> = courses(&arguments)?.iter().map(Figures::of).collect();
        println!("{}", serde_json::to_string_pretty(&shapes).into_diagnostic()?);
        return Ok(());
    }
    let known = PARTS.map(|(name, _)| name);
    if let Some(unknown) = arguments.only.iter().find(|part| !known.contains(&part.as_str())) {
        bail!("there is no part `{unknown}`; there are {}", known.join(", "));
    }
    let machine = Machine::here();
    let bench = prepare(&arguments)?;
    let (mut results, mut failed) = (Results::default(), Vec::new());
    for (name, run) in PARTS {
        if arguments.only.is_empty() || arguments.only.iter().any(|part| part == name) {
            eprintln!("measuring {name}");
            // What the other parts took minutes to measure is not thrown away.
            if let Err(error) = run(&bench, &mut results) {
                failed.push(name);
                results.notes.push(format!("{name} could not be measured: {error}"));
            }
        }
    }
    show(&arguments, &raw, &machine, &bench, &results)?;
    if !failed.is_empty() {
        bail!("could not be measured: {}", failed.join(", "));
    }
    Ok(())
}

fn show(arguments: &Arguments, raw: &[String], machine: &Machine, bench: &Bench, results: &Results) -> Result<()> {
    let report = Report {
        chore: "bench",
        schema: "lictor.bench/v1",
        machine,
        command: [&["cargo xtask bench".to_owned()], raw].concat().join(" "),
        quick: arguments.quick,
        fuel_and_epochs: true,
        corpora: bench.courses.iter().map(Figures::of).collect(),
        results,
    };
    if let Some(path) = &arguments.report {
        report.write_into(path)?;
    }
    match &arguments.json {
        Some(path) if path == Path::new("-") => print!("{}", report.json()?),
        Some(path) => {
            write(path, &report.json()?)?;
            println!("{}", table::table(results));
        }
        None => println!("{}", table::table(results)),
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).into_diagnostic().wrap_err_with(|| format!("{} cannot be written", path.display()))
}

fn courses(arguments: &Arguments) -> Result<Vec<Course>> {
    eprintln!("loading packs and corpora");
    let mut courses = Vec::new();
    if arguments.shape != Some(Shape::Rag) {
        let plain = arguments.corpus.as_deref().map_or_else(|| Ok(Corpus::plain()), Corpus::read)?;
        courses.push(Course::new(plain)?);
    }
    if arguments.shape != Some(Shape::Plain) {
        courses.push(Course::new(Corpus::answers_from_documents())?);
    }
    Ok(courses)
}

fn prepare(arguments: &Arguments) -> Result<Bench> {
    let courses = courses(arguments)?;
    let scratch = tempfile::tempdir().into_diagnostic()?;
    Ok(Bench {
        courses,
        effort: if arguments.quick { Effort::QUICK } else { Effort::FULL },
        engine: guards::engine(&cache(scratch.path()))?,
        twin: guards::twin()?,
        lictor: built(arguments.lictor.as_deref())?,
        scratch,
    })
}
