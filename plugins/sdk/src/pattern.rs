use crate::Input;

/// A way of reading a text that patterns can be matched in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// As it stands.
    Raw,
    /// Compatibility characters folded, separators inside tokens removed.
    Normalised,
    /// What base64, hexadecimal, percent escapes and rot13 decode to, numbers that were spelled out or cut up, and what
    /// was written backwards.
    Decoded,
}

impl View {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Normalised => "normalised",
            Self::Decoded => "decoded",
        }
    }
}

/// What the host looks for on a rule's behalf: a regular expression or a literal.
///
/// Regexes are those of the Rust `regex` crate; `\b`, `\w`, `\d`, `\s` mean ASCII unless
/// [`unicode`](Self::unicode) is asked for. A pattern must not be able to match the empty text. Narrow
/// patterns are cheap ones: each answer that one hits costs a fresh sandbox.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    pub(crate) regex: Option<&'static str>,
    pub(crate) literal: Option<&'static str>,
    pub(crate) case_insensitive: bool,
    pub(crate) whole_word: bool,
    pub(crate) unicode: bool,
    pub(crate) inputs: &'static [Input],
    pub(crate) views: &'static [View],
    pub(crate) wakes: bool,
    /// A name for what it finds, for [`Hit::label`](crate::Hit::label) and details.
    pub label: &'static str,
}

impl Pattern {
    const BASE: Self = Self {
        regex: None,
        literal: None,
        case_insensitive: false,
        whole_word: false,
        unicode: false,
        inputs: &[Input::Answer],
        views: &[View::Raw],
        wakes: true,
        label: "",
    };

    /// A regular expression, matched in the raw answer.
    pub const fn regex(regex: &'static str) -> Self {
        Self { regex: Some(regex), ..Self::BASE }
    }

    /// A literal, matched in the raw answer.
    pub const fn literal(literal: &'static str) -> Self {
        Self { literal: Some(literal), ..Self::BASE }
    }

    /// A phrase: a literal in either case that does not touch other word characters.
    pub const fn phrase(phrase: &'static str) -> Self {
        Self { literal: Some(phrase), case_insensitive: true, whole_word: true, ..Self::BASE }
    }

    /// Matched in these inputs.
    pub const fn on(self, inputs: &'static [Input]) -> Self {
        Self { inputs, ..self }
    }

    /// Matched in these views.
    pub const fn views(self, views: &'static [View]) -> Self {
        Self { views, ..self }
    }

    /// Matched in every view: for what people try to hide.
    pub const fn all_views(self) -> Self {
        Self { views: &[View::Raw, View::Normalised, View::Decoded], ..self }
    }

    /// Names what it finds.
    pub const fn label(self, label: &'static str) -> Self {
        Self { label, ..self }
    }

    /// Gives hits but does not wake the pack.
    pub const fn context(self) -> Self {
        Self { wakes: false, ..self }
    }

    /// `\b`, `\w`, `\d`, `\s` mean Unicode. Costs a hundred times as much on text with a curly quote.
    pub const fn unicode(self) -> Self {
        Self { unicode: true, ..self }
    }
}
