//! Which rule of a configuration has which code. A code that was given stays given: the file is read again at the next import.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The only value of `schema` that this version reads.
const SCHEMA: &str = "lictor.codes/v1";

/// What stands in `codes.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Codes {
    schema: String,
    /// The letters that codes begin with.
    pub(super) prefix: String,
    /// The pack's version at the last import.
    pub(super) version: String,
    /// The last number that was given.
    last: u16,
    /// By the rule's id in the configuration.
    #[serde(default)]
    pub(super) rules: BTreeMap<String, Given>,
    /// Codes that are out of use, by the id of the rule that had them. They are never given again.
    #[serde(default)]
    pub(super) retired: BTreeMap<String, Retired>,
}

/// A code that a rule has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    pub(super) code: String,
    pub(super) revision: u32,
    /// The version that brought it.
    pub(super) since: String,
    /// The digest of what it looks at: the revision counts up when this changes.
    scope: String,
}

/// A code that is out of use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Retired {
    pub(super) code: String,
    /// Why, or since when.
    pub(super) reason: String,
}

/// Three letters and three digits.
const MOST: u16 = 999;

impl Codes {
    /// Of a pack that is imported for the first time.
    pub(super) fn new(prefix: &str, version: &str) -> Self {
        Self {
            schema: SCHEMA.into(),
            prefix: prefix.into(),
            version: version.into(),
            last: 0,
            rules: BTreeMap::new(),
            retired: BTreeMap::new(),
        }
    }

    /// Reads the file that an earlier import wrote.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let codes: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if codes.schema != SCHEMA {
            return Err(format!("its schema is `{}`, and this version reads `{SCHEMA}`", codes.schema));
        }
        Ok(codes)
    }

    /// The text of the file.
    pub(super) fn text(&self) -> Result<String, String> {
        let body = toml::to_string(self).map_err(|error| error.to_string())?;
        Ok(format!(
            "# Which rule of the imported configuration has which code. Written by `lictor plugin import`, and read at the\n\
             # next import into this folder: keep it under version control. A code is never used again.\n{body}"
        ))
    }

    /// The code of a rule: the one that it has, or the next. The revision counts up if the scope is not what it was.
    /// None: there are no more codes.
    pub(super) fn give(&mut self, id: &str, scope: &str, version: &str) -> Option<Given> {
        if let Some(known) = self.rules.get_mut(id) {
            if known.scope != scope {
                known.scope = scope.into();
                known.revision += 1;
            }
            return Some(known.clone());
        }
        // A rule that comes back after it went is another rule to whoever reads a record.
        self.last = self.last.checked_add(1).filter(|number| *number <= MOST)?;
        let code = format!("{}{:03}", self.prefix, self.last);
        let given = Given { code, revision: 1, since: version.into(), scope: scope.into() };
        self.rules.insert(id.into(), given.clone());
        Some(given)
    }

    /// Takes out of use what is not among these. Says which went.
    pub(super) fn keep(&mut self, ids: &[&str], version: &str) -> Vec<(String, String)> {
        let gone: Vec<String> = self.rules.keys().filter(|id| !ids.contains(&id.as_str())).cloned().collect();
        let mut said = Vec::new();
        for id in gone {
            let Some(given) = self.rules.remove(&id) else { continue };
            let reason = format!("not in the configuration that version {version} was imported from");
            said.push((id.clone(), given.code.clone()));
            // Ids can go twice; the key only has to be another.
            let mut key = id;
            while self.retired.contains_key(&key) {
                key.push('+');
            }
            self.retired.insert(key, Retired { code: given.code, reason });
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_with_their_rules_and_are_never_given_again() {
        let mut codes = Codes::new("LEA", "0.1.0");
        let give = |codes: &mut Codes, id: &str, scope: &str| {
            let given = codes.give(id, scope, "0.1.0").unwrap();
            (given.code, given.revision)
        };
        assert_eq!(give(&mut codes, "b", "1"), ("LEA001".into(), 1));
        assert_eq!(give(&mut codes, "a", "1"), ("LEA002".into(), 1));
        let mut again = Codes::parse(&codes.text().unwrap()).unwrap();
        assert_eq!(again, codes);
        assert_eq!(again.keep(&["a", "c"], "0.1.1"), [("b".to_owned(), "LEA001".to_owned())]);
        assert_eq!(give(&mut again, "c", "1"), ("LEA003".into(), 1));
        assert_eq!(give(&mut again, "a", "2"), ("LEA002".into(), 2), "a scope that changed counts the revision up");
        assert_eq!(give(&mut again, "b", "1"), ("LEA004".into(), 1), "a rule that comes back gets another code");
        assert_eq!(again.keep(&["a", "c"], "0.1.2").len(), 1);
        let retired: Vec<&str> = again.retired.values().map(|retired| retired.code.as_str()).collect();
        assert_eq!(retired, ["LEA001", "LEA004"]);
    }

    #[test]
    fn there_are_999_codes() {
        let mut codes = Codes::new("LEA", "0.1.0");
        for number in 0..999 {
            assert!(codes.give(&number.to_string(), "1", "0.1.0").is_some());
        }
        assert_eq!(codes.give("one more", "1", "0.1.0"), None);
        assert!(Codes::parse("schema = \"lictor.codes/v9\"\nprefix = \"A\"\nversion = \"1\"\nlast = 0\n").is_err());
    }
}
