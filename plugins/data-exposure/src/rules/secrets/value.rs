//! What a string looks like: random, made up to fill a place, or a name.

use lictor_sdk::text::entropy;

use super::words::word_share;

/// What people write where a secret would stand.
const FILLERS: [&str; 33] = [
    "example",
    "sample",
    "placeholder",
    "changeme",
    "change-me",
    "change_me",
    "redacted",
    "removed",
    "dummy",
    "insert",
    "replace",
    "your",
    "xxxx",
    "yyyy",
    "****",
    "####",
    "...",
    "…",
    "<",
    "${",
    "{{",
    "}}",
    "$(",
    "#{",
    "%{",
    "((",
    "%s",
    "not-set",
    "undefined",
    "foobar",
    "lorem",
    "goes-here",
    "goes_here",
];

/// Whether a value stands for another one: a filler, or characters that just count up.
pub(crate) fn is_placeholder(value: &str) -> bool {
    is_filler(value) || is_counting(value.to_ascii_lowercase().as_bytes())
}

/// A filler word, a template variable, or one character over and over.
fn is_filler(value: &str) -> bool {
    // Of this length a random text may well repeat a letter four times.
    const LONG: usize = 128;
    let repeats = |filler: &str| filler.bytes().all(|byte| filler.as_bytes()[0] == byte);
    let lower = value.to_ascii_lowercase();
    let is_variable = value.starts_with(['$', '%']) && value[1..].bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    value.is_empty()
        || is_variable
        || FILLERS.iter().any(|filler| lower.contains(filler) && (value.len() <= LONG || !repeats(filler)))
        || is_monotonous(value.as_bytes())
}

/// Long runs of one character, or hardly any different ones.
fn is_monotonous(bytes: &[u8]) -> bool {
    const RUN: usize = 6;
    let longest = bytes.chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or_default();
    let mut seen = [false; 256];
    bytes.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    let distinct = seen.iter().filter(|seen| **seen).count();
    longest >= RUN || (bytes.len() >= 8 && distinct <= 3) || (bytes.len() >= 16 && distinct <= 4)
}

/// Whether most characters follow their neighbour, as in `123456789` or `zyxwvu`, or every second one does, as in
/// `a1b2c3d4`.
fn is_counting(bytes: &[u8]) -> bool {
    let follows = |step: usize| {
        let pairs = bytes.iter().zip(bytes.iter().skip(step));
        pairs.filter(|(a, b)| a.abs_diff(**b) == 1).count() * 5
    };
    let most = bytes.len().saturating_sub(1) * 4;
    bytes.len() >= 4 && (follows(1) >= most || follows(2) >= bytes.len().saturating_sub(2) * 4 && bytes.len() >= 8)
}

/// Whether the body of a token looks drawn at random: no placeholder, no words, and this many bits a byte.
pub(crate) fn is_drawn(body: &str, floor: f32) -> bool {
    !is_placeholder(body) && entropy(body) >= floor && word_share(body) < 0.6
}

/// Whether a value that only its name makes suspicious looks drawn at random.
pub(crate) fn is_random(value: &str) -> bool {
    !is_placeholder(value) && is_irregular(value)
}

/// The same, but a long value may count up, as in `0123456789abcdef0123456789abcdef`: some people's keys do.
pub(crate) fn is_random_or_long(value: &str) -> bool {
    const LONG: usize = 20;
    is_irregular(value) && if value.len() < LONG { !is_placeholder(value) } else { !is_filler(value) }
}

/// Many bits a byte, and no words.
fn is_irregular(value: &str) -> bool {
    // Short strings cannot have many bits a byte, however random.
    let floor = match value.len() {
        0..=7 => 2.0,
        8..=11 => 2.4,
        12..=19 => 2.7,
        _ => 3.0,
    };
    entropy(value) >= floor && word_share(value) < 0.45
}

/// Whether characters of several kinds are mixed as a person does for a password.
pub(crate) fn is_mixed(value: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| value.as_bytes().iter().any(kind);
    let symbol =
        has(|b| b.is_ascii_punctuation() && !matches!(b, b'_' | b'-' | b'.' | b'/' | b':' | b',' | b'(' | b')'));
    let digit = has(u8::is_ascii_digit);
    let letter = has(u8::is_ascii_alphabetic);
    letter && symbol && (digit || (has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase)))
}

/// A UUID in its usual spelling.
pub(crate) fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether a value is what a tutorial calls a password: a word for one, however its letters are disguised.
pub(crate) fn is_stock_password(value: &str) -> bool {
    const STOCK: [&str; 18] = [
        "password", "passwd", "passwort", "secret", "secure", "pass", "pwd", "changeme", "qwerty", "letmein",
        "welcome", "hunter2", "admin", "test", "guest", "default", "root", "user",
    ];
    let plain: String = value
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            other => other,
        })
        .collect();
    let lower = value.to_ascii_lowercase();
    // “MyPa$$w0rd!#” is what advice about passwords shows.
    ["password", "passwort"].iter().any(|word| plain.contains(word) && value.len() <= word.len() + 6)
        || STOCK.iter().any(|stock| {
            let rest = |text: &str| text.strip_prefix(stock).map_or(usize::MAX, str::len);
            rest(&plain).min(rest(&lower)) <= 4
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_random_values() {
        for made_up in [
            "",
            "your-token",
            "xxxxxxxxxxxx",
            "<token>",
            "${TOKEN}",
            "{{ token }}",
            "$TOKEN",
            "00000000",
            "12345678",
            "abcdefghijklmnop",
            "a1b2c3d4e5f6g7h8",
            "AKIAIOSFODNN7EXAMPLE",
            "sk-...",
            "1234567890abcdef1234567890abcdef",
        ] {
            assert!(is_placeholder(made_up), "{made_up}");
        }
        for random in ["q8Zr1vT0pLm4KxW9sD2f", "9f86d081884c7d659a2feaa0c55ad015", "tqqdzepd", "8f14e45f"] {
            assert!(!is_placeholder(random) && is_random(random), "{random}");
        }
    }

    #[test]
    fn names_are_not_random() {
        for name in ["exampleAccessToken", "application_default_credentials", "some-password", "getTokenFromRequest"] {
            assert!(!is_random(name), "{name}");
        }
    }

    #[test]
    fn stock_passwords_are_seen_through_their_disguise() {
        assert!(is_stock_password("P@ssw0rd") && is_stock_password("s3cr3t") && is_stock_password("Admin123"));
        assert!(!is_stock_password("Tr0ub4dor&3") && !is_stock_password("tqqdzepd"));
    }

    #[test]
    fn mixed_values_have_letters_symbols_and_more() {
        assert!(is_mixed("Tr0ub4dor&3") && is_mixed("#gets0m3") && is_mixed("Prestigitariu$"));
        assert!(!is_mixed("harder") && !is_mixed("some-password") && !is_mixed("12:30"));
    }
}
