//! `GET /v1/policies` and `GET /v1/rules`: what is served, and how it is doing.

use axum::response::Response;
use lictor::{Digest, Dimension, Level, Mode, PackInfo, PackSource, RuleId};
use serde::Serialize;

use super::json;
use crate::asked::{Asked, Identified};
use crate::breakers::PackStatus;
use crate::setup::Deployed;

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Policies {
    policies: Vec<PolicyInfo>,
    /// The day that they take for today.
    today: String,
}

#[derive(Serialize, schemars::JsonSchema)]
struct PolicyInfo {
    /// Its name in paths.
    name: String,
    id: String,
    digest: Digest,
    mode: Mode,
    on_failure: &'static str,
    deadline_ms: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    shadow: Option<ShadowInfo>,
    packs: Vec<PackShown>,
}

/// Which pack it is, and how it is doing.
#[derive(Serialize, schemars::JsonSchema)]
struct PackShown {
    #[serde(flatten)]
    status: PackStatus,
    version: String,
    /// The digest of its component, as runs name it.
    digest: Digest,
    /// Where it was published, for one that came from a registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// The digest of its OCI manifest: what is locked and signed. Only where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact: Option<Digest>,
    /// Who signed it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    signer: Option<SignerShown>,
    /// What it reads and is granted.
    inputs: Vec<&'static str>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct SignerShown {
    /// The key's id.
    key: String,
    /// Who holds it, as the trust file says.
    holder: String,
    /// When it was signed (RFC 3339, UTC), as the signer says.
    signed_at: String,
}

#[derive(Serialize, schemars::JsonSchema)]
struct ShadowInfo {
    id: String,
    digest: Digest,
    share: f64,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Rules {
    policy: String,
    digest: Digest,
    rules: Vec<RuleLine>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct RuleLine {
    rule: RuleId,
    slug: String,
    summary: String,
    dimension: Dimension,
    /// Under this policy, where no workflow says otherwise.
    level: Level,
    revision: u32,
}

pub(super) async fn policies(Identified { caller, setup }: Identified) -> Response {
    let mine = setup.policies().iter().filter(|deployed| caller.may_ask(&deployed.entry.name));
    json(&Policies { policies: mine.map(|deployed| info(deployed)).collect(), today: setup.today.clone() })
}

fn info(deployed: &Deployed) -> PolicyInfo {
    let guard = deployed.guard.guard();
    let shadow = deployed.shadow.as_ref().zip(deployed.entry.shadow.as_ref());
    PolicyInfo {
        name: deployed.entry.name.clone(),
        id: guard.policy().id().to_owned(),
        digest: guard.digest(),
        mode: guard.policy().mode(),
        on_failure: guard.policy().on_failure().as_str(),
        deadline_ms: deployed.entry.deadline_ms,
        shadow: shadow.map(|(shadow, entry)| {
            let reference = shadow.guard.guard().policy_ref();
            ShadowInfo { id: reference.id, digest: reference.digest, share: entry.share }
        }),
        packs: deployed.breakers.status().into_iter().zip(guard.packs()).map(pack).collect(),
    }
}

fn pack((status, info): (PackStatus, PackInfo)) -> PackShown {
    PackShown {
        status,
        version: info.version,
        digest: info.digest,
        reference: match info.source {
            PackSource::Reference(reference) => Some(reference.to_string()),
            _ => None,
        },
        artifact: info.artifact,
        signer: info.signer.map(|signer| SignerShown {
            key: signer.key.to_string(),
            holder: signer.holder,
            signed_at: signer.signed_at.to_string(),
        }),
        inputs: info.inputs.iter().map(|input| input.as_str()).collect(),
    }
}

pub(super) async fn rules(asked: Asked) -> Response {
    let guard = asked.policy.guard.guard();
    let line = |info: &lictor::RuleInfo| RuleLine {
        rule: info.id.clone(),
        slug: info.decl.slug.clone(),
        summary: info.decl.summary.clone(),
        dimension: info.decl.dimension,
        level: guard.level(&info.id),
        revision: info.decl.revision,
    };
    let rules = guard.rules().iter().map(line).collect();
    json(&Rules { policy: asked.policy.entry.name.clone(), digest: guard.digest(), rules })
}
