//! Lictor over HTTP: applications and gateways ask before the user sees the answer.
//!
//! The same engine as offline behind a server that bounds everything it takes: what a request, a connection and a key may
//! use, and who waits for whom. Policies, packs, keys and certificates are loaded as a whole and swapped as a whole. No
//! rule is known here and no verdict is made here.
#![forbid(unsafe_code)]

mod access;
mod activity;
mod answering;
mod asked;
mod breakers;
mod chat;
mod configuration;
mod cors;
mod gateways;
mod hardening;
mod listen;
mod observe;
mod probe;
mod problem;
mod proxy;
mod reload;
mod routes;
mod setup;
mod share;
mod shared;
mod sse;
mod tls;
mod told;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use lictor::{CodeCache, Turns};
use tokio::net::TcpListener;

pub use access::{KeyHash, new_key};
pub use configuration::{
    Configuration, ConfigurationError, Decisions, Endpoint, KeyEntry, KeySource, LISTEN, Limits, Overrides,
    PolicyEntry, Proxy, SCHEMA, Shadow, Telemetry, Tls, UpstreamUrl,
};
pub use hardening::harden;
pub use observe::DecisionLine;
pub use probe::{ProbeError, probe};
pub use reload::ReloadError;
pub use setup::SetupError;

use crate::observe::{Metrics, Observers};
use crate::setup::{Ground, Setup};
use crate::shared::Shared;
use crate::tls::Certificates;

/// The description of the interface, OpenAPI 3.1, as `GET /openapi.json` answers it.
pub fn openapi() -> serde_json::Value {
    routes::document()
}

/// What the server tells whoever runs it.
pub trait Events: Send + Sync {
    /// It listens and answers.
    fn ready(&self, address: SocketAddr);
    /// Everything was loaded again.
    fn reloaded(&self);
    /// A reload failed and changed nothing.
    fn kept(&self, error: &ReloadError);
    /// It was told to stop and lets requests end.
    fn draining(&self);
    /// Something works less well than it could.
    fn warning(&self, message: &str);
}

/// A server that is loaded and listens, and does not answer yet.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
    certificates: Option<Arc<Certificates>>,
    file: Option<PathBuf>,
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Something that the configuration names is wrong.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// Somebody else listens there, or nobody may.
    #[error("{address}: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
}

impl Server {
    /// Loads the policies and listens. `file` is where the configuration was read from, if it was: it is read again at
    /// each reload.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(
        configuration: Configuration,
        file: Option<PathBuf>,
        cache: Option<CodeCache>,
    ) -> Result<Self, StartError> {
        let limits = &configuration.limits;
        let turns = Arc::new(Turns::new(limits.at_once(), limits.waiting as usize));
        let metrics = Arc::new(Metrics::default());
        let ground = Ground { cache, turns, metrics: metrics.clone() };
        let address = configuration.listen;
        let certificates = configuration.tls.as_ref().map(Certificates::read).transpose()?.map(Arc::new);
        let observers = Arc::new(Observers::new(metrics.clone()));
        let told = observers.clone();
        let load = move || {
            let setup = Setup::load(configuration, &ground)?;
            told.follow(&setup)?;
            Ok::<_, SetupError>((setup, ground))
        };
        let loaded = tokio::task::spawn_blocking(load).await;
        let (setup, ground) = loaded.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
        metrics.reloaded("loaded");
        let listener = TcpListener::bind(address).await.map_err(|error| StartError::Listen { address, error })?;
        Ok(Self { listener, shared: Arc::new(Shared::new(setup, ground, observers)), certificates, file })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop` is ready, then lets requests end.
    pub async fn run(self, events: Arc<dyn Events>, stop: impl Future<Output = ()>) {
        let Self { listener, shared, certificates, file } = self;
        let reloader = reload::Reloader {
            shared: shared.clone(),
            certificates: certificates.clone(),
            file,
            events: events.clone(),
        };
        let (watching, watched) = tokio::sync::oneshot::channel();
        let reloads = tokio::spawn(reloader.run(watching));
        // Whoever changes a file because we are ready is not overlooked. Nothing is sent: it ends when it is dropped.
        let _ = watched.await;
        if let Ok(address) = listener.local_addr() {
            events.ready(address);
        }
        let router = routes::router(shared.clone());
        let draining = shared.clone();
        let stop = async move {
            stop.await;
            draining.draining.store(true, Ordering::Relaxed);
            events.draining();
        };
        listen::serve(listener, router, shared.clone(), certificates, stop).await;
        reloads.abort();
        // Nobody waits for an answer any more, only for the last lines; where that is interrupted they are lost.
        let _ = tokio::task::spawn_blocking(move || shared.observers.flush()).await;
    }
}
