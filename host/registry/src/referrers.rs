//! What refers to an artifact: asked for as the specification has it, and under a tag where a registry does not know that.

use lictor_artifact::{
    Descriptor, INDEX_TYPE, Index, MANIFEST_TYPE, MOST_INDEX_BYTES, MOST_SIGNATURE_BYTES, MOST_SIGNATURES, Repository,
    SIGNATURE_TYPE, SignatureArtifact,
};
use lictor_model::Digest;
use reqwest::{Method, StatusCode};

use crate::RegistryError;
use crate::access::Access;
use crate::registry::{Registry, Request};

impl Registry {
    /// The signatures of an artifact, and how many referrers that call themselves signatures are none, or are not there.
    pub(crate) async fn signatures(
        &self,
        repository: &Repository,
        subject: &Digest,
    ) -> Result<(Vec<SignatureArtifact>, usize), RegistryError> {
        let access = || Access::Pull(repository.path().to_owned());
        let mut listed = self.referrers(repository, subject, access()).await?;
        listed.retain(|known| {
            known.artifact_type.as_deref() == Some(SIGNATURE_TYPE) && known.media_type == MANIFEST_TYPE
        });
        // Whoever may push can add some without end.
        let beyond = listed.len().saturating_sub(MOST_SIGNATURES);
        listed.truncate(MOST_SIGNATURES);
        let (mut signatures, mut unusable) = (Vec::new(), beyond);
        for known in &listed {
            match self.signature(repository, known, subject).await {
                Ok(Some(signature)) => signatures.push(signature),
                // One that is wrong takes nothing from the others; without it the pack is signed by one less.
                Ok(None)
                | Err(RegistryError::Digest { .. } | RegistryError::TooLarge { .. } | RegistryError::NotFound { .. }) =>
                {
                    unusable += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok((signatures, unusable))
    }

    async fn signature(
        &self,
        repository: &Repository,
        known: &Descriptor,
        subject: &Digest,
    ) -> Result<Option<SignatureArtifact>, RegistryError> {
        let access = Access::Pull(repository.path().to_owned());
        let Some((_, manifest)) = self.manifest(&repository.pinned(known.digest), access).await? else {
            return Ok(None);
        };
        let Ok((layer, about)) = SignatureArtifact::layout(&manifest) else { return Ok(None) };
        if about.digest != *subject {
            return Ok(None);
        }
        let document = self.blob(repository, &layer, "a signature", MOST_SIGNATURE_BYTES, None).await?;
        Ok(SignatureArtifact::from_parts(manifest, document).ok())
    }

    /// Everything that refers to an artifact.
    async fn referrers(
        &self,
        repository: &Repository,
        subject: &Digest,
        access: Access,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let what = format!("what refers to {}", repository.pinned(*subject));
        let url = self.url(&format!("{}/referrers/{subject}", repository.path()))?;
        let mut request = Request::new(Method::GET, url, &what, access.clone());
        request.accept = Some(INDEX_TYPE);
        let (status, _, body) = self.whole(&request, MOST_INDEX_BYTES).await?;
        if status == StatusCode::NOT_FOUND {
            return Ok(self.fallback(repository, subject, access).await?.manifests);
        }
        let index = Index::read(&body).ok_or_else(|| self.unexpected(format!("no list of {what}")))?;
        Ok(index.manifests)
    }

    /// The list under the tag.
    async fn fallback(
        &self,
        repository: &Repository,
        subject: &Digest,
        access: Access,
    ) -> Result<Index, RegistryError> {
        let what = format!("what refers to {}", repository.pinned(*subject));
        let mut request = Request::new(Method::GET, self.fallback_url(repository, subject)?, &what, access);
        request.accept = Some(INDEX_TYPE);
        let (status, _, body) = self.whole(&request, MOST_INDEX_BYTES).await?;
        if status == StatusCode::NOT_FOUND {
            return Ok(Index::new(Vec::new()));
        }
        Index::read(&body).ok_or_else(|| self.unexpected(format!("no list of {what}")))
    }

    fn fallback_url(&self, repository: &Repository, subject: &Digest) -> Result<reqwest::Url, RegistryError> {
        self.url(&format!("{}/manifests/sha256-{}", repository.path(), subject.hex()))
    }

    /// Adds to the list under the tag. The specification knows no way to do so at once: another may do the same, so it is looked
    /// at again afterwards.
    pub(crate) async fn add_fallback(
        &self,
        repository: &Repository,
        signature: &SignatureArtifact,
    ) -> Result<(), RegistryError> {
        let (subject, added) = (signature.subject().digest, signature.descriptor());
        let access = || Access::Push(repository.path().to_owned());
        for _ in 0..3 {
            let mut index = self.fallback(repository, &subject, access()).await?;
            if index.manifests.iter().any(|known| known.digest == added.digest) {
                return Ok(());
            }
            index.manifests.push(added.clone());
            let bytes = serde_json::to_vec(&index).unwrap_or_default();
            let url = self.fallback_url(repository, &subject)?;
            self.put_manifest(url, bytes, INDEX_TYPE, "the list of signatures", access()).await?;
        }
        let index = self.fallback(repository, &subject, access()).await?;
        match index.manifests.iter().any(|known| known.digest == added.digest) {
            true => Ok(()),
            false => Err(self.unexpected("a list of signatures that does not keep what was put there")),
        }
    }
}
