//! Two characters in a row, of which most places of a text hold none.
//!
//! In: pairs of characters. Out: [`Pairs`], which tells where one may stand. Not here: what begins so.

use super::char_at;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One bit for the hash of two characters, which other pairs may share; there is a power of two of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Pairs(#[serde(with = "serde_bytes")] Vec<u8>);

impl Pairs {
    /// No pair, with room for some thousand.
    pub fn none() -> Self {
        Self::room_for(1 << 12)
    }

    /// These pairs, in as little room as tells them from most others.
    pub fn of(pairs: &BTreeSet<(char, char)>) -> Self {
        let mut all = Self::room_for(pairs.len());
        (pairs.iter()).for_each(|(a, b)| all.put((*a).into(), (*b).into()));
        all
    }

    /// No pair, with room for so many, which take one place in sixteen.
    fn room_for(pairs: usize) -> Self {
        Self(vec![0; 2 * pairs.next_power_of_two()])
    }

    /// The first two characters of each of these names.
    pub fn opening<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut pairs = Self::none();
        for (a, b) in names.filter_map(|name| two(name, 0)) {
            pairs.put(a, b);
        }
        pairs
    }

    /// The last two characters of each of these names.
    pub fn closing<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut pairs = Self::none();
        for (a, b) in names.filter_map(last_two) {
            pairs.put(a, b);
        }
        pairs
    }

    /// Those of both.
    pub fn with(mut self, others: &Self) -> Self {
        for (byte, other) in self.0.iter_mut().zip(&others.0) {
            *byte |= other;
        }
        self
    }

    /// Adds two characters by their numbers.
    fn put(&mut self, a: u32, b: u32) {
        let (byte, bit) = self.place(a, b);
        if let Some(byte) = self.0.get_mut(byte) {
            *byte |= 1 << bit;
        }
    }

    /// False where a text surely holds none of them at a byte; also where fewer than two characters are left.
    #[inline(always)]
    pub fn may_stand(&self, text: &str, at: usize) -> bool {
        two(text, at).is_some_and(|(a, b)| self.may_hold(a, b))
    }

    /// The same of a character by its number and the one that begins at a byte.
    #[inline(always)]
    pub fn may_follow(&self, a: u32, text: &str, at: usize) -> bool {
        char_at(text.as_bytes(), at).is_some_and(|(b, _)| self.may_hold(a, b))
    }

    /// False where a text surely ends with none of them; also where it has fewer than two characters.
    pub fn may_end(&self, text: &str) -> bool {
        last_two(text).is_some_and(|(a, b)| self.may_hold(a, b))
    }

    /// False where two characters, by their numbers, are surely none of them.
    #[inline(always)]
    pub fn may_hold(&self, a: u32, b: u32) -> bool {
        let (byte, bit) = self.place(a, b);
        self.0.get(byte).is_some_and(|byte| byte >> bit & 1 == 1)
    }
    /// By a hash of two characters. Pairs in a text have much in common: all bits of both take part (the second
    /// prime of xxHash64).
    #[inline(always)]
    fn place(&self, a: u32, b: u32) -> (usize, u32) {
        let both = (u64::from(a) << 21 | u64::from(b)).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        let byte = (both >> 40) as usize & self.0.len().wrapping_sub(1);
        (byte, (both >> 61) as u32)
    }
}

#[inline(always)]
fn two(text: &str, at: usize) -> Option<(u32, u32)> {
    let (a, next) = char_at(text.as_bytes(), at)?;
    let (b, _) = char_at(text.as_bytes(), next)?;
    Some((a, b))
}

fn last_two(text: &str) -> Option<(u32, u32)> {
    let mut chars = text.chars();
    let (b, a) = (chars.next_back()?, chars.next_back()?);
    Some((a.into(), b.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_end_as_they_do() {
        let pairs = Pairs::closing(["甘肃省", "é1", "短", "林𠮷"].into_iter());
        for text in ["肃省", "é1", "双林𠮷"] {
            assert!(pairs.may_end(text), "{text}");
        }
        for text in ["省", "", "短", "短句", "省肃", "1é"] {
            assert!(!pairs.may_end(text), "{text}");
        }
    }

    #[test]
    fn names_may_stand_where_they_begin() {
        let pairs = Pairs::opening(["甘肃省", "é1", "短", "𠮷林"].into_iter());
        for text in ["甘肃", "é1年", "𠮷林市"] {
            assert!(pairs.may_stand(text, 0), "{text}");
        }
        for text in ["甘", "", "短", "短句", "肃甘", "1é"] {
            assert!(!pairs.may_stand(text, 0), "{text}");
        }
        assert!(pairs.may_stand("在甘肃", 3));
        let both = pairs.with(&Pairs::opening(["全市"].into_iter()));
        assert!(
            both.may_stand("全市", 0) && both.may_stand("甘肃", 0) && !both.may_stand("市全", 0)
        );
    }
}
