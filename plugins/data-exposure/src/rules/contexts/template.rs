//! What ids look like, as a setting says it: a pack has no regex engine, and a team needs none for this.

/// `C-####`: `#` is a digit, `@` a letter, `?` either; the rest stands for itself.
pub(crate) struct Template<'a>(&'a str);

/// The characters that stand for others.
const OPEN: [char; 3] = ['#', '@', '?'];

/// A shorter beginning would be found everywhere.
pub(crate) const MIN_PREFIX: usize = 2;

impl<'a> Template<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// What every id begins with.
    pub(crate) fn prefix(&self) -> &'a str {
        self.0.split(OPEN).next().unwrap_or_default()
    }

    /// Whether it begins with something that can be looked for, and leaves something open.
    pub(crate) fn is_sound(&self) -> bool {
        self.prefix().chars().count() >= MIN_PREFIX && self.prefix().len() < self.0.len() && self.0.is_ascii()
    }

    /// Where an id that begins at a place ends. It is no part of a longer word.
    pub(crate) fn matches_at(&self, text: &str, start: usize) -> Option<usize> {
        let mut chars = text.get(start..)?.chars();
        let fits = self.0.chars().all(|wanted| match (wanted, chars.next()) {
            (_, None) => false,
            ('#', Some(c)) => c.is_ascii_digit(),
            ('@', Some(c)) => c.is_ascii_alphabetic(),
            ('?', Some(c)) => c.is_ascii_alphanumeric(),
            (wanted, Some(c)) => wanted == c,
        });
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let alone = !touches(text[..start].chars().next_back()) && !touches(chars.next());
        (fits && alone).then_some(start + self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_longer_words() {
        let template = Template::new("C-##@?");
        assert_eq!((template.prefix(), template.is_sound()), ("C-", true));
        assert_eq!(template.matches_at("é C-12x9.", 3), Some(9));
        for other in ["C-12x", "C-1xx9", "C-12x99"] {
            assert_eq!(template.matches_at(other, 0), None, "{other}");
        }
        assert_eq!(template.matches_at("AC-12x9", 1), None);
        assert!(!Template::new("####").is_sound() && !Template::new("acme").is_sound());
    }
}
