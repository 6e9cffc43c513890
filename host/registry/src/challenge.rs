//! What a registry says that it wants (RFC 9110, section 11.6.1).

use http_auth::parse_challenges;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

/// One way in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Challenge {
    /// A token of a token server.
    Bearer { realm: String, service: Option<String> },
    /// Name and password.
    Basic,
}

impl Challenge {
    /// The best of what is offered: a token, which is good for one purpose and some minutes, before the password itself.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let offered = headers.get_all(WWW_AUTHENTICATE).iter().filter_map(|value| value.to_str().ok());
        let (mut bearer, mut basic) = (None, None);
        for challenges in offered.filter_map(|value| parse_challenges(value).ok()) {
            for challenge in challenges {
                let parameter = |name: &str| {
                    let found = challenge.params.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                    found.map(|(_, value)| value.to_unescaped())
                };
                if challenge.scheme.eq_ignore_ascii_case("bearer") {
                    let offer = parameter("realm").map(|realm| Self::Bearer { realm, service: parameter("service") });
                    bearer = bearer.or(offer);
                } else if challenge.scheme.eq_ignore_ascii_case("basic") {
                    basic = Some(Self::Basic);
                }
            }
        }
        bearer.or(basic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Option<Challenge> {
        let values = values.iter().filter_map(|value| value.parse().ok());
        Challenge::of(&values.map(|value| (WWW_AUTHENTICATE, value)).collect())
    }

    #[test]
    fn a_token_is_preferred() {
        let bearer = |realm: &str, service: Option<&str>| {
            Some(Challenge::Bearer { realm: realm.into(), service: service.map(str::to_owned) })
        };
        for (values, wanted) in [
            (&["Basic realm=\"x\""][..], Some(Challenge::Basic)),
            (
                &["bearer Realm=\"https://a/t\",service=\"s \\\"q\\\"\",scope=\"x\""],
                bearer("https://a/t", Some("s \"q\"")),
            ),
            (&["Basic realm=\"x\", Bearer realm=\"https://a/t\""], bearer("https://a/t", None)),
            (&["Basic realm=\"x\"", "Bearer realm=\"https://a/t\""], bearer("https://a/t", None)),
            (&["Bearer service=\"s\"", "Basic realm=\"x\""], Some(Challenge::Basic)),
            (&["Negotiate"], None),
            (&["Bearer realm=\"https://a"], None),
            (&[], None),
        ] {
            assert_eq!(of(values), wanted, "{values:?}");
        }
    }
}
