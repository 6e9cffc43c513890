use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use lictor_authoring::{Built, PackFolder, Tool, build};
use lictor_model::Digest;
use miette::Result;
use serde::Serialize;

use crate::arguments::Reading;
use crate::check::output::Output;
use crate::exit::{Exit, written};
use crate::{configuration, document, terminal};

/// Build a pack into a component.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin build                             the pack in this folder
  lictor plugin build packs/tone --output tone.wasm
  lictor plugin build packs/tone --format json

The component imports nothing but the contract, and carries manifest, licence, source and revision. The same sources
and the same tools give the same bytes.

Exit codes: 0 built, 2 usage, or a pack that does not build.")]
pub(crate) struct Build {
    /// The pack's folder, the one with pack.toml.
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Where the component goes (default: PUBLISHER-PACK.wasm in the folder). It appears whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

/// What `--format json` prints.
#[derive(Serialize)]
struct Shown<'b> {
    plugin: String,
    version: &'b str,
    file: String,
    digest: Digest,
    bytes: usize,
    licence: Option<&'b str>,
    source: Option<&'b str>,
    revision: Option<&'b str>,
    tools: &'b [Tool],
}

pub(super) fn run(arguments: &Build) -> Result<Exit> {
    let pack = PackFolder::open(&arguments.folder)?;
    let built = build(&pack, configuration::cache(true))?;
    let file = arguments.output.clone().unwrap_or_else(|| match arguments.folder.as_os_str() == "." {
        true => built.file_name().into(),
        false => arguments.folder.join(built.file_name()),
    });
    keep(&built, &file)?;
    let shown = Shown {
        plugin: built.manifest.plugin(),
        version: &built.manifest.version,
        file: file.display().to_string(),
        digest: built.digest(),
        bytes: built.component.len(),
        licence: built.metadata.licence.as_deref(),
        source: built.metadata.source.as_deref(),
        revision: built.metadata.revision.as_deref(),
        tools: &built.metadata.tools,
    };
    terminal::print(&match arguments.format {
        Reading::Json => document::named("lictor.pack-build/v1", &shown)?,
        Reading::Text => text(&shown),
    })?;
    Ok(Exit::Clean)
}

fn keep(built: &Built, file: &std::path::Path) -> Result<()> {
    let mut output = Output::open(Some(file), &[])?;
    let mut writer = output.writer();
    written(writer.write_all(&built.component).and_then(|()| writer.flush()))?;
    drop(writer);
    output.keep()
}

fn text(shown: &Shown<'_>) -> String {
    format!(
        "{} {}\nfile     {}\ndigest   {}\nbytes    {}\nrevision {}\n",
        shown.plugin,
        shown.version,
        shown.file,
        shown.digest,
        shown.bytes,
        shown.revision.unwrap_or("none: the folder is not under version control"),
    )
}
