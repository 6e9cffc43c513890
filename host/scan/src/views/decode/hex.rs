use super::{Report, readable};

/// The fewest digits that are tried: eight bytes.
const MIN_DIGITS: usize = 16;

/// Finds hexadecimal digits that decode to text: in one run, or byte by byte as in `\x61\x62`, `0x61, 0x62`,
/// `61 62` and `61:62`.
pub(super) fn find(text: &str, report: &mut Report<'_>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = next_stretch(bytes, at) {
        let end = start + bytes[start..].iter().take_while(|byte| STRETCH[usize::from(**byte)]).count();
        let mut next = start;
        while next < end {
            next = token(bytes, next, report);
        }
        at = next;
    }
}

/// The bytes that all forms consist of.
const STRETCH: [bool; 256] = {
    let mut allowed = [false; 256];
    let chars = b"0123456789abcdefABCDEF\\xX ,:-\n";
    let mut index = 0;
    while index < chars.len() {
        allowed[chars[index] as usize] = true;
        index += 1;
    }
    allowed
};

/// The start of the first stretch that is long enough. Looks at every sixteenth byte, and back from there.
fn next_stretch(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let window = bytes.get(at..at + MIN_DIGITS)?;
        match window.iter().rposition(|byte| !STRETCH[usize::from(*byte)]) {
            Some(outside) => at += outside + 1,
            None => return Some(at),
        }
    }
}

/// Reads what stands at a place, reports it if it decodes, and says where to go on.
fn token(bytes: &[u8], at: usize, report: &mut Report<'_>) -> usize {
    let start = at + prefix(bytes, at);
    let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let mut decoded = Vec::new();
    let (end, next) = match digits {
        0 => return start.max(at + 1),
        2 => pairs(bytes, at, &mut decoded),
        _ => {
            decoded.extend(bytes[start..start + digits].chunks_exact(2).filter_map(pair));
            (start + digits, start + digits)
        }
    };
    if decoded.len() >= MIN_DIGITS / 2
        && (digits == 2 || digits % 2 == 0)
        && let Some((text, _)) = readable(&decoded)
    {
        report(at..end, text);
    }
    next
}

/// Reads two digits after two digits, each with or without a prefix, with little between them. Says where the
/// last ends, and where to go on.
fn pairs(bytes: &[u8], mut at: usize, decoded: &mut Vec<u8>) -> (usize, usize) {
    let mut end = at;
    loop {
        let digits = at + prefix(bytes, at);
        let Some(byte) = bytes.get(digits..digits + 2).and_then(pair) else { break };
        let after = digits + 2;
        // Three digits are no pair; but the zero may begin the next prefix.
        if bytes.get(after).is_some_and(u8::is_ascii_hexdigit) && prefix(bytes, after) == 0 {
            break;
        }
        decoded.push(byte);
        end = after;
        at = after + bytes[after..].iter().take(2).take_while(|byte| b" ,:-\n".contains(byte)).count();
    }
    (end, at.max(end))
}

fn pair(digits: &[u8]) -> Option<u8> {
    let &[high, low] = digits else { return None };
    let value = char::from(high).to_digit(16)? << 4 | char::from(low).to_digit(16)?;
    u8::try_from(value).ok()
}

/// How long the prefix at a place is: `\x` or `0x`, or none.
fn prefix(bytes: &[u8], at: usize) -> usize {
    if matches!(bytes.get(at..at + 2), Some([b'\\' | b'0', b'x' | b'X'])) { 2 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        find(text, &mut |range, decoded| all.push((text[range].to_owned(), decoded)));
        all
    }

    const SECRET: &str = "password: hunter2";

    fn spelled(before: &str, between: &str) -> String {
        let pairs: Vec<String> = SECRET.bytes().map(|byte| format!("{before}{byte:02x}")).collect();
        pairs.join(between)
    }

    #[test]
    fn every_form_is_found() {
        let forms = [
            spelled("", ""),
            format!("0x{}", spelled("", "")),
            spelled("", "").to_uppercase(),
            spelled("\\x", ""),
            spelled("0x", ", "),
            spelled("", " "),
            spelled("", ":"),
            spelled("", "\n"),
            spelled("\\x", " "),
        ];
        for form in forms {
            for (before, after) in [("", ""), ("It is: ", "."), ("a bad cafe ", " end"), ("(", ") fee"), ("\"", "\"")] {
                let text = format!("{before}{form}{after}");
                assert_eq!(found(&text), [(form.clone(), SECRET.to_owned())], "{text}");
            }
        }
    }

    #[test]
    fn numbers_dates_and_digests_are_not() {
        for text in [
            "2023-10-11, 2024-01-02, 2025-12-31",
            "4111 1111 1111 1111",
            "4111111111111111",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "01:23:45:67:89:ab:cd:ef",
            "123e4567-e89b-12d3-a456-426614174000",
            "12 34 56 78 90 12 34 56 78",
            "666f6f626172",
            "\\x\\x\\x\\x\\x\\x\\x\\x\\x\\x",
            "616263646566676869e",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
