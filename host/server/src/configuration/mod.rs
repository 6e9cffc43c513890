//! The server's configuration file, `lictor.server/v1`, and what it comes to without one.

mod limits;
mod observing;
mod overrides;
mod proxy;

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use limits::Limits;
pub use observing::{Decisions, Telemetry};
pub use overrides::Overrides;
pub use proxy::{KeySource, Proxy, UpstreamUrl};

use crate::access::KeyHash;

/// The schema's name, as files and documents have it.
pub const SCHEMA: &str = "lictor.server/v1";

/// Where the server listens where nobody says otherwise. Nothing but this machine reaches it.
pub const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8474);

/// How a server is set up.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// `lictor.server/v1`.
    pub schema: String,
    /// Address and port. Only loopback unless it says otherwise.
    #[serde(default = "listen")]
    pub listen: SocketAddr,
    /// Answer without a key on an address that others reach. Without this, such a server does not start.
    #[serde(default)]
    pub without_keys: bool,
    /// Certificate and key of the server, and whose certificates clients need.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// Origins whose pages may ask from a browser, exactly as browsers send them: `https://app.example`. Empty: none.
    #[serde(default)]
    pub cors_origins: Vec<String>,
    /// What a request, a connection and a key may use.
    #[serde(default)]
    pub limits: Limits,
    /// A line for each check, in a file.
    #[serde(default)]
    pub decisions: Option<Decisions>,
    /// Events for an OpenTelemetry collector.
    #[serde(default)]
    pub telemetry: Option<Telemetry>,
    /// A model server behind this one.
    #[serde(default)]
    pub proxy: Option<Proxy>,
    /// Whether every pack of every policy has to be locked in the `lictor.lock` beside it, and agree. Packs that come from a
    /// registry always have to.
    #[serde(default)]
    pub locked: bool,
    /// The folder of packs that were pulled. Where nothing is said: `LICTOR_STORE`, or the usual place.
    #[serde(default)]
    pub store: Option<PathBuf>,
    /// The policies that are served. The first is asked where neither path nor key names one.
    #[serde(default)]
    pub policies: Vec<PolicyEntry>,
    /// Who may ask. Empty: whoever reaches the server.
    #[serde(default)]
    pub keys: Vec<KeyEntry>,
    /// What somebody said beside the file; it is still in force when the file is read again.
    #[serde(skip)]
    pub overrides: Overrides,
}

/// A policy that is served.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyEntry {
    /// Its name in paths and keys: lower-case letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// A policy file (relative to this file), or the name of an embedded one. Its name if nothing is said.
    #[serde(default)]
    pub policy: Option<String>,
    /// How long a request may take, in milliseconds. What was not checked by then is unchecked, and the policy's
    /// `on_failure` decides.
    #[serde(default = "deadline_ms")]
    pub deadline_ms: u32,
    /// Another policy that looks at a share of the same traffic and decides nothing.
    #[serde(default)]
    pub shadow: Option<Shadow>,
}

/// A policy that is tried on real traffic.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shadow {
    /// A policy file (relative to this file), or the name of an embedded one.
    pub policy: String,
    /// The share of requests that it looks at, 0 to 1.
    pub share: f64,
}

/// Somebody who may ask.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyEntry {
    /// Whose key it is, for logs and metrics.
    pub name: String,
    /// What `lictor serve key` prints: `sha256:` and 64 hexadecimal digits.
    #[schemars(with = "String")]
    pub hash: KeyHash,
    /// The policies that it may ask; the first where the path names none. Empty: all of them.
    #[serde(default)]
    pub policies: Vec<String>,
    /// The endpoints that it may use. Empty: all but `metrics`.
    #[serde(default)]
    pub endpoints: BTreeSet<Endpoint>,
    /// How many of its requests are worked on at once; more are told to come back later.
    #[serde(default = "in_flight")]
    pub in_flight: u32,
}

/// What a key is allowed to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Endpoint {
    /// `/v1/check` and `/v1/check/batch`.
    Check,
    /// `/v1/stream`.
    Stream,
    /// What gateways call.
    Gateway,
    /// The guarding proxy.
    Proxy,
    /// `/v1/policies` and `/v1/rules`.
    Catalogue,
    /// `/metrics`. Never allowed by default.
    Metrics,
}

/// Certificates.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The server's certificate and those above it, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM.
    pub key: PathBuf,
    /// Authorities of which a client needs a certificate, PEM. Without this, clients need none.
    #[serde(default)]
    pub client_authorities: Option<PathBuf>,
}

/// What is wrong with a configuration: all of it at once.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {}", problems.join("; "))]
pub struct ConfigurationError {
    /// The file.
    pub file: String,
    /// Each with the key and a mend.
    pub problems: Vec<String>,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            schema: SCHEMA.into(),
            listen: LISTEN,
            without_keys: false,
            tls: None,
            cors_origins: Vec::new(),
            limits: Limits::default(),
            decisions: None,
            telemetry: None,
            proxy: None,
            locked: false,
            store: None,
            policies: Vec::new(),
            keys: Vec::new(),
            overrides: Overrides::default(),
        }
    }
}

impl PolicyEntry {
    /// A policy under a name, with what holds where nothing is said.
    pub fn new(name: &str, policy: &str) -> Self {
        Self { name: name.into(), policy: Some(policy.into()), deadline_ms: deadline_ms(), shadow: None }
    }

    /// The file, or the name of an embedded policy.
    pub fn policy(&self) -> &str {
        self.policy.as_deref().unwrap_or(&self.name)
    }
}

impl Configuration {
    /// Reads a file. Relative paths in it are relative to it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(path: &Path) -> Result<Self, ConfigurationError> {
        let file = path.display().to_string();
        let fail = |problem: String| ConfigurationError { file: file.clone(), problems: vec![problem] };
        let text = std::fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
        let mut read = Self::parse(&file, &text)?;
        let folder = path.parent().unwrap_or(Path::new("."));
        read.resolve_paths(folder);
        Ok(read)
    }

    /// Reads a text and checks it.
    ///
    /// # Errors
    /// Everything that is wrong with it. Values are not shown: some are secrets.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigurationError> {
        let read: Self = toml::from_str(text).map_err(|error| {
            let what = without_values(error.message());
            let Some(span) = error.span() else {
                return ConfigurationError { file: file.into(), problems: vec![what] };
            };
            let before = &text[..span.start];
            // What stands in front of the value.
            let key = before.rsplit('\n').next().and_then(|line| line.split_once('=')).map(|(key, _)| key.trim());
            let of_key = key.map(|key| format!("`{}`: ", lictor_model::visible(key))).unwrap_or_default();
            let file = format!("{file}:{}", before.matches('\n').count() + 1);
            ConfigurationError { file, problems: vec![format!("{of_key}{what}")] }
        })?;
        read.checked(file)
    }

    /// Checks what a file or somebody else has set up.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn checked(self, file: &str) -> Result<Self, ConfigurationError> {
        let problems = self.problems();
        match problems.is_empty() {
            true => Ok(self),
            false => Err(ConfigurationError { file: file.into(), problems }),
        }
    }

    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.schema != SCHEMA {
            problems.push(format!("`schema` must be \"{SCHEMA}\""));
        }
        let mut names = BTreeSet::new();
        for entry in &self.policies {
            let name = lictor_model::visible(&entry.name);
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
            if entry.name.is_empty() || entry.name.len() > 64 || !entry.name.chars().all(plain) {
                problems.push(format!(
                    "`policies.name` \"{name}\" goes into paths: use lower-case letters, digits, `-`, `_` and `.`, at most 64"
                ));
            }
            if !names.insert(entry.name.as_str()) {
                problems.push(format!("`policies.name` \"{name}\" is there twice"));
            }
            if entry.deadline_ms == 0 {
                problems.push(format!("`policies.deadline_ms` of \"{name}\" is 0: nothing could ever be checked"));
            }
            if entry.shadow.as_ref().is_some_and(|shadow| !(0.0..=1.0).contains(&shadow.share)) {
                problems.push(format!("`policies.shadow.share` of \"{name}\" must be between 0 and 1"));
            }
        }
        let mut holders = BTreeSet::new();
        for key in &self.keys {
            let name = lictor_model::visible(&key.name);
            if key.name.is_empty() || name != key.name || !holders.insert(key.name.as_str()) {
                problems.push(format!("`keys.name` \"{name}\" is empty, there twice, or holds control characters"));
            }
            if key.in_flight == 0 {
                problems.push(format!("`keys.in_flight` of \"{name}\" is 0: it could never ask"));
            }
            for policy in key.policies.iter().filter(|policy| !self.serves(policy)) {
                let known: Vec<&str> = self.policies.iter().map(|entry| entry.name.as_str()).collect();
                let near = lictor_model::closest(policy, known.iter().copied());
                let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
                let policy = lictor_model::visible(policy);
                problems.push(format!("`keys.policies` of \"{name}\" names \"{policy}\", which is not served{hint}"));
            }
        }
        for origin in self.cors_origins.iter().filter(|origin| !crate::cors::is_origin(origin)) {
            let origin = lictor_model::visible(origin);
            problems.push(format!(
                "`cors_origins` \"{origin}\" is no origin as browsers send it: write `https://app.example` or \
                 `http://localhost:3000`, in lower case, without a path and without the usual port"
            ));
        }
        problems.extend(self.limits.problems());
        problems.extend(self.decisions.iter().flat_map(Decisions::problems));
        problems.extend(self.telemetry.iter().flat_map(Telemetry::problems));
        problems.extend(self.proxy.iter().flat_map(Proxy::problems));
        let open = self.keys.is_empty() && self.tls.as_ref().is_none_or(|tls| tls.client_authorities.is_none());
        if open && !self.listen.ip().is_loopback() && !self.without_keys {
            problems.push(format!(
                "`listen` {} is reached from other machines and nobody needs a key: add `[[keys]]` (`lictor serve key NAME` \
                 makes one) or `tls.client_authorities`, or say `without_keys = true`",
                self.listen
            ));
        }
        problems
    }

    fn serves(&self, policy: &str) -> bool {
        match self.policies.is_empty() {
            true => policy == "default",
            false => self.policies.iter().any(|entry| entry.name == policy),
        }
    }

    /// The policies, or the embedded default one where none is named.
    pub fn policies(&self) -> Vec<PolicyEntry> {
        match self.policies.is_empty() {
            true => vec![PolicyEntry::new("default", "default")],
            false => self.policies.clone(),
        }
    }

    fn resolve_paths(&mut self, folder: &Path) {
        let policy = |name: &mut String| {
            if lictor::PolicyFile::embedded(name).is_none() {
                *name = folder.join(&*name).display().to_string();
            }
        };
        for entry in &mut self.policies {
            let name = entry.policy.get_or_insert_with(|| entry.name.clone());
            policy(name);
            if let Some(shadow) = &mut entry.shadow {
                policy(&mut shadow.policy);
            }
        }
        if let Some(decisions) = &mut self.decisions {
            decisions.path = folder.join(&decisions.path);
        }
        if let Some(store) = &mut self.store {
            *store = folder.join(&*store);
        }
        for path in self.files() {
            *path = folder.join(&*path);
        }
    }

    /// The files that it names beside policies: keys and certificates.
    pub(crate) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        self.tls.iter_mut().flat_map(Tls::files).chain(self.proxy.iter_mut().flat_map(Proxy::files))
    }
}

impl Tls {
    fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [&mut self.certificate, &mut self.key].into_iter().chain(self.client_authorities.as_mut())
    }
}

/// What a parser says, without the value that it says it about: somebody may have written a key where its place should be.
fn without_values(message: &str) -> String {
    let about_values = ["invalid type: ", "invalid value: ", "unknown variant "];
    match about_values.iter().any(|begin| message.starts_with(begin)).then(|| message.rsplit_once(", expected ")) {
        None => message.to_owned(),
        Some(Some((_, expected))) => format!("wrong value, expected {expected}"),
        Some(None) => "wrong value".into(),
    }
}

fn listen() -> SocketAddr {
    LISTEN
}

fn deadline_ms() -> u32 {
    2000
}

fn in_flight() -> u32 {
    64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_and_what_would_do_and_repeats_no_value() {
        let secret = "sk-live-hunter2";
        for (wrong, mend) in [
            (format!("[proxy]\nupstream = 'http://x'\nupstream_key = '{secret}'"), "expected `env` or `file`"),
            (format!("without_keys = '{secret}'"), "`without_keys`: wrong value, expected a boolean"),
            (format!("listen = '{secret}'"), "`listen`: invalid socket address"),
            (format!("[limits]\nin_flight = '{secret}'"), "expected u32"),
            (format!("[[keys]]\nname = 'a'\nhash = '{secret}'"), "lictor serve key"),
            (format!("[[keys]]\nname = 'a'\nhash = '{secret}\nin_flight = 1"), ""),
            (format!("[proxy]\nupstream = 'http://me:{secret}@x'"), "upstream_key"),
            (format!("tls = '{secret}'"), "expected struct Tls"),
        ] {
            let error = Configuration::parse("server.toml", &format!("schema = '{SCHEMA}'\n{wrong}")).unwrap_err();
            let said = error.to_string();
            assert!(said.contains(mend) && said.starts_with("server.toml:") && !said.contains("hunter2"), "{said}");
        }
    }
}
