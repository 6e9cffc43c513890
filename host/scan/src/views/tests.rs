use data_encoding::{BASE64, HEXLOWER};
use proptest::prelude::*;

use super::*;

/// Name and text of the views of a text other than raw.
fn others(text: &str) -> Vec<(String, String)> {
    let views = views(text, ViewSet::ALL);
    assert_eq!((views.get(0).name(), views.get(0).class(), views.get(0).text()), ("raw", ViewClass::Raw, text));
    assert_eq!(views.iter().count(), views.len());
    views.iter().skip(1).map(|view| (view.name().to_owned(), view.text().to_owned())).collect()
}

/// The part of the original that a word in the named view stands for.
fn original<'t>(text: &'t str, view: &str, word: &str) -> &'t str {
    let views = views(text, ViewSet::ALL);
    let view = views.iter().find(|other| other.name() == view && other.text().contains(word)).unwrap();
    let start = view.text().find(word).unwrap();
    &text[view.original(start, start + word.len())]
}

#[test]
fn ordinary_text_has_the_raw_view_alone() {
    assert_eq!(others("The quick brown fox."), []);
    assert_eq!(others(""), []);
}

#[test]
fn only_wanted_views_are_made() {
    let text = format!("p\u{200b}w {}", BASE64.encode(b"the password is hunter2"));
    for (wanted, names) in [
        (ViewSet::NONE, &["raw"][..]),
        (ViewSet::RAW, &["raw"]),
        (ViewSet::NORMALISED, &["raw", "normalised"]),
        (ViewSet::DECODED, &["raw", "base64"]),
        (ViewSet::ALL, &["raw", "normalised", "base64"]),
    ] {
        assert_eq!(views(&text, wanted).iter().map(View::name).collect::<Vec<_>>(), names);
    }
}

#[test]
fn normalised_text_maps_to_what_was_written() {
    assert_eq!(original("my p\u{200b}аss\u{ad}word!", "normalised", "password"), "p\u{200b}аss\u{ad}word");
    assert_eq!(original("№ 4 5 3 9 1 4.", "normalised", "453914"), "4 5 3 9 1 4");
    assert_eq!(original("№ 4 5 3 9 1 4.", "normalised", "39"), "3 9");
    assert_eq!(original("k = \"ab\" +\n \"cd\"", "normalised", "abcd"), "ab\" +\n \"cd");
    assert_eq!(original("the ﬁx", "normalised", "i"), "ﬁ");
}

#[test]
fn decoded_text_maps_to_the_whole_run() {
    let run = BASE64.encode(b"the password is hunter2");
    assert_eq!(original(&format!("Take {run}, ok?"), "base64", "hunter2"), run);
    let split = format!("{}\u{200b}{}", &run[..7], &run[7..]);
    assert_eq!(original(&format!("Take {split}, ok?"), "base64", "the password is"), split);
    assert_eq!(original("Gur cnffjbeq: uhagre2!", "rot13", "hunter2"), "uhagre2");
    assert_eq!(original("é Gur\u{a0}cnffjbeq: uhagre2!", "rot13", "hunter2"), "uhagre2");
}

#[test]
fn numbers_in_disguise_and_what_is_turned_round_map_to_what_was_written() {
    let text = "card no. 4 5 3 9 - 1 4 8 8 - 0 3 4 3 - 6 4 6 7.";
    assert_eq!(original(text, "digits", "4539148803436467"), "4 5 3 9 - 1 4 8 8 - 0 3 4 3 - 6 4 6 7");
    assert_eq!(original("ﬁne: ONE two three four five six seven!", "digits", "234"), "two three four");
    assert_eq!(original("é4539\u{a0}. 1488 . 0343 . ６467", "digits", "14880343"), "1488 . 0343");
    assert_eq!(original("é 2retnuh si drowssap ehT", "reversed", "hunter2"), "2retnuh");
    assert_eq!(original("é２retnuh si drowssap ehT", "reversed", "hunter"), "retnuh");
    let inner = BASE64.encode(b"the card is four five three nine one four eight eight");
    assert_eq!(original(&format!("see {inner}"), "base64+digits", "45391488"), inner);
    let turned: String = format!("the token {}", BASE64.encode(b"the password is hunter2")).chars().rev().collect();
    assert_eq!(original(&turned, "reversed+base64", "hunter2"), turned.split(' ').next().unwrap());
}

#[test]
fn two_levels_are_decoded_and_no_more() {
    let hex = HEXLOWER.encode(b"password: hunter2");
    let inner = BASE64.encode(format!("take {hex} please").as_bytes());
    let text = format!("see {inner}");
    assert_eq!(
        others(&text),
        [("base64".into(), format!("take {hex} please")), ("base64+hex".into(), "password: hunter2".into())]
    );
    assert_eq!(original(&text, "base64+hex", "hunter2"), inner);
    let outer = BASE64.encode(text.as_bytes());
    let names: Vec<_> = others(&outer).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["base64", "base64+base64"]);
    let turned = BASE64.encode("Gur cnffjbeq vf uhagre2".as_bytes());
    assert_eq!(original(&turned, "base64+rot13", "hunter2"), turned);
}

#[test]
fn what_is_over_the_bounds_is_said() {
    let runs = |count: usize| {
        let run = |index| BASE64.encode(format!("password number {index:08}").as_bytes());
        (0..count).map(run).collect::<Vec<_>>().join(" ")
    };
    let fits = runs(MAX_DECODED_VIEWS);
    let over = runs(MAX_DECODED_VIEWS + 1);
    assert_eq!((views(&fits, ViewSet::ALL).len(), views(&fits, ViewSet::ALL).complete()), (65, true));
    assert_eq!((views(&over, ViewSet::ALL).len(), views(&over, ViewSet::ALL).complete()), (65, false));
    let large = BASE64.encode("all work and no play. ".repeat(MAX_DECODED_BYTES / 20).as_bytes());
    let views = views(&large, ViewSet::ALL);
    assert_eq!((views.len(), views.complete()), (1, false));
}

/// Runs must not be read again from every place in them: these take minutes if they are.
#[test]
fn hostile_text_takes_linear_time() {
    let binary: Vec<u8> = (0..48_u32).map(|byte| (byte.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for unit in [
        format!("{}\n", BASE64.encode(&binary)),
        "%41".into(),
        "%4".into(),
        "a".into(),
        "0x".into(),
        "\\x4".into(),
        "12 ".into(),
        "a-".into(),
        "+ ".into(),
        "\" + \"".into(),
        " ".into(),
        "a b-".into(),
        "А1".into(),
        "\u{200b}".into(),
        "\u{fdfa}".into(),
        "gur".into(),
        "%%%".into(),
        "aGVsbG8\n".into(),
        "1 - ".into(),
        "12.".into(),
        "one ".into(),
        "ozone ".into(),
        "eht ".into(),
        "A.1..".into(),
    ] {
        let text = unit.repeat((1 << 18) / unit.len());
        let views = views(&text, ViewSet::ALL);
        assert!(views.len() <= MAX_DECODED_VIEWS + 2, "{unit:?}");
    }
}

/// Texts made of the pieces that the views are about, and of anything.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~\n]{0,40}",
        "([0-9a-z][ .-]){1,12}",
        "(%[0-9a-f]{2}){1,6}",
        "(\\\\x[4-7][0-9a-f]){1,20}",
        "[\u{200b}\u{ad}аеорсⅣ½ＡﬁИ\u{fdfa}\u{301}٣…’a-z]{0,12}",
        "[ -~]{0,60}".prop_map(|text| BASE64.encode(text.as_bytes())),
        "[ -~]{0,30}".prop_map(|text| HEXLOWER.encode(text.as_bytes())),
        proptest::collection::vec(any::<u8>(), 0..40).prop_map(|bytes| BASE64.encode(&bytes)),
        Just("\" + \"".to_owned()),
        Just("gur cnffjbeq".to_owned()),
        Just(" eht drowssap ".to_owned()),
        "([0-9]{1,4}[ ./_-]{1,3}){3,9}",
        "((one|Two|three|SIX|oh)[ ,-]{1,2}){6,12}",
        Just("\n".to_owned()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn ranges_map_to_characters_of_the_original(text in texts(), from in 0.0..1.0_f64, len in 1_usize..20) {
        for view in views(&text, ViewSet::ALL).iter() {
            let start = (view.text().len() as f64 * from) as usize;
            let end = (start + len).min(view.text().len());
            let range = view.original(start, end);
            prop_assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?} for {}", view.name());
            prop_assert_eq!(start < end, !range.is_empty());
            // A wider range stands for at least as much, and later ones never begin or end earlier.
            let wider = view.original(start.saturating_sub(3), end + 3);
            prop_assert!(wider.start <= range.start && range.end <= wider.end);
            let later = view.original(start + 1, end + 1);
            let (first, second) = if view.name().contains("reversed") { (&later, &range) } else { (&range, &later) };
            prop_assert!(later.is_empty() || (first.start <= second.start && first.end <= second.end));
        }
    }

    #[test]
    fn views_are_bounded_and_differ(text in texts()) {
        let views = views(&text, ViewSet::ALL);
        prop_assert!(views.len() <= MAX_DECODED_VIEWS + 2);
        let decoded = views.iter().filter(|view| view.class() == ViewClass::Decoded);
        prop_assert!(decoded.map(|view| view.text().len()).sum::<usize>() <= MAX_DECODED_BYTES);
        for view in views.iter().skip(1) {
            prop_assert_ne!(view.text(), &text);
        }
    }

    #[test]
    fn what_is_ascii_in_both_is_the_same(text in "[ -~]{0,200}") {
        // Where bytes map one to one, they are equal.
        for view in views(&text, ViewSet::NORMALISED).iter() {
            for at in 0..view.text().len() {
                let range = view.original(at, at + 1);
                prop_assert_eq!(&text[range], &view.text()[at..at + 1]);
            }
        }
    }
}
