//! `lictor gate`.

mod shown;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use lictor_evals::gate::{Evidence, GateOutcome, GateRun, Release, SignOffDraft, SignOffFile, decide};
use lictor_evals::review::ReviewFile;
use lictor_evals::run::Run;
use lictor_signing::TrustFile;
use miette::{Result, miette};

use crate::arguments::Reading;
use crate::check::output::put;
use crate::exit::Exit;
use crate::key::KeyChoice;
use crate::{document, terminal};

/// Decide whether a run is released, or sign it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor gate check release.toml --run runs/candidate --base runs/main
  lictor gate sign runs/candidate --role risk --key jane.key --name 'Jane Doe' --reviews reviews.jsonl

Exit codes: 0 release, or signed, 1 hold, 2 usage or configuration, 3 a run cannot be read or is not what it
was, or a file of signatures cannot be read or written, 4 needs review.")]
pub(crate) struct Gate {
    #[command(subcommand)]
    command: GateCommand,
}

#[derive(Debug, Subcommand)]
enum GateCommand {
    Check(Check),
    Sign(Sign),
}

/// Hold a run against a release file: release, hold or needs review, with the rule and the cases behind each reason.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor gate check release.toml --run runs/candidate --base runs/main --reviews reviews.jsonl \\
      --sign-offs sign-offs.jsonl --trust trust.toml
  lictor gate check release.toml --run runs/candidate --format json --output decision.json

Exit codes: 0 release, 1 hold, 2 usage or configuration, 3 a run cannot be read or is not what it was, or a
file of signatures cannot be read, 4 needs review: nothing is crossed, and somebody still has to look or
sign. Review records that were altered hold.")]
struct Check {
    /// The release file.
    release: PathBuf,
    /// The folder of the run that is decided on.
    #[arg(long, value_name = "RUN")]
    run: PathBuf,
    /// The run before it.
    #[arg(long, value_name = "RUN")]
    base: Option<PathBuf>,
    /// Review records.
    #[arg(long, value_name = "FILE", requires = "trust")]
    reviews: Option<PathBuf>,
    /// Sign-offs.
    #[arg(long, value_name = "FILE", requires = "trust")]
    sign_offs: Option<PathBuf>,
    /// Whose signatures count.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// How to write the decision: text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
    /// Write the decision record (JSON) to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The time that counts as now (default: now).
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

/// Sign a run in a role.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  lictor gate sign runs/candidate --role risk --key jane.key --name 'Jane Doe' --reviews reviews.jsonl \\
      --sign-offs sign-offs.jsonl

With --reviews the signature also names the last line of the review records, so that nobody removes
records after it.

Exit codes: 0 signed, 2 usage or configuration, 3 the run or a file cannot be read or written.")]
struct Sign {
    /// The folder of the run.
    run: PathBuf,
    /// The role: `product`, `domain`, `engineering`, `risk`, `operations`.
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// Your name as the trust file has it.
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    key: KeyChoice,
    /// The review records that you rely on.
    #[arg(long, value_name = "FILE")]
    reviews: Option<PathBuf>,
    /// The file of sign-offs. It is only ever added to.
    #[arg(long, visible_alias = "output", value_name = "FILE", default_value = "sign-offs.jsonl")]
    sign_offs: PathBuf,
    /// The time that counts as now (default: now).
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

pub(crate) fn run(arguments: &Gate) -> Result<Exit> {
    match &arguments.command {
        GateCommand::Check(arguments) => check(arguments),
        GateCommand::Sign(arguments) => sign(arguments),
    }
}

fn check(arguments: &Check) -> Result<Exit> {
    let now = arguments.now.unwrap_or_else(Timestamp::now);
    let (release, release_digest) = Release::read(&arguments.release)?;
    let trust = arguments.trust.as_deref().map(TrustFile::read).transpose()?;
    let run = open(&arguments.run, now)?;
    let base = arguments.base.as_deref().map(|base| open(base, now)).transpose()?;
    let reviews = match (&arguments.reviews, &trust) {
        (Some(path), Some(trust)) => ReviewFile::read(path, trust, now)?,
        _ => ReviewFile::default(),
    };
    let sign_offs = match (&arguments.sign_offs, &trust) {
        (Some(path), Some(trust)) => SignOffFile::read(path, trust, now)?,
        _ => SignOffFile::default(),
    };
    let decision = decide(&Evidence {
        release: &release,
        release_digest,
        run: &run,
        base: base.as_ref(),
        reviews: &reviews,
        sign_offs: &sign_offs,
        now,
    });
    let record = document::pretty(&decision)?;
    if let Some(path) = &arguments.output {
        let inputs = [
            Some(&arguments.release),
            arguments.trust.as_ref(),
            arguments.reviews.as_ref(),
            arguments.sign_offs.as_ref(),
        ];
        let inputs: Vec<PathBuf> = inputs.into_iter().flatten().cloned().collect();
        put(&record, Some(path), &inputs)?;
    }
    terminal::print(&match arguments.format {
        Reading::Json => record,
        Reading::Text => shown::text(&decision),
    })?;
    Ok(match decision.outcome {
        GateOutcome::Release => Exit::Clean,
        GateOutcome::Hold => Exit::Findings,
        GateOutcome::NeedsReview => Exit::NeedsReview,
    })
}

fn open(path: &Path, now: Timestamp) -> Result<GateRun> {
    let run = Run::open(path, now)?;
    Ok(GateRun::new(&run)?)
}

fn sign(arguments: &Sign) -> Result<Exit> {
    let now = arguments.now.unwrap_or_else(Timestamp::now);
    let run = Run::open(&arguments.run, now)?;
    let reviews = match &arguments.reviews {
        None => None,
        Some(path) => match ReviewFile::last_line(path)? {
            Some(last) => Some(last),
            None => return Err(miette!("{} has no record to rely on", path.display())),
        },
    };
    let key = arguments.key.open()?;
    let (role, name) = (arguments.role.clone(), arguments.name.clone());
    let draft = SignOffDraft { run: run.digest(), role, name, at: now, reviews };
    let record = SignOffFile::append(&arguments.sign_offs, draft, &key)?;
    let line = format!("{} signed {} as {} with key {}", record.name, record.run, record.role, record.key);
    terminal::note(line);
    Ok(Exit::Clean)
}
