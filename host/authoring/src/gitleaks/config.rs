//! A gitleaks configuration (version 8), and those that it extends.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

/// How deep configurations may extend one another. That of gitleaks.
const DEPTH: usize = 2;

/// The largest configuration that is read, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// Why a configuration cannot be read.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: {error}", file.display())]
    Read {
        /// Which.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is no gitleaks configuration.
    #[error("{}: {message}", file.display())]
    #[diagnostic(help("{help}"))]
    Malformed {
        /// Which.
        file: PathBuf,
        /// What is wrong.
        message: String,
        /// What to do.
        help: String,
    },
}

/// What a configuration says, with what it extends laid below it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    pub(super) title: String,
    extend: Extend,
    pub(super) rules: Vec<Rule>,
    allowlist: Option<Allowlist>,
    pub(super) allowlists: Vec<Allowlist>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Extend {
    path: Option<String>,
    url: Option<String>,
    usedefault: bool,
    disabledrules: Vec<String>,
}

/// One rule. Keys are in lower case: gitleaks does not care about theirs.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) description: String,
    pub(super) regex: String,
    pub(super) path: String,
    pub(super) secretgroup: usize,
    pub(super) entropy: f64,
    pub(super) keywords: Vec<String>,
    pub(super) tags: Vec<String>,
    allowlist: Option<Allowlist>,
    pub(super) allowlists: Vec<Allowlist>,
    pub(super) required: Vec<Required>,
    pub(super) skipreport: bool,
}

/// Another rule that has to fire near by.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Required {
    pub(super) id: String,
}

/// What is no finding after all.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Allowlist {
    targetrules: Vec<String>,
    pub(super) condition: String,
    pub(super) commits: Vec<String>,
    pub(super) paths: Vec<String>,
    pub(super) regextarget: String,
    pub(super) regexes: Vec<String>,
    pub(super) stopwords: Vec<String>,
}

impl Config {
    /// Reads a configuration. `default` stands for the one that is built into gitleaks.
    pub(super) fn read(file: &Path, default: Option<&Path>) -> Result<Self, ConfigError> {
        let mut config = Self::layers(file, default, 0)?;
        let malformed = |message: String, help: &str| ConfigError::Malformed {
            file: file.to_owned(),
            message,
            help: help.to_owned(),
        };
        if config.rules.is_empty() {
            return Err(malformed("it has no rules".into(), "a gitleaks configuration has `[[rules]]`"));
        }
        for allowlist in std::mem::take(&mut config.allowlists) {
            if allowlist.targetrules.is_empty() {
                config.allowlists.push(allowlist);
                continue;
            }
            for id in &allowlist.targetrules {
                let rule = config.rules.iter_mut().find(|rule| rule.id == *id);
                let unknown = || {
                    malformed(format!("an allowlist names the rule `{id}`, which there is not"), "mend `targetRules`")
                };
                rule.ok_or_else(unknown)?.allowlists.push(allowlist.clone());
            }
        }
        if let Some(place) = config.rules.iter().position(|rule| rule.id.trim().is_empty()) {
            return Err(malformed(format!("rule {} has no `id`", place + 1), "every rule needs one"));
        }
        Ok(config)
    }

    fn layers(file: &Path, default: Option<&Path>, depth: usize) -> Result<Self, ConfigError> {
        let mut config = Self::alone(file)?;
        let malformed = |message: &str, help: &str| ConfigError::Malformed {
            file: file.to_owned(),
            message: message.to_owned(),
            help: help.to_owned(),
        };
        let extend = std::mem::take(&mut config.extend);
        if extend.url.is_some() {
            return Err(malformed(
                "it extends a URL, which gitleaks does not do either",
                "download it and name it by `path`",
            ));
        }
        let below = match (&extend.path, extend.usedefault) {
            (Some(_), true) => return Err(malformed("it extends both a `path` and the default", "choose one")),
            (None, false) => return Ok(config),
            (None, true) => default.map(Path::to_owned).ok_or_else(|| {
                malformed(
                    "it extends the configuration that is built into gitleaks",
                    "give that file with `--default`: it is config/gitleaks.toml in gitleaks' repository",
                )
            })?,
            // gitleaks counts from where it was started; configurations of a team are more often beside one another.
            (Some(path), false) => {
                let beside = file.parent().unwrap_or(Path::new("")).join(path);
                if Path::new(path).exists() { path.into() } else { beside }
            }
        };
        if depth == DEPTH {
            return Err(malformed("configurations extend one another too deeply", "gitleaks follows two of them"));
        }
        let below = Self::layers(&below, default, depth + 1)?;
        config.over(below, &extend.disabledrules);
        Ok(config)
    }

    fn alone(file: &Path) -> Result<Self, ConfigError> {
        let read = || {
            let size = std::fs::metadata(file)?.len();
            if size > MOST_BYTES {
                return Err(std::io::Error::other(format!("it has {size} bytes, more than the {MOST_BYTES} allowed")));
            }
            std::fs::read_to_string(file)
        };
        let text = read().map_err(|error| ConfigError::Read { file: file.to_owned(), error })?;
        let malformed = |error: toml::de::Error| ConfigError::Malformed {
            file: file.to_owned(),
            message: error.to_string(),
            help: "gitleaks reads version 8 of its format; see its README".into(),
        };
        let table: Table = toml::from_str(&text).map_err(malformed)?;
        let mut config: Self = lowered(table).try_into().map_err(malformed)?;
        config.allowlists.extend(config.allowlist.take());
        for rule in &mut config.rules {
            rule.allowlists.extend(rule.allowlist.take());
        }
        Ok(config)
    }

    /// Lays this configuration over another one, as gitleaks does.
    fn over(&mut self, below: Self, disabled: &[String]) {
        for mut base in below.rules {
            if disabled.contains(&base.id) {
                continue;
            }
            let Some(own) = self.rules.iter_mut().find(|rule| rule.id == base.id) else {
                self.rules.push(base);
                continue;
            };
            for (theirs, ours) in [
                (&mut base.description, &mut own.description),
                (&mut base.regex, &mut own.regex),
                (&mut base.path, &mut own.path),
            ] {
                if !ours.is_empty() {
                    *theirs = std::mem::take(ours);
                }
            }
            if own.entropy != 0.0 {
                base.entropy = own.entropy;
            }
            if own.secretgroup != 0 {
                base.secretgroup = own.secretgroup;
            }
            base.tags.append(&mut own.tags);
            base.keywords.append(&mut own.keywords);
            base.allowlists.append(&mut own.allowlists);
            *own = base;
        }
        self.rules.sort_by(|a, b| a.id.cmp(&b.id));
        self.allowlists.extend(below.allowlists);
    }
}

/// Keys in lower case, all the way down.
fn lowered(table: Table) -> Table {
    table.into_iter().map(|(key, value)| (key.to_lowercase(), lowered_value(value))).collect()
}

fn lowered_value(value: Value) -> Value {
    match value {
        Value::Table(table) => Value::Table(lowered(table)),
        Value::Array(items) => Value::Array(items.into_iter().map(lowered_value).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(files: &[(&str, &str)], default: Option<&str>) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let default = default.map(|name| folder.path().join(name));
        Config::read(&folder.path().join(files[0].0), default.as_deref()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_configuration_is_laid_over_what_it_extends() {
        let base = "[[rules]]\nid = 'a'\nregex = 'aaa'\nentropy = 2\nkeywords = ['x']\n[[rules]]\nid = 'b'\nregex = 'bbb'\n\
                    [[rules]]\nid = 'c'\nregex = 'ccc'\n[allowlist]\nstopwords = ['s']\n";
        let own = "[extend]\nuseDefault = true\ndisabledRules = ['b']\n[[rules]]\nid = 'a'\nentropy = 3.5\nkeywords = ['y']\n\
                   [[rules.allowlists]]\nstopWords = ['t']\n[[allowlists]]\ntargetRules = ['c']\nregexes = ['r']\n";
        let config = config(&[("own.toml", own), ("base.toml", base)], Some("base.toml")).unwrap();
        let ids: Vec<&str> = config.rules.iter().map(|rule| rule.id.as_str()).collect();
        assert_eq!(ids, ["a", "c"]);
        let a = &config.rules[0];
        assert_eq!((a.regex.as_str(), a.entropy, &a.keywords[..]), ("aaa", 3.5, &["x".to_owned(), "y".into()][..]));
        assert_eq!(a.allowlists[0].stopwords, ["t"]);
        assert_eq!(config.rules[1].allowlists[0].regexes, ["r"], "an allowlist with target rules is theirs");
        assert_eq!(config.allowlists.len(), 1);
    }

    #[test]
    fn what_cannot_be_followed_is_said() {
        for (own, message) in [
            ("[extend]\nuseDefault = true\n", "built into gitleaks"),
            ("[extend]\nurl = 'https://acme.example'\n", "extends a URL"),
            ("[extend]\npath = 'own.toml'\n", "too deeply"),
            ("title = 'none'\n", "no rules"),
            ("[[rules]]\nregex = 'a'\n", "rule 1 has no `id`"),
            (
                "[[rules]]\nid = 'a'\nregex = 'a'\n[[allowlists]]\ntargetRules = ['z']\nregexes = ['r']\n",
                "`z`, which there is not",
            ),
            ("rules = 7\n", "invalid type"),
        ] {
            let error = config(&[("own.toml", own)], None).unwrap_err();
            assert!(error.contains(message), "{own}: {error}");
        }
    }
}
