//! `lictor proxy`: a server with a model server behind it.

use std::path::PathBuf;

use clap::Args;
use lictor_server::{KeySource, UpstreamUrl};
use miette::{Result, miette};

use crate::exit::Exit;
use crate::serve::{ServerArguments, serve, set_up};

/// Stand in front of a model server and check what it is asked and what it answers. Applications keep their OpenAI SDK and change its
/// base URL.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor proxy --upstream https://api.openai.com --upstream-key-env OPENAI_API_KEY
  lictor proxy --upstream http://localhost:11434/v1 --policy support-assistant
  lictor proxy --config server.toml                the upstream stands in its [proxy]

  OPENAI_BASE_URL=http://localhost:8474/v1 OPENAI_API_KEY=any python app.py

`lictor serve` with [proxy] in its configuration does the same.

Exit codes: 0 it was told to stop, 2 usage or configuration.")]
pub(crate) struct Proxy {
    /// Where the model server is, as its SDK takes it. Without a path `/v1` is meant.
    #[arg(long, value_name = "URL")]
    upstream: Option<UpstreamUrl>,
    /// The environment variable that holds the model server's key.
    #[arg(long, value_name = "NAME", requires = "upstream", conflicts_with_all = ["upstream_key_file", "forward_authorization"])]
    upstream_key_env: Option<String>,
    /// The file that holds the model server's key.
    #[arg(long, value_name = "FILE", requires = "upstream", conflicts_with = "forward_authorization")]
    upstream_key_file: Option<PathBuf>,
    /// Hand the application's `Authorization` to the model server. Lictor's own key then comes as `x-api-key`.
    #[arg(long, requires = "upstream")]
    forward_authorization: bool,
    #[command(flatten)]
    server: ServerArguments,
}

pub(crate) fn run(arguments: &Proxy) -> Result<Exit> {
    let proxy = arguments.upstream.clone().map(|upstream| {
        let env = arguments.upstream_key_env.clone().map(KeySource::Env);
        let file = arguments.upstream_key_file.clone().map(KeySource::File);
        lictor_server::Proxy {
            upstream_key: env.or(file),
            forward_authorization: arguments.forward_authorization,
            ..lictor_server::Proxy::new(upstream)
        }
    });
    let ready = set_up(&arguments.server, proxy)?;
    if ready.configuration.proxy.is_none() {
        return Err(miette!(
            help = "say `--upstream https://api.openai.com`, or put `[proxy]` with an `upstream` into the file of `--config`",
            "which model server?"
        ));
    }
    serve(&arguments.server, ready)
}
