//! Pages in a real browser. Where there is none, that is said and not passed over; `LICTOR_BROWSER=required` makes it a failure.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixture::{everything, hostile};
use lictor_evals::report::html;

/// Chromium as the variable `CHROMIUM` or the path has it.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

fn pictures() -> Option<PathBuf> {
    std::env::var_os("LICTOR_BROWSER_PICTURES").map(PathBuf::from)
}

#[test]
fn pages_work_in_a_browser() {
    let chromium = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let chromium = chromium.or_else(|| program(&["chromium", "chromium-browser", "google-chrome", "chrome"]));
    let (Some(chromium), Some(node)) = (chromium, program(&["node"])) else {
        let required = std::env::var("LICTOR_BROWSER").is_ok_and(|value| value == "required");
        assert!(!required, "LICTOR_BROWSER=required, and there is no Chromium or no Node");
        println!("NOT CHECKED: pages in a browser: there is no Chromium or no Node here");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let all = everything(30);
    let hostile = hostile();
    let mut look = Command::new(node);
    look.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser/check.mjs"))
        .arg("--chromium")
        .arg(chromium);
    if let Some(pictures) = pictures() {
        look.arg("--pictures").arg(pictures);
    }
    for (name, page) in
        [("full", html(&all.report())), ("bare", html(&all.bare())), ("hostile", html(&hostile.report()))]
    {
        let path = folder.path().join(name).with_extension("html");
        std::fs::write(&path, page).unwrap();
        look.arg(path);
    }
    let said = look.output().unwrap();
    let complaints = [said.stdout, said.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(said.status.success(), "{complaints}");
}
