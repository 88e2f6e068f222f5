//! The characters that a match can begin or end with, told by an expression's tree.
//!
//! In: trees. Out: ranges of characters, or one question: may it match here? Most texts are
//! answered by it without an automaton.

use super::family::Edge;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// Tells the characters that a match begins with, or ends with; true where it may be empty.
pub(super) fn outermost(hir: &Hir, edge: Edge, tell: &mut dyn FnMut(char, char)) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(l) => {
            let text = std::str::from_utf8(&l.0).unwrap_or_default();
            let c = match edge {
                Edge::Start => text.chars().next(),
                Edge::End => text.chars().next_back(),
            };
            match c {
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

/// Whether a text begins, or ends, as a match does; small, and wrong now and then for a yes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Gate {
    edge: Edge,
    places: Places,
}

impl Gate {
    /// For matches of any of these; none where it would let everything pass.
    pub fn of<'h>(edge: Edge, trees: impl IntoIterator<Item = &'h Hir>) -> Option<Self> {
        let mut places = Places::default();
        let mut wide = false;
        for tree in trees {
            let empty = outermost(tree, edge, &mut |first, last| {
                if last as u32 - first as u32 > WIDE {
                    wide = true;
                    return;
                }
                (first..=last).for_each(|c| places.put(c));
            });
            wide |= empty;
        }
        (!wide).then_some(Self { edge, places })
    }

    /// False where a text surely does not match.
    #[inline]
    pub fn lets(&self, text: &str) -> bool {
        let c = match self.edge {
            Edge::Start => text.chars().next(),
            Edge::End => text.chars().next_back(),
        };
        c.is_some_and(|c| self.places.may_hold(c))
    }
}

/// A class with a longer range than this says nothing.
const WIDE: u32 = 1000;

/// Characters, each at one of 256 places that others may share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Places([u64; 4]);

impl Places {
    /// Where every character may be.
    pub const ALL: Self = Self([u64::MAX; 4]);

    /// Adds a character.
    pub fn put(&mut self, c: char) {
        let (word, bit) = Self::of(c);
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    /// False where a character was surely not added.
    #[inline]
    pub fn may_hold(self, c: char) -> bool {
        let (word, bit) = Self::of(c);
        self.0.get(word).is_none_or(|word| word >> bit & 1 == 1)
    }

    #[inline]
    fn of(c: char) -> (usize, u32) {
        let place = u32::from(c).wrapping_mul(0x9E37_79B1) >> 24;
        (place as usize / 64, place % 64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_holds_back_what_cannot_match() {
        let start = ["^(?:超过|[约近]{1,2})", "^(?:(?:不)?少于)$"];
        let end = ["(?:增长|下降)(?:了|约)?$", "(?:^|[^不])超过$"];
        let open = [
            "^约?",
            "约?$",
            "^[^，]年",
            "年[^，]$",
            "^(?-u:[ab])年",
            "年(?-u:[ab])$",
        ];
        let gate =
            |edge, expression: &str| Gate::of(edge, &[regex_syntax::parse(expression).unwrap()]);
        let (first, second) = (gate(Edge::Start, start[0]), gate(Edge::Start, start[1]));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(first.lets("超过") && first.lets("近") && !first.lets("增加") && !first.lets(""));
        assert!(second.lets("不少于") && second.lets("少") && !second.lets("于"));
        let (first, second) = (gate(Edge::End, end[0]), gate(Edge::End, end[1]));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(first.lets("长") && first.lets("增长约") && !first.lets("长期") && !first.lets(""));
        assert!(second.lets("不超过") && !second.lets("超过了"));
        for (n, expression) in open.into_iter().enumerate() {
            let edge = [Edge::Start, Edge::End][n % 2];
            assert!(gate(edge, expression).is_none(), "{expression}");
        }
    }
}
