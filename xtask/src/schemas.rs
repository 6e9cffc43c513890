//! Writes the JSON Schemas, and the description of the server's interface, that others build against.

use lictor_evals::{compare, gate, review, run, set, summary};
use miette::{IntoDiagnostic, Result, bail};
use schemars::{JsonSchema, schema_for};
use serde_json::Value;

pub(crate) fn write(check: bool) -> Result<()> {
    let mut stale = Vec::new();
    let mut documents = vec![("openapi.json".to_owned(), lictor_server::openapi())];
    for (name, title, mut schema) in all()? {
        if let Value::Object(fields) = &mut schema {
            fields.insert("$id".into(), format!("https://lictor.dev/schemas/{name}/v1.json").into());
            fields.insert("title".into(), title.into());
        }
        documents.push((format!("{name}.schema.json"), schema));
    }
    for (file, document) in documents {
        let text = serde_json::to_string_pretty(&document).into_diagnostic()? + "\n";
        let path = crate::root().join("schemas").join(file);
        if std::fs::read_to_string(&path).ok().as_deref() == Some(text.as_str()) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            path.parent().map_or(Ok(()), std::fs::create_dir_all).into_diagnostic()?;
            std::fs::write(&path, text).into_diagnostic()?;
            println!("{}", path.display());
        }
    }
    if !stale.is_empty() {
        bail!(help = "run `cargo xtask schemas` and commit the result", "stale: {}", stale.join(", "));
    }
    Ok(())
}

/// Name, title and schema of everything that others write or read.
fn all() -> Result<Vec<(String, String, Value)>> {
    let mut all = vec![
        ("sample".into(), "A sample: one answer or request to check".into(), of::<lictor_model::Sample>()),
        ("record".into(), "A record: what Lictor says about one sample".into(), of::<lictor_model::Record>()),
        ("manifest".into(), "The manifest of a rule pack".into(), of::<lictor_contract::Manifest>()),
        ("policy".into(), "A policy file (TOML)".into(), lictor_policy::json_schema()),
        ("set".into(), "The header of an evaluation set (TOML)".into(), of::<set::SetHeader>()),
        ("case".into(), "A case of an evaluation set".into(), of::<set::Case>()),
        ("set-report".into(), "What `lictor set check` says".into(), of::<set::SetReport>()),
        ("coverage".into(), "What `lictor set coverage` says".into(), of::<set::Coverage>()),
        ("set-diff".into(), "What `lictor set diff` says".into(), of::<set::SetDiff>()),
        ("answer".into(), "An answer to a case".into(), of::<run::Answer>()),
        ("run".into(), "The manifest of a run".into(), of::<run::RunManifest>()),
        ("run-case".into(), "What a run keeps of a case".into(), of::<run::RunCase>()),
        ("result".into(), "What a run keeps of an answer".into(), of::<run::CaseResult>()),
        ("problem".into(), "An answer that does not fit the set of a run".into(), of::<run::Problem>()),
        ("summary".into(), "What a run comes to".into(), of::<summary::RunSummary>()),
        ("comparison".into(), "What differs between two runs".into(), of::<compare::Comparison>()),
        ("review".into(), "A review record".into(), of::<review::ReviewRecord>()),
        ("sign-off".into(), "A sign-off on a run".into(), of::<gate::SignOffRecord>()),
        ("release".into(), "A release file (TOML)".into(), of::<gate::Release>()),
        ("decision-line".into(), "A line of a server's decision log".into(), of::<lictor_server::DecisionLine<'_>>()),
        ("decision".into(), "The record of a release decision".into(), of::<gate::ReleaseDecision>()),
        ("server".into(), "The configuration of a server (TOML)".into(), of::<lictor_server::Configuration>()),
        ("pack".into(), "The pack.toml of a rule pack (TOML)".into(), of::<lictor_authoring::PackFile>()),
        ("pack-case".into(), "A line of a rule pack's cases".into(), lictor_authoring::cases::json_schema()),
        ("pack-build".into(), "What `lictor plugin build` says".into(), of::<lictor_authoring::BuildReport>()),
        ("pack-test".into(), "What `lictor plugin test` says".into(), of::<lictor_authoring::trial::Trial>()),
        ("pack-facts".into(), "What `lictor plugin inspect` says".into(), of::<lictor_authoring::PackFacts>()),
        ("pack-diff".into(), "What `lictor plugin diff` says".into(), of::<lictor_authoring::diff::PackDiff<'_>>()),
        ("pack-bench".into(), "What `lictor plugin bench` says".into(), of::<lictor_authoring::bench::PackBench>()),
        (
            "pack-import".into(),
            "What `lictor plugin import` says of a configuration of gitleaks".into(),
            of::<lictor_authoring::gitleaks::Imported>(),
        ),
        ("trust".into(), "A trust file (TOML)".into(), lictor_signing::TrustFile::json_schema().to_value()),
        (
            "lock".into(),
            "A lock of the packs of policies (TOML)".into(),
            lictor_artifact::Lock::json_schema().to_value(),
        ),
        ("signature".into(), "A signature of a pack".into(), lictor_artifact::PackSignature::json_schema().to_value()),
    ];
    for (_, plugin, file) in crate::packs::PACKS.iter().filter(|(_, plugin, _)| plugin.starts_with("lictor/")) {
        let bytes = std::fs::read(crate::root().join(file)).into_diagnostic()?;
        let facts = lictor_sandbox::inspect(&bytes).into_diagnostic()?;
        let manifest: lictor_contract::Manifest =
            serde_json::from_str(&facts.manifest.unwrap_or_default()).into_diagnostic()?;
        let name = format!("settings/{}", manifest.pack);
        all.push((name, format!("The settings of the pack {plugin}"), manifest.settings));
    }
    Ok(all)
}

fn of<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}
