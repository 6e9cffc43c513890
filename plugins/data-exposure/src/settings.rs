//! What a team can tell the pack.

use std::any::Any;

use lictor_sdk::{DynamicPattern, Input, Problem, pack};
use serde::Deserialize;

use crate::rules::template::{MIN_PREFIX, Template};

/// Shorter canaries would be found in ordinary text.
const MIN_CANARY_CHARS: usize = 8;

/// The settings of the pack.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Texts that were planted where no answer may take them from.
    pub(crate) canaries: Vec<String>,
    /// Texts that stand in system prompts to be recognised.
    pub(crate) system_canaries: Vec<String>,
    /// An organisation's own classification markings.
    pub(crate) markings: Vec<String>,
    /// Names of tools that no answer may contain.
    pub(crate) tool_names: Vec<String>,
    /// Domains of an organisation's own machines.
    pub(crate) internal_domains: Vec<String>,
    /// What ids of accounts, customers or tenants look like.
    pub(crate) subject_ids: Vec<String>,
    /// From how many personal records on an answer is a dump.
    pub(crate) bulk_records: Option<usize>,
    /// How many digits of a masked card may be seen.
    pub(crate) visible_digits: Option<usize>,
    /// Hosts to which an answer may link with data; their subdomains too.
    pub(crate) link_hosts: Vec<String>,
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

    /// Whether answers may link to this host with data.
    pub(crate) fn allows_link_host(&self, host: &str) -> bool {
        self.allows_image_host(host) || self.link_hosts.iter().any(|allowed| is_within(host, allowed))
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
    "system_canaries": {
      "description": "Texts that stand in system prompts to be recognised (EXP201). Where each request has its own, what all of them begin with. Each at least 8 characters long; letter case counts.",
      "type": "array",
      "items": {"type": "string", "minLength": 8},
      "maxItems": 1000,
      "uniqueItems": true,
      "default": []
    },
    "markings": {
      "description": "An organisation's own classification markings (EXP107), each as it stands in its documents; letter case counts.",
      "type": "array",
      "items": {"type": "string", "minLength": 3},
      "maxItems": 200,
      "uniqueItems": true,
      "default": []
    },
    "tool_names": {
      "description": "Names of tools that no answer may contain (EXP204), such as \"crm_lookup_v2\"; letter case counts.",
      "type": "array",
      "items": {"type": "string", "minLength": 4},
      "maxItems": 500,
      "uniqueItems": true,
      "default": []
    },
    "internal_domains": {
      "description": "Domains of an organisation's own machines (EXP207), such as \"prod.acme.net\", beside .internal, .corp, .intranet and .lan.",
      "type": "array",
      "items": {"type": "string", "pattern": "^[A-Za-z0-9.-]+$", "minLength": 4},
      "maxItems": 200,
      "uniqueItems": true,
      "default": []
    },
    "subject_ids": {
      "description": "What ids of accounts, customers or tenants look like (EXP109): # is a digit, @ a letter, ? either, the rest stands for itself. Each begins with two characters that stand for themselves, such as \"C-####\".",
      "type": "array",
      "items": {"type": "string", "minLength": 3},
      "maxItems": 50,
      "uniqueItems": true,
      "default": []
    },
    "bulk_records": {
      "description": "From how many personal records on an answer is a dump (EXP108); 5 unless set.",
      "type": "integer",
      "minimum": 2
    },
    "visible_digits": {
      "description": "How many digits of a masked card number may be seen (EXP709); 10 unless set.",
      "type": "integer",
      "minimum": 4,
      "maximum": 16
    },
    "link_hosts": {
      "description": "Hosts to which an answer may link with data in the address (EXP702), such as \"acme.com\", beside image_hosts. Subdomains are included; no scheme, port or path.",
      "type": "array",
      "items": {"type": "string", "pattern": "^[A-Za-z0-9.-]+$"},
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
    let mut problems: Vec<Problem> = Vec::new();
    for (field, canaries) in [("canaries", &settings.canaries), ("system_canaries", &settings.system_canaries)] {
        let short = canaries.iter().enumerate().filter(|(_, canary)| canary.chars().count() < MIN_CANARY_CHARS);
        problems.extend(short.map(|(index, _)| Problem {
            path: format!("/{field}/{index}"),
            message: format!("a canary needs at least {MIN_CANARY_CHARS} characters, or ordinary text contains it"),
        }));
    }
    let unsound = settings.subject_ids.iter().enumerate().filter(|(_, text)| !Template::new(text).is_sound());
    problems.extend(unsound.map(|(index, _)| Problem {
        path: format!("/subject_ids/{index}"),
        message: format!(
            "begin with {MIN_PREFIX} characters that stand for themselves and go on with #, @ or ?, such as C-####"
        ),
    }));
    let fields = [
        ("link_hosts", &settings.link_hosts),
        ("image_hosts", &settings.image_hosts),
        ("internal_domains", &settings.internal_domains),
        ("owner_domains", &settings.owner_domains),
    ];
    for (field, domains) in fields {
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

/// The patterns that settings add, rule by rule.
fn patterns(settings: &dyn Any) -> Vec<DynamicPattern> {
    let Some(settings) = settings.downcast_ref::<Settings>() else { return Vec::new() };
    let literal = |rule, literal: String| DynamicPattern {
        rule,
        literal,
        case_insensitive: false,
        whole_word: false,
        inputs: &[Input::Answer, Input::ToolCalls],
        all_views: false,
    };
    let word = |rule, text: &String| DynamicPattern { whole_word: true, ..literal(rule, text.clone()) };
    let mut patterns = Vec::new();
    for (rule, canaries) in [("EXP106", &settings.canaries), ("EXP201", &settings.system_canaries)] {
        for canary in canaries {
            // Nothing tells that a lone word is written backwards or under rot13, so it is looked for as such.
            let forms = [canary.chars().rev().collect(), canary.chars().map(rot13).collect(), canary.clone()];
            patterns.extend(forms.map(|form| DynamicPattern { all_views: true, ..literal(rule, form) }));
        }
    }
    patterns.extend(settings.markings.iter().map(|marking| word("EXP107", marking)));
    patterns.extend(
        settings.tool_names.iter().map(|name| DynamicPattern { inputs: &[Input::Answer], ..word("EXP204", name) }),
    );
    patterns.extend(
        settings
            .internal_domains
            .iter()
            .map(|domain| DynamicPattern { case_insensitive: true, ..literal("EXP207", domain.clone()) }),
    );
    patterns.extend(settings.subject_ids.iter().map(|id| literal("EXP109", Template::new(id).prefix().to_owned())));
    patterns
}

fn rot13(c: char) -> char {
    let turned = |base: u8| char::from((c as u8 - base + 13) % 26 + base);
    match c {
        'a'..='z' => turned(b'a'),
        'A'..='Z' => turned(b'A'),
        other => other,
    }
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
        let json = r#"{"canaries": ["long enough", "short"], "image_hosts": ["https://acme.com/"], "owner_domains": [""],
            "subject_ids": ["C-####", "@@@@"]}"#;
        let problems = parse(json).err().unwrap_or_default();
        let paths: Vec<&str> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["/canaries/1", "/subject_ids/1", "/image_hosts/0", "/owner_domains/0"]);
        assert!(parse(r#"{"unknown": 1}"#).is_err() && parse("{}").is_ok());
    }
}
