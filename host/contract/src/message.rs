use std::collections::BTreeMap;

use crate::manifest::DetailKind;

/// A parsed message template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Quote(usize),
    Detail(String),
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// `{` without `}`.
    #[error("an opening brace is not closed")]
    Unclosed,
    /// A name that is neither `quote` nor a declared detail.
    #[error("`{{{0}}}` is neither a quote nor a declared detail")]
    Unknown(String),
    /// A sensitive rule that quotes its evidence.
    #[error("a sensitive rule cannot quote its evidence")]
    SensitiveQuote,
}

impl MessageTemplate {
    /// Parses a template against the details that its rule declares.
    ///
    /// # Errors
    /// [`TemplateError`].
    pub fn parse(
        template: &str,
        detail: &BTreeMap<String, DetailKind>,
        sensitive: bool,
    ) -> Result<Self, TemplateError> {
        let mut pieces = Vec::new();
        let mut rest = template;
        while let Some((text, tail)) = rest.split_once('{') {
            pieces.push(Piece::Text(text.into()));
            let (name, tail) = tail.split_once('}').ok_or(TemplateError::Unclosed)?;
            let quote = match name.split_once(':') {
                None if name == "quote" => Some(0),
                Some(("quote", index)) => Some(index.parse().map_err(|_| TemplateError::Unknown(name.into()))?),
                _ => None,
            };
            pieces.push(match quote {
                Some(_) if sensitive => return Err(TemplateError::SensitiveQuote),
                Some(index) => Piece::Quote(index),
                None if detail.contains_key(name) => Piece::Detail(name.into()),
                None => return Err(TemplateError::Unknown(name.into())),
            });
            rest = tail;
        }
        pieces.push(Piece::Text(rest.into()));
        Ok(Self(pieces))
    }

    /// Fills the template in. `quote` gives the masked text of a span by its index.
    pub fn render(&self, detail: &[(String, String)], quote: impl Fn(usize) -> Option<String>) -> String {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Quote(index) => out.push_str(quote(*index).as_deref().unwrap_or("…")),
                Piece::Detail(key) => {
                    let value = detail.iter().find(|(name, _)| name == key).map_or("…", |(_, value)| value);
                    out.push_str(value);
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_quote_and_name_details_and_nothing_else() {
        let detail = BTreeMap::from([("kind".to_owned(), DetailKind::Number)]);
        let template = MessageTemplate::parse("{kind} in “{quote}” and {quote:1}", &detail, false).unwrap();
        let rendered = template.render(&[("kind".into(), "7".into())], |index| Some(format!("q{index}")));
        assert_eq!(rendered, "7 in “q0” and q1");
        assert_eq!(MessageTemplate::parse("{quote}", &detail, true), Err(TemplateError::SensitiveQuote));
        assert_eq!(MessageTemplate::parse("{who}", &detail, false), Err(TemplateError::Unknown("who".into())));
        assert_eq!(MessageTemplate::parse("{kind", &detail, false), Err(TemplateError::Unclosed));
    }
}
