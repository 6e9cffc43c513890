//! `lictor policy`: what a policy comes to, and which packs it runs.

mod lock;
mod source;

use std::fmt::Write;

use lictor::{Guard, Level, PackInfo, PackSource, RuleInfo};
use lictor_model::Input;
use miette::Result;
use serde_json::{Value, json};

use crate::arguments::{Policy, PolicyChoice, PolicyCommand, Reading};
use crate::configuration::guard;
use crate::exit::Exit;
use crate::{document, schema, terminal};

pub(crate) use lock::{LockArguments, UpdateArguments, VerifyArguments};

pub(crate) fn run(arguments: &Policy) -> Result<Exit> {
    match &arguments.command {
        PolicyCommand::Check { policies, locked } => check(policies, *locked),
        PolicyCommand::Show { policy, format } => show(policy, *format),
        PolicyCommand::Lock(arguments) => lock::lock(arguments),
        PolicyCommand::Update(arguments) => lock::update(arguments),
        PolicyCommand::Verify(arguments) => lock::verify(arguments),
        PolicyCommand::Schema => schema::print("policy"),
    }
}

/// All policies are looked at, so that one that is wrong does not hide the next.
fn check(policies: &[String], locked: bool) -> Result<Exit> {
    let mut exit = Exit::Clean;
    for policy in policies {
        match guard(&PolicyChoice { locked, ..PolicyChoice::of(policy) }, None, false) {
            Ok(guard) => {
                let own = ["lictor/engine", "lictor/evals"];
                let counted =
                    |rule: &&RuleInfo| !own.contains(&rule.plugin.as_str()) && guard.level(&rule.id) != Level::Off;
                let on = guard.rules().iter().filter(counted).count();
                let line =
                    format!("{policy}: sound, {} packs, {on} rules on, {}\n", guard.packs().len(), guard.digest());
                terminal::print(&line)?;
            }
            Err(error) => {
                terminal::error(&error);
                exit = Exit::Usage;
            }
        }
    }
    Ok(exit)
}

fn show(policy: &str, format: Reading) -> Result<Exit> {
    let guard = guard(&PolicyChoice::of(policy), None, true)?;
    let text = match format {
        Reading::Json => document::pretty(&json(&guard))?,
        Reading::Text => text(&guard),
    };
    terminal::print(&text)?;
    Ok(Exit::Clean)
}

/// The resolved policy, and of each pack which one it is.
fn json(guard: &Guard) -> Value {
    let mut policy = guard.policy().to_json();
    let packs = policy["packs"].as_array_mut().into_iter().flatten();
    for (shown, pack) in packs.zip(guard.packs()) {
        shown["version"] = json!(pack.version);
        shown["digest"] = json!(pack.digest);
        if let PackSource::Reference(reference) = &pack.source {
            shown["reference"] = json!(reference);
        }
        if let Some(artifact) = &pack.artifact {
            shown["artifact"] = json!(artifact);
        }
        if let Some(signer) = &pack.signer {
            let signed_at = signer.signed_at.to_string();
            shown["signer"] = json!({ "key": signer.key, "holder": signer.holder, "signed_at": signed_at });
        }
    }
    policy
}

/// Where a pack came from and who answers for it, as far as that was asked for.
fn provenance(pack: &PackInfo) -> String {
    let mut text = String::new();
    match &pack.source {
        PackSource::Reference(reference) => drop(writeln!(text, "    from {reference}")),
        PackSource::Path(path) => drop(writeln!(text, "    from {}", path.display())),
        PackSource::Embedded | PackSource::Given => {}
    }
    if let Some(artifact) = &pack.artifact {
        let _ = writeln!(text, "    artifact {artifact}");
    }
    if let Some(signer) = &pack.signer {
        let _ = writeln!(text, "    signed by {} ({}) {}", signer.holder, signer.key, signer.signed_at);
    }
    text
}

fn text(guard: &Guard) -> String {
    let policy = guard.policy();
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}", policy.id(), guard.digest());
    let _ = writeln!(text, "on failure: {}\n\npacks", policy.on_failure().as_str());
    for pack in guard.packs() {
        let inputs: Vec<&str> = pack.inputs.iter().map(Input::as_str).collect();
        let _ = writeln!(text, "  {} {}  {}", pack.plugin, pack.version, pack.digest);
        let _ = write!(text, "{}", provenance(&pack));
        let _ = writeln!(text, "    reads {}", inputs.join(", "));
    }
    let workflows: Vec<Option<&str>> = policy.profiles().map(|(workflow, _)| workflow).collect();
    let _ = writeln!(text, "\nrules");
    for rule in guard.rules() {
        let general = guard.level_in(&rule.id, None);
        let mut line = format!("  {:<14} {:<7} {}", rule.id.to_string(), general.as_str(), rule.decl.slug);
        for workflow in workflows.iter().flatten() {
            let level = guard.level_in(&rule.id, Some(workflow));
            if level != general {
                let _ = write!(line, "  [{workflow}: {level}]");
            }
        }
        let _ = writeln!(text, "{line}");
    }
    if !policy.waivers().is_empty() {
        let _ = writeln!(text, "\nwaivers");
    }
    for waiver in policy.waivers() {
        let _ = writeln!(text, "  {} until {}: {} ({})", waiver.rule, waiver.expires, waiver.reason, waiver.owner);
    }
    text
}
