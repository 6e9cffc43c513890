//! Fixtures in examples: `{{kind:argument}}` stands for text that must not stand in a repository, because
//! secret scanners would rightly trip over it.

/// Replaces every fixture of a template. Unknown ones stay as they are. The same template always gives the
/// same text.
///
/// | fixture | becomes |
/// |---|---|
/// | `{{random:CLASS:N}}` | N random characters; CLASS is `upper`, `lower`, `digits`, `alnum`, `hex`, `base32`, `base64`, `base64url` or `symbols` |
/// | `{{base64:TEXT}}`, `{{hex:TEXT}}`, `{{percent:TEXT}}`, `{{rot13:TEXT}}` | the text, encoded; fixtures inside TEXT are replaced first |
/// | `{{spaced:TEXT}}` | the text with a space after each character |
/// | `{{zero-width:TEXT}}` | the text with U+200B after each character |
/// | `{{reversed:TEXT}}` | the text from its end to its beginning |
/// | `{{tags:TEXT}}` | the text in invisible Unicode tag characters |
/// | `{{joined:A\|B}}` | A directly followed by B, for prefixes that scanners know |
/// | `{{repeat:N:TEXT}}` | the text N times |
pub fn expand(template: &str) -> String {
    let mut state = Random(0xcbf2_9ce4_8422_2325);
    template.bytes().for_each(|byte| state.0 = (state.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    expand_with(template, &mut state)
}

fn expand_with(template: &str, random: &mut Random) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find("{{") {
        out.push_str(&rest[..open]);
        let body = &rest[open + 2..];
        let replaced = closing(body).and_then(|close| Some((fixture(&body[..close], random)?, close)));
        match replaced {
            Some((text, close)) => {
                out.push_str(&text);
                rest = &body[close + 2..];
            }
            None => {
                out.push_str("{{");
                rest = body;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The offset of the `}}` that closes a fixture, over nested ones.
fn closing(body: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_u32, 0);
    while at + 2 <= body.len() {
        match body.as_bytes().get(at..at + 2)? {
            b"{{" => (depth, at) = (depth + 1, at + 2),
            b"}}" if depth == 0 => return Some(at),
            b"}}" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    None
}

fn fixture(body: &str, random: &mut Random) -> Option<String> {
    let (kind, argument) = body.split_once(':')?;
    if kind == "random" {
        let (class, count) = argument.split_once(':')?;
        let alphabet = alphabet(class)?;
        return Some((0..count.parse::<usize>().ok()?).map(|_| random.pick(alphabet)).collect());
    }
    if kind == "repeat" {
        let (count, text) = argument.split_once(':')?;
        return Some(expand_with(text, random).repeat(count.parse().ok()?));
    }
    let text = expand_with(argument, random);
    Some(match kind {
        "base64" => base64(text.as_bytes()),
        "hex" => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
        "percent" => text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        "rot13" => text.chars().map(rot13).collect(),
        "spaced" => text.chars().flat_map(|c| [c, ' ']).collect::<String>().trim_end().to_owned(),
        "zero-width" => text.chars().flat_map(|c| [c, '\u{200b}']).collect(),
        "reversed" => text.chars().rev().collect(),
        "tags" => text.chars().filter_map(|c| char::from_u32(0xE0000 + u32::from(c))).collect(),
        "joined" => text.replace('|', ""),
        _ => return None,
    })
}

fn alphabet(class: &str) -> Option<&'static [u8]> {
    const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const BASE64URL: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Some(match class {
        "upper" => &BASE64[..26],
        "lower" => &BASE64[26..52],
        "digits" => &BASE64[52..62],
        "alnum" => &BASE64[..62],
        "hex" => b"0123456789abcdef",
        "base32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "base64" => BASE64,
        "base64url" => BASE64URL,
        "symbols" => b"!#$%&*+-=?@^_~",
        _ => return None,
    })
}

fn base64(bytes: &[u8]) -> String {
    let alphabet = alphabet("base64").unwrap_or_default();
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sextet = (word >> (18 - 6 * place)) & 63;
            out.push(if place <= chunk.len() { char::from(alphabet[sextet as usize]) } else { '=' });
        }
    }
    out
}

fn rot13(c: char) -> char {
    match c {
        'a'..='z' => char::from((c as u8 - b'a' + 13) % 26 + b'a'),
        'A'..='Z' => char::from((c as u8 - b'A' + 13) % 26 + b'A'),
        other => other,
    }
}

/// SplitMix64: small, and good enough to look random to an entropy check.
struct Random(u64);

impl Random {
    fn pick(&mut self, alphabet: &[u8]) -> char {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        char::from(alphabet[((z ^ (z >> 31)) % alphabet.len() as u64) as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn fixtures_are_replaced_and_other_braces_are_not() {
        let text = expand("a {{random:hex:8}} {{x}} {{unknown:1}} {{base64:{{repeat:2:ab}}}} {{hex:k}} {{joined:A|B}}");
        assert!(text.starts_with("a ") && text.ends_with(" {{x}} {{unknown:1}} YWJhYg== 6b AB"), "{text}");
        assert_eq!(text.split(' ').nth(1).map(str::len), Some(8));
        assert_eq!(expand("{{random:alnum:40}}"), expand("{{random:alnum:40}}"));
        assert_eq!(expand("{{spaced:abc}} {{rot13:Nop}} {{percent:/}} {{reversed:abc}}"), "a b c Abc %2F cba");
    }
}
