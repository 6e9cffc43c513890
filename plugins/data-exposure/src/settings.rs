//! What a team can tell the pack.

use std::any::Any;

use lictor_sdk::{DynamicPattern, Input, Problem, pack};
use serde::Deserialize;

/// Shorter canaries would be found in ordinary text.
const MIN_CANARY_CHARS: usize = 8;

/// The settings of the pack.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Texts that were planted where no answer may take them from.
    pub(crate) canaries: Vec<String>,
    /// Hosts from which an answer may show images; their subdomains too.
    pub(crate) image_hosts: Vec<String>,
    /// E-mail domains of the application's owner; their subdomains too.
    pub(crate) owner_domains: Vec<String>,
    /// Values that no identifier or secret rule reports.
    pub(crate) allow: Vec<String>,
}

impl Settings {
    /// Whether a value is one that is never reported.
    pub(crate) fn allows(&self, value: &str) -> bool {
        self.allow.iter().any(|allowed| allowed == value)
    }

    /// Whether answers may show images from this host.
    pub(crate) fn allows_image_host(&self, host: &str) -> bool {
        self.image_hosts.iter().any(|allowed| is_within(host, allowed))
    }

    /// Whether an e-mail domain belongs to the application's owner.
    pub(crate) fn owns(&self, domain: &str) -> bool {
        self.owner_domains.iter().any(|owned| is_within(domain, owned))
    }
}

/// Whether a domain is another one or a subdomain of it.
fn is_within(domain: &str, other: &str) -> bool {
    let (domain, other) = (domain.trim_end_matches('.'), other.trim_end_matches('.'));
    let Some(above) = domain.len().checked_sub(other.len()).filter(|_| !other.is_empty()) else { return false };
    let Some((sub, tail)) = domain.split_at_checked(above) else { return false };
    tail.eq_ignore_ascii_case(other) && (sub.is_empty() || sub.ends_with('.'))
}

/// The settings as the pack declares them.
pub(crate) const SETTINGS: lictor_sdk::Settings = lictor_sdk::Settings { schema: SCHEMA, parse, patterns };

const SCHEMA: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "additionalProperties": false,
  "properties": {
    "canaries": {
      "description": "Texts planted in system prompts, documents or records that no answer may ever contain (EXP106). Each at least 8 characters long; letter case counts.",
      "type": "array",
      "items": {"type": "string", "minLength": 8},
      "maxItems": 1000,
      "uniqueItems": true,
      "default": []
    },
    "image_hosts": {
      "description": "Hosts from which an answer may show images (EXP701), such as \"acme.com\". Subdomains are included; no scheme, port or path.",
      "type": "array",
      "items": {"type": "string", "pattern": "^[A-Za-z0-9.-]+$"},
      "default": []
    },
    "owner_domains": {
      "description": "E-mail domains of the application's owner, whose addresses may stand in answers (EXP401), such as \"acme.com\". Subdomains are included.",
      "type": "array",
      "items": {"type": "string", "pattern": "^[A-Za-z0-9.-]+$"},
      "default": []
    },
    "allow": {
      "description": "Values that no identifier or secret rule reports, each exactly as it stands in answers: published test numbers, sample keys of your own documentation.",
      "type": "array",
      "items": {"type": "string", "minLength": 1},
      "default": []
    }
  }
}"#;

fn parse(json: &str) -> pack::Parsed {
    let parsed = pack::parse::<Settings>(json)?;
    let problems = parsed.downcast_ref::<Settings>().map(check).unwrap_or_default();
    if problems.is_empty() { Ok(parsed) } else { Err(problems) }
}

/// What the types cannot say.
fn check(settings: &Settings) -> Vec<Problem> {
    let short = settings.canaries.iter().enumerate().filter(|(_, canary)| canary.chars().count() < MIN_CANARY_CHARS);
    let mut problems: Vec<Problem> = short
        .map(|(index, _)| Problem {
            path: format!("/canaries/{index}"),
            message: format!("a canary needs at least {MIN_CANARY_CHARS} characters, or ordinary text contains it"),
        })
        .collect();
    for (field, domains) in [("image_hosts", &settings.image_hosts), ("owner_domains", &settings.owner_domains)] {
        let shaped = |domain: &str| {
            !domain.is_empty() && domain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        };
        problems.extend(domains.iter().enumerate().filter(|(_, domain)| !shaped(domain)).map(|(index, _)| Problem {
            path: format!("/{field}/{index}"),
            message: "give a domain without scheme, port or path, such as acme.com".into(),
        }));
    }
    problems
}

fn patterns(settings: &dyn Any) -> Vec<DynamicPattern> {
    let canaries = settings.downcast_ref::<Settings>().map(|settings| settings.canaries.as_slice());
    let pattern = |canary: &String| DynamicPattern {
        rule: "EXP106",
        literal: canary.clone(),
        case_insensitive: false,
        whole_word: false,
        inputs: &[Input::Answer, Input::ToolCalls],
        all_views: true,
    };
    canaries.unwrap_or_default().iter().map(pattern).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subdomains_belong_and_lookalikes_do_not() {
        assert!(is_within("cdn.acme.com", "ACME.com") && is_within("acme.com.", "acme.com"));
        assert!(!is_within("notacme.com", "acme.com") && !is_within("acme.com.evil.tld", "acme.com"));
        assert!(!is_within("acme.com", ""));
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let json =
            r#"{"canaries": ["long enough", "short"], "image_hosts": ["https://acme.com/"], "owner_domains": [""]}"#;
        let problems = parse(json).err().unwrap_or_default();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["/canaries/1", "/image_hosts/0", "/owner_domains/0"]);
        assert!(parse(r#"{"unknown": 1}"#).is_err() && parse("{}").is_ok());
    }
}
