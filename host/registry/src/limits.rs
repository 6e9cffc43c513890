use std::time::Duration;

/// How long a registry is waited for, and how often it is asked again. Sizes of what it gives are those of `lictor-artifact`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// For a connection, with its handshakes.
    pub connect: Duration,
    /// From the end of a request to the beginning of its answer.
    pub head: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// For one request with its answer, however lively.
    pub whole: Duration,
    /// Bytes in a second that a transfer has, taken over all of it, once it has taken longer than `idle`.
    pub rate: u64,
    /// How often something is tried that may work the next time.
    pub attempts: u32,
    /// The pause before the second attempt. It doubles from one to the next.
    pub pause: Duration,
    /// The longest pause that a registry may ask for (`Retry-After`).
    pub longest_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(60),
            idle: Duration::from_secs(30),
            // The largest component at 75 KiB in a second.
            whole: Duration::from_secs(15 * 60),
            rate: 1 << 10,
            attempts: 4,
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(60),
        }
    }
}

/// Redirects that one request follows. Registries send to a store of blobs, and some that to another.
pub(crate) const MOST_REDIRECTS: usize = 5;

/// Bytes of a token server's answer.
pub(crate) const MOST_TOKEN_BYTES: u64 = 64 << 10;

/// Bytes of what a registry says about an error.
pub(crate) const MOST_ERROR_BYTES: u64 = 64 << 10;

/// Bytes of one page of tags.
pub(crate) const MOST_PAGE_BYTES: u64 = 1 << 20;

/// Pages of tags.
pub(crate) const MOST_PAGES: usize = 100;

/// Tags of a repository that are looked at.
pub(crate) const MOST_TAGS: usize = 2_000;

/// Bytes of a file of credentials.
pub(crate) const MOST_CREDENTIAL_BYTES: u64 = 1 << 20;

/// How long a credential helper may take. Some ask a person.
pub(crate) const HELPER_TIME: Duration = Duration::from_secs(60);

/// Bytes of what a credential helper says. Tokens of some clouds have several kilobytes.
pub(crate) const MOST_HELPER_BYTES: u64 = 64 << 10;
