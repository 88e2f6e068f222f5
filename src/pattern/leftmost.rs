//! The leftmost match of many expressions, of which the first in order wins.
//!
//! In: expressions, a text. Out: where the next match stands, and whose it is. Not
//! here: what it says (`mention`).
//!
//! The union is asked at one character after the other, and fails at most of them
//! within a character or two. To look for a match anywhere at once would take an
//! automaton of all that may have begun in all places before, with several times the
//! states, which texts make one by one.

use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::{Pool, PoolGuard};
use regex_automata::{Anchored, Input, MatchKind, meta};
use regex_syntax::hir::Hir;
use std::error::Error;
use std::ops::Range;

/// The states of the automaton may take so many bytes before they are forgotten.
const STATES: usize = 16 << 20;
/// What the expressions of all patterns may take.
const EXPRESSIONS: usize = 200 << 20;

/// Many expressions as one.
pub(crate) enum Leftmost {
    Automaton(Box<Automaton>),
    /// For expressions that no automaton can hold (`\b` between hanzi).
    General(Box<meta::Regex>),
    /// Of no expression.
    Nothing,
}

/// The union, and the states of it that were made so far, for each thread.
pub(crate) struct Automaton {
    dfa: DFA,
    caches: Pool<Cache, Fresh>,
}

type Fresh = Box<dyn Fn() -> Cache + Send + Sync>;

/// A search through a text, with the states that it knows.
pub(crate) enum Search<'a> {
    Automaton(&'a DFA, PoolGuard<'a, Cache, Fresh>),
    General(&'a meta::Regex),
    Nothing,
}

impl Leftmost {
    /// The union of expressions, as trees.
    ///
    /// # Errors
    /// Too large a union.
    pub fn new(expressions: &[Hir]) -> Result<Self, Box<dyn Error>> {
        let config = thompson::Config::new()
            .which_captures(WhichCaptures::None)
            .nfa_size_limit(Some(EXPRESSIONS));
        let nfa = thompson::Compiler::new()
            .configure(config)
            .build_many_from_hir(expressions);
        let config = Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .cache_capacity(STATES)
            .skip_cache_capacity_check(true);
        let dfa = nfa.ok().and_then(|nfa| {
            let dfa = DFA::builder().configure(config).build_from_nfa(nfa);
            dfa.ok()
        });
        let Some(dfa) = dfa else {
            // It says what is wrong where something is.
            let config = meta::Config::new().nfa_size_limit(Some(EXPRESSIONS));
            let regex = meta::Regex::builder()
                .configure(config)
                .build_many_from_hir(expressions);
            return Ok(Self::General(Box::new(regex?)));
        };
        let fresh = dfa.clone();
        let caches = Pool::new(Box::new(move || fresh.create_cache()) as Fresh);
        Ok(Self::Automaton(Box::new(Automaton { dfa, caches })))
    }

    /// Begins to search.
    pub fn search(&self) -> Search<'_> {
        match self {
            Self::Automaton(a) => Search::Automaton(&a.dfa, a.caches.get()),
            Self::General(regex) => Search::General(regex),
            Self::Nothing => Search::Nothing,
        }
    }
}

impl Search<'_> {
    /// The next match from a place on, and whose it is.
    pub fn next(&mut self, text: &str, from: usize) -> Option<(Range<usize>, usize)> {
        let (dfa, cache) = match self {
            Self::Automaton(dfa, cache) => (dfa, cache),
            Self::General(regex) => {
                let found = regex.search(&Input::new(text).range(from..))?;
                return Some((found.range(), found.pattern().as_usize()));
            }
            Self::Nothing => return None,
        };
        let from = (from..text.len()).find(|n| text.is_char_boundary(*n))?;
        let places = text.get(from..)?.char_indices();
        for at in places.map(|(n, _)| from + n) {
            let input = Input::new(text).range(at..).anchored(Anchored::Yes);
            // It does not give up: it has no byte to quit at, and forgets states as often as it must.
            if let Ok(Some(end)) = dfa.try_search_fwd(cache, &input) {
                return Some((at..end.offset(), end.pattern().as_usize()));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPRESSIONS: [&str; 5] = [
        "[0-9]+年",
        "(?:^|[^第])二号",
        "[0-9]+(?:、[0-9]+)*个",
        "[0-9]+",
        r"(?-u:\b)a+",
    ];

    fn one(expressions: &[&str]) -> Leftmost {
        let trees = expressions.iter().map(|e| regex_syntax::parse(e).unwrap());
        Leftmost::new(&trees.collect::<Vec<_>>()).unwrap()
    }

    fn all(expressions: &Leftmost, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut search = expressions.search();
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some((range, whose)) = search.next(text, at) {
            at = range.end;
            found.push((range, whose));
        }
        found
    }

    #[test]
    fn it_finds_what_a_search_from_anywhere_finds() {
        let one = one(&EXPRESSIONS);
        assert!(matches!(one, Leftmost::Automaton(_)));
        let usual = meta::Regex::new_many(&EXPRESSIONS).unwrap();
        for text in [
            "",
            "二号",
            "第二号、二号",
            "2011年3、4、5个6年",
            "7、8、9",
            "a1aa 中aa",
        ] {
            let usual: Vec<_> = (usual.find_iter(text))
                .map(|m| (m.range(), m.pattern().as_usize()))
                .collect();
            assert_eq!(all(&one, text), usual, "{text}");
        }
    }

    #[test]
    fn what_no_automaton_holds_is_found_too() {
        let one = one(&[r"\b年", "[0-9]+"]);
        assert_eq!(all(&one, "，年2年"), [(3..6, 0), (6..7, 1)]);
    }
}
