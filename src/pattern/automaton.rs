//! Many expressions as one automaton that reads characters from a place.
//!
//! In: expressions as trees, a text. Out: each match that begins, or ends, at the place, and
//! how far it reaches. Its states are made one by one as texts ask for them.

use super::alphabet::Alphabet;
use super::determine::Before;
pub(super) use super::determine::Wanted;
use super::family::Edge;
use super::machine::Machine;
use super::own::Own;
use super::spelling;
use super::states::{Source, State, States};
use crate::text::char_at;
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::mem::offset_of;
use std::ops::Range;

/// The automaton, and the states of it that were made so far, for each thread. What each step asks of it
/// takes one line of the processor's cache.
#[repr(C, align(64))]
pub(super) struct Automaton {
    alphabet: Alphabet,
    source: Source,
    states: Own<States>,
}

const _: () = assert!(offset_of!(Automaton, states) <= 64);

/// The letters of expressions, and what reads their signs.
pub(super) type Lettered = (Alphabet, Machine);

/// The same, as bytes until it is asked for.
#[derive(Serialize, Deserialize)]
pub(super) struct Packed {
    alphabet: Alphabet,
    #[serde(with = "serde_bytes")]
    nodes: Vec<u8>,
}

impl Packed {
    /// What reads expressions away from this edge; none where letters cannot (`\b`), or it takes more
    /// bytes than it may.
    pub fn of(edge: Edge, trees: &[Hir], most: Option<usize>) -> Option<Self> {
        let (alphabet, machine) = lettered(edge, WhichCaptures::None, trees, most)?;
        let nodes = postcard::to_stdvec(&machine).ok()?;
        Some(Self { alphabet, nodes })
    }
}

/// What reads an expression forwards, and backwards; none where a letter takes two signs.
pub(super) fn both(tree: &Hir) -> Option<[Packed; 2]> {
    let trees = std::slice::from_ref(tree);
    let forward = Packed::of(Edge::Start, trees, None).filter(|p| p.alphabet.is_single())?;
    Some([forward, Packed::of(Edge::End, trees, None)?])
}

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
    pub fn new(wanted: Wanted, Packed { alphabet, nodes }: Packed, most: usize) -> Self {
        let source = Source::new(nodes, wanted, alphabet.last_sign(), most);
        Self {
            alphabet,
            source,
            states: Own::new(),
        }
    }

    /// Asks with the states that this thread knows.
    #[inline]
    pub fn with<R>(&self, ask: impl FnOnce(&mut States) -> R) -> R {
        self.states.with(States::default, ask)
    }

    /// Reads a text from a byte on, and tells each match and how far it reaches, nearest
    /// first, as long as more are wanted.
    #[inline]
    pub fn forward(
        &self,
        states: &mut States,
        text: &str,
        from: usize,
        mut tell: impl FnMut(usize, usize) -> bool,
    ) {
        let start = states.start(&self.source, Before::of(text, from));
        let mut at = from;
        let chars = std::iter::from_fn(move || {
            let read = char_at(text.as_bytes(), at)?;
            at = read.1;
            Some(read)
        });
        let each = |states: &States, state, places| self.told(states, state, places, &mut tell);
        self.walk(states, start, from, (chars, None), |_, _, _| None, each);
    }

    /// The last match that is told so, the one that is wanted first, and how far it reaches.
    #[inline]
    pub fn last(&self, states: &mut States, text: &str, from: usize) -> Option<(usize, usize)> {
        let start = states.start(&self.source, Before::of(text, from));
        let at = Cell::new(from);
        let chars = std::iter::from_fn(|| {
            let read = char_at(text.as_bytes(), at.get())?;
            at.set(read.1);
            Some(read)
        });
        // Letters and digits of an address are many, and no match is told but at the last.
        let skip = |states: &mut States, state, c| {
            if c < 0x80 && self.stays(states, state, c) {
                states.note_same(state, c);
            }
            let left = text.as_bytes().get(at.get()..)?;
            at.set(at.get() + states.same(state, left));
            Some(at.get())
        };
        let mut last = None;
        self.walk(
            states,
            start,
            from,
            (chars, None),
            skip,
            |states, state, places| {
                last = states.last(state, places).or(last);
                !state.ends()
            },
        );
        last
    }

    /// The same, where a match may begin behind that byte, too, is not empty, and its letters have one sign;
    /// `next` tells from a byte on where one may begin.
    #[inline]
    pub fn skipping(
        &self,
        text: &str,
        from: usize,
        next: impl Fn(usize) -> Option<usize>,
        tell: impl FnMut(usize, usize) -> bool,
    ) {
        // Most texts hold nothing that one begins with.
        if let Some(at) = next(from) {
            self.with(|states| self.skipping_from(states, text, at, next, tell));
        }
    }

    #[inline]
    fn skipping_from(
        &self,
        states: &mut States,
        text: &str,
        first: usize,
        next: impl Fn(usize) -> Option<usize>,
        mut tell: impl FnMut(usize, usize) -> bool,
    ) {
        let source = &self.source;
        let mut begins = Some(first);
        while let Some(at) = begins {
            let mut state = states.start(source, Before::of(text, at));
            let (mut from, mut idle) = (at, false);
            while let Some((c, behind)) = char_at(text.as_bytes(), from) {
                state = states.next(source, state, self.alphabet.signs_of(c).0);
                if state.is_special() && !self.told(states, state, (from, behind), &mut tell) {
                    return;
                }
                from = behind;
                idle = states.is_idle(state);
                if idle {
                    break;
                }
            }
            if !idle {
                if let Some(end) = self.end(states, state, None) {
                    self.told(states, end, (from, from), &mut tell);
                }
                return;
            }
            begins = next(from);
        }
    }

    /// The same from the end of a part of a text backwards.
    #[inline]
    pub fn backward(
        &self,
        states: &mut States,
        text: &str,
        part: Range<usize>,
        mut tell: impl FnMut(usize, usize) -> bool,
    ) {
        let start = states.start(&self.source, Before::behind(text, part.end));
        let before = text[..part.start].chars().next_back();
        let chars = text[part.clone()].char_indices().rev();
        let chars = chars.map(|(at, c)| (u32::from(c), part.start + at));
        self.walk(
            states,
            start,
            part.end,
            (chars, before),
            |_, _, _| None,
            |states, state, places| self.told(states, state, places, &mut tell),
        );
    }

    /// From a place on, characters, each with the place behind it, and the one that follows, which
    /// is not part of what is read. `skip` passes over more characters of one byte that leave a state as it
    /// is, as that one did, and says up to where.
    #[inline(always)]
    fn walk(
        &self,
        states: &mut States,
        mut state: State,
        mut at: usize,
        (chars, next): (impl Iterator<Item = (u32, usize)>, Option<char>),
        skip: impl Fn(&mut States, State, u32) -> Option<usize>,
        mut show: impl FnMut(&States, State, (usize, usize)) -> bool,
    ) {
        let source = &self.source;
        if state.is_special() && !show(states, state, (at, at)) {
            return;
        }
        for (c, mut behind) in chars {
            let (first, second) = self.alphabet.signs_of(c);
            let from = state;
            state = states.next(source, state, first);
            if let Some(second) = second {
                // No match ends inside of a letter.
                if state.is_special() && !show(states, state, (at, at)) {
                    return;
                }
                state = states.next(source, state, second);
            }
            if state == from
                && let Some(end) = skip(states, state, c).filter(|end| *end > behind)
            {
                (at, behind) = (end - 1, end);
            }
            if state.is_special() && !show(states, state, (at, behind)) {
                return;
            }
            at = behind;
        }
        if let Some(end) = self.end(states, state, next) {
            show(states, end, (at, at));
        }
    }

    /// Whether a state is known to be the same behind a character, inside of which nothing is told. Where
    /// states are forgotten another one may have its number: it is asked of the states there are.
    fn stays(&self, states: &States, state: State, c: u32) -> bool {
        let next = |state, sign| states.known(&self.source, state, sign);
        let (first, second) = self.alphabet.signs_of(c);
        let behind = match second {
            None => next(state, first),
            Some(second) => {
                let inside = next(state, first).filter(|inside| !inside.is_special());
                inside.and_then(|inside| next(inside, second))
            }
        };
        behind == Some(state)
    }

    /// The state that tells what the end of what is read, or the character that follows, makes certain.
    fn end(&self, states: &mut States, state: State, next: Option<char>) -> Option<State> {
        let next = next.map(|c| self.alphabet.signs_of(u32::from(c)).0);
        let end = states.end(&self.source, state, next)?;
        end.tells_late().then(|| end.only_late())
    }

    /// Tells what matches up to the places before and behind a sign; false where no more is wanted or
    /// to come.
    #[inline]
    fn told(
        &self,
        states: &States,
        state: State,
        (before, behind): (usize, usize),
        mut tell: impl FnMut(usize, usize) -> bool,
    ) -> bool {
        let mut all = |patterns: &[u32], at| patterns.iter().all(|n| tell(*n as usize, at));
        (!state.tells_late() || all(states.late(state), before))
            && (!state.tells_now() || all(states.now(state), behind))
            && !state.ends()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex_automata::hybrid::dfa::{Config, DFA, OverlappingState};
    use regex_automata::{Anchored, Input, MatchKind};
    use std::sync::LazyLock;

    fn automaton(edge: Edge, trees: &[Hir], most: usize) -> Option<Automaton> {
        let packed = Packed::of(edge, trees, None)?;
        Some(Automaton::new(Wanted::EachHere, packed, most))
    }

    /// So many expressions of a character each, and what may stand around them.
    fn expressions(many: u32) -> Vec<String> {
        let chars = (0..many).filter_map(|n| char::from_u32(0x4e00 + 7 * n));
        let each = chars.map(|c| format!("{c}(?:年|[^{c}0-9a#]万)?"));
        let around = [
            r"(?-u:\b)[a-z]+[0-9]?(?-u:\b)",
            "(?:^|[^一])[一-鿿]{2}(?:$|，)",
            "w[!-~：]+",
        ];
        each.chain(around.map(String::from)).collect()
    }

    /// Automata of characters and one of bytes.
    struct Both {
        edge: Edge,
        own: Automaton,
        /// It knows states that a text walked through before.
        walked: Automaton,
        /// It forgets states as often as it can.
        forgetful: Automaton,
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
            let new = |most| automaton(edge, &trees, most).unwrap();
            let [own, mut walked, forgetful] = [1 << 20, 1 << 20, 1].map(new);
            for text in ["一年丆5万，ab 开", "年，万a"] {
                search(&own, edge, text, 0);
            }
            let walk = own.with(|states| states.walk(&own.source));
            walked.source.walks(&walk);
            Self {
                edge,
                own: new(1 << 20),
                walked,
                forgetful,
                usual: DFA::builder()
                    .thompson(thompson)
                    .configure(config)
                    .build_many(&expressions)
                    .unwrap(),
            }
        }

        fn usual(&self, text: &str, from: usize) -> Vec<(usize, usize)> {
            let input = Input::new(text).anchored(Anchored::Yes);
            let mut found = match self.edge {
                Edge::Start => self.forward(&input.range(from..)),
                Edge::End => self.backward(&input),
            };
            found.sort_unstable();
            found
        }

        fn forward(&self, input: &Input) -> Vec<(usize, usize)> {
            let mut cache = self.usual.create_cache();
            let mut at = OverlappingState::start();
            let next = || {
                (self
                    .usual
                    .try_search_overlapping_fwd(&mut cache, input, &mut at))
                .unwrap();
                let found = at.get_match()?;
                Some((found.pattern().as_usize(), found.offset()))
            };
            std::iter::from_fn(next).collect()
        }

        /// State by state: the library's search tells the second match at a place one byte further on.
        fn backward(&self, input: &Input) -> Vec<(usize, usize)> {
            let (dfa, mut cache) = (&self.usual, self.usual.create_cache());
            let mut found = Vec::new();
            let mut state = dfa.start_state_reverse(&mut cache, input).unwrap();
            for at in (0..=input.haystack().len()).rev() {
                state = match at.checked_sub(1) {
                    Some(before) => dfa.next_state(&mut cache, state, input.haystack()[before]),
                    None => dfa.next_eoi_state(&mut cache, state),
                }
                .unwrap();
                if state.is_match() {
                    let many = dfa.match_len(&cache, state);
                    let all = (0..many).map(|n| dfa.match_pattern(&cache, state, n).as_usize());
                    found.extend(all.map(|pattern| (pattern, at)));
                }
            }
            found
        }
    }

    fn search(own: &Automaton, edge: Edge, text: &str, from: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut tell = |n, at| {
            found.push((n, at));
            true
        };
        own.with(|states| match edge {
            Edge::Start => own.forward(states, text, from, &mut tell),
            Edge::End => own.backward(states, text, 0..text.len(), &mut tell),
        });
        if edge == Edge::Start {
            let last = own.with(|states| own.last(states, text, from));
            assert_eq!(last, found.last().copied(), "{text}");
        }
        found.sort_unstable();
        found
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
            text in "[一丆丕万龙年，0ab\u{d7ff}\u{e000}\u{20000}一-开]{0,5}([ab]{9}[0一]?|w([!-~]|#){9}：?[0-z]{9})?",
        ) {
            let text = before.clone() + &text;
            for both in ALL.iter() {
                let usual = both.usual(&text, before.len());
                for (own, what) in [
                    (&both.own, "own"),
                    (&both.walked, "walked"),
                    (&both.forgetful, "forgetful"),
                ] {
                    let own = search(own, both.edge, &text, before.len());
                    prop_assert_eq!(own, usual.clone(), "{} {:?}", what, both.edge);
                }
            }
        }
    }

    /// What is passed over at once has one sign with few expressions, and two with many.
    #[test]
    fn characters_of_one_byte_have_one_sign_or_two() {
        let second = |both: &Both| both.own.alphabet.signs_of('#'.into()).1;
        let all: Vec<bool> = ALL.iter().map(|both| second(both).is_some()).collect();
        assert_eq!(all, [false, false, true, true]);
    }

    #[test]
    fn what_it_cannot_hold_is_refused() {
        let new = |expression: &str| {
            let tree = regex_syntax::parse(expression).unwrap();
            automaton(Edge::Start, &[tree], 1 << 20)
        };
        let most: String = expressions(2500).concat();
        for expression in [r"\b年", "(?m)^年", &most] {
            assert!(new(expression).is_none(), "{expression}");
        }
        assert!(new("(?-u:[ab])年").is_some());
    }
}
