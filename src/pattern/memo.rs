//! What was read of short texts, for the next time that one comes.
//!
//! In: a text, and what it says by itself. Out: the same, without reading it again. A few hundred texts make
//! up most of what is read (今年, 3月5日, 12万元 whatever its digits); no more than so many are kept.

use super::own::Own;
use super::walked::Same;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Texts of less than so many bytes or signs, and what they say. Each lies beside what it says, so
/// that both are fetched at once.
#[derive(Debug)]
pub(super) struct Memo<T, const SIZE: usize> {
    known: HashMap<[u8; SIZE], T, BuildHasherDefault<Same>>,
    most: usize,
}

impl<T, const SIZE: usize> Memo<T, SIZE> {
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
        self.known.get(&filled(text)?)
    }

    /// Keeps what a text says, where it is short; all others are forgotten when there are too many.
    pub fn keep(&mut self, text: &[u8], says: T) {
        if let Some(text) = filled(text) {
            if self.known.len() >= self.most {
                self.known.clear();
            }
            self.known.insert(text, says);
        }
    }
}

/// A text, filled up, with its length at the end.
#[inline]
fn filled<const SIZE: usize>(text: &[u8]) -> Option<[u8; SIZE]> {
    let mut all = [0; SIZE];
    let (len, room) = all.split_last_mut()?;
    room.get_mut(..text.len())?.copy_from_slice(text);
    *len = text.len() as u8;
    Some(all)
}

/// What words say, with a memory for each thread.
#[derive(Debug)]
pub(crate) struct Remembered<T: Send>(Own<Memo<T, LONG>>);

const WORDS: usize = 1024;
/// A word of so many bytes is not kept.
const LONG: usize = 24;

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
        let mut memo: Memo<_, 4> = Memo::new(2);
        for text in ["年", "一年", "月", "日"] {
            memo.keep(text.as_bytes(), text);
        }
        let known = ["年", "一年", "月", "日"].map(|text| memo.get(text.as_bytes()).copied());
        assert_eq!(known, [None, None, None, Some("日")]);
        memo.keep(b"", "");
        let known = [&b""[..], b"\0"].map(|text| memo.get(text).copied());
        assert_eq!(known, [Some(""), None]);
    }
}
