//! Sentences like those of answers, made of templates: `{slot}` is replaced by one of the slot's words.

use super::random::Random;

/// `slot: word, word, …`
const SLOTS: &str = include_str!("text/slots.txt");

/// A file of templates, one a line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// What any answer might say.
    Ordinary,
    /// An item of a list of things to do.
    Step,
    /// The opening of a refusal.
    Refusal,
    /// What a refusal goes on with.
    Deflection,
    /// What a pack has to look at: a claim of certainty, an action, a disclaimer.
    Claim,
    /// What an answer that is no refusal says about its limits.
    Hedge,
    /// What seldom stands in an answer and looks like an identifier or a sum.
    Rare,
    /// A sentence of a document that an application would retrieve.
    Document,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Ordinary,
        Self::Step,
        Self::Refusal,
        Self::Deflection,
        Self::Claim,
        Self::Hedge,
        Self::Rare,
        Self::Document,
    ];

    fn templates(self) -> &'static str {
        match self {
            Self::Ordinary => include_str!("text/ordinary.txt"),
            Self::Step => include_str!("text/steps.txt"),
            Self::Refusal => include_str!("text/refusals.txt"),
            Self::Deflection => include_str!("text/deflections.txt"),
            Self::Claim => include_str!("text/claims.txt"),
            Self::Hedge => include_str!("text/hedges.txt"),
            Self::Rare => include_str!("text/rare.txt"),
            Self::Document => include_str!("text/documents.txt"),
        }
    }
}

/// Writes sentences.
pub(super) struct Prose {
    slots: Vec<(&'static str, Vec<&'static str>)>,
    templates: [Vec<&'static str>; Kind::ALL.len()],
}

impl Prose {
    pub(super) fn new() -> Self {
        let slots = SLOTS.lines().filter_map(|line| line.split_once(": "));
        let slots = slots.map(|(slot, words)| (slot, words.split(", ").collect())).collect();
        Self { slots, templates: Kind::ALL.map(|kind| kind.templates().lines().collect()) }
    }

    pub(super) fn sentence(&self, kind: Kind, random: &mut Random) -> String {
        self.fill(random.pick(&self.templates[kind as usize]), random)
    }

    /// Ordinary sentences of about so many bytes together, and at least one.
    pub(super) fn paragraph(&self, bytes: usize, random: &mut Random) -> String {
        let mut text = self.sentence(Kind::Ordinary, random);
        while text.len() + 60 < bytes {
            text.push(' ');
            text.push_str(&self.sentence(Kind::Ordinary, random));
        }
        text
    }

    /// Replaces the slots of a template; the first letter becomes a capital.
    pub(super) fn fill(&self, template: &str, random: &mut Random) -> String {
        let mut out = String::with_capacity(template.len() * 2);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((slot, after)) = after.split_once('}') else { break };
            out.push_str(before);
            out.push_str(&self.word(slot, random));
            rest = after;
        }
        out.push_str(rest);
        capital(&out)
    }

    /// A range gives a number, any other slot one of its words.
    pub(super) fn word(&self, slot: &str, random: &mut Random) -> String {
        if let Some((low, high)) = slot.split_once('-')
            && let (Ok(low), Ok(high)) = (low.parse(), high.parse())
        {
            return random.between(low, high).to_string();
        }
        match self.slots.iter().find(|(name, _)| *name == slot) {
            Some((_, words)) => random.pick(words).to_owned(),
            None => slot.to_owned(),
        }
    }
}

/// The text with its first letter as a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_filled() {
        let (prose, mut random) = (Prose::new(), Random::new(1));
        for template in prose.templates.iter().flatten() {
            for slot in template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(slot, _)| slot) {
                assert_ne!(prose.word(slot, &mut random), slot, "{template}: no words for the slot");
            }
            let filled = prose.fill(template, &mut random);
            assert!(!filled.is_empty() && !filled.contains(['{', '}']), "{template}");
        }
    }
}
