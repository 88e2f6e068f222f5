//! What was read of short texts, for the next time that one comes.
//!
//! In: a text, and what it says by itself. Out: the same, without reading it again. A few hundred texts make
//! up most of what is read (今年, 3月5日, 12万元 whatever its digits); no more than so many are kept.

use super::own::Own;
use super::prebuilt::mixed;
use super::walked::Same;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Texts of less than so many times eight bytes or signs, and what they say. Each lies beside what it says,
/// so that both are fetched at once.
#[derive(Debug)]
pub(super) struct Memo<T, const EIGHTS: usize> {
    known: HashMap<Key<EIGHTS>, T, BuildHasherDefault<Same>>,
    most: usize,
}

impl<T, const EIGHTS: usize> Memo<T, EIGHTS> {
    /// For so many texts.
    pub fn new(most: usize) -> Self {
        Self {
            known: HashMap::default(),
            most,
        }
    }

    /// What a text says, where it is known.
    #[inline]
    pub fn get(&self, text: &[u8]) -> Option<&T> {
        self.known.get(&Key::of(text)?)
    }

    /// Keeps what a text says, where it is short; all others are forgotten when there are too many.
    pub fn keep(&mut self, text: &[u8], says: T) {
        if let Some(text) = Key::of(text) {
            if self.known.len() >= self.most {
                self.known.clear();
            }
            self.known.insert(text, says);
        }
    }
}

/// A text, filled up, with its length at the end: in whole numbers, which are compared and hashed as they are.
#[derive(Debug, Eq)]
struct Key<const EIGHTS: usize>([u64; EIGHTS]);

impl<const EIGHTS: usize> Key<EIGHTS> {
    #[inline]
    fn of(text: &[u8]) -> Option<Self> {
        if text.len() >= EIGHTS * 8 {
            return None;
        }
        let mut all = [0; EIGHTS];
        let (eights, rest) = text.as_chunks();
        for (own, eight) in all.iter_mut().zip(eights) {
            *own = u64::from_le_bytes(*eight);
        }
        // What is left, too, is read at once where eight bytes end there.
        *all.get_mut(eights.len())? = match text.last_chunk() {
            Some(last) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - 8 * rest.len()),
            _ => (rest.iter().rev()).fold(0, |n, byte| n << 8 | u64::from(*byte)),
        };
        *all.last_mut()? |= (text.len() as u64) << 56;
        Some(Self(all))
    }
}

impl<const EIGHTS: usize> PartialEq for Key<EIGHTS> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        // All at once, without a call.
        let pairs = self.0.iter().zip(&other.0);
        pairs.fold(0, |unlike, (a, b)| unlike | (a ^ b)) == 0
    }
}

impl<const EIGHTS: usize> Hash for Key<EIGHTS> {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.into_iter().fold(0, mixed));
    }
}

/// What words say, with a memory for each thread.
#[derive(Debug)]
pub(crate) struct Remembered<T: Send>(Own<Memo<T, LONG>>);

const WORDS: usize = 1024;
/// A word of so many times eight bytes is not kept.
const LONG: usize = 3;

impl<T: Copy + Send> Remembered<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self(Own::new())
    }

    /// What a word says, which `read` tells of the word alone.
    pub fn of(&self, word: &str, read: impl Fn(&str) -> T) -> T {
        let new = || Memo::new(WORDS);
        self.0.with(new, |memo| {
            let known = memo.get(word.as_bytes()).copied();
            known.unwrap_or_else(|| {
                let said = read(word);
                memo.keep(word.as_bytes(), said);
                said
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_says_what_it_said_before() {
        let words = Remembered::new();
        let all = (0..3 * WORDS).map(|n| format!("{}", n % (2 * WORDS)));
        for word in all.chain([String::new(), "字".repeat(9)]) {
            for _ in 0..2 {
                assert_eq!(words.of(&word, str::len), word.len());
            }
        }
    }

    #[test]
    fn so_many_are_kept_and_none_that_is_longer() {
        let mut memo: Memo<_, 1> = Memo::new(2);
        for text in ["年", "一二年", "月", "日"] {
            memo.keep(text.as_bytes(), text);
        }
        let known = ["年", "一二年", "月", "日"].map(|text| memo.get(text.as_bytes()).copied());
        assert_eq!(known, [None, None, None, Some("日")]);
        memo.keep(b"", "");
        let known = [&b""[..], b"\0"].map(|text| memo.get(text).copied());
        assert_eq!(known, [Some(""), None]);
    }

    proptest! {
        #[test]
        fn texts_have_keys_of_their_own(mut texts in prop::collection::vec("[\0a-c年]{0,12}", 0..40)) {
            texts.sort_unstable();
            texts.dedup();
            let mut memo: Memo<_, 3> = Memo::new(texts.len());
            for text in &texts {
                memo.keep(text.as_bytes(), text);
            }
            for text in &texts {
                let known = memo.get(text.as_bytes()).copied();
                prop_assert_eq!(known, Some(text).filter(|t| t.len() < 24));
            }
        }
    }
}
