//! Sets of characters, asked at each character of a text.
//!
//! In: characters. Out: [`Chars`]. Not here: what a set is for.

use serde::{Deserialize, Serialize};

/// A set of characters, which takes eight kilobytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "Ranges", into = "Ranges")]
pub struct Chars {
    /// A bit for each below U+10000.
    bits: Box<[u64; 1024]>,
    /// Whether one beyond is in it.
    beyond: bool,
}

/// The set as it is written: from where to where it has all characters, and whether it has one beyond.
#[derive(Serialize, Deserialize)]
struct Ranges(Vec<(u16, u16)>, bool);

impl From<Chars> for Ranges {
    fn from(chars: Chars) -> Self {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for n in chars.numbers().map(|n| n as u16) {
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
            bits: Box::new([0; 1024]),
            beyond: false,
        }
    }

    /// These characters.
    pub fn of(chars: &str) -> Self {
        let mut out = Self::none();
        chars.chars().for_each(|c| out.range(c, c));
        out
    }

    /// Those below U+10000 whose bits are set.
    pub(super) fn of_bits(bits: &[u64; 1024]) -> Self {
        Self {
            bits: Box::new(*bits),
            beyond: false,
        }
    }

    /// Those of both sets.
    pub fn with(&self, other: &Self) -> Self {
        let mut all = self.clone();
        for (bits, others) in all.bits.iter_mut().zip(other.bits.iter()) {
            *bits |= others;
        }
        all.beyond |= other.beyond;
        all
    }

    /// The numbers of those below U+10000, in order.
    pub fn numbers(&self) -> impl Iterator<Item = usize> {
        let words = self.bits.iter().enumerate();
        words.flat_map(|(n, bits)| {
            let next = |left: &u64| Some(left & (left - 1)).filter(|left| *left != 0);
            let left = std::iter::successors(Some(*bits).filter(|b| *b != 0), next);
            left.map(move |left| n * 64 + left.trailing_zeros() as usize)
        })
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

    /// Leaves a character below U+10000 out.
    pub fn leave(&mut self, c: char) {
        if let Some(bits) = self.bits.get_mut(c as usize / 64) {
            *bits &= !(1 << (c as usize % 64));
        }
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

    /// Where the next of its characters begins, from a place between two characters on.
    ///
    /// ```
    /// use gongwen::text::Chars;
    /// assert_eq!(Chars::of("0年").next("第2年，", 0), Some(4));
    /// ```
    #[inline(always)]
    pub fn next(&self, text: &str, from: usize) -> Option<usize> {
        self.within(text, from).next().map(|found| found.at)
    }

    /// Those of its characters that stand in a text from a place between two characters on.
    #[inline(always)]
    pub(crate) fn within<'t>(&self, text: &'t str, from: usize) -> Within<'_, 't> {
        Within {
            chars: self,
            len: text.len(),
            left: text.as_bytes().get(from..).unwrap_or_default(),
        }
    }

    /// Whether the next character, which has neither one byte nor three, is in it, and how many it has.
    #[inline(always)]
    fn other(&self, left: &[u8]) -> Option<(bool, usize)> {
        match left {
            [a @ ..0xe0, b, ..] => {
                let bits = self.bits[usize::from(a & 31)];
                Some((bits >> (b & 63) & 1 == 1, 2))
            }
            [_, _, _, _, ..] => Some((self.beyond, 4)),
            _ => None,
        }
    }

    /// Where each of its characters begins.
    ///
    /// ```
    /// use gongwen::text::Chars;
    /// assert!(Chars::of("0年").places("第2年10月").eq([4, 8]));
    /// ```
    #[inline]
    pub fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        self.within(text, 0).map(|found| found.at)
    }

    /// Whether a character is in it.
    #[inline]
    pub fn hold(&self, c: char) -> bool {
        self.hold_number(u32::from(c))
    }

    /// Whether the character of this number is in it.
    #[inline]
    pub(crate) fn hold_number(&self, c: u32) -> bool {
        match self.bits.get(c as usize / 64) {
            Some(bits) => bits >> (c % 64) & 1 == 1,
            None => self.beyond,
        }
    }
}

/// The characters of a set that stand in a text, one after the other.
pub(crate) struct Within<'c, 't> {
    chars: &'c Chars,
    /// The bytes of the text, and those that are left of them.
    len: usize,
    left: &'t [u8],
}

impl Within<'_, '_> {
    /// Passes over so many bytes that are characters of one.
    #[inline(always)]
    pub fn pass(&mut self, bytes: usize) {
        self.left = self.left.get(bytes..).unwrap_or_default();
    }
}

impl Iterator for Within<'_, '_> {
    type Item = CharAt;

    #[inline(always)]
    fn next(&mut self) -> Option<CharAt> {
        let bits = &*self.chars.bits;
        // Nearly all have three bytes, of which the first two are the place among the words; those of
        // other characters lead beyond its ends.
        let word = |a: &u8, b: &u8| {
            let place = (usize::from(*a) << 6) + usize::from(*b);
            let place = place.wrapping_sub((0xe0 << 6) + 0x80);
            bits.get(place).map(|word| (place, *word))
        };
        let held = |word: u64, c: &u8| word >> (c & 63) & 1 == 1;
        let number = |place: usize, c: &u8| (place as u32 * 64) + u32::from(*c) - 0x80;
        let mut left = self.left;
        let (c, bytes, more) = 'held: loop {
            // Two in a step.
            while let [a, b, c, d, e, f, more @ ..] = left
                && let Some(first) = word(a, b)
                && let Some(second) = word(d, e)
            {
                if held(first.1, c) {
                    break 'held (number(first.0, c), 3, &left[3..]);
                }
                if held(second.1, f) {
                    break 'held (number(second.0, f), 3, more);
                }
                left = more;
            }
            if let [a, b, c, more @ ..] = left
                && let Some((place, word)) = word(a, b)
            {
                if held(word, c) {
                    break (number(place, c), 3, more);
                }
                left = more;
            }
            // Digits and letters of ASCII stand together.
            let before = left.len();
            while let [a @ ..0x80, more @ ..] = left {
                left = more;
                if held(bits[usize::from(a >> 6)], a) {
                    break 'held (u32::from(*a), 1, more);
                }
            }
            if left.len() < before {
                continue;
            }
            if let [0xe0..0xf0, _, _, ..] = left {
                continue;
            }
            let (held, bytes) = self.chars.other(left)?;
            let more = &left[bytes..];
            if held {
                break (char_at(left, 0)?.0, bytes, more);
            }
            left = more;
        };
        self.left = more;
        Some(CharAt::of(self.len - more.len() - bytes, c, bytes))
    }
}

/// Whether a character is one of a few: sooner said than searched for as text.
#[inline]
pub(crate) fn among(few: &str, c: char) -> bool {
    few.chars().any(|one| one == c)
}

/// Where the hanzi begin that a text ends with; nearly all characters are hanzi, of three bytes.
#[inline]
pub(crate) fn before_hanzi(text: &str) -> usize {
    let mut left = text.as_bytes();
    while let [more @ .., 0xe4..=0xe9, _, _] = left {
        left = more;
    }
    left.len()
}

/// A character of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CharAt {
    /// The byte that it begins at.
    pub at: usize,
    /// Its number.
    pub c: u32,
    /// The byte behind it.
    pub behind: usize,
}

impl CharAt {
    /// One of so many bytes.
    #[inline(always)]
    fn of(at: usize, c: u32, bytes: usize) -> Self {
        let behind = at + bytes;
        Self { at, c, behind }
    }
}

/// The number of the character that begins at a byte of a text, and of the byte behind it; most have
/// three bytes.
#[inline]
pub(crate) fn char_at(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let bits = |b: u8| u32::from(b & 63);
    Some(match text.get(at..)? {
        [a @ 0xe0..0xf0, b, c, ..] => {
            // What the three hold beside the number is taken off at once.
            let all = (u32::from(*a) << 12) + (u32::from(*b) << 6) + u32::from(*c);
            (all.wrapping_sub(0xe2080), at + 3)
        }
        [a @ ..0x80, ..] => (u32::from(*a), at + 1),
        [a @ ..0xe0, b, ..] => (u32::from(a & 31) << 6 | bits(*b), at + 2),
        [a, b, c, d, ..] => {
            let high = u32::from(a & 7) << 18 | bits(*b) << 12;
            (high | bits(*c) << 6 | bits(*d), at + 4)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn characters_are_read_as_they_are_written() {
        for c in '\0'..=char::MAX {
            let text = format!("年{c}a");
            let (code, behind) = char_at(text.as_bytes(), 3).unwrap();
            assert_eq!((char::from_u32(code), behind), (Some(c), 3 + c.len_utf8()));
        }
        assert_eq!(char_at("年".as_bytes(), 3), None);
    }

    proptest! {
        #[test]
        fn hanzi_are_those_of_the_basic_block(text in "[\u{3fff}\u{4000}年\u{9fff}\u{a000}a，𠮷]{0,6}") {
            let hanzi = |c: char| ('\u{4000}'..='\u{9fff}').contains(&c);
            prop_assert_eq!(before_hanzi(&text), text.trim_end_matches(hanzi).len());
        }

        #[test]
        fn the_next_is_where_it_is_held(
            few in "[0年é𠮷]{0,2}",
            text in "[0a年月é\u{7ff}\u{800}\u{ffff}𠮷𠀀]{0,20}",
        ) {
            let set = Chars::of(&few);
            for (from, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let usual = text[from..].char_indices().filter(|(_, c)| set.hold(*c));
                let usual = usual.map(|(n, c)| (from + n, u32::from(c), from + n + c.len_utf8()));
                let usual = Vec::from_iter(usual);
                prop_assert_eq!(set.next(&text, from), usual.first().map(|(at, ..)| *at));
                let all = |within: Within| Vec::from_iter(within.map(|c| (c.at, c.c, c.behind)));
                prop_assert_eq!(&all(set.within(&text, from)), &usual);
                let ascii = text[from..].bytes().take_while(u8::is_ascii).count();
                let mut within = set.within(&text, from);
                within.pass(ascii);
                prop_assert_eq!(all(within), all(set.within(&text, from + ascii)));
            }
            let usual = text.char_indices().filter(|(_, c)| set.hold(*c)).map(|(n, _)| n);
            prop_assert_eq!(Vec::from_iter(set.places(&text)), Vec::from_iter(usual));
            let held = (0..0x1_0000u32).filter(|n| set.hold_number(*n)).map(|n| n as usize);
            prop_assert!(set.numbers().eq(held));
        }
    }

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
