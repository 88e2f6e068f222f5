//! Sets of characters, asked at each character of a text.
//!
//! In: characters. Out: [`Chars`]. Not here: what a set is for.

/// A set of characters, which takes eight kilobytes.
#[derive(Debug, Clone)]
pub struct Chars {
    /// A bit for each below U+10000.
    bits: Vec<u64>,
    /// Whether one beyond is in it.
    beyond: bool,
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
