//! The characters that a match can begin or end with, told by an expression's tree.
//!
//! In: trees. Out: ranges of characters; small sets of them, to be asked where they need not be exact.

use super::family::Edge;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// Tells the characters that a match begins with, or ends with; true where it may be empty.
pub(super) fn outermost(hir: &Hir, edge: Edge, tell: &mut dyn FnMut(char, char)) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(l) => {
            let text = std::str::from_utf8(&l.0).unwrap_or_default();
            match edge.next_in(&mut text.chars()) {
                Some(c) => tell(c, c),
                None => tell('\0', char::MAX),
            }
            false
        }
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().for_each(|r| tell(r.start(), r.end()));
            false
        }
        // Bytes that need be no characters: any may hold them.
        HirKind::Class(Class::Bytes(_)) => {
            tell('\0', char::MAX);
            false
        }
        HirKind::Repetition(r) => outermost(&r.sub, edge, tell) || r.min == 0,
        HirKind::Capture(c) => outermost(&c.sub, edge, tell),
        HirKind::Concat(subs) => row(subs, edge, tell),
        // Each is asked.
        HirKind::Alternation(subs) => {
            (subs.iter()).fold(false, |empty, sub| outermost(sub, edge, tell) | empty)
        }
    }
}

/// The same of expressions in a row.
pub(super) fn row(subs: &[Hir], edge: Edge, tell: &mut dyn FnMut(char, char)) -> bool {
    match edge {
        Edge::Start => subs.iter().all(|sub| outermost(sub, edge, tell)),
        Edge::End => subs.iter().rev().all(|sub| outermost(sub, edge, tell)),
    }
}

/// Characters, each at one of 256 places that others may share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Places([u64; 4]);

impl Places {
    /// Where every character may be.
    pub const ALL: Self = Self([u64::MAX; 4]);

    /// Adds a character.
    pub fn put(&mut self, c: char) {
        let (word, bit) = Self::of(c.into());
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    /// False where a character was surely not added.
    #[inline]
    pub fn may_hold(self, c: char) -> bool {
        self.may_hold_number(c.into())
    }

    /// The same of a character by its number.
    #[inline]
    pub fn may_hold_number(self, c: u32) -> bool {
        let (word, bit) = Self::of(c);
        self.0.get(word).is_none_or(|word| word >> bit & 1 == 1)
    }

    #[inline]
    fn of(c: u32) -> (usize, u32) {
        let place = c.wrapping_mul(0x9E37_79B1) >> 24;
        (place as usize / 64, place % 64)
    }
}
