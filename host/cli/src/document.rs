//! What programs read.

use miette::{IntoDiagnostic, Result};
use serde::Serialize;

/// A value that names its schema by itself, or has none.
pub(crate) fn pretty<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string_pretty(value).into_diagnostic()? + "\n")
}

/// An object below the name of its schema.
pub(crate) fn named<T: Serialize>(schema: &str, value: &T) -> Result<String> {
    #[derive(Serialize)]
    struct Named<'v, T> {
        schema: &'v str,
        #[serde(flatten)]
        value: &'v T,
    }
    pretty(&Named { schema, value })
}
