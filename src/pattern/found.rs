//! A match of one expression in a text, and its groups.

use super::groups::Groups;
use std::ops::Range;

/// Where a match stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Found<'t> {
    /// What it matched.
    pub fn as_str(self) -> &'t str {
        &self.text[self.start..self.end]
    }

    /// At these bytes of a text.
    pub(super) fn at(text: &'t str, Range { start, end }: Range<usize>) -> Self {
        Self { text, start, end }
    }

    /// Its first byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// One past its last byte.
    pub fn end(self) -> usize {
        self.end
    }

    /// Its bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// True where nothing was needed to match.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A match with its groups.
pub struct Captures<'r, 't> {
    text: &'t str,
    of: Of<'r, 't>,
}

enum Of<'r, 't> {
    Own(&'r Groups, Vec<Option<Range<usize>>>),
    General(regex::Captures<'t>),
}

impl<'r, 't> Captures<'r, 't> {
    pub(super) fn own(text: &'t str, of: &'r Groups, groups: Vec<Option<Range<usize>>>) -> Self {
        let of = Of::Own(of, groups);
        Self { text, of }
    }

    pub(super) fn general(text: &'t str, captures: regex::Captures<'t>) -> Self {
        let of = Of::General(captures);
        Self { text, of }
    }

    /// A group by its number; the first is the whole match.
    pub fn get(&self, n: usize) -> Option<Found<'t>> {
        let range = match &self.of {
            Of::Own(_, groups) => groups.get(n)?.clone()?,
            Of::General(captures) => captures.get(n)?.range(),
        };
        Some(Found::at(self.text, range))
    }

    /// A group by its name.
    pub fn name(&self, name: &str) -> Option<Found<'t>> {
        match &self.of {
            Of::Own(of, _) => self.get(of.named(name)?),
            Of::General(captures) => {
                let range = captures.name(name)?.range();
                Some(Found::at(self.text, range))
            }
        }
    }

    /// What a group of this name holds; nothing where it is not part of the match.
    pub fn text(&self, name: &str) -> &'t str {
        self.name(name).map_or("", Found::as_str)
    }
}
