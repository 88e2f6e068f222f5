//! Sentences with figures as letters, and what patterns find in them.
//!
//! In: masked sentences, blocks. Out: [`Hit`] and [`Wording`] with figures and texts by
//! group name. Not here: making the sentences (`context`).

use super::finding::Spot;
use super::needs::Held;
use crate::pattern::Captures;
use crate::segment::Block;

/// A sentence with its figures as letters.
pub struct Sentence<'a> {
    /// Which document it is of.
    pub document: usize,
    /// The normalised text.
    pub text: &'a str,
    /// The text with a letter for each figure.
    pub masked: String,
    /// The figures with the place of their letter, in order.
    pub slots: Vec<(usize, usize)>,
    /// What the text with letters holds of the patterns' literals.
    pub held: Held,
}

impl Sentence<'_> {
    /// The figure whose letter stands at a byte of the masked text.
    pub fn at(&self, byte: usize) -> Option<usize> {
        let i = self.slots.binary_search_by_key(&byte, |s| s.0).ok()?;
        Some(self.slots[i].1)
    }

    /// The figures whose letters stand in a range of the masked text.
    pub fn within(&self, range: std::ops::Range<usize>) -> Vec<usize> {
        self.slots
            .iter()
            .filter(|s| range.contains(&s.0))
            .map(|s| s.1)
            .collect()
    }
}

/// A pattern that matched a masked sentence.
pub struct Hit<'c, 'a> {
    /// The sentence.
    pub sentence: &'c Sentence<'a>,
    /// The pattern's name.
    pub pattern: &'c str,
    pub(super) captures: Captures<'c, 'c>,
}

impl Hit<'_, '_> {
    /// The figure of a named group.
    pub fn figure(&self, group: &str) -> Option<usize> {
        self.sentence.at(self.captures.name(group)?.start())
    }

    /// All figures that a named group holds.
    pub fn figures(&self, group: &str) -> Vec<usize> {
        self.captures
            .name(group)
            .map_or_else(Vec::new, |m| self.sentence.within(m.range()))
    }

    /// The text of a named group.
    pub fn text(&self, group: &str) -> Option<&str> {
        self.captures.name(group).map(|m| m.as_str())
    }

    /// The range of the whole match in the masked text.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.captures.get(0).map_or(0..0, |m| m.range())
    }
}

/// A place in a block that a wording pattern matched.
pub struct Wording<'c> {
    /// The document.
    pub document: usize,
    /// The block in it.
    pub index: usize,
    /// The block.
    pub block: &'c Block<'c>,
    /// The pattern's name.
    pub pattern: &'c str,
    /// The groups.
    pub captures: Captures<'c, 'c>,
}

impl Wording<'_> {
    /// The text of a named group.
    pub fn text(&self, group: &str) -> Option<&str> {
        self.captures.name(group).map(|m| m.as_str())
    }

    /// The place of a named group, or of the whole match.
    pub fn spot(&self, group: &str) -> Option<Spot> {
        let m = self.captures.name(group).or_else(|| self.captures.get(0))?;
        Some(Spot {
            document: self.document,
            span: self.block.plain.span(m.range()),
        })
    }
}
