//! Pages of other origins, in browsers: none may ask, unless the configuration names it.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::shared::Shared;

/// What a page may send beside what every page may.
const HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, x-api-key");
const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
/// What a page may read beside what every page may.
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after");
/// Seconds for which a browser need not ask again.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Lets pages of the named origins ask. Where none is named there is no sign of it.
pub(crate) async fn cors(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let setup = shared.setup.load();
    let origins = &setup.configuration.cors_origins;
    if origins.is_empty() {
        drop(setup);
        return next.run(request).await;
    }
    let origin = allowed(origins, request.headers());
    drop(setup);
    let preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
        && origin.is_some();
    let mut response = match preflight {
        // Without a key: browsers send none here.
        true => StatusCode::NO_CONTENT.into_response(),
        false => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin {
        let mut say = |name: HeaderName, value: HeaderValue| drop(headers.insert(name, value));
        say(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if preflight {
            say(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            say(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            say(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        } else {
            say(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }
    response
}

/// The origin of the request, if it is one of these to the letter.
fn allowed(origins: &[String], headers: &HeaderMap) -> Option<HeaderValue> {
    let given = headers.get(header::ORIGIN)?;
    origins.iter().any(|origin| origin.as_bytes() == given.as_bytes()).then(|| given.clone())
}

/// Whether this is an origin as browsers write it: scheme, host in lower case, a port only where it is not the usual one.
pub(crate) fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !rest.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let usual = match scheme {
        "https" => "443",
        "http" => "80",
        _ => return false,
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '[' | ']' | ':');
    let port_is_fine = port.is_none_or(|port| {
        port != usual && port.parse::<u16>().is_ok_and(|number| number != 0 && number.to_string() == port)
    });
    !host.is_empty() && host.chars().all(plain) && (host.starts_with('[') || !host.contains(':')) && port_is_fine
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for origin in [
            "https://app.example",
            "http://localhost:3000",
            "https://xn--bcher-kva.example:8443",
            "http://[::1]:8080",
            "http://[::1]",
        ] {
            assert!(is_origin(origin), "{origin}");
        }
        let wrong = [
            "*",
            "null",
            "",
            "https://",
            "app.example",
            "https://app.example/",
            "https://App.example",
            "https://*.example",
            "https://app.example:443",
            "http://a:80",
            "ftp://a",
            "https://a:0",
            "https://a:080",
            "https://a:b",
            "https://a b",
            "https://u@a",
            "https://a:1:2",
        ];
        for origin in wrong {
            assert!(!is_origin(origin), "{origin}");
        }
    }
}
