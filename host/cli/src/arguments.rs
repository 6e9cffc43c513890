use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use lictor::Level;
use lictor_report::Format;

use crate::check::corpus::Corpus;

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\ncontract lictor:plugin@1.0.0\nengine wasmtime 48.0");

/// Checks what a language model answered, with rules that run in WebAssembly sandboxes.
#[derive(Debug, Parser)]
#[command(name = "lictor", version, long_version = VERSION, propagate_version = false)]
#[command(after_help = "Examples:
  lictor check answers.jsonl                      check a file with the default policy
  lictor check --policy support-assistant *.gz    another policy, compressed files
  lictor report runs/candidate --base runs/main   a comment for a pull request
  lictor rules explain EXP301                     what a rule does and why
  lictor policy check my-policy.toml              is a policy sound?

Exit codes: 0 nothing at or above the level, 1 findings, 2 usage or configuration,
3 something went unchecked, 130 interrupted.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check answers in JSON Lines files.
    Check(Check),
    /// Join an evaluation set with answers and check them.
    Run(crate::run::Run),
    /// Tell two runs apart: what became better, what became worse, and what nobody can tell.
    Compare(crate::compare::Compare),
    /// Walk through the cases of a run that need eyes, and sign what you saw.
    Review(crate::review::Review),
    /// Decide whether a run is released, or sign it.
    Gate(crate::gate::Gate),
    /// Make and show keys that sign.
    Key(crate::key::Key),
    /// Publish and fetch rule packs, and carry them to machines without a network.
    Plugin(crate::plugin::Plugin),
    /// Write a report about a run: for a pull request, a build, a dashboard or a release meeting.
    Report(crate::report::Report),
    /// Answer over HTTP: applications and gateways ask before the user sees the answer.
    Serve(crate::serve::Serve),
    /// Stand in front of a model server and check what it is asked and what it answers.
    Proxy(crate::proxy::Proxy),
    /// List rules, or read a rule's page.
    Rules(Rules),
    /// Check or show a policy, lock its packs, or print its schema.
    Policy(Policy),
    /// Check evaluation sets, show what they cover, compare versions, add cases.
    Set(crate::set::SetArguments),
    /// Print a published JSON Schema.
    Schema(Schema),
    /// Print a completion script for a shell.
    Completions(Completions),
}

/// Check answers in JSON Lines files.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor check answers.jsonl
  lictor check --format sarif --output lictor.sarif answers.jsonl
  lictor check --map answer=/output,prompt=/input,contexts=/docs,id=/case runs.jsonl.zst
  lictor check --map openai chat-completions.jsonl
  zcat answers.jsonl.gz | lictor check --workflow support-assistant -

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 usage or configuration,
3 something went unchecked (it weighs more than 1: findings may be missing), 130 interrupted.")]
pub(crate) struct Check {
    /// JSON Lines files, plain, .gz or .zst; `-` is standard input.
    #[arg(required = true, value_name = "FILES")]
    pub(crate) files: Vec<PathBuf>,
    /// Where to find what in files of another shape: `key=/json/pointer,…`, or the preset `openai`.
    /// Keys: answer, prompt, system, contexts, id, workflow, language, finish-reason, behaviour; and numbers that no rule
    /// reads: repeat, latency-ms, input-tokens, output-tokens, cost, feedback.
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Option<String>,
    #[command(flatten)]
    pub(crate) policy: PolicyChoice,
    /// The workflow of samples that name none.
    #[arg(long, value_name = "NAME")]
    pub(crate) workflow: Option<String>,
    /// The weakest level that counts as a failure.
    #[arg(long, value_name = "LEVEL", default_value = "warn", value_parser = level)]
    pub(crate) fail_on: Level,
    /// How to write the report: text, json, jsonl, sarif, junit, github or csv.
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = |text: &str| text.parse::<Format>())]
    pub(crate) format: Format,
    /// Write the report to a file. It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// How many threads check. Results are the same for any number.
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) jobs: Option<u16>,
    /// The day that waivers and rules take for today (default: the current day, UTC).
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) today: Option<String>,
    /// The longest line that is read, in bytes.
    #[arg(long, value_name = "BYTES", default_value_t = 32 << 20)]
    pub(crate) max_line_bytes: usize,
    /// Say nothing on standard error but errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Show no progress bar.
    #[arg(long)]
    pub(crate) no_progress: bool,
    /// Exit with 0 even if there are findings. What went unchecked still exits with 3.
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// Which policy, and which of its rules.
#[derive(Debug, Clone, Args)]
pub(crate) struct PolicyChoice {
    /// A policy file, or the name of an embedded one: default, support-assistant, coding-assistant,
    /// policy-search, internal-summarizer.
    #[arg(long, value_name = "POLICY", default_value = "default")]
    pub(crate) policy: String,
    /// Only these rules: IDs, prefixes, `tag:…`, `dimension:…`, comma-separated.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// Every pack must be locked in the `lictor.lock` beside the policy, and be what is locked. Packs from a registry always must.
    #[arg(long)]
    pub(crate) locked: bool,
}

impl PolicyChoice {
    /// A policy as it is.
    pub(crate) fn of(policy: &str) -> Self {
        Self { policy: policy.into(), select: Vec::new(), ignore: Vec::new(), locked: false }
    }
}

/// List rules, or read a rule's page.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor rules list
  lictor rules list --select tag:secret --format json
  lictor rules explain EXP301
  lictor rules profile answers.jsonl              which rules cost what on your answers")]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules of a policy with their levels.
    #[command(after_help = "Examples:
  lictor rules list
  lictor rules list --policy my-policy.toml --select tag:secret --format json")]
    List {
        #[command(flatten)]
        policy: PolicyChoice,
        /// text or json.
        #[arg(long, value_enum, default_value_t = Reading::Text)]
        format: Reading,
    },
    /// Read a rule's page: what it does, why, known false positives, examples.
    #[command(after_help = "Examples:
  lictor rules explain EXP301
  lictor rules explain payment-card --format json")]
    Explain {
        /// The rule: `EXP301`, `lictor/EXP301` or its slug.
        rule: String,
        /// A policy that loads the rule's pack.
        #[arg(long, value_name = "POLICY", default_value = "default")]
        policy: String,
        /// text or json.
        #[arg(long, value_enum, default_value_t = Reading::Text)]
        format: Reading,
    },
    /// Check a corpus and show what each rule costs, the costly ones first.
    Profile(Profile),
}

/// Check a corpus and show what each rule costs, the costly ones first.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor rules profile answers.jsonl
  lictor rules profile --policy acme.toml --format json answers.jsonl.gz > profile.json

hits      matches of the rule's patterns
wakes     samples for which the rule alone would have its pack called
alone     samples for which no other rule of the pack would: calls saved if it were off
findings  what it found
time      its share of its pack's calls: the measured wall time of each call, in equal parts
          for all rules whose wake condition held. Which rule's code took it is not measured,
          and scanning for patterns, which all rules do together, is shown on its own.")]
pub(crate) struct Profile {
    /// JSON Lines files, plain, .gz or .zst; `-` is standard input.
    #[arg(required = true, value_name = "CORPUS")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) lines: Corpus,
    #[command(flatten)]
    pub(crate) policy: PolicyChoice,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    pub(crate) format: Reading,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reading {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Check or show a policy, lock its packs, or print its schema.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor policy check my-policy.toml
  lictor policy lock my-policy.toml               write down which packs it runs
  lictor policy update my-policy.toml acme/tone   take a newer version of one
  lictor policy verify my-policy.toml             is every pack the one that is locked?
  lictor policy show support-assistant
  lictor policy schema > policy.schema.json")]
pub(crate) struct Policy {
    #[command(subcommand)]
    pub(crate) command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Load a policy with its packs and report everything that is wrong with it.
    #[command(after_help = "Examples:
  lictor policy check my-policy.toml
  lictor policy check policies/*.toml")]
    Check {
        /// Policy files, or names of embedded policies.
        #[arg(required = true, value_name = "POLICY")]
        policies: Vec<String>,
        /// Every pack must be locked in the `lictor.lock` beside its policy, and be what is locked.
        #[arg(long)]
        locked: bool,
    },
    /// Show what a policy comes to: packs, inputs, levels, workflows, waivers.
    #[command(after_help = "Examples:
  lictor policy show support-assistant
  lictor policy show my-policy.toml --format json")]
    Show {
        /// A policy file, or the name of an embedded policy.
        #[arg(default_value = "default", value_name = "POLICY")]
        policy: String,
        /// text or json.
        #[arg(long, value_enum, default_value_t = Reading::Text)]
        format: Reading,
    },
    Lock(crate::policy::LockArguments),
    Update(crate::policy::UpdateArguments),
    Verify(crate::policy::VerifyArguments),
    /// Print the JSON Schema of policy files.
    #[command(after_help = "Example:
  lictor policy schema > policy.schema.json")]
    Schema,
}

/// Print a published JSON Schema.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor schema record                            what `lictor check --format jsonl` writes
  lictor schema policy > policy.schema.json       for an editor")]
pub(crate) struct Schema {
    /// Which one.
    #[arg(value_parser = PossibleValuesParser::new(crate::schema::PUBLISHED.map(|(name, _)| name)))]
    pub(crate) name: String,
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  lictor completions bash > /etc/bash_completion.d/lictor")]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}

pub(crate) fn level(text: &str) -> Result<Level, String> {
    let known = Level::ALL.into_iter().filter(|level| *level != Level::Off);
    known.clone().find(|level| level.as_str() == text).ok_or_else(|| {
        let names: Vec<&str> = known.map(Level::as_str).collect();
        format!("expected one of {}", names.join(", "))
    })
}

pub(crate) fn day(text: &str) -> Result<String, String> {
    let date: jiff::civil::Date = text.parse().map_err(|_| "expected a day such as 2026-11-23".to_owned())?;
    Ok(date.to_string())
}
