use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::offsets::{Rewriter, Rewritten, Source};

/// Drops what cannot be seen, and writes what has an ordinary form in that form: compatibility characters
/// (fullwidth, mathematical, circled …), quotes, dashes, spaces, digits of other scripts.
pub(crate) fn fold(source: Source<'_>) -> Option<Rewritten> {
    let mut rewriter = Rewriter::new(source);
    let mut buffer = String::new();
    let mut at = 0;
    while let Some(next) = next_outside_ascii(source.text.as_bytes(), at) {
        at = next;
        // The byte begins a character: all before it were ASCII or whole characters.
        let Some(char) = source.text[at..].chars().next() else { break };
        let end = at + char.len_utf8();
        buffer.clear();
        if is_nfkc_quick(std::iter::once(char)) == IsNormalized::Yes {
            buffer.extend(simple(char));
        } else {
            // Character by character and no composition across them: a view is for finding things in.
            buffer.extend(std::iter::once(char).nfkc().filter_map(simple));
        }
        if !buffer.chars().eq([char]) {
            rewriter.replace(at..end, &buffer);
        }
        at = end;
    }
    rewriter.finish()
}

fn next_outside_ascii(bytes: &[u8], from: usize) -> Option<usize> {
    // Whole blocks first, which the vector instructions of `is_ascii` take in one go.
    const BLOCK: usize = 32;
    let rest = bytes.get(from..)?;
    let skip = rest.chunks(BLOCK).take_while(|block| block.is_ascii()).count() * BLOCK;
    rest.get(skip..)?.iter().position(|byte| !byte.is_ascii()).map(|at| from + skip + at)
}

/// What one character becomes.
fn simple(char: char) -> Option<char> {
    Some(match char {
        _ if char.is_ascii() => char,
        _ if is_invisible(char) => return None,
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{2b9}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' => '-',
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{2800}' | '\u{3000}' => ' ',
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{b7}' | '\u{2027}' | '\u{2219}' | '\u{22c5}' => '.',
        '\u{2217}' => '*',
        _ => digit(char).unwrap_or(char),
    })
}

/// Characters that show nothing: zero-width and formatting ones, bidirectional controls, variation selectors,
/// tags, and fillers.
fn is_invisible(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Where the decimal digits of the scripts in wide use begin (Unicode, `Nd`).
const ZEROS: [char; 15] = [
    '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}', '\u{c66}',
    '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ed0}', '\u{17e0}',
];

fn digit(char: char) -> Option<char> {
    let zero = ZEROS.into_iter().rev().find(|zero| *zero <= char)?;
    char::from_digit(u32::from(char) - u32::from(zero), 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::offsets::Offsets;

    fn folded(text: &str) -> String {
        fold(Source { text, offsets: &Offsets::Same }).map_or_else(|| text.to_owned(), |made| made.text)
    }

    #[test]
    fn what_cannot_be_seen_goes() {
        for hidden in [
            "pass\u{200b}word",
            "pass\u{200c}word",
            "pass\u{200d}word",
            "pass\u{2060}word",
            "\u{feff}password",
            "pass\u{ad}word",
            "pass\u{202e}word",
            "password\u{fe0f}",
            "pass\u{e0041}\u{e007f}word",
            "p\u{2066}assword",
        ] {
            assert_eq!(folded(hidden), "password", "{hidden:?}");
        }
    }

    #[test]
    fn other_forms_become_the_ordinary_one() {
        assert_eq!(folded("\u{201c}it\u{2019}s\u{201d} \u{2014} 5\u{2011}6\u{a0}km\u{2028}x"), "\"it's\" - 5-6 km\nx");
        assert_eq!(folded("ＡＫＩＡ𝐀𝒷𝟗①ﬁ"), "AKIAAb91fi");
        assert_eq!(folded("٤٥٣٩ ४५ ۷"), "4539 45 7");
        assert_eq!(folded("½ …"), "1/2 ...");
    }

    #[test]
    fn letters_of_their_own_stay() {
        for same in ["schön naïve Ελλάδα Привет 日本語 한국어 עברית", "e\u{301}", "€ § 🦊"]
        {
            assert_eq!(folded(same), same);
        }
    }
}
