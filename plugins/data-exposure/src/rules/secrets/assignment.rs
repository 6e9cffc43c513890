//! Takes `name = "value"` apart, in the spellings that code, configuration and documents have for it.

use std::ops::Range;

use lictor_sdk::Hit;

/// A name and the value that is given to it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// The name, lower case.
    pub(crate) name: String,
    /// The value's bytes in the matched text.
    pub(crate) value: Range<usize>,
    /// Whether the value stands in quotes.
    pub(crate) quoted: bool,
}

/// Bytes of the name before the match that are looked at.
const NAME_BEFORE: u32 = 40;

impl Assignment {
    /// Takes apart what a pattern matched: from the keyword in the name to the value's last character.
    pub(crate) fn of(hit: &Hit<'_>, text: &str) -> Option<Self> {
        let around = hit.around(NAME_BEFORE, 8);
        Self::parse(&around.before, text, &around.after)
    }

    fn parse(before: &str, text: &str, after: &str) -> Option<Self> {
        let name_end = text.find(|c| !is_name(c)).unwrap_or(text.len());
        let (value_start, quoted) = value_start(text, name_end)?;
        let head = before.rsplit(|c| !is_name(c)).next().unwrap_or_default();
        let name = format!("{head}{}", &text[..name_end]).to_ascii_lowercase();
        let raw = &text[value_start..];
        let value = if quoted {
            // White space ends a match: what goes on after it is a sentence, not a secret.
            let ends = after.is_empty()
                || after.starts_with(['"', '\'', '`', '’', '”', '<'])
                || raw.contains("&quot;")
                || raw.contains("&#39;");
            if !ends {
                return None;
            }
            cut(raw, &["&quot;", "&#39;", "&#x27;"]).trim_end_matches('\\')
        } else {
            let goes_on = after.starts_with(['(', '[', '<']) && !after.starts_with("</");
            if goes_on || raw.contains(['(', '[']) {
                return None;
            }
            let end = raw.find([',', ';', ')', ']', '}', '|', '\\']).unwrap_or(raw.len());
            cut_parameter(&raw[..end]).trim_end_matches(['.', ':', '*'])
        };
        (!value.is_empty()).then(|| Self { name, value: value_start..value_start + value.len(), quoted })
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// The text up to the first of these.
fn cut<'t>(text: &'t str, ends: &[&str]) -> &'t str {
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    &text[..end.unwrap_or(text.len())]
}

/// The text up to the next parameter of a query: `&name=`.
fn cut_parameter(text: &str) -> &str {
    let is_next = |at: &usize| {
        let rest = &text[at + 1..];
        rest.find('=').is_some_and(|eq| eq > 0 && rest[..eq].chars().all(|c| is_name(c) || c == ';'))
    };
    let end = text.match_indices('&').map(|(at, _)| at).find(is_next);
    &text[..end.unwrap_or(text.len())]
}

/// Past the quote or bracket that ends the name, the operator, and what opens the value; and whether that is a
/// quote.
fn value_start(text: &str, name_end: usize) -> Option<(usize, bool)> {
    const OPERATORS: [&str; 13] = ["=>", ":=", ":-", "==", "!=", "||", "??", "=", ":", ",", ">", "|", "—"];
    let mut rest = &text[name_end..];
    let closes = rest.trim_start_matches(['"', '\'', '`', '\\', ']', ')', '*', '’', '”']);
    let entity = ["&quot;", "&#39;"].iter().find_map(|entity| closes.strip_prefix(entity));
    rest = entity.unwrap_or(closes).trim_start();
    rest = rest.strip_prefix("value").map_or(rest, str::trim_start);
    let after = OPERATORS.iter().find_map(|operator| rest.strip_prefix(operator));
    rest = after.unwrap_or(rest);
    // The bold face of a name may end after its colon: `**Password:** …`.
    rest = rest.strip_prefix("**").unwrap_or(rest).trim_start();
    if let Some(typed) = type_annotation(rest) {
        rest = typed;
    }
    let (mut rest, mut quoted) = (rest, false);
    loop {
        let opened =
            ["\"", "'", "`", "\\", "“", "‘", "&quot;", "&#39;"].iter().find_map(|open| rest.strip_prefix(open));
        if let Some(inner) = opened {
            (rest, quoted) = (inner, true);
            continue;
        }
        match wrapper(rest) {
            Some(inner) if !quoted => rest = inner,
            _ => break,
        }
    }
    // A shell takes what follows `:-` if the variable is not set.
    if let Some(default) = rest.strip_prefix("${").and_then(|variable| variable.split_once(":-")) {
        rest = default.1;
    }
    (!rest.is_empty()).then(|| (text.len() - rest.len(), quoted))
}

/// Past `str = ` in `token: str = "…"`.
fn type_annotation(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic())?;
    let rest = text[end..].trim_start().strip_prefix('=')?.trim_start();
    (end > 0 && rest.starts_with(['"', '\'', '`'])).then_some(rest)
}

/// Past the brackets and calls that a quoted value is wrapped in: `[]byte(`, `String(`, `{`.
fn wrapper(text: &str) -> Option<&str> {
    let quote = text.find(['"', '\'', '`', '“', '‘'])?;
    let wraps = text[..quote].ends_with(['(', '[', '{'])
        && text[..quote].chars().all(|c| is_name(c) || matches!(c, '(' | '[' | '{' | ']'));
    (quote > 0 && wraps).then_some(&text[quote..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(before: &str, text: &str, after: &str) -> Option<(String, String, bool)> {
        let found = Assignment::parse(before, text, after)?;
        Some((found.name, text[found.value].to_owned(), found.quoted))
    }

    #[test]
    fn spellings_of_an_assignment() {
        for (before, text, after, name, value, quoted) in [
            ("DB_", "PASSWORD=a1;", "", "db_password", "a1", false),
            ("x.api", "Key: \"a1", "\",", "x.apikey", "a1", true),
            ("\"", "token\": [\"a1", "\"]", "token", "a1", true),
            ("'private-", "token'=>'a1", "'", "private-token", "a1", true),
            ("", "Token: String(\"a1", "\")", "token", "a1", true),
            ("", "key&quot;: &quot;a1&quot;", "", "key", "a1", true),
            ("?", "token=a1&next=2", "", "token", "a1", false),
            ("", "pass: a&b!", " ", "pass", "a&b!", false),
            ("", "token: str = \"a1", "\"", "token", "a1", true),
            ("--", "password a1", " ", "--password", "a1", false),
            ("FromEmail", "Password\" value=\"a1", "\"", "fromemailpassword", "a1", true),
            ("**", "Password:** `a1", "`", "password", "a1", true),
            ("| API ", "key | a1", " |", "key", "a1", false),
            ("<api", "Token>a1", "</api", "apitoken", "a1", false),
            ("env.", "KEY || 'a1", "'", "env.key", "a1", true),
            ("PG", "PASSWORD=${PW:-a1}", "", "pgpassword", "a1", false),
            ("${DB_", "PASSWORD:-a1}", "", "db_password", "a1", false),
            ("{\\\"", "token\\\": \\\"a1\\", "\"", "token", "a1", true),
        ] {
            assert_eq!(parse(before, text, after), Some((name.into(), value.into(), quoted)), "{before}{text}");
        }
    }

    #[test]
    fn calls_and_sentences_are_no_values() {
        assert_eq!(parse("", "token = getToken", "(x)"), None);
        assert_eq!(parse("", "password: \"Account", " password\""), None);
        assert_eq!(parse("", "key = keys[0]", ""), None);
    }
}
