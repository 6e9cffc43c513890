//! A rule's page: what `lictor rules explain` shows and what stands in `docs/rules`. Markdown that reads well as it is.

use std::fmt::Write;

use lictor_contract::{Example, Manifest, RuleDecl, RuleInfo, Tombstone};
use lictor_model::RuleStatus;
use serde_json::Value;

/// The page of a rule. `manifest` is that of its pack, where a pack brings it.
pub fn rule_page(rule: &RuleInfo, manifest: Option<&Manifest>) -> String {
    let decl = &rule.decl;
    let mut page = format!("# {} {}\n\nReports: {}.\n\n", rule.id, decl.slug, decl.summary);
    let requires: Vec<&str> = decl.requires.iter().map(|input| input.as_str()).collect();
    for (key, value) in [
        ("Dimension", decl.dimension.to_string()),
        ("Default level", decl.level.to_string()),
        ("Status", status(decl.status).into()),
        ("Pack", rule.plugin.clone()),
        ("Needs", listed(&requires)),
        ("Language", decl.language.clone().unwrap_or_else(|| "any".into())),
        ("Tags", listed(&decl.tags)),
        ("References", listed(&decl.references)),
    ] {
        let _ = writeln!(page, "- {key}: {value}");
    }
    let _ = writeln!(page, "\n{}", spaced(decl.docs.trim()));
    if !decl.remedy.is_empty() {
        let _ = writeln!(page, "\n## What to do\n\n{}", decl.remedy);
    }
    examples(&mut page, "It fires on", &decl.examples.fires);
    examples(&mut page, "It does not fire on", &decl.examples.ignores);
    accuracy(&mut page, decl);
    if let Some(manifest) = manifest {
        settings(&mut page, decl, manifest);
    }
    history(&mut page, decl, manifest);
    page
}

/// The page of a code that is out of use.
pub fn tombstone_page(publisher: &str, stone: &Tombstone) -> String {
    let mut page = format!("# {publisher}/{} (retired)\n\n{}\n", stone.code, stone.reason);
    let _ = match &stone.replaced_by {
        Some(code) => writeln!(page, "\nUse `{code}` instead. A code that is out is never used for anything else."),
        None => writeln!(page, "\nNothing takes its place. A code that is out is never used for anything else."),
    };
    page
}

/// Every page of `docs/rules` by its file name: one per rule, one per retired code, and the index.
pub fn pages<'m>(rules: &[RuleInfo], manifests: impl IntoIterator<Item = &'m Manifest>) -> Vec<(String, String)> {
    let manifests: Vec<&Manifest> = manifests.into_iter().collect();
    let of = |rule: &RuleInfo| manifests.iter().copied().find(|manifest| manifest.plugin() == rule.plugin);
    let mut pages: Vec<(String, String)> =
        rules.iter().map(|rule| (format!("{}.md", rule.id.code()), generated(&rule_page(rule, of(rule))))).collect();
    for manifest in &manifests {
        for stone in &manifest.tombstones {
            let page = tombstone_page(&manifest.publisher, stone);
            pages.push((format!("{}.md", stone.code), generated(&page)));
        }
    }
    pages.push(("README.md".into(), generated(&index(rules, &manifests))));
    pages
}

fn generated(page: &str) -> String {
    format!("<!-- Written by `cargo xtask rules`. Change the rule, not this page. -->\n\n{page}")
}

fn index(rules: &[RuleInfo], manifests: &[&Manifest]) -> String {
    let mut page = String::from(
        "# Rules\n\nEvery rule that the embedded packs and the engine bring, with the level that it has by default. \
         `lictor rules explain CODE` shows the same pages. Which rules were left out, and why, says \
         [decisions](decisions.md).\n",
    );
    let mut plugins: Vec<&str> = rules.iter().map(|rule| rule.plugin.as_str()).collect();
    plugins.dedup();
    for plugin in plugins {
        let manifest = manifests.iter().find(|manifest| manifest.plugin() == plugin);
        let _ = writeln!(page, "\n## {plugin}\n");
        if let Some(manifest) = manifest {
            let _ = writeln!(page, "{}\n", manifest.summary);
        }
        page.push_str("| rule | level | reports |\n|---|---|---|\n");
        for rule in rules.iter().filter(|rule| rule.plugin == plugin) {
            let (code, decl) = (rule.id.code(), &rule.decl);
            let preview = if decl.status == RuleStatus::Stable { "" } else { status(decl.status) };
            let level = format!("{} {preview}", decl.level);
            let summary = decl.summary.replace('|', "\\|");
            let _ = writeln!(page, "| [{code}]({code}.md) {} | {} | {summary} |", decl.slug, level.trim_end());
        }
        for stone in manifest.iter().flat_map(|manifest| &manifest.tombstones) {
            let _ = writeln!(page, "| [{0}]({0}.md) | retired | |", stone.code);
        }
    }
    page
}

fn status(status: RuleStatus) -> &'static str {
    match status {
        RuleStatus::Preview => "preview",
        RuleStatus::Stable => "stable",
        RuleStatus::Deprecated => "deprecated",
        RuleStatus::Removed => "removed",
    }
}

fn listed<S: AsRef<str>>(items: &[S]) -> String {
    if items.is_empty() {
        return "-".into();
    }
    items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// An empty line before and after each heading, which Markdown wants and doc comments lack.
fn spaced(docs: &str) -> String {
    let mut text = String::new();
    for line in docs.lines() {
        let heading = line.starts_with('#');
        if heading && !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        if heading {
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

fn examples(page: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}");
    for example in examples {
        let only_answer = example.sample.as_object().filter(|fields| fields.len() == 1);
        let answer = only_answer.and_then(|fields| fields.get("answer")).and_then(Value::as_str);
        let (kind, text) = match answer {
            Some(answer) => ("An answer", shown(answer)),
            None => ("A sample", example.sample.to_string()),
        };
        let settings = example.settings.as_ref().map(|settings| format!(" with the settings `{settings}`"));
        let _ = writeln!(page, "\n{kind}{}:\n\n{}", settings.unwrap_or_default(), indented(&text));
    }
}

/// As code, which Markdown leaves alone. Fences would clash with those inside answers.
fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("    {line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// An answer with its invisible characters written out.
fn shown(answer: &str) -> String {
    if answer.trim().is_empty() {
        return format!("{answer:?}");
    }
    let escape = |c: char| if c.is_control() && c != '\n' { c.escape_default().to_string() } else { c.to_string() };
    answer.chars().map(escape).collect()
}

fn accuracy(page: &mut String, decl: &RuleDecl) {
    if decl.accuracy.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "\n## Accuracy\n\nMeasured by the pack's makers; sets and comparisons are named, the cases are not published here.\n"
    );
    for measured in &decl.accuracy {
        let figures = [
            measured.precision.map(|share| format!("precision {share:.3}")),
            measured.recall.map(|share| format!("recall {share:.3}")),
            measured.per_thousand.map(|count| format!("speaks on {count:.1} of 1,000 answers that nobody labelled")),
        ];
        let figures: Vec<String> = figures.into_iter().flatten().collect();
        let old = match measured.revision == decl.revision {
            true => String::new(),
            false => format!(", of revision {}", measured.revision),
        };
        let (set, version, cases) = (&measured.set, &measured.version, measured.cases);
        let _ = writeln!(page, "- {set} ({version}, {cases} cases{old}): {}", figures.join(", "));
    }
}

/// The settings whose description names the rule, and those that name no rule at all.
fn settings(page: &mut String, decl: &RuleDecl, manifest: &Manifest) {
    let properties = manifest.settings.get("properties").and_then(Value::as_object);
    let concerns = |description: &str| {
        let mut words = description.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| is_code(word)).peekable();
        words.peek().is_none() || words.any(|word| word == decl.code)
    };
    let described = properties.into_iter().flatten().filter_map(|(name, property)| {
        let description = property.get("description").and_then(Value::as_str)?;
        concerns(description).then_some((name, property, description))
    });
    for (index, (name, property, description)) in described.enumerate() {
        if index == 0 {
            let _ = writeln!(page, "\n## Settings of the pack\n");
        }
        let default = property.get("default").map(|default| format!(" Default: `{default}`.")).unwrap_or_default();
        let _ = writeln!(page, "- `{name}`: {description}{default}");
    }
}

fn is_code(word: &str) -> bool {
    word.len() == 6
        && word.bytes().take(3).all(|b| b.is_ascii_uppercase())
        && word.bytes().skip(3).all(|b| b.is_ascii_digit())
}

fn history(page: &mut String, decl: &RuleDecl, manifest: Option<&Manifest>) {
    let _ = writeln!(page, "\n## History\n\n- Since {} of the pack.", decl.since);
    let _ = match decl.revision {
        1 => writeln!(page, "- Revision 1: neither scope nor thresholds have changed."),
        revision => writeln!(page, "- Revision {revision}: scope or thresholds have changed {} times.", revision - 1),
    };
    let replaced = |stone: &&Tombstone| stone.replaced_by.as_deref().is_some_and(|code| code.ends_with(&decl.code));
    for stone in manifest.iter().flat_map(|manifest| &manifest.tombstones).filter(replaced) {
        let _ = writeln!(page, "- Takes the place of {}: {}", stone.code, stone.reason);
    }
}
