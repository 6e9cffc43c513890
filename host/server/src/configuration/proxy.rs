use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use reqwest::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A model server behind this one: what it answers is checked on its way to the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// Where the model server is, as its SDK takes it: `https://api.openai.com/v1`. Without a path `/v1` is meant.
    #[schemars(with = "String")]
    pub upstream: UpstreamUrl,
    /// Where the model server's key is. Without it none is sent.
    #[serde(default)]
    pub upstream_key: Option<KeySource>,
    /// Hand the application's `Authorization` to the model server. Lictor's own key then comes as `x-api-key`.
    #[serde(default)]
    pub forward_authorization: bool,
    /// Authorities that are trusted for the model server beside the system's, PEM.
    #[serde(default)]
    pub authorities: Option<PathBuf>,
    /// Seconds in which the model server has to take a connection.
    #[serde(default = "connect_seconds")]
    pub connect_seconds: u32,
    /// The longest that an answer which has begun may pause, in seconds.
    #[serde(default = "idle_seconds")]
    pub idle_seconds: u32,
    /// Seconds in which an answer has to be complete.
    #[serde(default = "answer_seconds")]
    pub answer_seconds: u32,
    /// Bytes that an answer may have; of one that is streamed, its texts.
    #[serde(default = "answer_bytes")]
    pub answer_bytes: u32,
}

/// Where a key is. A configuration never holds the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeySource {
    /// The environment variable of this name.
    Env(String),
    /// The contents of this file (relative to the configuration).
    File(PathBuf),
}

/// The base of a model server's paths.
#[derive(Clone, PartialEq, Eq)]
pub struct UpstreamUrl(Url);

impl Proxy {
    /// A model server that needs no key, with what holds where nothing is said.
    pub fn new(upstream: UpstreamUrl) -> Self {
        Self {
            upstream,
            upstream_key: None,
            forward_authorization: false,
            authorities: None,
            connect_seconds: connect_seconds(),
            idle_seconds: idle_seconds(),
            answer_seconds: answer_seconds(),
            answer_bytes: answer_bytes(),
        }
    }

    pub(super) fn problems(&self) -> Vec<String> {
        let counts = [
            ("connect_seconds", self.connect_seconds),
            ("idle_seconds", self.idle_seconds),
            ("answer_seconds", self.answer_seconds),
            ("answer_bytes", self.answer_bytes),
        ];
        let zero = counts.iter().filter(|(_, value)| *value == 0);
        let mut problems: Vec<String> = zero.map(|(name, _)| format!("`proxy.{name}` must not be 0")).collect();
        if self.forward_authorization && self.upstream_key.is_some() {
            problems.push(
                "`proxy.forward_authorization` and `proxy.upstream_key` say two things: whose key does the model server get?"
                    .into(),
            );
        }
        problems
    }

    /// Files that it names, to be resolved and watched.
    pub(crate) fn files(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let key = match &mut self.upstream_key {
            Some(KeySource::File(path)) => Some(path),
            Some(KeySource::Env(_)) | None => None,
        };
        key.into_iter().chain(self.authorities.as_mut())
    }
}

impl UpstreamUrl {
    /// The address of a path below it.
    pub(crate) fn below(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{path}", self.0.path().trim_end_matches('/')));
        url
    }

    pub(crate) fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }
}

impl FromStr for UpstreamUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Not shown: somebody may have written a key into it.
        let mut url = Url::parse(text).map_err(|_| "an upstream is a URL such as `https://api.openai.com/v1`")?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("an upstream begins with `https://` or `http://`");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("an upstream's URL holds no user and no password: the key comes from `upstream_key`");
        }
        if url.fragment().is_some() {
            return Err("an upstream's URL has nothing behind a `#`");
        }
        if url.path() == "/" {
            url.set_path("/v1");
        }
        Ok(Self(url))
    }
}

impl fmt::Display for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// As it is written.
impl fmt::Debug for UpstreamUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_str().fmt(f)
    }
}

impl Serialize for UpstreamUrl {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UpstreamUrl {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn connect_seconds() -> u32 {
    10
}

fn idle_seconds() -> u32 {
    120
}

fn answer_seconds() -> u32 {
    600
}

fn answer_bytes() -> u32 {
    8 << 20
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upstream_is_a_base_as_sdks_take_it() {
        let chat = |text: &str| text.parse::<UpstreamUrl>().map(|url| url.below("chat/completions").to_string());
        for (given, wanted) in [
            ("https://api.openai.com", "https://api.openai.com/v1/chat/completions"),
            ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
            ("http://localhost:11434/v1/", "http://localhost:11434/v1/chat/completions"),
            ("https://x.example/openai/v1?api-version=1", "https://x.example/openai/v1/chat/completions?api-version=1"),
        ] {
            assert_eq!(chat(given).as_deref(), Ok(wanted));
        }
        for wrong in ["api.openai.com", "ftp://x/v1", "https://me:secret@x/v1", "https://x/v1#a", "https://"] {
            let error = chat(wrong).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let read =
            |text: &str| toml::from_str::<Proxy>(&format!("upstream = 'http://x'\n{text}")).map(|p| p.problems());
        assert_eq!(read("upstream_key = { env = 'KEY' }").unwrap(), Vec::<String>::new());
        assert_eq!(read("idle_seconds = 0").unwrap(), ["`proxy.idle_seconds` must not be 0"]);
        assert_eq!(read("forward_authorization = true\nupstream_key = { file = 'key' }").unwrap().len(), 1);
        assert!(read("upstream_key = 'sk-abc'").is_err());
    }
}
