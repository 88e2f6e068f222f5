//! Whether a text may match at an edge, told by the character there.
//!
//! In: expressions as trees, a text. Out: false where it surely does not match. Most texts are answered by it
//! without an automaton.

use super::family::Edge;
use super::outermost::{Places, outermost};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};

/// Whether a text begins, or ends, as a match does; small, and wrong now and then for a yes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Gate {
    edge: Edge,
    places: Places,
}

/// A class with a longer range than this says nothing.
const WIDE: u32 = 1000;

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
        let outer = self.edge.next_in(&mut text.chars());
        outer.is_some_and(|c| self.places.may_hold(c))
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
