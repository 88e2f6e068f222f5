//! The characters that texts are mostly made of, each with its rank: how many are asked for more often.
//!
//! In: a character. Out: its rank, if it has one. What an alphabet says of characters stands in this order, so
//! that what a text asks for again and again lies together in each of some hundred alphabets. Not here: what
//! is said of them (`alphabet`).

use super::prebuilt::{FORM, found, hashed, records};
use encoding_rs::GBK;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The characters that have a rank.
#[derive(Debug, Default)]
pub(super) struct Ranks {
    /// They and their ranks, in the order of code points.
    all: Vec<(u32, u16)>,
    /// The rank of each character from U+0000 on.
    of: Vec<u16>,
}

/// The rank of a character that has none.
const NONE: u16 = u16::MAX;

impl From<Vec<(u32, u16)>> for Ranks {
    fn from(all: Vec<(u32, u16)>) -> Self {
        let mut of = vec![NONE; all.last().map_or(0, |(c, _)| *c as usize + 1)];
        for (c, rank) in &all {
            if let Some(of) = of.get_mut(*c as usize) {
                *of = *rank;
            }
        }
        Self { all, of }
    }
}

impl Ranks {
    /// As they stand in the file; none while it is recorded.
    pub fn built_in() -> &'static Self {
        static RANKS: OnceLock<Ranks> = OnceLock::new();
        RANKS.get_or_init(|| found::<Vec<_>>(key()).unwrap_or_default().into())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The rank of each character from U+0000 on, or a number that is none.
    pub fn of_each(&self) -> &[u16] {
        &self.of
    }

    /// The rank of a character, or a number that is none.
    pub fn of(&self, c: u32) -> usize {
        self.of.get(c as usize).copied().unwrap_or(NONE).into()
    }

    /// The characters from one on and before another that have a rank.
    pub fn between(&self, from: u32, end: u32) -> &[(u32, u16)] {
        let place = |c| self.all.partition_point(|(other, _)| *other < c);
        self.all.get(place(from)..place(end)).unwrap_or_default()
    }
}

fn key() -> u64 {
    hashed(FORM, b"ranks")
}

/// While it is recorded: how often each character was asked for.
static ASKED: Mutex<BTreeMap<u32, u64>> = Mutex::new(BTreeMap::new());

fn asked() -> MutexGuard<'static, BTreeMap<u32, u64>> {
    ASKED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a character that has no rank and is asked for, while it is recorded.
#[cold]
pub(super) fn note(c: u32) {
    if records() {
        *asked().entry(c).or_default() += 1;
    }
}

/// What was noted, the most asked first, and behind it the hanzi of everyday use: the first level of
/// GB/T 2312, rows 16 to 55.
pub(super) fn written() -> Result<(u64, Vec<u8>), postcard::Error> {
    let asked = asked();
    let mut order: Vec<u32> = asked.keys().copied().filter(|c| *c < 0x1_0000).collect();
    order.sort_by_key(|c| std::cmp::Reverse(asked.get(c)));
    let everyday: Vec<u8> = (0xb0..=0xd7)
        .flat_map(|row| (0xa1..=0xfe).flat_map(move |cell| [row, cell]))
        .collect();
    let (everyday, ..) = GBK.decode(&everyday);
    let hanzi = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    order.extend(everyday.chars().filter(hanzi).map(u32::from));
    let mut seen = BTreeSet::new();
    order.retain(|c| seen.insert(*c));
    let mut all: Vec<(u32, u16)> = order.into_iter().zip(0..NONE).collect();
    all.sort_unstable();
    Ok((key(), postcard::to_stdvec(&all)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_has_the_rank_that_it_was_given() {
        let ranks = Ranks::from(vec![(u32::from('a'), 2), (u32::from('年'), 0), (0xffff, 1)]);
        let of = ['a', '年', '\u{ffff}', 'b', '\u{20000}'].map(|c| ranks.of(c.into()));
        assert_eq!(of[..3], [2, 0, 1]);
        assert!(of[3..].iter().all(|rank| *rank >= ranks.len()));
        let between = |from: char, end: char| ranks.between(from.into(), end.into()).len();
        assert_eq!([between('a', '年'), between('b', '\u{ffff}')], [1, 1]);
        assert_eq!(between('\0', '\u{20000}'), 3);
    }

    #[test]
    fn what_texts_are_made_of_comes_first() {
        let ranks = Ranks::built_in();
        assert!(ranks.len() > 3755);
        let most = |text: &str| text.chars().map(|c| ranks.of(c.into())).max().unwrap();
        assert!(most("0年的，") < 100 && most("县级") < 600);
        assert!(most("呵") > 1000 && most("呵") < ranks.len());
    }
}
