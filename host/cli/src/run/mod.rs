//! `lictor run`.

mod facts;
mod shown;

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use jiff::Timestamp;
use lictor::{Guard, Level, Source};
use lictor_evals::run::{AnswerFormat, Collector, FileDigest, Finished, Join, Joined, parse_meta, promptfoo_results};
use lictor_evals::set::Set;
use lictor_model::Map;
use miette::{Result, miette};

use crate::arguments::{PolicyChoice, Reading, day, level};
use crate::check::flow::Flow;
use crate::check::input::{Inputs, Line, ReadFile};
use crate::check::progress::Progress;
use crate::check::{Writing, default_jobs, interruption, require_a_rule};
use crate::configuration::guard;
use crate::exit::Exit;
use crate::terminal;

/// Join an evaluation set with answers and check them.
#[derive(Debug, Args)]
#[command(
    after_help = "Answers are JSON Lines with `id` (the case) and `answer`, and what else `lictor schema answer` names;
lines of any other shape through --map, where `id` is the case; or what promptfoo writes with
`--output results.jsonl` or `--output results.json` (a file named .json). promptfoo's case is
testCase.metadata.case, vars.case, vars.id or the test's description, whatever comes first.

Examples:
  lictor run --set sets/support --answers answers.jsonl --policy support-assistant \\
      --meta model=acme-2026-11,prompt=@prompt.txt,retrieval=kb-41 --output runs/2026-11-25
  lictor run --set sets/support --answers results.json --output runs/candidate
  lictor run --set sets/support --answers log.jsonl.gz --map answer=/output,id=/case,latency-ms=/ms --output runs/a

A failing case is a result, not an error: `lictor gate` decides what follows from it.

Exit codes: 0 the run is written, 1 it is, and some answers fit no case or came twice, 2 usage or
configuration, 3 it is, and cases without an answer, unreadable lines or unchecked answers are in it,
130 interrupted, nothing is written."
)]
pub(crate) struct Run {
    /// The folder of the evaluation set.
    #[arg(long, value_name = "SET")]
    set: PathBuf,
    /// Files of answers, plain, .gz or .zst; `-` is standard input.
    #[arg(long, required = true, num_args = 1.., value_name = "FILES")]
    answers: Vec<PathBuf>,
    /// Where to find what in answers of another shape, as in `lictor check`; `id` is the case. Also repeat, latency-ms,
    /// input-tokens, output-tokens, cost and feedback.
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Of promptfoo's output: which pair of prompt and provider (promptIdx) the run is about.
    #[arg(long, value_name = "N", default_value_t = 0)]
    prompt_index: u64,
    #[command(flatten)]
    policy: PolicyChoice,
    /// What you know of the system under test: `model=…,prompt=@file,retrieval=…`. Of `@file` the digest is kept.
    #[arg(long, value_name = "KEY=VALUE,…")]
    meta: Vec<String>,
    /// The folder that becomes the run. It appears whole or not at all, and nothing may be there.
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// The weakest level at which a finding fails its dimension.
    #[arg(long, value_name = "LEVEL", default_value = "warn", value_parser = level)]
    fail_on: Level,
    /// How many threads check. Results are the same for any number.
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// The day that waivers and rules take for today (default: the day of --now, UTC).
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<String>,
    /// The time at which the run says that it was made (default: now).
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// How to write what the run comes to: text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
    /// The longest line, or result of promptfoo, that is read, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20)]
    max_line_bytes: usize,
    /// Say nothing on standard error but errors.
    #[arg(long, short)]
    quiet: bool,
    /// Show no progress bar.
    #[arg(long)]
    no_progress: bool,
}

pub(crate) fn run(arguments: &Run) -> Result<Exit> {
    let map = arguments.map.as_deref().map(str::parse::<Map>).transpose().map_err(|error| miette!("--map: {error}"))?;
    let meta = parse_meta(arguments.meta.iter().map(String::as_str))?;
    let set = Set::open(&arguments.set)?;
    let made = |now: Timestamp| jiff::tz::Offset::UTC.to_datetime(now).date().to_string();
    let today = arguments.today.clone().or_else(|| arguments.now.map(made));
    let guard = guard(&arguments.policy, today, arguments.quiet)?;
    require_a_rule(&guard)?;
    let digests = Arc::new(Mutex::new(Vec::new()));
    let inputs = Inputs::new(&arguments.answers, arguments.max_line_bytes)
        .with_documents(|reader, max, take| promptfoo_results(reader, max, take))
        .with_digests(digests.clone());
    inputs.require_one()?;
    let facts = facts::of(&guard, meta, arguments.fail_on);
    let format = AnswerFormat { map, prompt_index: arguments.prompt_index };
    let join = Join::new(&set, &facts.rules, arguments.fail_on, format)?;
    let collector = Collector::create(&set, &arguments.output)?;
    let Some(collector) = collect(arguments, &guard, &join, inputs, collector)? else { return Ok(Exit::Interrupted) };
    let answers = std::mem::take(&mut *digests.lock().unwrap_or_else(PoisonError::into_inner));
    let answers = answers.into_iter().map(|ReadFile { file, digest, lines }| FileDigest { file, digest, lines });
    let now = arguments.now.unwrap_or_else(Timestamp::now);
    let finished = collector.finish(facts, answers.collect(), now)?;
    terminal::print(&match arguments.format {
        Reading::Json => shown::json(&arguments.output, &finished)?,
        Reading::Text => shown::text(&arguments.output, &finished, now)?,
    })?;
    if !arguments.quiet {
        shown::problems(&finished);
    }
    Ok(exit(&finished))
}

/// Has all answers checked and collected. None if somebody interrupted it; then nothing is left.
fn collect<'s>(
    arguments: &Run,
    guard: &Guard,
    join: &Join<'s>,
    inputs: Inputs,
    mut collector: Collector<'s>,
) -> Result<Option<Collector<'s>>> {
    let temporary = collector.temporary().to_owned();
    let clean = move || drop(std::fs::remove_dir_all(&temporary));
    let stop = interruption(Writing::default(), clean);
    let progress = Progress::new(!arguments.quiet && !arguments.no_progress, inputs.total_bytes());
    let flow = Flow { jobs: arguments.jobs.map_or_else(default_jobs, usize::from), stop: &stop };
    let worker = || {
        let mut session = guard.session();
        move |line: Line, joined: &mut Vec<Joined>| {
            let source = Source { file: line.file.to_string(), line: line.number };
            let text = line.text.as_deref().map_err(Clone::clone);
            joined.extend(join.line(&source, text, |sample| session.check(sample)));
        }
    };
    let done = flow.run(inputs, &progress, worker, |joined| collector.take(joined));
    progress.clear();
    if stop.load(Ordering::Relaxed) {
        drop(collector);
        terminal::note(format!("interrupted; {} was not written", arguments.output.display()));
        return Ok(None);
    }
    done?;
    Ok(Some(collector))
}

fn exit(finished: &Finished) -> Exit {
    let counts = &finished.counts;
    if counts.missing + counts.unreadable + counts.unchecked > 0 || counts.answers == 0 {
        Exit::Unchecked
    } else if counts.extra + counts.duplicate > 0 {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
