//! Bytes → decoded text → plain text.
//!
//! In: the bytes of one document. Out: [`Text`], the decoded characters as they
//! stand, and [`Plain`], the normalised reading of a piece of them with the way
//! back. Not here: reading files (`source`), finding titles and paragraphs
//! (`segment`).

pub mod chars;
pub mod encoding;
pub mod fold;
mod pairs;
pub mod plain;
pub mod points;

pub use chars::Chars;
pub(crate) use chars::{CharAt, among, before_hanzi, char_at};
pub use encoding::decode;
pub(crate) use pairs::Pairs;
pub use plain::Plain;
pub use points::Points;
pub(crate) use points::characters_and_lines;

use std::borrow::Cow;
use std::ops::Range;

/// A half-open range of bytes of [`Text::raw`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span of `range`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True where nothing is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The text at this place.
    pub fn of(self, raw: &str) -> &str {
        &raw[self.start..self.end]
    }
}

impl From<Range<usize>> for Span {
    fn from(r: Range<usize>) -> Self {
        Self::new(r.start, r.end)
    }
}

/// A decoded document.
#[derive(Debug, Clone)]
pub struct Text<'b> {
    /// The characters as they stand, byte-order mark removed; those of UTF-8 are the bytes themselves.
    pub raw: Cow<'b, str>,
    /// The encoding's name in lower case, as in the WHATWG list: `utf-8`, `gb18030`, `big5`, `utf-16le`, `utf-16be`.
    pub encoding: &'static str,
    /// How many characters had to be replaced because their bytes could not be decoded.
    pub damaged: usize,
}
