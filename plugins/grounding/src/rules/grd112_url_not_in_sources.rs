use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, rule};

use crate::index::{MAX_FINDINGS, StemSet, sources};
use crate::settings::Chosen;
use crate::tokens::hash;
use crate::urls::{canonical, host, is_within, urls};

rule! {
    /// ## What it does
    /// Reports a web address in the answer that stands neither in a context (its text or its `source`) nor in
    /// what was said before. Scheme, `www.`, case, fragment, trailing slash and tracking parameters make no
    /// difference; the bare home page of a host that a source links to is fine.
    /// ## Why is this bad
    /// Models make up addresses that look right. The reader ends nowhere, or on a page that somebody put there
    /// because models make it up.
    /// ## Known false positives
    /// Well-known addresses that the application is content to show: list their hosts in `url_hosts`. Addresses
    /// in the system prompt, which this pack does not read. Example hosts, `localhost` and XML name spaces are
    /// left out.
    /// ## Settings
    /// `url_hosts`: hosts (with their subdomains) that need no source.
    pub URL_NOT_IN_SOURCES {
        code: "GRD112",
        slug: "url-not-in-sources",
        summary: "a link stands in no source",
        message: "{quote} stands in no source",
        remedy: "Let the application add links from the sources' metadata, or list the hosts that need no source.",
        dimension: Dimension::Grounding,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[Pattern::regex(r"(?i)\b(?:https?://|www\.)[a-z0-9]").label("url")],
        fires: &[
            Example::json(r#"{"answer": "See https://help.acme.io/refunds/form for the form.", "contexts": [{"text": "The form is on https://help.acme.io/forms/refund."}]}"#),
            Example::json(r#"{"answer": "See [the form](http://www.acme-refunds.io/form).", "contexts": [{"text": "There is a form.", "source": "https://acme.io/refunds"}]}"#),
            Example::json(r#"{"answer": "Siehe www.acme.io/erstattung.", "contexts": [{"text": "Es gibt ein Formular."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "See <https://www.acme.io/Refunds/?utm_source=chat#form>.", "contexts": [{"text": "There is a form.", "source": "http://acme.io/refunds"}]}"#),
            Example::json(r#"{"answer": "See https://help.acme.io/forms.", "contexts": [{"text": "The form is on help.acme.io/forms (English)."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "What is https://acme.io/a?"}], "answer": "https://acme.io/a is a page on acme.io, see https://acme.io.", "contexts": [{"text": "Pages."}]}"#),
            Example::json(r#"{"answer": "See https://docs.acme.io/x.", "contexts": [{"text": "Pages."}]}"#)
                .with_settings(r#"{"url_hosts": ["acme.io"]}"#),
            Example::json(r#"{"answer": "Open http://localhost:8080/ui or https://api.example.com/v1 and add xmlns=\"http://www.w3.org/2000/svg\".", "contexts": [{"text": "Pages."}]}"#),
        ],
        check: check,
        extra: Extra {
            tags: &["citation", "url"],
            references: &["LLM09:2025", "AML.T0060"],
            ..Extra::NONE
        },
    }
}

fn check(case: &Case<'_>) {
    let text = case.answer();
    let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
    let allowed = &case.settings::<Chosen>().url_hosts;
    let mut known: Option<StemSet> = None;
    let mut reported = 0;
    for url in urls(text) {
        let name_space =
            text[..url.start].ends_with(['"', '\'']) && text[..url.start].trim_end_matches(['"', '\'']).ends_with('=');
        let Some(address) = canonical(&text[url.clone()]) else { continue };
        let host = host(&address);
        let exempt = (name_space && is_within(host, "w3.org"))
            || is_example(host)
            || allowed.iter().any(|parent| is_within(host, parent));
        let known = known.get_or_insert_with(|| known_addresses(case));
        if !exempt && !known.contains(hash(&address)) && reported < MAX_FINDINGS {
            reported += 1;
            case.report(Finding::span(Span { part, start: url.start as u32, end: url.end as u32 }));
        }
    }
}

/// Hosts that nobody can own or that mean the reader's own machine.
fn is_example(host: &str) -> bool {
    let reserved = ["example", "test", "invalid", "localhost", "local", "example.com", "example.org", "example.net"];
    reserved.iter().any(|parent| is_within(host, parent))
        || host.starts_with("127.")
        || host.starts_with("192.168.")
        || host == "0.0.0.0"
}

/// Everything in the sources that looks like an address, with or without a scheme, and the hosts thereof.
fn known_addresses(case: &Case<'_>) -> StemSet {
    let mut found: Vec<u32> = Vec::new();
    let mut add = |candidate: &str| {
        if let Some(address) = canonical(candidate) {
            found.push(hash(&address));
            found.push(hash(host(&address)));
        }
    };
    for doc in sources(case) {
        for url in urls(doc.text) {
            add(&doc.text[url]);
        }
        let bare = |word: &&str| word.contains('.') && !word.contains("://");
        let apart = |c: char| {
            c.is_whitespace()
                || matches!(c, '(' | ')' | '[' | ']' | '<' | '>' | '"' | '“' | '”' | ',' | ';' | '|' | '`')
        };
        doc.text.split(apart).filter(bare).for_each(|word| add(word.trim_end_matches(['.', ':', '!', '?'])));
        for key in ["source", "id"] {
            if let Some(property) = doc.part.property(key) {
                add(&property);
            }
        }
    }
    let mut set = StemSet::with_capacity(found.len());
    found.into_iter().for_each(|address| set.insert(address));
    set
}
