//! Private keys in armour: `-----BEGIN … PRIVATE KEY-----`.

use std::ops::Range;

use lictor_sdk::text::entropy;

/// A shorter body is a picture of a key, not a key: the smallest real one (Ed25519, PKCS #8) has 64 characters.
const MIN_BODY: usize = 64;

/// The private keys in a text, each from its first dash to its last. One without an end is a key too: it was
/// cut off, most of it is there.
pub(crate) fn keys(text: &str) -> Vec<Range<usize>> {
    text.match_indices("-----BEGIN").filter_map(|(start, _)| key(text, start)).collect()
}

fn key(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let header = rest[10..].find("-----").map(|at| at + 15)?;
    let body = &rest[header..];
    let (length, end) = match body.find("-----END") {
        Some(at) => (at, body[at + 8..].find("-----").map_or(at + 8, |more| at + 8 + more + 5)),
        None => {
            let at = body.find("-----BEGIN").unwrap_or(body.len());
            let at = body[..at].find("\n\n").filter(|blank| *blank >= MIN_BODY).unwrap_or(at);
            (at, body[..at].trim_end().len())
        }
    };
    let base64: String = body[..length].chars().filter(|c| c.is_ascii_alphanumeric() || "+/=".contains(*c)).collect();
    let is_key = rest[..header].contains("PRIVATE KEY")
        && base64.len() >= MIN_BODY
        && entropy(&base64) > 4.0
        && !["...", "…", "xxxx", "XXXX"].iter().any(|gap| body[..length].contains(gap));
    is_key.then_some(start..start + header + end)
}

#[cfg(test)]
mod tests {
    use super::keys;

    const BODY: &str = "q8Zr1vT0pLm4KxW9sD2fYhB7nGcE5aQjU3oXiR6tMzVkSlPwHdNyCgFb8eJuAo+/Zx0";

    fn pem(body: &str) -> String {
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----")
    }

    #[test]
    fn whole_and_cut_off_keys_are_found() {
        let whole = pem(BODY);
        assert_eq!(keys(&format!("a {whole} b")).first(), Some(&(2..2 + whole.len())));
        let cut = format!("-----BEGIN RSA PRIVATE KEY-----\n{BODY}");
        assert_eq!(keys(&cut).first(), Some(&(0..cut.len())));
        assert_eq!(keys(&format!("{whole}\n{whole}")).len(), 2);
    }

    #[test]
    fn pictures_of_keys_and_public_ones_are_not() {
        for text in [pem("..."), pem(&BODY[..60]), pem(&format!("{BODY}...")), pem(BODY).replace("PRIVATE", "PUBLIC")] {
            assert!(keys(&text).is_empty(), "{text}");
        }
    }
}
