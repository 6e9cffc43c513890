//! Connections: accepted one by one, with bounds on how many, how slow and how large their heads may be.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use crate::activity::{Activity, Answer};
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
    let first = Duration::from_secs(limits.header_seconds.into());
    let later = first.max(Duration::from_secs(limits.body_seconds.into()));
    let connections = Connections { builder: builder(&limits), router, shared: shared.clone(), first, later };
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
    /// How long a connection may ask nothing, in the beginning and afterwards.
    first: Duration,
    later: Duration,
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
        let activity = Arc::new(Activity::default());
        let service = service_fn(|request: Request<Incoming>| {
            let under_way = activity.begins();
            let answer = self.router.clone().call(request.map(Body::new));
            async move { answer.await.map(|response| response.map(|body| Answer::new(body, under_way))) }
        });
        let connection = self.builder.serve_connection(TokioIo::new(stream), service);
        let connection = watcher.watch(connection);
        // What is not spoken at all, and what is not asked for in HTTP/2, nobody but us gives up waiting for.
        tokio::select! {
            ended = connection => {
                if let Err(error) = ended {
                    self.ended(error.downcast_ref::<hyper::Error>(), activity.asked());
                }
            }
            () = activity.ceases(self.first, self.later) => {
                if !activity.asked() {
                    self.shared.observers.metrics.refused("slow-head");
                }
            }
        }
    }

    /// Counts a head that was malformed, too large or too slow, which has ended the connection.
    fn ended(&self, error: Option<&hyper::Error>, asked: bool) {
        match error {
            Some(error) if error.is_parse() => self.shared.observers.metrics.refused("head"),
            // Between two requests it is no fault.
            Some(error) if error.is_timeout() && !asked => self.shared.observers.metrics.refused("slow-head"),
            _ => {}
        }
    }
}
