use jiff::Timestamp;
use lictor_model::Digest;
use lictor_signing::{KeyId, TrustFile, Untrusted};

use crate::signature::{PackSignature, SignatureError};
use crate::{Artifact, MOST_SIGNATURES};

/// The role that a key needs in a trust file, so that its signatures of packs count.
pub const PUBLISH: &str = "publish";

/// Who signed, where the signature counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The key.
    pub key: KeyId,
    /// Who holds it, as the trust file says.
    pub holder: String,
    /// When it signed.
    pub signed_at: Timestamp,
}

/// Why a signature of a pack does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Inadmissible {
    /// It is none.
    #[error(transparent)]
    Malformed(#[from] SignatureError),
    /// It is about something else.
    #[error("it is about {0}, which is something else")]
    OtherSubject(Digest),
    /// It calls the pack by a name or version that the pack does not have.
    #[error("it calls this {0}, and it is {1}")]
    OtherName(String, String),
    /// The trust file does not let it count.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
}

/// What the signatures of an artifact come to under a trust file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signatures {
    /// Those that count, the earliest first.
    pub counted: Vec<Signer>,
    /// Those that do not, by the key that they name if they can be read, and why.
    pub refused: Vec<(Option<KeyId>, Inadmissible)>,
}

impl Signatures {
    /// Asks a trust file about every signature. Of those beyond [`MOST_SIGNATURES`] none is looked at. The order in which they
    /// come does not matter.
    pub fn of(artifact: &Artifact, signatures: &[PackSignature], trust: &TrustFile, now: Timestamp) -> Self {
        let mut found = Self::default();
        for signature in signatures.iter().take(MOST_SIGNATURES) {
            found.add(artifact, signature, trust, now);
        }
        found.sorted()
    }

    /// The same for documents that come from a registry: whoever may write there can add some that are no signatures at all,
    /// and those take nothing from the others.
    pub fn of_documents<'d>(
        artifact: &Artifact,
        documents: impl IntoIterator<Item = &'d [u8]>,
        trust: &TrustFile,
        now: Timestamp,
    ) -> Self {
        let mut found = Self::default();
        for document in documents.into_iter().take(MOST_SIGNATURES) {
            match PackSignature::parse(document) {
                Ok(signature) => found.add(artifact, &signature, trust, now),
                Err(error) => found.refused.push((None, error.into())),
            }
        }
        found.sorted()
    }

    fn add(&mut self, artifact: &Artifact, signature: &PackSignature, trust: &TrustFile, now: Timestamp) {
        match admitted(artifact, signature, trust, now) {
            Ok(signer) if self.counted.contains(&signer) => {}
            Ok(signer) => self.counted.push(signer),
            Err(why) => self.refused.push((Some(signature.key().clone()), why)),
        }
    }

    fn sorted(mut self) -> Self {
        self.counted.sort_by(|one, other| (one.signed_at, &one.key).cmp(&(other.signed_at, &other.key)));
        self.refused.sort_by(|(one, _), (other, _)| one.cmp(other));
        self
    }

    /// The signer with a key, or the first one.
    pub fn signer(&self, preferred: Option<&KeyId>) -> Option<&Signer> {
        let named = preferred.and_then(|key| self.counted.iter().find(|signer| signer.key == *key));
        named.or(self.counted.first())
    }
}

/// Whether a signature of an artifact counts: it is about these bytes, under their own name, by a key that the trust file lets
/// publish for this publisher.
///
/// # Errors
/// Why it does not.
pub fn admitted(
    artifact: &Artifact,
    signature: &PackSignature,
    trust: &TrustFile,
    now: Timestamp,
) -> Result<Signer, Inadmissible> {
    if signature.subject() != artifact.digest() || signature.subject_size() != artifact.manifest().len() as u64 {
        return Err(Inadmissible::OtherSubject(signature.subject()));
    }
    if (signature.plugin(), signature.version()) != (artifact.plugin(), artifact.version()) {
        let name = |plugin: &str, version: &str| lictor_model::visible(&format!("{plugin} {version}")).to_string();
        let said = name(signature.plugin(), signature.version());
        return Err(Inadmissible::OtherName(said, name(artifact.plugin(), artifact.version())));
    }
    let key = trust.verify(
        signature.key().as_str(),
        signature.signature(),
        PackSignature::domain(),
        &signature.signed_bytes(),
        signature.signed_at(),
        now,
    )?;
    key.require_role(PUBLISH)?;
    key.require_publisher(artifact.plugin())?;
    Ok(Signer { key: key.id.clone(), holder: key.holder.clone(), signed_at: signature.signed_at() })
}
