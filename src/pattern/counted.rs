//! How often a text holds each of some words.
//!
//! In: words, a text. Out: a number for each. A text is looked at one character after the
//! other: most begin no word, which a few bits tell.

use super::outermost::place;

/// Words that are counted together.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    /// By their first characters, in order, each with its number.
    words: Vec<(char, usize, String)>,
    /// The places of the first characters.
    first: [u64; 4],
}

impl Counted {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let begun = |(n, word): (usize, &String)| Some((word.chars().next()?, n, word.clone()));
        let mut words: Vec<_> = words.enumerate().filter_map(begun).collect();
        words.sort_unstable();
        let mut first = [0; 4];
        for (word, bit) in words.iter().map(|(c, ..)| place(*c)) {
            if let Some(word) = first.get_mut(word) {
                *word |= 1 << bit;
            }
        }
        Self { words, first }
    }

    /// How often a text holds each of `count` words, without overlaps of its own.
    pub fn times(&self, count: usize, text: &str) -> Vec<usize> {
        let mut times = vec![(0, 0); count];
        for (at, c) in text.char_indices() {
            let (word, bit) = place(c);
            if self.first.get(word).is_some_and(|w| w >> bit & 1 == 0) {
                continue;
            }
            let from = self.words.partition_point(|(first, ..)| *first < c);
            let same = self.words.iter().skip(from);
            for (_, n, word) in same.take_while(|(first, ..)| *first == c) {
                if let Some((times, free)) = times.get_mut(*n)
                    && at >= *free
                    && text.as_bytes()[at..].starts_with(word.as_bytes())
                {
                    (*times, *free) = (*times + 1, at + word.len());
                }
            }
        }
        times.into_iter().map(|(times, _)| times).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_counted_as_one_by_one(text in "[全市省我a]{0,30}") {
            let words = ["全市", "市", "全市全", "我省", "省我省", "", "全"].map(String::from);
            let counted = Counted::new(words.iter());
            let usual = words.iter().map(|w| match w.is_empty() {
                true => 0,
                false => text.matches(w.as_str()).count(),
            });
            prop_assert_eq!(counted.times(words.len(), &text), usual.collect::<Vec<_>>());
        }
    }
}
