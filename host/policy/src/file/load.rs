use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::NamedSource;
use toml::de::DeTable;

use super::document::Document;
use super::reader::Reader;
use super::{EMBEDDED, read_policy};
use crate::error::{Located, Place, Problem};
use crate::selector::did_you_mean;
use crate::{PolicyError, mask};

/// How many policies may extend each other. Nobody can follow more, and a chain of links in a file system can
/// be endless without ever meeting itself.
const MAX_CHAIN: usize = 8;

/// How large a policy file may be. The largest lists of canaries and waivers are far below; a data file given
/// by mistake is far above.
const MAX_BYTES: u64 = 16 << 20;

/// Where a policy comes from, for noticing that it extends itself.
#[derive(Debug, Clone, PartialEq)]
enum Origin {
    /// Name and text.
    Embedded(&'static str, &'static str),
    File(PathBuf),
    Text(String),
}

impl Origin {
    fn name(&self) -> String {
        match self {
            Self::Embedded(name, _) => (*name).to_owned(),
            Self::File(path) => path.display().to_string(),
            Self::Text(name) => name.clone(),
        }
    }

    /// A name that is the same however the file was reached.
    fn identity(&self) -> Self {
        match self {
            Self::File(path) => Self::File(path.canonicalize().unwrap_or_else(|_| path.clone())),
            other => other.clone(),
        }
    }
}

/// Reads a policy and all that it extends.
pub(super) fn from_text(name: &str, text: &str, base: &Path) -> Result<Document, PolicyError> {
    let origin = match EMBEDDED.iter().find(|(known, embedded)| *known == name && *embedded == text) {
        Some((known, text)) => Origin::Embedded(known, text),
        None => Origin::Text(name.into()),
    };
    load(origin, text, base, &mut Vec::new())
}

/// Reads a policy file and all that it extends.
pub(super) fn from_file(path: &Path) -> Result<Document, PolicyError> {
    let text = file_text(path).map_err(|problem| {
        if path.exists() {
            return problem;
        }
        let names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        let word = path.to_string_lossy();
        let help =
            did_you_mean(&word, names.iter().copied(), || format!("inside the program are: {}", names.join(", ")));
        problem.help(help)
    })?;
    load(Origin::File(path.into()), &text, folder(path), &mut Vec::new())
}

fn folder(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

fn file_text(path: &Path) -> Result<String, Problem> {
    let shown = path.display();
    let cannot = |error: std::io::Error| Problem::new(format!("cannot read the policy `{shown}`: {error}"));
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if metadata.is_dir() {
        return Err(Problem::new(format!("`{shown}` is a folder, not a policy file")));
    }
    // What is no file, such as a pipe, has no length; so reading stops one byte beyond the bound.
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(cannot)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    let length = metadata.len().max(bytes.len() as u64);
    if length > MAX_BYTES {
        return Err(Problem::new(format!("`{shown}` has {length} bytes, more than the {MAX_BYTES} of any policy")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::new(format!("the policy `{shown}` is not UTF-8: byte {at} belongs to no character"))
    })
}

/// `chain` holds the policies that extend this one, the outermost first.
fn load(origin: Origin, text: &str, base: &Path, chain: &mut Vec<Origin>) -> Result<Document, PolicyError> {
    let mut document = parse(&origin.name(), text, base)?;
    if let Origin::File(path) = &origin {
        document.files.push(path.clone());
    }
    let Some(extends) = &document.extends else {
        return Ok(document);
    };
    chain.push(origin.identity());
    let next = parent(extends, base)?;
    if let Some(at) = chain.iter().position(|known| *known == next.identity()) {
        let names: Vec<String> = chain[at..].iter().map(|origin| short(&origin.name())).collect();
        let ring = format!("{} → {}", names.join(" → "), short(&next.name()));
        return Err(Problem::new("the policy extends itself").at(&extends.place).help(ring).into());
    }
    if chain.len() >= MAX_CHAIN {
        let problem = Problem::new(format!("more than {MAX_CHAIN} policies extend each other"));
        return Err(problem.at(&extends.place).into());
    }
    let below = match &next {
        Origin::File(path) => {
            let from = if base.as_os_str().is_empty() { Path::new(".") } else { base };
            let help = format!("the path starts from the policy's folder, `{}`", from.display());
            let text = file_text(path).map_err(|problem| problem.at(&extends.place).help(help))?;
            load(next.clone(), &text, folder(path), chain)?
        }
        Origin::Embedded(_, text) => load(next.clone(), text, Path::new(""), chain)?,
        // Only the outermost policy is a text that came from nowhere.
        Origin::Text(_) => return Ok(document),
    };
    Ok(document.over(below))
}

/// The policy that `extends` names: one inside the program, or a file if it looks like one.
fn parent(extends: &Located<String>, base: &Path) -> Result<Origin, Problem> {
    let name = extends.value.as_str();
    if name.contains(['/', '\\']) || name.ends_with(".toml") {
        return Ok(Origin::File(base.join(name)));
    }
    let names: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
    if let Some((known, text)) = EMBEDDED.iter().find(|(known, _)| *known == name) {
        return Ok(Origin::Embedded(known, text));
    }
    let help = did_you_mean(name, names.iter().copied(), || {
        format!("inside the program are: {}; a file's path has a `/` or ends with `.toml`", names.join(", "))
    });
    Err(Problem::new(format!("there is no policy `{name}`")).at(&extends.place).help(help))
}

fn short(name: &str) -> String {
    Path::new(name).file_name().map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned())
}

fn parse(name: &str, text: &str, base: &Path) -> Result<Document, PolicyError> {
    let (root, errors) = DeTable::parse_recoverable(text);
    PolicyError::unless((), syntax_problems(name, text, &errors))?;
    let source = Arc::new(NamedSource::new(name, mask::values(text, root.get_ref())));
    let mut reader = Reader::new(source);
    let document = read_policy::read(&mut reader, &root, base);
    match PolicyError::unless(document, reader.into_problems())? {
        Some(document) => Ok(document),
        // Not reached: a document is missing only together with a problem.
        None => Err(Problem::new(format!("the policy `{name}` cannot be read")).into()),
    }
}

fn syntax_problems(name: &str, text: &str, errors: &[toml::de::Error]) -> Vec<Problem> {
    if errors.is_empty() {
        return Vec::new();
    }
    let source = Arc::new(NamedSource::new(name, mask::broken(text)));
    let problem = |error: &toml::de::Error| {
        let span = error.span().unwrap_or_default();
        // The commonest slip: a selector that TOML cannot take as a bare key.
        let bare = text.get(span.start..).is_some_and(|rest| rest.starts_with([':', '/']))
            && text[..span.start].ends_with(|before: char| before.is_ascii_alphanumeric());
        let help = bare.then(|| "a key with `:` or `/` needs quotes: `\"tag:secret\" = \"block\"`".to_owned());
        let problem = Problem::new(format!("this is no TOML: {}", error.message()));
        problem.at(&Place::new(&source, span)).maybe_help(help)
    };
    errors.iter().map(problem).collect()
}
