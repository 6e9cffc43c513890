use std::ops::Range;

use super::{Report, readable};

/// Shorter runs are taken for words: 20 characters are 15 bytes.
const MIN_RUN: usize = 20;

/// The value of each character, in the standard and the URL-safe alphabet alike; `NONE` for others.
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0;
    while value < alphabet.len() {
        values[alphabet[value] as usize] = value as u8;
        value += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
};
const NONE: u8 = 0xff;

/// Finds runs of base64 or base64url that decode to text, wrapped into lines or not.
pub(super) fn find(text: &str, report: &mut Report<'_>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(run) = next_run(bytes, at) {
        let lines = lines(bytes, run.clone());
        at = lines.last().map_or(run.end, |line| line.end);
        if let Some((range, decoded)) = wrapped(bytes, run.start, &lines) {
            report(padded(bytes, range), decoded);
            continue;
        }
        for line in lines.into_iter().filter(|line| line.len() >= MIN_RUN) {
            for (range, decoded) in single(bytes, line) {
                report(padded(bytes, range), decoded);
            }
        }
    }
}

/// The first maximal run at or after `at`, which must be at the start of a run or outside of one.
///
/// Looks at every twentieth byte and back from there to the first byte that is none of the alphabet, so
/// that most bytes of ordinary text are never looked at.
fn next_run(bytes: &[u8], mut at: usize) -> Option<Range<usize>> {
    loop {
        let window = bytes.get(at..at + MIN_RUN)?;
        match window.iter().rposition(|byte| VALUES[usize::from(*byte)] == NONE) {
            Some(outside) => at += outside + 1,
            None => return Some(at..run_end(bytes, at + MIN_RUN)),
        }
    }
}

fn run_end(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| VALUES[usize::from(**byte)] != NONE).count()
}

/// The run and the lines below it that continue it: whole lines of the alphabet, as long as each other
/// but for the last, and none but the first shorter than what is before it.
fn lines(bytes: &[u8], first: Range<usize>) -> Vec<Range<usize>> {
    let mut lines = vec![first];
    let mut width = usize::MAX;
    while let Some(last) = lines.last() {
        let start = match bytes[last.end..] {
            [b'\n', ..] => last.end + 1,
            [b'\r', b'\n', ..] => last.end + 2,
            _ => break,
        };
        let end = run_end(bytes, start);
        let (shortest, len) = (last.len(), end - start);
        if len == 0 || len > width || !matches!(bytes.get(end), None | Some(b'\n' | b'\r' | b'=' | b'"' | b'\'')) {
            break;
        }
        // After a shorter line nothing follows. The first one may have begun in the middle of its line.
        let done = len < if lines.len() == 1 { shortest } else { width };
        width = len;
        lines.push(start..end);
        if done {
            break;
        }
    }
    lines
}

/// Decodes several lines as one. The last may be a word of the text that follows: it is left out if the
/// rest is the better text.
fn wrapped(bytes: &[u8], start: usize, lines: &[Range<usize>]) -> Option<(Range<usize>, String)> {
    let [.., before, last] = lines else { return None };
    let whole = start..last.end;
    let shorter = start..before.end;
    let attempt = |range: Range<usize>| Some((range.clone(), readable(&decode(&bytes[range]))?));
    let (range, (text, _)) = match (attempt(whole), attempt(shorter)) {
        (Some(whole), Some(shorter)) if shorter.1.1 < whole.1.1 => shorter,
        (Some(whole), _) => whole,
        (None, shorter) => shorter?,
    };
    Some((range, text))
}

/// Decodes one line: as it is, then without up to three characters that may stand before it (the `n` of an escaped
/// line break), then the parts between the characters that can also be punctuation.
fn single(bytes: &[u8], run: Range<usize>) -> Vec<(Range<usize>, String)> {
    for skip in 0..4 {
        if let Some((text, _)) = readable(&decode(&bytes[run.start + skip..run.end])) {
            return vec![(run, text)];
        }
    }
    let mut found = Vec::new();
    let mut start = run.start;
    for part in bytes[run].split(|byte| !byte.is_ascii_alphanumeric()) {
        let range = start..start + part.len();
        start = range.end + 1;
        if part.len() >= MIN_RUN
            && let Some((text, _)) = readable(&decode(part))
        {
            found.push((range, text));
        }
    }
    found
}

/// Decodes the characters of the alphabet; what is left over at the end is dropped.
fn decode(encoded: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(encoded.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0_u32, 0);
    for value in encoded.iter().map(|byte| VALUES[usize::from(*byte)]).filter(|value| *value != NONE) {
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            decoded.push((bits >> held & 0xff) as u8);
        }
    }
    decoded
}

/// The run with its padding.
fn padded(bytes: &[u8], run: Range<usize>) -> Range<usize> {
    let padding = bytes[run.end..].iter().take(2).take_while(|byte| **byte == b'=').count();
    run.start..run.end + padding
}

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64, BASE64URL_NOPAD};

    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        find(text, &mut |range, decoded| all.push((text[range].to_owned(), decoded)));
        all
    }

    const SECRET: &str = "password=hunter2; do not tell?>";

    #[test]
    fn a_run_is_found_with_its_padding() {
        for secret in [SECRET, &SECRET[1..], &SECRET[2..], "ключ: секретный код"] {
            for run in [BASE64.encode(secret.as_bytes()), BASE64URL_NOPAD.encode(secret.as_bytes())] {
                for around in [("", ""), ("token: ", ". Bye"), ("\"", "\""), ("a ", "\nThe end"), ("x=", "&y=1")] {
                    let text = format!("{}{run}{}", around.0, around.1);
                    assert_eq!(found(&text), [(run.clone(), secret.to_owned())], "{text}");
                }
            }
        }
    }

    #[test]
    fn a_wrapped_run_is_one() {
        let secret = SECRET.repeat(8);
        let run = BASE64.encode(secret.as_bytes());
        for (width, newline) in [(64, "\n"), (76, "\r\n"), (20, "\n")] {
            let lines: Vec<_> = run.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap()).collect();
            let wrapped = lines.join(newline);
            let text = format!("It says\n{wrapped}\nRegards");
            assert_eq!(found(&text), [(wrapped, secret.clone())]);
        }
    }

    #[test]
    fn a_word_below_is_no_part_of_it() {
        let run = BASE64URL_NOPAD.encode(b"password is hunter2, ok");
        assert_eq!(found(&format!("{run}\nRegardsJohn\n")), [(run, "password is hunter2, ok".into())]);
    }

    #[test]
    fn what_stands_before_or_around_does_not_hide_it() {
        let run = BASE64URL_NOPAD.encode(b"the password is hunter2");
        let text = format!("{{\"a\":\"\\n{run}\"}}");
        assert!(found(&text)[0].1.ends_with("password is hunter2"), "{:?}", found(&text));
        let text = format!("https://example.com/path/{run}/more");
        assert_eq!(found(&text), [(run, "the password is hunter2".into())]);
    }

    #[test]
    fn words_paths_and_binaries_are_not() {
        let binary: Vec<u8> = (0..3000_u32).map(|byte| (byte.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let wrapped = BASE64
            .encode(&binary)
            .as_bytes()
            .chunks(64)
            .map(|l| str::from_utf8(l).unwrap())
            .collect::<Vec<_>>()
            .join("\n");
        for text in [
            "internationalisation/of/some_rather-long-paths/and/ContractualObligationsOfTheParties",
            "SGVsbG8gd29ybGQ=",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            &BASE64.encode(&binary),
            &wrapped,
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
