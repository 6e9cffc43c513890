//! Builds the reference packs: core module, component, manifest section, and the record of how.

use std::path::Path;

use lictor_authoring::{Metadata, Rust, component, finish};
use lictor_model::Digest;
use miette::{IntoDiagnostic, Result, WrapErr, bail};
use serde::{Deserialize, Serialize};

/// Crate, plugin and the file that it becomes, relative to the root.
pub(crate) const PACKS: [(&str, &str, &str); 7] = [
    ("lictor-data-exposure", "lictor/data-exposure", "plugins/dist/data-exposure.wasm"),
    ("lictor-overconfidence", "lictor/overconfidence", "plugins/dist/overconfidence.wasm"),
    ("lictor-refusal", "lictor/refusal", "plugins/dist/refusal.wasm"),
    ("lictor-grounding", "lictor/grounding", "plugins/dist/grounding.wasm"),
    ("lictor-usefulness", "lictor/usefulness", "plugins/dist/usefulness.wasm"),
    ("lictor-policy-boundaries", "lictor/policy-boundaries", "plugins/dist/policy-boundaries.wasm"),
    ("lictor-test-quoter", "lictor-test/quoter", "tests/components/quoter.wasm"),
];

/// What the built bytes depend on, relative to the root. Tests beside the sources do not count.
const SOURCES: [&str; 14] = [
    "Cargo.toml",
    "Cargo.lock",
    "wit",
    "plugins/sdk",
    "plugins/data-exposure",
    "plugins/overconfidence",
    "plugins/refusal",
    "plugins/grounding",
    "plugins/usefulness",
    "plugins/policy-boundaries",
    "tests/quoter",
    "host/authoring/src/build/component.rs",
    "host/authoring/src/build/rust.rs",
    "host/authoring/src/metadata.rs",
];

/// How the committed components were built.
#[derive(Serialize, Deserialize, PartialEq)]
struct Build {
    compiler: String,
    flags: Vec<String>,
    sources: Digest,
    components: Vec<Built>,
}

#[derive(Serialize, Deserialize, PartialEq)]
struct Built {
    plugin: String,
    file: String,
    bytes: usize,
    digest: Digest,
}

pub(crate) fn run(check: bool) -> Result<()> {
    let root = crate::root();
    let dist = root.join("plugins/dist");
    let recorded = std::fs::read_to_string(dist.join("build.json"))
        .ok()
        .and_then(|text| serde_json::from_str::<Build>(&text).ok());
    let rust = Rust::find(&root)?;
    let target = root.join("target/packs");
    rust.build(&root, &target, &PACKS.map(|(package, ..)| package))?;

    let mut components = Vec::new();
    for (package, plugin, file) in PACKS {
        let module = format!("wasm32-unknown-unknown/plugin/{}.wasm", package.replace('-', "_"));
        let module = std::fs::read(target.join(module)).into_diagnostic()?;
        let metadata = Metadata {
            licence: Some(env!("CARGO_PKG_LICENSE").into()),
            source: Some(env!("CARGO_PKG_REPOSITORY").into()),
            tools: rust.tools(Some(env!("CARGO_PKG_VERSION"))),
            // build.json says which sources: a commit cannot hold its own name.
            ..Metadata::default()
        };
        let built = component(&module).and_then(|component| finish(&component, metadata, None));
        components.push((plugin, file, built.wrap_err_with(|| format!("the pack {plugin}"))?.component));
    }
    let build = Build {
        compiler: rust.version().to_owned(),
        flags: rust.recorded_flags(),
        sources: sources(&root)?,
        components: components
            .iter()
            .map(|(plugin, file, bytes)| Built {
                plugin: (*plugin).to_owned(),
                file: (*file).to_owned(),
                bytes: bytes.len(),
                digest: Digest::of(bytes),
            })
            .collect(),
    };
    if check {
        return compare(recorded.as_ref(), &build);
    }
    for (_, file, bytes) in &components {
        std::fs::write(root.join(file), bytes).into_diagnostic()?;
    }
    let json = serde_json::to_string_pretty(&build).into_diagnostic()? + "\n";
    std::fs::write(dist.join("build.json"), json).into_diagnostic()?;
    for built in &build.components {
        println!("{}  {:>7} bytes  {}", built.digest, built.bytes, built.plugin);
    }
    Ok(())
}

fn compare(recorded: Option<&Build>, build: &Build) -> Result<()> {
    let Some(recorded) = recorded else { bail!("plugins/dist/build.json is missing: run `cargo xtask packs`") };
    if recorded.sources != build.sources {
        bail!("plugins/dist was built from other sources: run `cargo xtask packs` and commit the result");
    }
    if recorded.compiler != build.compiler {
        println!("built by {}, recorded was {}: bytes not compared", build.compiler, recorded.compiler);
        return Ok(());
    }
    if recorded != build {
        bail!("the same sources and the same compiler gave other bytes than plugins/dist holds");
    }
    println!(
        "plugins/dist and tests/components are what the sources give ({} components, {})",
        build.components.len(),
        build.compiler
    );
    Ok(())
}

/// The digest of every source file, by path.
fn sources(root: &Path) -> Result<Digest> {
    let mut files = Vec::new();
    for source in SOURCES {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut text = String::new();
    for file in files {
        let name = file.strip_prefix(root).into_diagnostic()?;
        let name = name.to_string_lossy().replace('\\', "/");
        let digest = Digest::of(std::fs::read(&file).into_diagnostic()?);
        text.push_str(&format!("{name} {digest}\n"));
    }
    Ok(Digest::of(text))
}

fn collect(path: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    if path.ends_with("tests") {
        return Ok(());
    }
    for entry in std::fs::read_dir(path).into_diagnostic()? {
        collect(&entry.into_diagnostic()?.path(), files)?;
    }
    Ok(())
}
