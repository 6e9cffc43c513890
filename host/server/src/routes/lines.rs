//! The lines of a body that is still arriving.

use std::time::Duration;

use axum::body::{Body, Bytes};
use bytes::BytesMut;
use http_body_util::BodyExt;

use crate::configuration::Limits;
use crate::problem::Problem;

/// The pieces of a body, each of which has to come in time.
pub(super) struct Pieces {
    body: Body,
    patience: Duration,
}

impl Pieces {
    pub(super) fn new(body: Body, limits: &Limits) -> Self {
        Self { body, patience: Duration::from_secs(limits.body_seconds.into()) }
    }

    /// The next one. None at the end. Nothing is lost when this is cancelled.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let frame = tokio::time::timeout(self.patience, self.body.frame()).await;
            let Some(frame) = frame.map_err(|_| Problem::too_slow())? else { return Ok(None) };
            if let Ok(piece) = frame.map_err(|_| Problem::broken_body())?.into_data() {
                return Ok(Some(piece));
            }
        }
    }
}

/// Reads a body line by line. A line that is too long is skipped and reported as such.
pub(super) struct Lines {
    pieces: Pieces,
    buffer: BytesMut,
    /// How much of the buffer is known to hold no line feed.
    seen: usize,
    most: usize,
    /// The line that is being read is too long: all of it is dropped.
    skipping: bool,
    ended: bool,
}

/// A line.
pub(super) enum Line {
    Text(String),
    /// Longer than a line may be.
    TooLong,
    NotUtf8,
}

impl Lines {
    pub(super) fn new(body: Body, limits: &Limits) -> Self {
        Self {
            pieces: Pieces::new(body, limits),
            buffer: BytesMut::new(),
            seen: 0,
            most: limits.line_bytes as usize,
            skipping: false,
            ended: false,
        }
    }

    /// The next line that is not empty. None at the end. Nothing is lost when this is cancelled.
    pub(super) async fn next(&mut self) -> Result<Option<Line>, Problem> {
        loop {
            if let Some(line) = self.take() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            match self.pieces.next().await? {
                None => self.ended = true,
                Some(piece) => self.buffer.extend_from_slice(&piece),
            }
        }
    }

    /// A line that is there whole.
    fn take(&mut self) -> Option<Line> {
        loop {
            let end = self.buffer[self.seen..].iter().position(|byte| *byte == b'\n').map(|at| self.seen + at);
            let line = match end {
                Some(end) => {
                    self.seen = 0;
                    self.buffer.split_to(end + 1)
                }
                None if self.ended && !self.buffer.is_empty() => {
                    self.seen = 0;
                    self.buffer.split()
                }
                None => {
                    self.seen = self.buffer.len();
                    if self.seen > self.most {
                        self.skipping = true;
                        self.buffer.clear();
                        self.seen = 0;
                    }
                    // The last line was too long and has no end.
                    return (self.ended && std::mem::take(&mut self.skipping)).then_some(Line::TooLong);
                }
            };
            let too_long = std::mem::take(&mut self.skipping) || line.len() > self.most;
            if too_long {
                return Some(Line::TooLong);
            }
            let line = line.trim_ascii();
            if !line.is_empty() {
                return Some(std::str::from_utf8(line).map_or(Line::NotUtf8, |text| Line::Text(text.to_owned())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(pieces: &[&'static [u8]], most: u32) -> Vec<String> {
        let pieces: Vec<Result<_, std::io::Error>> = pieces.iter().map(|piece| Ok(Bytes::from(*piece))).collect();
        let body = Body::from_stream(futures_util::stream::iter(pieces));
        let mut lines = Lines::new(body, &Limits { line_bytes: most, ..Limits::default() });
        let mut all = Vec::new();
        while let Some(line) = lines.next().await.unwrap() {
            all.push(match line {
                Line::Text(text) => text,
                Line::TooLong => "too long".into(),
                Line::NotUtf8 => "not utf-8".into(),
            });
        }
        all
    }

    #[tokio::test]
    async fn lines_are_found_however_the_body_is_cut() {
        let whole = b"one\r\n\n  two \n\xff\n0123456789\nthree";
        let wanted = ["one", "two", "not utf-8", "too long", "three"];
        assert_eq!(read(&[whole], 8).await, wanted);
        for cut in 1..whole.len() {
            let (head, tail) = whole.split_at(cut);
            assert_eq!(read(&[head, tail], 8).await, wanted, "cut at {cut}");
        }
    }

    #[tokio::test]
    async fn a_line_without_end_takes_no_memory() {
        assert_eq!(read(&[b"0123456789", b"0123456789", b"0123456789"], 8).await, ["too long"]);
        assert_eq!(read(&[], 8).await, Vec::<String>::new());
    }
}
