//! Bytes, code points and lines of a decoded text.
//!
//! In: the decoded text. Out: the three counts of one place, each from the
//! other, in steps that do not grow with the text. Rows speak in code points
//! and lines; everything before them in bytes.

/// How many characters begin among these bytes, and how many lines end; in pieces whose sums
/// fit a byte, which compile to vector instructions.
pub(crate) fn characters_and_lines(bytes: &[u8]) -> (usize, usize) {
    let (mut chars, mut lines) = (0, 0);
    for piece in bytes.chunks(192) {
        let (c, l) = piece.iter().fold((0u8, 0u8), |(c, l), b| {
            (c + u8::from(is_start(*b)), l + u8::from(*b == b'\n'))
        });
        chars += usize::from(c);
        lines += usize::from(l);
    }
    (chars, lines)
}

/// A mark is kept for every so many bytes.
const STEP: usize = 512;

/// The code points and lines of a text, ready to be asked for.
///
/// ```
/// use gongwen::text::Points;
/// let raw = "第一行\n39项";
/// let points = Points::of(raw);
/// assert_eq!(points.chars(raw.find("39").unwrap()), 4);
/// assert_eq!(points.line(raw.find("39").unwrap()), 2);
/// assert_eq!(points.byte(4), raw.find("39"));
/// ```
#[derive(Debug, Clone)]
pub struct Points<'a> {
    raw: &'a str,
    /// Code points and line feeds before each [`STEP`]th byte.
    marks: Vec<(usize, usize)>,
    total: usize,
}

impl<'a> Points<'a> {
    /// Counts through the text once.
    pub fn of(raw: &'a str) -> Self {
        let mut marks = Vec::with_capacity(raw.len() / STEP + 1);
        let (mut chars, mut lines) = (0, 0);
        for piece in raw.as_bytes().chunks(STEP) {
            marks.push((chars, lines));
            let (c, l) = characters_and_lines(piece);
            (chars, lines) = (chars + c, lines + l);
        }
        Self {
            raw,
            marks,
            total: chars,
        }
    }

    /// How many code points the text has.
    pub fn total(&self) -> usize {
        self.total
    }

    /// How many code points stand before a byte.
    pub fn chars(&self, byte: usize) -> usize {
        let (mark, rest) = self.mark(byte);
        mark.0 + characters_and_lines(rest).0
    }

    /// The line, from 1, that a byte stands in.
    pub fn line(&self, byte: usize) -> usize {
        let (mark, rest) = self.mark(byte);
        1 + mark.1 + characters_and_lines(rest).1
    }

    /// The byte at which a code point starts; the text's end for one past the last.
    pub fn byte(&self, chars: usize) -> Option<usize> {
        if chars >= self.total {
            return (chars == self.total).then_some(self.raw.len());
        }
        let step = self
            .marks
            .partition_point(|m| m.0 <= chars)
            .checked_sub(1)?;
        let from = step * STEP;
        let skip = chars - self.marks.get(step)?.0;
        let bytes = self.raw.as_bytes().get(from..)?.iter().enumerate();
        let mut begins = bytes.filter(|(_, b)| is_start(**b));
        begins.nth(skip).map(|(i, _)| from + i)
    }

    /// The text between two code points.
    pub fn slice(&self, start: usize, end: usize) -> Option<&'a str> {
        self.raw.get(self.byte(start)?..self.byte(end)?)
    }

    /// The last mark at or before a byte, and the bytes between.
    fn mark(&self, byte: usize) -> ((usize, usize), &[u8]) {
        let byte = byte.min(self.raw.len());
        let step = (byte / STEP).min(self.marks.len().saturating_sub(1));
        let mark = self.marks.get(step).copied().unwrap_or_default();
        (mark, &self.raw.as_bytes()[step * STEP..byte])
    }
}

fn is_start(b: u8) -> bool {
    b & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_agree_with_counting(part in "[a项\n𠮷é]{0,60}", times in 1usize..40) {
            let raw = part.repeat(times);
            let points = Points::of(&raw);
            prop_assert_eq!(points.total(), raw.chars().count());
            for (n, (i, _)) in raw.char_indices().enumerate() {
                prop_assert_eq!(points.chars(i), n);
                prop_assert_eq!(points.byte(n), Some(i));
                prop_assert_eq!(points.line(i), 1 + raw[..i].matches('\n').count());
            }
            prop_assert_eq!(points.byte(points.total()), Some(raw.len()));
            prop_assert_eq!(points.byte(points.total() + 1), None);
            prop_assert_eq!(points.chars(raw.len()), points.total());
        }
    }
}
