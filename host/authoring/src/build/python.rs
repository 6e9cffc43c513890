//! Packs in Python: componentize-py puts the interpreter, the SDK and the pack into one component, and takes the picture of
//! its memory after everything was imported.

use std::path::{Path, PathBuf};
use std::process::Command;

use lictor_contract::tame;

use super::{BuildError, Compiled, read, sources};
use crate::create::PYTHON_SDK;
use crate::{PackFolder, Tool};

/// The version of componentize-py that packs are built with. Another gives other bytes, and is not tested.
const VERSION: &str = "0.25.1";

/// The module that has the pack unless `pack.toml` names another.
const ENTRY: &str = "pack";

/// Names the componentize-py that is used.
const NAMED: &str = "LICTOR_COMPONENTIZE_PY";

/// What stands in a pack's folder and belongs to no component. A virtual environment is known by its `pyvenv.cfg`.
const LEFT_OUT: [&str; 4] = ["cases", "sdk", "target", "tests"];

/// Makes a component of a pack in Python. `scratch` is a folder that is gone afterwards.
pub(super) fn compile(pack: &PackFolder, scratch: &Path) -> Result<Compiled, BuildError> {
    let entry = pack.file.entry.as_deref().unwrap_or(ENTRY);
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !entry.split('.').all(is_word) {
        return Err(BuildError::Failed {
            what: format!("`entry` in pack.toml is no module of Python: `{}`", tame(entry, 60)),
            help: format!("name the module that has `PACK`, such as `entry = \"{ENTRY}\"`"),
        });
    }
    let tool = find(&pack.path)?;
    let app = scratch.join("app");
    sources::sdk(&pack.path, PYTHON_SDK, &app)?;
    sources::copy(&pack.path, &app, &LEFT_OUT)?;
    let glue = format!("from lictor.guest import scorer\nfrom {entry} import PACK\n\nScorer = scorer(PACK)\n");
    sources::write(&app.join("lictor_component.py"), &glue)?;
    sources::contract(&scratch.join("wit"))?;
    // The packages of this machine are no part of the pack. An empty environment keeps them out.
    let empty = scratch.join("empty");
    std::fs::create_dir_all(empty.join("lib/python3/site-packages"))
        .map_err(|cause| BuildError::File { file: empty.clone(), cause })?;
    let mut command = Command::new(&tool);
    command
        .args(["--quiet", "-d", "wit", "-w", "plugin", "componentize", "--stub-wasi", "-p", "app"])
        .args(["-o", "component.wasm", "lictor_component"])
        .env("VIRTUAL_ENV", &empty);
    let differs = super::run_deterministically(
        command,
        scratch,
        "the pack does not become a component",
        "componentize-py imports the pack, and says above what is wrong",
    )?;
    let named =
        |role: &str, name: &str, version: &str| Tool { role: role.into(), name: name.into(), version: version.into() };
    Ok(Compiled {
        component: read(&scratch.join("component.wasm"))?,
        tools: vec![named("language", "Python", ""), named("processed-by", "componentize-py", VERSION)],
        differs,
    })
}

/// componentize-py: the one that the environment names, the pack's own, or the one on the path.
fn find(folder: &Path) -> Result<PathBuf, BuildError> {
    let own = [".venv/bin/componentize-py", "venv/bin/componentize-py", ".venv/Scripts/componentize-py.exe"];
    let candidates: Vec<PathBuf> = match std::env::var_os(NAMED) {
        Some(named) => vec![named.into()],
        None => own.iter().map(|path| folder.join(path)).chain([PathBuf::from("componentize-py")]).collect(),
    };
    let mut other = None;
    for tool in candidates {
        let Ok(asked) = Command::new(&tool).arg("--version").output() else { continue };
        let answer = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
        match answer.strip_prefix("componentize-py ") {
            Some(VERSION) => return Ok(tool),
            Some(version) => other = Some(version.to_owned()),
            None => {}
        }
    }
    let found = other.map(|other| format!(" (there is {})", tame(&other, 40))).unwrap_or_default();
    Err(BuildError::NoToolchain {
        what: format!("componentize-py {VERSION}{found}"),
        help: format!(
            "in the pack's folder: `python3 -m venv .venv && .venv/bin/pip install componentize-py=={VERSION}`\n\
             or name one in the environment variable {NAMED}"
        ),
    })
}
