//! Many expressions as one automaton that reads characters from a place.
//!
//! In: expressions as trees, a text. Out: each match that begins, or ends, at the place, and
//! how far it reaches. Its states are made one by one as texts ask for them.

use super::alphabet::Alphabet;
use super::family::Edge;
use super::machine::Machine;
use super::spelling;
use regex_automata::hybrid::dfa::{Cache, Config, DFA};
use regex_automata::hybrid::{LazyStateID, StartError};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::pool::{Pool, PoolGuard};
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;
use std::cell::RefCell;

/// The automaton, and the states of it that were made so far, for each thread.
pub(super) struct Automaton {
    alphabet: Alphabet,
    dfa: DFA,
    caches: Pool<Cache, Fresh>,
}

type Fresh = Box<dyn Fn() -> Cache + Send + Sync>;

/// The states that a thread knows.
pub(super) type States<'a> = PoolGuard<'a, Cache, Fresh>;

/// The letters of expressions, and what reads their signs.
pub(super) type Lettered = (Alphabet, Machine);

thread_local! {
    /// Makes automata; it keeps a table of half a megabyte from one to the next.
    static COMPILER: RefCell<thompson::Compiler> = RefCell::new(thompson::Compiler::new());
}

/// The letters of expressions, and what reads them away from this edge; none where there are no
/// such letters (`\b`), or it takes more bytes than it may.
pub(super) fn lettered(
    edge: Edge,
    captures: WhichCaptures,
    trees: &[Hir],
    most: Option<usize>,
) -> Option<Lettered> {
    let (alphabet, kinds) = Alphabet::of(trees)?;
    let trees = spelling::trees(edge, trees, &kinds)?;
    Some((alphabet, compiled(edge, captures, &trees, most)?))
}

/// What reads bytes.
pub(super) fn compiled(
    edge: Edge,
    captures: WhichCaptures,
    trees: &[Hir],
    most: Option<usize>,
) -> Option<Machine> {
    let config = thompson::Config::new()
        .utf8(false)
        .reverse(edge == Edge::End)
        .nfa_size_limit(most)
        .which_captures(captures);
    COMPILER.with_borrow_mut(|compiler| {
        let compiler = compiler.configure(config);
        compiler.build_many_from_hir(trees).ok().map(Machine)
    })
}

impl Automaton {
    /// Of letters and what reads them, whose states take so many bytes before they are forgotten.
    pub fn new(kind: MatchKind, (alphabet, machine): Lettered, states: usize) -> Option<Self> {
        let config = Config::new()
            .match_kind(kind)
            .cache_capacity(states)
            .skip_cache_capacity_check(true);
        let dfa = DFA::builder().configure(config).build_from_nfa(machine.0);
        let dfa = dfa.ok()?;
        let fresh = dfa.clone();
        Some(Self {
            alphabet,
            dfa,
            caches: Pool::new(Box::new(move || fresh.create_cache()) as Fresh),
        })
    }

    /// The states that this thread knows.
    pub fn states(&self) -> States<'_> {
        self.caches.get()
    }

    /// Reads a text from a byte on, and tells each match and how far it reaches, nearest
    /// first, as long as more are wanted; none where it gave up.
    #[inline]
    pub fn forward(
        &self,
        states: &mut Cache,
        text: &str,
        from: usize,
        tell: impl FnMut(usize, usize) -> bool,
    ) -> Option<()> {
        let state = self.start(states, Alphabet::before(text, from));
        let chars = text.get(from..)?.char_indices();
        let chars = chars.map(|(n, c)| (from + n, c));
        self.walk(states, state.ok()?, chars, text.len(), tell)
    }

    /// The same from the end of a text backwards.
    #[inline]
    pub fn backward(
        &self,
        states: &mut Cache,
        text: &str,
        tell: impl FnMut(usize, usize) -> bool,
    ) -> Option<()> {
        let state = self.start(states, None);
        let chars = text
            .char_indices()
            .rev()
            .map(|(n, c)| (n + c.len_utf8(), c));
        self.walk(states, state.ok()?, chars, 0, tell)
    }

    #[inline]
    fn start(&self, states: &mut Cache, before: Option<u8>) -> Result<LazyStateID, StartError> {
        let config = start::Config::new().anchored(Anchored::Yes);
        self.dfa.start_state(states, &config.look_behind(before))
    }

    /// Characters, each with the place before it, up to the place at the end. There is no sign to
    /// quit at.
    #[inline]
    fn walk(
        &self,
        states: &mut Cache,
        mut state: LazyStateID,
        chars: impl Iterator<Item = (usize, char)>,
        end: usize,
        mut tell: impl FnMut(usize, usize) -> bool,
    ) -> Option<()> {
        let dfa = &self.dfa;
        for (at, c) in chars {
            let (first, second) = self.alphabet.signs_of(c);
            // A state tells what matched before the sign that led to it.
            state = dfa.next_state(states, state, first).ok()?;
            if state.is_tagged() {
                if state.is_match() {
                    if !self.matched(states, state, at, &mut tell) {
                        return Some(());
                    }
                } else if state.is_dead() {
                    return Some(());
                }
            }
            if let Some(second) = second {
                state = dfa.next_state(states, state, second).ok()?;
                // No match ends inside of a letter.
                if state.is_dead() {
                    return Some(());
                }
            }
        }
        state = dfa.next_eoi_state(states, state).ok()?;
        if state.is_match() {
            self.matched(states, state, end, &mut tell);
        }
        Some(())
    }

    /// Tells what matched up to a place; false where no more is wanted.
    #[inline]
    fn matched(
        &self,
        states: &Cache,
        state: LazyStateID,
        at: usize,
        mut tell: impl FnMut(usize, usize) -> bool,
    ) -> bool {
        (0..self.dfa.match_len(states, state)).all(|n| {
            let whose = self.dfa.match_pattern(states, state, n);
            tell(whose.as_usize(), at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex_automata::Input;
    use regex_automata::hybrid::dfa::OverlappingState;
    use std::sync::LazyLock;

    fn automaton(edge: Edge, trees: &[Hir]) -> Option<Automaton> {
        let letters = lettered(edge, WhichCaptures::None, trees, None)?;
        Automaton::new(MatchKind::All, letters, 1 << 20)
    }

    /// So many expressions of a character each, and what may stand around them.
    fn expressions(many: u32) -> Vec<String> {
        let chars = (0..many).filter_map(|n| char::from_u32(0x4e00 + 7 * n));
        let each = chars.map(|c| format!("{c}(?:年|[^{c}0-9a]万)?"));
        let around = [
            r"(?-u:\b)[a-z]+[0-9]?(?-u:\b)",
            "(?:^|[^一])[一-鿿]{2}(?:$|，)",
        ];
        each.chain(around.map(String::from)).collect()
    }

    /// An automaton of characters and one of bytes.
    struct Both {
        edge: Edge,
        own: Automaton,
        usual: DFA,
    }

    impl Both {
        fn of(many: u32, edge: Edge) -> Self {
            let expressions = expressions(many);
            let trees = expressions.iter().map(|e| regex_syntax::parse(e).unwrap());
            let trees: Vec<_> = trees.collect();
            let thompson = thompson::Config::new().reverse(edge == Edge::End);
            let config = Config::new()
                .match_kind(MatchKind::All)
                .skip_cache_capacity_check(true);
            Self {
                edge,
                own: automaton(edge, &trees).unwrap(),
                usual: DFA::builder()
                    .thompson(thompson)
                    .configure(config)
                    .build_many(&expressions)
                    .unwrap(),
            }
        }

        fn own(&self, text: &str, from: usize) -> Vec<(usize, usize)> {
            let mut found = Vec::new();
            let mut tell = |n, at| {
                found.push((n, at));
                true
            };
            let states = &mut *self.own.states();
            match self.edge {
                Edge::Start => self.own.forward(states, text, from, &mut tell),
                Edge::End => self.own.backward(states, text, &mut tell),
            };
            found.sort_unstable();
            found
        }

        fn usual(&self, text: &str, from: usize) -> Vec<(usize, usize)> {
            let mut cache = self.usual.create_cache();
            let input = Input::new(text).anchored(Anchored::Yes);
            let (mut at, mut found) = (OverlappingState::start(), Vec::new());
            loop {
                match self.edge {
                    Edge::Start => {
                        let input = input.clone().range(from..);
                        (self.usual).try_search_overlapping_fwd(&mut cache, &input, &mut at)
                    }
                    Edge::End => {
                        (self.usual).try_search_overlapping_rev(&mut cache, &input, &mut at)
                    }
                }
                .unwrap();
                match at.get_match() {
                    Some(m) => found.push((m.pattern().as_usize(), m.offset())),
                    None => break,
                }
            }
            found.sort_unstable();
            found
        }
    }

    /// With fewer characters than signs, and with more.
    static ALL: LazyLock<Vec<Both>> = LazyLock::new(|| {
        let sizes = [60, 600].into_iter();
        sizes
            .flat_map(|many| [Edge::Start, Edge::End].map(|edge| Both::of(many, edge)))
            .collect()
    });

    proptest! {
        #[test]
        fn it_reads_as_an_automaton_of_bytes_reads(
            before in "[0a一，]?",
            text in "[一丆丕万龙年，0ab\u{d7ff}\u{e000}\u{20000}一-开]{0,5}",
        ) {
            let text = before.clone() + &text;
            for both in ALL.iter() {
                let (own, usual) = (both.own(&text, before.len()), both.usual(&text, before.len()));
                prop_assert_eq!(own, usual, "{:?}", both.edge);
            }
        }
    }

    #[test]
    fn what_it_cannot_hold_is_refused() {
        let new = |expression: &str| {
            let tree = regex_syntax::parse(expression).unwrap();
            automaton(Edge::Start, &[tree])
        };
        let most: String = expressions(2500).concat();
        for expression in [r"\b年", "(?m)^年", &most] {
            assert!(new(expression).is_none(), "{expression}");
        }
        assert!(new("(?-u:[ab])年").is_some());
    }
}
