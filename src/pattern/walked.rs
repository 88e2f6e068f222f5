//! The states of automata that texts walked through before the program was compiled.
//!
//! In: the nodes of an automaton, by their hash. Out: states, and where each sign leads from them, as
//! they stand in `prebuilt.bin`. To look one up takes some hundred instructions, to make it some thousand.
//! What is not there is made (`determine`), with the same outcome.

use super::determine::Before;
use super::prebuilt::found;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// What a state tells.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Stop {
    /// The hash of its nodes.
    #[serde(with = "whole")]
    pub key: u64,
    /// The patterns that match up to here.
    pub now: Vec<u32>,
    /// The patterns whose match up to the place before the last sign that sign made certain.
    pub late: Vec<u32>,
    /// Whether a match depends on what follows.
    pub asks: bool,
    /// Whether nothing more can match.
    pub ends: bool,
}

/// A hash has no shorter spelling than its bytes.
mod whole {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(key: &u64, to: S) -> Result<S::Ok, S::Error> {
        key.to_le_bytes().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        <[u8; 8]>::deserialize(from).map(u64::from_le_bytes)
    }
}

/// The states, each before those that it is the first to lead to. Numbers of states begin with one;
/// zero is a state that is not among them.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Written {
    starts: [u32; Before::ALL.len()],
    stops: Vec<Stop>,
    /// Where most signs lead from each.
    usual: Vec<u32>,
    /// For each how many signs lead elsewhere.
    others: Vec<u32>,
    /// Where, and by which sign.
    #[serde(with = "serde_bytes")]
    signs: Vec<u8>,
    to: Vec<u32>,
}

/// What is known of an automaton.
#[derive(Default)]
pub(super) struct Walked {
    written: Written,
    /// The place of the first sign that leads elsewhere from each state.
    first: Vec<u32>,
    numbers: OnceLock<HashMap<u64, u32>>,
    reached: OnceLock<Vec<Option<Reached>>>,
}

/// How a state was first reached.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reached {
    Start(Before),
    /// From this state by this sign.
    Step(u32, u8),
}

impl From<Written> for Walked {
    fn from(written: Written) -> Self {
        let sums = written.others.iter().scan(0, |sum, others| {
            *sum += others;
            Some(*sum)
        });
        Self {
            first: std::iter::once(0).chain(sums).collect(),
            written,
            ..Self::default()
        }
    }
}

impl Walked {
    /// The states of an automaton with this key; none where it is not known.
    pub fn of(key: u64) -> Self {
        let written: Written = found(key).unwrap_or_default();
        written.into()
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.written.stops.len()
    }

    /// The state at the place that a text is read from.
    pub fn start(&self, before: Before) -> Option<u32> {
        self.written.starts.get(before as usize)?.checked_sub(1)
    }

    /// What a state tells.
    pub fn stop(&self, n: u32) -> Option<&Stop> {
        self.written.stops.get(n as usize)
    }

    /// The state behind a sign.
    pub fn next(&self, n: u32, sign: u8) -> Option<u32> {
        let (signs, to) = self.others(n)?;
        let to = match signs.binary_search(&sign) {
            Ok(at) => to.get(at),
            Err(_) => self.written.usual.get(n as usize),
        };
        to?.checked_sub(1)
    }

    /// The signs that lead elsewhere than most, and where.
    fn others(&self, n: u32) -> Option<(&[u8], &[u32])> {
        let first = |n: u32| Some(*self.first.get(n as usize)? as usize);
        let places = first(n)?..first(n + 1)?;
        let signs = self.written.signs.get(places.clone())?;
        Some((signs, self.written.to.get(places)?))
    }

    /// The state whose nodes have this hash.
    pub fn number(&self, key: u64) -> Option<u32> {
        let numbers = self.numbers.get_or_init(|| {
            let keys = self.written.stops.iter().map(|stop| stop.key);
            keys.zip(0..).collect()
        });
        numbers.get(&key).copied()
    }

    /// How a state was reached first.
    pub fn reached(&self, n: u32) -> Option<Reached> {
        let all = self.reached.get_or_init(|| {
            let mut reached = vec![None; self.len()];
            let mut note = |n: u32, how| {
                let place = n.checked_sub(1).and_then(|n| reached.get_mut(n as usize));
                if let Some(place @ None) = place {
                    *place = Some(how);
                }
            };
            for (before, n) in Before::ALL.into_iter().zip(self.written.starts) {
                note(n, Reached::Start(before));
            }
            for (from, usual) in (0..).zip(&self.written.usual) {
                let (signs, to) = self.others(from).unwrap_or_default();
                if let Some(sign) = (0..=u8::MAX).find(|sign| !signs.contains(sign)) {
                    note(*usual, Reached::Step(from, sign));
                }
                for (sign, to) in signs.iter().zip(to) {
                    note(*to, Reached::Step(from, *sign));
                }
            }
            reached
        });
        *all.get(n as usize)?
    }
}

/// What texts walk through while it is recorded.
#[derive(Default)]
pub(super) struct Walk {
    starts: [Option<u64>; Before::ALL.len()],
    /// By their hash, with the hash of what each sign leads to.
    stops: BTreeMap<u64, (Stop, BTreeMap<u8, u64>)>,
}

impl Walk {
    /// A text is read from here.
    pub fn begin(&mut self, before: Before, stop: &Stop) {
        self.starts[before as usize] = Some(stop.key);
        self.stop(stop);
    }

    /// A sign leads from a state to another.
    pub fn step(&mut self, from: &Stop, sign: u8, to: &Stop) {
        self.stop(to);
        self.stop(from).insert(sign, to.key);
    }

    fn stop(&mut self, stop: &Stop) -> &mut BTreeMap<u8, u64> {
        let own = self.stops.entry(stop.key);
        &mut own.or_insert_with(|| (stop.clone(), BTreeMap::new())).1
    }

    /// Numbered from the starts on, the nearest first; without states that nothing led on from.
    pub(super) fn written(&self) -> Written {
        let mut order: Vec<u64> = Vec::new();
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut number = |order: &mut Vec<u64>, key: u64| {
            let stop = self.stops.get(&key);
            if stop.is_none_or(|(stop, steps)| steps.is_empty() && !stop.ends) {
                return 0;
            }
            *numbers.entry(key).or_insert_with(|| {
                order.push(key);
                order.len() as u32
            })
        };
        let starts = self
            .starts
            .map(|key| key.map_or(0, |key| number(&mut order, key)));
        let mut out = Written {
            starts,
            ..Written::default()
        };
        let mut at = 0;
        while let Some((stop, steps)) = order.get(at).and_then(|key| self.stops.get(key)) {
            at += 1;
            let mut often: BTreeMap<u64, usize> = BTreeMap::new();
            steps
                .values()
                .for_each(|to| *often.entry(*to).or_default() += 1);
            let most = often.iter().max_by_key(|(_, often)| **often);
            let usual = most.map_or(0, |(to, _)| *to);
            let others = steps.iter().filter(|(_, to)| **to != usual);
            out.usual.push(number(&mut order, usual));
            out.stops.push(stop.clone());
            let from = out.to.len();
            for (sign, to) in others {
                out.signs.push(*sign);
                out.to.push(number(&mut order, *to));
            }
            out.others.push((out.to.len() - from) as u32);
        }
        out
    }
}

/// By the hash of the nodes.
static WALKS: OnceLock<Mutex<BTreeMap<u64, Walk>>> = OnceLock::new();

fn walks() -> MutexGuard<'static, BTreeMap<u64, Walk>> {
    let walks = WALKS.get_or_init(Mutex::default).lock();
    walks.unwrap_or_else(PoisonError::into_inner)
}

/// Notes what is walked in an automaton.
pub(super) fn note(key: u64, noted: impl FnOnce(&mut Walk)) {
    noted(walks().entry(key).or_default());
}

/// All that was noted, each by its key.
///
/// # Errors
/// It is too large to be written.
pub(super) fn written() -> Result<Vec<(u64, Vec<u8>)>, postcard::Error> {
    let walks = walks();
    let bytes = |walk: &Walk| postcard::to_stdvec(&walk.written());
    walks
        .iter()
        .map(|(key, walk)| Ok((*key, bytes(walk)?)))
        .collect()
}
