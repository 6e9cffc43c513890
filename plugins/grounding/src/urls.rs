//! Web addresses in a form that can be compared.

use std::ops::Range;

/// Where addresses with a scheme or a `www.` stand in a text.
pub(crate) fn urls(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        // The first letter decides nearly always.
        if !matches!(bytes[at], b'h' | b'H' | b'w' | b'W') {
            at += 1;
            continue;
        }
        let rest = &bytes[at..];
        let starts = |prefix: &[u8]| rest.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        let fresh = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if fresh && (starts(b"http://") || starts(b"https://") || starts(b"www.")) {
            let range = at..at + end(&text[at..]);
            at = range.end.max(at + 1);
            out.push(range);
        } else {
            at += 1;
        }
    }
    out
}

/// How long the address is that begins here: without the punctuation of the sentence around it.
fn end(text: &str) -> usize {
    let stop = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '“' | '”' | '`' | '{' | '}' | '|' | '\\' | '^' | '】' | '»' | '’')
    };
    let mut url = &text[..text.find(stop).unwrap_or(text.len())];
    // A closing bracket ends the address unless it was opened within.
    let (mut round, mut square) = (0_i32, 0_i32);
    for (at, c) in url.char_indices() {
        match c {
            '(' => round += 1,
            ')' => round -= 1,
            '[' => square += 1,
            ']' => square -= 1,
            _ => {}
        }
        if round < 0 || square < 0 {
            url = &url[..at];
            break;
        }
    }
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_', '\'', '…', '~']).len()
}

/// Host and the rest of an address: no scheme, user, port of the scheme, `www.`, fragment, tracking
/// parameters or trailing slash, all in lower case. Nothing if there is no host.
pub(crate) fn canonical(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(host);
    let mut out = host.trim_end_matches('.').to_ascii_lowercase();
    if let Some(bare) = out.strip_prefix("www.") {
        out = bare.to_owned();
    }
    if !out.contains('.') || out.len() < 4 {
        return None;
    }
    let path = path.trim_end_matches('/');
    let path = path.strip_suffix("/index.html").unwrap_or(path);
    out.push_str(&path.to_ascii_lowercase());
    let tracking = |pair: &str| {
        let key = pair.split('=').next().unwrap_or_default();
        key.is_empty() || key.starts_with("utm_") || matches!(key, "gclid" | "fbclid" | "msclkid" | "ref" | "source")
    };
    let mut separator = '?';
    for pair in query.split('&').filter(|pair| !tracking(pair)) {
        out.push(separator);
        out.push_str(&pair.to_ascii_lowercase());
        separator = '&';
    }
    Some(out)
}

/// The host of a canonical address, without its port.
pub(crate) fn host(canonical: &str) -> &str {
    canonical.split(['/', '?', ':']).next().unwrap_or_default()
}

/// Whether `host` is `parent` or a subdomain of it.
pub(crate) fn is_within(host: &str, parent: &str) -> bool {
    let parent = parent.trim_start_matches("*.").trim_start_matches("www.");
    let Some(lead) = host.len().checked_sub(parent.len()) else { return false };
    host.is_char_boundary(lead)
        && host[lead..].eq_ignore_ascii_case(parent)
        && (lead == 0 || host.as_bytes()[lead - 1] == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_cut_out_of_prose() {
        let text =
            "See https://a.example/b_(c). Or (www.d.example), <http://e.example/f?g=h>; [x](https://i.example/j).";
        let found: Vec<&str> = urls(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            found,
            ["https://a.example/b_(c)", "www.d.example", "http://e.example/f?g=h", "https://i.example/j"]
        );
    }

    #[test]
    fn the_same_page_has_one_address() {
        let same = ["https://www.A.example/B/", "http://a.example:80/b?utm_source=x#top", "a.example/b"];
        assert!(same.iter().all(|url| canonical(url).as_deref() == Some("a.example/b")));
        assert_eq!(canonical("https://a.example/b?id=3&utm_medium=m").as_deref(), Some("a.example/b?id=3"));
        assert_eq!(canonical("https://localhost/x"), None);
        assert!(is_within("docs.a.example", "a.example") && !is_within("nota.example", "a.example"));
    }
}
