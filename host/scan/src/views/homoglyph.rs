use super::offsets::{Rewriter, Rewritten, Source};

/// Writes letters of other scripts that look like ASCII ones as those, in words that mix the two.
///
/// A word all in Cyrillic or Greek is a word of that language and stays; one with an ASCII letter or
/// digit in it is no word of any.
pub(crate) fn fold(source: Source<'_>) -> Option<Rewritten> {
    // Vectorised, as it has no early end: text with curly quotes and no such letter is the ordinary case.
    if !source.text.bytes().fold(false, |any, byte| any | may_begin_lookalike(byte)) {
        return None;
    }
    let mut rewriter = Rewriter::new(source);
    let mut folds: Vec<(usize, char, char)> = Vec::new();
    let mut mixed = false;
    // The space ends the last word.
    for (at, char) in source.text.char_indices().chain([(source.text.len(), ' ')]) {
        if char.is_ascii_alphanumeric() {
            mixed = true;
        } else if let Some(ascii) = lookalike(char) {
            folds.push((at, char, ascii));
        } else if (!char.is_alphanumeric() && char != '_') || char >= WITHOUT_SPACES {
            let word = folds.drain(..);
            if mixed {
                for (at, char, ascii) in word {
                    rewriter.replace(at..at + char.len_utf8(), ascii.encode_utf8(&mut [0; 4]));
                }
            }
            mixed = false;
        }
    }
    rewriter.finish()
}

/// From here on lie the scripts that write no spaces between words. They end a word, so that one is never as long as a text.
pub(super) const WITHOUT_SPACES: char = '\u{2e80}';

/// Whether a byte is the first of a character in the ranges that [`lookalike`] knows.
fn may_begin_lookalike(byte: u8) -> bool {
    matches!(byte, 0xc4..=0xc9 | 0xcd..=0xd4 | 0xe1)
}

/// The ASCII letter or digit that a letter looks like. From Unicode's confusables (UTS #39), what most fonts
/// do not tell apart.
fn lookalike(char: char) -> Option<char> {
    if !matches!(char, '\u{131}'..='\u{261}' | '\u{370}'..='\u{52f}' | '\u{13a0}'..='\u{13f5}') {
        return None;
    }
    Some(match char {
        // Latin
        'ı' => 'i',
        'ɑ' => 'a',
        'ɡ' => 'g',
        // Greek
        'Α' => 'A',
        'Β' => 'B',
        'Ε' => 'E',
        'Ζ' => 'Z',
        'Η' => 'H',
        'Ι' => 'I',
        'Κ' => 'K',
        'Μ' => 'M',
        'Ν' => 'N',
        'Ο' => 'O',
        'Ρ' => 'P',
        'Τ' => 'T',
        'Υ' => 'Y',
        'Χ' => 'X',
        'α' => 'a',
        'γ' => 'y',
        'ι' => 'i',
        'κ' => 'k',
        'ν' => 'v',
        'ο' => 'o',
        'ρ' => 'p',
        'σ' => 'o',
        'τ' => 't',
        'υ' => 'u',
        'χ' => 'x',
        'ϲ' => 'c',
        'ϳ' => 'j',
        'Ϲ' => 'C',
        'Ϳ' => 'J',
        // Cyrillic
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'Ѕ' => 'S',
        'І' => 'I',
        'Ј' => 'J',
        'З' => '3',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        'Ү' => 'Y',
        'Ԁ' => 'D',
        'Ԍ' => 'G',
        'Ԛ' => 'Q',
        'Ԝ' => 'W',
        'а' => 'a',
        'в' => 'b',
        'г' => 'r',
        'е' => 'e',
        'ё' => 'e',
        'к' => 'k',
        'м' => 'm',
        'н' => 'h',
        'о' => 'o',
        'р' => 'p',
        'с' => 'c',
        'т' => 't',
        'у' => 'y',
        'х' => 'x',
        'ѕ' => 's',
        'і' => 'i',
        'ї' => 'i',
        'ј' => 'j',
        'ѡ' => 'w',
        'ѵ' => 'v',
        'ү' => 'y',
        'һ' => 'h',
        'ӏ' | 'Ӏ' => 'l',
        'ԁ' => 'd',
        'ԛ' => 'q',
        'ԝ' => 'w',
        // Cherokee
        'Ꭰ' => 'D',
        'Ꭱ' => 'R',
        'Ꭲ' => 'T',
        'Ꭺ' => 'A',
        'Ꭻ' => 'J',
        'Ꭼ' => 'E',
        'Ꮃ' => 'W',
        'Ꮇ' => 'M',
        'Ꮋ' => 'H',
        'Ꮐ' => 'G',
        'Ꮓ' => 'Z',
        'Ꮖ' => 'I',
        'Ꮟ' => 'b',
        'Ꮢ' => 'R',
        'Ꮤ' => 'W',
        'Ꮥ' => 'S',
        'Ꮩ' => 'V',
        'Ꮪ' => 'S',
        'Ꮮ' => 'L',
        'Ꮯ' => 'C',
        'Ꮲ' => 'P',
        'Ꮶ' => 'K',
        'Ᏼ' => 'B',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::offsets::Offsets;

    fn folded(text: &str) -> Option<String> {
        fold(Source { text, offsets: &Offsets::Same }).map(|made| made.text)
    }

    #[test]
    fn a_word_that_mixes_scripts_becomes_ascii() {
        assert_eq!(folded("the pаsswоrd is hunter2").as_deref(), Some("the password is hunter2"));
        assert_eq!(folded("АKIA").as_deref(), Some("AKIA"));
        assert_eq!(folded("ΟРЅ_1").as_deref(), Some("OPS_1"));
        assert_eq!(folded("4ОО З9").as_deref(), Some("4OO 39"));
    }

    #[test]
    fn no_lookalike_is_passed_over() {
        for char in '\u{80}'..=char::MAX {
            assert!(lookalike(char).is_none() || may_begin_lookalike(char.to_string().as_bytes()[0]), "{char}");
        }
    }

    #[test]
    fn a_word_of_one_script_stays() {
        for same in ["сосна", "мой password тут", "Α and Ω", "schön", "5 рублей"] {
            assert_eq!(folded(same), None, "{same}");
        }
    }
}
