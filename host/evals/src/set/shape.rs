//! Whether a document has the shape that the published schema describes, and what to mend where it has not.

use std::sync::LazyLock;

use jsonschema::error::{ValidationError, ValidationErrorKind};
use jsonschema::{PatternOptions, Validator};
use schemars::JsonSchema;
use serde_json::Value;

use crate::set::document::below;
use crate::set::issue::IssueKind;
use crate::set::name::shown;
use crate::set::{Case, SetHeader};

/// A published schema, and what its documents are called in errors.
pub(super) struct Shape {
    name: &'static str,
    schema: Value,
    validator: Option<Validator>,
}

/// One way in which a document does not fit.
pub(super) struct Misfit {
    pub(super) kind: IssueKind,
    pub(super) pointer: String,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

pub(super) static HEADER: LazyLock<Shape> = LazyLock::new(|| Shape::of::<SetHeader>("the header"));
pub(super) static CASE: LazyLock<Shape> = LazyLock::new(|| Shape::of::<Case>("the case"));

impl Shape {
    fn of<T: JsonSchema>(name: &'static str) -> Self {
        let schema = schemars::schema_for!(T).to_value();
        let validator = jsonschema::options().with_pattern_options(PatternOptions::regex()).build(&schema).ok();
        Self { name, schema, validator }
    }

    /// Every way in which a value does not fit. Quotes no value, and a key only if it looks like one.
    pub(super) fn misfits(&self, value: &Value) -> Vec<Misfit> {
        if !value.is_object() {
            return vec![self.misfit(IssueKind::BadShape, "", format!("{} is no object", self.name), None)];
        }
        let Some(validator) = &self.validator else { return Vec::new() };
        let mut misfits = Vec::new();
        for error in validator.iter_errors(value) {
            self.explain(&error, &mut misfits);
        }
        misfits
    }

    /// For what fits the schema and is refused all the same, such as a number that is too large.
    pub(super) fn unreadable(&self) -> Misfit {
        let help = Some("`lictor schema` prints the shape".to_owned());
        self.misfit(IssueKind::BadShape, "", format!("{} has a value that is out of range", self.name), help)
    }

    fn misfit(&self, kind: IssueKind, pointer: &str, message: String, help: Option<String>) -> Misfit {
        Misfit { kind, pointer: pointer.to_owned(), message, help }
    }

    fn explain(&self, error: &ValidationError<'_>, misfits: &mut Vec<Misfit>) {
        let pointer = error.instance_path().as_str();
        let here = match pointer {
            "" => self.name.to_owned(),
            _ if pointer.split('/').skip(1).all(|step| shown(step).is_some()) => format!("`{}`", &pointer[1..]),
            _ => "a value".to_owned(),
        };
        let shape = |message, help| self.misfit(IssueKind::BadShape, pointer, message, help);
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let known = self.keys_beside(error);
                for key in unexpected {
                    let near = lictor_model::closest(key, known.iter().copied());
                    let message = match shown(key) {
                        Some(key) => format!("{here} has no key `{key}`"),
                        None => format!("{here} has a key that is not known"),
                    };
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known are: {}", known.join(", ")),
                    };
                    misfits.push(self.misfit(IssueKind::UnknownKey, &below(pointer, key), message, Some(help)));
                }
            }
            ValidationErrorKind::Required { property } => match property.as_str().unwrap_or_default() {
                "reason" if pointer.is_empty() => {
                    let help = Some("say in `reason` what would be missed without the case".to_owned());
                    let message = format!("{here} has no `reason`");
                    misfits.push(self.misfit(IssueKind::MissingReason, pointer, message, help));
                }
                key => misfits.push(shape(format!("{here} needs `{key}`"), None)),
            },
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                let options = self.options(error);
                if !options.is_empty() {
                    let near = error.instance().as_str().and_then(|word| lictor_model::closest(word, options.clone()));
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    misfits.push(shape(format!("{here} must be one of {}", options.join(", ")), help));
                    return;
                }
                // The branch that was meant is the one whose type fits.
                let meant = |branch: &&Vec<ValidationError<'_>>| {
                    !branch.iter().any(|inner| {
                        inner.instance_path().as_str() == pointer
                            && matches!(inner.kind(), ValidationErrorKind::Type { .. })
                    })
                };
                match context.iter().find(meant) {
                    Some(branch) => branch.iter().for_each(|inner| self.explain(inner, misfits)),
                    None => misfits.push(shape(format!("{here} has the wrong type"), None)),
                }
            }
            ValidationErrorKind::Pattern { .. } | ValidationErrorKind::MaxLength { .. } => {
                let allowed = if self.name == "the case" { "`-`, `_`, `.` and `/`" } else { "and `-`" };
                let message = format!("{here} is no id");
                let help =
                    format!("lower-case letters, digits, {allowed}, at most 120, the first and last a letter or digit");
                misfits.push(self.misfit(IssueKind::BadName, pointer, message, Some(help)));
            }
            ValidationErrorKind::MinLength { .. } => {
                let kind = if pointer == "/reason" { IssueKind::MissingReason } else { IssueKind::EmptyText };
                misfits.push(self.misfit(kind, pointer, format!("{here} is empty"), None));
            }
            ValidationErrorKind::MinItems { .. } => misfits.push(shape(format!("{here} is empty"), None)),
            ValidationErrorKind::Type { .. } => {
                let wanted = self.schema.pointer(error.schema_path().as_str()).and_then(type_name);
                let wanted = wanted.unwrap_or_else(|| "of another type".into());
                misfits.push(shape(format!("{here} must be {wanted}"), None));
            }
            _ => misfits.push(shape(format!("{here} does not fit: {}", error.masked_with("this value")), None)),
        }
    }

    /// The schema around the keyword that an error is about.
    fn around(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let path = error.schema_path().as_str();
        self.schema.pointer(&path[..path.rfind('/')?])
    }

    fn keys_beside(&self, error: &ValidationError<'_>) -> Vec<&str> {
        let properties = self.around(error).and_then(|schema| schema.get("properties")).and_then(Value::as_object);
        properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)).collect()
    }

    /// The words that a key can have, if it can have nothing else.
    fn options(&self, error: &ValidationError<'_>) -> Vec<&str> {
        let branches = self.schema.pointer(error.schema_path().as_str()).and_then(Value::as_array);
        let words = branches.map(|branches| branches.iter().map(|branch| branch.get("const")?.as_str()).collect());
        words.flatten().unwrap_or_default()
    }
}

fn type_name(kind: &Value) -> Option<String> {
    let word = |kind: &Value| {
        Some(match kind.as_str()? {
            "string" => "a string",
            "array" => "a list",
            "object" => "a table",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            _ => return None,
        })
    };
    match kind {
        Value::Array(kinds) => Some(kinds.iter().filter_map(word).collect::<Vec<_>>().join(" or ")),
        kind => word(kind).map(str::to_owned),
    }
}
