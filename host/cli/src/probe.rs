//! `lictor serve probe`: whether a server wants requests, for images and services that have no other client.

use std::path::PathBuf;

use clap::Args;
use lictor_server::LISTEN;
use miette::{IntoDiagnostic, Result, miette};

use crate::exit::Exit;

/// Ask a server whether it wants requests: for health checks where there is no other client.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor serve probe                               the one on this machine, where it usually listens
  lictor serve probe https://localhost:8474/readyz --authorities ca.pem

Exit codes: 0 it does, 2 it does not, or does not answer.")]
pub(crate) struct Probe {
    /// What to ask (default: http://127.0.0.1:8474/readyz).
    #[arg(value_name = "URL")]
    url: Option<String>,
    /// Authorities, PEM, whose certificates the server may have.
    #[arg(long, value_name = "FILE")]
    authorities: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Probe) -> Result<Exit> {
    let url = arguments.url.clone().unwrap_or_else(|| format!("http://{LISTEN}/readyz"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().into_diagnostic()?;
    let ready = runtime.block_on(lictor_server::probe(&url, arguments.authorities.as_deref()));
    ready.map_err(|error| miette!("{url}: {error}"))?;
    Ok(Exit::Clean)
}
