use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::DeValue;

use crate::error::{Place, Problem};
use crate::file::Reader;

/// A pack's settings with the place of every value, so that a problem that a JSON Schema finds can be shown
/// in the file.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    place: Place,
    node: Node,
}

#[derive(Debug, Clone)]
enum Node {
    Table(Vec<Entry>),
    List(Vec<Settings>),
    Leaf(Value),
}

#[derive(Debug, Clone)]
struct Entry {
    key: String,
    place: Place,
    value: Settings,
}

impl Settings {
    /// No settings.
    pub(crate) fn none(place: &Place) -> Self {
        Self { place: place.clone(), node: Node::Table(Vec::new()) }
    }

    /// Takes over a TOML value. What JSON cannot say is a problem.
    pub(crate) fn from_toml(reader: &mut Reader, value: &Spanned<DeValue<'_>>) -> Self {
        let place = reader.place(value.span());
        let node = match value.get_ref() {
            DeValue::Table(table) => Node::Table(
                table
                    .iter()
                    .map(|(key, value)| Entry {
                        key: key.get_ref().to_string(),
                        place: reader.place(key.span()),
                        value: Self::from_toml(reader, value),
                    })
                    .collect(),
            ),
            DeValue::Array(items) => Node::List(items.iter().map(|item| Self::from_toml(reader, item)).collect()),
            DeValue::String(text) => Node::Leaf(text.to_string().into()),
            DeValue::Boolean(value) => Node::Leaf((*value).into()),
            DeValue::Datetime(value) => Node::Leaf(value.to_string().into()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Node::Leaf(number.into()),
                Err(_) => {
                    reader.problem(Problem::new("the number is too large").at(&place));
                    Node::Leaf(Value::Null)
                }
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => Node::Leaf(number.into()),
                None => {
                    reader.problem(Problem::new("settings are JSON, and JSON has no infinite number").at(&place));
                    Node::Leaf(Value::Null)
                }
            },
        };
        Self { place, node }
    }

    /// Lays other settings over these: tables are merged, everything else is replaced.
    pub(crate) fn overlay(&mut self, over: Self) {
        match (&mut self.node, over.node) {
            (Node::Table(entries), Node::Table(new)) => {
                for entry in new {
                    match entries.iter_mut().find(|old| old.key == entry.key) {
                        Some(old) => {
                            old.place = entry.place;
                            old.value.overlay(entry.value);
                        }
                        None => entries.push(entry),
                    }
                }
                // Only a place that somebody wrote is worth pointing at.
                if !entries.is_empty() {
                    self.place = over.place;
                }
            }
            (_, node) => *self = Self { place: over.place, node },
        }
    }

    /// As JSON.
    pub(crate) fn to_json(&self) -> Value {
        match &self.node {
            Node::Table(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<Map<_, _>>().into()
            }
            Node::List(items) => items.iter().map(Self::to_json).collect(),
            Node::Leaf(value) => value.clone(),
        }
    }

    /// Where the value at a JSON pointer stands, or the nearest thing around it. For an entry of a table that
    /// is its key: the value may be something that should not be pointed at.
    pub(crate) fn place_of(&self, pointer: &str) -> &Place {
        let (mut here, mut place) = (self, &self.place);
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            match &here.node {
                Node::Table(entries) => match entries.iter().find(|entry| entry.key == step) {
                    Some(entry) => (here, place) = (&entry.value, &entry.place),
                    None => return place,
                },
                Node::List(items) => match step.parse().ok().and_then(|index: usize| items.get(index)) {
                    Some(item) => (here, place) = (item, &item.place),
                    None => return place,
                },
                Node::Leaf(_) => return place,
            }
        }
        place
    }
}
