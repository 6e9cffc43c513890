//! Makes a pack of a gitleaks configuration (version 8): its regexes for the host, and what gitleaks asks of a match (group,
//! entropy, keywords, allowlists) for the pack. What means nothing for an answer is left out, and said.

mod codes;
mod config;
mod convert;
mod example;
#[path = "pack/found.rs"]
mod found;
mod translate;
mod write;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use semver::Version;
use serde::Serialize;

use crate::Language;
use crate::create::{CreateError, NewPack, texts};
use crate::diff::{Bump, least};
use codes::{Codes, Given};
use config::Config;
use convert::Converted;
use write::Head;

pub use config::ConfigError;

/// What is imported, and what becomes of it.
#[derive(Debug, Clone)]
pub struct Import {
    /// The configuration.
    pub config: PathBuf,
    /// What stands for the configuration that is built into gitleaks.
    pub default: Option<PathBuf>,
    /// The folder that the pack is written to: new, or one of an earlier import.
    pub folder: PathBuf,
    /// Who answers for the pack.
    pub publisher: String,
    /// Its name.
    pub name: String,
    /// Its licence, an SPDX expression.
    pub licence: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Imported {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The rules, in the order of the configuration.
    pub rules: Vec<ImportedRule>,
    /// Rules that were left out.
    pub left_out: Vec<LeftOut>,
    /// What is other than in gitleaks for all rules.
    pub notes: Vec<String>,
    /// Rules of the last import that are out of use now: id and code.
    pub retired: Vec<(String, String)>,
}

/// A rule that is in the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ImportedRule {
    /// Its id in the configuration.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its revision.
    pub revision: u32,
    /// What is other than in gitleaks.
    pub notes: Vec<String>,
}

/// A rule that is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct LeftOut {
    /// Its id in the configuration.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ImportError {
    /// The configuration.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Config(#[from] ConfigError),
    /// The new pack.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Create(#[from] CreateError),
    /// The codes of the last import.
    #[error("{}: {message}", file.display())]
    #[diagnostic(help(
        "it says which rule has which code; take it from version control, or import into another folder"
    ))]
    Codes {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The folder is something else.
    #[error("{} is no pack that was imported: it has no `codes.toml`", .0.display())]
    #[diagnostic(help("name another folder with -o; an import into the folder of an earlier one keeps its codes"))]
    Foreign(PathBuf),
    /// A file cannot be written.
    #[error("{}: {error}", file.display())]
    Write {
        /// Which.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// Nothing of it means anything for answers.
    #[error("no rule of the configuration can be converted: {0}")]
    Nothing(String),
    /// More rules than codes.
    #[error("the configuration has more rules than there are codes, 999")]
    #[diagnostic(help("divide it, or leave rules out with `disabledRules` of a configuration that extends it"))]
    TooMany,
}

/// The first version of an imported pack.
const FIRST: &str = "0.1.0";

/// The file that keeps codes.
const CODES: &str = "codes.toml";

/// Reads the configuration, converts what can be, and writes the pack.
///
/// # Errors
/// [`ImportError`]. A rule that cannot be converted is none.
pub fn import(import: &Import) -> Result<Imported, ImportError> {
    let config = Config::read(&import.config, import.default.as_deref())?;
    let before = earlier(&import.folder)?;
    let mut notes = Vec::new();
    let mut global = Vec::new();
    for list in &config.allowlists {
        match convert::allowed(list, &mut notes) {
            Ok(list) => global.extend(list),
            Err(problem) => notes.push(problem),
        }
    }
    let (mut converted, mut left_out, mut slugs) = (Vec::new(), Vec::new(), HashSet::new());
    for rule in &config.rules {
        match convert::convert(rule, &global) {
            Ok(rule) if slugs.insert(write::slug(&rule.id)) => converted.push(rule),
            Ok(rule) => {
                left_out.push((rule.id, "another rule has an id that differs in nothing that an alias shows".into()))
            }
            Err(reason) => left_out.push((rule.id.clone(), reason)),
        }
    }
    if converted.is_empty() {
        let first = left_out.first().map(|(id, reason)| format!("{id}: {reason}"));
        return Err(ImportError::Nothing(first.unwrap_or_default()));
    }
    let first = Codes::new(&prefix(&import.name), FIRST);
    let version = next_version(before.as_ref().unwrap_or(&first), &converted, &global, before.is_some());
    let old = before.as_ref().map(|codes| codes.version.clone());
    let pack = Parts { import, title: config.title.trim(), rules: converted, left_out, global };
    let mut made = pack.at(before.clone().unwrap_or(first), &version)?;
    // What gives the very files that are there already is no new version.
    if let (Some(codes), Some(old)) = (before, old) {
        let same = pack.at(codes, &old)?;
        if same.is_there(&import.folder) {
            made = same;
        }
    }
    made.write(&import.folder)?;
    let Parts { left_out, .. } = pack;
    let Made { rules, retired, version, .. } = made;
    Ok(Imported {
        plugin: format!("{}/{}", import.publisher, import.name),
        version,
        rules: rules
            .into_iter()
            .map(|(rule, given)| ImportedRule {
                id: rule.id,
                code: given.code,
                revision: given.revision,
                notes: rule.notes,
            })
            .collect(),
        left_out: left_out.into_iter().map(|(id, reason)| LeftOut { id, reason }).collect(),
        notes,
        retired,
    })
}

/// The codes of an earlier import; none where nothing is there yet.
fn earlier(folder: &Path) -> Result<Option<Codes>, ImportError> {
    if !folder.exists() {
        return Ok(None);
    }
    let file = folder.join(CODES);
    let text = std::fs::read_to_string(&file).map_err(|_| ImportError::Foreign(folder.to_owned()))?;
    Codes::parse(&text).map(Some).map_err(|message| ImportError::Codes { file, message })
}

/// Three letters of the name.
fn prefix(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphabetic).chain("xxx".chars());
    letters.take(3).collect::<String>().to_ascii_uppercase()
}

/// All rules are previews, so that a rule more, less or other is a minor change, and words are a patch.
fn next_version(codes: &Codes, rules: &[Converted], global: &[convert::Allowed], again: bool) -> String {
    if !again {
        return codes.version.clone();
    }
    let mut trial = codes.clone();
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    trial.keep(&ids, &codes.version);
    for rule in rules {
        let _ = trial.give(&rule.id, &write::scope(rule, global), &codes.version);
    }
    let bump = if trial == *codes { Bump::Patch } else { Bump::Minor };
    match codes.version.parse::<Version>() {
        Ok(version) => least(&version, bump).to_string(),
        Err(_) => codes.version.clone(),
    }
}

/// What a pack is made of, whatever its version.
struct Parts<'a> {
    import: &'a Import,
    title: &'a str,
    rules: Vec<Converted>,
    left_out: Vec<(String, String)>,
    global: Vec<convert::Allowed>,
}

/// A pack as its files.
struct Made {
    version: String,
    rules: Vec<(Converted, Given)>,
    retired: Vec<(String, String)>,
    /// The file with the codes is the last: what has none was not imported.
    files: Vec<(String, String)>,
}

impl Parts<'_> {
    /// The pack at a version, with the codes that were given before.
    fn at(&self, mut codes: Codes, version: &str) -> Result<Made, ImportError> {
        let Self { import, global, .. } = self;
        let ids: Vec<&str> = self.rules.iter().map(|rule| rule.id.as_str()).collect();
        let retired = codes.keep(&ids, version);
        let rules = self.rules.iter().map(|rule| {
            let given = codes.give(&rule.id, &write::scope(rule, global), version).ok_or(ImportError::TooMany)?;
            Ok((rule.clone(), given))
        });
        let rules: Vec<(Converted, Given)> = rules.collect::<Result<_, ImportError>>()?;
        version.clone_into(&mut codes.version);
        let summary = match self.title {
            "" => "Secrets in answers, by rules of gitleaks.".into(),
            title => format!("Secrets in answers: {title}."),
        };
        let head = Head { publisher: &import.publisher, name: &import.name, version, summary: &summary };
        let mut files = self.around()?;
        let config = import.config.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let marked = |text: &str| format!("{}\n{text}", write::MARK);
        files.extend([
            ("README.md".to_owned(), write::readme(&head, &config, &rules, &self.left_out)),
            ("src/lib.rs".to_owned(), write::library(&head, &codes)),
            ("src/allowed.rs".to_owned(), write::allowed(global)),
            ("src/found.rs".to_owned(), marked(include_str!("pack/found.rs"))),
            ("src/secrets.rs".to_owned(), marked(include_str!("pack/secrets.rs"))),
            ("src/rules/mod.rs".to_owned(), write::modules(&rules)),
            ("cases/imported.jsonl".to_owned(), write::cases(&rules)),
        ]);
        for (rule, given) in &rules {
            let (name, text) = write::rule(rule, given);
            files.push((format!("src/rules/{name}"), text));
        }
        let text = codes.text().map_err(|message| ImportError::Codes { file: import.folder.join(CODES), message })?;
        files.push((CODES.to_owned(), text));
        Ok(Made { version: version.to_owned(), rules, retired, files })
    }

    /// Of a new pack everything but what is about its first rule.
    fn around(&self) -> Result<Vec<(String, String)>, ImportError> {
        let Import { folder, name, publisher, licence, .. } = self.import;
        let pack = NewPack {
            folder: folder.clone(),
            name: name.clone(),
            publisher: publisher.clone(),
            language: Language::Rust,
            licence: licence.clone(),
        };
        let own = |path: &str| path.starts_with("src/") || path.starts_with("cases/") || path == "README.md";
        let mut files: Vec<(String, String)> = texts(&pack)?.into_iter().filter(|(path, _)| !own(path)).collect();
        for (path, text) in &mut files {
            match path.as_str() {
                "Cargo.toml" => *text = text.replacen("lictor-sdk = ", "regex-lite = \"0.1.9\"\nlictor-sdk = ", 1),
                "Cargo.lock" => *text = with_regex_lite(text, &format!("{publisher}-{name}")),
                _ => {}
            }
        }
        Ok(files)
    }
}

impl Made {
    fn is_there(&self, folder: &Path) -> bool {
        self.files
            .iter()
            .all(|(path, text)| std::fs::read_to_string(folder.join(path)).is_ok_and(|there| there == *text))
    }

    fn write(&self, folder: &Path) -> Result<(), ImportError> {
        let failed = |file: &Path| {
            let file = file.to_owned();
            move |error| ImportError::Write { file, error }
        };
        remove_old(&folder.join("src/rules")).map_err(failed(folder))?;
        for (path, text) in &self.files {
            let file = folder.join(path);
            file.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed(&file))?;
            std::fs::write(&file, text).map_err(failed(&file))?;
        }
        Ok(())
    }
}

/// Takes the rules of the last import away, and nothing that somebody else wrote.
fn remove_old(folder: &Path) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs")
            && std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with(write::MARK))
        {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The regex engine of imported packs, as a `Cargo.lock` has it: small, and its classes are ASCII as Go's are.
const REGEX_LITE: &str = "[[package]]\nname = \"regex-lite\"\nversion = \"0.1.9\"\n\
    source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\
    checksum = \"cab834c73d247e67f4fae452806d17d3c7501756d98c8808d7c9c7aa7d18f973\"\n";

/// A lock with one dependency more.
fn with_regex_lite(lock: &str, own: &str) -> String {
    let mut packages: Vec<String> = lock.split("\n[[package]]\n").map(str::to_owned).collect();
    let head = packages.remove(0);
    for package in &mut packages {
        if package.starts_with(&format!("name = \"{own}\"\n")) {
            *package = package.replacen(" \"lictor-sdk\",\n", " \"lictor-sdk\",\n \"regex-lite\",\n", 1);
        }
    }
    packages.push(REGEX_LITE.trim_start_matches("[[package]]\n").to_owned());
    packages.sort_by_key(|package| package.lines().next().unwrap_or_default().to_owned());
    let packages: Vec<String> =
        packages.iter().map(|package| format!("\n[[package]]\n{}\n", package.trim_end())).collect();
    format!("{}\n{}", head.trim_end(), packages.concat())
}

#[cfg(test)]
mod tests;
