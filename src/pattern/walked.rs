//! The states of automata that texts walked through before the program was compiled.
//!
//! In: the nodes of an automaton, by their hash. Out: states, and where each sign leads from them, as
//! they stand in `prebuilt.bin`. To look one up takes some hundred instructions, to make it some thousand.
//! What is not there is made (`determine`), with the same outcome.

use super::determine::{Before, Set, Tells};
use super::prebuilt::{found, hashed};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// By the hash of a state's nodes.
pub(super) type ByKey<T> = HashMap<u64, T, BuildHasherDefault<Same>>;

/// The hash of what is a hash already.
#[derive(Default)]
pub(super) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hashed(self.0, bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }

    /// The length of bytes, which [`hashed`] adds to them by itself.
    fn write_usize(&mut self, _: usize) {}
}

/// Numbers of so many bytes each, which are read where they lie.
#[derive(Default, Serialize, Deserialize)]
struct Column<const BYTES: usize>(#[serde(with = "serde_bytes")] Vec<u8>);

impl<const BYTES: usize> Column<BYTES> {
    fn push(&mut self, n: u64) {
        self.0.extend(n.to_le_bytes().iter().take(BYTES));
    }

    #[inline]
    fn get(&self, at: usize) -> Option<u64> {
        let (all, _) = self.0.as_chunks::<BYTES>();
        let mut n = [0; 8];
        n.iter_mut().zip(all.get(at)?).for_each(|(n, b)| *n = *b);
        Some(u64::from_le_bytes(n))
    }

    fn iter(&self) -> impl Iterator<Item = u64> {
        (0..).map_while(|at| self.get(at))
    }
}

/// The states, the nearest to the starts first. Numbers of states begin with one; zero is a state that
/// is not among them.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Written {
    starts: [u32; Before::ALL.len()],
    /// The hash of the nodes of each.
    keys: Column<8>,
    /// What states tell, and the place of each state's there.
    told: Vec<Tells>,
    tells: Column<2>,
    /// Where most signs lead from each.
    usual: Column<2>,
    /// For each how many signs lead elsewhere.
    others: Column<1>,
    /// Where, and by which sign.
    #[serde(with = "serde_bytes")]
    signs: Vec<u8>,
    to: Column<2>,
}

/// The nodes of each state, which are asked for where a text leads to one that is not among them.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Nodes {
    /// Where those of each end.
    ends: Column<4>,
    /// How far each is from the one before.
    #[serde(with = "serde_bytes")]
    steps: Vec<u8>,
}

impl Nodes {
    fn push(&mut self, nodes: &[u32]) -> Result<(), postcard::Error> {
        let before = [0].iter().chain(nodes);
        let steps = nodes.iter().zip(before);
        let steps = steps.map(|(n, before)| n.wrapping_sub(*before) as i32);
        let steps = postcard::to_stdvec(&steps.collect::<Vec<_>>())?;
        self.steps.extend(steps);
        self.ends.push(self.steps.len() as u64);
        Ok(())
    }

    fn get(&self, n: u32) -> Option<Vec<u32>> {
        let end = |n: u32| Some(self.ends.get(n as usize)? as usize);
        let from = n.checked_sub(1).map_or(Some(0), end)?;
        let steps: Vec<i32> = postcard::from_bytes(self.steps.get(from..end(n)?)?).ok()?;
        let nodes = steps.into_iter().scan(0u32, |n, step| {
            *n = n.wrapping_add_signed(step);
            Some(*n)
        });
        Some(nodes.collect())
    }
}

/// What is known of an automaton.
#[derive(Default)]
pub(super) struct Walked {
    key: u64,
    written: Written,
    /// The place of the first sign that leads elsewhere from each state.
    first: Vec<u32>,
    numbers: OnceLock<ByKey<u32>>,
    nodes: OnceLock<Nodes>,
}

impl From<Written> for Walked {
    fn from(written: Written) -> Self {
        let sums = written.others.iter().scan(0, |sum, others| {
            *sum += others as u32;
            Some(*sum)
        });
        Self {
            first: std::iter::once(0).chain(sums).collect(),
            written,
            ..Self::default()
        }
    }
}

/// Under which the nodes stand.
fn key_of_nodes(key: u64) -> u64 {
    hashed(key, b"nodes")
}

impl Walked {
    /// The states of an automaton with this key; none where it is not known.
    pub fn of(key: u64) -> Self {
        let written: Written = found(key).unwrap_or_default();
        Self {
            key,
            ..written.into()
        }
    }

    /// How many states there are.
    pub fn len(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// The state at the place that a text is read from.
    pub fn start(&self, before: Before) -> Option<u32> {
        self.written.starts.get(before as usize)?.checked_sub(1)
    }

    /// What a state tells.
    pub fn tells(&self, n: u32) -> Option<&Tells> {
        let at = self.written.tells.get(n as usize)?;
        self.written.told.get(at as usize)
    }

    /// The state behind a sign.
    pub fn next(&self, n: u32, sign: u8) -> Option<u32> {
        let first = |n: u32| Some(*self.first.get(n as usize)? as usize);
        let from = first(n)?;
        let signs = self.written.signs.get(from..first(n + 1)?)?;
        let to = match signs.binary_search(&sign) {
            Ok(at) => self.written.to.get(from + at),
            Err(_) => self.written.usual.get(n as usize),
        };
        (to? as u32).checked_sub(1)
    }

    /// The state whose nodes have this hash.
    pub fn number(&self, key: u64) -> Option<u32> {
        let numbers = || self.written.keys.iter().zip(0..).collect();
        let numbers = self.numbers.get_or_init(numbers);
        numbers.get(&key).copied()
    }

    /// The nodes of a state.
    pub fn nodes(&self, n: u32) -> Option<Vec<u32>> {
        let found = || found(key_of_nodes(self.key)).unwrap_or_default();
        self.nodes.get_or_init(found).get(n)
    }
}

/// What texts walk through while it is recorded.
#[derive(Default)]
pub(super) struct Walk {
    starts: [Option<u64>; Before::ALL.len()],
    /// By their hash, with the hash of what each sign leads to.
    sets: BTreeMap<u64, (Set, BTreeMap<u8, u64>)>,
}

impl Walk {
    /// A text is read from here.
    pub fn begin(&mut self, before: Before, set: &Set) {
        self.starts[before as usize] = Some(set.key());
        self.set(set);
    }

    /// A sign leads from a state to another.
    pub fn step(&mut self, from: &Set, sign: u8, to: &Set) {
        self.set(to);
        self.set(from).insert(sign, to.key());
    }

    fn set(&mut self, set: &Set) -> &mut BTreeMap<u8, u64> {
        let own = self.sets.entry(set.key());
        &mut own.or_insert_with(|| (set.clone(), BTreeMap::new())).1
    }

    /// Numbered from the starts on, the nearest first; without states that nothing led on from, and
    /// without those for which two bytes are too few.
    pub(super) fn written(&self) -> Result<(Written, Nodes), postcard::Error> {
        let mut order: Vec<u64> = Vec::new();
        let mut numbers: ByKey<u16> = ByKey::default();
        let mut number = |order: &mut Vec<u64>, key: u64| {
            let set = self.sets.get(&key);
            if set.is_none_or(|(set, steps)| steps.is_empty() && !set.tells.ends) {
                return 0;
            }
            let next = u16::try_from(order.len() + 1).unwrap_or_default();
            *numbers.entry(key).or_insert_with(|| {
                order.extend((next > 0).then_some(key));
                next
            })
        };
        let starts = self
            .starts
            .map(|key| key.map_or(0, |key| number(&mut order, key)));
        let mut out = Written {
            starts: starts.map(u32::from),
            ..Written::default()
        };
        let mut nodes = Nodes::default();
        let mut at = 0;
        while let Some((key, (set, steps))) = order.get(at).and_then(|k| self.sets.get_key_value(k))
        {
            at += 1;
            let steps = steps
                .iter()
                .map(|(sign, key)| (*sign, number(&mut order, *key)));
            let steps: Vec<(u8, u16)> = steps.collect();
            let mut often: BTreeMap<u16, usize> = BTreeMap::new();
            steps
                .iter()
                .for_each(|(_, to)| *often.entry(*to).or_default() += 1);
            let most = often.iter().max_by_key(|(_, often)| **often);
            let usual = most.map_or(0, |(to, _)| *to);
            let before = out.signs.len();
            for (sign, to) in steps.into_iter().filter(|(_, to)| *to != usual) {
                out.signs.push(sign);
                out.to.push(to.into());
            }
            out.others.push((out.signs.len() - before) as u64);
            out.usual.push(usual.into());
            out.keys.push(*key);
            let told = out.told.iter().position(|told| *told == set.tells);
            out.tells.push(told.unwrap_or(out.told.len()) as u64);
            if told.is_none() {
                out.told.push(set.tells.clone());
            }
            nodes.push(&set.nodes)?;
        }
        Ok((out, nodes))
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
    let mut all = Vec::new();
    for (key, walk) in walks().iter() {
        let (written, nodes) = walk.written()?;
        all.push((*key, postcard::to_stdvec(&written)?));
        all.push((key_of_nodes(*key), postcard::to_stdvec(&nodes)?));
    }
    Ok(all)
}

#[cfg(test)]
impl Walked {
    /// As if this had been walked before.
    pub fn by(walk: &Walk) -> Self {
        let (written, nodes) = walk.written().unwrap();
        Self {
            nodes: OnceLock::from(nodes),
            ..written.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_are_read_as_they_were_written() {
        let states: [&[u32]; 5] = [&[7, 3, u32::MAX], &[], &[0], &[u32::MAX, 0, 1 << 31], &[5]];
        let mut nodes = Nodes::default();
        states.iter().for_each(|n| nodes.push(n).unwrap());
        let read = (0..6).map(|n| nodes.get(n));
        let written = states.map(|n| Some(n.to_vec())).into_iter();
        assert!(read.eq(written.chain([None])));
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let mut column = Column::<2>::default();
        [0, 258, 65_535].into_iter().for_each(|n| column.push(n));
        assert!(column.iter().eq([0, 258, 65_535]));
    }
}
