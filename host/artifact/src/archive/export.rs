use std::collections::BTreeMap;
use std::io::Write;

use lictor_model::Digest;
use tar::{Builder, EntryType, Header};

use super::ArchiveError;
use crate::manifest::{EMPTY_CONFIG, Index, json};
use crate::store::{INDEX_FILE, LAYOUT, LAYOUT_FILE, entry, put};
use crate::{Entry, Reference, Store};

/// What goes into an archive under a digest.
enum Part {
    ComponentOf(Digest),
    Bytes(Vec<u8>),
}

impl Store {
    /// Writes packs with all their signatures as a tar archive. The same packs give the same bytes, in whatever order they are
    /// named.
    ///
    /// # Errors
    /// A pack is not in the store or is not what its digest says, or the archive cannot be written.
    pub fn export(&self, packs: &[Entry], writer: impl Write) -> Result<(), ArchiveError> {
        let mut listed = Vec::new();
        let mut blobs = BTreeMap::new();
        for Entry { digest, reference } in packs {
            let artifact = self.artifact(digest)?;
            listed.push((artifact.descriptor(), reference.as_ref().and_then(Reference::by_tag)));
            // Components are large: they are read again, one at a time, when their turn comes.
            blobs.insert(Digest::of(artifact.component()), Part::ComponentOf(*digest));
            for bytes in [artifact.config(), artifact.manifest()] {
                blobs.insert(Digest::of(bytes), Part::Bytes(bytes.to_vec()));
            }
            for signature in self.signature_artifacts(digest)? {
                listed.push((signature.descriptor(), None));
                for bytes in [EMPTY_CONFIG, signature.document(), signature.manifest()] {
                    blobs.insert(Digest::of(bytes), Part::Bytes(bytes.to_vec()));
                }
            }
        }
        let mut index = Index::new(Vec::new());
        put(&mut index, listed);
        index.manifests.sort_by_key(entry);
        let mut archive = Builder::new(writer);
        // What says what the file is comes first.
        append(&mut archive, LAYOUT_FILE, LAYOUT)?;
        append(&mut archive, INDEX_FILE, &json(&index))?;
        for (digest, part) in &blobs {
            let name = format!("blobs/sha256/{}", digest.hex());
            match part {
                Part::ComponentOf(pack) => append(&mut archive, &name, self.artifact(pack)?.component())?,
                Part::Bytes(bytes) => append(&mut archive, &name, bytes)?,
            }
        }
        archive.into_inner().and_then(|mut writer| writer.flush()).map_err(ArchiveError::Unwritable)
    }
}

/// No owner, no time, no machine: the same content gives the same bytes.
fn append(archive: &mut Builder<impl Write>, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
    let mut header = Header::new_ustar();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(bytes.len() as u64);
    archive.append_data(&mut header, name, bytes).map_err(ArchiveError::Unwritable)
}
