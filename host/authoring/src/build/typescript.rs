//! Packs in TypeScript: `tsc` checks the types and gives JavaScript; componentize-qjs, which is the QuickJS backend of jco, puts
//! that and QuickJS into one component, and takes the picture of its memory after all modules ran.

use std::path::{Path, PathBuf};
use std::process::Command;

use lictor_contract::tame;
use serde_json::Value;

use super::{BuildError, Compiled, read, sources};
use crate::create::TYPESCRIPT_SDK;
use crate::{PackFolder, Tool};

/// A tool in the version that packs are built with. Another gives other bytes, and is not tested.
const TSC: (&str, &str) = ("typescript", "7.0.2");
/// As [`TSC`].
const QJS: (&str, &str) = ("componentize-qjs", "0.4.5");

/// The file that has the pack unless `pack.toml` names another.
const ENTRY: &str = "src/pack.ts";

/// Names the folder `node_modules` whose tools are used.
const NAMED: &str = "LICTOR_NODE_MODULES";

/// What stands in a pack's folder and belongs to no component.
const LEFT_OUT: [&str; 6] = ["build", "cases", "node_modules", "sdk", "target", "tests"];

/// How packs and SDK are compiled, whatever the pack's own `tsconfig.json` says: that one is for the author's editor.
const OPTIONS: &str = r#"
    "target": "es2022", "module": "esnext", "moduleResolution": "bundler", "lib": ["es2022"], "types": [], "strict": true,
    "noUncheckedIndexedAccess": true, "exactOptionalPropertyTypes": true, "verbatimModuleSyntax": true, "newLine": "lf",
    "declaration": true, "noEmitOnError": true"#;

/// Makes a component of a pack in TypeScript. `scratch` is a folder that is gone afterwards.
pub(super) fn compile(pack: &PackFolder, scratch: &Path) -> Result<Compiled, BuildError> {
    let entry = pack.file.entry.as_deref().unwrap_or(ENTRY);
    let is_inside = !Path::new(entry).is_absolute() && !entry.split('/').any(|name| name == "..");
    let Some(module) = entry.strip_suffix(".ts").filter(|_| is_inside && pack.path.join(entry).is_file()) else {
        return Err(BuildError::Failed {
            what: format!("`entry` in pack.toml is no file of TypeScript in the pack: `{}`", tame(entry, 60)),
            help: format!("name the file that exports `PACK`, such as `entry = \"{ENTRY}\"`"),
        });
    };
    let modules = find(&pack.path)?;
    sources::sdk(&pack.path, TYPESCRIPT_SDK, &scratch.join("sdk"))?;
    sources::copy(&pack.path, &scratch.join("pack"), &LEFT_OUT)?;
    sources::contract(&scratch.join("wit"))?;
    let glue = format!(
        "import {{ scorer as made }} from \"lictor-sdk/guest.js\";\nimport {{ PACK }} from \"./{module}.js\";\n\n\
         export const scorer = made(PACK);\n"
    );
    let built = "js/node_modules/lictor-sdk";
    let config = |from: &str, to: &str, more: &str| {
        format!(
            "{{\"compilerOptions\": {{{OPTIONS},\n    \"rootDir\": {from:?}, \"outDir\": {to:?}{more}}}, \"include\": [{from:?}]}}\n"
        )
    };
    let paths =
        format!(", \"paths\": {{\"lictor-sdk\": [\"./{built}/index.d.ts\"], \"lictor-sdk/*\": [\"./{built}/*\"]}}");
    for (path, text) in [
        ("sdk.json", config("sdk/src", built, "").as_str()),
        ("pack.json", &config("pack", "js", &paths)),
        ("pack/lictor-component.ts", &glue),
        (
            &format!("{built}/package.json"),
            "{\"name\": \"lictor-sdk\", \"type\": \"module\", \"main\": \"./index.js\"}\n",
        ),
    ] {
        sources::write(&scratch.join(path), text)?;
    }
    for config in ["sdk.json", "pack.json"] {
        let mut command = Command::new("node");
        command.current_dir(scratch).arg(binary(&modules, TSC.0, "tsc")?).args(["-p", config]);
        super::run(command, "the pack does not compile", "tsc says above what is wrong")?;
    }
    let mut command = Command::new("node");
    command
        .arg(binary(&modules, QJS.0, "componentize-qjs")?)
        .args(["--wit", "wit", "--world", "plugin", "--js", "js/lictor-component.js", "--module-root", "js"])
        .args(["--stub-wasi", "--sync", "--output", "component.wasm"]);
    let differs = super::run_deterministically(
        command,
        scratch,
        "the pack does not become a component",
        "componentize-qjs runs all modules of the pack, and says above what is wrong",
    )?;
    let named =
        |role: &str, name: &str, version: &str| Tool { role: role.into(), name: name.into(), version: version.into() };
    Ok(Compiled {
        component: read(&scratch.join("component.wasm"))?,
        tools: vec![
            named("language", "TypeScript", TSC.1),
            named("processed-by", TSC.0, TSC.1),
            named("processed-by", QJS.0, QJS.1),
        ],
        differs,
    })
}

/// A folder `node_modules` with the tools: the one that the environment names, or the nearest above the pack, as Node looks.
fn find(folder: &Path) -> Result<PathBuf, BuildError> {
    let candidates: Vec<PathBuf> = match std::env::var_os(NAMED) {
        Some(named) => vec![named.into()],
        None => folder.ancestors().map(|folder| folder.join("node_modules")).collect(),
    };
    let has =
        |modules: &Path, (name, version): (&str, &str)| package(modules, name).is_some_and(|p| p["version"] == version);
    if let Some(modules) = candidates.iter().find(|modules| has(modules, TSC) && has(modules, QJS)) {
        if Command::new("node").arg("--version").output().is_ok_and(|asked| asked.status.success()) {
            return Ok(modules.clone());
        }
        return Err(BuildError::NoToolchain {
            what: "Node".into(),
            help: "install Node 20 or newer (https://nodejs.org)".into(),
        });
    }
    let found = [TSC, QJS].iter().find_map(|(name, _)| {
        let other = candidates.iter().find_map(|modules| package(modules, name))?;
        Some(format!(" (there is {name} {})", tame(other["version"].as_str().unwrap_or("of no version"), 40)))
    });
    Err(BuildError::NoToolchain {
        what: format!("{} {} with {} {}{}", QJS.0, QJS.1, TSC.0, TSC.1, found.unwrap_or_default()),
        help: format!(
            "in the pack's folder: `npm install --save-dev {}@{} {}@{}`\nor name a `node_modules` in the environment variable {NAMED}",
            QJS.0, QJS.1, TSC.0, TSC.1
        ),
    })
}

fn package(modules: &Path, name: &str) -> Option<Value> {
    serde_json::from_str(&std::fs::read_to_string(modules.join(name).join("package.json")).ok()?).ok()
}

/// The file that a package starts a program with.
fn binary(modules: &Path, name: &str, program: &str) -> Result<PathBuf, BuildError> {
    let package = package(modules, name).unwrap_or_default();
    let path = package["bin"][program].as_str().or(package["bin"].as_str());
    // It is run in another folder.
    let file = modules.join(name).join(path.unwrap_or_default());
    file.canonicalize().map_err(|cause| BuildError::File { file, cause })
}
