//! New packs: a template with other names, and the SDK beside it, so that the pack builds wherever it lies.

mod files;

use std::io;
use std::path::{Path, PathBuf};

pub(crate) use files::{File, PYTHON_SDK, TYPESCRIPT_SDK};

use crate::Language;
use crate::folder::is_name;

/// What the templates are called, and what takes the place of that.
const TEMPLATE: (&str, &str, &str) = ("acme", "tone", "TON");

/// The pack that is wanted.
#[derive(Debug, Clone)]
pub struct NewPack {
    /// Where it goes. Nothing may be there yet.
    pub folder: PathBuf,
    /// Its name, the second half of `publisher/pack`.
    pub name: String,
    /// Who answers for it.
    pub publisher: String,
    /// The language that it is written in.
    pub language: Language,
    /// Its licence, an SPDX expression.
    pub licence: String,
}

/// Why there is no new pack.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum CreateError {
    /// A name that packs or publishers cannot have.
    #[error("`{name}` can be no {what}")]
    #[diagnostic(help("lower-case letters, digits and hyphens, such as `{like}`"))]
    Name {
        /// The name.
        name: String,
        /// What it was meant for.
        what: &'static str,
        /// What would do.
        like: &'static str,
    },
    /// A name that a dependency has.
    #[error("a crate `{0}` is among what the pack depends on")]
    #[diagnostic(help("choose another name for the pack"))]
    Taken(String),
    /// A licence that is none.
    #[error("`{0}` is no SPDX licence expression")]
    #[diagnostic(help("such as `Apache-2.0`, `MIT OR Apache-2.0`, or `LicenseRef-Proprietary` for one of your own"))]
    Licence(String),
    /// Something is there already.
    #[error("{} exists already, and nothing is overwritten", .0.display())]
    #[diagnostic(help("choose another name, or another place with --folder"))]
    Exists(PathBuf),
    /// It cannot be written.
    #[error("{} cannot be written: {cause}", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// Writes a new pack: all of it, or nothing. Gives the code of its first rule.
///
/// # Errors
/// [`CreateError`].
pub fn create(pack: &NewPack) -> Result<String, CreateError> {
    write(&pack.folder, &texts(pack)?)?;
    Ok(Names::of(pack).code())
}

/// The files of a new pack: their paths, with slashes, and texts.
pub(crate) fn texts(pack: &NewPack) -> Result<Vec<(String, String)>, CreateError> {
    for (name, what, like) in [(&pack.publisher, "publisher", "acme"), (&pack.name, "name of a pack", "brand-voice")] {
        if !is_name(name) || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
            return Err(CreateError::Name { name: name.clone(), what, like });
        }
    }
    if spdx::Expression::parse(&pack.licence).is_err() {
        return Err(CreateError::Licence(pack.licence.clone()));
    }
    let template = files::template(pack.language);
    let names = Names::of(pack);
    let own = format!("{}-{}", pack.publisher, pack.name);
    let is_taken = |(path, text): &File| *path == "Cargo.lock" && text.contains(&format!("\nname = \"{own}\"\n"));
    if own != "acme-tone" && template.files.iter().any(is_taken) {
        return Err(CreateError::Taken(own));
    }
    let mut texts: Vec<(String, String)> = Vec::new();
    for (path, text) in template.files {
        texts.push((names.apply(path), adapt(path, &names.apply(text), pack)));
    }
    for (path, text) in template.sdk {
        // In the repository the contract lies beside the SDK, here within.
        texts.push((format!("sdk/{path}"), text.replace("path: \"../../wit/v1\"", "path: \"wit\"")));
    }
    Ok(texts)
}

/// What is not said by names alone.
fn adapt(path: &str, text: &str, pack: &NewPack) -> String {
    let licence = |text: &str| text.replace("\"Apache-2.0\"", &format!("{:?}", pack.licence));
    match path {
        "Cargo.toml" => licence(&text.replace("\"../../sdk\"", "\"sdk\"")),
        "pack.toml" | "package.json" | "package-lock.json" => licence(text),
        // In the repository the SDK lies elsewhere.
        "tsconfig.json" => text.replace(", \"../../sdk-typescript/src/index.ts\"", ""),
        "Cargo.lock" => sorted(text),
        _ => text.to_owned(),
    }
}

/// A lock with its packages in order, as Cargo insists: one of them has another name now.
fn sorted(lock: &str) -> String {
    let mut packages: Vec<&str> = lock.split("[[package]]\n").map(str::trim_end).collect();
    let head = packages.remove(0);
    let name = |package: &str| package.lines().next().unwrap_or_default().to_owned();
    packages.sort_by_key(|package| name(package));
    let packages: Vec<String> = packages.iter().map(|package| format!("[[package]]\n{package}\n")).collect();
    format!("{head}\n\n{}", packages.join("\n"))
}

/// The words that take the place of the template's.
struct Names {
    publisher: String,
    name: String,
    prefix: String,
}

impl Names {
    fn of(pack: &NewPack) -> Self {
        // Three letters of the name; a code needs exactly those.
        let letters = pack.name.chars().filter(char::is_ascii_alphabetic).chain("xxx".chars());
        let prefix = letters.take(3).collect::<String>().to_ascii_uppercase();
        Self { publisher: pack.publisher.clone(), name: pack.name.clone(), prefix }
    }

    /// The code of the first rule.
    fn code(&self) -> String {
        format!("{}101", self.prefix)
    }

    /// Replaces the template's names, where they are whole words.
    fn apply(&self, text: &str) -> String {
        let (publisher, name, prefix) = TEMPLATE;
        let identifier = |text: &str| text.replace('-', "_");
        // In identifiers hyphens become underscores.
        let joined =
            (format!("{publisher}_{name}"), format!("{}_{}", identifier(&self.publisher), identifier(&self.name)));
        let text = text.replace(&joined.0, "\u{1}");
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let end = rest[start..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| start + end);
            let word = &rest[start..end];
            out.push_str(&rest[..start]);
            match word {
                _ if word == publisher => out.push_str(&self.publisher),
                _ if word == name => out.push_str(&self.name),
                _ => match word.strip_prefix(prefix).or_else(|| word.strip_prefix(&prefix.to_ascii_lowercase())) {
                    Some(number) if number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                        let is_lower = word.starts_with(|first: char| first.is_ascii_lowercase());
                        out.push_str(&if is_lower { self.prefix.to_ascii_lowercase() } else { self.prefix.clone() });
                        out.push_str(number);
                    }
                    _ => out.push_str(word),
                },
            }
            rest = &rest[end..];
        }
        out.push_str(rest);
        out.replace('\u{1}', &joined.1)
    }
}

/// Writes the files into a folder beside the wanted one, which it becomes when all are there.
fn write(folder: &Path, files: &[(String, String)]) -> Result<(), CreateError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause: io::Error| CreateError::Write { path, cause }
    };
    if folder.symlink_metadata().is_ok() {
        return Err(CreateError::Exists(folder.to_owned()));
    }
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let made = tempfile::Builder::new().prefix(".lictor-").tempdir_in(parent).map_err(failed(folder))?;
    // A folder that others may look into, unlike a temporary one.
    let inside = made.path().join("pack");
    for (path, text) in files {
        let path = inside.join(path);
        path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed(&path))?;
        std::fs::write(&path, text).map_err(failed(&path))?;
    }
    std::fs::rename(&inside, folder).map_err(|cause| match folder.symlink_metadata() {
        Ok(_) => CreateError::Exists(folder.to_owned()),
        Err(_) => CreateError::Write { path: folder.to_owned(), cause },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(folder: &Path, publisher: &str, name: &str) -> NewPack {
        NewPack {
            folder: folder.join(name),
            name: name.into(),
            publisher: publisher.into(),
            language: Language::Rust,
            licence: "LicenseRef-Proprietary".into(),
        }
    }

    fn repository() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
    }

    /// The files below a folder of the repository, as the list of embedded ones names them.
    fn below(folder: &Path, at: &str, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{at}{}", entry.file_name().to_string_lossy());
            match entry.file_type().unwrap().is_dir() {
                true if matches!(name.as_str(), "target" | "sdk" | "node_modules") || name.ends_with("__pycache__") => {
                }
                true => below(&entry.path(), &format!("{name}/"), into),
                false if name.ends_with(".wasm") => {}
                false => into.push(name),
            }
        }
    }

    #[test]
    fn nothing_of_a_template_is_left_out() {
        for language in Language::ALL {
            let template = files::template(language);
            let mut there = Vec::new();
            below(&repository().join("plugins/templates").join(language.as_str()), "", &mut there);
            there.sort();
            let mut embedded: Vec<&str> = template.files.iter().map(|(path, _)| *path).collect();
            embedded.sort_unstable();
            assert_eq!(embedded, there, "{language}");
        }
    }

    #[test]
    fn the_rust_sdk_is_whole_and_asks_for_what_the_workspace_has() {
        let sdk = files::template(Language::Rust).sdk;
        let mut there = Vec::new();
        below(&repository().join("plugins/sdk/src"), "src/", &mut there);
        there.sort();
        let mut embedded: Vec<&str> = sdk
            .iter()
            .map(|(path, _)| *path)
            .filter(|path| path.starts_with("src/"))
            .chain(["src/native.rs"])
            .collect();
        embedded.sort_unstable();
        assert_eq!(embedded, there);

        let workspace: toml::Table = std::fs::read_to_string(repository().join("Cargo.toml")).unwrap().parse().unwrap();
        let own: toml::Table = include_str!("sdk-rust.toml").parse().unwrap();
        let dependencies = |table: &toml::Table| table["dependencies"].as_table().unwrap().clone();
        let known = &workspace["workspace"]["dependencies"];
        let guest = &own["target"]["cfg(target_arch = \"wasm32\")"];
        for (name, wanted) in dependencies(&own).iter().chain(&dependencies(guest.as_table().unwrap())) {
            assert_eq!(wanted, &known[name.as_str()], "{name}");
        }
        for key in ["version", "edition", "rust-version", "license"] {
            assert_eq!(own["package"][key], workspace["workspace"]["package"][key], "{key}");
        }
        let guest = sdk.iter().find(|(path, _)| *path == "src/guest.rs").unwrap().1;
        assert!(guest.contains("path: \"../../wit/v1\""), "the path of the contract is not replaced any more");
    }

    #[test]
    fn the_other_sdks_are_whole() {
        for (folder, at, sdk) in [
            ("plugins/sdk-python/lictor", "lictor/", PYTHON_SDK),
            ("plugins/sdk-typescript/src", "src/", TYPESCRIPT_SDK),
        ] {
            let mut there = Vec::new();
            below(&repository().join(folder), at, &mut there);
            there.sort();
            let mut embedded: Vec<&str> = sdk.iter().map(|(path, _)| *path).collect();
            embedded.sort_unstable();
            assert_eq!(embedded, there);
        }
    }

    #[test]
    fn names_take_the_place_of_the_templates_and_nothing_else() {
        let names = Names::of(&pack(Path::new("."), "big-bank", "fee-7"));
        assert_eq!(
            names.apply("acme/tone acme-tone acme_tone::PACK \"acme\" TON101 ton101_x stone tones TON1 {ton}"),
            "big-bank/fee-7 big-bank-fee-7 big_bank_fee_7::PACK \"big-bank\" FEE101 fee101_x stone tones TON1 {ton}"
        );
        assert_eq!(Names::of(&pack(Path::new("."), "a", "x9")).code(), "XXX101");
    }

    #[test]
    fn a_pack_is_written_whole_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = pack(folder.path(), "zebra", "voice");
        assert_eq!(create(&wanted).unwrap(), "VOI101");
        let read = |name: &str| std::fs::read_to_string(wanted.folder.join(name)).unwrap();
        assert!(read("src/voi101_blames_customer.rs").contains("code: \"VOI101\""));
        assert!(read("pack.toml").contains("licence = \"LicenseRef-Proprietary\""));
        assert!(read("Cargo.toml").contains("path = \"sdk\""));
        assert!(read("sdk/src/guest.rs").contains("path: \"wit\""));
        let lock = read("Cargo.lock");
        let names: Vec<&str> = lock.lines().filter(|line| line.starts_with("name = ")).collect();
        assert!(names.is_sorted() && names.contains(&"name = \"zebra-voice\""), "{names:?}");
        assert!(matches!(create(&wanted), Err(CreateError::Exists(_))));
        // Nothing temporary is left.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_template_itself_comes_back_for_its_own_name() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = NewPack { licence: "Apache-2.0".into(), ..pack(folder.path(), "acme", "tone") };
        create(&wanted).unwrap();
        for (path, text) in files::template(Language::Rust).files {
            let written = std::fs::read_to_string(wanted.folder.join(path)).unwrap();
            assert_eq!(written.replace("path = \"sdk\"", "path = \"../../sdk\""), *text, "{path}");
        }
    }

    #[test]
    fn bad_names_are_refused_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        for (publisher, name) in
            [("acme", "Tone"), ("acme", "../up"), ("acme", "-x"), ("", "tone"), ("9", "tone"), ("acme", "a b")]
        {
            assert!(
                matches!(create(&pack(folder.path(), publisher, name)), Err(CreateError::Name { .. })),
                "{publisher}/{name}"
            );
        }
        assert!(matches!(create(&pack(folder.path(), "wit", "bindgen")), Err(CreateError::Taken(_))));
        let unlicensed = NewPack { licence: "free".into(), ..pack(folder.path(), "acme", "tone") };
        assert!(matches!(create(&unlicensed), Err(CreateError::Licence(_))));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
