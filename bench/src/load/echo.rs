//! The least that a server in Rust does: Axum with one route that answers with the body that came.

use std::future::IntoFuture;

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use axum::serve::ListenerExt;
use miette::{IntoDiagnostic, Result};
use tokio::net::TcpListener;

/// The argument that turns the program into this server.
pub const ECHO: &str = "--echo";

/// Says where it listens, as `lictor serve` does, and answers until it is killed.
///
/// # Errors
/// What the system says.
#[allow(clippy::print_stderr)] // A program of its own, whose first line is read.
pub fn main() -> Result<()> {
    // As many threads as `lictor serve` has.
    let threads = std::thread::available_parallelism().map_or(2, |threads| threads.get() + 1);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().worker_threads(threads).build();
    runtime.into_diagnostic()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.into_diagnostic()?;
        eprintln!("listening on {}", listener.local_addr().into_diagnostic()?);
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let router = Router::new().route("/v1/check", post(async |body: Bytes| body));
        axum::serve(listener, router).into_future().await.into_diagnostic()
    })
}
