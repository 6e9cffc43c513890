use std::path::Path;

use lictor_artifact::{Reference, Store};
use lictor_model::Digest;
use miette::{Result, miette};

/// Where the packs of a lock come from: the store, and where that lacks one the registry.
pub(super) struct Source {
    store: Option<Store>,
    offline: bool,
}

impl Source {
    /// With a store's folder.
    pub(super) fn open(folder: Option<&Path>, offline: bool) -> Result<Self> {
        Ok(Self { store: folder.map(Store::open).transpose()?, offline })
    }

    /// What a reference names in the store, or else in the registry.
    pub(super) fn any(&self, reference: &Reference) -> Result<Digest> {
        match self.store()?.resolve(reference)? {
            Some(digest) => self.exactly(&reference.at(digest)),
            None => self.pull(reference),
        }
    }

    /// What a reference names in the registry now.
    pub(super) fn newest(&self, reference: &Reference) -> Result<Digest> {
        if !self.offline {
            return self.pull(reference);
        }
        let known = self.store()?.resolve(reference)?;
        known.ok_or_else(|| missing(reference))
    }

    /// One artifact by its digest, with its signatures.
    pub(super) fn exactly(&self, reference: &Reference) -> Result<Digest> {
        let Some(digest) = reference.digest() else { return self.any(reference) };
        match self.store()?.artifact(&digest) {
            Ok(_) => Ok(digest),
            Err(lictor_artifact::StoreError::Missing { .. }) => self.pull(reference),
            Err(error) => Err(error.into()),
        }
    }

    fn store(&self) -> Result<&Store> {
        self.store
            .as_ref()
            .ok_or_else(|| miette!(help = "name its folder with LICTOR_STORE", "there is no store of packs"))
    }

    fn pull(&self, reference: &Reference) -> Result<Digest> {
        Err(missing(reference))
    }
}

fn missing(reference: &Reference) -> miette::Report {
    miette!(
        help = "`lictor plugin pull` it, or `lictor plugin import` an archive of it",
        "{reference} is not in the store"
    )
}
