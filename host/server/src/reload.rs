//! Loads everything again on SIGHUP, when a file changes, and when a day begins. What cannot be loaded changes nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify::{RecursiveMode, Watcher};
use tokio::sync::{mpsc, oneshot};

use crate::Events;
use crate::configuration::Configuration;
use crate::setup::{Setup, SetupError, today};
use crate::shared::Shared;
use crate::tls::Certificates;

/// Editors write a file in several steps: it is read when nothing has happened for so long.
const SETTLES: Duration = Duration::from_millis(300);

/// How often it is asked whether a new day has begun.
const DAY_TICK: Duration = Duration::from_secs(20);

/// What is loaded again.
pub(crate) struct Reloader {
    pub(crate) shared: Arc<Shared>,
    pub(crate) certificates: Option<Arc<Certificates>>,
    /// The configuration file. None: only what the command line says, and that does not change.
    pub(crate) file: Option<PathBuf>,
    pub(crate) events: Arc<dyn Events>,
}

/// Why a reload changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// The configuration is wrong.
    #[error(transparent)]
    Configuration(#[from] crate::ConfigurationError),
    /// Something that it names is wrong.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A bug of ours.
    #[error("loading was interrupted")]
    Interrupted,
    /// It changes what only a restart can change.
    #[error("`{0}` can only be changed by a restart")]
    NeedsRestart(&'static str),
}

impl Reloader {
    /// Runs until the server ends. Says when files are watched, so that no change of one is missed from then on.
    pub(crate) async fn run(self, watching: oneshot::Sender<()>) {
        let mut watching = Some(watching);
        let (sender, mut changed) = mpsc::unbounded_channel();
        let files = Arc::new(Mutex::new(BTreeSet::new()));
        let matter = files.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| matters(&event, &matter)) {
                // The other side is gone when the server ends.
                let _ = sender.send(());
            }
        })
        .map_err(|error| self.events.warning(&format!("files are not watched, only SIGHUP reloads: {error}")))
        .ok();
        let mut watched = BTreeSet::new();
        let mut hangup = hangup();
        loop {
            if let Some(watcher) = &mut watcher {
                self.watch(watcher, &mut watched, &files);
            }
            drop(watching.take());
            let day = self.shared.setup.load().today.clone();
            tokio::select! {
                Some(()) = changed.recv() => settle(&mut changed).await,
                () = hangup.received() => {}
                () = new_day(&day) => {}
            }
            let outcome = self.reload().await;
            self.shared.observers.metrics.reloaded(if outcome.is_ok() { "loaded" } else { "kept" });
            match outcome {
                Ok(()) => self.events.reloaded(),
                Err(error) => {
                    self.shared.observers.reopen();
                    self.events.kept(&error);
                }
            }
        }
    }

    async fn reload(&self) -> Result<(), ReloadError> {
        let shared = self.shared.clone();
        let file = self.file.clone();
        let load = move || -> Result<(Setup, Option<Certificates>), ReloadError> {
            let now = shared.setup.load();
            let configuration = match &file {
                Some(file) => Configuration::read(file)?.overridden(now.configuration.overrides.clone(), file)?,
                None => now.configuration.clone(),
            };
            if configuration.listen != now.configuration.listen {
                return Err(ReloadError::NeedsRestart("listen"));
            }
            if configuration.tls.is_some() != now.configuration.tls.is_some() {
                return Err(ReloadError::NeedsRestart("tls"));
            }
            if configuration.limits != now.configuration.limits {
                return Err(ReloadError::NeedsRestart("limits"));
            }
            let certificates = configuration.tls.as_ref().map(Certificates::read).transpose()?;
            let setup = Setup::load(configuration, &shared.ground)?;
            shared.observers.follow(&setup)?;
            Ok((setup, certificates))
        };
        // A panic while loading is a failed reload, too.
        let loaded = tokio::task::spawn_blocking(load).await;
        let (setup, certificates) = loaded.map_err(|_| ReloadError::Interrupted)??;
        if let (Some(now), Some(new)) = (&self.certificates, &certificates) {
            now.replace(new);
        }
        self.shared.setup.store(Arc::new(setup));
        Ok(())
    }

    /// Watches the folders of all files that matter: a file that is replaced is a new file.
    fn watch(&self, watcher: &mut impl Watcher, watched: &mut BTreeSet<PathBuf>, matter: &Mutex<BTreeSet<PathBuf>>) {
        let setup = self.shared.setup.load();
        let mut files: Vec<PathBuf> = self.file.iter().cloned().collect();
        for deployed in setup.policies() {
            files.extend_from_slice(&deployed.files);
        }
        files.extend(setup.configuration.clone().files().map(std::mem::take));
        // As events name them.
        let files: BTreeSet<PathBuf> = files.iter().filter_map(|file| std::path::absolute(file).ok()).collect();
        matter.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&files);
        for folder in files.iter().filter_map(|file| file.parent()) {
            if watched.insert(folder.to_owned())
                && let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive)
            {
                self.events.warning(&format!("{} is not watched: {error}", folder.display()));
            }
        }
    }
}

/// Whether something happened to a file that was loaded. Kubernetes swaps a link beside the files of a volume.
fn matters(event: &notify::Event, files: &Mutex<BTreeSet<PathBuf>>) -> bool {
    let files = files.lock().unwrap_or_else(PoisonError::into_inner);
    let of_ours = |path: &PathBuf| files.contains(path) || path.file_name().is_some_and(|name| name == "..data");
    !event.kind.is_access() && event.paths.iter().any(of_ours)
}

/// Waits until nothing more happens.
async fn settle(changed: &mut mpsc::UnboundedReceiver<()>) {
    while tokio::time::timeout(SETTLES, changed.recv()).await.is_ok_and(|event| event.is_some()) {}
}

async fn new_day(day: &str) {
    loop {
        tokio::time::sleep(DAY_TICK).await;
        if today() != day {
            return;
        }
    }
}

#[cfg(unix)]
struct Hangup(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
fn hangup() -> Hangup {
    Hangup(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok())
}

#[cfg(unix)]
impl Hangup {
    async fn received(&mut self) {
        match &mut self.0 {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
struct Hangup;

#[cfg(not(unix))]
fn hangup() -> Hangup {
    Hangup
}

#[cfg(not(unix))]
impl Hangup {
    async fn received(&mut self) {
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_day_that_is_over_ends_the_wait_and_no_other_does() {
        new_day("2026-11-28").await;
        let now = today();
        let waited = tokio::time::timeout(100 * DAY_TICK, new_day(&now)).await;
        // Unless midnight fell into this test.
        assert!(waited.is_err() || today() != now);
    }
}
