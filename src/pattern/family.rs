//! Many expressions asked at one edge of a text, all in one pass.
//!
//! In: expressions. Out: which of them match from the start, or up to the end, of a
//! text, and how far. Not here: what a match means (`fact`).
//!
//! Forty expressions that are anchored at the same place read the same few characters
//! forty times when they are asked one by one. Their union is one automaton, built state
//! by state as texts ask for it.

use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::Pool;
use regex_automata::{Anchored, Input, MatchKind};

/// At which edge of a text expressions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// They match from the start.
    Start,
    /// They match up to the end.
    End,
}

/// Expressions that are asked at one edge.
pub struct Family {
    dfa: DFA,
    edge: Edge,
    caches: Pool<Cache, Fresh>,
}

type Fresh = Box<dyn Fn() -> Cache + Send + Sync>;

/// A set of a family's members, by their place in it.
pub type Members = u128;

/// More members than this make no family.
pub const MOST: usize = 128;

/// The states of an automaton may take so many bytes before they are forgotten.
const STATES: usize = 4 << 20;

impl Family {
    /// The union of expressions; none where an automaton cannot hold them (`\b`, too many).
    pub fn new(edge: Edge, expressions: &[&str]) -> Option<Self> {
        if expressions.len() > MOST {
            return None;
        }
        let nfa = thompson::Compiler::new()
            .configure(
                thompson::Config::new()
                    .reverse(edge == Edge::End)
                    .which_captures(WhichCaptures::None),
            )
            .build_many(expressions)
            .ok()?;
        let config = Config::new()
            .match_kind(MatchKind::All)
            .cache_capacity(STATES)
            .skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let fresh = dfa.clone();
        Some(Self {
            dfa,
            edge,
            caches: Pool::new(Box::new(move || fresh.create_cache()) as Fresh),
        })
    }

    /// The members that match; none where the automaton gave up.
    pub fn matching(&self, text: &str) -> Option<Members> {
        let mut found = 0;
        self.walk(text, |member, _| found |= 1 << member)?;
        Some(found)
    }

    /// Where the longest match of each member ends (asked at the start) or begins (at the end).
    pub fn longest<const N: usize>(&self, text: &str) -> Option<[Option<usize>; N]> {
        let mut reach = [None; N];
        self.walk(text, |member, at| {
            if let Some(r) = reach.get_mut(member) {
                *r = Some(at);
            }
        })?;
        Some(reach)
    }

    /// Tells each match and how far it reaches, nearest first.
    fn walk(&self, text: &str, mut tell: impl FnMut(usize, usize)) -> Option<()> {
        let mut cache = self.caches.get();
        let cache = &mut *cache;
        let dfa = &self.dfa;
        let bytes = text.as_bytes();
        let input = Input::new(bytes).anchored(Anchored::Yes);
        let backwards = self.edge == Edge::End;
        let mut state = match self.edge {
            Edge::Start => dfa.start_state_forward(cache, &input).ok()?,
            Edge::End => dfa.start_state_reverse(cache, &input).ok()?,
        };
        for step in 0..=bytes.len() {
            let at = if backwards { bytes.len() - step } else { step };
            state = match if backwards {
                at.checked_sub(1)
            } else {
                Some(at)
            } {
                Some(next) if next < bytes.len() => {
                    dfa.next_state(cache, state, bytes[next]).ok()?
                }
                _ => dfa.next_eoi_state(cache, state).ok()?,
            };
            if !state.is_tagged() {
                continue;
            }
            // A state tells what matched before the byte that led to it.
            if state.is_match() {
                for n in 0..dfa.match_len(cache, state) {
                    tell(dfa.match_pattern(cache, state, n).as_usize(), at);
                }
            } else if state.is_dead() {
                break;
            } else if state.is_quit() {
                return None;
            }
        }
        Some(())
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
