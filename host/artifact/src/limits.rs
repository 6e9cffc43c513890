//! How large anything may be that comes from a registry, a store or an archive.

/// Bytes of a component. As much as the sandbox loads.
pub const MOST_COMPONENT_BYTES: u64 = 64 << 20;

/// Bytes of an artifact's manifest. Ours have less than one KiB.
pub const MOST_MANIFEST_BYTES: u64 = 256 << 10;

/// Bytes of an artifact's configuration. Ours have less than one KiB.
pub const MOST_CONFIG_BYTES: u64 = 256 << 10;

/// Bytes of a signature's document, which has less than one KiB.
pub const MOST_SIGNATURE_BYTES: u64 = 4 << 10;

/// Signatures of one artifact.
pub const MOST_SIGNATURES: usize = 64;

/// Bytes of the index of a store or an archive, or of a list of referrers.
pub const MOST_INDEX_BYTES: u64 = 4 << 20;

/// Bytes of the names that a component imports or exports. Packs import the contract's and export it.
pub(crate) const MOST_NAME_BYTES: usize = 16 << 10;

/// Files in an archive.
pub(crate) const MOST_FILES: usize = 10_000;

/// Bytes of all files in an archive.
pub(crate) const MOST_ARCHIVE_BYTES: u64 = 4 << 30;
