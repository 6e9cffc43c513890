use std::fmt::Write;
use std::path::Path;

use clap::Args;
use lictor_artifact::Reference;
use lictor_authoring::{PackFacts, SignatureFacts, inspect};
use lictor_contract::tame;
use lictor_model::{Input, visible};
use miette::{Result, miette};
use serde_json::Value;

use super::subject::{Subject, component};
use crate::arguments::Reading;
use crate::exit::Exit;
use crate::{document, terminal};

/// The most patterns that are listed for people.
const MOST_PATTERNS: usize = 20;

/// The longest line that a pack's words take, in characters.
const LONGEST: usize = 200;

/// Show what a component says about itself. Nothing of it is run.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin inspect acme-tone.wasm
  lictor plugin inspect acme-tone.wasm --format json
  lictor plugin inspect registry.acme.example/packs/tone:1.2.0

A reference is looked up in the store of pulled packs; no network is asked.

Exit codes: 0 shown, 2 usage, or a file that is no pack.")]
pub(crate) struct Inspect {
    /// A component, or the reference of a pack that was pulled.
    #[arg(value_name = "FILE|REF")]
    pack: String,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

pub(super) fn run(arguments: &Inspect) -> Result<Exit> {
    let path = Path::new(&arguments.pack);
    let (bytes, subject) = match path.exists() || arguments.pack.parse::<Reference>().is_err() {
        true => {
            let bytes = component(path)?;
            // What no registry would take is shown all the same.
            let subject = Subject::of_file(path, bytes.clone()).ok();
            (bytes, subject)
        }
        false => {
            let subject = Subject::read(&arguments.pack)?;
            (subject.artifact.component().to_vec(), Some(subject))
        }
    };
    let mut facts = inspect(&bytes).map_err(|error| {
        let help = miette::Diagnostic::help(&error).map(|help| help.to_string());
        let message = format!("{}: {error}", arguments.pack);
        match help {
            Some(help) => miette!(help = help, "{message}"),
            None => miette!("{message}"),
        }
    })?;
    if let Some(subject) = subject {
        let artifact = subject.artifact.digest();
        facts.artifact = Some(artifact);
        // Whoever may write to a registry can add what is no signature.
        facts.signatures = subject
            .signatures()?
            .into_iter()
            .flatten()
            .map(|signature| SignatureFacts {
                key: signature.key().to_string(),
                signed_at: signature.signed_at().to_string(),
                is_about_this: signature.subject() == artifact,
            })
            .collect();
    }
    terminal::print(&match arguments.format {
        Reading::Json => harmless(&document::named("lictor.pack-facts/v1", &facts)?),
        Reading::Text => text(&facts),
    })?;
    Ok(Exit::Clean)
}

/// JSON in which nothing can steer a terminal: what could is written as an escape of JSON, which means the same.
fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut buffer = [0; 4];
    let mut units = [0; 2];
    for c in json.chars() {
        if c == '\n' || visible(c.encode_utf8(&mut buffer)) == *c.encode_utf8(&mut [0; 4]) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

fn text(facts: &PackFacts) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<10} {value}");
    };
    let say = |words: &str| tame(words, LONGEST);
    let none = |list: String| if list.is_empty() { "nothing".to_owned() } else { list };
    line("plugin", format!("{} {}", say(&facts.plugin), say(&facts.version)));
    line("summary", say(&facts.summary));
    let speaks = if facts.supported { "" } else { " (this program does not speak it: the pack will not be loaded)" };
    line("contract", format!("{}{speaks}", facts.contract));
    line("digest", format!("{} (component)", facts.digest));
    if let Some(artifact) = facts.artifact {
        line("artifact", artifact.to_string());
    }
    for signature in &facts.signatures {
        let about = if signature.is_about_this { "" } else { ", about something else" };
        line("signed", format!("by {} at {}{about}", signature.key, signature.signed_at));
    }
    line("bytes", facts.bytes.to_string());
    line("imports", none(facts.imports.join(", ")));
    if !facts.foreign_imports.is_empty() {
        line("refused", format!("no host gives {}", facts.foreign_imports.join(", ")));
    }
    line("reads", none(inputs(&facts.inputs)));
    line("settings", settings(&facts.settings));
    let built = &facts.built;
    let unknown = || "not said".to_owned();
    line("licence", built.licence.clone().unwrap_or_else(unknown));
    line("source", built.source.clone().unwrap_or_else(unknown));
    line("revision", built.revision.clone().unwrap_or_else(unknown));
    let tools = built.tools.iter().map(|tool| format!("{} {}", tool.name, tool.version).trim_end().to_owned());
    line("built with", none(tools.collect::<Vec<_>>().join(", ")));
    for measure in &facts.measures {
        line("measure", say(&format!("{} ({}): {}", measure.name, measure.unit, measure.summary)));
    }
    for tombstone in &facts.tombstones {
        let instead = tombstone.replaced_by.as_ref().map(|code| format!(", now {code}")).unwrap_or_default();
        line("retired", say(&format!("{}{instead}: {}", tombstone.code, tombstone.reason)));
    }
    let _ = writeln!(text, "\n{} rules", facts.rules.len());
    for rule in &facts.rules {
        let sensitive = if rule.sensitive { " (sensitive)" } else { "" };
        let _ = writeln!(
            text,
            "  {:<18} {:<6} {:<10} {:<11} {}: {}{sensitive}",
            say(&rule.rule),
            rule.level.as_str(),
            format!("{:?}", rule.status).to_lowercase(),
            rule.dimension.as_str(),
            say(&rule.slug),
            say(&rule.summary)
        );
    }
    let _ = writeln!(text, "\n{} patterns", facts.patterns.len());
    for pattern in facts.patterns.iter().take(MOST_PATTERNS) {
        let (rules, words) = (say(&pattern.rules.join(" ")), say(&pattern.text));
        let _ = writeln!(text, "  {rules:<10} {:<8} {words} in {}", pattern.kind, inputs(&pattern.inputs));
    }
    if facts.patterns.len() > MOST_PATTERNS {
        let _ = writeln!(text, "  and {} more: --format json has all", facts.patterns.len() - MOST_PATTERNS);
    }
    text
}

fn inputs(inputs: &[Input]) -> String {
    inputs.iter().map(|input| input.as_str()).collect::<Vec<_>>().join(", ")
}

/// The keys of the settings.
fn settings(schema: &Value) -> String {
    let keys: Vec<&str> = schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    match keys.as_slice() {
        [] => "none".into(),
        keys => tame(&keys.join(", "), LONGEST),
    }
}
