//! `lictor plugin import` of a gitleaks configuration.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use lictor_authoring::gitleaks::{self, Imported};
use miette::{Result, miette};

use crate::arguments::Reading;
use crate::exit::Exit;
use crate::{document, terminal};

/// What a gitleaks configuration does not say.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Of a gitleaks configuration")]
pub(crate) struct Choice {
    /// Who answers for the pack: the first half of every rule ID.
    #[arg(long, value_name = "PUBLISHER")]
    publisher: Option<String>,
    /// The pack's name.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The folder to write, new or of an earlier import (default: the pack's name).
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// The licence of the configuration, an SPDX expression.
    #[arg(long, value_name = "SPDX", default_value = "LicenseRef-Proprietary")]
    licence: String,
    /// What stands for the configuration that is built into gitleaks, where yours extends that.
    #[arg(long, value_name = "FILE")]
    default: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

pub(super) fn run(config: &Path, arguments: &Choice) -> Result<Exit> {
    let needed = |value: &Option<String>, option: &str| {
        let help = "a gitleaks configuration says neither who answers for it nor what the pack is called";
        value.clone().ok_or_else(|| miette!(help = help, "{option} is missing"))
    };
    let publisher = needed(&arguments.publisher, "--publisher")?;
    let name = needed(&arguments.name, "--name")?;
    let folder = arguments.output.clone().unwrap_or_else(|| PathBuf::from(&name));
    let imported = gitleaks::import(&gitleaks::Import {
        config: config.to_owned(),
        default: arguments.default.clone(),
        folder: folder.clone(),
        publisher,
        name,
        licence: arguments.licence.clone(),
    })?;
    let text = match arguments.format {
        Reading::Json => document::named("lictor.pack-import/v1", &imported)?,
        Reading::Text => text(&imported, &folder.display().to_string()),
    };
    terminal::print(&text)?;
    Ok(Exit::Clean)
}

fn text(imported: &Imported, folder: &str) -> String {
    let mut text = String::new();
    for note in &imported.notes {
        let _ = writeln!(text, "all rules: {note}");
    }
    for rule in imported.rules.iter().filter(|rule| !rule.notes.is_empty()) {
        let _ = writeln!(text, "{} {}: {}", rule.code, rule.id, rule.notes.join("; "));
    }
    for rule in &imported.left_out {
        let _ = writeln!(text, "left out {}: {}", rule.id, rule.reason);
    }
    for (id, code) in &imported.retired {
        let _ = writeln!(text, "out of use {code} {id}: it is not in the configuration any more");
    }
    let _ = writeln!(
        text,
        "\n{} {} with {} rules in {folder}, {} left out.\n\nlictor plugin test {folder}    builds it and runs its examples",
        imported.plugin,
        imported.version,
        imported.rules.len(),
        imported.left_out.len()
    );
    text
}
