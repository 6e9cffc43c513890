//! Whether a pack's settings fit the JSON Schema in its manifest.

use jsonschema::PatternOptions;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::error::{Place, Problem};
use crate::resolve::schema_size::is_small;
use crate::selector::did_you_mean;
use crate::settings::Settings;

/// Notes every way in which the settings do not fit. No value is repeated, only keys: settings hold canaries.
pub(super) fn settings(plugin: &str, settings: &Settings, schema: &Value, pack: &Place, problems: &mut Vec<Problem>) {
    if !is_small(schema) {
        let message = format!("the manifest of `{plugin}` has a settings schema that is too large or refers elsewhere");
        problems.push(Problem::new(message).at(pack).help("this is for the pack's publisher to mend"));
        return;
    }
    // The schema is a stranger's: nothing is fetched for it, and its patterns take linear time.
    let validator = jsonschema::options().with_pattern_options(PatternOptions::regex()).build(schema);
    let validator = match validator {
        Ok(validator) => validator,
        Err(_) => {
            let problem = Problem::new(format!("the manifest of `{plugin}` has settings that are no JSON Schema"));
            problems.push(problem.at(pack).help("this is for the pack's publisher to mend"));
            return;
        }
    };
    let value = settings.to_json();
    for error in validator.iter_errors(&value) {
        let path = error.instance_path().as_str();
        let place = settings.place_of(path);
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let known = known_keys(schema, path);
                for key in unexpected {
                    let place = settings.place_of(&format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")));
                    let help = did_you_mean(key, known.iter().copied(), || match known.is_empty() {
                        true => format!("`{plugin}` has no settings"),
                        false => format!("`{plugin}` knows: {}", known.join(", ")),
                    });
                    let message = format!("the settings of `{plugin}` have no key `{key}`");
                    problems.push(Problem::new(message).at(place).help(help));
                }
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default();
                // Settings that nobody wrote have no place of their own.
                let place = if value.as_object().is_some_and(|object| object.is_empty()) { pack } else { place };
                problems.push(Problem::new(format!("the settings of `{plugin}` need `{key}`")).at(place));
            }
            _ => {
                let message = format!("the settings of `{plugin}` do not fit: {}", error.masked_with("this value"));
                problems.push(Problem::new(message).at(place));
            }
        }
    }
}

/// The keys that the schema names for the object at a JSON pointer, as far as plain `properties` tell.
fn known_keys<'s>(schema: &'s Value, pointer: &str) -> Vec<&'s str> {
    let mut here = Some(schema);
    for step in pointer.split('/').skip(1) {
        here = here.and_then(|schema| match step.parse::<usize>() {
            Ok(_) if schema.get("items").is_some() => schema.get("items"),
            _ => schema.get("properties").and_then(|properties| properties.get(step)),
        });
    }
    let properties = here.and_then(|schema| schema.get("properties")).and_then(Value::as_object);
    properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str)).collect()
}
