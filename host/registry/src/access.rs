//! How a registry lets us in: with a name and a password, or with a token of a token server (the distribution project's
//! token authentication).

use std::sync::PoisonError;

use data_encoding::BASE64;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use crate::answer::Answer;
use crate::challenge::Challenge;
use crate::connection::is_akin;
use crate::limits::MOST_TOKEN_BYTES;
use crate::registry::{Patience, Registry};
use crate::{Login, RegistryError, Secret};

/// What somebody is let in for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Access {
    /// To see whether the credentials are right.
    Ask,
    /// To read a repository.
    Pull(String),
    /// To read and write it.
    Push(String),
}

impl Access {
    /// As token servers name it. What the registry says is not asked for: it could be more than is needed.
    fn scope(&self) -> Option<String> {
        match self {
            Self::Ask => None,
            Self::Pull(path) => Some(format!("repository:{path}:pull")),
            Self::Push(path) => Some(format!("repository:{path}:pull,push")),
        }
    }
}

/// What goes into the head of a request.
pub(crate) struct Authorization(pub(crate) HeaderValue);

/// What a token server gives.
#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: Option<Secret>,
    #[serde(default)]
    access_token: Option<Secret>,
}

/// A token is a word, or several with dots between.
const MOST_TOKEN: usize = 32 << 10;

impl Registry {
    /// Finds out how to be let in, and remembers it.
    pub(crate) async fn authorise(&self, headers: &HeaderMap, access: &Access) -> Result<(), RegistryError> {
        let unauthorised = |given| RegistryError::Unauthorised { registry: self.name.clone(), given };
        let challenge = Challenge::of(headers)
            .ok_or_else(|| self.unexpected("it asks for credentials of a kind that is not known"))?;
        let login = self.connection.credentials.find(&self.name).await?;
        let value = match (challenge, login) {
            (Challenge::Basic, Some(Login::Password { user, password })) => basic(&user, &password),
            (_, Some(Login::Token(token))) => bearer(token.reveal()),
            (Challenge::Basic, None | Some(Login::Identity(_))) => return Err(unauthorised(false)),
            (Challenge::Bearer { realm, service }, login) => {
                let given = login.is_some();
                let token = self.token(&realm, service.as_deref(), access, login).await?;
                let token = token.ok_or_else(|| unauthorised(given))?;
                bearer(token.reveal())
            }
        };
        let value = value.ok_or_else(|| self.unexpected("a token or a password that no request can carry"))?;
        let mut known = self.authorizations.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(access.clone(), Authorization(value));
        Ok(())
    }

    /// Asks a token server. None: it does not accept the credentials, or wants some.
    async fn token(
        &self,
        realm: &str,
        service: Option<&str>,
        access: &Access,
        login: Option<Login>,
    ) -> Result<Option<Secret>, RegistryError> {
        let url = Url::parse(realm).map_err(|_| self.unexpected("a token server whose address is none"))?;
        if !self.is_safe(&url) {
            return Err(self.realm(&url, "it is not asked: what goes there is not encrypted"));
        }
        let host = url.host_str().unwrap_or_default();
        let allowed =
            is_akin(self.base.host_str().unwrap_or_default(), host) || self.connection.realm.as_deref() == Some(host);
        if login.is_some() && !allowed {
            return Err(self.realm(
                &url,
                "if that is right, say so with `--realm HOST`; if not, the registry may have been taken over",
            ));
        }
        let mut patience = Patience::new(self.limits());
        loop {
            match self.token_once(&url, service, access, login.as_ref()).await {
                Ok(token) => return Ok(token),
                Err(error) => patience.again(error).await?,
            }
        }
    }

    fn realm(&self, url: &Url, help: &'static str) -> RegistryError {
        let realm = lictor_contract::tame(url.authority(), 200);
        RegistryError::Realm { registry: self.name.clone(), realm, help }
    }

    async fn token_once(
        &self,
        url: &Url,
        service: Option<&str>,
        access: &Access,
        login: Option<&Login>,
    ) -> Result<Option<Secret>, RegistryError> {
        let mut parameters: Vec<(&str, Zeroizing<String>)> = Vec::new();
        let mut add = |name, value: &str| parameters.push((name, Zeroizing::new(value.to_owned())));
        if let Some(service) = service {
            add("service", service);
        }
        if let Some(scope) = access.scope() {
            add("scope", &scope);
        }
        let mut url = url.clone();
        let request = match login {
            Some(Login::Identity(token)) => {
                add("grant_type", "refresh_token");
                add("client_id", "lictor");
                add("refresh_token", token.reveal());
                let form = "application/x-www-form-urlencoded";
                self.client.post(url.clone()).header(header::CONTENT_TYPE, form).body(encoded(&parameters))
            }
            login => {
                for (name, value) in &parameters {
                    url.query_pairs_mut().append_pair(name, value);
                }
                let request = self.client.get(url.clone());
                match login {
                    Some(Login::Password { user, password }) => {
                        let value = basic(user, password);
                        let value = value.ok_or_else(|| self.unexpected("a password that no request can carry"))?;
                        request.header(header::AUTHORIZATION, value)
                    }
                    _ => request,
                }
            }
        };
        let begin = Instant::now();
        let head = self.limits().head;
        let slow = || RegistryError::Slow {
            registry: url.authority().to_owned(),
            what: format!("no token in {} s", head.as_secs()),
        };
        let response = timeout(head, request.send()).await.map_err(|_| slow())?;
        let response = response.map_err(|error| self.failed(&error, &url, "a token"))?;
        let registry = url.authority().to_owned();
        let answer = Answer { registry, response, limits: self.limits().clone(), begin, answered: Instant::now() };
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::BAD_REQUEST => return Ok(None),
            status if status.is_redirection() => {
                let problem = "a token server is asked at its own address only";
                return Err(RegistryError::Redirect { registry: answer.registry, problem });
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Err(RegistryError::Busy { registry: answer.registry, status: status.as_u16(), after: None });
            }
            _ => return Err(answer.refusal("a token").await),
        }
        let unexpected = || RegistryError::Unexpected { registry: url.authority().to_owned(), what: "no token".into() };
        let body = Zeroizing::new(answer.whole("a token", MOST_TOKEN_BYTES).await?);
        let given: Token = serde_json::from_slice(&body).map_err(|_| unexpected())?;
        let token = given.token.or(given.access_token).filter(|token| (1..=MOST_TOKEN).contains(&token.reveal().len()));
        token.map(Some).ok_or_else(unexpected)
    }
}

fn basic(user: &str, password: &Secret) -> Option<HeaderValue> {
    let both = Zeroizing::new(format!("{user}:{}", password.reveal()));
    sensitive(&Zeroizing::new(format!("Basic {}", BASE64.encode(both.as_bytes()))))
}

fn bearer(token: &str) -> Option<HeaderValue> {
    sensitive(&Zeroizing::new(format!("Bearer {token}")))
}

/// A value that is shown in no log of the libraries below.
fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// As forms are sent. The names need no escape.
fn encoded(parameters: &[(&str, Zeroizing<String>)]) -> String {
    let Ok(mut url) = Url::parse("form:") else { return String::new() };
    for (name, value) in parameters {
        url.query_pairs_mut().append_pair(name, value);
    }
    url.query().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_heads_are_as_servers_read_them() {
        let parameters =
            [("scope", "repository:a/b:pull".to_owned().into()), ("refresh_token", "a+b&c=d ü".to_owned().into())];
        assert_eq!(encoded(&parameters), "scope=repository%3Aa%2Fb%3Apull&refresh_token=a%2Bb%26c%3Dd+%C3%BC");
        let value = basic("jane", &Secret::from("hunter2".to_owned()));
        assert_eq!(value.as_ref().and_then(|value| value.to_str().ok()), Some("Basic amFuZTpodW50ZXIy"));
        assert!(!format!("{value:?}").contains("amFu"));
        assert_eq!(bearer("a\nb"), None);
    }
}
