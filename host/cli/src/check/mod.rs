//! `lictor check`.

pub(crate) mod corpus;
pub(crate) mod flow;
pub(crate) mod input;
pub(crate) mod output;
mod pipeline;
pub(crate) mod progress;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lictor::{Guard, Level, RuleInfo, VERSION};
use lictor_model::Map;
use lictor_report::{Context, Format, Summary, report};
use miette::{Result, miette};

use crate::arguments::Check;
use crate::configuration::guard;
use crate::exit::{Exit, written};
use crate::terminal;
use input::Inputs;
pub(crate) use output::Output;
pub(crate) use output::Writing;
use pipeline::Work;
use progress::Progress;

pub(crate) fn run(arguments: &Check) -> Result<Exit> {
    let map = arguments.map.as_deref().map(str::parse::<Map>).transpose().map_err(|error| miette!("--map: {error}"))?;
    let guard = guard(&arguments.policy, arguments.today.clone(), arguments.quiet)?;
    let inputs = Inputs::new(&arguments.files, arguments.max_line_bytes);
    inputs.require_one()?;
    require_a_rule(&guard)?;
    let mut output = Output::open(arguments.output.as_deref(), &arguments.files)?;
    let temporary = output.temporary();
    let stop = interruption(output.writing(), move || {
        if let Some(path) = &temporary {
            let _ = std::fs::remove_file(path);
        }
    });
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
        let done = work.run(inputs, &progress, |record| {
            summary.add(record);
            progress.suspend(|| report.record(record))
        });
        // Ctrl-C also ends those that read our output, so it weighs more than that they are gone.
        let stopped = stop.load(Ordering::Relaxed);
        if !stopped {
            written(done)?;
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
    // The process ends now, and the system takes memory back in one piece.
    std::mem::forget(guard);
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

pub(crate) fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A run of no rule checks nothing, so it is a mistake.
pub(crate) fn require_a_rule(guard: &Guard) -> Result<()> {
    let policy = guard.policy();
    let on = |rule: &RuleInfo| {
        !["lictor/engine", "lictor/evals"].contains(&rule.plugin.as_str())
            && policy.profiles().any(|(workflow, _)| guard.level_in(&rule.id, workflow) != Level::Off)
    };
    match guard.rules().iter().any(on) {
        true => Ok(()),
        false => Err(miette!(help = "look at --select, --ignore and the policy's [rules]", "no rule is on")),
    }
}

/// How long a run may take to stop by itself. One that waits for input cannot.
const GRACE: Duration = Duration::from_secs(1);

/// A flag that Ctrl-C sets. Where the run does not stop by itself, it ends after `clean` has removed what is temporary, but
/// not in the middle of a record; a second Ctrl-C ends it at once.
pub(crate) fn interruption(writing: Writing, clean: impl Fn() + Clone + Send + 'static) -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    let end = move || {
        clean();
        std::process::exit(130);
    };
    let interrupted = move || {
        if flag.swap(true, Ordering::Relaxed) {
            end();
        }
        let (end, writing) = (end.clone(), writing.clone());
        std::thread::spawn(move || {
            std::thread::sleep(GRACE);
            let _writing = writing.lock();
            end();
        });
    };
    // Without a handler Ctrl-C ends the process at once.
    let _ = ctrlc::set_handler(interrupted);
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
