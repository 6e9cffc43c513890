use lictor_model::{Dimension, RuleId, closest};

use crate::error::Problem;

/// Names rules: by ID, by prefix of an ID, by tag, by dimension, or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selector {
    text: String,
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    All,
    Dimension(Dimension),
    Tag(String),
    /// A code or the beginning of one, with or without a publisher.
    Code {
        publisher: Option<String>,
        prefix: String,
    },
    /// Of no known form. Kept, because the loaded rules tell best what was meant: a slug, a typo.
    Other,
}

/// How narrow a selector is; the narrower one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Specificity {
    All,
    Dimension,
    Tag,
    /// Length of the prefix, and whether it names its publisher.
    Prefix(usize, bool),
    /// Whether it names its publisher.
    Id(bool),
}

/// What a selector looks at.
pub(crate) struct Selectable<'a> {
    pub(crate) id: &'a RuleId,
    pub(crate) dimension: Dimension,
    pub(crate) tags: &'a [String],
}

/// Characters of a rule code.
const CODE_LENGTH: usize = 6;

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// It is empty or names a dimension that does not exist. Whether it names any rule is seen when the
    /// rules are known.
    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let kind = if text.is_empty() {
            return Err(Problem::new("an empty selector").help(FORMS));
        } else if text == "all" {
            Kind::All
        } else if let Some(name) = text.strip_prefix("dimension:") {
            let found = Dimension::ALL.into_iter().find(|dimension| dimension.as_str() == name);
            Kind::Dimension(found.ok_or_else(|| {
                let names = Dimension::ALL.map(Dimension::as_str);
                Problem::new(format!("`{name}` is no dimension"))
                    .help(did_you_mean(name, names, || format!("the dimensions are {}", names.join(", "))))
            })?)
        } else if let Some(name) = text.strip_prefix("tag:") {
            Kind::Tag(name.into())
        } else {
            let (publisher, prefix) = match text.split_once('/') {
                Some((publisher, prefix)) => (Some(publisher.to_owned()), prefix),
                None => (None, text),
            };
            match is_prefix(prefix) {
                true => Kind::Code { publisher, prefix: prefix.into() },
                false => Kind::Other,
            }
        };
        Ok(Self { text: text.into(), kind })
    }

    /// As it was written.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The tag, if it selects by tag.
    pub(crate) fn tag(&self) -> Option<&str> {
        match &self.kind {
            Kind::Tag(tag) => Some(tag),
            _ => None,
        }
    }

    /// The publisher and the code or its beginning, if it selects by those.
    pub(crate) fn code(&self) -> Option<(Option<&str>, &str)> {
        match &self.kind {
            Kind::Code { publisher, prefix } => Some((publisher.as_deref(), prefix)),
            _ => None,
        }
    }

    /// Whether it names one rule by its ID.
    pub(crate) fn is_id(&self) -> bool {
        matches!(self.specificity(), Specificity::Id(_))
    }

    /// Whether it is `all`.
    pub(crate) fn is_all(&self) -> bool {
        self.kind == Kind::All
    }

    pub(crate) fn specificity(&self) -> Specificity {
        match &self.kind {
            Kind::All | Kind::Other => Specificity::All,
            Kind::Dimension(_) => Specificity::Dimension,
            Kind::Tag(_) => Specificity::Tag,
            Kind::Code { publisher, prefix } if prefix.len() == CODE_LENGTH => Specificity::Id(publisher.is_some()),
            Kind::Code { publisher, prefix } => Specificity::Prefix(prefix.len(), publisher.is_some()),
        }
    }

    pub(crate) fn matches(&self, rule: &Selectable<'_>) -> bool {
        match &self.kind {
            Kind::All => true,
            Kind::Dimension(dimension) => rule.dimension == *dimension,
            Kind::Tag(tag) => rule.tags.contains(tag),
            Kind::Code { publisher, prefix } => {
                publisher.as_deref().is_none_or(|publisher| rule.id.publisher() == publisher)
                    && rule.id.code().starts_with(prefix)
            }
            Kind::Other => false,
        }
    }
}

/// What a selector can look like, for help.
pub(crate) const FORMS: &str = "a selector is a rule ID (`EXP401`, `lictor/EXP401`), the beginning of one (`EXP4`), \
                                `tag:NAME`, `dimension:NAME` or `all`";

/// "Did you mean", or else something more general.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    closest(word, candidates).map_or_else(otherwise, |near| format!("did you mean `{near}`?"))
}

/// Up to three capital letters, and digits only after all three.
fn is_prefix(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = text.bytes().skip(letters).take_while(u8::is_ascii_digit).count();
    letters + digits == text.len() && (1..=3).contains(&letters) && digits <= 3 && (digits == 0 || letters == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(selector: &str, id: &str) -> bool {
        let (id, tags) = (id.parse().unwrap(), ["secret".to_owned()]);
        Selector::parse(selector).unwrap().matches(&Selectable { id: &id, dimension: Dimension::Risk, tags: &tags })
    }

    #[test]
    fn selectors_name_rules_in_five_ways() {
        for selector in
            ["all", "dimension:risk", "tag:secret", "E", "EXP", "EXP3", "EXP301", "lictor/EXP", "lictor/EXP301"]
        {
            assert!(matches(selector, "lictor/EXP301"), "{selector}");
        }
        for selector in
            ["dimension:grounding", "tag:sec", "EXQ", "EXP302", "acme/EXP301", "acme/EXP", "exp301", "EXP3011"]
        {
            assert!(!matches(selector, "lictor/EXP301"), "{selector}");
        }
        assert!(matches("EXP", "acme/EXP900"));
    }

    #[test]
    fn the_narrower_selector_is_the_more_specific_one() {
        let order =
            ["all", "dimension:risk", "tag:secret", "EXP", "lictor/EXP", "EXP3", "EXP30", "EXP301", "lictor/EXP301"];
        let specificities = order.map(|text| Selector::parse(text).unwrap().specificity());
        assert!(specificities.is_sorted_by(|one, other| one < other));
    }

    #[test]
    fn only_beginnings_of_codes_are_prefixes() {
        assert!(["E", "EX", "EXP", "EXP4", "EXP40", "EXP401"].into_iter().all(is_prefix));
        assert!(!["", "4", "E4", "EX4", "EXPO", "EXP4O1", "EXP4011", "exp"].into_iter().any(is_prefix));
    }
}
