//! One state of an automaton after another: the nodes that a text may stand at.
//!
//! In: nodes, a state, a sign. Out: the next state. Not here: the table of those that are known
//! (`states`).

use super::kinds::in_word;
use super::machine::{Node, Nodes, Step};
use super::prebuilt::mixed;
use regex_automata::util::look::Look;
use serde::{Deserialize, Serialize};

/// Nodes, and how many of their matches are asked for.
pub(super) struct Determiner {
    nodes: Nodes,
    wanted: Wanted,
    /// For each node the first and the last sign that it may read. Most of the nodes of a state do not
    /// read the sign that comes, and this is told without looking at them.
    reach: Vec<(u8, u8)>,
}

/// Which matches are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All that begin at the place that a text is read from.
    EachHere,
    /// The preferred one of those.
    FirstHere,
    /// The preferred one of those that begin first, there or behind. For letters of one sign: a match may
    /// begin behind each.
    FirstAnywhere,
}

/// Stands among the nodes of a state for a match that begins behind the next sign. It is the least
/// preferred, and a match hides it.
const BEHIND: u32 = u32::MAX;

/// What stands before the place that a text is read from, as far as an expression may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    Word,
    Other,
}

impl Before {
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Word, Self::Other];

    /// Of a byte of a text.
    #[inline]
    pub fn of(text: &str, at: usize) -> Self {
        Self::by(at.checked_sub(1).and_then(|at| text.as_bytes().get(at)))
    }

    /// Where a text is read backwards.
    #[inline]
    pub fn behind(text: &str, at: usize) -> Self {
        Self::by(text.as_bytes().get(at))
    }

    /// A sign that stands for it where nothing else is asked of it.
    pub fn sign(self) -> Option<u8> {
        match self {
            Self::Nothing => None,
            Self::Word => Some(b'a'),
            Self::Other => Some(b'-'),
        }
    }

    #[inline]
    fn by(byte: Option<&u8>) -> Self {
        match byte {
            None => Self::Nothing,
            Some(0x80..) => Self::Other,
            Some(byte) if in_word(u32::from(*byte)) => Self::Word,
            Some(_) => Self::Other,
        }
    }
}

/// A state.
#[derive(Debug, Clone, Default)]
pub(super) struct Set {
    /// The nodes that read a sign, ask for what follows or tell a match, the most preferred first.
    pub nodes: Vec<u32>,
    pub tells: Tells,
}

/// What a state tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tells {
    /// The patterns that match up to here.
    pub now: Vec<u32>,
    /// The patterns whose match up to the place before the last sign that sign made certain.
    pub late: Vec<u32>,
    /// Where a node asks for what follows: whether the text begins here, or a word may end.
    pub asks: Option<(bool, bool)>,
    /// Whether nothing more can match.
    pub ends: bool,
}

impl Set {
    /// Two states have the same by a chance of one in 2⁶⁴.
    pub fn key(&self) -> u64 {
        let asks = match self.tells.asks {
            None => 0,
            Some((begins, word)) => 1 | u64::from(begins) << 1 | u64::from(word) << 2,
        };
        let heads = [asks, self.tells.late.len() as u64].into_iter();
        let key = heads.fold(0, mixed);
        [&self.tells.late, &self.nodes]
            .into_iter()
            .fold(key, |key, all| {
                let mut pairs = all.chunks_exact(2);
                let pair = |pair: &[u32]| pair.iter().fold(0, |pair, n| pair << 32 | u64::from(*n));
                let key = pairs.by_ref().map(pair).fold(key, mixed);
                mixed(key, pair(pairs.remainder()))
            })
    }
}

/// Memory for the making of states.
#[derive(Default)]
pub(super) struct Scratch {
    stack: Vec<u32>,
    /// For each node the last gathering that met it.
    met: Vec<u32>,
    gathering: u32,
    /// Where the nodes of a state are gathered; a state is kept in no more memory than it needs.
    nodes: Vec<u32>,
}

impl Scratch {
    fn begin(&mut self, nodes: usize) -> Found {
        self.gathering = self.gathering.wrapping_add(1);
        if self.gathering == 0 || self.met.len() < nodes {
            self.met = vec![0; nodes];
            self.gathering = 1;
        }
        let mut nodes = std::mem::take(&mut self.nodes);
        nodes.clear();
        Found {
            nodes,
            now: Vec::new(),
            asks: false,
        }
    }

    /// Whether a node is met for the first time.
    fn meet(&mut self, n: u32) -> bool {
        let Some(met) = self.met.get_mut(n as usize) else {
            return false;
        };
        std::mem::replace(met, self.gathering) != self.gathering
    }
}

/// What is gathered of a state.
struct Found {
    nodes: Vec<u32>,
    now: Vec<u32>,
    asks: bool,
}

/// What is known of a place.
#[derive(Clone, Copy)]
struct Place {
    begins: bool,
    /// Whether a word may end: the sign before is part of one.
    word: bool,
    /// Whether the text ends, and whether the next sign is part of a word; none before it is read.
    next: Option<(bool, bool)>,
}

impl Determiner {
    pub fn new(nodes: Nodes, wanted: Wanted) -> Self {
        Self {
            reach: nodes.iter().map(reach).collect(),
            nodes,
            wanted,
        }
    }

    /// The state at the place that a text is read from.
    pub fn start(&self, scratch: &mut Scratch, before: Before) -> Set {
        let place = Place {
            begins: before == Before::Nothing,
            word: before == Before::Word,
            next: None,
        };
        let mut found = scratch.begin(self.nodes.len());
        let behind = (self.wanted == Wanted::FirstAnywhere).then_some(BEHIND);
        let start = behind.unwrap_or(self.nodes.start());
        self.gather_all(scratch, [start].into_iter(), place, &mut found);
        Self::set(scratch, found, place, Vec::new())
    }

    /// The state behind a sign, or at the end of the text.
    pub fn next(
        &self,
        scratch: &mut Scratch,
        (from, tells): (&[u32], &Tells),
        sign: Option<u8>,
    ) -> Set {
        let word = sign.is_some_and(|sign| in_word(u32::from(sign)));
        let known;
        let (mut here, mut late) = (from, Vec::new());
        if let Some((begins, before)) = tells.asks {
            let place = Place {
                begins,
                word: before,
                next: Some((sign.is_none(), word)),
            };
            known = self.settled(scratch, from, place);
            here = &known.nodes;
            let new = known
                .now
                .iter()
                .filter(|pattern| !tells.now.contains(pattern));
            late = new.copied().collect();
        }
        let place = Place {
            begins: false,
            word,
            next: None,
        };
        let mut found = scratch.begin(self.nodes.len());
        if let Some(sign) = sign {
            let to = here.iter().filter_map(|n| self.step(*n, sign));
            self.gather_all(scratch, to, place, &mut found);
        }
        Self::set(scratch, found, place, late)
    }

    fn set(scratch: &mut Scratch, found: Found, place: Place, late: Vec<u32>) -> Set {
        let tells = Tells {
            asks: found.asks.then_some((place.begins, place.word)),
            ends: found.now.len() == found.nodes.len(),
            now: found.now,
            late,
        };
        let nodes = found.nodes.clone();
        scratch.nodes = found.nodes;
        Set { nodes, tells }
    }

    /// What a state holds once it is known what follows.
    fn settled(&self, scratch: &mut Scratch, from: &[u32], place: Place) -> Found {
        let mut found = scratch.begin(self.nodes.len());
        self.gather_all(scratch, from.iter().copied(), place, &mut found);
        found
    }

    #[inline]
    fn step(&self, from: u32, sign: u8) -> Option<u32> {
        if from == BEHIND {
            return Some(from);
        }
        let (first, last) = *self.reach.get(from as usize)?;
        match first <= sign && sign <= last {
            true => self.steps(from, sign),
            false => None,
        }
    }

    fn steps(&self, from: u32, sign: u8) -> Option<u32> {
        let to = |step: &Step| from.wrapping_add_signed(*step);
        match self.nodes.get(from)? {
            Node::Range(start, end, step) if (*start..=*end).contains(&sign) => Some(to(step)),
            Node::Ranges(ranges) => (ranges.iter())
                .find(|(start, end, _)| (*start..=*end).contains(&sign))
                .map(|(.., step)| to(step)),
            _ => None,
        }
    }

    /// Adds what nodes lead to without a sign, as far as no match hides it.
    fn gather_all(
        &self,
        scratch: &mut Scratch,
        nodes: impl Iterator<Item = u32>,
        place: Place,
        found: &mut Found,
    ) {
        for n in nodes {
            let anywhere = n == BEHIND;
            let n = if anywhere { self.nodes.start() } else { n };
            if !self.gather(scratch, n, place, found) {
                return;
            }
            if anywhere {
                found.nodes.push(BEHIND);
            }
        }
    }

    /// Adds what a node leads to without a sign; false where a match hides all that would follow.
    fn gather(&self, scratch: &mut Scratch, n: u32, place: Place, found: &mut Found) -> bool {
        scratch.stack.clear();
        let mut here = Some(n);
        while let Some(n) = here.take().or_else(|| scratch.stack.pop()) {
            if !scratch.meet(n) {
                continue;
            }
            let to = |step: &Step| n.wrapping_add_signed(*step);
            match self.nodes.get(n) {
                Some(Node::Range(..) | Node::Ranges(_)) => found.nodes.push(n),
                Some(Node::Match(pattern)) => {
                    found.nodes.push(n);
                    found.now.push(*pattern);
                    if self.wanted != Wanted::EachHere {
                        return false;
                    }
                }
                Some(Node::Look(look, next)) => match holds(*look, place) {
                    Some(true) => here = Some(to(next)),
                    Some(false) => {}
                    None => {
                        found.nodes.push(n);
                        found.asks = true;
                    }
                },
                Some(Node::Either(one, other)) => {
                    scratch.stack.push(to(other));
                    here = Some(to(one));
                }
                Some(Node::Any(all)) => scratch.stack.extend(all.iter().rev().map(to)),
                Some(Node::Group { next, .. }) => here = Some(to(next)),
                Some(Node::Fail) | None => {}
            }
        }
        true
    }
}

/// The first and the last sign that a node may read; a first behind the last where it reads none.
fn reach(node: &Node) -> (u8, u8) {
    const NONE: (u8, u8) = (1, 0);
    match node {
        Node::Range(first, last, _) => (*first, *last),
        Node::Ranges(ranges) => {
            let wider = |(a, z): (u8, u8), first: u8, last: u8| (a.min(first), z.max(last));
            let ranges = ranges.iter();
            ranges.fold((u8::MAX, 0), |all, (first, last, _)| {
                wider(all, *first, *last)
            })
        }
        _ => NONE,
    }
}

/// Whether what a node asks for holds at a place; none where what follows tells.
fn holds(look: u32, place: Place) -> Option<bool> {
    match Look::from_repr(look) {
        Some(Look::Start) => Some(place.begins),
        Some(Look::End) => place.next.map(|(ends, _)| ends),
        Some(Look::WordAscii) => place.next.map(|(_, word)| word != place.word),
        // An alphabet knows no other.
        _ => Some(false),
    }
}
