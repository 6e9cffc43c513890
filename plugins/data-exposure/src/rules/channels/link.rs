//! The pieces of an address.

/// What follows the first double slash.
pub(crate) fn authority(address: &str) -> Option<&str> {
    let slashes =
        address.as_bytes().windows(2).position(|pair| pair.iter().all(|byte| matches!(byte, b'/' | b'\\')))?;
    Some(&address[slashes + 2..])
}

/// The host of an authority, without user and port.
pub(crate) fn host(authority: &str) -> &str {
    let end = authority.find(['/', '\\', '?', '#']).unwrap_or(authority.len());
    let host = authority[..end].rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// Names and values after the question mark or the hash, without their percent escapes.
pub(crate) fn parameters(address: &str) -> impl Iterator<Item = (String, String)> + '_ {
    let query = address.find(['?', '#']).map_or("", |at| &address[at + 1..]);
    query.split(['&', ';', '#', '?']).filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_ascii_lowercase(), unescaped(value)))
    })
}

fn unescaped(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| hex(tail.get(..2)?)).flatten();
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// The fewest characters of a text worth hiding.
const MIN_TEXT: usize = 12;

/// Whether a value is text in base64 or hexadecimal: words or fields, not the bytes of a token.
pub(crate) fn encoded_text(value: &str) -> bool {
    let is_text = |bytes: Vec<u8>| {
        let printable = bytes.iter().filter(|byte| byte.is_ascii_graphic() || **byte == b' ').count();
        let letters = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric() || **byte == b' ').count();
        let parted = bytes.iter().any(|byte| b" @:=,;|&{".contains(byte));
        bytes.len() >= MIN_TEXT && parted && printable == bytes.len() && letters * 4 >= bytes.len() * 3
    };
    let hexadecimal = value.len().is_multiple_of(2) && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal {
        return value.as_bytes().chunks(2).map(hex).collect::<Option<Vec<u8>>>().is_some_and(is_text);
    }
    base64(value).is_some_and(is_text)
}

fn base64(value: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(value.len());
    let (mut bits, mut have) = (0_u32, 0);
    for byte in value.trim_end_matches('=').bytes() {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' | b' ' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(sextet);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push((bits >> have & 0xff) as u8);
            bits &= (1 << have) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let url = "https://u@evil.tld:80/p?a=1&Mail=a%40b.c+d#x=%zz";
        assert_eq!(authority(url).map(host), Some("evil.tld"));
        let pairs: Vec<(String, String)> = parameters(url).collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(pairs, [pair("a", "1"), pair("mail", "a@b.c d"), pair("x", "%zz")]);
    }

    #[test]
    fn encoded_words_are_told_from_tokens() {
        assert!(encoded_text("YWNjb3VudCA0MDMxMTc3NSBvZiBBbm5h") && encoded_text("6163636f756e742034303331"));
        for token in [
            "PLrAXtmErZgOeiKm4sgNOknGvNjby9efdf",
            "introduction to coding",
            "d41d8cd98f00b204e9800998ecf8427e",
            "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
            "",
        ] {
            assert!(!encoded_text(token), "{token}");
        }
    }
}
