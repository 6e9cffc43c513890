//! One text as a JSON value, with the lines on which its parts stand. TOML and JSON meet here, so that everything behind
//! it knows one form.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::set::name::shown;

/// A text that was read.
pub(super) struct Document {
    pub(super) value: Value,
    pub(super) lines: Lines,
}

/// Where the parts of a document stand.
#[derive(Debug, Clone)]
pub(super) enum Lines {
    /// All on one line.
    One(u64),
    /// By JSON pointer.
    Each(BTreeMap<String, u64>),
}

/// Why a text is no document: the line, what is wrong, the mend.
pub(super) struct Broken {
    pub(super) line: u64,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
}

impl Lines {
    /// The line of the part at a JSON pointer, or of the nearest part around it.
    pub(super) fn of(&self, mut pointer: &str) -> u64 {
        let lines = match self {
            Self::One(line) => return *line,
            Self::Each(lines) => lines,
        };
        loop {
            if let Some(line) = lines.get(pointer) {
                return *line;
            }
            match pointer.rfind('/') {
                Some(at) => pointer = &pointer[..at],
                None => return 1,
            }
        }
    }
}

/// The pointer of a key below another pointer.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

impl Document {
    /// Reads one line of JSON.
    pub(super) fn json(text: &str, line: u64) -> Result<Self, Broken> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let value = UniqueKeys.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
        let value = value.map_err(|error| {
            let column = error.column();
            // Only our own words are passed on: those of the parser can quote a value.
            let said = error.to_string();
            let twice = said.strip_prefix(TWICE).map(|_| said.split(" at line ").next().unwrap_or(TWICE).to_owned());
            let (message, help) = match (twice, error.classify()) {
                (Some(twice), _) => (twice, Some("only one of them would count: take the other away")),
                (None, serde_json::error::Category::Eof) => {
                    ("the JSON ends too early".to_owned(), Some("a case is one JSON object on one line"))
                }
                (None, _) => (format!("broken JSON at byte {column}"), None),
            };
            Broken { line, message, help }
        })?;
        Ok(Self { value, lines: Lines::One(line) })
    }

    /// Reads a TOML file.
    pub(super) fn toml(text: &str) -> Result<Self, Broken> {
        let starts: Vec<usize> = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(at, _)| at + 1))
            .collect();
        let line = |at: usize| starts.partition_point(|start| *start <= at) as u64;
        let table = DeTable::parse(text).map_err(|error| Broken {
            line: line(error.span().map_or(0, |span| span.start)),
            message: format!("broken TOML: {}", error.message()),
            help: None,
        })?;
        let mut reader = Toml { line: &line, lines: BTreeMap::new() };
        let value = reader.table("", table.get_ref())?;
        Ok(Self { value, lines: Lines::Each(reader.lines) })
    }
}

struct Toml<'a> {
    line: &'a dyn Fn(usize) -> u64,
    lines: BTreeMap<String, u64>,
}

impl Toml<'_> {
    fn table(&mut self, pointer: &str, table: &DeTable<'_>) -> Result<Value, Broken> {
        let mut object = Map::new();
        for (key, value) in table {
            let here = below(pointer, key.get_ref());
            self.lines.insert(here.clone(), (self.line)(key.span().start));
            object.insert(key.get_ref().to_string(), self.value(&here, value)?);
        }
        Ok(Value::Object(object))
    }

    fn value(&mut self, pointer: &str, value: &Spanned<DeValue<'_>>) -> Result<Value, Broken> {
        let line = (self.line)(value.span().start);
        let no_json = || Broken { line, message: "a number that JSON cannot write".into(), help: None };
        Ok(match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Integer(number) => {
                let digits = number.as_str().replace('_', "");
                i64::from_str_radix(&digits, number.radix()).map_err(|_| no_json())?.into()
            }
            DeValue::Float(number) => {
                let number = number.as_str().replace('_', "").parse().ok().and_then(Number::from_f64);
                Value::Number(number.ok_or_else(no_json)?)
            }
            DeValue::Boolean(flag) => Value::Bool(*flag),
            // A day may be written without quotes.
            DeValue::Datetime(time) => Value::String(time.to_string()),
            DeValue::Array(items) => {
                let mut list = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let here = format!("{pointer}/{index}");
                    self.lines.insert(here.clone(), (self.line)(item.span().start));
                    list.push(self.value(&here, item)?);
                }
                Value::Array(list)
            }
            DeValue::Table(table) => self.table(pointer, table)?,
        })
    }
}

/// How the error on a key that stands twice begins.
const TWICE: &str = "a key stands twice";

/// Reads a JSON value and refuses a key that stands twice in one object, of which serde_json would take the last.
struct UniqueKeys;

impl<'de> DeserializeSeed<'de> for UniqueKeys {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                let named = shown(&key).map(|key| format!(": `{key}`")).unwrap_or_default();
                return Err(A::Error::custom(format!("{TWICE}{named}")));
            }
            let value = entries.next_value_seed(Self)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}
