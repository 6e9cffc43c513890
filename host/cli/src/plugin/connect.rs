//! How registries are reached, and where packs are kept: options that several verbs share.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use lictor_artifact::{Reference, Repository, Store};
use lictor_registry::{Connection, Credentials, Limits, Pulled, Registry, RegistryError, Replace};
use miette::{IntoDiagnostic, Result, miette};

use super::transfer::Transfer;
use crate::terminal;

/// How a registry is reached.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConnectionChoice {
    /// Certificates, PEM, of authorities that count beside those of the system.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Speak HTTP without TLS: whoever is on the way can read passwords and change what is listed. This machine is asked so
    /// without being told to, unless --ca is given.
    #[arg(long)]
    pub(crate) plain_http: bool,
    /// A host outside the registry's domain that may be given its credentials: its token server.
    #[arg(long, value_name = "HOST")]
    pub(crate) realm: Option<String>,
    /// The longest that one request may take, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 900, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,
    /// Show no progress, and say nothing but errors.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

impl ConnectionChoice {
    pub(crate) fn connection(&self) -> Connection {
        let whole = Duration::from_secs(self.timeout);
        let default = Limits::default();
        let limits = Limits {
            whole,
            connect: default.connect.min(whole),
            head: default.head.min(whole),
            idle: default.idle.min(whole),
            ..default
        };
        Connection {
            authorities: self.ca.clone(),
            plain_http: self.plain_http,
            realm: self.realm.clone(),
            limits,
            credentials: Credentials::of_user(),
        }
    }

    pub(crate) fn registry(&self, repository: &Repository) -> Result<Registry> {
        Ok(Registry::new(repository.registry(), &self.connection())?)
    }

    pub(crate) fn note(&self, line: impl AsRef<str>) {
        if !self.quiet {
            terminal::note(line);
        }
    }
}

/// Where packs are kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct StoreChoice {
    /// The folder of pulled packs (default: LICTOR_STORE, or `lictor/store` in the user's folder for data).
    #[arg(long, value_name = "DIR")]
    pub(crate) store: Option<PathBuf>,
}

impl StoreChoice {
    pub(crate) fn open(&self) -> Result<Store> {
        let folder = self.store.clone().or_else(Store::default_folder).ok_or_else(|| {
            miette!(help = "LICTOR_STORE or --store names one", "there is no folder to keep packs in")
        })?;
        Ok(Store::open(&folder)?)
    }
}

/// Waits for a registry. None if somebody interrupted it.
pub(crate) fn wait<T>(work: impl Future<Output = Result<T, RegistryError>>) -> Result<Option<T>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().into_diagnostic()?;
    let done = runtime.block_on(async {
        tokio::select! {
            done = work => Some(done),
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    // A program that keeps credentials may still wait for a person.
    runtime.shutdown_background();
    Ok(done.transpose()?)
}

/// Brings a pack into a store, and shows how it goes. None if somebody interrupted it.
pub(crate) fn pull(
    choice: &ConnectionChoice,
    reference: &Reference,
    store: &Store,
    replace: Replace,
) -> Result<Option<Pulled>> {
    let registry = choice.registry(reference.repository())?;
    let transfer = Transfer::new(!choice.quiet);
    let pulled = wait(registry.pull(reference, store, replace, transfer.clone()))?;
    transfer.clear();
    if let Some(Pulled { unusable, .. }) = &pulled
        && *unusable > 0
    {
        choice.note(format!(
            "{unusable} more that call themselves signatures of it were left out: they are none, or too many"
        ));
    }
    Ok(pulled)
}

/// Writes a file that appears whole or not at all.
pub(crate) fn write_whole(path: &Path, write: impl FnOnce(&mut std::fs::File) -> Result<()>) -> Result<()> {
    let fail = |error: std::io::Error| miette!("{} cannot be written: {error}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lictor-");
    // As any other file: the umask takes away what it takes away.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(fail)?;
    write(file.as_file_mut())?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// What the help of verbs that ask a registry says about how they end.
pub(crate) const EXIT_CODES: &str =
    "Exit codes: 0 fine, 1 a version would become another one, 2 usage, credentials, or not there, \
3 the registry or the store failed,
or gave something else than was named, 130 interrupted; what is there is whole.";
