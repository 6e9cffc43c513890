use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use lictor_artifact::{Inadmissible, PackSignature, SignatureError, Signer, admitted};
use lictor_signing::TrustFile;
use miette::Result;
use serde_json::{Value, json};

use super::subject::Subject;
use crate::arguments::Reading;
use crate::exit::Exit;
use crate::{document, terminal};

/// Show who signed a pack, which signatures count, and why others do not.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor plugin verify tone.wasm --trust trust.toml
  lictor plugin verify registry.acme.example/packs/tone:1.2.0 --trust trust.toml --format json

Asks no network: of a reference it looks at what is in the store.

Exit codes: 0 a signature counts, 1 none does, 2 usage, or a file that cannot be read.")]
pub(super) struct Verify {
    /// A component's file, or a reference to a pack in the store.
    #[arg(value_name = "FILE|REF")]
    pack: String,
    /// The trust file, which says whose signatures count.
    #[arg(long, value_name = "FILE")]
    trust: PathBuf,
    /// text or json.
    #[arg(long, value_enum, default_value_t = Reading::Text)]
    format: Reading,
}

/// A signature, and what it comes to.
struct Judged {
    signature: Result<PackSignature, SignatureError>,
    outcome: Result<Signer, Inadmissible>,
}

pub(super) fn run(arguments: &Verify) -> Result<Exit> {
    let trust = TrustFile::read(&arguments.trust)?;
    let subject = Subject::read(&arguments.pack)?;
    let now = Timestamp::now();
    let judge = |signature: Result<PackSignature, SignatureError>| {
        let outcome = match &signature {
            Ok(signature) => admitted(&subject.artifact, signature, &trust, now),
            Err(error) => Err(error.clone().into()),
        };
        Judged { signature, outcome }
    };
    let judged: Vec<Judged> = subject.signatures()?.into_iter().map(judge).collect();
    terminal::print(&match arguments.format {
        Reading::Text => text(&subject, &judged),
        Reading::Json => document::named("lictor.signatures/v1", &json(&subject, &judged))?,
    })?;
    Ok(if judged.iter().any(|judged| judged.outcome.is_ok()) { Exit::Clean } else { Exit::Findings })
}

fn text(subject: &Subject, judged: &[Judged]) -> String {
    let artifact = &subject.artifact;
    let mut text = format!("{} {}  {}\n", artifact.plugin(), artifact.version(), artifact.digest());
    for Judged { signature, outcome } in judged {
        let key = signature.as_ref().map_or("-".to_owned(), |signature| signature.key().to_string());
        let _ = match outcome {
            Ok(signer) => writeln!(text, "  counts    {key}  {}, {}", signer.holder, signer.signed_at),
            Err(why) => writeln!(text, "  does not  {key}  {why}"),
        };
    }
    if judged.is_empty() {
        let _ = writeln!(text, "  nobody signed it: there is nothing in {}", subject.signatures_at());
    }
    text
}

fn json(subject: &Subject, judged: &[Judged]) -> Value {
    let artifact = &subject.artifact;
    let signatures: Vec<Value> = judged
        .iter()
        .map(|Judged { signature, outcome }| {
            let signature = signature.as_ref().ok();
            json!({
                "key": signature.map(|signature| signature.key().to_string()),
                "signed_at": signature.map(|signature| signature.signed_at().to_string()),
                "counts": outcome.is_ok(),
                "holder": outcome.as_ref().ok().map(|signer| &signer.holder),
                "reason": outcome.as_ref().err().map(|why| why.to_string()),
            })
        })
        .collect();
    json!({
        "pack": subject.name(), "plugin": artifact.plugin(), "version": artifact.version(),
        "digest": artifact.digest(), "signatures": signatures,
    })
}
