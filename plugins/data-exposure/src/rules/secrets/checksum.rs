//! Tokens that carry a checksum.

use crate::rules::digests::crc32;

/// Whether the checksum at the end of a token is right; nothing where the format has none. GitHub's tokens with a
/// prefix of four characters and npm's end in the CRC-32 of what stands between, in six digits of base 62.
pub(crate) fn checksum(token: &str) -> Option<bool> {
    const PREFIXES: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"];
    let body = PREFIXES.iter().find_map(|prefix| token.strip_prefix(prefix))?;
    let (drawn, check) = body.split_at_checked(30).filter(|_| body.len() == 36)?;
    Some(base62(crc32(drawn.as_bytes())) == check.as_bytes())
}

fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = [b'0'; 6];
    for place in out.iter_mut().rev() {
        *place = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn the_last_six_characters_check_the_others() {
        let drawn = "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ";
        assert_eq!(checksum(&format!("ghp_{drawn}0mLq17")), Some(true));
        assert_eq!(checksum(&format!("npm_{drawn}0mLq17")), Some(true));
        assert_eq!(checksum(&format!("gho_{drawn}0mLq18")), Some(false));
        assert_eq!(checksum(&format!("ghp_{drawn}")), None);
        assert_eq!(checksum(&format!("glpat-{drawn}0mLq17")), None);
    }
}
