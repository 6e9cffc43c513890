//! Which language a text is in, as far as a demand for one needs to know. The host's own detection names one language for
//! the whole answer and cannot say that a language is absent; here common words and scripts are counted.

use lictor_sdk::text::words;

/// A language by the words that make up a good part of any text in it, or by its script.
struct Tongue {
    name: &'static str,
    words: &'static str,
    script: fn(char) -> bool,
}

const fn latin(name: &'static str, words: &'static str) -> Tongue {
    Tongue { name, words, script: |_| false }
}

const fn script(name: &'static str, script: fn(char) -> bool) -> Tongue {
    Tongue { name, words: "", script }
}

const CYRILLIC: fn(char) -> bool = |c| matches!(c, '\u{400}'..='\u{52f}');
const ARABIC: fn(char) -> bool = |c| matches!(c, '\u{600}'..='\u{6ff}');
const DEVANAGARI: fn(char) -> bool = |c| matches!(c, '\u{900}'..='\u{97f}');

static TONGUES: [Tongue; 25] = [
    latin("english", "the|of|and|is|that|for|with|are|this|you|it|was|to|in|not|be|have|from|can|your|which|or"),
    latin(
        "german",
        "der|die|das|und|ist|nicht|ein|eine|einen|zu|mit|von|auf|sie|ich|für|im|den|dem|wir|auch|werden|oder|es",
    ),
    latin("french", "le|la|les|des|est|et|une|dans|que|pour|qui|vous|pas|du|sur|un|en|de|il|nous|avec|sont|au"),
    latin("spanish", "el|la|los|las|que|es|una|por|con|para|del|se|un|en|de|su|lo|como|más|son|al|y"),
    latin("italian", "il|la|gli|che|è|una|per|con|non|del|della|di|un|sono|nel|lo|le|si|anche|come|più|e"),
    latin("portuguese", "o|os|as|que|é|uma|por|com|não|para|do|da|um|em|de|são|mais|como|ao|se|e"),
    latin("dutch", "de|het|een|en|is|van|niet|dat|voor|met|op|zijn|te|ik|je|aan|ook|maar|wordt|bij"),
    latin("polish", "i|w|nie|na|się|jest|z|to|że|do|dla|o|są|jak|lub|przez|oraz"),
    latin("swedish", "och|att|det|som|en|är|på|för|med|inte|av|den|till|ett|jag|du|kan|om|har"),
    latin("turkish", "ve|bir|bu|için|ile|da|de|çok|olarak|daha|olan|gibi|ne|en"),
    script("russian", CYRILLIC),
    script("ukrainian", CYRILLIC),
    script("bulgarian", CYRILLIC),
    script("greek", |c| matches!(c, '\u{370}'..='\u{3ff}')),
    script("chinese", |c| matches!(c, '\u{4e00}'..='\u{9fff}')),
    script("mandarin", |c| matches!(c, '\u{4e00}'..='\u{9fff}')),
    script("japanese", |c| matches!(c, '\u{3040}'..='\u{30ff}')),
    script("korean", |c| matches!(c, '\u{ac00}'..='\u{d7af}')),
    script("arabic", ARABIC),
    script("persian", ARABIC),
    script("farsi", ARABIC),
    script("urdu", ARABIC),
    script("hebrew", |c| matches!(c, '\u{590}'..='\u{5ff}')),
    script("hindi", DEVANAGARI),
    script("thai", |c| matches!(c, '\u{e00}'..='\u{e7f}')),
];

/// Shorter texts do not tell.
const MIN_LETTERS: usize = 60;
/// A text in a language has at least this share of its common words: some 30 % are usual.
const CLEAR: f32 = 0.18;
/// A text that has hardly any of them is not in it. Names and loans make up a few.
const ABSENT: f32 = 0.05;

impl Tongue {
    /// The share of words, or of letters, that speaks for the language.
    fn share(&self, lower: &str) -> f32 {
        if self.words.is_empty() {
            let letters = lower.chars().filter(|c| c.is_alphabetic()).count().max(1);
            return lower.chars().filter(|c| (self.script)(*c)).count() as f32 / letters as f32;
        }
        let (mut own, mut all) = (0_u16, 0_u16);
        for word in words(lower).map(|range| &lower[range]) {
            all = all.saturating_add(1);
            own = own.saturating_add(u16::from(self.words.split('|').any(|known| known == word)));
        }
        f32::from(own) / f32::from(all.max(1))
    }
}

/// Whether a text is clearly in another language than the named one. Not for a name that is not known here.
pub(crate) fn is_other(text: &str, asked: &str) -> bool {
    let lower = text.to_lowercase();
    let Some(asked) = TONGUES.iter().find(|tongue| tongue.name == asked) else { return false };
    let long = lower.chars().filter(|c| c.is_alphabetic()).count() >= MIN_LETTERS;
    long && asked.share(&lower) < ABSENT && TONGUES.iter().any(|other| other.share(&lower) > CLEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_apart() {
        let german = "Der Vertrag ist gültig, und Sie können ihn nicht vor dem Ende des Jahres kündigen, auch wenn die Gebühr steigt.";
        let english =
            "The contract is valid, and you cannot end it before the end of the year, even if the fee is raised.";
        let russian =
            "Договор действует, и вы не можете расторгнуть его до конца года, даже если плата будет повышена.";
        assert!(is_other(german, "english") && !is_other(german, "german"));
        assert!(is_other(english, "german") && is_other(english, "russian") && !is_other(english, "english"));
        assert!(is_other(russian, "english") && !is_other(russian, "russian"));
        assert!(!is_other("Bonjour", "german") && !is_other(english, "klingon"));
    }
}
