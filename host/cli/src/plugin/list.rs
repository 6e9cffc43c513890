use clap::Args;
use lictor_artifact::Repository;
use lictor_registry::Tagged;
use miette::Result;
use serde_json::json;

use super::connect::{ConnectionChoice, EXIT_CODES, wait};
use crate::arguments::Reading;
use crate::exit::Exit;
use crate::{document, terminal};

/// List the versions of a pack in a registry.
#[derive(Debug, Args)]
#[command(after_help = format!("Examples:
  lictor plugin list registry.acme.example/packs/tone
  lictor plugin list registry.acme.example/packs/tone --format json

{EXIT_CODES}"))]
pub(crate) struct List {
    /// The repository, without a tag.
    repository: Repository,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
    #[command(flatten)]
    connection: ConnectionChoice,
}

pub(super) fn run(arguments: &List) -> Result<Exit> {
    let registry = arguments.connection.registry(&arguments.repository)?;
    let Some(tags) = wait(registry.list(&arguments.repository))? else { return Ok(Exit::Interrupted) };
    terminal::print(&match arguments.format {
        Reading::Text => text(&tags),
        Reading::Json => json(&arguments.repository, &tags)?,
    })?;
    Ok(Exit::Clean)
}

fn text(tags: &[Tagged]) -> String {
    let width = tags.iter().map(|tagged| tagged.tag.len()).max().unwrap_or_default();
    let lines = tags.iter().map(|tagged| {
        let pack = tagged.pack.as_ref().map_or("no pack".to_owned(), |(plugin, version)| format!("{plugin} {version}"));
        format!("{:width$}  {}  {pack}\n", tagged.tag, tagged.digest)
    });
    lines.collect()
}

fn json(repository: &Repository, tags: &[Tagged]) -> Result<String> {
    let tags: Vec<_> = tags
        .iter()
        .map(|tagged| {
            let (plugin, version) = tagged.pack.clone().unzip();
            json!({ "tag": tagged.tag, "digest": tagged.digest, "plugin": plugin, "version": version })
        })
        .collect();
    document::named("lictor.pack-list/v1", &json!({ "repository": repository, "tags": tags }))
}
