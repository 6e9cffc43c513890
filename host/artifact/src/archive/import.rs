use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::path::Path;

use lictor_contract::tame;
use lictor_model::{Digest, Digester};
use tar::{Archive, EntryType};

use super::ArchiveError;
use crate::artifact::Identity;
use crate::blobs::{Blobs, NEW};
use crate::limits::{MOST_ARCHIVE_BYTES, MOST_COMPONENT_BYTES, MOST_FILES, MOST_INDEX_BYTES, MOST_MANIFEST_BYTES};
use crate::manifest::{Descriptor, Index, MANIFEST_TYPE, Manifest};
use crate::store::{INDEX_FILE, LAYOUT_FILE, entry, is_layout, pack, put, read_index, signature};
use crate::{ArtifactError, Entry, MOST_SIGNATURES, Reference, SignatureArtifact, Store, StoreError};

/// Bytes of an `oci-layout`, which has thirty.
const MOST_LAYOUT_BYTES: u64 = 256;

/// What an archive brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The packs.
    pub packs: Vec<Entry>,
    /// How many signatures.
    pub signatures: usize,
}

/// What was read of an archive: everything but blobs in memory, blobs in a folder of their own.
#[derive(Default)]
struct Unpacked {
    layout: Option<Vec<u8>>,
    index: Option<Vec<u8>>,
    blobs: BTreeSet<Digest>,
}

/// What an archive turned out to hold.
struct Checked {
    /// Packs by their descriptor.
    packs: Vec<(Descriptor, Entry)>,
    signatures: Vec<SignatureArtifact>,
    /// The blobs of the packs.
    blobs: BTreeSet<Digest>,
}

impl Store {
    /// Takes in an archive. All of it is verified before anything enters the store: names, kinds and sizes of files, digests, and
    /// that everything is a pack or a signature of one. With `replace`, versions that the store knows otherwise become the
    /// archive's.
    ///
    /// # Errors
    /// The archive is not sound, or the store cannot be written. Nothing was imported then.
    pub fn import(&self, reader: impl Read, replace: bool) -> Result<Imported, ArchiveError> {
        self.prepare()?;
        let folder = tempfile::Builder::new().prefix(NEW).tempdir_in(self.folder());
        let folder = folder.map_err(StoreError::io(self.folder(), "written"))?;
        let fresh = Blobs::new(folder.path());
        fresh.make_folders()?;
        let unpacked = unpack(reader, &fresh)?;
        let checked = check(&unpacked, &fresh, self)?;
        if !replace {
            self.require_all_unmoved(&checked.packs)?;
        }
        // From here on everything is sound. An interruption leaves blobs that nothing names, and a whole store.
        for digest in &checked.blobs {
            self.blobs.take(digest, &fresh.path(digest))?;
        }
        let listed = checked.packs.iter().map(|(listed, entry)| (listed.clone(), entry.reference.clone())).collect();
        self.change(|index| put(index, listed))?;
        self.add_signatures(&checked.signatures)?;
        let packs = checked.packs.into_iter().map(|(_, entry)| entry).collect();
        Ok(Imported { packs, signatures: checked.signatures.len() })
    }

    fn require_all_unmoved(&self, packs: &[(Descriptor, Entry)]) -> Result<(), StoreError> {
        let known: BTreeMap<_, _> = self.entries()?.into_iter().map(|entry| (entry.reference, entry.digest)).collect();
        for (_, Entry { reference, digest: new }) in packs {
            let Some(named) = reference.as_ref().filter(|named| named.version().is_some()) else { continue };
            if let Some(old) = known.get(reference).filter(|old| *old != new) {
                return Err(StoreError::Moved { reference: named.to_string(), old: *old, new: *new });
            }
        }
        Ok(())
    }
}

/// Reads every file of an archive, and each blob against its name.
fn unpack(reader: impl Read, fresh: &Blobs) -> Result<Unpacked, ArchiveError> {
    let mut unpacked = Unpacked::default();
    let (mut files, mut bytes) = (0, 0_u64);
    let mut archive = Archive::new(reader);
    // Raw: no header speaks for the next one, so a name has the hundred bytes that the formats began with, and all is seen.
    for file in archive.entries().map_err(ArchiveError::Unreadable)?.raw(true) {
        let mut file = file.map_err(ArchiveError::Unreadable)?;
        let full = file.path_bytes().into_owned();
        let shown = || tame(&String::from_utf8_lossy(&full), 200);
        let name = full.strip_prefix(b"./").unwrap_or(&full);
        files += 1;
        if files > MOST_FILES {
            return Err(ArchiveError::TooMuch { what: "files", limit: MOST_FILES as u64 });
        }
        let size = file.size();
        match file.header().entry_type() {
            EntryType::Regular | EntryType::Continuous => {}
            EntryType::Directory if size == 0 && matches!(name, b"" | b"blobs/" | b"blobs/sha256/") => continue,
            EntryType::Directory => return Err(ArchiveError::Name(shown())),
            _ => return Err(ArchiveError::NoFile { name: shown() }),
        }
        bytes = bytes.saturating_add(size);
        if bytes > MOST_ARCHIVE_BYTES {
            return Err(ArchiveError::TooMuch { what: "bytes", limit: MOST_ARCHIVE_BYTES });
        }
        let too_large = |limit| match size > limit {
            true => Err(ArchiveError::TooLarge { name: shown(), bytes: size, limit }),
            false => Ok(()),
        };
        let known = match name {
            name if name == LAYOUT_FILE.as_bytes() => Some((&mut unpacked.layout, MOST_LAYOUT_BYTES)),
            name if name == INDEX_FILE.as_bytes() => Some((&mut unpacked.index, MOST_INDEX_BYTES)),
            _ => None,
        };
        if let Some((place, limit)) = known {
            too_large(limit)?;
            let mut content = Vec::new();
            file.read_to_end(&mut content).map_err(ArchiveError::Unreadable)?;
            if content.len() as u64 != size {
                return Err(ArchiveError::Missing(format!("the end of `{}`", shown())));
            }
            if place.replace(content).is_some() {
                return Err(ArchiveError::Twice(shown()));
            }
            continue;
        }
        let digest = blob_name(name).ok_or_else(|| ArchiveError::Name(shown()))?;
        too_large(MOST_COMPONENT_BYTES)?;
        if !unpacked.blobs.insert(digest) {
            return Err(ArchiveError::Twice(shown()));
        }
        let found = write(&mut file, size, &fresh.path(&digest), &shown)?;
        if found != digest {
            return Err(ArchiveError::Altered { name: shown(), found });
        }
    }
    Ok(unpacked)
}

fn blob_name(name: &[u8]) -> Option<Digest> {
    let hex = std::str::from_utf8(name).ok()?.strip_prefix("blobs/sha256/")?;
    format!("sha256:{hex}").parse().ok()
}

/// Writes a blob into our own folder, and says what it is.
fn write(file: &mut impl Read, size: u64, path: &Path, name: &dyn Fn() -> String) -> Result<Digest, ArchiveError> {
    let unwritable = |cause| ArchiveError::Store(StoreError::io(path, "written")(cause));
    let mut out = std::fs::File::options().write(true).create_new(true).open(path).map_err(unwritable)?;
    let (mut digester, mut left, mut buffer) = (Digester::default(), size, vec![0; 64 << 10]);
    while left > 0 {
        let count = match file.read(&mut buffer) {
            Ok(0) => return Err(ArchiveError::Missing(format!("the end of `{}`", name()))),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(ArchiveError::Unreadable(error)),
        };
        digester.update(&buffer[..count]);
        out.write_all(&buffer[..count]).map_err(unwritable)?;
        left = left.saturating_sub(count as u64);
    }
    out.sync_all().map_err(unwritable)?;
    Ok(digester.finish())
}

/// Whether an archive is an image layout of packs and their signatures, and nothing else.
fn check(unpacked: &Unpacked, fresh: &Blobs, store: &Store) -> Result<Checked, ArchiveError> {
    let part =
        |part: &Option<Vec<u8>>, name: &str| part.clone().ok_or_else(|| ArchiveError::Missing(format!("`{name}`")));
    if !is_layout(&part(&unpacked.layout, LAYOUT_FILE)?) {
        return Err(ArchiveError::Layout);
    }
    let index: Index = read_index(&part(&unpacked.index, INDEX_FILE)?).map_err(ArchiveError::Index)?;
    let mut checked = Checked { packs: Vec::new(), signatures: Vec::new(), blobs: BTreeSet::new() };
    let (mut seen, mut used, mut read_bytes) = (BTreeMap::new(), BTreeSet::new(), 0_u64);
    for listed in &index.manifests {
        let digest = listed.digest;
        let manifest = fresh.read(&digest, MOST_MANIFEST_BYTES).map_err(|error| of_archive(error, &digest))?;
        if listed.media_type != MANIFEST_TYPE || listed.size != manifest.len() as u64 {
            return Err(ArchiveError::Index(format!("it does not describe {digest} as it is")));
        }
        if let Some(known) = seen.get(&digest) {
            // Another name of a pack that was looked at; of a signature, nothing new.
            if let Some(identity) = known {
                checked.packs.push((Descriptor::of(MANIFEST_TYPE, &manifest), named(listed, identity)?));
            }
            continue;
        }
        let Some(read) = Manifest::read(&manifest) else {
            return Err(ArchiveError::Artifact { digest, cause: ArtifactError::NoManifest });
        };
        // Many manifests can share one large component, and each would have it read again.
        let sizes = read.layers.iter().map(|layer| layer.size);
        read_bytes = sizes.fold(read_bytes, u64::saturating_add);
        if read_bytes > MOST_ARCHIVE_BYTES {
            return Err(ArchiveError::TooMuch { what: "bytes", limit: MOST_ARCHIVE_BYTES });
        }
        let mut parts = vec![digest, read.config.digest];
        parts.extend(read.layers.iter().map(|layer| layer.digest));
        if let Some(missing) = parts.iter().find(|part| !fresh.contains(part)) {
            return Err(ArchiveError::Missing(missing.to_string()));
        }
        if read.subject.is_some() {
            checked.signatures.push(signature(fresh, &digest).map_err(|error| of_archive(error, &digest))?);
            seen.insert(digest, None);
        } else {
            let identity = Identity::of(&pack(fresh, &digest).map_err(|error| of_archive(error, &digest))?);
            checked.packs.push((Descriptor::of(MANIFEST_TYPE, &manifest), named(listed, &identity)?));
            checked.blobs.extend(&parts);
            seen.insert(digest, Some(identity));
        }
        used.extend(parts);
    }
    let mut subjects = BTreeMap::new();
    for signature in &checked.signatures {
        *subjects.entry(signature.subject().digest).or_insert(0) += 1;
    }
    for (subject, count) in subjects {
        if count > MOST_SIGNATURES {
            return Err(StoreError::Signatures { digest: subject }.into());
        }
        let here = checked.packs.iter().any(|(_, entry)| entry.digest == subject);
        if !here && !store.blobs.contains(&subject) {
            return Err(ArchiveError::Stray(subject));
        }
    }
    match unpacked.blobs.difference(&used).next() {
        Some(unnamed) => Err(ArchiveError::Unnamed(format!("blobs/sha256/{}", unnamed.hex()))),
        None => Ok(checked),
    }
}

/// The entry that an index makes of a pack.
fn named(listed: &Descriptor, identity: &Identity) -> Result<Entry, ArchiveError> {
    let entry = entry(listed);
    match entry.reference.as_ref().map(|reference| identity.require(reference)) {
        Some(Err(cause)) => Err(ArchiveError::Artifact { digest: listed.digest, cause }),
        _ => Ok(Entry { reference: entry.reference.as_ref().and_then(Reference::by_tag), ..entry }),
    }
}

/// What is wrong with something in the archive, in words about the archive.
fn of_archive(error: StoreError, manifest: &Digest) -> ArchiveError {
    match error {
        StoreError::Missing { digest, .. } => ArchiveError::Missing(digest.to_string()),
        StoreError::Artifact { cause, .. } => ArchiveError::Artifact { digest: *manifest, cause },
        StoreError::TooLarge { limit, .. } => ArchiveError::Artifact {
            digest: *manifest,
            cause: ArtifactError::TooLarge { what: "part of it", bytes: limit + 1, limit },
        },
        other => ArchiveError::Store(other),
    }
}
