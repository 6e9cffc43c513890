//! `lictor serve`: applications and gateways ask over HTTP.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use lictor_artifact::Store;
use lictor_server::{Configuration, Events, KeyHash, Overrides, PolicyEntry, Proxy, ReloadError, Server, new_key};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use sd_notify::NotifyState;

use crate::exit::Exit;
use crate::probe::{self, Probe};
use crate::{configuration, terminal};

/// Answer over HTTP: applications and gateways ask before the user sees the answer.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  lictor serve                                     the default policy, on this machine only
  lictor serve --policy support-assistant --policy strict=policies/strict.toml
  lictor serve --config server.toml
  lictor serve key support-desk                    make a key for an application
  lictor serve probe                               is it ready? for whoever watches over it

  curl -s localhost:8474/v1/check -d '{\"answer\": \"Your card 4539 1488 0343 6467 is fine.\"}'

SIGHUP, and a change of any file that it has loaded, loads everything again; what cannot be loaded changes nothing.
SIGTERM lets requests end.

Exit codes: 0 it was told to stop, 2 usage or configuration.")]
pub(crate) struct Serve {
    #[command(subcommand)]
    command: Option<ServeCommand>,
    #[command(flatten)]
    server: ServerArguments,
}

/// How a server is set up, whatever it is for.
#[derive(Debug, Args)]
pub(crate) struct ServerArguments {
    /// A configuration file (`lictor.server/v1`): policies, keys, certificates, limits.
    #[arg(long, short, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen (default: 127.0.0.1:8474). Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// A policy to serve: a file, the name of an embedded one, or NAME=POLICY. The first is asked where a path names none.
    #[arg(long, value_name = "POLICY", conflicts_with = "config")]
    policy: Vec<String>,
    /// Every pack must be locked in the `lictor.lock` beside its policy, and be what is locked. Packs from a registry always must.
    #[arg(long)]
    locked: bool,
    /// Load everything, say what is wrong, and end.
    #[arg(long)]
    check: bool,
    /// Say nothing on standard error but errors.
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum ServeCommand {
    /// Make a key for somebody who may ask: the key itself goes to standard error, once, and its entry for the configuration
    /// to standard output.
    #[command(after_help = "Examples:
  lictor serve key support-desk >> server.toml")]
    Key {
        /// Whose key it is.
        name: String,
    },
    Probe(Probe),
}

pub(crate) fn run(arguments: &Serve) -> Result<Exit> {
    match &arguments.command {
        Some(ServeCommand::Key { name }) => key(name),
        Some(ServeCommand::Probe(arguments)) => probe::run(arguments),
        None => serve(&arguments.server, set_up(&arguments.server, None)?),
    }
}

fn key(name: &str) -> Result<Exit> {
    let key = new_key().map_err(|error| miette!("the system has no random numbers: {error}"))?;
    let name = serde_json::Value::from(name);
    terminal::print(&format!("[[keys]]\nname = {name}\nhash = \"{}\"\n", KeyHash::of(&key)))?;
    terminal::note("the key is shown only now; the entry on standard output goes into the configuration");
    terminal::note(&key);
    Ok(Exit::Clean)
}

/// What is to be served.
pub(crate) struct SetUp {
    pub(crate) configuration: Configuration,
    /// Where it was read from, if it was.
    file: Option<PathBuf>,
}

/// Puts together what the command line and the file say, with a model server behind it where one is given here.
pub(crate) fn set_up(arguments: &ServerArguments, proxy: Option<Proxy>) -> Result<SetUp> {
    let (mut configuration, file) = match &arguments.config {
        Some(path) => (Configuration::read(path).map_err(|error| miette!("{error}"))?, Some(path.clone())),
        None => (Configuration::default(), None),
    };
    for policy in &arguments.policy {
        configuration.policies.push(named(policy)?);
    }
    let overrides =
        Overrides { listen: arguments.listen, proxy, locked: arguments.locked, store: Store::default_folder() };
    let said = Path::new("the command line");
    let configuration = configuration.overridden(overrides, said).map_err(|error| miette!("{error}"))?;
    Ok(SetUp { configuration, file })
}

/// Serves until it is told to stop.
pub(crate) fn serve(arguments: &ServerArguments, SetUp { configuration, file }: SetUp) -> Result<Exit> {
    if let Err(error) = lictor_server::harden(|message| terminal::note(message)) {
        terminal::note(format!("core files are not prevented, and a server that dies could leave one: {error}"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // One more than check at once, so that there is always one to listen.
        .worker_threads(std::thread::available_parallelism().map_or(2, |threads| threads.get() + 1))
        .build()
        .into_diagnostic()
        .wrap_err("no threads")?;
    let cache = configuration::cache(arguments.quiet);
    runtime.block_on(async {
        let server = Server::start(configuration, file, cache).await.map_err(|error| miette!("{error}"))?;
        if !arguments.check {
            let stop = told_to_stop()?;
            server.run(Arc::new(OnTerminal { quiet: arguments.quiet }), stop).await;
        }
        Ok(Exit::Clean)
    })
}

/// `NAME=POLICY`, or a policy that is called by its own name.
fn named(policy: &str) -> Result<PolicyEntry> {
    if let Some((name, policy)) = policy.split_once('=') {
        return Ok(PolicyEntry::new(name, policy));
    }
    let file = configuration::policy_file(policy)?;
    Ok(PolicyEntry::new(file.id(), policy))
}

/// Ready at SIGTERM and at Ctrl-C.
fn told_to_stop() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).into_diagnostic()?;
    let mut interrupt = signal(SignalKind::interrupt()).into_diagnostic()?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Tells the service manager, if one asked to be told (`NOTIFY_SOCKET`). Whether it listens is its own affair.
fn tell_systemd(state: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(state);
}

struct OnTerminal {
    quiet: bool,
}

impl OnTerminal {
    fn say(&self, line: &str) {
        if !self.quiet {
            terminal::note(line);
        }
    }
}

impl Events for OnTerminal {
    fn ready(&self, address: SocketAddr) {
        tell_systemd(&[NotifyState::Ready]);
        self.say(&format!("listening on {address}"));
    }

    fn reloaded(&self) {
        self.say("loaded again");
    }

    fn kept(&self, error: &ReloadError) {
        terminal::note(format!("nothing was changed: {error}"));
    }

    fn draining(&self) {
        tell_systemd(&[NotifyState::Stopping]);
        self.say("stopping: requests that are under way end first");
    }

    fn warning(&self, message: &str) {
        self.say(message);
    }
}
