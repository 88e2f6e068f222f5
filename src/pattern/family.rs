//! Many expressions asked at one edge of a text, all in one pass.
//!
//! In: expressions. Out: which of them match from the start, or up to the end, of a
//! text, and how far. Not here: what a match means (`fact`).
//!
//! Forty expressions that are anchored at the same place read the same few characters
//! forty times when they are asked one by one. Their union is one automaton, built state
//! by state as texts ask for it.

use super::automaton::{Automaton, Packed, Wanted};
use super::gate::Gate;
use super::prebuilt::made;
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::str::Chars;

/// At which edge of a text expressions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edge {
    /// They match from the start.
    Start,
    /// They match up to the end.
    End,
}

impl Edge {
    /// The next character of a text away from this edge.
    #[inline]
    pub(super) fn next_in(self, text: &mut Chars) -> Option<char> {
        match self {
            Self::Start => text.next(),
            Self::End => text.next_back(),
        }
    }
}

/// Expressions that are asked at one edge, as one automaton.
pub(super) struct Union {
    automaton: Automaton,
    edge: Edge,
}

/// What expressions at one edge are compiled to.
#[derive(Serialize, Deserialize)]
pub(super) struct AtEdge {
    pub edge: Edge,
    pub gate: Option<Gate>,
    letters: Packed,
}

impl AtEdge {
    /// None where an automaton cannot hold them (`\b`).
    pub fn of(edge: Edge, trees: &[Hir]) -> Option<Self> {
        Some(Self {
            edge,
            gate: Gate::of(edge, trees),
            letters: Packed::of(edge, trees, None)?,
        })
    }
}

/// The states of expressions of one place are few.
const STATES: usize = 4 << 20;

impl Union {
    /// Of what expressions are compiled to.
    pub fn new(wanted: Wanted, compiled: AtEdge) -> Self {
        Self {
            automaton: Automaton::new(wanted, compiled.letters, STATES),
            edge: compiled.edge,
        }
    }

    /// Tells each match and how far it reaches, nearest first, as long as more are wanted.
    pub fn walk(&self, text: &str, tell: impl FnMut(usize, usize) -> bool) {
        let automaton = &self.automaton;
        automaton.with(|states| match self.edge {
            Edge::Start => automaton.forward(states, text, 0, tell),
            Edge::End => automaton.backward(states, text, 0..text.len(), tell),
        });
    }
}

/// Expressions that are asked together at one edge.
pub struct Family {
    gate: Option<Gate>,
    union: Union,
}

/// How far a member of a family matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It does not match.
    Nowhere,
    /// There is one match, to here.
    To(u32),
    /// There are several, of which the expression by itself finds one.
    Several,
}

/// A set of a family's members, by their place in it.
pub type Members = u128;

/// More members than this make no family.
pub const MOST: usize = 128;

impl Family {
    /// The union of expressions; none where an automaton cannot hold them (`\b`, too many).
    pub fn new(edge: Edge, expressions: &[&str]) -> Option<Self> {
        if expressions.len() > MOST {
            return None;
        }
        let name = match edge {
            Edge::Start => "family at the start",
            Edge::End => "family at the end",
        };
        let mut compiled = made(name, expressions, || {
            let trees = expressions.iter().map(|e| regex_syntax::parse(e).ok());
            AtEdge::of(edge, &trees.collect::<Option<Vec<Hir>>>()?)
        })?;
        Some(Self {
            gate: compiled.gate.take(),
            union: Union::new(Wanted::EachHere, compiled),
        })
    }

    fn walk(&self, text: &str, tell: impl FnMut(usize, usize) -> bool) {
        if self.gate.as_ref().is_none_or(|g| g.lets(text)) {
            self.union.walk(text, tell);
        }
    }

    /// The members that match.
    pub fn matching(&self, text: &str) -> Members {
        let mut found = 0;
        self.walk(text, |member, _| {
            found |= 1 << member;
            true
        });
        found
    }

    /// How far each member matches.
    pub fn reaches<const N: usize>(&self, text: &str) -> [Reach; N] {
        let mut reach = [Reach::Nowhere; N];
        self.walk(text, |member, at| {
            if let Some(r) = reach.get_mut(member) {
                *r = match *r {
                    Reach::Nowhere => u32::try_from(at).map_or(Reach::Several, Reach::To),
                    Reach::To(_) | Reach::Several => Reach::Several,
                };
            }
            true
        });
        reach
    }

    /// Where the longest match of each member ends (asked at the start) or begins (at the end).
    pub fn longest<const N: usize>(&self, text: &str) -> [Option<usize>; N] {
        let mut reach = [None; N];
        self.walk(text, |member, at| {
            if let Some(r) = reach.get_mut(member) {
                *r = Some(at);
            }
            true
        });
        reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;

    const ENDS: [&str; 5] = [
        "(?:增长|下降)(?:了|约)?",
        "占[^，。]{0,5}",
        "(?:^|[^不])超过",
        "^由",
        "的*",
    ];

    #[test]
    fn a_family_answers_as_its_members_do() {
        let texts = [
            "",
            "由",
            "同比增长",
            "增长了",
            "占总数的",
            "占，的",
            "不超过",
            "增超过",
            "超过",
            "人口占的的",
        ];
        let ends = Family::new(Edge::End, &ENDS).unwrap();
        let starts = Family::new(Edge::Start, &ENDS).unwrap();
        for text in texts {
            let reach: [Option<usize>; 5] = ends.longest(text);
            let begins = starts.matching(text);
            for (n, e) in ENDS.iter().enumerate() {
                let end = Regex::new(&format!("(?:{e})$")).unwrap();
                let start = Regex::new(&format!("^(?:{e})")).unwrap();
                assert_eq!(reach[n], end.find(text).map(|m| m.start()), "{e} {text}");
                assert_eq!(begins >> n & 1 == 1, start.is_match(text), "{e} {text}");
            }
        }
    }

    #[test]
    fn what_no_automaton_can_hold_is_refused() {
        assert!(Family::new(Edge::Start, &[r"\b年"]).is_none());
        assert!(Family::new(Edge::Start, &["年"; 200]).is_none());
    }
}
