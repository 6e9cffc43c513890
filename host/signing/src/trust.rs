use std::path::Path;

use jiff::civil::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::{Domain, KeyId, PublicKey, Signature, TrustError, Untrusted};

/// The schema that a trust file names.
pub const TRUST_SCHEMA: &str = "lictor.trust/v1";

/// Clocks of two machines may be apart by so much before a signature counts as one of the future.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Whose signatures count, for what, and until when. It decides everything, so it belongs under review and version control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFile {
    keys: Vec<TrustedKey>,
    packs: SignedPacks,
}

/// Which packs of a policy need a signature that counts. Those inside the program need none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SignedPacks {
    /// Those that a policy names by reference, which came from a registry.
    #[default]
    References,
    /// Those that it names by path, too.
    All,
}

/// One key of a trust file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// Its id.
    pub id: KeyId,
    /// What checks its signatures.
    pub public_key: PublicKey,
    /// The person or the machine that holds the private half.
    pub holder: String,
    /// The roles in which it may sign.
    pub roles: Vec<String>,
    /// The publishers (`acme`) and packs (`acme/finance`) for which it may sign.
    pub publishers: Vec<String>,
    /// The first day on which it may sign, in UTC.
    pub valid_from: Option<Date>,
    /// The last day on which it may sign, in UTC. What it signed until then still counts.
    pub valid_until: Option<Date>,
    /// Nothing that it ever signed counts any more, whatever time a signature claims: whoever has a stolen key can write any.
    pub revoked: Option<Revocation>,
}

/// When and why a key was revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The day.
    pub day: Date,
    /// The reason.
    pub reason: String,
}

/// The file as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TrustFile")]
struct File {
    /// `lictor.trust/v1`.
    #[schemars(with = "String")]
    schema: Spanned<String>,
    /// Which packs need a signature that counts: `references` (the default), those from a registry, or `all`, those in files, too.
    #[serde(default)]
    packs: SignedPacks,
    /// The keys.
    #[serde(default)]
    #[schemars(with = "Vec<Entry>")]
    keys: Vec<Spanned<Entry>>,
}

/// One key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "TrustedKey")]
struct Entry {
    /// Its id: the first 16 hexadecimal digits of the SHA-256 of its 32 bytes.
    #[schemars(with = "String")]
    id: Spanned<String>,
    /// The middle line of its `.pub` file.
    #[schemars(with = "String")]
    public_key: Spanned<String>,
    /// The person or the machine that holds the private half. Records that it signs bear this name.
    #[schemars(with = "String")]
    holder: Spanned<String>,
    /// The roles in which it may sign, such as `risk`.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    roles: Vec<Spanned<String>>,
    /// The publishers (`acme`) and packs (`acme/finance`) for which it may sign.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    publishers: Vec<Spanned<String>>,
    /// The first day on which it may sign, in UTC.
    #[schemars(with = "Option<String>")]
    valid_from: Option<Spanned<Datetime>>,
    /// The last day on which it may sign, in UTC. What it signed until then still counts.
    #[schemars(with = "Option<String>")]
    valid_until: Option<Spanned<Datetime>>,
    /// Nothing that it ever signed counts any more.
    revoked: Option<RevocationEntry>,
}

/// When and why a key was revoked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Revocation")]
struct RevocationEntry {
    /// The day.
    #[schemars(with = "String")]
    day: Spanned<Datetime>,
    /// The reason.
    #[schemars(with = "String")]
    reason: Spanned<String>,
}

impl TrustFile {
    /// Reads a trust file.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong: the error names the line and the mend.
    pub fn read(path: &Path) -> Result<Self, TrustError> {
        let text = lictor_located::read(path, "the trust file")?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Reads the text of a trust file. `name` stands in errors.
    ///
    /// # Errors
    /// Something in it is wrong: the error names the line and the mend.
    pub fn parse(name: &str, text: &str) -> Result<Self, TrustError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let message = error.message().trim_end().to_owned();
            TrustError::at(name, text, error.span().unwrap_or(0..0), message)
        })?;
        let reading = Reading { name, text };
        if file.schema.get_ref() != TRUST_SCHEMA {
            return Err(reading
                .wrong(&file.schema, "this is no trust file that is known")
                .mend(format!("write `schema = \"{TRUST_SCHEMA}\"`")));
        }
        let mut keys: Vec<TrustedKey> = Vec::with_capacity(file.keys.len());
        for entry in &file.keys {
            let key = reading.key(entry.get_ref())?;
            if keys.iter().any(|known| known.id == key.id) {
                let wrong = reading.wrong(&entry.get_ref().id, format!("key {} is in the file twice", key.id));
                return Err(wrong.mend("put everything about a key into one entry"));
            }
            keys.push(key);
        }
        Ok(Self { keys, packs: file.packs })
    }

    /// The JSON Schema of trust files.
    pub fn json_schema() -> schemars::Schema {
        schemars::schema_for!(File)
    }

    /// Which packs of a policy need a signature that counts.
    pub fn packs(&self) -> SignedPacks {
        self.packs
    }

    /// The keys, in the order of the file.
    pub fn keys(&self) -> &[TrustedKey] {
        &self.keys
    }

    /// The key with an id.
    pub fn key(&self, id: &str) -> Option<&TrustedKey> {
        self.keys.iter().find(|key| key.id.as_str() == id)
    }

    /// Whether a signature counts: by a known key, over these bytes in this domain, made within the key's time and not
    /// later than now. What the key may sign for is asked of the key that comes back.
    ///
    /// # Errors
    /// Why it does not.
    pub fn verify(
        &self,
        id: &str,
        signature: &Signature,
        domain: Domain,
        bytes: &[u8],
        at: Timestamp,
        now: Timestamp,
    ) -> Result<&TrustedKey, Untrusted> {
        // An id comes from whoever wrote the record, so it is shown only if it could be one.
        let shown = || id.parse::<KeyId>().map_or_else(|_| "of such an id".into(), |id| id.to_string());
        let key = self.key(id).ok_or_else(|| Untrusted::UnknownKey(shown()))?;
        // First what holds whatever the signed bytes claim, then whether they are what was signed, then what they claim.
        if let Some(Revocation { day, reason }) = &key.revoked {
            let (day, reason) = (day.to_string(), reason.clone());
            return Err(Untrusted::Revoked { key: key.id.clone(), holder: key.holder.clone(), day, reason });
        }
        if !key.public_key.verifies(domain, bytes, signature) {
            return Err(Untrusted::BadSignature(key.id.clone()));
        }
        let day = Offset::UTC.to_datetime(at).date();
        if let Some(from) = key.valid_from.filter(|from| day < *from) {
            return Err(Untrusted::NotYetValid { key: key.id.clone(), from: from.to_string(), at });
        }
        if let Some(until) = key.valid_until.filter(|until| day > *until) {
            return Err(Untrusted::Expired { key: key.id.clone(), until: until.to_string(), at });
        }
        if at.duration_since(now) > CLOCK_SKEW {
            return Err(Untrusted::Future { at });
        }
        Ok(key)
    }
}

impl TrustedKey {
    /// Whether it may sign in a role.
    ///
    /// # Errors
    /// The trust file does not give it the role.
    pub fn require_role(&self, role: &str) -> Result<(), Untrusted> {
        if self.roles.iter().any(|has| has == role) {
            return Ok(());
        }
        let (key, holder) = (self.id.clone(), self.holder.clone());
        Err(Untrusted::Role { key, holder, role: role.into(), has: self.roles.clone() })
    }

    /// Whether it may sign for a publisher or one of its packs: `acme` covers `acme/finance` and not `acme-labs`.
    ///
    /// # Errors
    /// The trust file does not let it.
    pub fn require_publisher(&self, name: &str) -> Result<(), Untrusted> {
        let covers = |prefix: &String| {
            name.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if self.publishers.iter().any(covers) {
            return Ok(());
        }
        Err(Untrusted::Publisher { key: self.id.clone(), holder: self.holder.clone(), name: name.into() })
    }
}

/// Turns entries into keys and says where one is wrong.
struct Reading<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reading<'_> {
    fn wrong<T>(&self, value: &Spanned<T>, message: impl Into<String>) -> TrustError {
        TrustError::at(self.name, self.text, value.span(), message)
    }

    fn key(&self, entry: &Entry) -> Result<TrustedKey, TrustError> {
        let id: KeyId = entry.id.get_ref().parse().map_err(|error: String| self.wrong(&entry.id, error))?;
        let public_key: PublicKey =
            entry.public_key.get_ref().parse().map_err(|error: String| self.wrong(&entry.public_key, error))?;
        if public_key.id() != id {
            let wrong = self.wrong(&entry.id, format!("the public key below is {}, not this one", public_key.id()));
            return Err(wrong.mend("copy id and key from one `lictor key show FILE.pub`"));
        }
        let key = TrustedKey {
            id,
            public_key,
            holder: self.words("holder", &entry.holder)?,
            roles: entry.roles.iter().map(|role| self.words("a role", role)).collect::<Result<_, _>>()?,
            publishers: entry.publishers.iter().map(|name| self.publisher(name)).collect::<Result<_, _>>()?,
            valid_from: entry.valid_from.as_ref().map(|day| self.day(day)).transpose()?,
            valid_until: entry.valid_until.as_ref().map(|day| self.day(day)).transpose()?,
            revoked: match &entry.revoked {
                None => None,
                Some(entry) => {
                    Some(Revocation { day: self.day(&entry.day)?, reason: self.words("reason", &entry.reason)? })
                }
            },
        };
        if let (Some(from), Some(until), Some(place)) = (key.valid_from, key.valid_until, &entry.valid_until)
            && until < from
        {
            return Err(self.wrong(place, "the key's last day comes before its first").mend("exchange the two days"));
        }
        Ok(key)
    }

    /// A text for people: not blank, and harmless for a terminal.
    fn words(&self, what: &str, value: &Spanned<String>) -> Result<String, TrustError> {
        let text = value.get_ref().trim();
        if text.is_empty() || text.chars().count() > 200 || text.contains(char::is_control) {
            return Err(self.wrong(value, format!("{what} must be one line of 1 to 200 characters")));
        }
        Ok(text.into())
    }

    fn publisher(&self, value: &Spanned<String>) -> Result<String, TrustError> {
        let shaped = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let text = value.get_ref();
        if text.split('/').count() <= 2 && text.split('/').all(shaped) {
            return Ok(text.clone());
        }
        Err(self.wrong(value, "a publisher is `acme` or, for one pack, `acme/finance`"))
    }

    fn day(&self, value: &Spanned<Datetime>) -> Result<Date, TrustError> {
        let written = value.get_ref();
        let date = written.date.filter(|_| written.time.is_none() && written.offset.is_none());
        date.and_then(|date| {
            Date::new(i16::try_from(date.year).ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
        })
        .ok_or_else(|| self.wrong(value, "this is no day").mend("write it without quotes: `2027-01-31`"))
    }
}

/// The entry of a key as a trust file holds it, for a person to complete.
pub fn trust_entry(key: &PublicKey, holder: &str) -> String {
    let text = |text: &str| toml::Value::String(text.into()).to_string();
    format!(
        "[[keys]]\nid = \"{}\"\npublic_key = \"{key}\"\nholder = {}\nroles = []\n# publishers = [\"acme\"]\n# valid_until = 2027-12-31\n",
        key.id(),
        text(holder)
    )
}
