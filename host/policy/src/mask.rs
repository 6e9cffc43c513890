//! Errors show lines of the policy, and a policy can hold what must not be shown: canaries and other settings
//! of packs, and a secret that somebody wrote where only its name belongs. The text that errors show has all
//! of that replaced by asterisks, byte for byte, so that places still fit.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::file::keys::{COMBINATION_KEYS, PACK_KEYS, POLICY_KEYS, RULES_KEYS, STREAM_KEYS, WAIVER_KEYS};
use crate::file::{is_fingerprint, is_variable};

/// The text with every value masked that is not part of the policy's own vocabulary: settings, values of unknown
/// keys, what cannot be the name of a secret or a fingerprint.
pub(crate) fn values(text: &str, root: &DeTable<'_>) -> String {
    let mut spans = Vec::new();
    for (key, value) in root {
        let items = match value.get_ref() {
            DeValue::Array(items) => &items[..],
            _ => std::slice::from_ref(value),
        };
        match key.get_ref().as_ref() {
            "packs" => items.iter().for_each(|pack| unknown(pack, PACK_KEYS, &["settings"], &mut spans)),
            "fingerprint" => fingerprint_values(value, value.get_ref(), &mut spans),
            "stream" => unknown(value, STREAM_KEYS, &["rules"], &mut spans),
            "rules" => unknown(value, RULES_KEYS, &[], &mut spans),
            "combinations" => items.iter().for_each(|item| unknown(item, COMBINATION_KEYS, &[], &mut spans)),
            "waivers" => items.iter().for_each(|waiver| waiver_values(waiver, &mut spans)),
            key if POLICY_KEYS.contains(&key) => {}
            _ => leaves(value, &mut spans),
        }
    }
    comments(text, root, &mut spans);
    masked(text, spans)
}

/// Comments, since that is where people put a line that they want to have back.
fn comments(text: &str, root: &DeTable<'_>, spans: &mut Vec<Range<usize>>) {
    let mut texts = Vec::new();
    quoted(root, &mut texts);
    texts.sort_by_key(|text| text.start);
    let inside = |at: usize| {
        let next = texts.partition_point(|text| text.start <= at);
        next > 0 && texts[next - 1].contains(&at)
    };
    let mut done = 0;
    for (at, _) in text.match_indices('#') {
        if at >= done && !inside(at) {
            done = text[at..].find('\n').map_or(text.len(), |length| at + length);
            spans.push(at + 1..done);
        }
    }
}

/// The spans of keys and of values that hold no others: a `#` in them starts no comment.
fn quoted(table: &DeTable<'_>, texts: &mut Vec<Range<usize>>) {
    fn value(found: &Spanned<DeValue<'_>>, texts: &mut Vec<Range<usize>>) {
        match found.get_ref() {
            DeValue::Table(table) => quoted(table, texts),
            DeValue::Array(items) => items.iter().for_each(|item| value(item, texts)),
            _ => texts.push(found.span()),
        }
    }
    for (key, found) in table {
        texts.push(key.span());
        value(found, texts);
    }
}

/// Everything in a table but what stands under its known keys.
fn unknown(table: &Spanned<DeValue<'_>>, known: &[&str], except: &[&str], spans: &mut Vec<Range<usize>>) {
    let Some(entries) = table.get_ref().as_table() else {
        return leaves(table, spans);
    };
    for (key, value) in entries {
        let key = key.get_ref().as_ref();
        if !known.contains(&key) || except.contains(&key) {
            leaves(value, spans);
        }
    }
}

fn fingerprint_values(value: &Spanned<DeValue<'_>>, fingerprint: &DeValue<'_>, spans: &mut Vec<Range<usize>>) {
    let Some(table) = fingerprint.as_table() else {
        return leaves(value, spans);
    };
    for (key, value) in table {
        let name = match key.get_ref().as_ref() {
            "env" => value.get_ref().as_str().is_some_and(is_variable),
            key => key == "file",
        };
        if !name {
            leaves(value, spans);
        }
    }
}

/// What stands in the place of a fingerprint and is none may be the evidence itself.
fn waiver_values(waiver: &Spanned<DeValue<'_>>, spans: &mut Vec<Range<usize>>) {
    unknown(waiver, WAIVER_KEYS, &[], spans);
    let fingerprint = waiver.get_ref().as_table().and_then(|waiver| waiver.get("fingerprint"));
    if let Some(value) = fingerprint.filter(|value| !value.get_ref().as_str().is_some_and(is_fingerprint)) {
        leaves(value, spans);
    }
}

/// The spans of strings, numbers and dates. True and false say nothing.
fn leaves(value: &Spanned<DeValue<'_>>, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(table) => table.values().for_each(|value| leaves(value, spans)),
        DeValue::Array(items) => items.iter().for_each(|item| leaves(item, spans)),
        DeValue::Boolean(_) => {}
        _ => spans.push(value.span()),
    }
}

/// The text of a file that is no TOML. Nothing is known of its structure but what lines look like: only headers
/// and the values of the policy's own keys are shown, and none of those under settings or fingerprint.
pub(crate) fn broken(text: &str) -> String {
    let mut spans = Vec::new();
    let (mut start, mut secret) = (0, false);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let bare = line.trim();
        if is_header(bare) {
            secret = is_secret(bare);
            spans.extend(line.find('#').map(|at| start + at..end));
        } else {
            // An inline table may go on for lines, and two lines may have run together.
            secret |= is_secret(bare);
            let (key, value) = match line.split_once('=') {
                Some((key, value)) if is_key(key.trim()) => (key.trim(), value),
                _ => ("", line),
            };
            let known = [POLICY_KEYS, PACK_KEYS, RULES_KEYS, COMBINATION_KEYS, WAIVER_KEYS, STREAM_KEYS]
                .concat()
                .contains(&key);
            if secret || !known || value.contains('=') {
                spans.push(end - value.len()..end);
            } else if let Some((_, comment)) = value.split_once('#') {
                spans.push(end - comment.len()..end);
            }
        }
        start = end;
    }
    masked(text, spans)
}

/// What a key looks like, and a line in the middle of a key file hardly ever.
fn is_key(text: &str) -> bool {
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let (code, name) = (|c: char| c.is_ascii_uppercase() || c.is_ascii_digit(), |c: char| c.is_ascii_lowercase());
    (bare.len() <= 6 && bare.chars().all(code)) || bare.chars().all(|c| name(c) || "_.:-/".contains(c))
}

fn is_secret(name: &str) -> bool {
    name.contains("settings") || name.contains("fingerprint")
}

/// `[a.b]` or `[[a]]`, as people write headers.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim_end();
    line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).is_some_and(|inner| {
        let name = inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(inner);
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    })
}

/// Replaces letters and digits of the spans, so that quotes, brackets and lines stay to be seen.
fn masked(text: &str, mut spans: Vec<Range<usize>>) -> String {
    spans.sort_by_key(|span| span.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in spans {
        let start = span.start.max(done);
        let (Some(before), Some(inside)) = (text.get(done..start), text.get(start..span.end)) else {
            continue;
        };
        out.push_str(before);
        for c in inside.chars() {
            match c {
                '"' | '\'' | '\n' | '\r' | ' ' | ',' | '[' | ']' | '{' | '}' => out.push(c),
                other => out.extend(std::iter::repeat_n('*', other.len_utf8())),
            }
        }
        done = span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "hunter2";

    #[test]
    fn what_is_not_the_policys_own_is_masked_and_nothing_moves() {
        let text = r#"
id = "shown"
token = "hunter2"
[fingerprint]
env = "hunter2"
value = "hunter2"
[[packs]]
plugin = "lictor/x"
setings = { a = "hunter2" }
[packs.settings]
canaries = ["hunter2", """
hunter2 ä"""]
n = 42
b = true
"#;
        let (root, errors) = DeTable::parse_recoverable(text);
        assert!(errors.is_empty());
        let shown = values(text, root.get_ref());
        assert!(!shown.contains(SECRET) && !shown.contains("42"), "{shown}");
        assert_eq!(shown.len(), text.len());
        for kept in ["id = \"shown\"", "plugin = \"lictor/x\"", "canaries = [\"*******\"", "b = true"] {
            assert!(shown.contains(kept), "{shown}");
        }
    }

    #[test]
    fn a_broken_file_shows_no_settings_either() {
        let text = "id = \"x\n[[packs]]\nplugin = \"lictor/x\"\nsettings = { a = [\n\"hunter2\"\n[packs.settings]\nk = \"hunter2\n\
                    hunter2\n[fingerprint]\nenv = \"hunter2\"\n[rules]\nselect = [\"all\"]\n";
        let shown = broken(text);
        assert!(!shown.contains(SECRET), "{shown}");
        assert_eq!(shown.len(), text.len());
        assert!(shown.contains("plugin = \"lictor/x\"") && shown.contains("select = [\"all\"]"), "{shown}");
    }
}
