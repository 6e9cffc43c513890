//! Connections: accepted one by one, with bounds on how many, how slow and how large their heads may be.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;

use crate::configuration::Limits;
use crate::shared::Shared;
use crate::tls::Certificates;

/// In which time the two sides have to agree on their keys.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long nothing is accepted when the system has no more descriptors.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(100);

/// Serves until `stop` is ready, then lets what is under way end.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    shared: Arc<Shared>,
    certificates: Option<Arc<Certificates>>,
    stop: impl Future<Output = ()>,
) {
    let limits = shared.setup.load().configuration.limits.clone();
    let room = Arc::new(Semaphore::new(limits.connections as usize));
    let graceful = GracefulShutdown::new();
    let connections = Connections { builder: builder(&limits), router, shared: shared.clone() };
    let connections = Arc::new(connections);
    tokio::pin!(stop);
    loop {
        let accept = async {
            // Closed by nobody.
            let permit = room.clone().acquire_owned().await.ok();
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accept => accepted,
        };
        match (permit, accepted) {
            (Some(permit), Ok((stream, _))) => {
                let watcher = graceful.watcher();
                tokio::spawn(connections.clone().connection(stream, certificates.clone(), watcher, permit));
            }
            // A connection that was gone before it was accepted, or no descriptors: neither ends the server.
            _ => tokio::time::sleep(OUT_OF_DESCRIPTORS).await,
        }
    }
    drop(listener);
    let drained = tokio::time::timeout(Duration::from_secs(limits.drain_seconds.into()), graceful.shutdown());
    let _ = drained.await;
}

fn builder(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.header_seconds.into()))
        .max_buf_size(limits.header_bytes as usize)
        .max_headers(limits.header_fields as usize)
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(limits.header_bytes)
        .max_concurrent_streams(128)
        // A reset stream has cost us work: https://github.com/advisories/GHSA-qppj-fm5r-hxr3
        .max_pending_accept_reset_streams(20)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(10));
    builder
}

struct Connections {
    builder: auto::Builder<TokioExecutor>,
    router: Router,
    shared: Arc<Shared>,
}

impl Connections {
    async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        certificates: Option<Arc<Certificates>>,
        watcher: hyper_util::server::graceful::Watcher,
        permit: OwnedSemaphorePermit,
    ) {
        // Answers are small, and somebody waits for each.
        let _ = stream.set_nodelay(true);
        let _present = self.shared.observers.metrics.connection();
        match certificates {
            None => self.speak(stream, watcher).await,
            Some(certificates) => {
                let acceptor = TlsAcceptor::from(certificates.current());
                match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => self.speak(stream, watcher).await,
                    Ok(Err(_)) | Err(_) => self.shared.observers.metrics.refused("handshake"),
                }
            }
        }
        drop(permit);
    }

    async fn speak<S>(&self, stream: S, watcher: hyper_util::server::graceful::Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = TowerToHyperService::new(self.router.clone());
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        // A head that is malformed, too large or too slow ends the connection.
        if let Err(error) = watcher.watch(connection.into_owned()).await {
            let refused =
                error.downcast_ref::<hyper::Error>().is_some_and(|error| error.is_parse() || error.is_timeout());
            if refused {
                self.shared.observers.metrics.refused("head");
            }
        }
    }
}
