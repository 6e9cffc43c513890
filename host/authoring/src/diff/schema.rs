//! What changed about the JSON Schema of a pack's settings. Settings that were accepted have to stay so: a keyword that is
//! not known here counts as a narrowing.

use serde_json::{Map, Value};

use super::Bump;

/// What changed, with how much it weighs.
pub(super) fn compare(old: &Value, new: &Value) -> Vec<(Bump, String)> {
    let mut found = Found { said: Vec::new() };
    found.schemas(old, new, "");
    found.said
}

/// Say something to a reader, and constrain nothing.
const ANNOTATIONS: [&str; 7] = ["title", "description", "examples", "$comment", "$schema", "$id", "deprecated"];

/// The greater the number, the fewer values fit.
const FLOORS: [&str; 5] = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];

/// The smaller the number, the fewer values fit.
const CEILINGS: [&str; 5] = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];

struct Found {
    said: Vec<(Bump, String)>,
}

impl Found {
    fn say(&mut self, class: Bump, place: &str, what: impl std::fmt::Display) {
        let place = if place.is_empty() { "the settings".to_owned() } else { format!("the setting `{place}`") };
        self.said.push((class, format!("{place}: {what}")));
    }

    fn schemas(&mut self, old: &Value, new: &Value, place: &str) {
        if old == new {
            return;
        }
        let (old, new) = match (old, new) {
            (Value::Object(old), Value::Object(new)) => (old, new),
            (Value::Bool(false), _) => return self.say(Bump::Minor, place, "takes more than nothing"),
            (_, Value::Bool(true)) => return self.say(Bump::Minor, place, "takes anything"),
            _ => return self.say(Bump::Major, place, "takes something else"),
        };
        let empty = Value::Object(Map::new());
        let nested = |schema: &Map<String, Value>, key: &str| schema.get(key).cloned().unwrap_or_else(|| empty.clone());
        self.members(&nested(old, "properties"), &nested(new, "properties"), place);
        let mut keys: Vec<&String> = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))).collect();
        keys.retain(|key| *key != "properties" && old.get(*key) != new.get(*key));
        for key in keys {
            self.keyword(key, old.get(key), new.get(key), place);
        }
    }

    /// The members of an object, by their names.
    fn members(&mut self, old: &Value, new: &Value, place: &str) {
        let none = Map::new();
        let (old, new) = (old.as_object().unwrap_or(&none), new.as_object().unwrap_or(&none));
        let inner = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
        for (name, before) in old {
            match new.get(name) {
                Some(now) => self.schemas(before, now, &inner(name)),
                None => self.say(Bump::Major, &inner(name), "is gone"),
            }
        }
        for name in new.keys().filter(|name| !old.contains_key(*name)) {
            self.say(Bump::Minor, &inner(name), "is new");
        }
    }

    fn keyword(&mut self, key: &str, old: Option<&Value>, new: Option<&Value>, place: &str) {
        let number = |value: Option<&Value>| value.and_then(Value::as_f64);
        match key {
            _ if ANNOTATIONS.contains(&key) => self.say(Bump::Patch, place, "is described otherwise"),
            "default" => self.say(Bump::Minor, place, "has another default"),
            "required" => self.required(old, new, place),
            "type" => self.choice(&types(old), &types(new), (old, new), "type", place),
            "enum" => self.choice(&list(old), &list(new), (old, new), "value", place),
            _ if FLOORS.contains(&key) => self.bound(key, number(old), number(new), |old, new| new < old, place),
            _ if CEILINGS.contains(&key) => self.bound(key, number(old), number(new), |old, new| new > old, place),
            // Absent, anything is allowed.
            "additionalProperties" => match (old, new) {
                (_, None | Some(Value::Bool(true))) => self.say(Bump::Minor, place, "takes members of other names"),
                (None | Some(Value::Bool(true)), _) => {
                    self.say(Bump::Major, place, "takes no members of other names any more")
                }
                (Some(old), Some(new)) => self.schemas(old, new, &format!("{place}.*")),
            },
            "items" | "propertyNames" | "contains" => match (old, new) {
                (Some(old), Some(new)) => self.schemas(old, new, &format!("{place}[]")),
                (Some(_), None) => self.say(Bump::Minor, place, format!("`{key}` constrains nothing any more")),
                (None, _) => self.say(Bump::Major, place, format!("`{key}` constrains it now")),
            },
            // What nothing refers to any more harms nobody, and what refers elsewhere is a change of its own.
            "$defs" | "definitions" | "patternProperties" => {
                let none = Value::Object(Map::new());
                let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
                if let (Some(old), Some(new)) = (old.as_object(), new.as_object()) {
                    for (name, before) in old {
                        if let Some(now) = new.get(name) {
                            self.schemas(before, now, &format!("{place}<{name}>"));
                        }
                    }
                }
            }
            "anyOf" | "oneOf" => {
                let wider = list(old).iter().all(|choice| list(new).contains(choice)) && key == "anyOf";
                let class = if wider && old.is_some() || new.is_none() { Bump::Minor } else { Bump::Major };
                self.say(class, place, "has other alternatives");
            }
            _ if new.is_none() => self.say(Bump::Minor, place, format!("`{key}` constrains nothing any more")),
            _ => self.say(Bump::Major, place, format!("`{key}` is another")),
        }
    }

    fn required(&mut self, old: Option<&Value>, new: Option<&Value>, place: &str) {
        let (old, new) = (list(old), list(new));
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.say(Bump::Major, place, format!("{name} has to be given now"));
        }
        for name in old.iter().filter(|name| !new.contains(name)) {
            self.say(Bump::Minor, place, format!("{name} need not be given any more"));
        }
    }

    /// What may be chosen of; where nothing is listed anything may.
    fn choice(
        &mut self,
        old: &[Value],
        new: &[Value],
        given: (Option<&Value>, Option<&Value>),
        what: &str,
        place: &str,
    ) {
        let takes = |choices: &[Value], value: &Value| {
            choices.contains(value)
                || (value == "integer" && what == "type" && choices.contains(&Value::from("number")))
        };
        match given {
            (_, None) => self.say(Bump::Minor, place, format!("takes any {what}")),
            (None, _) => self.say(Bump::Major, place, format!("no longer takes any {what}")),
            _ => {
                let gone: Vec<String> = old.iter().filter(|value| !takes(new, value)).map(Value::to_string).collect();
                if gone.is_empty() {
                    self.say(Bump::Minor, place, format!("takes another {what}, too"));
                } else {
                    self.say(Bump::Major, place, format!("does not take the {what} {} any more", gone.join(", ")));
                }
            }
        }
    }

    fn bound(&mut self, key: &str, old: Option<f64>, new: Option<f64>, wider: impl Fn(f64, f64) -> bool, place: &str) {
        match (old, new) {
            (_, None) => self.say(Bump::Minor, place, format!("has no `{key}` any more")),
            (Some(old), Some(new)) if wider(old, new) => {
                self.say(Bump::Minor, place, format!("its `{key}` went from {old} to {new}"))
            }
            (Some(old), Some(new)) => self.say(Bump::Major, place, format!("its `{key}` went from {old} to {new}")),
            (None, Some(new)) => self.say(Bump::Major, place, format!("has a `{key}` of {new} now")),
        }
    }
}

fn list(value: Option<&Value>) -> Vec<Value> {
    value.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn types(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(types)) => types.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn class(old: Value, new: Value) -> Option<Bump> {
        compare(&old, &new).into_iter().map(|(class, _)| class).max()
    }

    fn property(schema: Value) -> Value {
        json!({"type": "object", "properties": {"limit": schema}, "additionalProperties": false})
    }

    #[test]
    fn what_was_accepted_must_stay_accepted() {
        for (old, new) in [
            (json!({"type": "integer"}), json!({"type": "string"})),
            (json!({"type": ["integer", "string"]}), json!({"type": "integer"})),
            (json!({"type": "number"}), json!({"type": "integer"})),
            (json!({"enum": ["a", "b"]}), json!({"enum": ["a"]})),
            (json!({"type": "string"}), json!({"type": "string", "enum": ["a"]})),
            (json!({"minimum": 1}), json!({"minimum": 2})),
            (json!({}), json!({"minimum": 0})),
            (json!({"maxLength": 9}), json!({"maxLength": 8})),
            (json!({"pattern": "a"}), json!({"pattern": "b"})),
            (json!({}), json!({"notKnownHere": 1})),
            (json!({"items": {"type": "string"}}), json!({"items": {"type": "string", "maxLength": 3}})),
            (json!({"additionalProperties": true}), json!({"additionalProperties": false})),
            (json!({"properties": {"a": {}}}), json!({"properties": {"a": {}}, "required": ["a"]})),
        ] {
            assert_eq!(class(property(old.clone()), property(new.clone())), Some(Bump::Major), "{old} {new}");
        }
        assert_eq!(
            class(property(json!({})), json!({"type": "object", "additionalProperties": false})),
            Some(Bump::Major)
        );
    }

    #[test]
    fn what_takes_more_is_minor_and_what_says_more_is_patch() {
        for (old, new) in [
            (json!({"type": "integer"}), json!({"type": "number"})),
            (json!({"type": "integer"}), json!({"type": ["integer", "null"]})),
            (json!({"enum": ["a"]}), json!({"enum": ["b", "a"]})),
            (json!({"minimum": 2}), json!({"minimum": 1})),
            (json!({"maximum": 2}), json!({})),
            (json!({"pattern": "a"}), json!({})),
            (json!({"default": 1}), json!({"default": 2})),
            (json!({"required": ["a"]}), json!({})),
        ] {
            assert_eq!(class(property(old.clone()), property(new.clone())), Some(Bump::Minor), "{old} {new}");
        }
        assert_eq!(
            class(json!({"properties": {}}), json!({"properties": {"a": {"type": "string"}}})),
            Some(Bump::Minor)
        );
        assert_eq!(class(json!({"description": "a"}), json!({"description": "b"})), Some(Bump::Patch));
        assert_eq!(class(property(json!({"type": "string"})), property(json!({"type": "string"}))), None);
    }

    #[test]
    fn the_setting_is_named() {
        let said = compare(&json!({"properties": {"a": {"properties": {"b": {}}}}}), &json!({"properties": {"a": {}}}));
        assert_eq!(said, [(Bump::Major, "the setting `a.b`: is gone".to_owned())]);
    }
}
