//! The folder of a pack, and its `pack.toml`.

use std::fmt;
use std::path::{Path, PathBuf};

use lictor_model::closest;
use serde::{Deserialize, Serialize};

/// The only value of `schema` that this version reads.
pub const PACK_SCHEMA: &str = "lictor.pack/v1";

/// The name of the file that makes a folder a pack.
const FILE: &str = "pack.toml";

/// The largest `pack.toml` that is read, in bytes. It holds a handful of lines.
const MOST_BYTES: u64 = 64 << 10;

/// The language that a pack is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Rust, for `wasm32-unknown-unknown`.
    Rust,
    /// Python, with componentize-py.
    Python,
    /// TypeScript or JavaScript, with jco.
    TypeScript,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rust, Self::Python, Self::TypeScript];

    /// The name that `pack.toml` and the command line use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::TypeScript => "typescript",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What `pack.toml` says. Name, version and rules stand in the pack's own code, which cannot forget to say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackFile {
    /// `lictor.pack/v1`.
    pub schema: String,
    /// The language that the pack is written in.
    pub language: Language,
    /// Who answers for the pack. The code must say the same.
    pub publisher: String,
    /// The licence, an SPDX expression such as `Apache-2.0` or `LicenseRef-Proprietary`.
    pub licence: String,
    /// Where the sources are, a URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What is built, where there is a choice: a module in Python, a file in TypeScript.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// A folder with a `pack.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFolder {
    /// Its path, absolute and without links.
    pub path: PathBuf,
    /// What its `pack.toml` says.
    pub file: PackFile,
}

/// Why a folder is no pack.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum PackError {
    /// There is no such folder, or no `pack.toml` in it.
    #[error("{} cannot be read: {cause}", file.display())]
    #[diagnostic(help(
        "name the folder of a pack, the one with `pack.toml` in it; `lictor plugin new NAME --lang rust --publisher acme` makes one"
    ))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// It is not of the published shape.
    #[error("{}{line}: {message}", file.display(), line = .line.map(|line| format!(":{line}")).unwrap_or_default())]
    #[diagnostic(help("{help}"))]
    Malformed {
        /// The file.
        file: PathBuf,
        /// The line, from 1, where one is to blame.
        line: Option<usize>,
        /// What is wrong.
        message: String,
        /// The mend.
        help: String,
    },
}

impl PackFolder {
    /// Reads the `pack.toml` of a folder.
    ///
    /// # Errors
    /// [`PackError`].
    pub fn open(folder: &Path) -> Result<Self, PackError> {
        let file = folder.join(FILE);
        let text = read(&file).map_err(|cause| PackError::Unreadable { file: file.clone(), cause })?;
        let read = PackFile::parse(&file, &text)?;
        let path = folder.canonicalize().map_err(|cause| PackError::Unreadable { file, cause })?;
        Ok(Self { path, file: read })
    }

    /// The folder with the pack's cases.
    pub fn cases(&self) -> PathBuf {
        self.path.join("cases")
    }
}

fn read(file: &Path) -> std::io::Result<String> {
    let size = std::fs::metadata(file)?.len();
    if size > MOST_BYTES {
        return Err(std::io::Error::other(format!("it has {size} bytes, more than the {MOST_BYTES} allowed")));
    }
    std::fs::read_to_string(file)
}

impl PackFile {
    /// The keys that there are.
    const KEYS: [&'static str; 6] = ["schema", "language", "publisher", "licence", "source", "entry"];

    /// Reads the text of a `pack.toml`; `file` is named in errors.
    ///
    /// # Errors
    /// [`PackError::Malformed`], with the line.
    pub fn parse(file: &Path, text: &str) -> Result<Self, PackError> {
        let malformed = |line: Option<usize>, message: String, help: String| PackError::Malformed {
            file: file.to_owned(),
            line,
            message,
            help,
        };
        let read: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            malformed(line, error.message().trim().to_owned(), hint(error.message()))
        })?;
        let line_of = |key: &str| text.lines().position(|line| line.trim_start().starts_with(key)).map(|line| line + 1);
        if read.schema != PACK_SCHEMA {
            let message = format!("the schema is `{}`, and this version reads `{PACK_SCHEMA}`", read.schema);
            return Err(malformed(line_of("schema"), message, format!("write `schema = \"{PACK_SCHEMA}\"`")));
        }
        if !is_name(&read.publisher) {
            let help = "a publisher has lower-case letters, digits and hyphens, such as `acme`".to_owned();
            return Err(malformed(line_of("publisher"), format!("`{}` is no publisher", read.publisher), help));
        }
        if let Err(error) = spdx::Expression::parse(&read.licence) {
            let message = format!("`{}` is no SPDX licence expression: {}", read.licence, error.reason);
            let help = "such as `Apache-2.0`, `MIT OR Apache-2.0`, or `LicenseRef-Proprietary` for one of your own";
            return Err(malformed(line_of("licence"), message, help.into()));
        }
        if let Some(source) = &read.source
            && !is_url(source)
        {
            let message = format!("`{source}` is no URL");
            return Err(malformed(line_of("source"), message, "such as `https://git.acme.example/packs/tone`".into()));
        }
        Ok(read)
    }
}

fn hint(message: &str) -> String {
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let near = unknown.and_then(|key| match key {
        "license" => Some("licence"),
        key => closest(key, PackFile::KEYS),
    });
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`lictor schema pack` prints what stands in the file".into(),
    }
}

/// Whether a text looks like a URL. Nothing is fetched from it.
fn is_url(text: &str) -> bool {
    let scheme = |scheme: &str| !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+');
    text.split_once("://").is_some_and(|(before, after)| scheme(before) && !after.is_empty())
        && text.chars().all(|c| c.is_ascii_graphic())
}

/// Whether a text can be the name of a publisher or a pack: lower-case letters, digits and hyphens between them.
pub(crate) fn is_name(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= 64 && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-') && !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "schema = \"lictor.pack/v1\"\nlanguage = \"rust\"\npublisher = \"acme\"\nlicence = \"Apache-2.0\"\n";

    fn parse(text: &str) -> Result<PackFile, String> {
        PackFile::parse(Path::new("pack.toml"), text)
            .map_err(|error| format!("{error} [{}]", miette::Diagnostic::help(&error).unwrap()))
    }

    #[test]
    fn a_sound_file_is_read() {
        let file = parse(GOOD).unwrap();
        assert_eq!((file.language, file.publisher.as_str()), (Language::Rust, "acme"));
        for licence in ["MIT OR Apache-2.0", "LicenseRef-Proprietary"] {
            parse(&GOOD.replace("Apache-2.0", licence)).unwrap();
        }
    }

    #[test]
    fn what_is_wrong_has_line_and_mend() {
        let all = [
            (GOOD.replace("licence", "license"), "pack.toml:4", "did you mean `licence`?"),
            (GOOD.replace("rust", "cobol"), "pack.toml:2", "unknown variant `cobol`"),
            (GOOD.replace("acme", "Acme Inc"), "pack.toml:3", "lower-case letters"),
            (GOOD.replace("Apache-2.0", "free for all"), "pack.toml:4", "LicenseRef-Proprietary"),
            (GOOD.replace("pack/v1", "pack/v9"), "pack.toml:1", "lictor.pack/v1"),
            (format!("{GOOD}source = \"no url\"\n"), "pack.toml:5", "is no URL"),
        ];
        for (text, place, mend) in all {
            let error = parse(&text).unwrap_err();
            assert!(error.starts_with(place) && error.contains(mend), "{error}");
        }
    }
}
