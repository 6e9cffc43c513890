/// An example: a sample on which a rule must fire, or must not.
///
/// Texts may hold fixtures such as `{{random:base32:16}}`, so that no secret-like string stands in a
/// repository. They are replaced before the example runs.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    pub(crate) kind: Kind,
    pub(crate) settings: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Answer(&'static str),
    Asked(&'static str, &'static str),
    Json(&'static str),
}

impl Example {
    /// An answer and nothing else.
    pub const fn answer(answer: &'static str) -> Self {
        Self { kind: Kind::Answer(answer), settings: None }
    }

    /// An answer to a user's message.
    pub const fn asked(message: &'static str, answer: &'static str) -> Self {
        Self { kind: Kind::Asked(message, answer), settings: None }
    }

    /// A whole sample in its JSON form.
    pub const fn json(sample: &'static str) -> Self {
        Self { kind: Kind::Json(sample), settings: None }
    }

    /// With settings (JSON) of the pack.
    pub const fn with_settings(self, settings: &'static str) -> Self {
        Self { settings: Some(settings), ..self }
    }
}
