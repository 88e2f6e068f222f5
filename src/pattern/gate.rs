//! Whether a text may match at an edge, told by the two characters there.
//!
//! In: expressions as trees, a text. Out: false where it surely does not match. Most texts are answered by it
//! without an automaton.

use super::family::Edge;
use super::heads::{anything, heads};
use super::outermost::Places;
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::str::Chars;

/// Whether a text begins, or ends, as a match does; small, and wrong now and then for a yes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Gate {
    edge: Edge,
    first: Places,
    /// Those of them that anything may stand next to, or nothing.
    alone: Places,
    pairs: Pairs,
}

/// A class with a longer range than this says nothing.
const WIDE: u32 = 1000;
/// More pairs than this of one place in an expression are not told one by one.
const MOST: u32 = 1000;

impl Gate {
    /// For matches of any of these; none where it would let everything pass.
    pub fn of<'h>(edge: Edge, trees: impl IntoIterator<Item = &'h Hir>) -> Option<Self> {
        let mut gate = Self {
            edge,
            first: Places::default(),
            alone: Places::default(),
            pairs: Pairs::default(),
        };
        let many = |(from, to): &(char, char)| u32::from(*to) - u32::from(*from) + 1;
        let mut wide = false;
        for tree in trees {
            let row = std::slice::from_ref(tree);
            let empty = heads(edge, row, &anything, &mut |range, seconds| {
                if many(&range) > WIDE {
                    wide = true;
                    return;
                }
                let second: u32 = seconds.iter().map(many).sum();
                let few = many(&range).saturating_mul(second) <= MOST;
                for a in range.0..=range.1 {
                    gate.first.put(a);
                    if !few {
                        gate.alone.put(a);
                        continue;
                    }
                    for b in seconds.iter().flat_map(|(from, to)| *from..=*to) {
                        gate.pairs.put(a, b);
                    }
                }
            });
            wide |= empty;
        }
        (!wide).then_some(gate)
    }

    /// False where a text surely does not match.
    #[inline]
    pub fn lets(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let first = self.edge.next_in(&mut chars);
        first.is_some_and(|a| self.first.may_hold(a) && self.goes_on(a, chars))
    }

    fn goes_on(&self, a: char, mut rest: Chars) -> bool {
        let mut next = || self.edge.next_in(&mut rest);
        self.alone.may_hold(a) || next().is_some_and(|b| self.pairs.may_hold(a, b))
    }
}

/// Pairs of characters, each at one of 2048 places that others may share.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Pairs([u64; 32]);

impl Pairs {
    fn put(&mut self, a: char, b: char) {
        let (word, bit) = Self::of(a, b);
        self.0[word] |= 1 << bit;
    }

    fn may_hold(&self, a: char, b: char) -> bool {
        let (word, bit) = Self::of(a, b);
        self.0[word] >> bit & 1 == 1
    }

    fn of(a: char, b: char) -> (usize, u32) {
        let (a, b) = (u32::from(a), u32::from(b));
        let place = (a.wrapping_mul(0x9E37_79B1) ^ b.wrapping_mul(0x85EB_CA77)) >> 21;
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
        assert!(!first.lets("超市") && !first.lets("超"));
        assert!(
            second.lets("不少于")
                && second.lets("少于")
                && !second.lets("于")
                && !second.lets("不于")
        );
        let (first, second) = (gate(Edge::End, end[0]), gate(Edge::End, end[1]));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(
            first.lets("增长") && first.lets("增长约") && !first.lets("长期") && !first.lets("")
        );
        assert!(!first.lets("生长") && !first.lets("长"));
        assert!(second.lets("不超过") && !second.lets("超过了") && !second.lets("不过"));
        for (n, expression) in open.into_iter().enumerate() {
            let edge = [Edge::Start, Edge::End][n % 2];
            assert!(gate(edge, expression).is_none(), "{expression}");
        }
    }
}
