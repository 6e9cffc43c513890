use std::net::IpAddr;
use std::path::PathBuf;

use reqwest::{Url, redirect};
use rustls::crypto::ring;

use crate::limits::Limits;
use crate::{Credentials, RegistryError};

/// How registries are reached.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// Certificates, in PEM, of authorities that count beside those of the system.
    pub authorities: Option<PathBuf>,
    /// Whether to speak HTTP without TLS, so that anybody on the way can read and change everything.
    pub plain_http: bool,
    /// A host beside the registry's own that may be given its credentials.
    pub realm: Option<String>,
    /// How long to wait.
    pub limits: Limits,
    /// Who we are.
    pub credentials: Credentials,
}

impl Connection {
    /// Where the registry's API begins.
    pub(crate) fn base(&self, registry: &str) -> Result<Url, RegistryError> {
        // The one registry whose API is not where its name says.
        let host = if registry == "docker.io" { "registry-1.docker.io" } else { registry };
        let unusable = |_| RegistryError::Unexpected { registry: registry.to_owned(), what: "its name is none".into() };
        let mut url = Url::parse(&format!("https://{host}/v2/")).map_err(unusable)?;
        if self.plain_http || (self.authorities.is_none() && is_loopback(&url)) {
            url = Url::parse(&format!("http://{host}/v2/")).map_err(unusable)?;
        }
        Ok(url)
    }

    pub(crate) fn client(&self, base: &Url) -> Result<reqwest::Client, RegistryError> {
        // The client takes the process's provider. Somebody may have set the same one already.
        let _ = ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("lictor/", env!("CARGO_PKG_VERSION")))
            // Followed by our own rules.
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(self.limits.connect);
        if let Some(file) = &self.authorities {
            let fail = |problem: String| RegistryError::Authorities { file: file.clone(), problem };
            let pem = std::fs::read(file).map_err(|error| fail(error.to_string()))?;
            let authorities =
                reqwest::Certificate::from_pem_bundle(&pem).map_err(|_| fail("not certificates in PEM".to_owned()))?;
            if authorities.is_empty() {
                return Err(fail("no certificate in it".to_owned()));
            }
            builder = authorities.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate);
        }
        if base.scheme() == "http" {
            // A machine without authorities can still ask a registry beside it.
            builder = builder.tls_certs_only([]);
        }
        if is_loopback(base) {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|_| RegistryError::Unreachable {
            registry: base.authority().to_owned(),
            cause: "no client for HTTPS can be made".into(),
            help: "does this system have certificates of authorities? --ca names a file",
            again: false,
        })
    }
}

/// Whether a host is this machine, so that nobody is on the way.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a host may be given what a registry is given: it is the same, or belongs to the same domain, as
/// `auth.docker.io` and `registry-1.docker.io` do, and `gitlab.com` and `registry.gitlab.com`.
pub(crate) fn is_akin(registry: &str, other: &str) -> bool {
    let numeric = |host: &str| host.starts_with('[') || host.parse::<IpAddr>().is_ok();
    if registry == other {
        return true;
    }
    if numeric(registry) || numeric(other) {
        return false;
    }
    let below = |domain: &str| other.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    // The registry's own name without its first label; a domain that somebody owns has at least two, and `co.uk` is none.
    let owned = |domain: &str| match domain.split_once('.') {
        Some((second, first)) => first.contains('.') || first.len() > 2 || second.len() > 3,
        None => false,
    };
    let domain = registry.split_once('.').map(|(_, domain)| domain).filter(|domain| owned(domain));
    (registry.contains('.') && below(registry)) || domain.is_some_and(|domain| other == domain || below(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_unless_it_is_this_machine_or_asked_for() {
        let base = |registry: &str, connection: &Connection| {
            connection.base(registry).map(|url| url.to_string()).unwrap_or_default()
        };
        let default = Connection::default();
        for (registry, wanted) in [
            ("r.example", "https://r.example/v2/"),
            ("r.example:5000", "https://r.example:5000/v2/"),
            ("127.0.0.1:5000", "http://127.0.0.1:5000/v2/"),
            ("localhost", "http://localhost/v2/"),
            ("[::1]:5000", "http://[::1]:5000/v2/"),
            ("localhost.example", "https://localhost.example/v2/"),
            ("docker.io", "https://registry-1.docker.io/v2/"),
        ] {
            assert_eq!(base(registry, &default), wanted);
        }
        let plain = Connection { plain_http: true, ..Connection::default() };
        assert_eq!(base("r.example", &plain), "http://r.example/v2/");
        let private = Connection { authorities: Some("ca.pem".into()), ..Connection::default() };
        assert_eq!(base("localhost:5000", &private), "https://localhost:5000/v2/");
    }

    #[test]
    fn who_belongs_to_a_registry() {
        for (registry, other) in [
            ("r.example", "r.example"),
            ("127.0.0.1", "127.0.0.1"),
            ("registry-1.docker.io", "auth.docker.io"),
            ("registry.gitlab.com", "gitlab.com"),
            ("acme.com", "auth.acme.com"),
        ] {
            assert!(is_akin(registry, other), "{registry} {other}");
        }
        for (registry, other) in [
            ("r.example", "example"),
            ("r.example", "s.example"),
            ("registry.acme.com", "evil.com"),
            ("registry.acme.com", "evilacme.com"),
            ("registry.acme.com", "registry.acme.com.evil.com"),
            ("10.0.0.1", "11.0.0.1"),
            ("127.0.0.1", "localhost"),
            ("acme.com", "com"),
            ("acme.co.uk", "evil.co.uk"),
        ] {
            assert!(!is_akin(registry, other), "{registry} {other}");
        }
    }
}
