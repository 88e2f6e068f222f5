//! The letters of a set of expressions: characters that none of them tells apart are one.
//!
//! In: expressions as trees. Out: the letter of each character, and the signs that spell it. An
//! automaton of them takes one step for a character, two for some, where one over the bytes of
//! UTF-8 takes three and has the states between them. Not here: the trees over letters (`spelling`).

use super::kinds::{BITS, DOUBLE, Kinds, signs};
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The block of Unicode that most hanzi stand in.
const FIRST_HANZI: u32 = 0x4e00;
const LAST_HANZI: u32 = 0xa000;
/// No character: a free place of a table.
const FREE: u32 = u32::MAX;

/// What spells the characters of a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Letters", into = "Letters")]
pub(super) struct Alphabet {
    /// At a place by the hash of a character, or behind it: the character and its letter.
    table: Vec<u32>,
    shift: u32,
    /// For characters in no table: from which on it is this letter.
    wide: Vec<(u32, u16)>,
    /// The letter of nearly all hanzi that are in no table, and from where to where it is.
    hanzi: (u16, Range<u32>),
}

/// Which letter each character is.
#[derive(Serialize, Deserialize)]
struct Letters {
    /// Characters one by one, in order.
    few: Vec<(u32, u16)>,
    /// For all others: from which on it is this letter.
    wide: Vec<(u32, u16)>,
}

impl From<Alphabet> for Letters {
    fn from(alphabet: Alphabet) -> Self {
        let held = alphabet.table.into_iter().filter(|here| *here != FREE);
        let mut few: Vec<_> = held.map(|here| (here >> BITS, letter_of(here))).collect();
        few.sort_unstable();
        Self {
            few,
            wide: alphabet.wide,
        }
    }
}

impl From<Letters> for Alphabet {
    fn from(Letters { few, wide }: Letters) -> Self {
        let size = (few.len() * 2).next_power_of_two().max(2);
        let next = wide.iter().skip(1).map(|(from, _)| *from).chain([u32::MAX]);
        let longest = wide.iter().zip(next).max_by_key(|((from, _), next)| {
            let hanzi = FIRST_HANZI.max(*from)..LAST_HANZI.min(*next);
            hanzi.len()
        });
        let mut out = Self {
            table: vec![FREE; size],
            shift: u32::BITS - size.trailing_zeros(),
            hanzi: longest.map_or((0, 0..0), |((from, letter), next)| (*letter, *from..next)),
            wide,
        };
        for (c, letter) in few {
            out.put(c, letter);
        }
        out
    }
}

/// The letter of a character in a table.
#[inline]
fn letter_of(here: u32) -> u16 {
    (here & ((1 << BITS) - 1)) as u16
}

impl Alphabet {
    /// The letters of expressions; none where they speak of more than characters and edges of
    /// the text (`\b`), or there are too many.
    pub fn of(trees: &[Hir]) -> Option<(Self, Kinds)> {
        let kinds = Kinds::of(trees)?;
        Some((Self::spell(&kinds), kinds))
    }

    fn spell(kinds: &Kinds) -> Self {
        let mut letters = Letters {
            few: Vec::new(),
            wide: Vec::new(),
        };
        for piece in &kinds.pieces {
            let last = letters.wide.last();
            if piece.few {
                let chars = piece.start..piece.end;
                letters.few.extend(chars.map(|c| (c, piece.letter)));
            } else if last.is_none_or(|(_, last)| *last != piece.letter) {
                letters.wide.push((piece.start, piece.letter));
            }
        }
        letters.into()
    }

    fn put(&mut self, c: u32, letter: u16) {
        let mask = self.table.len() - 1;
        let mut at = self.place(c);
        while self.table[at] != FREE {
            at = (at + 1) & mask;
        }
        self.table[at] = c << BITS | u32::from(letter);
    }

    #[inline]
    fn place(&self, c: u32) -> usize {
        (c.wrapping_mul(0x9E37_79B1) >> self.shift) as usize
    }

    #[inline]
    fn letter(&self, c: u32) -> u16 {
        let mut at = self.place(c);
        // Half of the places are free.
        while let Some(&here) = self.table.get(at) {
            if here >> BITS == c {
                return letter_of(here);
            }
            if here == FREE {
                break;
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        let (letter, most) = &self.hanzi;
        if most.contains(&c) {
            return *letter;
        }
        let n = self.wide.partition_point(|(from, _)| *from <= c);
        let here = self.wide.get(n.wrapping_sub(1));
        here.map_or(0, |(_, letter)| *letter)
    }

    fn letters(&self) -> impl Iterator<Item = u16> {
        let wide = self.wide.iter().map(|(_, letter)| *letter);
        let few = self.table.iter().filter(|here| **here != FREE);
        wide.chain(few.map(|here| letter_of(*here)))
    }

    /// Whether each letter is spelled with one sign.
    pub fn is_single(&self) -> bool {
        self.letters().all(|letter| letter < DOUBLE)
    }

    /// The last of all signs.
    pub fn last_sign(&self) -> u8 {
        let both = |letter| {
            let (first, second) = signs(letter);
            first.max(second.unwrap_or_default())
        };
        self.letters().map(both).max().unwrap_or_default()
    }

    /// The signs of a character.
    #[inline]
    pub fn signs_of(&self, c: u32) -> (u8, Option<u8>) {
        signs(self.letter(c))
    }
}
