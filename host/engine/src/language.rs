//! Which language a text is in: `en` by a cheap test that nearly every English answer passes, anything
//! else by trigrams, `und` when unsure.

use whatlang::Lang;

/// How much of a text is looked at. Enough for trigrams, and flat for long answers.
const WINDOW: usize = 600;

/// Below so many letters nothing is said.
const LETTERS: usize = 40;

/// Words that are frequent in English and in no other language written in Latin letters.
const ENGLISH: [&str; 24] = [
    "the", "and", "of", "to", "is", "that", "it", "you", "for", "with", "this", "are", "have", "your", "can", "be",
    "not", "from", "which", "would", "their", "but", "was", "or",
];

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
    let (mut words, mut known) = (0, 0);
    for word in window.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        known += u32::from(word.len() <= 5 && ENGLISH.iter().any(|common| common.eq_ignore_ascii_case(word)));
        // Early out: a long answer does not get more English.
        if words == 40 {
            break;
        }
    }
    known >= 3 && known * 8 >= words
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
