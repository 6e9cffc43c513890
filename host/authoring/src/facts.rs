//! What a component says about itself, read without compiling or running anything of it.

use lictor_contract::{
    Manifest, ManifestError, ManifestLimits, MeasureDecl, PatternDecl, RuleDecl, Served, Tombstone, contract_of,
    served, tame,
};
use lictor_model::{Digest, Dimension, Input, Level, RuleStatus};
use lictor_sandbox::InspectError;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::Metadata;

/// The most imports or exports that are listed.
const MOST_LISTED: usize = 100;

/// What can be told about a pack from its file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PackFacts {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// One sentence.
    pub summary: String,
    /// The contract that it was built for.
    pub contract: String,
    /// Whether this program speaks that contract.
    pub supported: bool,
    /// The digest of the component.
    #[schemars(with = "String")]
    pub digest: Digest,
    /// Its size in bytes.
    pub bytes: usize,
    /// The digest of the artifact that it is in a registry, and that signatures are about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub artifact: Option<Digest>,
    /// Signatures that were found with it. Whether they count is for a trust file to say: `lictor plugin verify`.
    pub signatures: Vec<SignatureFacts>,
    /// The inputs that it reads where a policy grants them.
    pub inputs: Vec<Input>,
    /// Its rules.
    pub rules: Vec<RuleFacts>,
    /// What the host looks for on its behalf. Settings may add to it.
    pub patterns: Vec<PatternFacts>,
    /// Numbers that it may report.
    pub measures: Vec<MeasureDecl>,
    /// Rule codes that it does not use any more.
    pub tombstones: Vec<Tombstone>,
    /// The JSON Schema of its settings.
    pub settings: Value,
    /// Everything that it imports.
    pub imports: Vec<String>,
    /// Those that no host gives it: it will not be loaded.
    pub foreign_imports: Vec<String>,
    /// Everything that it exports.
    pub exports: Vec<String>,
    /// How it says that it was built.
    pub built: Metadata,
}

/// A signature, as it says itself.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SignatureFacts {
    /// The id of the key that it names.
    pub key: String,
    /// When it says that it was made.
    pub signed_at: String,
    /// Whether it is about this artifact.
    pub is_about_this: bool,
}

/// A rule of a pack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RuleFacts {
    /// `publisher/CODE`.
    pub rule: String,
    /// A readable alias.
    pub slug: String,
    /// What it reports.
    pub summary: String,
    /// What it is about.
    pub dimension: Dimension,
    /// Its level unless a policy says otherwise.
    pub level: Level,
    /// Where it stands in its life.
    pub status: RuleStatus,
    /// The version that brought it.
    pub since: String,
    /// Counts up when its scope or threshold changes.
    pub revision: u32,
    /// Whether its evidence must never be shown.
    pub sensitive: bool,
    /// The language that it reads; none: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Inputs without which it is not applicable.
    pub requires: Vec<Input>,
    /// Labels.
    pub tags: Vec<String>,
}

/// A pattern of a pack.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PatternFacts {
    /// `regex` or `literal`.
    pub kind: String,
    /// The expression or the text.
    pub text: String,
    /// Where it is looked for.
    pub inputs: Vec<Input>,
    /// The codes of the rules that use it.
    pub rules: Vec<String>,
    /// Whether a match wakes the pack.
    pub wakes: bool,
}

/// Why nothing can be told about a file.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum FactsError {
    /// It is no component.
    #[error("it is no component: {0}")]
    NotAComponent(#[from] InspectError),
    /// It says nothing about itself.
    #[error("it is a component without a manifest in it")]
    #[diagnostic(help(
        "build the pack with `lictor plugin build`: it puts the manifest where it can be read without running anything"
    ))]
    NoManifest,
    /// It says two things.
    #[error("it carries {0} manifests: different readers would read different ones")]
    #[diagnostic(help("do not trust it"))]
    Manifests(usize),
    /// Its manifest is not accepted.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

/// Reads what a component says about itself.
///
/// # Errors
/// [`FactsError`].
pub fn inspect(component: &[u8]) -> Result<PackFacts, FactsError> {
    let facts = lictor_sandbox::inspect(component)?;
    if facts.manifests > 1 {
        return Err(FactsError::Manifests(facts.manifests));
    }
    let manifest = Manifest::from_json(&facts.manifest.ok_or(FactsError::NoManifest)?, &ManifestLimits::default())?;
    let scorer = facts.exports.iter().any(|name| served(name) == Served::Yes("scorer"));
    let contract = contract_of(facts.exports.iter().map(String::as_str)).unwrap_or_else(|| "none".into());
    let names =
        |names: &[String]| -> Vec<String> { names.iter().take(MOST_LISTED).map(|name| tame(name, 100)).collect() };
    let foreign: Vec<String> =
        facts.imports.iter().filter(|name| !lictor_sandbox::is_of_the_contract(name)).cloned().collect();
    Ok(PackFacts {
        plugin: manifest.plugin(),
        version: manifest.version.clone(),
        summary: manifest.summary.clone(),
        supported: scorer,
        contract,
        digest: Digest::of(component),
        bytes: component.len(),
        artifact: None,
        signatures: Vec::new(),
        inputs: manifest.inputs.clone(),
        rules: manifest.rules.iter().map(|rule| RuleFacts::new(&manifest.publisher, rule)).collect(),
        patterns: manifest.patterns.iter().map(PatternFacts::new).collect(),
        measures: manifest.measures,
        tombstones: manifest.tombstones,
        settings: manifest.settings,
        imports: names(&facts.imports),
        foreign_imports: names(&foreign),
        exports: names(&facts.exports),
        built: Metadata::read(component),
    })
}

impl RuleFacts {
    fn new(publisher: &str, rule: &RuleDecl) -> Self {
        Self {
            rule: format!("{publisher}/{}", rule.code),
            slug: rule.slug.clone(),
            summary: rule.summary.clone(),
            dimension: rule.dimension,
            level: rule.level,
            status: rule.status,
            since: rule.since.clone(),
            revision: rule.revision,
            sensitive: rule.sensitive,
            language: rule.language.clone(),
            requires: rule.requires.clone(),
            tags: rule.tags.clone(),
        }
    }
}

impl PatternFacts {
    fn new(pattern: &PatternDecl) -> Self {
        let (kind, text) = match (&pattern.regex, &pattern.literal) {
            (Some(regex), _) => ("regex", regex),
            (None, Some(literal)) => ("literal", literal),
            (None, None) => ("none", &String::new()),
        };
        Self {
            kind: kind.into(),
            text: text.clone(),
            inputs: pattern.inputs.clone(),
            rules: pattern.rules.clone(),
            wakes: pattern.wakes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tool;
    use crate::metadata::append;

    #[test]
    fn a_reference_pack_is_read_without_running_it() {
        let pack = lictor_dist::PACKS.iter().find(|pack| pack.plugin == "lictor/refusal").unwrap();
        let facts = inspect(pack.component).unwrap();
        assert_eq!((facts.plugin.as_str(), facts.contract.as_str()), ("lictor/refusal", lictor_contract::CONTRACT));
        assert!(facts.supported && facts.foreign_imports.is_empty() && facts.bytes == pack.component.len());
        assert!(facts.rules.iter().any(|rule| rule.rule == "lictor/REF101"));
        assert!(!facts.patterns.is_empty() && facts.inputs.contains(&Input::Answer));
    }

    #[test]
    fn what_says_nothing_or_two_things_is_refused() {
        let empty = wat::parse_str("(component)").unwrap();
        assert!(matches!(inspect(&empty), Err(FactsError::NoManifest)));
        let mut twice = lictor_dist::PACKS[0].component.to_vec();
        append(lictor_contract::MANIFEST_SECTION, b"{}", &mut twice);
        assert!(matches!(inspect(&twice), Err(FactsError::Manifests(2))));
        assert!(matches!(inspect(b"{}"), Err(FactsError::NotAComponent(_))));
    }

    #[test]
    fn foreign_imports_are_listed_and_strangers_words_are_harmless() {
        let manifest = inspect_manifest();
        let text = r#"(component (import "wasi:cli/environment@0.2.0" (instance)))"#;
        let mut component = wat::parse_str(text).unwrap();
        for (name, data) in
            [(lictor_contract::MANIFEST_SECTION, manifest.as_bytes()), ("source", b"\x1b[31mred".as_slice())]
        {
            append(name, data, &mut component);
        }
        let facts = inspect(&component).unwrap();
        assert_eq!(facts.foreign_imports, ["wasi:cli/environment@0.2.0"]);
        assert_eq!((facts.contract.as_str(), facts.supported), ("none", false));
        assert_eq!(facts.built.source.as_deref(), Some("\\u{1b}[31mred"));
    }

    fn inspect_manifest() -> String {
        lictor_sandbox::inspect(lictor_dist::PACKS[2].component).unwrap().manifest.unwrap()
    }

    fn sound() -> Metadata {
        let tool = |role: &str, name: &str, version: &str| Tool {
            role: role.into(),
            name: name.into(),
            version: version.into(),
        };
        Metadata {
            name: Some("acme/tone".into()),
            description: Some("How answers speak.".into()),
            version: Some("0.1.0".into()),
            licence: Some("MIT OR Apache-2.0".into()),
            source: Some("https://git.acme.example/tone".into()),
            revision: Some("0123abc-dirty".into()),
            tools: vec![
                tool("language", "Rust", ""),
                tool("processed-by", "lictor", "0.1.0"),
                tool("sdk", "lictor-sdk", "0.1.0"),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let component = wat::parse_str("(component (core module))").unwrap();
        let written = sound().embed(&component).unwrap();
        assert_eq!(Metadata::read(&written), sound());
        assert_eq!(written, sound().embed(&component).unwrap());
    }

    #[test]
    fn broken_bytes_are_read_as_far_as_they_go() {
        let written = sound().embed(&wat::parse_str("(component (core module))").unwrap()).unwrap();
        for cut in 0..written.len() {
            Metadata::read(&written[..cut]);
            let mut flipped = written.clone();
            flipped[cut] ^= 0xff;
            Metadata::read(&flipped);
        }
    }
}
