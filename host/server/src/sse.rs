//! Server-sent events of a body that is still arriving, as <https://html.spec.whatwg.org/multipage/server-sent-events.html>
//! defines them. Only their data matters here.

use bytes::{Buf, BytesMut};

/// Takes bytes, gives the data of events. However the bytes are cut the same events come out.
pub(crate) struct Events {
    buffer: BytesMut,
    /// How much of the buffer is known to hold no end of a line.
    seen: usize,
    /// The last line ended with a carriage return: a line feed behind it belongs to that end.
    after_return: bool,
    /// Nothing has been read yet: there may be a byte order mark.
    at_start: bool,
    /// Of the event that is being read, if it has any.
    data: Option<Vec<u8>>,
    most: usize,
}

/// An event is larger than it may be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

impl Events {
    /// Neither a line nor the data of an event may have more than `most` bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self { buffer: BytesMut::new(), seen: 0, after_return: false, at_start: true, data: None, most }
    }

    /// Takes the next bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next event that is there whole.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, TooLarge> {
        while let Some(line) = self.line()? {
            if line.is_empty() {
                if let Some(data) = self.data.take() {
                    return Ok(Some(data));
                }
                continue;
            }
            let (name, value) = match line.iter().position(|byte| *byte == b':') {
                Some(colon) => (&line[..colon], &line[colon + 1..]),
                None => (&line[..], &[][..]),
            };
            if name == b"data" {
                self.add(value.strip_prefix(b" ").unwrap_or(value))?;
            }
        }
        Ok(None)
    }

    /// The body has ended: the event for whose end it had no time. Who reads it sees whether it is whole.
    pub(crate) fn rest(&mut self) -> Result<Option<Vec<u8>>, TooLarge> {
        self.feed(b"\n\n");
        self.next()
    }

    fn add(&mut self, value: &[u8]) -> Result<(), TooLarge> {
        let data = match &mut self.data {
            Some(data) => {
                data.push(b'\n');
                data
            }
            none => none.insert(Vec::new()),
        };
        if data.len() + value.len() > self.most {
            return Err(TooLarge);
        }
        data.extend_from_slice(value);
        Ok(())
    }

    /// The next line that is there whole.
    fn line(&mut self) -> Result<Option<BytesMut>, TooLarge> {
        if std::mem::take(&mut self.at_start) {
            const MARK: &[u8] = b"\xEF\xBB\xBF";
            if self.buffer.len() < MARK.len() && MARK.starts_with(&self.buffer) {
                self.at_start = true;
                return Ok(None);
            }
            if self.buffer.starts_with(MARK) {
                self.buffer.advance(MARK.len());
            }
        }
        if self.after_return && !self.buffer.is_empty() {
            self.after_return = false;
            if self.buffer[0] == b'\n' {
                self.buffer.advance(1);
            }
        }
        let end = self.buffer[self.seen..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let Some(end) = end.map(|at| self.seen + at) else {
            self.seen = self.buffer.len();
            return if self.seen > self.most { Err(TooLarge) } else { Ok(None) };
        };
        self.seen = 0;
        let line = self.buffer.split_to(end);
        self.after_return = self.buffer[0] == b'\r';
        self.buffer.advance(1);
        if line.len() > self.most { Err(TooLarge) } else { Ok(Some(line)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The events of a body that comes in these pieces.
    fn read(pieces: &[&[u8]], most: usize) -> Result<Vec<String>, TooLarge> {
        let mut events = Events::new(most);
        let mut all = Vec::new();
        for piece in pieces {
            events.feed(piece);
            while let Some(event) = events.next()? {
                all.push(String::from_utf8(event).unwrap());
            }
        }
        all.extend(events.rest()?.map(|event| String::from_utf8(event).unwrap()));
        Ok(all)
    }

    #[test]
    fn events_are_read_as_the_standard_says() {
        for (body, wanted) in [
            ("data: a\n\ndata: b\n\n", &["a", "b"][..]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
            ("data: a\r\rdata: b\r\r", &["a", "b"]),
            ("\u{feff}data: a\n\n", &["a"]),
            (": a comment\n\ndata:a\nid: 7\nretry: 1\nevent: x\n\n", &["a"]),
            ("data: one\ndata: two\ndata\ndata:  three\n\n", &["one\ntwo\n\n three"]),
            ("event: x\n\n\n\n", &[]),
            ("data\n\n", &[""]),
            ("data: no end", &["no end"]),
            ("", &[]),
        ] {
            assert_eq!(read(&[body.as_bytes()], 100).unwrap(), wanted, "{body:?}");
        }
    }

    #[test]
    fn neither_a_line_nor_an_event_takes_more_room_than_there_is() {
        assert_eq!(read(&[b"01234567890123456789"], 10), Err(TooLarge));
        assert_eq!(read(&[b"data: 0123456789\n\n"], 10), Err(TooLarge));
        assert_eq!(read(&[b"data: 0123\ndata: 0123\n", b"data: 0123\n\n"], 12), Err(TooLarge));
        assert_eq!(read(&[b"data: 0123\n\n", b"data: 0123\n\n"], 12).unwrap(), ["0123", "0123"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn however_a_body_is_cut_the_same_events_come_out(
            lines in prop::collection::vec(prop::sample::select(vec!["data: ä", "data:b", "data", ":c", "id: d", "", "", "é"]), 0..30),
            ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", "\r"]), 30),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
        ) {
            let body: String = lines.iter().zip(&ends).map(|(line, end)| format!("{line}{end}")).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
            cuts.extend([0, body.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &body.as_bytes()[cut[0]..cut[1]]).collect();
            prop_assert_eq!(read(&pieces, 1000).unwrap(), read(&[body.as_bytes()], 1000).unwrap());
        }
    }
}
