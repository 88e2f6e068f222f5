//! The states of an automaton that a thread knows, as a table: state and sign give the next one.
//!
//! In: a state, a sign. Out: the next state, and whether it tells a match. A state is made when it
//! is first asked for, from those that were walked before (`walked`) or else anew (`determine`).

use super::determine::{Before, Determiner, Scratch, Set, Tells, Wanted};
use super::prebuilt::{FORM, hashed, records};
pub(super) use super::state::State;
use super::state::{Cell, NUMBERS, UNKNOWN};
#[cfg(test)]
use super::walked::Walk;
use super::walked::{self, ByKey, Walked};
use std::sync::OnceLock;

/// What the states of an automaton are made from; one for all threads.
pub(super) struct Source {
    /// A row of the table has two to one more than this many places.
    shift: u8,
    /// The place of a row that stands for the end of a text.
    end: u8,
    /// Apart, so that what each step asks stands close together.
    makes: Box<Makes>,
}

/// What is asked where a state is made.
struct Makes {
    /// The nodes, which are read when a state must be made anew.
    nodes: Vec<u8>,
    determiner: OnceLock<Determiner>,
    walked: OnceLock<Walked>,
    key: u64,
    wanted: Wanted,
    /// So many bytes of states are kept.
    most: usize,
}

/// The states that a thread knows.
#[derive(Default)]
pub(super) struct States {
    table: Vec<Cell>,
    /// By their numbers, each with the last pattern that it tells, if any: who asks for a state that tells
    /// something asks for that next.
    all: Vec<(State, u32)>,
    starts: [Option<State>; 3],
    /// Apart, so that what each step asks stands close together.
    more: Box<More>,
}

/// What is asked less often.
#[derive(Default)]
struct More {
    known: Vec<Known>,
    /// The characters of one byte that leave each state as it is, a bit for each that was met.
    same: Vec<[u64; 2]>,
    /// Those that were not walked before.
    by_key: ByKey<State>,
    /// For each that was walked before, which it is here.
    of_walked: Vec<Option<State>>,
    /// The bytes of all nodes.
    bytes: usize,
    scratch: Scratch,
}

/// What is known of a state.
struct Known {
    tells: Tells,
    /// Its number among those that were walked before.
    walked: Option<u32>,
    nodes: Option<Vec<u32>>,
}

impl Source {
    /// `last`: the last sign; `most`: how many bytes of states are kept.
    pub fn new(nodes: Vec<u8>, wanted: Wanted, last: u8, most: usize) -> Self {
        let end = last.saturating_add(1);
        let columns = usize::from(end) + 1;
        let key = hashed(FORM << 2 | wanted as u64, &nodes);
        let makes = Makes {
            nodes,
            determiner: OnceLock::new(),
            walked: OnceLock::new(),
            key,
            wanted,
            most,
        };
        Self {
            // There are two columns at least.
            shift: columns.next_power_of_two().trailing_zeros() as u8 - 1,
            end,
            makes: Box::new(makes),
        }
    }

    fn determiner(&self) -> &Determiner {
        let Makes { nodes, wanted, .. } = &*self.makes;
        self.makes.determiner.get_or_init(|| {
            // They are what `Packed::of` wrote, here or for the file.
            let nodes = postcard::from_bytes(nodes).unwrap_or_default();
            Determiner::new(nodes, *wanted)
        })
    }

    fn walked(&self) -> &Walked {
        let Makes { walked, key, .. } = &*self.makes;
        walked.get_or_init(|| Walked::of(*key))
    }

    #[inline]
    fn place(&self, state: State, sign: u8) -> usize {
        (state.twice() << self.shift) + usize::from(sign)
    }

    /// How many places a row has.
    fn row(&self) -> usize {
        2 << self.shift
    }
}

impl States {
    /// The state at the place that a text is read from.
    #[inline]
    pub fn start(&mut self, source: &Source, before: Before) -> State {
        match self.starts[before as usize] {
            Some(state) => state,
            None => self.begin(source, before),
        }
    }

    /// Whether no match has begun.
    #[inline]
    pub fn is_idle(&self, state: State) -> bool {
        self.starts[Before::Other as usize] == Some(state)
    }

    #[cold]
    fn begin(&mut self, source: &Source, before: Before) -> State {
        let state = match source.walked().start(before) {
            Some(w) => self.as_walked(source, w),
            None => {
                let set = source.determiner().start(&mut self.more.scratch, before);
                self.state_of(source, set)
            }
        };
        if let (true, Some(set)) = (records(), self.set(source, state)) {
            walked::note(source.makes.key, |walk| walk.begin(before, &set));
        }
        self.starts[before as usize] = Some(state);
        state
    }

    /// The state behind a sign.
    #[inline]
    pub fn next(&mut self, source: &Source, from: State, sign: u8) -> State {
        match self.table.get(source.place(from, sign)) {
            Some(cell) if cell & 1 == 0 => State::of(*cell),
            Some(cell) => match self.all.get(usize::from(*cell >> 1)) {
                Some((state, _)) => *state,
                None => self.asked(source, from, sign),
            },
            None => self.asked(source, from, sign),
        }
    }

    /// The same where it is made already.
    pub fn known(&self, source: &Source, from: State, sign: u8) -> Option<State> {
        let cell = self.table.get(source.place(from, sign))?;
        let known = self.all.get(usize::from(cell >> 1));
        known.map(|(state, _)| *state)
    }

    /// Notes that a character of one byte leaves a state as it is.
    pub fn note_same(&mut self, state: State, c: u32) {
        let same = self.more.same.get_mut(state.number());
        if let Some(bits) = same.and_then(|same| same.get_mut(c as usize / 64)) {
            *bits |= 1 << (c % 64);
        }
    }

    /// With how many characters a text begins that are noted so.
    #[inline]
    pub fn same(&self, state: State, text: &[u8]) -> usize {
        let same = self
            .more
            .same
            .get(state.number())
            .copied()
            .unwrap_or_default();
        let stays = |b: &&u8| {
            let bits = same.get(usize::from(**b / 64));
            bits.is_some_and(|bits| bits >> (**b % 64) & 1 == 1)
        };
        text.iter().take_while(stays).count()
    }

    /// The state behind what is read, where the sign that follows, or the end of the text, makes
    /// something certain.
    pub fn end(&mut self, source: &Source, from: State, next: Option<u8>) -> Option<State> {
        let known = self.more.known.get(from.number())?;
        let asks = known.tells.asks.is_some();
        asks.then(|| self.next(source, from, next.unwrap_or(source.end)))
    }

    /// The patterns that match up to here.
    pub fn now(&self, state: State) -> &[u32] {
        let known = self.more.known.get(state.number());
        known.map(|k| k.tells.now.as_slice()).unwrap_or_default()
    }

    /// The patterns that matched up to the place before the last sign.
    pub fn late(&self, state: State) -> &[u32] {
        let known = self.more.known.get(state.number());
        known.map(|k| k.tells.late.as_slice()).unwrap_or_default()
    }

    /// The last pattern that a state tells, and up to which of the places before and behind the last
    /// sign it matches.
    #[inline]
    pub fn last(&self, state: State, (before, behind): (usize, usize)) -> Option<(usize, usize)> {
        let at = match (state.tells_now(), state.tells_late()) {
            (true, _) => behind,
            (_, true) => before,
            _ => return None,
        };
        let (_, last) = self.all.get(state.number())?;
        Some((*last as usize, at))
    }

    #[cold]
    fn asked(&mut self, source: &Source, from: State, sign: u8) -> State {
        if records() {
            self.record(source, from);
        }
        self.made(source, from, sign)
    }

    /// Makes the state behind a sign.
    fn made(&mut self, source: &Source, mut from: State, sign: u8) -> State {
        let full =
            self.more.bytes + size_of_val(self.table.as_slice()) > source.makes.most && !records();
        if full || self.more.known.len() >= NUMBERS {
            let kept = self.set(source, from).unwrap_or_default();
            *self = Self::default();
            from = self.state_of(source, kept);
        }
        let known = self.more.known.get(from.number());
        let walked = known.and_then(|k| source.walked().next(k.walked?, sign));
        let next = match walked {
            Some(w) => self.as_walked(source, w),
            None => {
                self.know(source, from);
                let set = self.behind(source, from, sign).unwrap_or_default();
                self.state_of(source, set)
            }
        };
        if let Some(cell) = self.table.get_mut(source.place(from, sign)) {
            *cell = next.cell();
        }
        next
    }

    /// While it is recorded: where each sign leads from a state.
    fn record(&mut self, source: &Source, from: State) {
        for sign in 0..=source.end {
            let next = self.made(source, from, sign);
            if let [Some(from), Some(next)] = [from, next].map(|state| self.set(source, state)) {
                walked::note(source.makes.key, |walk| walk.step(&from, sign, &next));
            }
        }
    }

    /// The state that was walked before under this number.
    fn as_walked(&mut self, source: &Source, w: u32) -> State {
        if let Some(Some(state)) = self.more.of_walked.get(w as usize) {
            return *state;
        }
        let walked = source.walked();
        let tells = walked.tells(w).cloned().unwrap_or_default();
        let state = self.add(source, tells, Some(w));
        self.more.of_walked.resize(walked.len(), None);
        if let Some(own) = self.more.of_walked.get_mut(w as usize) {
            *own = Some(state);
        }
        state
    }

    /// The state of these nodes.
    fn state_of(&mut self, source: &Source, set: Set) -> State {
        let key = set.key();
        if let Some(w) = source.walked().number(key) {
            return self.as_walked(source, w);
        }
        if let Some(state) = self.more.by_key.get(&key) {
            return *state;
        }
        let state = self.add(source, set.tells, None);
        self.more.by_key.insert(key, state);
        self.keep(state, set.nodes);
        state
    }

    fn add(&mut self, source: &Source, tells: Tells, walked: Option<u32>) -> State {
        let state = State::new(self.more.known.len(), &tells);
        self.table.resize(self.table.len() + source.row(), UNKNOWN);
        let last = tells.now.last().or(tells.late.last());
        self.all.push((state, last.copied().unwrap_or_default()));
        self.more.same.push([0; 2]);
        self.more.known.push(Known {
            tells,
            walked,
            nodes: None,
        });
        state
    }

    fn keep(&mut self, state: State, nodes: Vec<u32>) {
        if let Some(known) = self.more.known.get_mut(state.number()) {
            self.more.bytes += size_of::<Known>() + size_of_val(nodes.as_slice());
            known.nodes = Some(nodes);
        }
    }

    /// Asks for the nodes of a state that was walked before.
    fn know(&mut self, source: &Source, state: State) {
        let known = self.more.known.get(state.number());
        let unknown = known.filter(|k| k.nodes.is_none());
        if let Some(w) = unknown.and_then(|k| k.walked) {
            let nodes = source.walked().nodes(w).unwrap_or_default();
            self.keep(state, nodes);
        }
    }

    /// A state with its nodes.
    fn set(&mut self, source: &Source, state: State) -> Option<Set> {
        self.know(source, state);
        let known = self.more.known.get(state.number())?;
        Some(Set {
            nodes: known.nodes.clone()?,
            tells: known.tells.clone(),
        })
    }

    /// What stands behind a sign.
    fn behind(&mut self, source: &Source, from: State, sign: u8) -> Option<Set> {
        let Known { nodes, tells, .. } = self.more.known.get(from.number())?;
        let sign = (sign != source.end).then_some(sign);
        let from = (nodes.as_deref()?, tells);
        Some(source.determiner().next(&mut self.more.scratch, from, sign))
    }
}

#[cfg(test)]
impl Source {
    /// As if this had been walked before.
    pub fn walks(&mut self, walk: &Walk) {
        self.makes.walked = OnceLock::from(Walked::by(walk));
        assert!(self.walked().len() > 2, "states are missing");
    }
}

#[cfg(test)]
impl States {
    /// Where each sign leads from the states that were asked.
    pub fn walk(&mut self, source: &Source) -> Walk {
        let mut walk = Walk::default();
        for (before, state) in Before::ALL.into_iter().zip(self.starts) {
            if let Some(state) = state {
                walk.begin(before, &self.set(source, state).unwrap());
            }
        }
        let rows = self.table.chunks(source.row());
        let asked: Vec<bool> = rows
            .map(|row| row.iter().any(|cell| *cell != UNKNOWN))
            .collect();
        for n in (0..asked.len()).filter(|n| asked[*n]) {
            let (from, _) = self.all[n];
            for sign in 0..=source.end {
                let next = self.made(source, from, sign);
                let [from, next] = [from, next].map(|s| self.set(source, s).unwrap());
                walk.step(&from, sign, &next);
            }
        }
        walk
    }
}
