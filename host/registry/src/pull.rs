use std::sync::Arc;

use lictor_artifact::{
    Artifact, ArtifactError, Descriptor, MOST_COMPONENT_BYTES, MOST_CONFIG_BYTES, Reference, Repository, Store,
    StoreError,
};
use lictor_model::Digest;
use reqwest::{Method, StatusCode};

use crate::access::Access;
use crate::registry::{Patience, Progress, Registry, Request};
use crate::{RegistryError, Replace};

/// What was pulled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// The pack, which is in the store.
    pub artifact: Artifact,
    /// How many signatures of it the registry has, which are in the store, too.
    pub signatures: usize,
    /// How many more call themselves signatures and are none, or were too many.
    pub unusable: usize,
}

impl Registry {
    /// Brings a pack with its signatures into a store. Nothing enters the store that is not what its digest says. What the store
    /// has already is not fetched again.
    ///
    /// # Errors
    /// The registry does not give the pack, it is something else, or a version that the store knows has become another.
    pub async fn pull(
        &self,
        reference: &Reference,
        store: &Store,
        replace: Replace,
        progress: Arc<dyn Progress>,
    ) -> Result<Pulled, RegistryError> {
        let artifact = self.fetch(reference, Some(store), progress).await?;
        if replace == Replace::Never {
            store.require_unmoved(reference, artifact.digest())?;
        }
        let (signatures, mut unusable) = self.signatures(reference.repository(), &artifact.digest()).await?;
        store.add(&artifact, Some(reference))?;
        let mut kept = 0;
        for signature in &signatures {
            match store.add_signature(signature) {
                Ok(()) => kept += 1,
                Err(StoreError::Signatures { .. }) => unusable += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Pulled { artifact, signatures: kept, unusable })
    }

    /// Fetches a pack, and keeps it nowhere.
    ///
    /// # Errors
    /// As [`pull`](Self::pull).
    pub async fn fetch(
        &self,
        reference: &Reference,
        store: Option<&Store>,
        progress: Arc<dyn Progress>,
    ) -> Result<Artifact, RegistryError> {
        let wrong = |cause| RegistryError::artifact(reference, cause);
        let access = Access::Pull(reference.repository().path().to_owned());
        let found = self.manifest(reference, access).await?;
        let (digest, manifest) = found.ok_or_else(|| RegistryError::NotFound { what: reference.to_string() })?;
        let artifact = match store.map(|store| store.artifact(&digest)) {
            Some(Ok(known)) => known,
            // Not there, or altered: fetched again, which mends it.
            _ => {
                let (config, component) = Artifact::parts(&manifest).map_err(wrong)?;
                let repository = reference.repository();
                let config = self.blob(repository, &config, "the configuration", MOST_CONFIG_BYTES, None).await?;
                let component =
                    self.blob(repository, &component, "the component", MOST_COMPONENT_BYTES, Some(progress)).await?;
                Artifact::from_parts(manifest, config, component).map_err(wrong)?
            }
        };
        artifact.require(reference).map_err(wrong)?;
        Ok(artifact)
    }

    /// Some bytes by their digest. A transfer that breaks off goes on where it was.
    pub(crate) async fn blob(
        &self,
        repository: &Repository,
        wanted: &Descriptor,
        what: &str,
        most: u64,
        progress: Option<Arc<dyn Progress>>,
    ) -> Result<Vec<u8>, RegistryError> {
        if wanted.size > most {
            return Err(RegistryError::TooLarge { registry: self.name.clone(), what: what.to_owned(), limit: most });
        }
        let url = self.url(&format!("{}/blobs/{}", repository.path(), wanted.digest))?;
        let asked = format!("{what} of {repository}");
        let mut bytes = Vec::new();
        let mut patience = Patience::new(self.limits());
        loop {
            let mut request =
                Request::new(Method::GET, url.clone(), &asked, Access::Pull(repository.path().to_owned()));
            request.from = bytes.len() as u64;
            match self.blob_once(&request, wanted.size, &mut bytes, progress.as_deref()).await {
                Ok(()) => break,
                Err(error) => patience.again(error).await?,
            }
        }
        let found = Digest::of(&bytes);
        if found != wanted.digest {
            let (registry, what, wanted) = (self.name.clone(), asked, wanted.digest);
            return Err(RegistryError::Digest { registry, what, wanted, found });
        }
        Ok(bytes)
    }

    async fn blob_once(
        &self,
        request: &Request<'_>,
        size: u64,
        bytes: &mut Vec<u8>,
        progress: Option<&dyn Progress>,
    ) -> Result<(), RegistryError> {
        if bytes.len() as u64 == size && size > 0 {
            return Ok(());
        }
        let mut answer = self.send(request).await?;
        match answer.status() {
            StatusCode::OK => bytes.clear(),
            StatusCode::PARTIAL_CONTENT if answer.range_begin() == Some(bytes.len() as u64) => {}
            // It cannot go on in the middle, or not there.
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if request.from > 0 => {
                bytes.clear();
                return Err(answer.broken(request.what));
            }
            _ => return Err(answer.refusal(request.what).await),
        }
        let begin = bytes.len() as u64;
        answer.require_length(request.what, size - begin)?;
        if let Some(progress) = progress {
            progress.begin(request.what, size);
            progress.advance(begin);
        }
        while let Some(piece) = answer.piece(request.what, bytes.len() as u64 - begin).await? {
            if bytes.len() as u64 + piece.len() as u64 > size {
                return Err(answer.too_large(request.what, size));
            }
            bytes.extend_from_slice(&piece);
            if let Some(progress) = progress {
                progress.advance(piece.len() as u64);
            }
        }
        match bytes.len() as u64 == size {
            true => Ok(()),
            false => Err(answer.broken(request.what)),
        }
    }

    /// The newest version of a repository that is older than this one, if there is one.
    ///
    /// # Errors
    /// The registry does not give it.
    pub async fn previous(
        &self,
        repository: &Repository,
        version: &semver::Version,
        progress: Arc<dyn Progress>,
    ) -> Result<Option<(Reference, Artifact)>, RegistryError> {
        let tags = match self.tags(repository).await {
            // Nothing was published there yet.
            Err(RegistryError::NotFound { .. }) => return Ok(None),
            tags => tags?,
        };
        let versions = tags.iter().filter_map(|tag| tag.parse::<semver::Version>().ok());
        let Some(newest) = versions.filter(|known| known < version).max() else { return Ok(None) };
        let reference = repository.tagged(&newest.to_string())?;
        match self.fetch(&reference, None, progress).await {
            // What is no pack is no earlier version of one.
            Err(RegistryError::Artifact { cause: ArtifactError::NoComponent | ArtifactError::NoManifest, .. }) => {
                Ok(None)
            }
            fetched => Ok(Some((reference, fetched?))),
        }
    }
}
