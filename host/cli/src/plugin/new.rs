use std::path::PathBuf;

use clap::Args;
use lictor_authoring::{Language, NewPack, create};
use miette::Result;

use crate::exit::Exit;
use crate::terminal;

/// Write a new pack: a first rule, its cases, and everything that it takes to build it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin new tone --lang rust --publisher acme
  lictor plugin new brand-voice --lang typescript --publisher acme --folder packs/brand-voice --licence Apache-2.0

The pack is complete: `lictor plugin test NAME` builds it and runs its cases.

Exit codes: 0 fine, 2 usage, or a folder that is there already.")]
pub(crate) struct New {
    /// The pack's name, the second half of `publisher/pack`: lower-case letters, digits, hyphens.
    name: String,
    /// The language: rust, python or typescript.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    lang: Language,
    /// Who answers for the pack; the first half of every rule's ID. Lower-case letters, digits, hyphens.
    #[arg(long, value_name = "NAME")]
    publisher: String,
    /// Where the pack goes (default: a folder with its name).
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// The pack's licence, an SPDX expression.
    #[arg(long, value_name = "SPDX", default_value = "LicenseRef-Proprietary")]
    licence: String,
}

pub(super) fn run(arguments: &New) -> Result<Exit> {
    let pack = NewPack {
        folder: arguments.folder.clone().unwrap_or_else(|| arguments.name.clone().into()),
        name: arguments.name.clone(),
        publisher: arguments.publisher.clone(),
        language: arguments.lang,
        licence: arguments.licence.clone(),
    };
    let code = create(&pack)?;
    let folder = pack.folder.display();
    terminal::note(format!("{folder} is the pack {}/{}, with a first rule {code}", pack.publisher, pack.name));
    terminal::note(format!("`lictor plugin test {folder}` builds it and runs its cases; its README says the rest"));
    Ok(Exit::Clean)
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    Language::ALL.into_iter().find(|language| language.as_str() == text).ok_or_else(|| {
        let names: Vec<&str> = Language::ALL.iter().map(|language| language.as_str()).collect();
        format!("expected one of {}", names.join(", "))
    })
}
