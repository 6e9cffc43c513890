//! `lictor policy lock`, `update` and `verify`: which packs a policy runs, and nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use lictor::{Guard, LockSource, Options, PackInfo, PolicyFile, draft_lock, lock_path, locked_name, verify_packs};
use lictor_artifact::{Accepted, Change, Lock, LockedPack, LockedSource, Refusal, Store};
use lictor_model::{Digest, Input, InputSet, closest};
use miette::{Result, miette};

use super::source::Source;
use crate::configuration::{options, policy_file};
use crate::exit::Exit;
use crate::plugin::connect::ConnectionChoice;
use crate::terminal;

/// Write down which packs a policy runs: `lictor.lock` beside it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor policy lock acme.toml

What is locked stays as it is; what is new is added, and what the policy no longer names goes. A pack by reference is
taken from the store, and pulled where it is not there. Nothing is locked that is not signed by somebody whom the
policy's trust file admits.

Exit codes: 0 the lock holds, 1 a version would become another one, 2 something else is refused, 3 the registry or the
store failed, or gave something else than was named, 130 interrupted. But for 0 the lock is as it was.")]
pub(crate) struct LockArguments {
    /// The policy file.
    #[arg(value_name = "POLICY")]
    policy: String,
    /// Ask no registry.
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    connection: ConnectionChoice,
}

/// Lock what a policy's references name now, and what lies in its files now.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor policy update acme.toml                                      everything
  lictor policy update acme.toml acme/tone                            one pack
  lictor policy update acme.toml --accept-input acme/tone=user-message

Nothing is written where a pack would read more than the lock grants, go back to an earlier version, or be something
else under the same version. The first two can be accepted.

Exit codes: 0 the lock holds, 1 a version would become another one, 2 something else is refused, 3 the registry or the
store failed, or gave something else than was named, 130 interrupted. But for 0 the lock is as it was.")]
pub(crate) struct UpdateArguments {
    /// The policy file.
    #[arg(value_name = "POLICY")]
    policy: String,
    /// Only these packs.
    #[arg(value_name = "PLUGIN")]
    plugins: Vec<String>,
    /// An input that a pack may read from now on: `acme/tone=user-message`.
    #[arg(long, value_name = "PLUGIN=INPUT", value_parser = accepted_input)]
    accept_input: Vec<(String, Input)>,
    /// A pack that may go back to an earlier version.
    #[arg(long, value_name = "PLUGIN")]
    accept_older: Vec<String>,
    /// Ask no registry: what the store knows of a reference counts.
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    connection: ConnectionChoice,
}

/// Hold every pack of a policy against its lock and ask for its signatures again. Needs no network.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor policy verify acme.toml

Exit codes: 0 every pack is the one that is locked, 2 one is not.")]
pub(crate) struct VerifyArguments {
    /// The policy file.
    #[arg(value_name = "POLICY")]
    policy: String,
}

fn accepted_input(text: &str) -> Result<(String, Input), String> {
    let form = "write `publisher/pack=input`, such as `acme/tone=user-message`";
    let (plugin, input) = text.split_once('=').ok_or(form)?;
    if !plugin.contains('/') {
        return Err(form.into());
    }
    let names = Input::ALL.map(Input::as_str);
    match Input::ALL.into_iter().find(|known| known.as_str() == input) {
        Some(input) => Ok((plugin.into(), input)),
        None => Err(match closest(input, names) {
            Some(near) => format!("`{input}` is no input; did you mean `{near}`?"),
            None => format!("`{input}` is no input: the inputs are {}", names.join(", ")),
        }),
    }
}

/// What is to happen to packs that are locked already.
enum Verb<'a> {
    /// They stay.
    Lock,
    /// These, or all of them, become what is there now.
    Update(&'a [String]),
}

impl Verb<'_> {
    fn moves(&self, plugin: &str) -> bool {
        match self {
            Self::Lock => false,
            Self::Update(plugins) => plugins.is_empty() || plugins.iter().any(|named| named == plugin),
        }
    }
}

pub(super) fn lock(arguments: &LockArguments) -> Result<Exit> {
    let from = From { offline: arguments.offline, connection: &arguments.connection };
    write(&arguments.policy, &Verb::Lock, &Accepted::default(), &from)
}

pub(super) fn update(arguments: &UpdateArguments) -> Result<Exit> {
    let mut inputs: BTreeMap<String, InputSet> = BTreeMap::new();
    for (plugin, input) in &arguments.accept_input {
        inputs.entry(plugin.clone()).or_default().insert(*input);
    }
    let accepted = Accepted { inputs, older: arguments.accept_older.clone() };
    let from = From { offline: arguments.offline, connection: &arguments.connection };
    write(&arguments.policy, &Verb::Update(&arguments.plugins), &accepted, &from)
}

/// How packs are had that the store lacks.
struct From<'a> {
    offline: bool,
    connection: &'a ConnectionChoice,
}

/// A policy in a file, with its lock.
struct Locked {
    file: PolicyFile,
    name: String,
    path: PathBuf,
    lock: Lock,
}

impl Locked {
    fn read(policy: &str) -> Result<Self> {
        let file = policy_file(policy)?;
        let (Some(name), Some(path)) = (locked_name(&file), lock_path(&file)) else {
            return Err(miette!(
                help = "put a policy into a file that `extends` it, and lock that",
                "`{policy}` is inside the program: there is no folder for its lock"
            ));
        };
        let lock = if path.exists() { Lock::read(&path)? } else { Lock::default() };
        Ok(Self { file, name, path, lock })
    }

    fn entry(&self, plugin: &str) -> Option<&LockedPack> {
        self.lock.pack(&self.name, plugin).map(|(pack, _)| pack)
    }

    /// The digest that every pack by reference is to have. What is not in the store is pulled.
    fn digests(&self, verb: &Verb<'_>, source: &Source<'_>) -> Result<BTreeMap<String, Digest>> {
        let mut digests = BTreeMap::new();
        for pack in self.file.packs() {
            let (Some(reference), Some(plugin)) = (&pack.reference, &pack.plugin) else { continue };
            let locked = self.entry(plugin).filter(|entry| entry.source == LockedSource::Reference(reference.clone()));
            let digest = match locked {
                Some(entry) if !verb.moves(plugin) => source.exactly(reference, entry.digest)?,
                _ if verb.moves(plugin) => source.newest(reference)?,
                _ => source.any(reference)?,
            };
            digests.insert(plugin.clone(), digest);
        }
        Ok(digests)
    }
}

fn write(policy: &str, verb: &Verb<'_>, accepted: &Accepted, from: &From<'_>) -> Result<Exit> {
    let locked = Locked::read(policy)?;
    let options = options(&locked.file, None, true, false)?;
    known(&locked, verb, accepted)?;
    let digests = match options.supply.store.as_deref() {
        Some(folder) => locked.digests(verb, &Source::new(Store::open(folder)?, from.connection, from.offline))?,
        // Whatever comes from a registry is refused below.
        None => BTreeMap::new(),
    };
    let packs = draft_lock(&locked.file, &options, &locked.lock, &digests)?;
    let mut said = Vec::new();
    let mut refused = false;
    for pack in &packs {
        match changed(policy, &locked, pack, verb, accepted) {
            Ok(lines) => said.extend(lines),
            Err(error) => {
                terminal::error(&error);
                refused = true;
            }
        }
    }
    if refused {
        terminal::note(format!("{} was not changed", locked.path.display()));
        return Ok(Exit::Usage);
    }
    let gone = locked.lock.packs(&locked.name).filter(|old| packs.iter().all(|pack| pack.plugin != old.plugin));
    said.extend(gone.map(|old| format!("{}: no longer in the policy", old.plugin)));
    let mut lock = locked.lock.clone();
    lock.replace(&locked.name, packs);
    // The policy is loaded just as a check would load it, so that what is written down also runs.
    load(&locked.file, &options, &lock)?;
    let written = lock.write(&locked.path)?;
    said.push(match written {
        true => format!("{} is written: commit it", locked.path.display()),
        false => format!("{} holds already", locked.path.display()),
    });
    terminal::print(&(said.join("\n") + "\n"))?;
    Ok(Exit::Clean)
}

/// Refuses names of packs that the policy does not have: a typo would accept nothing, and say nothing.
fn known(locked: &Locked, verb: &Verb<'_>, accepted: &Accepted) -> Result<()> {
    let named = match verb {
        Verb::Lock => &[],
        Verb::Update(plugins) => *plugins,
    };
    let mut plugins: Vec<&str> = locked.file.packs().iter().filter_map(|pack| pack.plugin.as_deref()).collect();
    // A pack in a file can go without a name in the policy.
    plugins.extend(locked.lock.packs(&locked.name).map(|pack| pack.plugin.as_str()));
    for name in named.iter().chain(accepted.inputs.keys()).chain(&accepted.older) {
        if !plugins.contains(&name.as_str()) {
            let near = closest(name, plugins.iter().copied()).map(|near| format!("did you mean `{near}`? "));
            return Err(miette!(
                help = format!("{}the packs are {}", near.unwrap_or_default(), plugins.join(", ")),
                "the policy has no pack `{name}`"
            ));
        }
    }
    Ok(())
}

/// What is said of a pack, or why it is not locked as it is.
fn changed(
    policy: &str,
    locked: &Locked,
    pack: &LockedPack,
    verb: &Verb<'_>,
    accepted: &Accepted,
) -> Result<Vec<String>> {
    let plugin = &pack.plugin;
    let Some(old) = locked.entry(plugin) else {
        let signer = pack.signer.as_ref().map_or("not signed".to_owned(), |key| format!("signed by {key}"));
        let inputs: Vec<&str> = pack.inputs.iter().map(Input::as_str).collect();
        let (version, source, digest) = (&pack.version, &pack.source, pack.digest);
        return Ok(vec![format!(
            "{plugin} {version}: from {source}, {digest}, {signer}, reads {}",
            if inputs.is_empty() { "nothing".into() } else { inputs.join(", ") }
        )]);
    };
    if old == pack {
        return Ok(Vec::new());
    }
    let change = Change::between(old, pack, accepted);
    if !verb.moves(plugin) {
        let said = match change {
            Ok(change) => change.said.join(", "),
            Err(refusal) => refusal.to_string(),
        };
        return Err(miette!(
            help = format!("`lictor policy update {policy} {plugin}` locks what is there now, if that may be"),
            "{plugin} is locked otherwise: {said}"
        ));
    }
    let said = change.map_err(|refusal: Refusal| miette::Report::new(refusal))?.said;
    Ok(said.into_iter().map(|said| format!("{plugin}: {said}")).collect())
}

fn load(file: &PolicyFile, options: &Options, lock: &Lock) -> Result<Guard> {
    let mut options = options.clone();
    options.supply.lock = LockSource::Given(lock.clone());
    Ok(Guard::new(file.clone(), options)?)
}

pub(super) fn verify(arguments: &VerifyArguments) -> Result<Exit> {
    let file = policy_file(&arguments.policy)?;
    let options = options(&file, None, true, false)?;
    let mut exit = Exit::Clean;
    for pack in verify_packs(&file, &options)? {
        match pack {
            Ok(pack) => terminal::print(&line(&pack))?,
            Err(error) => {
                terminal::error(&error.into());
                exit = Exit::Usage;
            }
        }
    }
    if exit == Exit::Clean {
        let guard = Guard::new(file, options)?;
        terminal::print(&format!("{}: every pack is the one that is locked, {}\n", arguments.policy, guard.digest()))?;
    }
    Ok(exit)
}

fn line(pack: &PackInfo) -> String {
    let artifact = pack.artifact.unwrap_or(pack.digest);
    let signer = match &pack.signer {
        Some(signer) => format!("signed by {} ({}) {}", signer.holder, signer.key, signer.signed_at),
        None => "not signed".into(),
    };
    format!("{} {}  {artifact}  {signer}\n", pack.plugin, pack.version)
}
