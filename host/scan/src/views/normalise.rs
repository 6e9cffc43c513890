use super::offsets::{Offsets, Rewritten, Source};
use super::{concat, fold, homoglyph, spaced};

/// The text with what a reader does not see, or would not tell apart, taken away; nothing if that is the same.
pub(crate) fn normalise(text: &str) -> Option<Rewritten> {
    if !could_differ(text) {
        return None;
    }
    // In this order: characters first, so that what is joined afterwards is already ASCII.
    let stages = [fold::fold, homoglyph::fold, spaced::join, concat::join];
    let mut done: Option<Rewritten> = None;
    for stage in stages {
        let source = done.as_ref().map_or(Source { text, offsets: &Offsets::Same }, Rewritten::source);
        if let Some(next) = stage(source) {
            done = Some(next);
        }
    }
    done.filter(|done| done.text != text)
}

/// Stands before everything, on the path of every text: no allocation, and no look at most bytes.
fn could_differ(text: &str) -> bool {
    !text.is_ascii() || spaced::could_apply(text.as_bytes()) || concat::could_apply(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalised(text: &str) -> Option<String> {
        normalise(text).map(|made| made.text)
    }

    #[test]
    fn ordinary_text_has_no_normalised_view() {
        for same in [
            "",
            "The quick brown fox - 12.5 % of 3,450 - jumped. See section 4.2.1 and 1 + 1 = 2.",
            "Ein schöner Tag für Jürgen: naïve café, 5 €",
            "Привет, мир! Ελληνικά",
            "------ ...... * * * * * * , , , , , ,",
        ] {
            assert_eq!(normalised(same), None, "{same}");
        }
    }

    #[test]
    fn all_stages_work_together() {
        assert_eq!(
            normalised("key: \u{201c}\u{ff21}K\u{200b}I\u{201d} + \u{201c}\u{410}XY\u{201d}").as_deref(),
            Some("key: \"AKIAXY\"")
        );
        assert_eq!(
            normalised("\u{ff14}\u{3000}\u{ff15}\u{3000}3\u{a0}9 1 4").as_deref(),
            Some("453914"),
            "fullwidth digits and three kinds of space"
        );
        assert_eq!(normalised("A·K·I·A·X·Y").as_deref(), Some("AKIAXY"));
    }
}
