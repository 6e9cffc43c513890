//! Which language a text is in: `en` by a cheap test that nearly every English answer passes, anything
//! else by trigrams, `und` when unsure.

use whatlang::Lang;

/// How much of a text is looked at. Enough for trigrams, and flat for long answers.
const WINDOW: usize = 600;

/// Below so many letters nothing is said.
const LETTERS: usize = 40;

/// So many words decide, if enough of them are English.
const WORDS: u32 = 40;

/// What a word tells about a text.
#[derive(PartialEq, Eq)]
enum Word {
    /// It is frequent in English and in no other language written in Latin letters.
    English,
    /// It is frequent in English, and seldom elsewhere.
    Likely,
    Other,
}

/// Reads a word of ASCII letters in any case.
fn word(word: &[u8]) -> Word {
    let mut small = [0; 8];
    let Some(small) = small.get_mut(..word.len()) else { return Word::Other };
    small.copy_from_slice(word);
    small.make_ascii_lowercase();
    match &*small {
        b"the" | b"and" | b"that" | b"you" | b"with" | b"this" | b"have" | b"your" | b"which" | b"would" | b"their"
        | b"from" | b"but" | b"are" | b"they" | b"what" | b"when" | b"there" | b"these" | b"should" | b"because"
        | b"about" | b"been" | b"more" | b"other" | b"some" | b"into" | b"than" | b"could" | b"where" | b"through"
        | b"while" | b"how" | b"who" | b"them" | b"between" | b"being" => Word::English,
        b"of" | b"to" | b"is" | b"it" | b"for" | b"can" | b"be" | b"not" | b"was" | b"or" => Word::Likely,
        _ => Word::Other,
    }
}

/// The language as BCP 47.
pub(crate) fn detect(text: &str) -> &'static str {
    let window = &text[..text.floor_char_boundary(WINDOW)];
    if is_plainly_english(window) {
        return "en";
    }
    if window.chars().filter(|c| c.is_alphabetic()).count() < LETTERS {
        return "und";
    }
    match whatlang::detect(window) {
        Some(info) if info.is_reliable() => tag(info.lang()),
        _ => "und",
    }
}

/// Whether two tags name the same language; `und` is taken for any.
pub(crate) fn compatible(detected: &str, wanted: &str) -> bool {
    let detected = primary(detected);
    detected == "und" || detected == primary(wanted)
}

/// The language of a tag, without script and region; English also under its three letters.
pub(crate) fn primary(tag: &str) -> String {
    let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if primary == "eng" { "en".into() } else { primary }
}

/// Whether a text names a language at all: two or three letters, then subtags.
pub(crate) fn is_tag(text: &str) -> bool {
    let mut subtags = text.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default();
    matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && subtags.all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric()))
}

fn is_plainly_english(window: &str) -> bool {
    let (mut words, mut english, mut likely) = (0_u32, 0_u32, 0_u32);
    let separated = window.as_bytes().split(|byte| !byte.is_ascii_alphabetic());
    for found in separated.filter(|word| !word.is_empty()) {
        words += 1;
        match word(found) {
            Word::English => english += 1,
            Word::Likely => likely += 1,
            Word::Other => {}
        }
        // Early out: a long answer does not get more English.
        if words == WORDS && english >= 1 && english + likely >= 3 && (english + likely) * 8 >= words {
            return true;
        }
    }
    let known = english + likely;
    // A list of things has few such words, but nothing else has so many that are English alone.
    english >= 1 && known >= 3 && known * 8 >= words || english >= 2 && known >= 3 && known * 20 >= words
}

/// ISO 639-1 where there is a two-letter code, else ISO 639-3.
fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Nld => "nl",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Bul => "bg",
        Lang::Mkd => "mk",
        Lang::Ukr => "uk",
        Lang::Rus => "ru",
        Lang::Bel => "be",
        Lang::Swe => "sv",
        Lang::Dan => "da",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Hun => "hu",
        Lang::Ron => "ro",
        Lang::Cat => "ca",
        Lang::Ell => "el",
        Lang::Tur => "tr",
        Lang::Heb => "he",
        Lang::Ara => "ar",
        Lang::Pes => "fa",
        Lang::Hin => "hi",
        Lang::Ben => "bn",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Mar => "mr",
        Lang::Urd => "ur",
        Lang::Cmn => "zh",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Vie => "vi",
        Lang::Tha => "th",
        Lang::Ind => "id",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_and_short_texts_are_not() {
        assert_eq!(detect("You can end the process with Ctrl-C, and it is safe for your data."), "en");
        assert_eq!(
            detect("Leider kann ich Ihnen bei dieser Anfrage nicht weiterhelfen, weil mir die Unterlagen fehlen."),
            "de"
        );
        assert_eq!(
            detect("Désolé, mais je ne peux pas répondre à cette question sans les documents nécessaires."),
            "fr"
        );
        assert_ne!(
            detect(
                "Het boek is van 1954 en de titel was toen bekend of niet, wat veel lezers van nu niet meer wisten."
            ),
            "en",
            "Dutch has some of these words, too"
        );
        assert_eq!(
            detect("- Swimsuits\n- Sunscreen\n- Hats that cover your neck\n- Towels\n- Bags to keep phones dry"),
            "en"
        );
        assert_eq!(detect("42"), "und");
        assert_eq!(detect(""), "und");
    }

    #[test]
    fn unsure_is_compatible_with_anything() {
        assert!(compatible("und", "en") && compatible("en-GB", "en") && !compatible("de", "en"));
        assert!(compatible("UND", "en") && compatible("eng", "en") && compatible("EN", "en"));
        assert!(is_tag("en") && is_tag("pt-BR") && !is_tag("English") && !is_tag("") && !is_tag("a language"));
    }
}
