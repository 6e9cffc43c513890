//! Words of a pack that end up in errors must not carry out the settings that it was given in confidence.

use aho_corasick::{AhoCorasick, MatchKind};
pub(crate) use lictor_contract::tame;
use serde_json::Value;

/// Values of settings shorter than this are not looked for: they would blot out ordinary words.
const SHORTEST_HIDDEN: usize = 4;

/// The longest text of a pack that is looked through for values, in bytes; what follows is cut off.
const LONGEST_SEARCHED: usize = 4_096;

/// The values in a pack's settings. Canaries and customer names stand there, and a pack's complaint about them
/// is shown to people and written to logs.
pub(crate) struct Settings(Option<AhoCorasick>);

impl Settings {
    pub(crate) fn of(json: &str) -> Self {
        let mut values = Vec::new();
        if let Ok(settings) = serde_json::from_str::<Value>(json) {
            collect(&settings, &mut values);
        }
        Self(AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(values).ok())
    }

    /// A pack's words without the values in them.
    pub(crate) fn hide(&self, text: &str) -> String {
        let text = &text[..text.floor_char_boundary(LONGEST_SEARCHED)];
        match &self.0 {
            Some(values) => {
                let mut out = String::with_capacity(text.len());
                values.replace_all_with(text, &mut out, |_, _, out| {
                    out.push_str("[setting]");
                    true
                });
                out
            }
            // More values than can be looked for.
            None => "[withheld]".into(),
        }
    }
}

fn collect(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text) if text.chars().count() >= SHORTEST_HIDDEN => into.push(text.clone()),
        Value::Number(number) if number.to_string().len() >= SHORTEST_HIDDEN => into.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, into)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_settings_are_not_repeated() {
        let settings = Settings::of(r#"{"canaries": ["falcon nine", "falcon"], "pin": 48215, "on": true, "x": "no"}"#);
        assert_eq!(
            settings.hide("/canaries/0: falcon nine, falcon, 48215 no"),
            "/canaries/0: [setting], [setting], [setting] no"
        );
        assert_eq!(Settings::of("not JSON").hide("as it is"), "as it is");
    }
}
