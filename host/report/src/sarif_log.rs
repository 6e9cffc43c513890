//! The parts of SARIF 2.1.0 that a report needs, as they are serialised.

use std::borrow::Cow;
use std::collections::BTreeSet;

use lictor_contract::RuleInfo;
use lictor_model::{Dimension, Finding, Level, PolicyRef, Record, RecordSpan, RuleStatus, Source};
use serde::Serialize;

use crate::baseline::BaselineState;

/// A text where a plain text and, beside it, Markdown may stand.
#[derive(Serialize)]
pub(crate) struct Message<'a> {
    text: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<Cow<'a, str>>,
}

impl<'a> Message<'a> {
    /// A text of ours, or of a pack.
    fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), markdown: None }
    }

    /// The message of a result. Braces are doubled, because single ones are placeholders (3.11.5), and what would
    /// read as a link (3.11.6) is taken apart: a message can quote what a model was made to say.
    pub(crate) fn of(text: &str) -> Self {
        Self::plain(text.replace('{', "{{").replace('}', "}}").replace("](", "] ("))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Driver<'a> {
    pub(crate) name: &'static str,
    pub(crate) version: &'a str,
    pub(crate) rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
pub(crate) struct RunProperties<'a> {
    pub(crate) policy: &'a PolicyRef,
    pub(crate) today: &'a str,
}

/// A `reportingDescriptor`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule<'a> {
    id: &'a str,
    name: String,
    short_description: Message<'a>,
    full_description: Message<'a>,
    help: Message<'a>,
    default_configuration: Configuration,
    properties: RuleProperties<'a>,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: Vec<Cow<'a, str>>,
    dimension: Dimension,
    status: RuleStatus,
    revision: u32,
    since: &'a str,
}

impl<'a> Rule<'a> {
    pub(crate) fn new(rule: &'a RuleInfo) -> Self {
        let decl = &rule.decl;
        let mut help = decl.docs.trim().to_owned();
        if !decl.remedy.is_empty() {
            help = format!("{help}\n\n{}", decl.remedy).trim_start().to_owned();
        }
        if help.is_empty() {
            help.clone_from(&decl.summary);
        }
        let mut tags: Vec<Cow<'_, str>> = decl.tags.iter().map(|tag| Cow::from(tag.as_str())).collect();
        // The spelling by which dashboards recognise weaknesses.
        tags.extend(decl.references.iter().filter_map(|reference| {
            let number = reference.strip_prefix("CWE-")?;
            Some(format!("external/cwe/cwe-{number}").into())
        }));
        let mut seen = BTreeSet::new();
        tags.retain(|tag| seen.insert(tag.clone()));
        Self {
            id: rule.id.as_str(),
            name: pascal_case(&decl.slug),
            short_description: Message::plain(&decl.summary),
            full_description: Message::plain(first_paragraph(&decl.docs).unwrap_or_else(|| decl.summary.clone())),
            help: Message { text: help.clone().into(), markdown: Some(help.into()) },
            default_configuration: Configuration { enabled: decl.level != Level::Off, level: level(decl.level) },
            properties: RuleProperties {
                tags,
                dimension: decl.dimension,
                status: decl.status,
                revision: decl.revision,
                since: &decl.since,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SarifResult<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints<'a>,
    /// How it stands to an earlier run; on all results of a log or on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    /// Written even when empty: the specification wants the property on all results of a run or on none.
    suppressions: Vec<Suppression<'a>>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "lictor/v1")]
    v1: &'a str,
}

#[derive(Serialize)]
struct Suppression<'a> {
    kind: &'static str,
    status: &'static str,
    justification: &'a str,
}

#[derive(Serialize)]
struct ResultProperties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<&'a str>,
    dimension: Dimension,
    level: Level,
    views: &'a [String],
    spans: &'a [RecordSpan],
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f32>,
}

impl<'a> SarifResult<'a> {
    pub(crate) fn new(
        record: &'a Record,
        finding: &'a Finding,
        rule_index: Option<usize>,
        state: Option<BaselineState>,
    ) -> Self {
        let message = if finding.message.is_empty() { &finding.slug } else { &finding.message };
        let waived = finding.waived.iter().map(|reason| Suppression {
            kind: "external",
            status: "accepted",
            justification: reason,
        });
        Self {
            rule_id: finding.rule.as_str(),
            rule_index,
            level: level(finding.level),
            message: Message::of(message),
            locations: [Location::of(record)],
            partial_fingerprints: Fingerprints { v1: &finding.fingerprint.0 },
            baseline_state: state.map(BaselineState::as_str),
            suppressions: waived.collect(),
            properties: ResultProperties {
                workflow: record.workflow.as_deref(),
                dimension: finding.dimension,
                level: finding.level,
                views: &finding.views,
                spans: &finding.spans,
                confidence: finding.confidence,
            },
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Notification<'a> {
    level: &'static str,
    message: Message<'a>,
    locations: [Location<'a>; 1],
}

impl<'a> Notification<'a> {
    pub(crate) fn new(record: &'a Record, level: &'static str, text: &str) -> Self {
        Self { level, message: Message::of(text), locations: [Location::of(record)] }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
}

#[derive(Serialize)]
struct LogicalLocation<'a> {
    name: &'a str,
    /// The specification's word for a JSON object, which a sample is (3.33.7).
    kind: &'static str,
}

impl<'a> Location<'a> {
    /// Standard input has no URI: such a sample is known by its name alone.
    fn of(record: &'a Record) -> Self {
        let file = |source: &&Source| source.file != "-";
        Self {
            physical_location: record.source.as_ref().filter(file).map(|source| PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(&source.file) },
                region: (source.line > 0).then_some(Region { start_line: source.line }),
            }),
            logical_locations: [LogicalLocation { name: &record.id, kind: "object" }],
        }
    }
}

/// SARIF knows no redaction; an answer that must be changed is an error like one that must not be shown.
fn level(level: Level) -> &'static str {
    match level {
        Level::Block | Level::Redact => "error",
        Level::Warn => "warning",
        Level::Note => "note",
        Level::Off => "none",
    }
}

/// `cloud-provider-key` → `CloudProviderKey`.
fn pascal_case(slug: &str) -> String {
    let mut name = String::with_capacity(slug.len());
    for word in slug.split(|c: char| !c.is_alphanumeric()) {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    name
}

/// The first paragraph of a Markdown text that is no heading, on one line.
fn first_paragraph(markdown: &str) -> Option<String> {
    markdown
        .split("\n\n")
        .map(|block| block.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join(" "))
        .map(|block| block.trim().to_owned())
        .find(|block| !block.is_empty())
}

/// A path as a URI reference (RFC 3986): relative paths stay relative, so that a dashboard finds them in the
/// repository; absolute ones become `file:` URIs.
fn uri(path: &str) -> String {
    let path = if cfg!(windows) { Cow::from(path.replace('\\', "/")) } else { Cow::from(path) };
    let drive = cfg!(windows) && path.as_bytes().get(1) == Some(&b':');
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = String::with_capacity(path.len() + 8);
    if drive {
        uri.push_str("file:///");
    } else if path.starts_with('/') {
        uri.push_str("file://");
    }
    for (index, byte) in path.bytes().enumerate() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || (drive && index == 1) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{first_paragraph, pascal_case, uri};

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(uri("./runs/a b.jsonl"), "runs/a%20b.jsonl");
        assert_eq!(uri("../ä:1#?.jsonl"), "../%C3%A4%3A1%23%3F.jsonl");
        assert_eq!(uri("/tmp/x.jsonl"), "file:///tmp/x.jsonl");
    }

    #[test]
    fn rules_are_described_in_their_own_words() {
        assert_eq!(pascal_case("cloud-provider-key"), "CloudProviderKey");
        let docs = "# Title\n\n## What it does\nFinds keys\nof clouds.\n\nMore.";
        assert_eq!(first_paragraph(docs).as_deref(), Some("Finds keys of clouds."));
        assert_eq!(first_paragraph("# Only a title"), None);
    }
}
