//! Which language a text is in, as far as its script and its commonest words tell.

/// A language, or a script that stands for its languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// One of the languages with Latin letters that are told apart, by its code.
    Latin(&'static str),
    /// Another script.
    Script(&'static str),
}

/// The commonest words of languages, none of which is common in another of them.
const WORDS: [(&str, &[&str]); 8] = [
    (
        "en",
        &["the", "and", "is", "are", "of", "to", "what", "how", "with", "for", "you", "that", "this", "it", "which"],
    ),
    (
        "de",
        &["der", "und", "nicht", "ist", "das", "ein", "eine", "ich", "wie", "mit", "für", "auf", "sie", "den", "im"],
    ),
    (
        "fr",
        &["les", "est", "et", "des", "pour", "vous", "dans", "une", "qui", "pas", "sur", "avec", "du", "au", "comment"],
    ),
    (
        "es",
        &["el", "los", "y", "es", "las", "por", "para", "cómo", "del", "qué", "está", "pero", "muy", "sus", "usted"],
    ),
    (
        "it",
        &[
            "il", "di", "è", "che", "per", "sono", "della", "non", "gli", "nel", "come", "anche", "questo", "alla",
            "più",
        ],
    ),
    ("pt", &["o", "os", "um", "uma", "não", "são", "você", "ao", "pela", "mais", "também", "com", "dos", "às", "isso"]),
    (
        "nl",
        &["het", "een", "en", "van", "dat", "niet", "voor", "zijn", "ik", "hoe", "naar", "ook", "wordt", "bij", "deze"],
    ),
    (
        "pl",
        &["jest", "nie", "się", "na", "czy", "jak", "dla", "oraz", "przez", "które", "może", "być", "lub", "od", "to"],
    ),
];

/// Letters of fewer say nothing.
const LETTERS: usize = 40;

/// The language of a text, where it is plain: 40 letters and more, four in five of them of one script, and for
/// Latin letters the words of one language at least twice as common as those of any other.
pub(crate) fn of(text: &str) -> Option<Language> {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let count = letters().count();
    let mut scripts: Vec<(&str, usize)> = Vec::new();
    for script in letters().map(script) {
        match scripts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, times)) => *times += 1,
            None => scripts.push((script, 1)),
        }
    }
    let (script, times) = scripts.into_iter().max_by_key(|(_, times)| *times)?;
    // A sign of these scripts is a syllable or a word.
    let least = if matches!(script, "Han" | "Kana" | "Hangul") { LETTERS / 4 } else { LETTERS };
    if count < least || 5 * times < 4 * count {
        return None;
    }
    if script == "Latin" { latin(text) } else { Some(Language::Script(script)) }
}

fn latin(text: &str) -> Option<Language> {
    let lowered = text.to_lowercase();
    let words = || lowered.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut scores: Vec<(usize, &'static str)> =
        WORDS.iter().map(|(code, known)| (words().filter(|word| known.contains(word)).count(), *code)).collect();
    scores.sort_unstable_by(|a, b| b.cmp(a));
    let ((first, code), (second, _)) = (*scores.first()?, *scores.get(1)?);
    // One word in twelve, which running text of each of them has.
    (first >= 3 && first >= 2 * second && 12 * first >= words().count()).then_some(Language::Latin(code))
}

fn script(c: char) -> &'static str {
    match c {
        '\u{370}'..='\u{3ff}' => "Greek",
        '\u{400}'..='\u{52f}' => "Cyrillic",
        '\u{590}'..='\u{5ff}' => "Hebrew",
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => "Arabic",
        '\u{900}'..='\u{97f}' => "Devanagari",
        '\u{e00}'..='\u{e7f}' => "Thai",
        // Japanese is written with both: text with kana in it is counted as kana's by its share only.
        '\u{3040}'..='\u{30ff}' => "Kana",
        '\u{4e00}'..='\u{9fff}' => "Han",
        '\u{ac00}'..='\u{d7af}' => "Hangul",
        _ => "Latin",
    }
}

/// Whether two texts are in different languages, both plainly. Japanese mixes kana and Chinese signs, and is not
/// told from Chinese.
pub(crate) fn differ(one: &str, other: &str) -> bool {
    match (of(one), of(other)) {
        (Some(Language::Script("Han" | "Kana")), Some(Language::Script("Han" | "Kana"))) => false,
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_by_their_commonest_words() {
        for (text, code) in [
            ("The contract ends with the month in which the notice is given to the owner.", "en"),
            ("Der Vertrag endet mit dem Monat, in dem die Kündigung eingeht, und nicht früher.", "de"),
            ("Le contrat prend fin dans le mois qui suit, et les frais sont payés pour vous.", "fr"),
            ("El contrato termina el mes en que se avisa, y los gastos del mes no se devuelven.", "es"),
            ("Il contratto non finisce prima della fine del mese, per il quale sono dovute le spese.", "it"),
            ("Het contract eindigt niet voor het einde van de maand, en dat is ook naar wens.", "nl"),
            ("Umowa nie jest zawarta na czas określony i może być wypowiedziana przez każdego.", "pl"),
        ] {
            assert_eq!(of(text), Some(Language::Latin(code)), "{text}");
        }
    }

    #[test]
    fn what_is_not_plain_is_not_told() {
        assert_eq!(of("Ja"), None);
        assert_eq!(of("Mercedes-Benz, Volkswagen, Porsche, Audi, Opel, Wiesmann, Borgward"), None);
        assert_eq!(
            of("Договор заканчивается вместе с месяцем, в котором подано заявление."),
            Some(Language::Script("Cyrillic"))
        );
        assert!(!differ("この契約は月末で終わります。詳しくは窓口へ。", "本合同于月末终止，详情请咨询窗口人员。"));
    }
}
