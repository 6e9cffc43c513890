/// What a signature is about, such as `acme.thing/v1`. What was signed in one domain verifies in no other.
///
/// The signed message is the domain's name, a line feed, and the bytes. No name holds a line feed, so no two pairs of domain
/// and bytes give the same message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Domain(&'static str);

impl Domain {
    /// A domain by its name.
    ///
    /// # Panics
    /// While compiling, where it is a constant: the name is empty or has a character outside printable ASCII.
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        assert!(!bytes.is_empty(), "a domain has a name");
        let mut at = 0;
        while at < bytes.len() {
            assert!(bytes[at].is_ascii_graphic(), "a domain's name is printable ASCII without spaces");
            at += 1;
        }
        Self(name)
    }

    /// Its name.
    pub fn as_str(self) -> &'static str {
        self.0
    }

    /// What is signed for some bytes.
    pub(crate) fn message(self, bytes: &[u8]) -> Vec<u8> {
        [self.0.as_bytes(), b"\n", bytes].concat()
    }
}
