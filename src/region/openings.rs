//! The first two characters of some names: most places of a text begin none.

use crate::text::char_at;

/// One bit for the first two characters of each name.
#[derive(Debug, Clone)]
pub(crate) struct Openings(Vec<u64>);

/// Words of 64 bits.
const WORDS: u32 = 1024;

/// The bit of two characters.
#[inline]
fn opening(text: &str) -> Option<(usize, u64)> {
    let (a, next) = char_at(text.as_bytes(), 0)?;
    let (b, _) = char_at(text.as_bytes(), next)?;
    let bit = (a.wrapping_mul(0x9e37) ^ b) % (WORDS * 64);
    Some((usize::try_from(bit / 64).ok()?, 1 << (bit % 64)))
}

impl Openings {
    /// Of these names.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut bits = vec![0; WORDS as usize];
        for (word, bit) in names.filter_map(opening) {
            bits[word] |= bit;
        }
        Self(bits)
    }

    /// False where no name begins with the text's first two characters; also of a shorter text.
    #[inline]
    pub fn may_begin(&self, text: &str) -> bool {
        opening(text).is_some_and(|(word, bit)| self.0[word] & bit != 0)
    }
}
