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
    /// It lets characters of scripts that such texts hardly have pass, all of them: the digits of each
    /// (`\d`) would take every place.
    foreign: bool,
}

/// Of another script than Chinese and Latin, and none of the marks that stand between theirs.
fn is_foreign(c: char) -> bool {
    !matches!(c, '\0'..='\u{ff}' | '\u{2000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// A class with a longer range than this says nothing.
const WIDE: u32 = 1000;

impl Gate {
    /// For matches of any of these; none where it would let everything pass.
    pub fn of<'h>(edge: Edge, trees: impl IntoIterator<Item = &'h Hir>) -> Option<Self> {
        let mut places = Places::default();
        let (mut wide, mut foreign) = (false, false);
        for tree in trees {
            let empty = outermost(tree, edge, &mut |first, last| {
                if last as u32 - first as u32 > WIDE {
                    wide = true;
                    return;
                }
                for c in first..=last {
                    match is_foreign(c) {
                        true => foreign = true,
                        false => places.put(c),
                    }
                }
            });
            wide |= empty;
        }
        let gate = Self {
            edge,
            places,
            foreign,
        };
        (!wide).then_some(gate)
    }

    /// False where a text surely does not match.
    #[inline]
    pub fn lets(&self, text: &str) -> bool {
        let outer = self.edge.next_in(&mut text.chars());
        outer.is_some_and(|c| self.places.may_hold(c) || self.foreign && is_foreign(c))
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
        let digit = gate(Edge::Start, r"^(?:\d|年)").unwrap();
        assert!(
            ["1", "２", "年", "\u{661}", "\u{1d7ce}"]
                .iter()
                .all(|c| digit.lets(c))
        );
        assert!(!["月", "死", "a", "，"].iter().any(|c| digit.lets(c)));
        for (n, expression) in open.into_iter().enumerate() {
            let edge = [Edge::Start, Edge::End][n % 2];
            assert!(gate(edge, expression).is_none(), "{expression}");
        }
    }
}
