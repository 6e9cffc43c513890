use std::ops::Range;
use std::sync::Arc;

use miette::NamedSource;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Located, Place, Problem};
use crate::selector::{Selector, did_you_mean};

/// Reads a TOML tree key by key and collects what is wrong with it, so that one look at the errors is enough.
///
/// Every method gives `None` for a key that is missing or wrong; a problem tells the two apart.
pub(crate) struct Reader {
    source: Arc<NamedSource<String>>,
    problems: Vec<Problem>,
    /// Tables that lack keys: the beginning of the message, and the keys.
    missing: Vec<(Place, String, Vec<String>)>,
}

/// One table that is being read.
pub(crate) struct Fields<'t> {
    /// For messages: `a pack`, `the policy`.
    name: &'static str,
    table: &'t DeTable<'t>,
    place: Place,
}

impl Fields<'_> {
    /// Where the table is.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Whether it has a key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }
}

impl Reader {
    /// A reader of a text that is safe to show.
    pub(crate) fn new(source: Arc<NamedSource<String>>) -> Self {
        Self { source, problems: Vec::new(), missing: Vec::new() }
    }

    /// What was found to be wrong.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let missing = self.missing.into_iter().map(|(place, needs, keys)| {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            Problem::new(format!("{needs} {}", keys.join(", "))).at(&place)
        });
        self.problems.into_iter().chain(missing).collect()
    }

    /// Notes a problem.
    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A place in the text.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.source, span)
    }

    /// Starts on a table and refuses keys that it does not have. `span` is shown where a key is missing.
    pub(crate) fn fields<'t>(
        &mut self,
        name: &'static str,
        keys: &[&str],
        table: &'t DeTable<'t>,
        span: Range<usize>,
    ) -> Fields<'t> {
        for key in table.keys().filter(|key| !keys.contains(&key.get_ref().as_ref())) {
            let shown = key.get_ref();
            let help = did_you_mean(shown, keys.iter().copied(), || format!("{name} has: {}", keys.join(", ")));
            let place = self.place(key.span());
            self.problem(Problem::new(format!("{name} has no key `{shown}`")).at(&place).help(help));
        }
        Fields { name, table, place: self.place(span) }
    }

    /// The value of a key, whatever it is.
    pub(crate) fn value<'t>(&self, fields: &Fields<'t>, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        fields.table.get(key)
    }

    /// Notes that a key must be there.
    pub(crate) fn require<T>(&mut self, fields: &Fields<'_>, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && !fields.has(key) {
            // One problem for all that a table lacks.
            match self.missing.iter_mut().find(|(place, ..)| place.is(&fields.place)) {
                Some((.., keys)) => keys.push(key.into()),
                None => {
                    let needs = format!("{} needs", fields.name);
                    self.missing.push((fields.place.clone(), needs, vec![key.into()]));
                }
            }
        }
        value
    }

    fn mismatch<T>(&mut self, key: &str, wanted: &str, found: &Spanned<DeValue<'_>>) -> Option<T> {
        let kind = match found.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let place = self.place(found.span());
        self.problem(Problem::new(format!("`{key}` must be {wanted}, not {kind}")).at(&place));
        None
    }

    /// A string that is not blank.
    pub(crate) fn text(&mut self, fields: &Fields<'_>, key: &str) -> Option<Located<String>> {
        let value = self.value(fields, key)?;
        self.text_of(key, value)
    }

    fn text_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Located<String>> {
        let Some(text) = value.get_ref().as_str() else {
            return self.mismatch(key, "a string", value);
        };
        let place = self.place(value.span());
        if text.trim().is_empty() {
            self.problem(Problem::new(format!("`{key}` is empty")).at(&place));
            return None;
        }
        Some(Located { value: text.to_owned(), place })
    }

    /// A string that must be there.
    pub(crate) fn required_text(&mut self, fields: &Fields<'_>, key: &str) -> Option<Located<String>> {
        let text = self.text(fields, key);
        self.require(fields, key, text)
    }

    /// True or false.
    pub(crate) fn flag(&mut self, fields: &Fields<'_>, key: &str) -> Option<bool> {
        let value = self.value(fields, key)?;
        value.get_ref().as_bool().or_else(|| self.mismatch(key, "true or false", value))
    }

    /// A whole number from 1.
    pub(crate) fn count(&mut self, fields: &Fields<'_>, key: &str) -> Option<u32> {
        let value = self.value(fields, key)?;
        let number =
            value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        match number {
            Some(number) if number > 0 => Some(number),
            _ if value.get_ref().is_integer() => {
                let place = self.place(value.span());
                self.problem(Problem::new(format!("`{key}` counts from 1")).at(&place));
                None
            }
            _ => self.mismatch(key, "a whole number", value),
        }
    }

    /// A day, as `YYYY-MM-DD`.
    pub(crate) fn day(&mut self, fields: &Fields<'_>, key: &str) -> Option<String> {
        let value = self.value(fields, key)?;
        match value.get_ref() {
            DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => {
                when.date.map(|date| date.to_string())
            }
            _ => {
                let place = self.place(value.span());
                let problem = Problem::new(format!("`{key}` must be a date"));
                self.problem(problem.at(&place).help(format!("write it without quotes: `{key} = 2027-01-31`")));
                None
            }
        }
    }

    /// One of some names.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        fields: &Fields<'_>,
        key: &str,
        choices: impl IntoIterator<Item = (&'static str, T)>,
    ) -> Option<T> {
        let value = self.value(fields, key)?;
        self.choice_of(key, value, choices)
    }

    /// One of some names, from a value at hand.
    pub(crate) fn choice_of<T: Copy>(
        &mut self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        choices: impl IntoIterator<Item = (&'static str, T)>,
    ) -> Option<T> {
        let Located { value: text, place } = self.text_of(key, value)?;
        let choices: Vec<_> = choices.into_iter().collect();
        if let Some((_, choice)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*choice);
        }
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let help = did_you_mean(&text, names.iter().copied(), || format!("expected one of: {}", names.join(", ")));
        self.problem(Problem::new(format!("`{text}` is no value of `{key}`")).at(&place).help(help));
        None
    }

    /// A list.
    pub(crate) fn list<'t>(&mut self, fields: &Fields<'t>, key: &str) -> Option<&'t [Spanned<DeValue<'t>>]> {
        let value = self.value(fields, key)?;
        match value.get_ref() {
            DeValue::Array(items) => Some(items),
            _ => self.mismatch(key, "a list", value),
        }
    }

    /// A list of strings; those that are none are left out.
    pub(crate) fn texts(&mut self, fields: &Fields<'_>, key: &str) -> Option<Vec<Located<String>>> {
        let items = self.list(fields, key)?;
        Some(items.iter().filter_map(|item| self.text_of(key, item)).collect())
    }

    /// A list of selectors; those that cannot be read are left out.
    pub(crate) fn selectors(&mut self, fields: &Fields<'_>, key: &str) -> Option<Vec<Located<Selector>>> {
        let texts = self.texts(fields, key)?;
        Some(texts.into_iter().filter_map(|text| self.selector(&text.value, text.place)).collect())
    }

    /// A selector.
    pub(crate) fn selector(&mut self, text: &str, place: Place) -> Option<Located<Selector>> {
        match Selector::parse(text) {
            Ok(value) => Some(Located { value, place }),
            Err(problem) => {
                self.problem(problem.at(&place));
                None
            }
        }
    }

    /// A table of its own keys.
    pub(crate) fn table<'t>(
        &mut self,
        fields: &Fields<'t>,
        key: &str,
        name: &'static str,
        keys: &[&str],
    ) -> Option<Fields<'t>> {
        let value = self.value(fields, key)?;
        self.table_of(key, value, name, keys)
    }

    /// A table of its own keys, from a value at hand.
    pub(crate) fn table_of<'t>(
        &mut self,
        key: &str,
        value: &'t Spanned<DeValue<'t>>,
        name: &'static str,
        keys: &[&str],
    ) -> Option<Fields<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(self.fields(name, keys, table, value.span())),
            _ => self.mismatch(key, "a table", value),
        }
    }

    /// A table whose keys are names of the author's.
    pub(crate) fn entries<'t>(&mut self, fields: &Fields<'t>, key: &str) -> Option<&'t DeTable<'t>> {
        let value = self.value(fields, key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => self.mismatch(key, "a table", value),
        }
    }

    /// A list of tables of their own keys.
    pub(crate) fn tables<'t>(
        &mut self,
        fields: &Fields<'t>,
        key: &str,
        name: &'static str,
        keys: &[&str],
    ) -> Vec<Fields<'t>> {
        let Some(value) = self.value(fields, key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.table_of(key, item, name, keys)).collect(),
            DeValue::Table(_) => {
                let place = self.place(value.span());
                let problem = Problem::new(format!("`{key}` is a list of tables"));
                self.problem(problem.at(&place).help(format!("write `[[{key}]]`, with two brackets")));
                Vec::new()
            }
            _ => {
                self.mismatch::<()>(key, "a list of tables", value);
                Vec::new()
            }
        }
    }
}
