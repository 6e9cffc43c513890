//! Builds what the contract's corpus keeps: a pack of each language, as its SDK of today makes it.

use lictor_authoring::{PackFolder, build};
use lictor_contract::CONTRACT;
use lictor_model::Digest;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use serde::Serialize;

/// Language, pack and the SDK's version with its place in the repository.
const PACKS: [(&str, &str, &str); 3] = [
    ("rust", "plugins/templates/rust", "Cargo.toml"),
    ("python", "plugins/examples/competitors", "plugins/sdk-python/pyproject.toml"),
    ("typescript", "plugins/examples/brand-tone", "plugins/sdk-typescript/package.json"),
];

/// Interpreters compress well, and are unpacked far more often than packed.
const LEVEL: i32 = 19;

/// What is known of a kept component.
#[derive(Serialize)]
struct Kept {
    file: String,
    plugin: String,
    contract: &'static str,
    tools: Vec<String>,
    bytes: usize,
    digest: Digest,
}

pub(crate) fn run() -> Result<()> {
    let root = crate::root();
    let version = CONTRACT.rsplit('@').next().unwrap_or_default();
    let folder = root.join("tests/contract-corpus").join(version);
    std::fs::create_dir_all(&folder).into_diagnostic()?;
    for (language, pack, sdk) in PACKS {
        let sdk = sdk_version(&std::fs::read_to_string(root.join(sdk)).into_diagnostic()?)?;
        let pack = PackFolder::open(&root.join(pack))?;
        let built = build(&pack, None).wrap_err_with(|| format!("the pack in {language}"))?;
        let file = format!("{language}-{sdk}.wasm.zst");
        let packed = zstd::encode_all(&built.component[..], LEVEL).into_diagnostic()?;
        std::fs::write(folder.join(&file), &packed).into_diagnostic()?;
        let tools = built.metadata.tools.iter().map(|tool| format!("{} {}", tool.name, tool.version).trim().to_owned());
        let kept = Kept {
            file: file.clone(),
            plugin: built.manifest.plugin(),
            contract: CONTRACT,
            tools: tools.collect(),
            bytes: built.component.len(),
            digest: built.digest(),
        };
        let json = serde_json::to_string_pretty(&kept).into_diagnostic()? + "\n";
        std::fs::write(folder.join(format!("{language}-{sdk}.json")), json).into_diagnostic()?;
        println!("{}  {:>8} bytes, {:>7} packed  {version}/{file}", kept.digest, kept.bytes, packed.len());
    }
    Ok(())
}

/// The first version that a file of settings names.
fn sdk_version(text: &str) -> Result<String> {
    let line = text.lines().find(|line| line.trim_start().trim_start_matches('"').starts_with("version"));
    let version = line.and_then(|line| line.rsplit('"').nth(1)).ok_or_else(|| miette!("the SDK has no version"))?;
    Ok(version.to_owned())
}
