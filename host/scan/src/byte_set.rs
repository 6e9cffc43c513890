use serde::{Deserialize, Serialize};

/// A set of bytes, in as little room as it takes: every regex has some.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ByteSet([u64; 4]);

impl ByteSet {
    #[inline]
    pub(crate) fn contains(&self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 != 0
    }
}

impl From<[bool; 256]> for ByteSet {
    fn from(bytes: [bool; 256]) -> Self {
        let mut set = [0; 4];
        for (byte, _) in bytes.iter().enumerate().filter(|(_, is_in)| **is_in) {
            set[byte / 64] |= 1 << (byte % 64);
        }
        Self(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_in() {
        let bytes: [bool; 256] = std::array::from_fn(|byte| byte % 7 == 0 || byte == 255);
        let set = ByteSet::from(bytes);
        assert!((0..=255).all(|byte| set.contains(byte) == bytes[usize::from(byte)]));
    }
}
