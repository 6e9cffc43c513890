//! What is settled in a text that is still being written stays as it is, however the text goes on.

use std::collections::BTreeSet;

use data_encoding::{BASE64, HEXLOWER};
use lictor_scan::{ViewSet, views};
use proptest::prelude::*;

/// How many bytes of a view are looked at once.
const HORIZON: usize = 6;

fn piece() -> impl Strategy<Value = String> {
    let prose = prop::sample::select(vec![
        "the parcel leaves today ",
        "one ",
        "of ",
        "first, ",
        "and so on. ",
        "\n",
        " ",
        "  ",
        "-",
        ", ",
        "x",
        "Password: ",
        "bad ",
        "小包は今日",
        "é",
        "\u{200b}",
        "\u{a0}",
        "ＡＢ１２ ",
        "АВ",
        "Ок",
        "\"",
        "'",
        "+",
        " + ",
        "\"abc\" + \"def\"",
        "%",
        "\\x",
    ]);
    let alone = (prop::collection::vec("[a-z0-9]", 1..9), prop::sample::select(vec![" ", "-", ".", "\n"]))
        .prop_map(|(all, separator)| all.join(separator));
    let words = prop::collection::vec(prop::sample::select(vec!["one", "two", "five", "zero", "oh", "nine"]), 1..9)
        .prop_map(|all| all.join(" "));
    let hidden = "[a-z ]{1,40}";
    prop_oneof![
        6 => prose.prop_map(str::to_owned),
        2 => alone,
        1 => words,
        2 => "[0-9]{1,4}([ .-][0-9]{1,4}){0,5}",
        2 => hidden.prop_map(|text| BASE64.encode(text.as_bytes())),
        1 => hidden.prop_map(|text| {
            let encoded = BASE64.encode(text.as_bytes());
            encoded.as_bytes().chunks(24).map(|line| String::from_utf8_lossy(line)).collect::<Vec<_>>().join("\n")
        }),
        1 => hidden.prop_map(|text| HEXLOWER.encode(text.as_bytes())),
        1 => hidden.prop_map(|text| text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")),
        1 => hidden.prop_map(|text| text.bytes().map(|byte| format!("%{byte:02x}")).collect()),
    ]
}

/// Everything that somebody sees who looks at a few bytes of a view at once, with the place that it comes from, as far as
/// that begins before `end`. In which view does not matter: one that equals the raw text is not made.
fn seen(text: &str, end: usize) -> BTreeSet<(usize, usize, String)> {
    let all = views(text, ViewSet::ALL);
    let mut seen = BTreeSet::new();
    for view in all.iter().filter(|view| !view.name().contains("reversed") && !view.name().contains("rot13")) {
        let shown = view.text();
        let starts: Vec<usize> = shown.char_indices().map(|(at, _)| at).collect();
        for (index, start) in starts.iter().enumerate() {
            let stops = starts[index + 1..].iter().copied().chain([shown.len()]);
            for stop in stops.take_while(|stop| stop - start <= HORIZON) {
                let range = view.original(*start, stop);
                if range.start < end {
                    seen.insert((range.start, range.end, shown[*start..stop].to_owned()));
                }
            }
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_settled_stays(pieces in prop::collection::vec(piece(), 1..12), cut in 0.0..1.0) {
        let text: String = pieces.concat();
        let cut = text.floor_char_boundary((text.len() as f64 * cut) as usize);
        let settled = views(&text[..cut], ViewSet::ALL).settled(HORIZON);
        let (now, later) = (seen(&text[..cut], settled), seen(&text, settled));
        let missed: Vec<_> = later.difference(&now).take(3).collect();
        prop_assert!(missed.is_empty(), "missed {missed:?} in {:?} of {text:?}, settled {settled}", &text[..cut]);
        let lost: Vec<_> = now.difference(&later).take(3).collect();
        prop_assert!(lost.is_empty(), "lost {lost:?} of {:?}, settled {settled}", &text[..cut]);
    }
}
