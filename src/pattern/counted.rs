//! How often a text holds each of some words.
//!
//! In: words, a text. Out: a number for each.

use super::lexicon::Lexicon;

/// Words that are counted together.
#[derive(Debug)]
pub(super) struct Counted(Lexicon);

impl Counted {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        Self(Lexicon::new(words.map(String::as_str)))
    }

    /// How often a text holds each of `count` words, without overlaps of its own.
    pub fn times(&self, count: usize, text: &str) -> Vec<usize> {
        let mut times = vec![(0, 0); count];
        self.0.each(text, |at, n| {
            if let Some((times, free)) = times.get_mut(n)
                && at.start >= *free
            {
                (*times, *free) = (*times + 1, at.end);
            }
        });
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
            let usual: Vec<_> = usual.collect();
            prop_assert_eq!(counted.times(words.len(), &text), usual);
        }
    }
}
