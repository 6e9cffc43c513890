use std::path::Path;

use lictor_contract::tame;
use lictor_model::{Input, InputSet, closest};
use serde::Deserialize;
use toml::Spanned;

use super::{Entry, LOCK_SCHEMA, Lock, LockError, LockedPack, LockedSource};

/// The longest message about a stranger's lock, in characters.
const MOST: usize = 400;

/// The file as it is written.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Lock")]
pub(super) struct File {
    /// `lictor.lock/v1`.
    #[schemars(with = "String")]
    schema: Spanned<String>,
    /// The packs, by policy and plugin.
    #[serde(default)]
    #[schemars(with = "Vec<PackEntry>")]
    packs: Vec<Spanned<PackEntry>>,
}

/// A pack of a policy.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LockedPack")]
struct PackEntry {
    /// The file name of the policy.
    #[schemars(with = "String")]
    policy: Spanned<String>,
    /// `publisher/pack`.
    #[schemars(with = "String")]
    plugin: Spanned<String>,
    /// Its version.
    #[schemars(with = "String")]
    version: Spanned<String>,
    /// Where the policy takes it from: exactly one of `reference`, `path` and `embedded`.
    #[schemars(with = "Option<String>")]
    reference: Option<Spanned<String>>,
    /// A component's file, from the lock's folder.
    #[schemars(with = "Option<String>")]
    path: Option<Spanned<String>>,
    /// True for a pack inside the program.
    #[schemars(with = "Option<bool>")]
    embedded: Option<Spanned<bool>>,
    /// The digest of its OCI manifest.
    #[schemars(with = "String")]
    digest: Spanned<String>,
    /// The id of the key that signed it.
    #[schemars(with = "Option<String>")]
    signer: Option<Spanned<String>>,
    /// The contract that it was built for.
    #[schemars(with = "String")]
    contract: Spanned<String>,
    /// What it reads and is granted.
    #[schemars(with = "Vec<String>")]
    inputs: Vec<Spanned<String>>,
}

impl Lock {
    /// The JSON Schema of locks.
    pub fn json_schema() -> schemars::Schema {
        schemars::schema_for!(File)
    }
}

/// Reads a file.
pub(super) fn file(path: &Path) -> Result<Lock, LockError> {
    let text = lictor_located::read(path, "the lock")
        .map_err(|error| error.mend("`lictor policy lock POLICY` makes one beside the policy"))?;
    self::text(&path.display().to_string(), &text)
}

/// Reads a text.
pub(super) fn text(name: &str, text: &str) -> Result<Lock, LockError> {
    let file: File = toml::from_str(text).map_err(|error| {
        let wrong = LockError::at(name, text, error.span().unwrap_or(0..0), words(error.message()));
        match error.message().contains("unknown field") {
            true => wrong.mend("a later Lictor may have written it: update this one, or lock again"),
            false => wrong,
        }
    })?;
    let reading = Reading { name, text };
    if file.schema.get_ref() != LOCK_SCHEMA {
        let wrong = reading.wrong(&file.schema, "this is no lock that this version knows");
        return Err(wrong.mend(format!("it knows `schema = \"{LOCK_SCHEMA}\"`: update Lictor, or lock again")));
    }
    let mut lock = Lock::default();
    let mut seen = std::collections::BTreeSet::new();
    for entry in &file.packs {
        let pack = reading.pack(entry.get_ref())?;
        let place = &entry.get_ref().plugin;
        if !seen.insert((pack.policy.clone(), pack.plugin.clone())) {
            let wrong = reading.wrong(place, format!("{} is locked twice for {}", pack.plugin, pack.policy));
            return Err(wrong.mend("`lictor policy lock` writes each pack once: take one of the two out"));
        }
        let line = lictor_located::line(text, place.span().start);
        lock.entries.push(Entry { pack, line });
    }
    lock.sort();
    Ok(lock)
}

/// A message about a stranger's lock.
fn words(message: &str) -> String {
    tame(message.trim_end(), MOST)
}

/// Turns entries into packs and says where one is wrong.
struct Reading<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reading<'_> {
    fn wrong<T>(&self, value: &Spanned<T>, message: impl AsRef<str>) -> LockError {
        LockError::at(self.name, self.text, value.span(), words(message.as_ref()))
    }

    fn pack(&self, entry: &PackEntry) -> Result<LockedPack, LockError> {
        let policy = self.words("policy", &entry.policy)?;
        if policy.contains(['/', '\\']) {
            return Err(self.wrong(&entry.policy, "`policy` is the name of a file beside the lock, without a folder"));
        }
        let plugin = self.words("plugin", &entry.plugin)?;
        if plugin.split('/').count() != 2 || plugin.split('/').any(|part| part.is_empty()) {
            return Err(self.wrong(&entry.plugin, "`plugin` is `publisher/pack`"));
        }
        let mut inputs = InputSet::default();
        for name in &entry.inputs {
            inputs.insert(self.input(name)?);
        }
        let signer = entry.signer.as_ref();
        let read = |signer: &Spanned<String>| {
            signer.get_ref().parse().map_err(|error: String| self.wrong(signer, format!("`signer`: {error}")))
        };
        Ok(LockedPack {
            policy,
            plugin,
            version: self.words("version", &entry.version)?,
            source: self.source(entry)?,
            digest: entry
                .digest
                .get_ref()
                .parse()
                .map_err(|_| self.wrong(&entry.digest, "`digest` is `sha256:` and 64 lower-case hexadecimal digits"))?,
            signer: signer.map(read).transpose()?,
            contract: self.words("contract", &entry.contract)?,
            inputs,
        })
    }

    fn source(&self, entry: &PackEntry) -> Result<LockedSource, LockError> {
        match (&entry.reference, &entry.path, &entry.embedded) {
            (Some(reference), None, None) => match reference.get_ref().parse() {
                Ok(reference) => Ok(LockedSource::Reference(reference)),
                Err(error) => Err(self.wrong(reference, format!("`reference`: {error}"))),
            },
            (None, Some(path), None) => Ok(LockedSource::Path(self.words("path", path)?)),
            (None, None, Some(embedded)) => match embedded.get_ref() {
                true => Ok(LockedSource::Embedded),
                false => Err(self.wrong(embedded, "`embedded` is true or left out")),
            },
            _ => Err(self.wrong(&entry.plugin, "a pack has exactly one of `reference`, `path` and `embedded`")),
        }
    }

    fn input(&self, name: &Spanned<String>) -> Result<Input, LockError> {
        let text = name.get_ref();
        Input::ALL.into_iter().find(|input| input.as_str() == text).ok_or_else(|| {
            let wrong = self.wrong(name, format!("`{text}` is no input"));
            let names = Input::ALL.map(Input::as_str);
            wrong.mend(match closest(text, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the inputs are {}", names.join(", ")),
            })
        })
    }

    /// One line of characters that can be seen.
    fn words(&self, what: &str, value: &Spanned<String>) -> Result<String, LockError> {
        let text = value.get_ref();
        let plain = lictor_model::visible(text) == text.as_str() && text.trim() == text;
        if text.is_empty() || text.chars().count() > 1000 || !plain {
            return Err(
                self.wrong(value, format!("`{what}` must be one line of 1 to 1000 characters that can be seen"))
            );
        }
        Ok(text.clone())
    }
}
