use std::sync::Arc;

use bytes::Bytes;
use lictor_artifact::{
    Artifact, Descriptor, EMPTY_CONFIG, MANIFEST_TYPE, Reference, Repository, SIGNATURE_TYPE, SignatureArtifact,
};
use lictor_model::Digest;
use reqwest::{Method, StatusCode, Url, header};

use crate::access::Access;
use crate::limits::MOST_ERROR_BYTES;
use crate::registry::{Patience, Progress, Registry, Request};
use crate::{RegistryError, Silent};

/// Whether a version may become another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// No.
    Never,
    /// Yes: somebody said so.
    Allowed,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The digest of the manifest.
    pub digest: Digest,
    /// Whether the same was there already, and nothing but signatures was sent.
    pub was_there: bool,
    /// How many signatures were sent, or were there.
    pub signatures: usize,
}

impl Registry {
    /// What is under a name now.
    ///
    /// # Errors
    /// The registry does not say.
    pub async fn published(&self, reference: &Reference) -> Result<Option<Digest>, RegistryError> {
        let access = Access::Push(reference.repository().path().to_owned());
        Ok(self.manifest(reference, access).await?.map(|(digest, _)| digest))
    }

    /// Publishes a pack under a tag, then its signatures. What the registry has already is not sent again, so an interrupted
    /// publication is finished by the same call. Nobody sees half of a pack: the tag comes last.
    ///
    /// # Errors
    /// The tag is taken by something else, or names another version; or the registry does not take the pack.
    pub async fn publish(
        &self,
        reference: &Reference,
        artifact: &Artifact,
        signatures: &[SignatureArtifact],
        replace: Replace,
        progress: Arc<dyn Progress>,
    ) -> Result<Published, RegistryError> {
        let wrong = |cause| RegistryError::artifact(reference, cause);
        artifact.require(reference).map_err(wrong)?;
        let (repository, digest) = (reference.repository(), artifact.digest());
        let old = self.published(reference).await?;
        if let Some(old) = old.filter(|old| *old != digest && replace == Replace::Never) {
            return Err(RegistryError::Published { reference: reference.to_string(), old, new: digest });
        }
        if old != Some(digest) {
            self.put_blob(repository, artifact.component(), "the component", progress).await?;
            self.put_blob(repository, artifact.config(), "the configuration", Arc::new(Silent)).await?;
            let tag = reference.tag().map_or_else(|| digest.to_string(), str::to_owned);
            let url = self.url(&format!("{}/manifests/{tag}", repository.path()))?;
            let access = Access::Push(repository.path().to_owned());
            self.put_manifest(url, artifact.manifest().to_vec(), MANIFEST_TYPE, "the manifest", access).await?;
        }
        for signature in signatures {
            self.put_signature(repository, signature).await?;
        }
        Ok(Published { digest, was_there: old == Some(digest), signatures: signatures.len() })
    }

    async fn put_signature(&self, repository: &Repository, signature: &SignatureArtifact) -> Result<(), RegistryError> {
        let silent = || Arc::new(Silent);
        self.put_blob(repository, signature.document(), "a signature", silent()).await?;
        self.put_blob(repository, EMPTY_CONFIG, "a signature's configuration", silent()).await?;
        let url = self.url(&format!("{}/manifests/{}", repository.path(), signature.descriptor().digest))?;
        let access = Access::Push(repository.path().to_owned());
        let known = self
            .put_manifest(url, signature.manifest().to_vec(), MANIFEST_TYPE, "a signature's manifest", access)
            .await?;
        // A registry that keeps the list by itself says so.
        if known { Ok(()) } else { self.add_fallback(repository, signature).await }
    }

    /// Puts a manifest. Whether the registry lists it by what it refers to.
    pub(crate) async fn put_manifest(
        &self,
        url: Url,
        bytes: Vec<u8>,
        media_type: &'static str,
        what: &str,
        access: Access,
    ) -> Result<bool, RegistryError> {
        let wanted = Digest::of(&bytes);
        let mut request = Request::new(Method::PUT, url, what, access);
        request.body = Some((bytes.into(), media_type));
        let (status, headers, _) = self.whole(&request, MOST_ERROR_BYTES).await?;
        if status == StatusCode::NOT_FOUND {
            return Err(RegistryError::NotFound { what: format!("the place for {what}") });
        }
        let said = headers.get("docker-content-digest").and_then(|said| said.to_str().ok()?.parse().ok());
        if let Some(found) = said.filter(|found| *found != wanted) {
            return Err(RegistryError::Digest { registry: self.name.clone(), what: what.to_owned(), wanted, found });
        }
        Ok(headers.contains_key("oci-subject"))
    }

    /// Puts some bytes, unless they are there. An upload that breaks off begins again.
    async fn put_blob(
        &self,
        repository: &Repository,
        bytes: &[u8],
        what: &str,
        progress: Arc<dyn Progress>,
    ) -> Result<(), RegistryError> {
        let access = || Access::Push(repository.path().to_owned());
        let wanted = Descriptor::of(SIGNATURE_TYPE, bytes);
        let path = format!("{}/blobs/{}", repository.path(), wanted.digest);
        let asked = format!("{what} for {repository}");
        let there = Request::new(Method::HEAD, self.url(&path)?, &asked, access());
        if self.whole(&there, 0).await?.0.is_success() {
            return Ok(());
        }
        let bytes = Bytes::copy_from_slice(bytes);
        let mut patience = Patience::new(self.limits());
        loop {
            progress.begin(what, bytes.len() as u64);
            match self.put_blob_once(repository, bytes.clone(), &wanted.digest, &asked, progress.clone()).await {
                Ok(()) => return Ok(()),
                Err(error) => patience.again(error).await?,
            }
        }
    }

    async fn put_blob_once(
        &self,
        repository: &Repository,
        bytes: Bytes,
        digest: &Digest,
        what: &str,
        progress: Arc<dyn Progress>,
    ) -> Result<(), RegistryError> {
        let access = || Access::Push(repository.path().to_owned());
        let start = self.url(&format!("{}/blobs/uploads/", repository.path()))?;
        let answer = self.send(&Request::new(Method::POST, start.clone(), what, access())).await?;
        if answer.status() != StatusCode::ACCEPTED {
            return Err(match answer.status().is_success() {
                true => answer.unexpected("no place to send to"),
                false => answer.refusal(what).await,
            });
        }
        let place = answer.header(header::LOCATION).and_then(|location| start.join(location).ok());
        let mut place = place.ok_or_else(|| answer.unexpected("no place to send to"))?;
        if !self.is_safe(&place) {
            let problem =
                "an upload would leave HTTPS for plain HTTP; a proxy before the registry may hide that it speaks HTTPS";
            return Err(RegistryError::Redirect { registry: self.name.clone(), problem });
        }
        place.query_pairs_mut().append_pair("digest", &digest.to_string());
        let mut request = Request::new(Method::PUT, place, what, access());
        request.body = Some((bytes, "application/octet-stream"));
        request.progress = Some(progress);
        let answer = self.send(&request).await?;
        match answer.status() {
            StatusCode::CREATED | StatusCode::NO_CONTENT | StatusCode::OK => Ok(()),
            // The place is gone: another is asked for.
            StatusCode::NOT_FOUND => Err(answer.broken(what)),
            _ => Err(answer.refusal(what).await),
        }
    }

    /// Whether the registry takes the credentials that are known for it. False: it asks for none.
    ///
    /// # Errors
    /// It does not.
    pub async fn check_credentials(&self) -> Result<bool, RegistryError> {
        let request = Request::new(Method::GET, self.base.clone(), "whether it is a registry", Access::Ask);
        let (status, ..) = self.whole(&request, MOST_ERROR_BYTES).await?;
        if status == StatusCode::NOT_FOUND {
            return Err(self.unexpected("no `/v2/`"));
        }
        let known = self.authorizations.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(known.contains_key(&Access::Ask))
    }
}
