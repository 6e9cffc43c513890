use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use lictor_contract::tame;
use lictor_model::Digest;

use crate::artifact::Layout;
use crate::blobs::{Blobs, NEW, read_plain, write_whole};
use crate::limits::{
    MOST_COMPONENT_BYTES, MOST_CONFIG_BYTES, MOST_INDEX_BYTES, MOST_MANIFEST_BYTES, MOST_SIGNATURE_BYTES,
};
use crate::manifest::{Descriptor, EMPTY_CONFIG, Index, MANIFEST_TYPE, NAME, SIGNATURE_TYPE, json};
use crate::{Artifact, MOST_SIGNATURES, Reference, SignatureArtifact, StoreError};

/// The file that says that a folder is an OCI image layout, and what stands in it.
pub(crate) const LAYOUT_FILE: &str = "oci-layout";
pub(crate) const LAYOUT: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;

/// The file that lists what a layout holds.
pub(crate) const INDEX_FILE: &str = "index.json";

/// The file that whoever writes the index holds.
const LOCK_FILE: &str = ".lock";

/// How long is waited for another process that writes the index, which takes milliseconds.
const LOCK_PATIENCE: Duration = Duration::from_secs(30);

/// After which time an unfinished file was left behind by a process that was killed.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder of packs and their signatures: an OCI image layout.
///
/// Every byte is verified whenever it is read, so whoever can write to the folder can take packs away and no more. A folder that
/// is not there is an empty store, and is made when something is added. Processes may use one store at the same time.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
    pub(crate) blobs: Blobs,
}

/// A pack in a store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name that it was pulled or imported under. A pack can have several, and then as many entries.
    pub reference: Option<Reference>,
    /// The digest of its manifest.
    pub digest: Digest,
}

impl Store {
    /// Opens a store. Writes nothing.
    ///
    /// # Errors
    /// There is something in the folder that is no store of this version.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let store = Self { folder: folder.to_owned(), blobs: Blobs::new(folder) };
        let fail = |problem| Err(StoreError::NoStore { folder: folder.to_owned(), problem });
        let entries = match fs::read_dir(folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(store),
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return fail("it is no folder"),
            entries => entries.map_err(StoreError::io(folder, "read"))?,
        };
        for inner in [folder.join("blobs"), folder.join("blobs").join("sha256")] {
            if inner.symlink_metadata().is_ok_and(|found| !found.is_dir()) {
                return fail("`blobs/sha256` in it is no folder of its own");
            }
        }
        match read_plain(&folder.join(LAYOUT_FILE), LAYOUT.len() as u64 + 256)? {
            Some(layout) if is_layout(&layout) => Ok(store),
            Some(_) => fail("its `oci-layout` is of no version that is known"),
            // Made by somebody who has not come further yet.
            None if entries.flatten().all(|entry| entry.file_name().to_string_lossy().starts_with('.')) => Ok(store),
            None => fail("it holds other files and no `oci-layout`"),
        }
    }

    /// The folder that is used when nothing else is said: `$LICTOR_STORE`, or `lictor/store` in the user's folder for data.
    pub fn default_folder() -> Option<PathBuf> {
        use etcetera::BaseStrategy;
        if let Some(folder) = std::env::var_os("LICTOR_STORE").filter(|folder| !folder.is_empty()) {
            return Some(folder.into());
        }
        Some(etcetera::choose_base_strategy().ok()?.data_dir().join("lictor").join("store"))
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Everything in it, by name.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        let index = self.index()?;
        let mut entries: Vec<Entry> = index.manifests.iter().filter(|known| !is_signature(known)).map(entry).collect();
        entries.sort();
        Ok(entries)
    }

    /// Adds a pack, under a name if it has one. The name then is this pack's, whatever it was before;
    /// [`require_unmoved`](Self::require_unmoved) tells.
    ///
    /// # Errors
    /// The reference is to another pack, or the store cannot be written. It is then what it was.
    pub fn add(&self, artifact: &Artifact, reference: Option<&Reference>) -> Result<(), StoreError> {
        if let Some(reference) = reference {
            artifact.require(reference).map_err(StoreError::artifact(artifact.digest()))?;
        }
        self.prepare()?;
        self.blobs.write(artifact.component())?;
        self.blobs.write(artifact.config())?;
        self.blobs.write(artifact.manifest())?;
        let listed = vec![(artifact.descriptor(), reference.and_then(Reference::by_tag))];
        self.change(|index| put(index, listed))
    }

    /// A pack, verified.
    ///
    /// # Errors
    /// It is not there, or is not what its digest says.
    pub fn artifact(&self, digest: &Digest) -> Result<Artifact, StoreError> {
        pack(&self.blobs, digest)
    }

    /// What a reference is to. A digest in it decides; otherwise what its tag was when it was pulled or imported last.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn resolve(&self, reference: &Reference) -> Result<Option<Digest>, StoreError> {
        if let Some(digest) = reference.digest() {
            return Ok(self.blobs.contains(&digest).then_some(digest));
        }
        Ok(self
            .entries()?
            .into_iter()
            .find(|entry| entry.reference.as_ref() == Some(reference))
            .map(|entry| entry.digest))
    }

    /// Whether a version that the store knows is still the same. Tags that are no whole versions may move.
    ///
    /// # Errors
    /// It is another.
    pub fn require_unmoved(&self, reference: &Reference, new: Digest) -> Result<(), StoreError> {
        let Some(named) = reference.by_tag().filter(|named| named.version().is_some()) else { return Ok(()) };
        match self.resolve(&named)? {
            Some(old) if old != new => Err(StoreError::Moved { reference: named.to_string(), old, new }),
            _ => Ok(()),
        }
    }

    /// The signatures of a pack, each the JSON of its document. Whether they hold is not looked at.
    ///
    /// # Errors
    /// The store cannot be read, or a signature in it is none.
    pub fn signature_documents(&self, digest: &Digest) -> Result<Vec<Vec<u8>>, StoreError> {
        Ok(self.signature_artifacts(digest)?.into_iter().map(|signature| signature.document().to_vec()).collect())
    }

    /// Adds a signature of a pack that is in the store. One that is there already is not added again.
    ///
    /// # Errors
    /// The pack is not there, the signature is of another, there are too many, or the store cannot be written.
    pub fn add_signature_document(&self, digest: &Digest, document: Vec<u8>) -> Result<(), StoreError> {
        let manifest = self.blobs.read(digest, MOST_MANIFEST_BYTES)?;
        let signature = SignatureArtifact::of(document, &Descriptor::of(MANIFEST_TYPE, &manifest))
            .map_err(StoreError::artifact(*digest))?;
        self.add_signature(&signature)
    }

    /// Adds a signature as it came.
    ///
    /// # Errors
    /// As [`add_signature_document`](Self::add_signature_document).
    pub fn add_signature(&self, signature: &SignatureArtifact) -> Result<(), StoreError> {
        self.add_signatures(std::slice::from_ref(signature))
    }

    /// Adds signatures as they came: all or none.
    ///
    /// # Errors
    /// As [`add_signature_document`](Self::add_signature_document).
    pub fn add_signatures(&self, signatures: &[SignatureArtifact]) -> Result<(), StoreError> {
        let mut known: BTreeMap<Digest, BTreeSet<Vec<u8>>> = BTreeMap::new();
        for signature in self.every_signature(None)? {
            known.entry(signature.subject().digest).or_default().insert(signature.document().to_vec());
        }
        let mut fresh = Vec::new();
        for signature in signatures {
            let digest = signature.subject().digest;
            let documents = known.entry(digest).or_default();
            if documents.insert(signature.document().to_vec()) {
                fresh.push(signature);
            }
            // Each signature costs whoever reads them time.
            if documents.len() > MOST_SIGNATURES {
                return Err(StoreError::Signatures { digest });
            }
        }
        if fresh.is_empty() {
            return Ok(());
        }
        self.prepare()?;
        for signature in &fresh {
            self.blobs.write(signature.document())?;
            self.blobs.write(EMPTY_CONFIG)?;
            self.blobs.write(signature.manifest())?;
        }
        let listed = fresh.iter().map(|signature| (signature.descriptor(), None)).collect();
        self.change(|index| put(index, listed))
    }

    /// The signatures of a pack as registries keep them, by digest.
    ///
    /// # Errors
    /// The store cannot be read, or a signature in it is none.
    pub fn signature_artifacts(&self, digest: &Digest) -> Result<Vec<SignatureArtifact>, StoreError> {
        let found = self.every_signature(Some(digest))?;
        match found.len() {
            0..=MOST_SIGNATURES => Ok(found),
            _ => Err(StoreError::Signatures { digest: *digest }),
        }
    }

    /// The signatures of one pack, or all that there are.
    fn every_signature(&self, wanted: Option<&Digest>) -> Result<Vec<SignatureArtifact>, StoreError> {
        let index = self.index()?;
        let mut found = Vec::new();
        for known in index.manifests.iter().filter(|known| is_signature(known)) {
            let manifest = self.blobs.read(&known.digest, MOST_MANIFEST_BYTES)?;
            let (_, subject) = SignatureArtifact::layout(&manifest).map_err(StoreError::artifact(known.digest))?;
            if wanted.is_none_or(|wanted| *wanted == subject.digest) {
                found.push(signature(&self.blobs, &known.digest)?);
            }
        }
        Ok(found)
    }

    /// The list of what is there.
    fn index(&self) -> Result<Index, StoreError> {
        let file = self.folder.join(INDEX_FILE);
        let Some(bytes) = read_plain(&file, MOST_INDEX_BYTES)? else { return Ok(Index::new(Vec::new())) };
        read_index(&bytes).map_err(|problem| StoreError::Index { file, problem })
    }

    /// Makes the folders of a store where there is none.
    pub(crate) fn prepare(&self) -> Result<(), StoreError> {
        fs::create_dir_all(&self.folder).map_err(StoreError::io(&self.folder, "made"))?;
        // First: whoever is killed after this leaves a store.
        let file = self.folder.join(LAYOUT_FILE);
        if file.symlink_metadata().is_err() {
            write_whole(&self.folder, &file, LAYOUT)?;
        }
        self.blobs.make_folders()
    }

    /// Changes the index while no other process does. What it names must be there before.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Index)) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        let mut index = self.index()?;
        let before = index.clone();
        change(&mut index);
        index.manifests.sort_by_key(entry);
        let bytes = json(&index);
        let file = self.folder.join(INDEX_FILE);
        if bytes.len() as u64 > MOST_INDEX_BYTES {
            return Err(StoreError::TooLarge { file, limit: MOST_INDEX_BYTES });
        }
        if index != before {
            write_whole(&self.folder, &file, &bytes)?;
        }
        self.tidy();
        Ok(())
    }

    /// Waits for the lock. It is let go when the file is closed, even if the process is killed.
    fn lock(&self) -> Result<File, StoreError> {
        let path = self.folder.join(LOCK_FILE);
        let begin = Instant::now();
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(StoreError::io(&path, "opened"))?;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::Error(cause)) => return Err(StoreError::io(&path, "locked")(cause)),
                Err(TryLockError::WouldBlock) if begin.elapsed() > LOCK_PATIENCE => {
                    return Err(StoreError::Held { file: path, seconds: LOCK_PATIENCE.as_secs() });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// Removes what killed processes left behind. What cannot be removed costs room and nothing else.
    fn tidy(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(NEW)) {
            let age = entry.metadata().and_then(|found| found.modified()).ok();
            let old = age.and_then(|age| SystemTime::now().duration_since(age).ok()).is_some_and(|age| age > ABANDONED);
            if old {
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                let path = entry.path();
                let _ = if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            }
        }
    }
}

/// Whether these are the bytes of an `oci-layout` of the one version that there is.
pub(crate) fn is_layout(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok_and(|layout| layout["imageLayoutVersion"] == "1.0.0")
}

/// A pack among some blobs, verified.
pub(crate) fn pack(blobs: &Blobs, digest: &Digest) -> Result<Artifact, StoreError> {
    let wrong = || StoreError::artifact(*digest);
    let manifest = blobs.read(digest, MOST_MANIFEST_BYTES)?;
    let layout = Layout::read(&manifest).map_err(wrong())?;
    let config = blobs.read(&layout.config.digest, MOST_CONFIG_BYTES)?;
    let component = blobs.read(&layout.component.digest, MOST_COMPONENT_BYTES)?;
    Artifact::from_parts(manifest, config, component).map_err(wrong())
}

/// A signature among some blobs, verified.
pub(crate) fn signature(blobs: &Blobs, digest: &Digest) -> Result<SignatureArtifact, StoreError> {
    let wrong = || StoreError::artifact(*digest);
    let manifest = blobs.read(digest, MOST_MANIFEST_BYTES)?;
    let (layer, _) = SignatureArtifact::layout(&manifest).map_err(wrong())?;
    let document = blobs.read(&layer.digest, MOST_SIGNATURE_BYTES)?;
    SignatureArtifact::from_parts(manifest, document).map_err(wrong())
}

/// Reads an index, and says what is wrong with it.
pub(crate) fn read_index(bytes: &[u8]) -> Result<Index, String> {
    let index = Index::read(bytes).ok_or("it is no OCI image index")?;
    let mut names: Vec<&str> = index.manifests.iter().filter_map(name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("it names `{}` twice", tame(pair[0], 200))),
        None => Ok(index),
    }
}

pub(crate) fn is_signature(known: &Descriptor) -> bool {
    known.artifact_type.as_deref() == Some(SIGNATURE_TYPE)
}

fn name(known: &Descriptor) -> Option<&str> {
    known.annotations.get(NAME).map(String::as_str)
}

/// Names that other tools give, such as a mere tag, say nothing here.
pub(crate) fn entry(known: &Descriptor) -> Entry {
    Entry { reference: name(known).and_then(|name| name.parse().ok()), digest: known.digest }
}

/// Lists manifests, under a name if they have one. A manifest that loses its name stays: somebody may have locked it.
pub(crate) fn put(index: &mut Index, listed: Vec<(Descriptor, Option<Reference>)>) {
    let names: BTreeSet<String> =
        listed.iter().filter_map(|(_, reference)| Some(reference.as_ref()?.to_string())).collect();
    let manifests = &mut index.manifests;
    for known in manifests.iter_mut().filter(|known| name(known).is_some_and(|name| names.contains(name))) {
        known.annotations.remove(NAME);
    }
    manifests.extend(listed.into_iter().map(|(mut descriptor, reference)| {
        descriptor.annotations.extend(reference.map(|reference| (NAME.to_owned(), reference.to_string())));
        descriptor
    }));
    // One entry for each name, the last, and one without a name only where there is no other.
    let (mut names, mut digests) = (BTreeSet::new(), BTreeSet::new());
    manifests.reverse();
    manifests.retain(|known| match name(known) {
        Some(name) => {
            digests.insert(known.digest);
            names.insert(name.to_owned())
        }
        None => true,
    });
    manifests.retain(|known| name(known).is_some() || digests.insert(known.digest));
}
