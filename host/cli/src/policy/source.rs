//! Where the packs of a lock come from: the store, and where that lacks one the registry.

use lictor_artifact::{Reference, Store, StoreError};
use lictor_model::Digest;
use lictor_registry::Replace;
use miette::{Result, miette};

use crate::exit::Interrupted;
use crate::plugin::connect::{self, ConnectionChoice};

pub(super) struct Source<'a> {
    store: Store,
    connection: &'a ConnectionChoice,
    offline: bool,
}

impl<'a> Source<'a> {
    pub(super) fn new(store: Store, connection: &'a ConnectionChoice, offline: bool) -> Self {
        Self { store, connection, offline }
    }

    /// What a reference names in the store, or else in the registry.
    pub(super) fn any(&self, reference: &Reference) -> Result<Digest> {
        match self.store.resolve(reference)? {
            Some(digest) => self.exactly(reference, digest),
            None => self.pull(reference),
        }
    }

    /// What a reference names in the registry now.
    pub(super) fn newest(&self, reference: &Reference) -> Result<Digest> {
        match self.offline {
            true => self.store.resolve(reference)?.ok_or_else(|| missing(reference)),
            false => self.pull(reference),
        }
    }

    /// An artifact by its digest, with its signatures. Its name is kept, too, unless it means another one by now.
    pub(super) fn exactly(&self, reference: &Reference, digest: Digest) -> Result<Digest> {
        match self.store.artifact(&digest) {
            Ok(_) => Ok(digest),
            Err(StoreError::Missing { .. }) => {
                let named = reference.by_tag().map(|named| self.store.resolve(&named)).transpose()?.flatten();
                match named {
                    Some(other) if other != digest => self.pull(&reference.repository().pinned(digest)),
                    _ => self.pull(&reference.at(digest)),
                }
            }
            Err(error) => Err(error.into()),
        }
    }

    fn pull(&self, reference: &Reference) -> Result<Digest> {
        if self.offline {
            return Err(missing(reference));
        }
        let pulled = connect::pull(self.connection, reference, &self.store, Replace::Never)?;
        Ok(pulled.ok_or(Interrupted)?.artifact.digest())
    }
}

fn missing(reference: &Reference) -> miette::Report {
    miette!(
        help = "`lictor plugin import` an archive of it, or go without `--offline`",
        "{reference} is not in the store, and `--offline` asks no registry"
    )
}
