use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use lictor_contract::tame;
use lictor_model::Digest;
use serde::{Deserialize, Serialize};

/// The most characters of a text that an error repeats.
const LONGEST_WORDS: usize = 200;

/// The most bytes of a repository's path and of a registry's name, as registries have them.
const LONGEST_NAME: usize = 255;

/// The most bytes of a tag, as the OCI distribution specification has it.
const LONGEST_TAG: usize = 128;

/// Why a text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[error("`{text}` is no reference to a pack: {problem}")]
#[diagnostic(help("{help}"))]
pub struct ReferenceError {
    text: String,
    problem: &'static str,
    help: &'static str,
}

const FORM: &str =
    "write it as `registry.acme.example/packs/tone:1.2.0` or `registry.acme.example/packs/tone@sha256:…`";

fn wrong(text: &str, problem: &'static str) -> ReferenceError {
    ReferenceError { text: tame(text, LONGEST_WORDS), problem, help: FORM }
}

/// Where versions of a pack are published: a registry and a path in it, such as `registry.acme.example/packs/tone`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Repository {
    registry: String,
    path: String,
}

impl Repository {
    /// The registry's host, with its port if one is named.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The path in the registry.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A pack in it under a tag.
    ///
    /// # Errors
    /// The tag is none.
    pub fn tagged(&self, tag: &str) -> Result<Reference, ReferenceError> {
        match is_tag(tag) {
            true => Ok(Reference { repository: self.clone(), tag: Some(tag.to_owned()), digest: None }),
            false => Err(wrong(tag, TAG)),
        }
    }

    /// A pack in it by its digest.
    pub fn pinned(&self, digest: Digest) -> Reference {
        Reference { repository: self.clone(), tag: None, digest: Some(digest) }
    }
}

impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.registry, self.path)
    }
}

impl FromStr for Repository {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |problem| wrong(text, problem);
        let (registry, path) = text.split_once('/').ok_or_else(|| wrong("it names no registry"))?;
        if !(registry.contains(['.', ':']) || registry == "localhost") {
            return Err(wrong("it names no registry: there is no default one"));
        }
        if !is_registry(registry) {
            return Err(wrong("what stands before the first `/` is no host, in lower case and with a port or without"));
        }
        if path.is_empty() || path.len() > LONGEST_NAME || !path.split('/').all(is_path_component) {
            return Err(wrong(
                "the path in the registry is lower-case letters and digits, joined by `/`, `-`, `.`, `_` or `__`, at most 255",
            ));
        }
        Ok(Self { registry: registry.to_owned(), path: path.to_owned() })
    }
}

/// A published pack: its repository, and a tag, a digest, or both. With both, the digest decides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    repository: Repository,
    tag: Option<String>,
    digest: Option<Digest>,
}

impl Reference {
    /// Where it is published.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// The registry's host, with its port if one is named.
    pub fn registry(&self) -> &str {
        &self.repository.registry
    }

    /// The tag.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest of its manifest.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// The version that the tag names, if it names a whole one (semantic versioning). Such a tag is not to be moved.
    pub fn version(&self) -> Option<semver::Version> {
        self.tag.as_deref().and_then(|tag| tag.parse().ok())
    }

    /// The same, pinned to a digest.
    #[must_use]
    pub fn at(&self, digest: Digest) -> Self {
        Self { digest: Some(digest), ..self.clone() }
    }

    /// The same without its digest, if a tag is left then.
    pub fn by_tag(&self) -> Option<Self> {
        self.tag.is_some().then(|| Self { digest: None, ..self.clone() })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

const TAG: &str = "a tag is letters, digits, `_`, `.` and `-`, at most 128, and begins with a letter, a digit or `_`";

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |problem| wrong(text, problem);
        let (name, digest) = match text.split_once('@') {
            None => (text, None),
            Some((name, digest)) => {
                let digest: Digest = digest
                    .parse()
                    .map_err(|_| wrong("after `@` comes `sha256:` and 64 lower-case hexadecimal digits"))?;
                (name, Some(digest))
            }
        };
        // A colon before the last slash belongs to a port.
        let path_begins = name.rfind('/').unwrap_or(0);
        let (name, tag) = match name[path_begins..].rfind(':') {
            None => (name, None),
            Some(at) => (&name[..path_begins + at], Some(&name[path_begins + at + 1..])),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return Err(wrong(TAG));
        }
        let repository: Repository = name.parse().map_err(|error: ReferenceError| wrong(error.problem))?;
        if tag.is_none() && digest.is_none() {
            return Err(wrong("it names neither a tag nor a digest, and none is taken for granted"));
        }
        Ok(Self { repository, tag: tag.map(str::to_owned), digest })
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

impl TryFrom<String> for Repository {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Repository> for String {
    fn from(repository: Repository) -> Self {
        repository.to_string()
    }
}

/// A host name, an IPv4 address or an IPv6 address in brackets; a port.
fn is_registry(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let Some((address, port)) = rest.split_once(']') else { return false };
            // In the one form that it is written back in, so that no registry has two names.
            if !address.parse::<Ipv6Addr>().is_ok_and(|parsed| parsed.to_string() == address) {
                return false;
            }
            (
                None,
                match port {
                    "" => None,
                    port => Some(port.strip_prefix(':').unwrap_or_default()),
                },
            )
        }
        None => match text.split_once(':') {
            None => (Some(text), None),
            Some((host, port)) => (Some(host), Some(port)),
        },
    };
    let port = port.is_none_or(|port| !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok());
    port && host.is_none_or(is_host)
}

fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        let hyphen = label.starts_with('-') || label.ends_with('-');
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.len() <= 63 && !hyphen && label.bytes().all(known)
    };
    let numeric = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    host.len() <= LONGEST_NAME && host.split('.').all(label) && (!numeric || host.parse::<Ipv4Addr>().is_ok())
}

/// Runs of lower-case letters and digits between single separators: `.`, `_`, `__`, or any number of `-`.
fn is_path_component(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let ends = bytes.first().is_some_and(plain) && bytes.last().is_some_and(plain);
    ends && bytes
        .split(plain)
        .all(|separator| matches!(separator, b"" | b"." | b"_" | b"__") || separator.iter().all(|byte| *byte == b'-'))
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut bytes = text.bytes();
    text.len() <= LONGEST_TAG
        && bytes.next().is_some_and(word)
        && bytes.all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}
