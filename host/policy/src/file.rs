//! Policy files: reading, laying one over another, and the packs that they ask for.

mod document;
pub(crate) mod keys;
mod load;
mod read_combination;
mod read_packs;
mod read_policy;
mod read_waiver;
mod reader;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lictor_contract::Manifest;
use miette::NamedSource;

pub(crate) use document::{CombinationEntry, Document, RulesEntry, StreamEntry, WaiverEntry};
pub(crate) use read_policy::is_variable;
pub(crate) use read_waiver::is_fingerprint;
pub(crate) use reader::Reader;

use crate::error::{Located, Place};
use crate::selector::Selector;
use crate::{Mode, OnFailure, PackUse, Policy, PolicyError, SecretSource};

/// The policies inside the program: name and text.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("default", include_str!("../../../policies/default.toml")),
    ("support-assistant", include_str!("../../../policies/support-assistant.toml")),
    ("coding-assistant", include_str!("../../../policies/coding-assistant.toml")),
    ("policy-search", include_str!("../../../policies/policy-search.toml")),
    ("internal-summarizer", include_str!("../../../policies/internal-summarizer.toml")),
];

/// A policy that was read and laid over those that it extends. Its rules and settings are checked when the
/// manifests of its packs are there: [`PolicyFile::resolve`].
#[derive(Debug, Clone)]
pub struct PolicyFile {
    pub(crate) document: Document,
    pub(crate) packs: Vec<PackUse>,
    pub(crate) command_line: CommandLine,
    /// The outermost file.
    path: Option<PathBuf>,
}

/// A selection that was made on the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct CommandLine {
    /// Takes the place of every selection in the file.
    pub(crate) select: Option<Vec<Located<Selector>>>,
    /// Is taken away from whatever is selected.
    pub(crate) ignore: Vec<Located<Selector>>,
}

impl PolicyFile {
    /// Reads a policy from its text. `name` is shown in errors; relative paths start from `base`.
    ///
    /// # Errors
    /// Every problem of the text, or those of a policy that it extends.
    pub fn parse(name: &str, text: &str, base: &Path) -> Result<Self, PolicyError> {
        load::from_text(name, text, base).map(Self::new)
    }

    /// Reads a policy from a file.
    ///
    /// # Errors
    /// The file cannot be read; every problem of the text, or those of a policy that it extends.
    pub fn read(path: &Path) -> Result<Self, PolicyError> {
        load::from_file(path).map(|document| Self { path: Some(path.into()), ..Self::new(document) })
    }

    /// One of the policies inside the program; none of that name is `None`.
    pub fn embedded(name: &str) -> Option<Result<Self, PolicyError>> {
        let (name, text) = EMBEDDED.iter().find(|(known, _)| *known == name)?;
        Some(Self::parse(name, text, Path::new("")))
    }

    fn new(document: Document) -> Self {
        let packs = document.pack_uses();
        Self { document, packs, command_line: CommandLine::default(), path: None }
    }

    /// The policy's id.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// What it says about itself.
    pub fn description(&self) -> Option<&str> {
        self.document.description.as_deref()
    }

    /// The packs to load, those of the policy that it extends first.
    pub fn packs(&self) -> &[PackUse] {
        &self.packs
    }

    /// The files that it was read from: itself, and those that it extends. None where it came from no file.
    pub fn files(&self) -> &[PathBuf] {
        &self.document.files
    }

    /// The file that was read; those that it extends are beside it in [`files`](Self::files). None: it is a text, or one of the
    /// policies inside the program.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file that says whose signatures of packs count, if the policy names one. Of policies that extend each other, the
    /// outermost that names one decides.
    pub fn trust(&self) -> Option<&Path> {
        self.document.trust.as_deref()
    }

    /// Where the fingerprint secret is, if the policy says so.
    pub fn fingerprint(&self) -> Option<&SecretSource> {
        self.document.fingerprint.as_ref()
    }

    /// What is done with decisions.
    pub fn mode(&self) -> Mode {
        self.document.mode.unwrap_or_default()
    }

    /// What a failing plugin means, unless its pack says otherwise.
    pub fn on_failure(&self) -> OnFailure {
        self.document.on_failure.unwrap_or_default()
    }

    /// Narrows the policy from the command line. `selectors`, if there are any, take the place of every
    /// `select` and `ignore` in the file, of workflows too; `ignore` is then taken away. A second call takes
    /// the place of the first. Levels stay.
    ///
    /// # Errors
    /// A selector is empty or names a dimension that does not exist. Other unknown ones are found by
    /// [`PolicyFile::resolve`].
    pub fn select(&mut self, selectors: &[String], ignore: &[String]) -> Result<(), PolicyError> {
        let mut problems = Vec::new();
        let mut read = |option: &str, texts: &[String]| {
            let source = Arc::new(NamedSource::new(option, texts.join(",")));
            let mut start = 0;
            let mut selectors = Vec::new();
            for text in texts {
                let place = Place::new(&source, start..start + text.len());
                start += text.len() + 1;
                match Selector::parse(text) {
                    Ok(value) => selectors.push(Located { value, place }),
                    Err(problem) => problems.push(problem.at(&place)),
                }
            }
            selectors
        };
        let select = read("--select", selectors);
        let ignore = read("--ignore", ignore);
        let command_line = CommandLine { select: (!select.is_empty()).then_some(select), ignore };
        self.command_line = PolicyError::unless(command_line, problems)?;
        Ok(())
    }

    /// Turns selectors into rules and checks everything that needs the packs. `manifests` are those of
    /// [`PolicyFile::packs`], in that order.
    ///
    /// # Errors
    /// Every problem found: a selector or waiver that names no rule, a rule that is no more, settings that do
    /// not fit, a pack that is not the one named.
    pub fn resolve(self, manifests: &[&Manifest]) -> Result<Policy, PolicyError> {
        crate::resolve::resolve(self, manifests)
    }
}
