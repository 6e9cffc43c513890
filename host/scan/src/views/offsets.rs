use std::ops::Range;

/// The longest text that views are made of, in bytes. Compatibility mappings make a text up to eleven
/// times as long, and offsets are kept in 32 bits.
pub(crate) const MAX_TEXT_BYTES: usize = 1 << 28;

/// Where the bytes of a view come from.
#[derive(Debug, Clone)]
pub(crate) enum Offsets {
    /// Each byte from the same place of the original.
    Same,
    /// Every byte from the whole of one range.
    Whole(Range<usize>),
    /// Piece by piece, in the order of both texts.
    Pieces(Vec<Piece>),
    /// From those of another text of so many bytes, which was turned round character by character.
    Reversed { len: usize, of: Box<Offsets> },
}

/// A stretch of a view's text, up to the start of the next piece.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// Where it starts in the view.
    at: u32,
    /// Where it starts in the original.
    start: u32,
    /// Where it ends in the original, if every byte of it comes from that whole range; otherwise bytes
    /// correspond one to one.
    whole: Option<std::num::NonZeroU32>,
}

impl Offsets {
    /// The bytes of the original that a range of the view stands for. For a range that is empty, the place.
    pub(crate) fn original(&self, start: usize, end: usize) -> Range<usize> {
        match self {
            Self::Same => start..end.max(start),
            Self::Whole(range) if start < end => range.clone(),
            Self::Whole(range) => range.start..range.start,
            Self::Pieces(pieces) => {
                let first = byte(pieces, start);
                if start < end { first.start..byte(pieces, end - 1).end } else { first.start..first.start }
            }
            // A part of a character stands for all of it once the caller has moved to its edges.
            Self::Reversed { len, of } => of.original(len.saturating_sub(end.max(start)), len.saturating_sub(start)),
        }
    }
}

/// The bytes of the original that one byte of the view comes from.
fn byte(pieces: &[Piece], at: usize) -> Range<usize> {
    let after = pieces.partition_point(|piece| piece.at as usize <= at);
    let Some(piece) = after.checked_sub(1).and_then(|index| pieces.get(index)) else { return 0..0 };
    let start = piece.start as usize;
    match piece.whole {
        Some(end) => start..end.get() as usize,
        None => {
            let start = start + (at - piece.at as usize);
            start..start + 1
        }
    }
}

/// A text with the places that it comes from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) offsets: &'a Offsets,
}

/// A text that was made from another, with the places that it comes from.
pub(crate) struct Rewritten {
    pub(crate) text: String,
    pub(crate) offsets: Offsets,
}

impl Rewritten {
    pub(crate) fn source(&self) -> Source<'_> {
        Source { text: &self.text, offsets: &self.offsets }
    }
}

/// Makes a text from a source by replacing ranges of it, from left to right. Costs nothing until the first.
pub(crate) struct Rewriter<'a> {
    source: Source<'a>,
    copied: usize,
    text: String,
    pieces: Vec<Piece>,
}

impl<'a> Rewriter<'a> {
    pub(crate) fn new(source: Source<'a>) -> Self {
        Self { source, copied: 0, text: String::new(), pieces: Vec::new() }
    }

    /// Replaces a range of the source, which must not begin before the end of the last one.
    pub(crate) fn replace(&mut self, range: Range<usize>, with: &str) {
        self.copy_up_to(range.start);
        self.copied = range.end;
        if !with.is_empty() {
            let original = self.source.offsets.original(range.start, range.end);
            self.push(original.start, Some(original.end));
            self.text.push_str(with);
        }
    }

    /// The new text, or nothing if it is the same.
    pub(crate) fn finish(mut self) -> Option<Rewritten> {
        if self.copied == 0 {
            return None;
        }
        self.copy_up_to(self.source.text.len());
        Some(Rewritten { text: self.text, offsets: Offsets::Pieces(self.pieces) })
    }

    fn copy_up_to(&mut self, end: usize) {
        let start = self.copied;
        if start >= end {
            return;
        }
        if self.text.capacity() == 0 {
            self.text.reserve(self.source.text.len());
        }
        match self.source.offsets {
            Offsets::Same => {
                self.push(start, None);
                self.text.push_str(&self.source.text[start..end]);
            }
            Offsets::Whole(range) => {
                self.push(range.start, Some(range.end));
                self.text.push_str(&self.source.text[start..end]);
            }
            Offsets::Pieces(pieces) => self.copy_pieces(pieces, start, end),
            Offsets::Reversed { len, .. } => {
                // Pieces run in the order of both texts, and these would not.
                let all = self.source.offsets.original(0, *len);
                self.push(all.start, Some(all.end));
                self.text.push_str(&self.source.text[start..end]);
            }
        }
    }

    fn copy_pieces(&mut self, pieces: &[Piece], mut start: usize, end: usize) {
        let mut next = pieces.partition_point(|piece| piece.at as usize <= start);
        while start < end {
            let stop = pieces.get(next).map_or(end, |piece| (piece.at as usize).min(end));
            let Some(piece) = next.checked_sub(1).and_then(|index| pieces.get(index)) else { return };
            match piece.whole {
                Some(whole) => self.push(piece.start as usize, Some(whole.get() as usize)),
                None => self.push(piece.start as usize + (start - piece.at as usize), None),
            }
            self.text.push_str(&self.source.text[start..stop]);
            start = stop;
            next += 1;
        }
    }

    /// Starts a piece at the end of the text so far.
    #[allow(clippy::cast_possible_truncation, reason = "MAX_TEXT_BYTES keeps every offset below 4 GiB")]
    fn push(&mut self, start: usize, whole_up_to: Option<usize>) {
        let whole = whole_up_to.and_then(|end| std::num::NonZeroU32::new(end as u32));
        self.pieces.push(Piece { at: self.text.len() as u32, start: start as u32, whole });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rewrites_map_to_the_first_text() {
        //            0123456789
        let source = Source { text: "abcXXdefYg", offsets: &Offsets::Same };
        let mut first = Rewriter::new(source);
        first.replace(3..5, "");
        first.replace(8..9, "12");
        let first = first.finish().unwrap();
        assert_eq!(first.text, "abcdef12g");
        let mut second = Rewriter::new(first.source());
        second.replace(1..2, "");
        second.replace(5..7, "-");
        let second = second.finish().unwrap();
        assert_eq!(second.text, "acde-2g");
        let original = |start, end| second.offsets.original(start, end);
        assert_eq!(original(0, 1), 0..1);
        assert_eq!(original(0, 2), 0..3);
        assert_eq!(original(1, 3), 2..6);
        assert_eq!(original(4, 5), 7..9, "part of what was replaced stands for all of it");
        assert_eq!(original(5, 6), 8..9);
        assert_eq!(original(6, 7), 9..10);
        assert_eq!(original(0, 7), 0..10);
        assert_eq!(original(2, 2), 5..5);
    }

    #[test]
    fn nothing_replaced_is_no_new_text() {
        assert!(Rewriter::new(Source { text: "abc", offsets: &Offsets::Same }).finish().is_none());
    }
}
