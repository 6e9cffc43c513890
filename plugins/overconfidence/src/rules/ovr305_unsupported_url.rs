use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Values, rule};

use crate::words::folded;

const NEW_ADDRESS: &str = "the site is known, the address is not";
const NEW_SITE: &str = "no source names the site";

rule! {
    /// ## What it does
    /// Reports a web address or an e-mail address in the answer that stands in none of the permitted contexts, tool
    /// results, citations or messages. Addresses are compared without scheme, `www.`, trailing slash and fragment,
    /// in lower case; an address that is the beginning of one in a source counts as found. Domains reserved for
    /// examples and local addresses are left alone.
    ///
    /// It applies only where the sample has permitted contexts.
    ///
    /// ## Why is this bad
    /// A model that writes an address from memory often writes one that does not exist, or that somebody else can
    /// register.
    ///
    /// ## Known false positives
    /// Well-known addresses that the assistant may give by heart, such as the organisation's own home page named in
    /// the system prompt only.
    pub UNSUPPORTED_URL {
        code: "OVR305",
        slug: "unsupported-url",
        summary: "gives a web or e-mail address that no source has",
        message: "an address without a source ({known}): “{quote}”",
        remedy: "Give addresses from the sources only.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[
            Pattern::regex(r"(?i)\bhttps?://[a-z0-9][^\s<>()\[\]{}|\\^`\x22”’]{2,}"),
            Pattern::regex(r"(?i)\b[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}\b"),
        ],
        fires: &[
            Example::json(
                r#"{"answer": "Apply at https://shop.test-bank.org/refund-2024.", "contexts": [{"text": "See https://shop.test-bank.org/returns for returns."}]}"#,
            ),
            Example::json(r#"{"answer": "Write to refunds@made-up.org.", "contexts": [{"text": "Refunds take ten days."}]}"#),
            Example::json(r#"{"answer": "[Form](http://forms.made-up.org/a)", "contexts": [{"text": "Use the form."}]}"#),
        ],
        ignores: &[
            Example::json(
                r#"{"answer": "See https://www.test-bank.org/returns/.", "contexts": [{"text": "More at http://test-bank.org/returns"}]}"#,
            ),
            Example::json(
                r#"{"answer": "You asked about https://my.site.org/x.", "messages": [{"role": "user", "content": "Is https://my.site.org/x safe?"}], "contexts": [{"text": "Sites are checked."}]}"#,
            ),
            Example::json(
                r#"{"answer": "Run it on http://localhost:8080/ or https://example.com/api.", "contexts": [{"text": "Run the server."}]}"#,
            ),
            Example::answer("Look at https://nowhere.made-up.org/page."),
        ],
        check: |case: &Case<'_>| {
            let mut sources = String::new();
            for part in case.parts().filter(|part| part.input() != Input::Answer && part.input() != Input::ToolCalls) {
                sources.push_str(&folded(part.text()));
                for key in ["url", "source"] {
                    sources.push(' ');
                    sources.push_str(&folded(&part.property(key).unwrap_or_default()));
                }
                sources.push('\n');
            }
            for hit in case.hits() {
                let matched = hit.matched();
                let shown = matched.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '\'', '/']);
                let address = canonical(shown);
                if is_reserved(host(&address)) || stands_in(&sources, &address) {
                    continue;
                }
                let known = if stands_in(&sources, host(&address)) { NEW_ADDRESS } else { NEW_SITE };
                case.report(Finding::within(&hit, 0..shown.len()).detail("known", known));
            }
        },
        extra: Extra {
            tags: &["citation"],
            references: &["LLM09:2025", "AML.T0060", "CWE-1426"],
            detail: &[Detail { key: "known", values: Values::OneOf(&[NEW_ADDRESS, NEW_SITE]) }],
            language: None,
            ..Extra::NONE
        },
    }
}

/// An address without what does not tell two pages apart.
fn canonical(address: &str) -> String {
    let address = folded(address);
    let bare = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    bare.split('#').next().unwrap_or(bare).trim_end_matches('/').to_owned()
}

/// The host of a canonical address, or what follows the `@`.
fn host(address: &str) -> &str {
    let host = address.split(['/', '?']).next().unwrap_or(address);
    let host = host.rsplit('@').next().unwrap_or(host);
    host.split(':').next().unwrap_or(host)
}

/// Whether a text has the address, not as a part of a longer name.
fn stands_in(sources: &str, address: &str) -> bool {
    sources.match_indices(address).any(|(at, _)| {
        let before = sources[..at].trim_end_matches("www.");
        !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '.'))
            && !sources[at + address.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
    })
}

/// Names that are nobody's: RFC 2606 and this machine.
fn is_reserved(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    let reserved = matches!(last, "example" | "test" | "invalid" | "localhost" | "local");
    let example = ["example.com", "example.org", "example.net"]
        .iter()
        .any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    reserved || example || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}
