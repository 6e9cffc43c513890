use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use lictor::{Guard, Level, Manifest, RuleInfo, Tombstone};
use lictor_report::{rule_page, tombstone_page};
use miette::{Result, miette};
use serde_json::{Value, json};

use crate::arguments::{PolicyChoice, Reading, Rules, RulesCommand};
use crate::configuration::guard;
use crate::exit::Exit;
use crate::{document, terminal};

pub(crate) fn run(arguments: &Rules) -> Result<Exit> {
    match &arguments.command {
        RulesCommand::List { policy, format } => list(policy, *format),
        RulesCommand::Explain { rule, policy, format } => explain(rule, policy, *format),
        RulesCommand::Profile(arguments) => crate::profile::run(arguments),
    }
}

fn list(policy: &PolicyChoice, format: Reading) -> Result<Exit> {
    let guard = guard(policy, None, true)?;
    let rows: Vec<(&RuleInfo, Level)> = guard.rules().iter().map(|rule| (rule, guard.level(&rule.id))).collect();
    let selected = rows.iter().filter(|(_, level)| policy.select.is_empty() || *level != Level::Off);
    if format == Reading::Json {
        let all: Vec<Value> = selected
            .map(|(rule, level)| {
                json!({
                    "rule": rule.id, "slug": rule.decl.slug, "summary": rule.decl.summary, "plugin": rule.plugin,
                    "dimension": rule.decl.dimension, "level": level, "default_level": rule.decl.level,
                    "status": rule.decl.status, "revision": rule.decl.revision, "tags": rule.decl.tags,
                })
            })
            .collect();
        terminal::print(&document::pretty(&all)?)?;
        return Ok(Exit::Clean);
    }
    let mut text = String::new();
    for (rule, level) in selected {
        let style = style(*level);
        let _ = writeln!(
            text,
            "{:<14} {style}{:<6}{style:#} {:<11} {:<34} {}",
            rule.id.to_string(),
            level.as_str(),
            rule.decl.dimension.as_str(),
            rule.decl.slug,
            rule.decl.summary
        );
    }
    terminal::print(&text)?;
    Ok(Exit::Clean)
}

fn style(level: Level) -> Style {
    match level {
        Level::Block => AnsiColor::Red.on_default().bold(),
        Level::Redact => AnsiColor::Magenta.on_default(),
        Level::Warn => AnsiColor::Yellow.on_default(),
        Level::Note => AnsiColor::Cyan.on_default(),
        Level::Off => Style::new().dimmed(),
    }
}

fn explain(name: &str, policy: &str, format: Reading) -> Result<Exit> {
    let choice = PolicyChoice::of(policy);
    let guard = guard(&choice, None, true)?;
    let text = match (find(&guard, name), retired(&guard, name)) {
        (Some(rule), _) => match format {
            Reading::Json => document::pretty(rule)?,
            Reading::Text => {
                styled(&rule_page(rule, guard.manifests().find(|manifest| manifest.plugin() == rule.plugin)))
            }
        },
        (None, Some((manifest, stone))) => match format {
            Reading::Json => {
                let id = format!("{}/{}", manifest.publisher, stone.code);
                let value = json!({
                    "id": id, "plugin": manifest.plugin(), "status": "removed", "reason": stone.reason,
                    "replaced_by": stone.replaced_by,
                });
                document::pretty(&value)?
            }
            Reading::Text => styled(&tombstone_page(&manifest.publisher, stone)),
        },
        (None, None) => return Err(unknown(&guard, name)),
    };
    terminal::print(&text)?;
    Ok(Exit::Clean)
}

fn find<'g>(guard: &'g Guard, name: &str) -> Option<&'g RuleInfo> {
    let named = |rule: &&RuleInfo| {
        rule.id.as_str() == name || rule.id.code().eq_ignore_ascii_case(name) || rule.decl.slug == name
    };
    guard.rules().iter().find(named)
}

/// The tombstone of a code that is out of use.
fn retired<'g>(guard: &'g Guard, name: &str) -> Option<(&'g Manifest, &'g Tombstone)> {
    let all = guard.manifests().flat_map(|manifest| manifest.tombstones.iter().map(move |stone| (manifest, stone)));
    let mut all = all.filter(|(manifest, stone)| {
        stone.code.eq_ignore_ascii_case(name) || format!("{}/{}", manifest.publisher, stone.code) == name
    });
    all.next()
}

fn unknown(guard: &Guard, name: &str) -> miette::Report {
    let known = guard.rules().iter().flat_map(|rule| [rule.id.code(), rule.id.as_str(), &rule.decl.slug]);
    let mean = lictor_model::closest(name, known).map(|near| format!("did you mean `{near}`? "));
    miette!(
        help = format!("{}`lictor rules list` shows them all", mean.unwrap_or_default()),
        "there is no rule `{name}`"
    )
}

/// A page for a terminal: its headings stand out.
fn styled(page: &str) -> String {
    let bold = Style::new().bold();
    let line = |line: &str| if line.starts_with('#') { format!("{bold}{line}{bold:#}\n") } else { format!("{line}\n") };
    page.lines().map(line).collect()
}
