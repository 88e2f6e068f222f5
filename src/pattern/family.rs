//! Many expressions asked at one edge of a text, all in one pass.
//!
//! In: expressions. Out: which of them match from the start, or up to the end, of a
//! text, and how far. Not here: what a match means (`fact`).
//!
//! Forty expressions that are anchored at the same place read the same few characters
//! forty times when they are asked one by one. Their union is one automaton, built state
//! by state as texts ask for it.

use super::outermost::Gate;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::hir::Hir;
use std::cell::RefCell;

/// At which edge of a text expressions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// They match from the start.
    Start,
    /// They match up to the end.
    End,
}

/// Expressions that are asked at one edge, as one automaton.
pub(super) struct Union {
    gate: Option<Gate>,
    dfa: DFA,
    edge: Edge,
    caches: Pool<Cache, Fresh>,
}

type Fresh = Box<dyn Fn() -> Cache + Send + Sync>;

/// The states of an automaton may take so many bytes before they are forgotten.
const STATES: usize = 4 << 20;

thread_local! {
    /// Makes automata; it keeps a table of half a megabyte from one to the next.
    static COMPILER: RefCell<thompson::Compiler> = RefCell::new(thompson::Compiler::new());
}

impl Union {
    /// None where an automaton cannot hold them (`\b`).
    pub fn new(edge: Edge, kind: MatchKind, trees: &[Hir]) -> Option<Self> {
        let config = thompson::Config::new()
            .reverse(edge == Edge::End)
            .which_captures(WhichCaptures::None);
        let nfa = COMPILER.with_borrow_mut(|compiler| {
            let compiler = compiler.configure(config);
            compiler.build_many_from_hir(trees).ok()
        })?;
        let config = Config::new()
            .match_kind(kind)
            .cache_capacity(STATES)
            .skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let fresh = dfa.clone();
        Some(Self {
            gate: Gate::of(edge, trees),
            dfa,
            edge,
            caches: Pool::new(Box::new(move || fresh.create_cache()) as Fresh),
        })
    }

    /// Tells each match and how far it reaches, nearest first, as long as more are wanted; none where
    /// the automaton gave up.
    pub fn walk(&self, text: &str, tell: impl FnMut(usize, usize) -> bool) -> Option<()> {
        if self.gate.as_ref().is_some_and(|g| !g.lets(text)) {
            return Some(());
        }
        let mut cache = self.caches.get();
        let cache = &mut *cache;
        let dfa = &self.dfa;
        let bytes = text.as_bytes();
        let input = Input::new(bytes).anchored(Anchored::Yes);
        match self.edge {
            Edge::Start => {
                let state = dfa.start_state_forward(cache, &input).ok()?;
                let bytes = bytes.iter().enumerate().map(|(at, b)| (at, *b));
                steps(dfa, cache, state, bytes, text.len(), tell)
            }
            Edge::End => {
                let state = dfa.start_state_reverse(cache, &input).ok()?;
                let bytes = bytes.iter().enumerate().rev().map(|(at, b)| (at + 1, *b));
                steps(dfa, cache, state, bytes, 0, tell)
            }
        }
    }
}

/// Walks through bytes from a state, each with the place before it, up to the place at the end.
pub(super) fn steps(
    dfa: &DFA,
    cache: &mut Cache,
    mut state: LazyStateID,
    bytes: impl Iterator<Item = (usize, u8)>,
    end: usize,
    mut tell: impl FnMut(usize, usize) -> bool,
) -> Option<()> {
    // A state tells what matched before the byte that led to it.
    for (at, byte) in bytes {
        state = dfa.next_state(cache, state, byte).ok()?;
        if state.is_tagged() {
            if state.is_match() {
                for n in 0..dfa.match_len(cache, state) {
                    if !tell(dfa.match_pattern(cache, state, n).as_usize(), at) {
                        return Some(());
                    }
                }
            } else if state.is_dead() {
                return Some(());
            } else if state.is_quit() {
                return None;
            }
        }
    }
    state = dfa.next_eoi_state(cache, state).ok()?;
    if state.is_match() {
        for n in 0..dfa.match_len(cache, state) {
            tell(dfa.match_pattern(cache, state, n).as_usize(), end);
        }
    }
    (!state.is_quit()).then_some(())
}

/// Expressions that are asked together at one edge.
pub struct Family(Union);

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
        let trees = expressions.iter().map(|e| regex_syntax::parse(e).ok());
        let trees: Vec<Hir> = trees.collect::<Option<_>>()?;
        Union::new(edge, MatchKind::All, &trees).map(Self)
    }

    /// The members that match; none where the automaton gave up.
    pub fn matching(&self, text: &str) -> Option<Members> {
        let mut found = 0;
        self.0.walk(text, |member, _| {
            found |= 1 << member;
            true
        })?;
        Some(found)
    }

    /// Where the longest match of each member ends (asked at the start) or begins (at the end).
    pub fn longest<const N: usize>(&self, text: &str) -> Option<[Option<usize>; N]> {
        let mut reach = [None; N];
        self.0.walk(text, |member, at| {
            if let Some(r) = reach.get_mut(member) {
                *r = Some(at);
            }
            true
        })?;
        Some(reach)
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
            let reach: [Option<usize>; 5] = ends.longest(text).unwrap();
            let begins = starts.matching(text).unwrap();
            for (n, e) in ENDS.iter().enumerate() {
                let end = Regex::new(&format!("(?:{e})$")).unwrap();
                let start = Regex::new(&format!("^(?:{e})")).unwrap();
                assert_eq!(reach[n], end.find(text).map(|m| m.start()), "{e} {text}");
                assert_eq!(begins >> n & 1 == 1, start.is_match(text), "{e} {text}");
            }
        }
    }

    #[test]
    fn what_no_automaton_can_hold_is_refused_or_given_up() {
        let word = Family::new(Edge::Start, &[r"\b年"]);
        assert!(word.is_none_or(|f| f.matching("年").is_none()));
        assert!(Family::new(Edge::Start, &["年"; 200]).is_none());
    }
}
