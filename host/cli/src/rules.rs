use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use lictor::{Guard, Level, RuleInfo};
use miette::{IntoDiagnostic, Result, miette};
use serde_json::{Value, json};

use crate::arguments::{PolicyChoice, Reading, Rules, RulesCommand};
use crate::configuration::guard;
use crate::exit::Exit;
use crate::terminal;

pub(crate) fn run(arguments: &Rules) -> Result<Exit> {
    match &arguments.command {
        RulesCommand::List { policy, format } => list(policy, *format),
        RulesCommand::Explain { rule, policy, format } => explain(rule, policy, *format),
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
        terminal::print(&(serde_json::to_string_pretty(&all).into_diagnostic()? + "\n"))?;
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
    let choice = PolicyChoice { policy: policy.into(), select: Vec::new(), ignore: Vec::new() };
    let guard = guard(&choice, None, true)?;
    let rule = find(&guard, name)?;
    let text = match format {
        Reading::Json => serde_json::to_string_pretty(rule).into_diagnostic()? + "\n",
        Reading::Text => page(rule),
    };
    terminal::print(&text)?;
    Ok(Exit::Clean)
}

fn find<'g>(guard: &'g Guard, name: &str) -> Result<&'g RuleInfo> {
    let named = |rule: &&RuleInfo| {
        rule.id.as_str() == name || rule.id.code().eq_ignore_ascii_case(name) || rule.decl.slug == name
    };
    guard.rules().iter().find(named).ok_or_else(|| {
        let known = guard.rules().iter().flat_map(|rule| [rule.id.code(), rule.id.as_str(), &rule.decl.slug]);
        let mean = lictor_model::closest(name, known).map(|near| format!("did you mean `{near}`? "));
        miette!(
            help = format!("{}`lictor rules list` shows them all", mean.unwrap_or_default()),
            "there is no rule `{name}`"
        )
    })
}

fn page(rule: &RuleInfo) -> String {
    let decl = &rule.decl;
    let bold = Style::new().bold();
    let mut text = String::new();
    let _ = writeln!(text, "{bold}{} {}{bold:#}: {}\n", rule.id, decl.slug, decl.summary);
    let list = |items: &[String]| if items.is_empty() { "-".to_owned() } else { items.join(", ") };
    let requires: Vec<String> = decl.requires.iter().map(|input| input.as_str().to_owned()).collect();
    for (key, value) in [
        ("dimension", decl.dimension.to_string()),
        ("default level", decl.level.to_string()),
        ("status", format!("{:?}", decl.status).to_lowercase()),
        ("since", format!("{} (revision {})", decl.since, decl.revision)),
        ("pack", rule.plugin.clone()),
        ("needs", list(&requires)),
        ("language", decl.language.clone().unwrap_or_else(|| "any".into())),
        ("tags", list(&decl.tags)),
        ("references", list(&decl.references)),
    ] {
        let _ = writeln!(text, "  {key:<14} {value}");
    }
    let _ = writeln!(text, "\n{}", decl.docs.trim());
    if !decl.remedy.is_empty() {
        let _ = writeln!(text, "\n## What to do\n{}", decl.remedy);
    }
    for (title, examples) in [("It fires on", &decl.examples.fires), ("It does not fire on", &decl.examples.ignores)] {
        if !examples.is_empty() {
            let _ = writeln!(text, "\n## {title}");
        }
        for example in examples {
            let only_answer = example.sample.as_object().filter(|fields| fields.len() == 1);
            let answer = only_answer.and_then(|fields| fields.get("answer")).and_then(Value::as_str);
            let shown = answer.map_or_else(|| example.sample.to_string(), |answer| format!("{answer:?}"));
            let _ = writeln!(text, "- {shown}");
            if let Some(settings) = &example.settings {
                let _ = writeln!(text, "  with settings {settings}");
            }
        }
    }
    text
}
