//! `lictor check`.

mod input;
mod map;
mod output;
mod pipeline;
mod progress;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Once};

use lictor::{Guard, VERSION};
use lictor_report::{Context, Format, Summary, report};
use miette::{Result, miette};

use crate::arguments::Check;
use crate::configuration::guard;
use crate::exit::{Exit, written};
use crate::terminal;
use input::Inputs;
use map::Map;
use output::Output;
use pipeline::Work;
use progress::Progress;

pub(crate) fn run(arguments: &Check) -> Result<Exit> {
    let map = arguments.map.as_deref().map(str::parse::<Map>).transpose().map_err(|error| miette!("--map: {error}"))?;
    let guard = guard(&arguments.policy, arguments.today.clone(), arguments.quiet)?;
    let inputs = Inputs::new(&arguments.files, arguments.max_line_bytes);
    inputs.require_one()?;
    let stop = interruption();
    let mut output = Output::open(arguments.output.as_deref())?;
    let progress = Progress::new(!arguments.quiet && !arguments.no_progress, inputs.total_bytes());
    let (summary, stopped) = {
        let context = context(arguments, &guard);
        let mut report = written(report(arguments.format, Box::new(output.writer()), context))?;
        let mut summary = Summary::default();
        let work = Work {
            guard: &guard,
            map: map.as_ref(),
            workflow: arguments.workflow.as_deref(),
            jobs: arguments.jobs.map_or_else(default_jobs, usize::from),
            stop: &stop,
        };
        written(work.run(inputs, &progress, |record| {
            summary.add(record);
            progress.suspend(|| report.record(record))
        }))?;
        let stopped = stop.load(Ordering::Relaxed);
        if !stopped {
            progress.clear();
            written(report.finish(&summary))?;
        }
        (summary, stopped)
    };
    progress.clear();
    if stopped {
        terminal::note(format!("interrupted after {} samples{}", summary.samples, output.discarded()));
        return Ok(Exit::Interrupted);
    }
    output.keep()?;
    say(arguments, &guard, &summary);
    Ok(exit(arguments, &summary))
}

fn context<'a>(arguments: &Check, guard: &'a Guard) -> Context<'a> {
    Context {
        rules: guard.rules(),
        policy: guard.policy_ref(),
        tool_version: VERSION,
        today: guard.today(),
        colour: arguments.format == Format::Text && arguments.output.is_none() && terminal::colour(),
        width: None,
        fail_on: arguments.fail_on,
    }
}

fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A flag that Ctrl-C sets.
fn interruption() -> Arc<AtomicBool> {
    static HANDLER: Once = Once::new();
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    HANDLER.call_once(|| {
        // Without a handler Ctrl-C ends the process at once, which leaves no half-written file either.
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
    });
    stop
}

/// What a person has to know beside the report.
fn say(arguments: &Check, guard: &Guard, summary: &Summary) {
    if arguments.quiet {
        return;
    }
    if summary.has_unchecked() {
        terminal::note(format!(
            "{} of {} samples were not fully checked; the report names each",
            summary.partial + summary.unchecked,
            summary.samples
        ));
    }
    for (index, waiver) in guard.policy().waivers().iter().enumerate() {
        if !guard.waiver_used(index) {
            let rule = &waiver.rule;
            terminal::note(format!("the waiver for {rule} ({}) excused nothing in this run", waiver.reason));
        }
    }
}

fn exit(arguments: &Check, summary: &Summary) -> Exit {
    let failed = summary.worst_level().is_some_and(|level| level >= arguments.fail_on);
    if summary.has_unchecked() || summary.samples == 0 {
        Exit::Unchecked
    } else if failed && !arguments.exit_zero {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
