//! Views of a text: every range of every view stands for a sound range of the original, in order, and what a view
//! shows really comes from there.
#![no_main]

use std::ops::Range;

use data_encoding::{BASE64_NOPAD, HEXLOWER};
use libfuzzer_sys::fuzz_target;
use lictor_fuzz::is_sound;
use lictor_scan::{MAX_DECODED_BYTES, MAX_DECODED_VIEWS, View, ViewClass, ViewSet, views};

fuzz_target!(|text: &str| {
    let all = views(text, ViewSet::ALL);
    assert_eq!((all.get(0).text(), all.get(0).class()), (text, ViewClass::Raw));
    let decoded = || all.iter().filter(|view| view.class() == ViewClass::Decoded);
    assert!(decoded().count() <= MAX_DECODED_VIEWS);
    assert!(decoded().map(|view| view.text().len()).sum::<usize>() <= MAX_DECODED_BYTES);
    for (index, view) in all.iter().enumerate() {
        assert_eq!(view.class() == ViewClass::Raw, index == 0);
        maps_back(text, view);
        comes_from_there(text, view);
    }
    // What is asked for changes which views there are, never what one says.
    let fewer = views(text, ViewSet::NORMALISED);
    let normalised = |view: &&View<'_>| view.class() == ViewClass::Normalised;
    assert_eq!(fewer.iter().find(normalised).map(View::text), all.iter().find(normalised).map(View::text));
});

/// The original of every character, and of ranges made of them.
fn maps_back(text: &str, view: &View<'_>) {
    // What was turned round is met from its end to its beginning.
    let turned = view.name().contains("reversed");
    let mut originals: Vec<Range<usize>> = Vec::new();
    for (start, char) in view.text().char_indices() {
        let end = start + char.len_utf8();
        let range = view.original(start, end);
        assert!(!range.is_empty() && is_sound(text, &range), "{} {start}: {range:?}", view.name());
        for byte in start..end {
            assert_eq!(view.original(byte, byte + 1), range, "a byte stands for its character");
        }
        let here = view.original(start, start);
        assert!(here.is_empty() && is_sound(text, &here), "{} {start}: {here:?}", view.name());
        if let Some(last) = originals.last() {
            let (first, second) = if turned { (&range, last) } else { (last, &range) };
            assert!(first.start <= second.start && first.end <= second.end, "{}: {last:?}, {range:?}", view.name());
        }
        originals.push(range);
    }
    let starts: Vec<usize> = view.text().char_indices().map(|(at, _)| at).chain([view.text().len()]).collect();
    for width in [2, 3, 5, 8, originals.len()] {
        for (index, window) in originals.windows(width.max(1)).enumerate() {
            let range = view.original(starts[index], starts[index + width]);
            let (first, last) = if turned { (width - 1, 0) } else { (0, width - 1) };
            assert_eq!(range, window[first].start..window[last].end, "{}", view.name());
        }
    }
    let beyond = view.original(view.text().len(), usize::MAX);
    assert!(beyond.is_empty() && is_sound(text, &beyond), "{beyond:?}");
}

/// That a view shows what its original says, told without the code that made it.
fn comes_from_there(text: &str, view: &View<'_>) {
    let original = &text[view.original(0, view.text().len())];
    match view.name() {
        "normalised" => by_character(text, view, |shown, written| shown == written),
        "rot13" => by_character(text, view, |shown, written| rot13(shown) == written),
        "base64" if plain(view.text(), original) => {
            let mut encoded = BASE64_NOPAD.encode(view.text().as_bytes());
            if view.text().len() % 3 != 0 {
                // Its last bits belong to nothing.
                encoded.pop();
            }
            let standard = original.replace('-', "+").replace('_', "/");
            assert!(is_within(&encoded, &standard), "{encoded} is not in {standard}");
        }
        "hex" if plain(view.text(), original) => {
            let encoded = HEXLOWER.encode(view.text().as_bytes());
            let original = original.to_ascii_lowercase();
            assert!(is_within(&encoded, &original), "{encoded} is not in {original}");
        }
        "percent" if plain(view.text(), original) => {
            let escaped = view.text().bytes().map(|byte| format!("%{byte:02x}"));
            // Each byte stands there as it is, or escaped.
            let mut rest = original.to_ascii_lowercase();
            for (byte, escape) in view.text().bytes().zip(escaped) {
                let plain = rest.as_bytes().first().is_some_and(|first| first.eq_ignore_ascii_case(&byte));
                let width = if rest.starts_with(&escape) { 3 } else { usize::from(plain) };
                if width == 0 {
                    // The run was normalised before it was decoded: something that shows nothing was left out.
                    return;
                }
                rest.drain(..width);
            }
            assert_eq!(rest, "");
        }
        _ => {}
    }
}

/// Characters that were not changed are those of the original; those that were stood for one outside ASCII.
fn by_character(text: &str, view: &View<'_>, same: fn(char, char) -> bool) {
    for (start, shown) in view.text().char_indices() {
        let written = &text[view.original(start, start + shown.len_utf8())];
        let mut chars = written.chars();
        let (first, rest) = (chars.next().expect("not empty"), chars.as_str());
        assert!(rest.is_empty(), "one character comes from one: {written:?}");
        assert!(same(shown, first) || !first.is_ascii(), "{}: {shown:?} from {first:?}", view.name());
    }
}

/// Whether the text can be encoded again: no byte of it was replaced, nothing encoded it outside ASCII.
fn plain(shown: &str, original: &str) -> bool {
    original.is_ascii() && !shown.contains(char::REPLACEMENT_CHARACTER)
}

fn rot13(char: char) -> char {
    match char {
        'a'..='m' | 'A'..='M' => char::from(char as u8 + 13),
        'n'..='z' | 'N'..='Z' => char::from(char as u8 - 13),
        _ => char,
    }
}

/// Whether the characters stand in the text in this order, with others between them.
fn is_within(characters: &str, text: &str) -> bool {
    let mut text = text.chars();
    characters.chars().all(|wanted| text.any(|char| char == wanted))
}
