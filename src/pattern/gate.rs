//! Whether a text may match at an edge, told by the character there and the one next to it.
//!
//! In: expressions as trees, a text. Out: false where it surely does not match. Most texts are answered by it
//! without an automaton.

use super::family::Edge;
use super::heads::{count, told};
use super::outermost::Places;
use crate::text::Pairs;
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::slice;
use std::str::Chars;

/// Whether a text begins, or ends, as a match does: `Heads` in small, as there are a hundred of them, and wrong
/// now and then for a yes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Gate {
    edge: Edge,
    outer: Places,
    /// Each with one that may stand next to it, or with [`ANYTHING`].
    pairs: Pairs,
}

/// A class with a longer range than this says nothing.
const WIDE: u32 = 1000;
/// What stands for any character next to one.
const ANYTHING: char = char::MAX;
/// More pairs than this of one range are not told one by one.
const MANY: u32 = 4000;

impl Gate {
    /// For matches of any of these; none where it would let everything pass.
    pub fn of<'h>(edge: Edge, trees: impl IntoIterator<Item = &'h Hir>) -> Option<Self> {
        let mut all = Vec::new();
        for tree in trees {
            let (told, empty) = told(slice::from_ref(tree), edge);
            if empty || told.iter().any(|(first, _)| count(first) > WIDE) {
                return None;
            }
            all.extend(told);
        }
        let (mut outer, mut pairs) = (Places::default(), BTreeSet::new());
        for (first, next) in &all {
            let next_to: u32 = next.iter().map(count).sum();
            for c in near(first) {
                outer.put(c);
                if next_to.saturating_mul(count(first)) > MANY {
                    pairs.insert((c, ANYTHING));
                }
            }
        }
        for (first, next) in &all {
            let open = |c: &char| pairs.contains(&(*c, ANYTHING));
            let others: Vec<char> = near(first).filter(|c| !open(c)).collect();
            for c in others {
                let next = next.iter().flat_map(|(from, to)| *from..=*to);
                pairs.extend(next.map(|next| (c, next)));
            }
        }
        Some(Self {
            edge,
            outer,
            pairs: Pairs::of(&pairs),
        })
    }

    /// False where a text surely does not match.
    #[inline(always)]
    pub fn lets(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let outer = self.edge.next_in(&mut chars);
        outer.is_some_and(|c| self.may_be_outer(c.into()) && self.lets_before(c, chars))
    }

    /// By its number.
    #[inline(always)]
    fn may_be_outer(&self, c: u32) -> bool {
        self.outer.may_hold_number(c) || is_far(c)
    }

    /// Whether a text is let through that has such a character at its edge, told by the one next to it.
    #[inline(never)]
    fn lets_before(&self, c: char, mut more: Chars) -> bool {
        let mut next = || self.edge.next_in(&mut more);
        let pair = |next| self.pairs.may_hold(c.into(), u32::from(next));
        is_far(c.into()) || pair(ANYTHING) || next().is_some_and(pair)
    }
}

/// Those of a range that are not far.
fn near(range: &(char, char)) -> impl Iterator<Item = char> {
    (range.0..=range.1).filter(|c| !is_far(u32::from(*c)))
}

/// A character of a script that hardly stands in Chinese texts is always let through: of the hundreds of digits
/// (`\d`) most are such, and would take all places.
#[inline(always)]
fn is_far(c: u32) -> bool {
    !matches!(c, ..0x80 | 0x2000..0x10000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

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
        assert!(!first.lets("超出") && !first.lets("超") && first.lets("约出"));
        assert!(second.lets("不少于") && second.lets("少于") && !second.lets("于"));
        assert!(!second.lets("不超") && !second.lets("少"));
        let digits = gate(Edge::Start, r"^\d+年").unwrap();
        assert!(
            digits.lets("20年") && digits.lets("٣年") && !digits.lets("年") && !digits.lets("第")
        );
        let (first, second) = (gate(Edge::End, end[0]), gate(Edge::End, end[1]));
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(first.lets("增长") && first.lets("增长约") && !first.lets("长") && !first.lets(""));
        assert!(second.lets("不超过") && !second.lets("超过了") && !second.lets("经过"));
        for (n, expression) in open.into_iter().enumerate() {
            let edge = [Edge::Start, Edge::End][n % 2];
            assert!(gate(edge, expression).is_none(), "{expression}");
        }
    }

    proptest! {
        #[test]
        fn what_matches_is_let_through(text in "[超过了约近不增长由负责，a一]{0,5}") {
            for (edge, expression) in [
                (Edge::Start, "^(?:超过?|由[^，]{1,2}负)"),
                (Edge::Start, "^(?:(?:约|近){2,3}|[了a]+一|增$)"),
                (Edge::Start, "^(?:(?:超|不)*过|(?:长?约?)一)"),
                (Edge::End, "(?:不?增长|[过了]{1,2})$"),
                (Edge::End, "(?:(?:超过|^近|，)(?:了|a)?)$"),
                (Edge::End, "(?:由.)+负$"),
            ] {
                let gate = Gate::of(edge, &[regex_syntax::parse(expression).unwrap()]).unwrap();
                let matches = Regex::new(expression).unwrap().is_match(&text);
                prop_assert!(gate.lets(&text) || !matches, "{} {}", expression, text);
            }
        }
    }
}
