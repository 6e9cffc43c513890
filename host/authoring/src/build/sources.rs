//! Brings together in one folder what a component is made of, so that nothing depends on where the pack lies or what else is in
//! its folder.

use std::fs;
use std::path::Path;

use super::BuildError;
use crate::create::File;

/// The contract, as tools for WIT read it.
const CONTRACT: &str = include_str!("../../../../wit/v1/plugin.wit");

/// The most files that a pack has. More are a folder that was not meant.
const MOST_FILES: usize = 10_000;

fn failed(file: &Path) -> impl FnOnce(std::io::Error) -> BuildError {
    let file = file.to_owned();
    move |cause| BuildError::File { file, cause }
}

/// Writes a file, and the folders that it stands in.
pub(super) fn write(file: &Path, text: &str) -> Result<(), BuildError> {
    file.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed(file))?;
    fs::write(file, text).map_err(failed(file))
}

/// Writes the contract into a folder.
pub(super) fn contract(folder: &Path) -> Result<(), BuildError> {
    write(&folder.join("plugin.wit"), CONTRACT)
}

/// Brings the SDK: the pack's own, in `sdk/`, or the one of this program.
pub(super) fn sdk(pack: &Path, ours: &[File], to: &Path) -> Result<(), BuildError> {
    let own = pack.join("sdk");
    if own.is_dir() {
        return copy(&own, to, &[]);
    }
    ours.iter().try_for_each(|(path, text)| write(&to.join(path), text))
}

/// Copies a folder without what is hidden, what is named at its top, and environments of Python.
pub(super) fn copy(from: &Path, to: &Path, left_out: &[&str]) -> Result<(), BuildError> {
    let mut files = 0;
    copy_below(from, to, left_out, &mut files)
}

fn copy_below(from: &Path, to: &Path, left_out: &[&str], files: &mut usize) -> Result<(), BuildError> {
    fs::create_dir_all(to).map_err(failed(to))?;
    for entry in fs::read_dir(from).map_err(failed(from))? {
        let path = entry.map_err(failed(from))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.')
            || name == "__pycache__"
            || name.ends_with(".wasm")
            || left_out.contains(&name.as_ref())
        {
            continue;
        }
        if path.is_dir() {
            if !path.join("pyvenv.cfg").exists() {
                copy_below(&path, &to.join(name.as_ref()), &[], files)?;
            }
            continue;
        }
        *files += 1;
        if *files > MOST_FILES {
            return Err(BuildError::Failed {
                what: format!("the pack's folder has more than {MOST_FILES} files"),
                help: "keep what belongs to no component out of it".into(),
            });
        }
        fs::copy(&path, to.join(name.as_ref())).map_err(failed(&path))?;
    }
    Ok(())
}
