//! What was hidden in a text is shown by a view, which leads back to exactly what hides it: whoever cuts that out has
//! cut out the secret.
#![allow(clippy::unwrap_used, reason = "tests")]

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use lictor_scan::{ViewSet, views};
use proptest::prelude::*;

/// A way to hide a text.
type Hide = fn(&str) -> String;

/// The name of the view that shows it again, and the way.
const WAYS: [(&str, Hide); 13] = [
    ("base64", |text| BASE64.encode(text.as_bytes())),
    ("base64", |text| BASE64URL_NOPAD.encode(text.as_bytes())),
    ("hex", |text| HEXLOWER.encode(text.as_bytes())),
    ("hex", |text| pairs(text, "\\x", "")),
    ("hex", |text| pairs(text, "0x", ", ")),
    ("hex", |text| pairs(text, "", ":")),
    ("percent", |text| pairs(text, "%", "")),
    ("base64+hex", |text| BASE64.encode(HEXLOWER.encode(text.as_bytes()).as_bytes())),
    ("hex+percent", |text| HEXLOWER.encode(pairs(text, "%", "").as_bytes())),
    ("normalised", |text| text.chars().flat_map(|char| [char, '\u{200b}']).collect()),
    ("normalised", |text| text.chars().map(wide).collect()),
    ("reversed", |text| text.chars().rev().collect()),
    ("normalised", |text| format!("\u{2060}{}", text.replace(' ', "\u{a0}"))),
];

fn pairs(text: &str, before: &str, between: &str) -> String {
    text.bytes().map(|byte| format!("{before}{byte:02x}")).collect::<Vec<_>>().join(between)
}

/// The fullwidth form, which looks the same.
fn wide(char: char) -> char {
    match char {
        ' ' => '\u{3000}',
        _ => char::from_u32(u32::from(char) + 0xfee0).unwrap_or(char),
    }
}

/// Prose around what is hidden: other scripts, characters that views change, nothing that joins the run.
fn prose() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-z]{1,9}",
        Just("naïve".to_owned()),
        Just("\u{201c}so\u{201d}".to_owned()),
        Just("\u{1f98a}".to_owned()),
        Just("４２".to_owned()),
        Just("Привет".to_owned()),
    ];
    proptest::collection::vec(word, 0..12).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn what_was_hidden_leads_back_to_what_hides_it(
        before in prose(),
        after in prose(),
        secret in "[a-z]{5,8} [a-z]{5,8} [a-z]{5,8}",
        way in 0..WAYS.len(),
    ) {
        let (name, hide) = WAYS[way];
        let hidden = hide(&secret);
        let clue = if name == "reversed" { "Read it backwards: " } else { "" };
        prop_assume!(name != "reversed" || hide(&secret) != secret);
        let text = format!("{clue}{before}. {hidden} ; {after}");
        prop_assume!(!before.contains(&secret) && !after.contains(&secret));
        let views = views(&text, ViewSet::ALL);
        let shown = views.iter().find_map(|view| Some((view, view.text().find(&secret)?)));
        let Some((view, start)) = shown else { return Err(TestCaseError::fail(format!("nobody shows {text:?}"))) };
        prop_assert_eq!(view.name(), name);
        let range = view.original(start, start + secret.len());
        let written = &text[range.clone()];
        // Invisible characters at the edges stand for nothing, so they may be left.
        let invisible = |char: char| matches!(char, '\u{200b}' | '\u{2060}');
        prop_assert_eq!(written.trim_matches(invisible), hidden.trim_matches(invisible));
        // With it the secret is gone, in every view.
        let cut = format!("{}…{}", &text[..range.start], &text[range.end..]);
        for view in lictor_scan::views(&cut, ViewSet::ALL).iter() {
            prop_assert!(!view.text().contains(&secret), "{} of {cut:?} still shows it", view.name());
        }
    }
}

/// A digit in English.
fn word(digit: char) -> &'static str {
    const WORDS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    digit.to_digit(10).map_or("", |value| WORDS[value as usize])
}

proptest! {
    #[test]
    fn a_number_in_disguise_leads_back_to_what_was_written(
        before in prose(),
        after in prose(),
        number in "[1-9]{12,19}",
        way in 0..4_usize,
    ) {
        let chars: Vec<char> = number.chars().collect();
        let groups: Vec<String> = chars.chunks(4).map(|group| group.iter().collect()).collect();
        let written = match way {
            0 => chars.iter().map(|digit| word(*digit)).collect::<Vec<_>>().join(" "),
            1 => chars.chunks(4).map(|four| four.iter().map(|digit| word(*digit)).collect::<Vec<_>>().join("-"))
                .collect::<Vec<_>>().join(", "),
            2 => groups.join("."),
            _ => groups.join(" / "),
        };
        let text = format!("{before}: {written}; {after}");
        let views = views(&text, ViewSet::ALL);
        let shown = views.iter().find_map(|view| Some((view, view.text().find(&number)?)));
        let Some((view, start)) = shown else { return Err(TestCaseError::fail(format!("nobody shows {text:?}"))) };
        prop_assert_eq!(view.name(), "digits");
        prop_assert_eq!(&text[view.original(start, start + number.len())], written);
    }
}
