use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use lictor_authoring::{BuildReport, Built, PackFolder, build};
use miette::Result;

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

The component imports nothing but the contract, and carries manifest, licence, source and
revision. The same sources and the same tools give the same bytes; what is built says so, or why
not. Building runs compilers, and so the build scripts of the pack's dependencies.

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

pub(super) fn run(arguments: &Build) -> Result<Exit> {
    let pack = PackFolder::open(&arguments.folder)?;
    let built = build(&pack, configuration::cache(true))?;
    let file = arguments.output.clone().unwrap_or_else(|| match arguments.folder.as_os_str() == "." {
        true => built.file_name().into(),
        false => arguments.folder.join(built.file_name()),
    });
    keep(&built, &file)?;
    let report = built.report(&file);
    terminal::print(&match arguments.format {
        Reading::Json => document::named("lictor.pack-build/v1", &report)?,
        Reading::Text => text(&report),
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

fn text(report: &BuildReport) -> String {
    format!(
        "{} {}\nfile         {}\ndigest       {}\nbytes        {}\nrevision     {}\nreproducible {}\n",
        report.plugin,
        report.version,
        report.file,
        report.digest,
        report.bytes,
        report.built.revision.as_deref().unwrap_or("none: the folder is not under version control"),
        report.differs.as_ref().map_or_else(|| "yes".into(), |reason| format!("no: {reason}")),
    )
}
