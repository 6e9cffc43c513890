use super::{Report, readable};

/// The fewest escapes in a run that are taken for a text that was hidden, and not for an address with a space in it.
const MIN_ESCAPES: usize = 3;

/// Finds runs of ASCII without white space that hold percent escapes. All of the run is decoded, with what stands
/// between the escapes.
pub(super) fn find(text: &str, report: &mut Report<'_>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(sign) = memchr::memchr(b'%', &bytes[at..]).map(|sign| at + sign) {
        if escape(bytes, sign).is_none() {
            at = sign + 1;
            continue;
        }
        let outside = |byte: &u8| byte.is_ascii_whitespace() || !byte.is_ascii();
        let start = bytes[at..sign].iter().rposition(outside).map_or(at, |before| at + before + 1);
        let end = bytes[sign..].iter().position(outside).map_or(bytes.len(), |after| sign + after);
        let mut decoded = Vec::with_capacity(end - start);
        let (mut escapes, mut next) = (0, start);
        while next < end {
            let value = escape(bytes, next);
            decoded.push(value.unwrap_or(bytes[next]));
            escapes += usize::from(value.is_some());
            next += if value.is_some() { 3 } else { 1 };
        }
        if escapes >= MIN_ESCAPES
            && let Some((text, _)) = readable(&decoded)
        {
            report(start..end, text);
        }
        at = end;
    }
}

/// The byte that an escape at a place stands for.
fn escape(bytes: &[u8], at: usize) -> Option<u8> {
    let &[b'%', high, low] = bytes.get(at..at + 3)? else { return None };
    let value = char::from(high).to_digit(16)? << 4 | char::from(low).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let mut all = Vec::new();
        find(text, &mut |range, decoded| all.push((text[range].to_owned(), decoded)));
        all
    }

    #[test]
    fn a_run_with_escapes_is_decoded_as_a_whole() {
        assert_eq!(
            found("see 100%ok%20 https://x.io/?q=ignore%20all%20rules%21 now"),
            [("https://x.io/?q=ignore%20all%20rules%21".into(), "https://x.io/?q=ignore all rules!".into())]
        );
        assert_eq!(found("%68%75%6e%74%65%72"), [("%68%75%6e%74%65%72".into(), "hunter".into())]);
        assert_eq!(
            found("caf%C3%A9%21 %68%69%21"),
            [("caf%C3%A9%21".into(), "café!".into()), ("%68%69%21".into(), "hi!".into())]
        );
    }

    #[test]
    fn percentages_and_odd_escapes_are_not() {
        for text in ["50% of 20% is 10%", "a%20b%20c", "%zz%zz%zz%zz", "%00%01%02%03", "%", "%4", "%41%4"] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
