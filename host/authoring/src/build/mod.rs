//! From a folder to a component: each language has a builder of its own, and what they give is finished in one place.

mod component;
mod deterministic;
mod python;
mod revision;
mod rust;
mod sources;
mod typescript;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use lictor::CodeCache;
use lictor_contract::{CONTRACT, Manifest};
use lictor_model::Digest;
use lictor_sandbox::LoadError;
use schemars::JsonSchema;
use serde::Serialize;

pub use component::{component, finish};
pub use rust::Rust;

use crate::{Language, Metadata, PackFolder, Tool};

/// What a language's builder gives: a component that has neither metadata nor manifest yet.
#[derive(Debug)]
pub struct Compiled {
    /// The component.
    pub component: Vec<u8>,
    /// What it was made with: the language, the compiler, the SDK.
    pub tools: Vec<Tool>,
    /// Why the same sources and tools may give other bytes, if they may.
    pub differs: Option<String>,
}

/// A pack that was built.
#[derive(Debug)]
pub struct Built {
    /// The component.
    pub component: Vec<u8>,
    /// What it says about itself.
    pub manifest: Manifest,
    /// How it came to be.
    pub metadata: Metadata,
    /// Why the same sources and tools may give other bytes, if they may.
    pub differs: Option<String>,
}

/// What is told about a pack that was built.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BuildReport {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The component's file.
    pub file: String,
    /// The component's digest.
    #[schemars(with = "String")]
    pub digest: Digest,
    /// Its size in bytes.
    pub bytes: usize,
    /// What was written into it about its origin.
    pub built: Metadata,
    /// Whether the same sources and tools give the same bytes, on every machine.
    pub reproducible: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<String>,
}

impl Built {
    /// The component's digest.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.component)
    }

    /// What is told about it when it lies in a file.
    pub fn report(&self, file: &Path) -> BuildReport {
        BuildReport {
            plugin: self.manifest.plugin(),
            version: self.manifest.version.clone(),
            file: file.display().to_string(),
            digest: self.digest(),
            bytes: self.component.len(),
            built: self.metadata.clone(),
            reproducible: self.differs.is_none(),
            differs: self.differs.clone(),
        }
    }

    /// The name of the component's file: `publisher-pack.wasm`.
    pub fn file_name(&self) -> String {
        format!("{}-{}.wasm", self.manifest.publisher, self.manifest.pack)
    }
}

/// Why a pack is not built.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum BuildError {
    /// This machine has nothing that builds the pack.
    #[error("{what} is not on this machine")]
    #[diagnostic(help("{help}"))]
    NoToolchain {
        /// What is missing.
        what: String,
        /// How to get it.
        help: String,
    },
    /// A tool cannot be started.
    #[error("{tool} does not start: {cause}")]
    Start {
        /// The tool.
        tool: String,
        /// Why.
        cause: std::io::Error,
    },
    /// A tool ran and gave nothing.
    #[error("{what}")]
    #[diagnostic(help("{help}"))]
    Failed {
        /// What went wrong.
        what: String,
        /// The mend.
        help: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {cause}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// It wants more than the contract offers.
    #[error("the built code imports {}, and a pack imports nothing but {CONTRACT}", .0.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))]
    #[diagnostic(help(
        "a pack has no files, no network, no clock and no randomness: leave out what asks for them, in dependencies, too"
    ))]
    ForeignImports(Vec<String>),
    /// The sandbox does not take what was built.
    #[error("the pack was built, and the sandbox refuses it: {0}")]
    #[diagnostic(help("mend the pack: nobody could load what it gives now"))]
    Load(#[from] LoadError),
    /// The sandbox does not start.
    #[error(transparent)]
    Runtime(#[from] lictor_sandbox::RuntimeError),
    /// Code and `pack.toml` say different things.
    #[error("the code says that the publisher is `{code}`, and pack.toml that it is `{file}`")]
    #[diagnostic(help("write the same in both: rules are named after the publisher"))]
    Publisher {
        /// What the code says.
        code: String,
        /// What the file says.
        file: String,
    },
    /// What `pack.toml` says cannot be written into the component.
    #[error("the metadata of pack.toml cannot be written into the component: {0}")]
    Metadata(String),
}

/// Builds a pack. The same sources and the same tools give the same bytes, wherever the folder lies.
///
/// # Errors
/// [`BuildError`]. What a compiler says goes to standard error as it comes.
pub fn build(pack: &PackFolder, cache: Option<CodeCache>) -> Result<Built, BuildError> {
    let scratch = tempfile::tempdir().map_err(|cause| BuildError::File { file: std::env::temp_dir(), cause })?;
    let compiled = match pack.file.language {
        Language::Rust => rust::compile(pack),
        Language::Python => python::compile(pack, scratch.path()),
        Language::TypeScript => typescript::compile(pack, scratch.path()),
    }?;
    let metadata = Metadata {
        licence: Some(pack.file.licence.clone()),
        source: pack.file.source.clone(),
        revision: revision::of(&pack.path),
        tools: compiled.tools,
        ..Metadata::default()
    };
    let built = Built { differs: compiled.differs, ..finish(&compiled.component, metadata, cache)? };
    if built.manifest.publisher != pack.file.publisher {
        let (code, file) = (built.manifest.publisher, pack.file.publisher.clone());
        return Err(BuildError::Publisher { code, file });
    }
    Ok(built)
}

/// Runs a tool. What it says is shown where it fails: on standard error, because standard output is for what was asked for.
fn run(mut command: Command, what: &str, help: &str) -> Result<(), BuildError> {
    let said = command.stdin(Stdio::null()).output();
    succeeded(said.map_err(|cause| start(&command, cause))?, what, help)
}

/// As [`run`], in a folder, for a tool that lets the machine show in what it writes. Gives the reason, if that could not be kept from it.
fn run_deterministically(
    mut command: Command,
    folder: &Path,
    what: &str,
    help: &str,
) -> Result<Option<String>, BuildError> {
    let ran = deterministic::run(&mut command, folder).map_err(|cause| start(&command, cause))?;
    succeeded(ran.output, what, help)?;
    Ok(ran.differs)
}

fn start(command: &Command, cause: std::io::Error) -> BuildError {
    BuildError::Start { tool: command.get_program().to_string_lossy().into_owned(), cause }
}

fn succeeded(said: Output, what: &str, help: &str) -> Result<(), BuildError> {
    if said.status.success() {
        return Ok(());
    }
    let mut error = std::io::stderr().lock();
    // Who cannot be told cannot be helped.
    let _ = error.write_all(&said.stdout).and_then(|()| error.write_all(&said.stderr));
    Err(BuildError::Failed { what: what.into(), help: help.into() })
}

/// Reads a file that a tool should have written.
fn read(file: &Path) -> Result<Vec<u8>, BuildError> {
    std::fs::read(file).map_err(|cause| BuildError::File { file: file.to_owned(), cause })
}
