//! Checksums of wallet addresses and keys.

use crate::rules::digests::{keccak256, sha256};

/// Base58Check: the last four bytes are the beginning of the digest of the digest of the others. Gives the others.
pub(crate) fn base58_check(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    // Least significant byte first.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for digit in text.bytes() {
        let mut carry = DIGITS.iter().position(|known| *known == digit)? as u32;
        for byte in &mut bytes {
            carry += u32::from(*byte) * 58;
            *byte = carry as u8;
            carry >>= 8;
        }
        while carry > 0 {
            bytes.push(carry as u8);
            carry >>= 8;
        }
    }
    bytes.extend(text.bytes().take_while(|digit| *digit == b'1').map(|_| 0));
    bytes.reverse();
    let (body, check) = bytes.split_at_checked(bytes.len().checked_sub(4)?)?;
    (sha256(&sha256(body))[..4] == *check).then(|| body.to_vec())
}

/// Bech32 (BIP-173) and bech32m (BIP-350).
pub(crate) fn bech32(text: &str) -> bool {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    const ENDS: [u32; 2] = [1, 0x2bc8_30a3];
    let Some((prefix, data)) = text.rsplit_once('1') else { return false };
    let Some(data) =
        data.bytes().map(|byte| DIGITS.iter().position(|known| *known == byte)).collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let values = high.chain([0]).chain(low).chain(data.into_iter().map(|value| value as u32));
    let sum = values.fold(1_u32, |sum, value| {
        let next = (sum & 0x01ff_ffff) << 5 ^ value;
        GENERATORS.iter().enumerate().filter(|(bit, _)| sum >> 25 >> bit & 1 == 1).fold(next, |next, (_, g)| next ^ g)
    });
    ENDS.contains(&sum)
}

/// What the case of the letters of an Ethereum address (40 hexadecimal digits) says: right, wrong, or nothing where all
/// have the same (EIP-55).
pub(crate) fn eip55(digits: &str) -> Option<bool> {
    let has = |kind: fn(&u8) -> bool| digits.as_bytes().iter().any(kind);
    if !has(u8::is_ascii_lowercase) || !has(u8::is_ascii_uppercase) {
        return None;
    }
    let digest = keccak256(digits.to_ascii_lowercase().as_bytes());
    let right = digits.bytes().enumerate().filter(|(_, digit)| digit.is_ascii_alphabetic()).all(|(at, digit)| {
        let nibble = digest[at / 2] >> (4 * (1 - at % 2)) & 15;
        digit.is_ascii_uppercase() == (nibble >= 8)
    });
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of the standards named above.
    #[test]
    fn published_addresses_pass_and_their_neighbours_do_not() {
        assert!(base58_check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").is_some());
        assert!(base58_check("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb").is_none() && base58_check("").is_none());
        assert!(bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assert!(bech32("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"));
        assert!(!bech32("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"));
        assert_eq!(eip55("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), Some(true));
        assert_eq!(eip55("5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"), Some(false));
        assert_eq!(eip55("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"), None);
    }
}
