use std::collections::BTreeMap;

use lictor_artifact::{Lock, LockedPack};
use lictor_model::Digest;
use lictor_policy::PolicyFile;

use super::Provisions;
use crate::Options;
use crate::load::{GuardError, load_all};

/// What a lock would say of every pack of a policy: each is loaded, and asked everything but whether it is locked. `digests`
/// says by plugin which artifact a pack by reference is to be; whoever signed a pack in `old` and still counts is its signer
/// again.
///
/// # Errors
/// A pack cannot be had, is not signed by somebody whom the trust file admits, or does not load.
pub fn draft_lock(
    file: &PolicyFile,
    options: &Options,
    old: &Lock,
    digests: &BTreeMap<String, Digest>,
) -> Result<Vec<LockedPack>, GuardError> {
    let provisions = Provisions::choosing(file, &options.supply, old, digests)?;
    let loaded = load_all(file, options, &provisions)?;
    let drafted = loaded.into_iter().map(|pack| {
        let pack = pack?;
        Ok(LockedPack {
            policy: provisions.name().to_owned(),
            plugin: pack.scorer.manifest().plugin(),
            version: pack.scorer.manifest().version.clone(),
            source: provisions.locked_source(&pack.provenance.source),
            // Whatever is chosen for a lock has one.
            digest: pack.provenance.artifact.unwrap_or_else(|| pack.scorer.digest()),
            signer: pack.provenance.signer.map(|signer| signer.key),
            contract: pack.contract,
            inputs: pack.inputs,
        })
    });
    drafted.collect()
}
