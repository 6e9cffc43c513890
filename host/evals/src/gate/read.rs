//! Reading release files: every error names file, line and mend, and an average is told from a slip of the pen.

use std::ops::Range;
use std::path::Path;

/// Why a release file cannot be used: where, and what to do.
pub use lictor_located::Located as ReleaseError;
use lictor_model::{Digest, closest};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::requirements;
use super::{RELEASE_SCHEMA, Release};

impl Release {
    /// Reads a release file, with the digest of its bytes.
    ///
    /// # Errors
    /// It cannot be read, or something in it is wrong.
    pub fn read(path: &Path) -> Result<(Self, Digest), ReleaseError> {
        let text = lictor_located::read(path, "the release file")?;
        Ok((Self::parse(&path.display().to_string(), &text)?, Digest::of(&text)))
    }

    /// Reads the text of a release file. `name` stands in errors.
    ///
    /// # Errors
    /// Something in it is wrong.
    pub fn parse(name: &str, text: &str) -> Result<Self, ReleaseError> {
        let reading = Reading { name, text };
        let syntax =
            |error: toml::de::Error| reading.wrong(error.span().unwrap_or(0..0), error.message().trim_end().to_owned());
        let table = DeTable::parse(text).map_err(syntax)?;
        let schema = schemars::schema_for!(Self).to_value();
        reading.keys(
            &Spanned::new(table.span(), DeValue::Table(table.get_ref().clone())),
            &schema,
            &schema,
            "a release",
        )?;
        reading.measures(table.get_ref())?;
        let release: Self = toml::from_str(text).map_err(syntax)?;
        reading.sense(&release, table.get_ref())?;
        Ok(release)
    }
}

const NO_AVERAGE: &str = "an average says nothing about the case that fails: one workflow gains what another loses and the \
number stays the same. Say instead which cases must pass: [blockers], [regressions] and [review]; what answers take and \
cost has [[budgets]], and `lictor compare` shows shares with their intervals";

/// The words by which a key or a measure gives itself away as an average over cases or dimensions.
const AVERAGES: &[&str] = &[
    "accuracy",
    "aggregate",
    "average",
    "avg",
    "combined",
    "composite",
    "index",
    "mean",
    "median",
    "overall",
    "percentage",
    "rate",
    "rating",
    "score",
    "scores",
    "share",
    "threshold",
    "total",
    "weight",
    "weighted",
    "weights",
];

fn smells_of_average(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| AVERAGES.contains(&word))
}

struct Reading<'a> {
    name: &'a str,
    text: &'a str,
}

impl Reading<'_> {
    fn wrong(&self, span: Range<usize>, message: impl Into<String>) -> ReleaseError {
        ReleaseError::at(self.name, self.text, span, message)
    }

    /// Refuses keys that the schema does not have, wherever they stand. The schema is the one that is published, so the two
    /// cannot drift apart.
    fn keys(&self, value: &Spanned<DeValue<'_>>, schema: &Value, root: &Value, name: &str) -> Result<(), ReleaseError> {
        let schema = resolve(schema, root);
        match value.get_ref() {
            DeValue::Array(items) => {
                let schema = schema.get("items").unwrap_or(&Value::Null);
                items.iter().try_for_each(|item| self.keys(item, schema, root, name))
            }
            DeValue::Table(table) => {
                let Some(known) = schema.get("properties").and_then(Value::as_object) else { return Ok(()) };
                for (key, value) in table {
                    let shown = key.get_ref().as_ref();
                    match known.get(shown) {
                        Some(schema) => self.keys(value, schema, root, &format!("`{shown}`"))?,
                        None => return Err(self.unknown(key.span(), shown, known.keys(), name)),
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn unknown<'k>(
        &self,
        span: Range<usize>,
        key: &str,
        known: impl Iterator<Item = &'k String> + Clone,
        name: &str,
    ) -> ReleaseError {
        let near = closest(key, known.clone().map(String::as_str));
        // A slip of the pen is one, even if it looks like an average.
        match near {
            Some(near) => {
                self.wrong(span, format!("{name} has no key `{key}`")).mend(format!("did you mean `{near}`?"))
            }
            None if smells_of_average(key) => {
                self.wrong(span, format!("`{key}`: an average cannot release")).mend(NO_AVERAGE)
            }
            None => {
                let known: Vec<&str> = known.map(String::as_str).collect();
                self.wrong(span, format!("{name} has no key `{key}`")).mend(format!("it has: {}", known.join(", ")))
            }
        }
    }

    /// A budget of a quality is an average by another name.
    fn measures(&self, table: &DeTable<'_>) -> Result<(), ReleaseError> {
        let budgets = table.get("budgets").and_then(|budgets| budgets.get_ref().as_array());
        for budget in budgets.into_iter().flatten().filter_map(|budget| budget.get_ref().as_table()) {
            let Some(measure) = budget.get("measure") else { continue };
            let Some(text) = measure.get_ref().as_str() else { continue };
            let Err(message) = text.parse::<super::BudgetMeasure>() else { continue };
            let quality = ["correctness", "grounding", "usefulness", "risk", "stability", "feedback", "pass"];
            let named = text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| quality.contains(&word));
            let error = match named || smells_of_average(text.split('.').next().unwrap_or_default()) {
                true => self.wrong(measure.span(), "an average of a quality cannot release").mend(NO_AVERAGE),
                false => self.wrong(measure.span(), message),
            };
            return Err(error);
        }
        Ok(())
    }

    /// What a schema cannot say.
    fn sense(&self, release: &Release, table: &DeTable<'_>) -> Result<(), ReleaseError> {
        let at = |path: &[&str]| span_of(table, path);
        if release.schema != RELEASE_SCHEMA {
            let wrong = self.wrong(at(&["schema"]), "this is no release file that is known");
            return Err(wrong.mend(format!("write `schema = \"{RELEASE_SCHEMA}\"`")));
        }
        let blank = |text: &str| text.trim().is_empty() || text.contains(char::is_control);
        if blank(&release.id) {
            return Err(self.wrong(at(&["id"]), "`id` is empty or has control characters"));
        }
        let chosen = [("blockers", &release.blockers.dimensions), ("regressions", &release.regressions.dimensions)];
        if let Some((name, _)) = chosen.iter().find(|(_, dimensions)| dimensions.is_empty()) {
            let wrong = self.wrong(at(&[name, "dimensions"]), format!("[{name}] looks at no dimension"));
            return Err(wrong.mend("name at least one, or leave the key out for all four"));
        }
        if release.blockers.repeats == 0 {
            return Err(self.wrong(at(&["blockers", "repeats"]), "`repeats` counts from 1"));
        }
        for (name, rule) in release.review.kinds() {
            let key = name.trim_start_matches("review.");
            if rule.dimensions.is_empty() {
                return Err(self.wrong(at(&["review", key, "dimensions"]), format!("[{name}] looks at no dimension")));
            }
            if rule.roles.iter().any(|role| blank(role)) {
                return Err(self.wrong(at(&["review", key, "roles"]), "a role is empty"));
            }
        }
        if release.sign_offs.iter().any(|role| blank(role)) {
            return Err(self.wrong(at(&["sign_offs"]), "a role is empty"));
        }
        for (index, budget) in release.budgets.iter().enumerate() {
            if !budget.at_most.is_finite() || budget.at_most < 0.0 {
                return Err(self.wrong(item(table, "budgets", index, "at_most"), "`at_most` is no number from 0"));
            }
        }
        let known = requirements(release);
        for (index, waiver) in release.waivers.iter().enumerate() {
            self.waiver(table, index, waiver, &known)?;
        }
        Ok(())
    }

    fn waiver(
        &self,
        table: &DeTable<'_>,
        index: usize,
        waiver: &super::ReleaseWaiver,
        known: &[(String, bool)],
    ) -> Result<(), ReleaseError> {
        let at = |key| item(table, "waivers", index, key);
        let Some((_, about_cases)) = known.iter().find(|(name, _)| *name == waiver.requirement) else {
            let names: Vec<&str> = known.iter().map(|(name, _)| name.as_str()).collect();
            let help = match closest(&waiver.requirement, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has: {}", names.join(", ")),
            };
            return Err(self.wrong(at("requirement"), "this release has no such requirement").mend(help));
        };
        if *about_cases && waiver.cases.is_empty() {
            let wrong = self.wrong(at("requirement"), "the waiver names no case, and it would excuse all of them");
            return Err(wrong.mend("write `cases = [\"…\"]` with the cases that are excused"));
        }
        if !about_cases && !waiver.cases.is_empty() {
            return Err(self.wrong(at("cases"), "the requirement is about no case").mend("leave `cases` out"));
        }
        for (key, text) in [("owner", &waiver.owner), ("reason", &waiver.reason)] {
            if text.trim().is_empty() {
                let wrong = self.wrong(at(key), format!("`{key}` is empty"));
                return Err(wrong.mend("a waiver says who answers for it, and why"));
            }
        }
        Ok(())
    }
}

/// Follows `$ref`, and takes the table among alternatives.
fn resolve<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let followed =
        schema.get("$ref").and_then(Value::as_str).and_then(|path| root.pointer(path.trim_start_matches('#')));
    let chosen = schema.get("anyOf").and_then(Value::as_array);
    let chosen = chosen.and_then(|choices| choices.iter().find(|choice| choice.get("$ref").is_some()));
    match followed.or(chosen) {
        Some(next) => resolve(next, root),
        None => schema,
    }
}

/// Where a key of a table stands; where the deepest part of the path stands that is there.
fn span_of(table: &DeTable<'_>, path: &[&str]) -> Range<usize> {
    let mut span = 0..0;
    let mut table = Some(table);
    for key in path {
        let Some(value) = table.and_then(|table| table.get(*key)) else { return span };
        span = value.span();
        table = value.get_ref().as_table();
    }
    span
}

/// Where a key of an item of a list of tables stands, or the item.
fn item(table: &DeTable<'_>, list: &str, index: usize, key: &str) -> Range<usize> {
    let item = table.get(list).and_then(|list| list.get_ref().as_array()).and_then(|items| items.get(index));
    let value = item.and_then(|item| item.get_ref().as_table()).and_then(|item| item.get(key));
    value.map(Spanned::span).or(item.map(Spanned::span)).unwrap_or(0..0)
}
