//! What the fuzz targets share.
#![forbid(unsafe_code)]

pub mod scene;

use std::sync::LazyLock;

use lictor_contract::{Manifest, ManifestLimits};
use serde_json::Value;

/// Texts of a JSON value that an error must not show. Short ones and those without a capital letter and a digit
/// may stand in the error's own words.
pub fn telling(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => {
            let tells = text.len() >= 6
                && text.bytes().any(|byte| byte.is_ascii_uppercase())
                && text.bytes().any(|byte| byte.is_ascii_digit());
            if tells {
                found.push(text);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, found)),
        _ => {}
    }
}

/// Whether a range is one of whole characters of a text.
pub fn is_sound(text: &str, range: &std::ops::Range<usize>) -> bool {
    range.start <= range.end && text.get(range.clone()).is_some()
}

/// Like [`telling`], of a TOML value.
pub fn telling_texts(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.extend(telling(&Value::from(text.as_str())).into_iter().map(str::to_owned)),
        toml::Value::Array(items) => items.iter().for_each(|item| telling_texts(item, found)),
        toml::Value::Table(fields) => fields.values().for_each(|field| telling_texts(field, found)),
        _ => {}
    }
}

/// The manifests of the reference packs.
pub fn manifests() -> &'static [Manifest] {
    static MANIFESTS: LazyLock<Vec<Manifest>> = LazyLock::new(|| {
        let read = |pack: &lictor_dist::Pack| {
            let facts = lictor_sandbox::inspect(pack.component).expect("a component");
            let json = facts.manifest.expect("a manifest");
            Manifest::from_json(&json, &ManifestLimits::default()).expect("a valid manifest")
        };
        lictor_dist::PACKS.iter().map(read).collect()
    });
    &MANIFESTS
}
