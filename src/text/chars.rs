//! Sets of characters, asked at each character of a text.
//!
//! In: characters. Out: [`Chars`]. Not here: what a set is for.

use serde::{Deserialize, Serialize};

/// A set of characters, which takes eight kilobytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Ranges", into = "Ranges")]
pub struct Chars {
    /// A bit for each below U+10000.
    bits: Vec<u64>,
    /// Whether one beyond is in it.
    beyond: bool,
}

/// The set as it is written: from where to where it has all characters, and whether it has one beyond.
#[derive(Serialize, Deserialize)]
struct Ranges(Vec<(u16, u16)>, bool);

impl From<Chars> for Ranges {
    fn from(chars: Chars) -> Self {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        let held = |n: &u16| chars.bits[usize::from(*n) / 64] >> (n % 64) & 1 == 1;
        for n in (0..=u16::MAX).filter(held) {
            match ranges.last_mut() {
                Some((_, end)) if *end + 1 == n => *end = n,
                _ => ranges.push((n, n)),
            }
        }
        Self(ranges, chars.beyond)
    }
}

impl From<Ranges> for Chars {
    fn from(Ranges(ranges, beyond): Ranges) -> Self {
        let mut chars = Self::none();
        for (start, end) in ranges {
            chars.set(usize::from(start), usize::from(end));
        }
        Self { beyond, ..chars }
    }
}

impl Chars {
    /// No character.
    pub fn none() -> Self {
        Self {
            bits: vec![0; 0x1_0000 / 64],
            beyond: false,
        }
    }

    /// These characters.
    pub fn of(chars: &str) -> Self {
        let mut out = Self::none();
        chars.chars().for_each(|c| out.range(c, c));
        out
    }

    /// How many are in it below U+10000.
    pub fn count(&self) -> u32 {
        self.bits.iter().map(|b| b.count_ones()).sum()
    }

    /// Adds the characters from one to another.
    pub fn range(&mut self, start: char, end: char) {
        let (start, end) = (start as usize, end as usize);
        self.beyond |= end > 0xffff;
        self.set(start, end);
    }

    fn set(&mut self, start: usize, end: usize) {
        for (word, bits) in self.bits.iter_mut().enumerate().skip(start / 64) {
            let first = word * 64;
            if first > end {
                break;
            }
            let from = u64::MAX << start.saturating_sub(first);
            let to = u64::MAX >> (first + 63).saturating_sub(end);
            *bits |= from & to;
        }
    }

    /// Whether a character is in it.
    #[inline]
    pub fn hold(&self, c: char) -> bool {
        let c = u32::from(c);
        match self.bits.get(c as usize / 64) {
            Some(bits) => bits >> (c % 64) & 1 == 1,
            None => self.beyond,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        let mut all = Chars::none();
        all.range('\0', '\u{ffff}');
        let mut beyond = Chars::of("一二丁年z");
        beyond.range('\u{1fffe}', '\u{20001}');
        for chars in [Chars::none(), Chars::of("\0?@年\u{ffff}"), beyond, all] {
            let bytes = postcard::to_stdvec(&chars).unwrap();
            let read: Chars = postcard::from_bytes(&bytes).unwrap();
            assert!(read.bits == chars.bits && read.beyond == chars.beyond);
        }
    }
}
