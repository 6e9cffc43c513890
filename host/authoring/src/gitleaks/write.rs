//! An imported pack as source text: one file per rule, and what they share.

use std::fmt::Write;

use super::codes::{Codes, Given};
use super::convert::{Allowed, Converted};
use super::found::Target;

/// The first line of every file that an import writes and the next one may write again.
pub(super) const MARK: &str = "// Written by `lictor plugin import`; what is changed here is lost at the next import.";

/// The longest summary of a rule, in bytes. The contract allows 200.
const LONGEST_SUMMARY: usize = 120;

/// The pack's name, its version and what it says of itself.
pub(super) struct Head<'a> {
    pub(super) publisher: &'a str,
    pub(super) name: &'a str,
    pub(super) version: &'a str,
    pub(super) summary: &'a str,
}

/// `src/lib.rs`.
pub(super) fn library(head: &Head<'_>, codes: &Codes) -> String {
    let mut tombstones = String::new();
    for retired in codes.retired.values() {
        let _ = write!(
            tombstones,
            "\n        Tombstone {{ code: {:?}, replaced_by: None, reason: {} }},",
            retired.code,
            text(&retired.reason)
        );
    }
    let (uses, tombstones) = match tombstones.is_empty() {
        true => ("Input, Pack, Settings", "&[]".to_owned()),
        false => ("Input, Pack, Settings, Tombstone", format!("&[{tombstones}\n    ]")),
    };
    format!(
        "{MARK}\n//! The pack `{publisher}/{name}`, made of a gitleaks configuration.\n\nuse lictor_sdk::{{{uses}}};\n\n\
         mod allowed;\nmod found;\nmod rules;\nmod secrets;\n\n/// The pack.\npub static PACK: Pack = Pack {{\n    \
         publisher: {publisher:?},\n    name: {name:?},\n    version: {version:?},\n    summary: {summary},\n    \
         // All that the pack will ever read. A policy grants it, or less.\n    inputs: &[Input::Answer],\n    \
         rules: rules::RULES,\n    measures: &[],\n    settings: Settings::NONE,\n    tombstones: {tombstones},\n    \
         accuracy: &[],\n}};\n\nlictor_sdk::export!(crate::PACK);\n",
        publisher = head.publisher,
        name = head.name,
        version = head.version,
        summary = text(head.summary),
    )
}

/// `src/allowed.rs`.
pub(super) fn allowed(lists: &[Allowed]) -> String {
    let uses = if lists.is_empty() { "Allow" } else { "{Allow, Target}" };
    format!(
        "{MARK}\n//! What no rule reports.\n\nuse crate::found::{uses};\n\n\
         /// The allowlists of the whole configuration.\npub(crate) static ALLOWED: &[Allow<'static>] = {};\n",
        allow(lists, "")
    )
}

/// `src/rules/mod.rs`.
pub(super) fn modules(rules: &[(Converted, Given)]) -> String {
    let mut out = format!("{MARK}\n//! One file per rule.\n\nuse lictor_sdk::Rule;\n\n");
    for (rule, given) in rules {
        let _ = writeln!(out, "mod {};", module(rule, given));
    }
    out.push_str("\npub(crate) const RULES: &[&Rule] = &[\n");
    for (rule, given) in rules {
        let _ = writeln!(out, "    &{}::{},", module(rule, given), constant(rule));
    }
    out.push_str("];\n");
    out
}

/// The file of a rule in `src/rules`, and its text.
pub(super) fn rule(rule: &Converted, given: &Given) -> (String, String) {
    let uses_target = !rule.allow.is_empty();
    let uses_allow = if uses_target { "{Allow, Secret, Target}" } else { "Secret" };
    let (pattern, regex) = match rule.pattern == rule.regex {
        true => ("REGEX", String::new()),
        false => (
            "PATTERN",
            format!(
                "/// The same for the host, whose negated classes know more than ASCII.\nconst PATTERN: &str = {};\n\n",
                text(&rule.pattern)
            ),
        ),
    };
    let entropy = rule.entropy.map_or("None".to_owned(), |entropy| format!("Some({entropy:?})"));
    let extra = match rule.horizon {
        Some(horizon) => {
            format!("Extra {{ horizon: Some({horizon}), references: &[{}], ..EXTRA }}", text(&reference(rule)))
        }
        None => format!("Extra {{ references: &[{}], ..EXTRA }}", text(&reference(rule))),
    };
    let body = format!(
        "{MARK}\nuse lictor_sdk::{{Dimension, Example, Extra, Level, Status, rule}};\n\n\
         use crate::found::{uses_allow};\nuse crate::secrets::{{EXTRA, check, pattern}};\n\n\
         const REGEX: &str = {regex_text};\n\n{regex}\
         static SECRET: Secret<'static> = Secret {{\n    regex: REGEX,\n    group: {group},\n    keywords: {keywords},\n    \
         entropy: {entropy},\n    allow: {allow},\n}};\n\n\
         rule! {{\n{docs}    pub(crate) {constant} {{\n        code: {code:?},\n        slug: {slug:?},\n        \
         summary: {summary},\n        message: {message},\n        \
         remedy: \"Revoke the secret if it is one, and keep it out of whatever the model was given.\",\n        \
         dimension: Dimension::Risk,\n        level: Level::Warn,\n        status: Status::Preview,\n        \
         since: {since:?},\n        revision: {revision},\n        sensitive: true,\n        requires: &[],\n        \
         patterns: &[pattern({pattern})],\n        fires: {fires},\n        ignores: {ignores},\n        \
         check: |case| check(case, &SECRET),\n        extra: {extra},\n    }}\n}}\n",
        regex_text = text(&rule.regex),
        group = rule.group,
        keywords = list(rule.keywords.iter().map(|keyword| text(keyword))),
        allow = allow(&rule.allow, "    "),
        docs = docs(rule),
        constant = constant(rule),
        code = given.code,
        slug = slug(&rule.id),
        summary = text(&summary(rule)),
        message = text(&format!("matches the gitleaks rule {}", plain(&rule.id))),
        since = given.since,
        revision = given.revision,
        fires = list(rule.fires.iter().map(|answer| format!("Example::answer({})", text(answer)))),
        ignores = list(rule.ignores.iter().map(|answer| format!("Example::answer({})", text(answer)))),
    );
    (format!("{}.rs", module(rule, given)), body)
}

/// What a rule's revision stands for: when this changes, the revision counts up.
pub(super) fn scope(rule: &Converted, global: &[Allowed]) -> String {
    let Converted { pattern, regex, group, keywords, entropy, allow, .. } = rule;
    let said = format!("{pattern}\n{regex}\n{group}\n{keywords:?}\n{entropy:?}\n{allow:?}\n{global:?}");
    lictor_model::Digest::of(said).to_string()
}

/// A line of `cases/imported.jsonl` for each example.
pub(super) fn cases(rules: &[(Converted, Given)]) -> String {
    let mut out = String::new();
    for (rule, given) in rules {
        let line = |kind: &str, number: usize, answer: &str| {
            let id = format!("{}-{kind}-{number}", given.code.to_lowercase());
            let sample = serde_json::json!({ "answer": answer });
            serde_json::json!({ "id": id, "sample": sample, kind: [given.code] }).to_string()
        };
        for (kind, answers) in [("fires", &rule.fires), ("ignores", &rule.ignores)] {
            for (index, answer) in answers.iter().enumerate() {
                let _ = writeln!(out, "{}", line(kind, index + 1, answer));
            }
        }
    }
    out
}

/// `README.md`.
pub(super) fn readme(
    head: &Head<'_>,
    file: &str,
    rules: &[(Converted, Given)],
    left_out: &[(String, String)],
) -> String {
    let Head { publisher, name, version, .. } = head;
    let mut out = format!(
        "# {publisher}/{name}\n\nSecrets in answers, by rules of a gitleaks configuration (`{file}`). Version {version}, written by \
         `lictor plugin import`.\n\nEvery rule is a preview at level *warn*: gitleaks' rules were written for source code, and nothing \
         was measured on answers. Whoever owns the configuration owns these rules, and its licence holds for them.\n\n\
         `codes.toml` says which rule has which code. Keep it: the next import into this folder reads it, so that codes stay with \
         their rules, count up their revisions, and are never given again. Everything in `src/` is written anew.\n\n\
         ## Work on it\n```text\nlictor plugin test     builds the pack, runs its examples and cases in the sandbox\n\
         lictor plugin build    {publisher}-{name}.wasm\n```\n\n## Rules\n| code | gitleaks | other than there |\n|---|---|---|\n"
    );
    for (rule, given) in rules {
        let _ = writeln!(out, "| `{}` | `{}` | {} |", given.code, plain(&rule.id), cell(&rule.notes.join("; ")));
    }
    if !left_out.is_empty() {
        out.push_str("\n## Left out\n| gitleaks | why |\n|---|---|\n");
        for (id, reason) in left_out {
            let _ = writeln!(out, "| `{}` | {} |", plain(id), cell(reason));
        }
    }
    out
}

/// The alias of a rule: its id in letters that an alias can have.
pub(super) fn slug(id: &str) -> String {
    let mut slug: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    if !slug.starts_with(|first: char| first.is_ascii_lowercase()) {
        slug.insert_str(0, "rule-");
    }
    slug.truncate(64);
    slug.trim_end_matches('-').to_owned()
}

fn module(rule: &Converted, given: &Given) -> String {
    format!("{}_{}", given.code.to_lowercase(), slug(&rule.id).replace('-', "_"))
}

fn constant(rule: &Converted) -> String {
    slug(&rule.id).replace('-', "_").to_uppercase()
}

fn reference(rule: &Converted) -> String {
    format!("gitleaks:{}", plain(&rule.id))
}

/// What a rule reports, in a line: the description as far as its first comma.
fn summary(rule: &Converted) -> String {
    let first = rule.description.split([',', '\n']).next().unwrap_or_default();
    let first = first.split(". ").next().unwrap_or_default().trim().trim_end_matches('.');
    if first.is_empty() {
        return format!("what the gitleaks rule {} finds", plain(&rule.id));
    }
    first[..first.floor_char_boundary(LONGEST_SUMMARY)].to_owned()
}

fn docs(rule: &Converted) -> String {
    let mut lines = vec!["## What it does".to_owned()];
    let description = rule.description.trim().trim_end_matches('.');
    if !description.is_empty() {
        lines.extend(description.lines().map(|line| line.trim().to_owned()));
        if let Some(last) = lines.last_mut() {
            last.push('.');
        }
    }
    lines.push(format!("This is the gitleaks rule `{}`.", plain(&rule.id)));
    if let Some(entropy) = rule.entropy {
        lines.push(format!("What it finds must have more than {entropy} bits a byte."));
    }
    if !rule.allow.is_empty() {
        lines.push("What its allowlists name is not reported.".into());
    }
    lines.push(String::new());
    lines.push("## Why is this bad".into());
    lines.push("A secret that an answer shows is known to whoever reads the answer, and has to be revoked.".into());
    lines.push(String::new());
    lines.push("## Known false positives".into());
    lines.push("The rule was written for source code. Nothing was measured on answers.".into());
    lines.extend(rule.notes.iter().map(|note| format!("Other than in gitleaks: {}.", note.replace(['\n', '\r'], " "))));
    lines
        .iter()
        .map(|line| if line.is_empty() { "    ///\n".to_owned() } else { format!("    /// {line}\n") })
        .collect()
}

fn allow(lists: &[Allowed], indent: &str) -> String {
    if lists.is_empty() {
        return "&[]".into();
    }
    let mut out = String::from("&[\n");
    for list in lists {
        let target = match list.target {
            Target::Secret => "Target::Secret",
            Target::Match => "Target::Match",
            Target::Line => "Target::Line",
        };
        let texts = |texts: &[String]| self::list(texts.iter().map(|item| text(item)));
        let _ = writeln!(
            out,
            "{indent}    Allow {{\n{indent}        both: {},\n{indent}        target: {target},\n{indent}        regexes: {},\n\
             {indent}        stopwords: {},\n{indent}    }},",
            list.both,
            texts(&list.regexes),
            texts(&list.stopwords)
        );
    }
    out + indent + "]"
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("&[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A Rust string: raw where that is easier to read.
fn text(text: &str) -> String {
    let plain = format!("{text:?}");
    let is_raw = text.contains(['\\', '"']) && !text.chars().any(char::is_control);
    if !is_raw {
        return plain;
    }
    let longest = text.split('"').skip(1).map(|rest| rest.len() - rest.trim_start_matches('#').len()).max();
    let hashes = longest.map_or(0, |longest| longest + 1);
    format!("r{0}\"{text}\"{0}", "#".repeat(hashes))
}

/// An id without what means something in messages, Markdown or comments.
fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_control() || matches!(c, '{' | '}' | '`' | '|') { '_' } else { c }).take(100).collect()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_they_were_once_rust_has_read_them() {
        for (given, written) in [
            ("plain", "\"plain\""),
            (r"\d", r#"r"\d""#),
            ("\"a\"", "r#\"\"a\"\"#"),
            ("\"# \\", "r##\"\"# \\\"##"),
            ("a\n\"", "\"a\\n\\\"\""),
        ] {
            assert_eq!(text(given), written);
        }
    }

    #[test]
    fn ids_become_aliases() {
        assert_eq!(slug("1password-secret_Key"), "rule-1password-secret-key");
        assert_eq!(slug("aws.token--"), "aws-token");
        assert_eq!(plain("a{quote}`\n"), "a_quote___");
    }
}
