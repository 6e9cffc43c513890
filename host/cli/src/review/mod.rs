//! `lictor review`.

mod answers;
mod walk;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use lictor::Dimension;
use lictor_evals::review::{NeedsEyes, ReviewDraft, ReviewFile, ReviewVerdict, select};
use lictor_evals::run::{CaseSummary, Run};
use lictor_evals::set::Set;
use lictor_model::visible;
use lictor_signing::{PrivateKey, TrustFile};
use miette::{IntoDiagnostic, Result, miette};
use serde_json::json;

use crate::arguments::Reading;
use crate::exit::Exit;
use crate::key::KeyChoice;
use crate::{document, terminal};

/// Walk through the cases of a run that need eyes, and sign what you saw.
#[derive(Debug, Args)]
#[command(
    after_help = "Cases that need eyes: high risk, on a boundary, a failure that a user would see, changed against --base,
not settled earlier, answers that do not agree. Each is shown with the reason, its criteria and the
answer, in which what sensitive rules found is masked. What you say is one signed line of --records,
written at once; cases that were reviewed in your role are skipped, so you can stop at any time.

Examples:
  lictor review runs/candidate --trust trust.toml --list
  lictor review runs/candidate --set sets/support --answers answers.jsonl --base runs/main \\
      --trust trust.toml --key jane.key --role risk
  lictor review runs/candidate --set sets/support --trust trust.toml --key jane.key --role risk --case refunds/late \\
      --dimension risk --verdict pass --criterion 'names the deadline' --reason 'it does'

Exit codes: 0 nothing is left to review in the role, or the one --verdict is written, 1 something is left,
2 usage or configuration, 3 a run or the records cannot be read or written, or were altered."
)]
pub(crate) struct Review {
    /// The folder of the run.
    run: PathBuf,
    /// The folder of the set that the run was made with.
    #[arg(long, value_name = "SET")]
    set: Option<PathBuf>,
    /// The files of answers that the run was made of.
    #[arg(long, num_args = 1.., value_name = "FILES")]
    answers: Vec<PathBuf>,
    /// Where to find what in answers of another shape, as it was for `lictor run`.
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Of promptfoo's output: which pair of prompt and provider the run is about.
    #[arg(long, value_name = "N", default_value_t = 0)]
    prompt_index: u64,
    /// Whose signatures count.
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    #[command(flatten)]
    key: KeyChoice,
    /// Your name as the trust file has it (default: the holder of the key).
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// The role in which you look, such as `risk`.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// The run before: what changed since needs eyes.
    #[arg(long, value_name = "RUN")]
    base: Option<PathBuf>,
    /// The file of review records. It is only ever added to.
    #[arg(long, value_name = "FILE", default_value = "reviews.jsonl")]
    records: PathBuf,
    /// Only these cases, whether they need eyes or not.
    #[arg(long, num_args = 1.., value_name = "ID")]
    case: Vec<String>,
    /// Only these dimensions.
    #[arg(long, num_args = 1.., value_name = "DIMENSION", value_parser = dimension)]
    dimension: Vec<Dimension>,
    /// Show what is left to review, and ask nothing.
    #[arg(long)]
    list: bool,
    /// The verdict on one case and dimension, without a question: pass, fail or ambiguous.
    #[arg(long, value_name = "VERDICT", value_parser = verdict, requires = "criterion", requires = "reason")]
    verdict: Option<ReviewVerdict>,
    /// What was held against the answer.
    #[arg(long, value_name = "TEXT", requires = "verdict")]
    criterion: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", requires = "verdict")]
    reason: Option<String>,
    /// How to write the list: text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
    /// The time that counts as now (default: now).
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

/// What is left to review.
struct Left<'r> {
    needs: NeedsEyes<'r>,
    dimensions: Vec<Dimension>,
}

pub(crate) fn run(arguments: &Review) -> Result<Exit> {
    let now = arguments.now.unwrap_or_else(Timestamp::now);
    let trust = TrustFile::read(&arguments.trust)?;
    let run = Run::open(&arguments.run, now)?;
    let head = run.summaries()?;
    let base = arguments.base.as_deref().map(|base| summaries(base, now)).transpose()?;
    let records = read_records(&arguments.records, &trust, now)?;
    if say_faults(&records) {
        return Ok(Exit::Unchecked);
    }
    let left = left(arguments, &run, &head, base.as_deref(), &records)?;
    if arguments.list {
        terminal::print(&listed(&left, arguments.format)?)?;
        return Ok(exit(left.is_empty()));
    }
    let signer = Signer::new(arguments, &trust)?;
    if let Some(verdict) = arguments.verdict {
        single(arguments, &run, &head, &signer, verdict)?;
        return Ok(Exit::Clean);
    }
    if left.is_empty() {
        terminal::note(format!("nothing is left to review as {}", signer.role));
        return Ok(Exit::Clean);
    }
    let path = arguments.set.as_deref().ok_or_else(|| miette!("--set is missing: cases are shown from it"))?;
    let set = Set::open(path)?;
    if set.digest != run.manifest().set.digest {
        return Err(miette!(
            help = "check out the set as it was when the run was made, or run it again",
            "{} is not the set that the run was made with",
            path.display()
        ));
    }
    let done = walk::walk(arguments, &run, &set, &left, &signer)?;
    Ok(exit(done))
}

fn exit(done: bool) -> Exit {
    if done { Exit::Clean } else { Exit::Findings }
}

fn summaries(path: &Path, now: Timestamp) -> Result<Vec<CaseSummary>> {
    let run = Run::open(path, now)?;
    Ok(run.summaries()?)
}

/// The records so far; none for a file that is not there yet.
fn read_records(path: &Path, trust: &TrustFile, now: Timestamp) -> Result<ReviewFile> {
    if path.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Ok(ReviewFile::default());
    }
    Ok(ReviewFile::read(path, trust, now)?)
}

/// Names every line that does not count. Whether the file was altered: then nothing is added to it.
fn say_faults(records: &ReviewFile) -> bool {
    for fault in &records.faults {
        terminal::note(format!("review records, line {}: {}", fault.line, fault.message));
    }
    if records.is_tampered() {
        terminal::note("the review records were altered: restore the file, for nothing counts that is added to it now");
    }
    records.is_tampered()
}

fn left<'r>(
    arguments: &Review,
    run: &Run,
    head: &'r [CaseSummary],
    base: Option<&[CaseSummary]>,
    records: &ReviewFile,
) -> Result<Vec<Left<'r>>> {
    let mut needs = select(head, base, records);
    if !arguments.case.is_empty() {
        let wanted: BTreeSet<&str> = arguments.case.iter().map(String::as_str).collect();
        if let Some(unknown) = wanted.iter().find(|id| head.iter().all(|case| case.case.id != **id)) {
            let near = lictor_model::closest(unknown, head.iter().map(|case| case.case.id.as_str()));
            let mean = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(miette!("the run has no case `{}`{mean}", visible(unknown)));
        }
        needs.retain(|needs| wanted.contains(needs.case.case.id.as_str()));
        let named = |case: &&CaseSummary| wanted.contains(case.case.id.as_str());
        for case in head.iter().filter(named) {
            if needs.iter().all(|needs| needs.case.case.id != case.case.id) {
                needs.push(NeedsEyes { case, why: Vec::new() });
            }
        }
    }
    let reviews = records.of_run(&run.digest());
    let all = if arguments.dimension.is_empty() { Dimension::ALL.to_vec() } else { arguments.dimension.clone() };
    let open = |id: &str, dimension: Dimension| match &arguments.role {
        Some(role) => !reviews.has(id, dimension, role),
        None => reviews.about(id, dimension).next().is_none(),
    };
    let left = needs.into_iter().map(|needs| {
        let id = &needs.case.case.id;
        let dimensions = all.iter().copied().filter(|dimension| open(id, *dimension)).collect();
        Left { needs, dimensions }
    });
    Ok(left.filter(|left: &Left<'_>| !left.dimensions.is_empty()).collect())
}

fn listed(left: &[Left<'_>], format: Reading) -> Result<String> {
    let why = |left: &Left<'_>| -> Vec<String> { left.needs.why.iter().map(ToString::to_string).collect() };
    if format == Reading::Json {
        let cases: Vec<_> = left
            .iter()
            .map(|left| json!({ "case": left.needs.case.case.id, "why": why(left), "dimensions": left.dimensions }))
            .collect();
        return document::named("lictor.review-list/v1", &json!({ "left": cases }));
    }
    let mut text = format!("{} cases are left to review\n", left.len());
    for left in left {
        let dimensions: Vec<&str> = left.dimensions.iter().map(|dimension| dimension.as_str()).collect();
        let _ = writeln!(text, "  {}  ({})", visible(&left.needs.case.case.id), dimensions.join(", "));
        let _ = writeln!(text, "      {}", visible(&why(left).join("; ")));
    }
    Ok(text)
}

/// Who signs, in which role. Both are as the trust file says, so that no record is written that will not count.
struct Signer {
    key: PrivateKey,
    reviewer: String,
    role: String,
}

impl Signer {
    fn new(arguments: &Review, trust: &TrustFile) -> Result<Self> {
        let role = arguments.role.clone().ok_or_else(|| miette!("--role is missing: a review is made in a role"))?;
        let key = arguments.key.open()?;
        let id = key.public().id();
        let trusted = trust.key(id.as_str()).ok_or_else(|| {
            miette!(help = "`lictor key show FILE.pub` prints its entry", "the trust file knows no key {id}")
        })?;
        trusted.require_role(&role).into_diagnostic()?;
        match &arguments.reviewer {
            Some(name) if *name != trusted.holder => {
                Err(miette!("the key belongs to {}: --reviewer names somebody else", trusted.holder))
            }
            _ => Ok(Self { key, reviewer: trusted.holder.clone(), role }),
        }
    }

    /// Signs and writes one record.
    fn write(
        &self,
        arguments: &Review,
        run: &Run,
        case: &str,
        dimension: Dimension,
        (verdict, criterion, reason): (ReviewVerdict, String, String),
    ) -> Result<()> {
        let draft = ReviewDraft {
            run: run.digest(),
            case: case.into(),
            dimension,
            verdict,
            criterion,
            reason,
            reviewer: self.reviewer.clone(),
            role: self.role.clone(),
            at: arguments.now.unwrap_or_else(Timestamp::now),
        };
        ReviewFile::append(&arguments.records, draft, &self.key)?;
        Ok(())
    }
}

/// One verdict from the command line.
fn single(arguments: &Review, run: &Run, head: &[CaseSummary], signer: &Signer, verdict: ReviewVerdict) -> Result<()> {
    let ([case], [dimension]) = (arguments.case.as_slice(), arguments.dimension.as_slice()) else {
        return Err(miette!("--verdict is about one case and one dimension: name them with --case and --dimension"));
    };
    if head.iter().all(|known| known.case.id != *case) {
        return Err(miette!("the run has no case `{}`", visible(case)));
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let said = (verdict, text(&arguments.criterion), text(&arguments.reason));
    signer.write(arguments, run, case, *dimension, said)
}

fn dimension(text: &str) -> Result<Dimension, String> {
    Dimension::ALL
        .into_iter()
        .find(|dimension| dimension.as_str() == text)
        .ok_or_else(|| "expected correctness, grounding, usefulness or risk".into())
}

fn verdict(text: &str) -> Result<ReviewVerdict, String> {
    [ReviewVerdict::Pass, ReviewVerdict::Fail, ReviewVerdict::Ambiguous]
        .into_iter()
        .find(|verdict| verdict.as_str() == text)
        .ok_or_else(|| "expected pass, fail or ambiguous".into())
}
