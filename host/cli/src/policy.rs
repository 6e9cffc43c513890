use std::fmt::Write;

use lictor::{Guard, Level, RuleInfo};
use miette::{IntoDiagnostic, Result};

use crate::arguments::{Policy, PolicyChoice, PolicyCommand, Reading};
use crate::configuration::guard;
use crate::exit::Exit;
use crate::{schema, terminal};

pub(crate) fn run(arguments: &Policy) -> Result<Exit> {
    match &arguments.command {
        PolicyCommand::Check { policies } => check(policies),
        PolicyCommand::Show { policy, format } => show(policy, *format),
        PolicyCommand::Schema => schema::print("policy"),
    }
}

fn choice(policy: &str) -> PolicyChoice {
    PolicyChoice { policy: policy.into(), select: Vec::new(), ignore: Vec::new() }
}

/// All policies are looked at, so that one that is wrong does not hide the next.
fn check(policies: &[String]) -> Result<Exit> {
    let mut exit = Exit::Clean;
    for policy in policies {
        match guard(&choice(policy), None, false) {
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
    let guard = guard(&choice(policy), None, true)?;
    let text = match format {
        Reading::Json => serde_json::to_string_pretty(&guard.policy().to_json()).into_diagnostic()? + "\n",
        Reading::Text => text(&guard),
    };
    terminal::print(&text)?;
    Ok(Exit::Clean)
}

fn text(guard: &Guard) -> String {
    let policy = guard.policy();
    let mut text = String::new();
    let _ = writeln!(text, "{}  {}", policy.id(), guard.digest());
    let _ = writeln!(text, "on failure: {}\n\npacks", policy.on_failure().as_str());
    for pack in guard.packs() {
        let inputs: Vec<&str> = pack.inputs.iter().map(|input| input.as_str()).collect();
        let _ = writeln!(text, "  {} {}  {}\n    reads {}", pack.plugin, pack.version, pack.digest, inputs.join(", "));
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
