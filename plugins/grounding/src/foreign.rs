//! Whether a source is in another language than English, as far as its commonest words and its script tell.

use crate::tokens::{Filter, Token, hash};

/// Words that are looked at; a language shows in its first paragraph.
const LOOKED_AT: usize = 300;
/// Fewer say nothing.
const MIN_WORDS: usize = 6;
/// From here on running English has a function word.
const RUNNING: usize = 20;

/// Whether a text is plainly in another language: its script is not Latin, or function words of other languages are
/// twice as common as those of English.
pub(crate) fn is_foreign(text: &str, tokens: &[Token]) -> bool {
    let (mut words, mut english, mut foreign, mut scripts, mut accents) = (0, 0, 0, 0, 0);
    for token in tokens.iter().take(LOOKED_AT) {
        let Some(first) = text[token.start as usize..].chars().next().filter(|c| c.is_alphabetic()) else { continue };
        words += 1;
        english += usize::from(!token.is_content());
        foreign += usize::from(FILTER.may_hold(token.word) && WORDS.contains(&token.word));
        scripts += usize::from(first >= '\u{370}');
        accents += usize::from(!text[token.start as usize..token.end as usize].is_ascii());
    }
    let speaks = words >= MIN_WORDS && foreign >= 2 && foreign > 2 * english && 12 * foreign >= words;
    2 * scripts > words || speaks || (words >= RUNNING && english == 0 && accents > 0)
}

static FILTER: Filter = {
    let (mut filter, mut index) = (Filter::NONE, 0);
    while index < WORDS.len() {
        filter = filter.with(WORDS[index]);
        index += 1;
    }
    filter
};

/// Function words without their accents: German, French, Spanish, Italian, Portuguese, Dutch, Polish, and of the
/// north. None of them is a common English word.
static WORDS: [u32; 82] = [
    hash("der"),
    hash("die"),
    hash("das"),
    hash("und"),
    hash("nicht"),
    hash("ist"),
    hash("eine"),
    hash("einer"),
    hash("dem"),
    hash("des"),
    hash("mit"),
    hash("fur"),
    hash("auf"),
    hash("von"),
    hash("zu"),
    hash("sich"),
    hash("werden"),
    hash("wird"),
    hash("bei"),
    hash("nach"),
    hash("sind"),
    hash("oder"),
    hash("im"),
    hash("zum"),
    hash("zur"),
    hash("le"),
    hash("la"),
    hash("les"),
    hash("est"),
    hash("et"),
    hash("une"),
    hash("dans"),
    hash("pour"),
    hash("vous"),
    hash("pas"),
    hash("sur"),
    hash("avec"),
    hash("du"),
    hash("au"),
    hash("que"),
    hash("qui"),
    hash("sont"),
    hash("de"),
    hash("el"),
    hash("los"),
    hash("las"),
    hash("por"),
    hash("para"),
    hash("una"),
    hash("del"),
    hash("se"),
    hash("como"),
    hash("il"),
    hash("di"),
    hash("che"),
    hash("sono"),
    hash("della"),
    hash("gli"),
    hash("nel"),
    hash("os"),
    hash("uma"),
    hash("nao"),
    hash("sao"),
    hash("com"),
    hash("dos"),
    hash("em"),
    hash("het"),
    hash("een"),
    hash("en"),
    hash("van"),
    hash("niet"),
    hash("voor"),
    hash("jest"),
    hash("nie"),
    hash("sie"),
    hash("oraz"),
    hash("lub"),
    hash("och"),
    hash("att"),
    hash("det"),
    hash("som"),
    hash("ikke"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokenise;

    fn foreign(text: &str) -> bool {
        let mut tokens = Vec::new();
        tokenise(text, &mut tokens);
        is_foreign(text, &tokens)
    }

    #[test]
    fn short_texts_show_their_language() {
        for text in [
            "Anträge gehen an die Führungskraft, die binnen einer Woche entscheidet.",
            "Les demandes sont adressées au responsable dans une semaine.",
            "Las solicitudes se envían al responsable por correo.",
            "De huurder betaalt de huur voor het einde van de maand.",
            "Заявление подаётся руководителю отдела за неделю.",
            "申請は一週間前に上司へ提出してください。",
        ] {
            assert!(foreign(text), "{text}");
        }
        for text in [
            "Requests go to the line manager, who decides within a week.",
            "Basic plan: 5 euros. Team plan: 9 euros. Family plan: 12 euros. Student plan: 3 euros.",
            "The restaurant La Casa de las Flores in Rio de Janeiro opens at nine.",
            "José Müller, Zürich. Tel. 044.",
            "4 12 19",
        ] {
            assert!(!foreign(text), "{text}");
        }
    }
}
