//! Writes the JSON Schemas that others build against.

use miette::{IntoDiagnostic, Result, bail};
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

pub(crate) fn run(check: bool) -> Result<()> {
    let folder = crate::root().join("schemas");
    let mut stale = Vec::new();
    for (name, title, schema) in [
        ("sample", "A sample: one answer or request to check", of::<lictor_model::Sample>()),
        ("record", "A record: what Lictor says about one sample", of::<lictor_model::Record>()),
        ("manifest", "The manifest of a rule pack", of::<lictor_contract::Manifest>()),
        ("policy", "A policy file (TOML)", lictor_policy::json_schema()),
    ] {
        let mut schema = schema;
        if let Value::Object(fields) = &mut schema {
            fields.insert("$id".into(), format!("https://lictor.dev/schemas/{name}/v1.json").into());
            fields.insert("title".into(), title.into());
        }
        let text = serde_json::to_string_pretty(&schema).into_diagnostic()? + "\n";
        let path = folder.join(format!("{name}.schema.json"));
        if std::fs::read_to_string(&path).ok().as_deref() == Some(text.as_str()) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            std::fs::write(&path, text).into_diagnostic()?;
            println!("{}", path.display());
        }
    }
    if !stale.is_empty() {
        bail!(help = "run `cargo xtask schemas` and commit the result", "stale: {}", stale.join(", "));
    }
    Ok(())
}

fn of<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}
