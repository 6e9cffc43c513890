use std::path::Path;

use lictor_artifact::Reference;
use lictor_model::{Input, InputSet};

use super::document::PackEntry;
use super::keys::PACK_KEYS;
use super::read_policy::on_failure;
use super::reader::{Fields, Reader};
use crate::error::{Located, Problem};
use crate::selector::did_you_mean;
use crate::settings::Settings;

/// Reads `[[packs]]`.
pub(super) fn read(reader: &mut Reader, policy: &Fields<'_>, base: &Path) -> Vec<PackEntry> {
    let mut packs: Vec<PackEntry> = Vec::new();
    for fields in reader.tables(policy, "packs", "a pack", PACK_KEYS) {
        let Some(pack) = pack(reader, &fields, base) else {
            continue;
        };
        if packs.iter().any(|known| known.is_same(&pack)) {
            let problem = Problem::new("the policy names this pack twice").at(&pack.place);
            reader.problem(problem.help("put everything about a pack into one table"));
        }
        packs.push(pack);
    }
    packs
}

fn pack(reader: &mut Reader, fields: &Fields<'_>, base: &Path) -> Option<PackEntry> {
    let plugin = reader.text(fields, "plugin");
    let path = reader.text(fields, "path");
    let reference = reference(reader, fields);
    if !fields.has("plugin") && !fields.has("path") && !fields.has("reference") {
        let problem = Problem::new("a pack needs `plugin` or `path`").at(fields.place());
        reader.problem(
            problem.help("`plugin = \"publisher/pack\"` names one inside the program, `path` a component's file"),
        );
    }
    if fields.has("path") && fields.has("reference") {
        let problem = Problem::new("a pack has `path` or `reference`, not both").at(fields.place());
        reader.problem(problem.help("`path` is a file here, `reference` what was published; leave one out"));
    }
    if fields.has("reference") && !fields.has("plugin") {
        let problem = Problem::new("a pack by `reference` needs `plugin`").at(fields.place());
        reader.problem(problem.help("say which pack it must be: `plugin = \"publisher/pack\"`"));
        return None;
    }
    if let Some(plugin) = &plugin
        && !plugin.value.contains('/')
    {
        let problem = Problem::new(format!("`{}` names no publisher", plugin.value)).at(&plugin.place);
        reader.problem(problem.help(format!("did you mean `lictor/{}`?", plugin.value)));
    }
    let inputs = inputs(reader, fields);
    let on_failure = on_failure(reader, fields);
    let settings = match (reader.entries(fields, "settings"), reader.value(fields, "settings")) {
        (Some(_), Some(value)) => Settings::from_toml(reader, value),
        _ => Settings::none(fields.place()),
    };
    // What is underlined when the pack itself is wrong.
    let place = plugin.as_ref().map(|plugin| &plugin.place).or(path.as_ref().map(|path| &path.place))?.clone();
    let (plugin, path) = (plugin.map(|plugin| plugin.value), path.map(|path| base.join(path.value)));
    let reference = reference.map(|reference| reference.value);
    Some(PackEntry { plugin, path, reference, inputs, on_failure, settings, place })
}

fn reference(reader: &mut Reader, fields: &Fields<'_>) -> Option<Located<Reference>> {
    let Located { value, place } = reader.text(fields, "reference")?;
    match value.parse::<Reference>() {
        Ok(value) => Some(Located { value, place }),
        Err(error) => {
            let help = miette::Diagnostic::help(&error).map(|help| help.to_string());
            reader.problem(Problem::new(error.to_string()).at(&place).maybe_help(help));
            None
        }
    }
}

fn inputs(reader: &mut Reader, fields: &Fields<'_>) -> Option<InputSet> {
    let mut inputs = InputSet::default();
    for name in reader.texts(fields, "inputs")? {
        match Input::ALL.into_iter().find(|input| input.as_str() == name.value) {
            Some(input) => inputs.insert(input),
            None => {
                let names = Input::ALL.map(Input::as_str);
                let help = did_you_mean(&name.value, names, || format!("the inputs are {}", names.join(", ")));
                reader.problem(Problem::new(format!("`{}` is no input", name.value)).at(&name.place).help(help));
            }
        }
    }
    Some(inputs)
}
