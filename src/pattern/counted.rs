//! How often a text holds each of some words.
//!
//! In: words, a text. Out: a number for each. A text is looked through for what any of them
//! begins with.

use super::literal::Prefixes;

/// Words that are counted together.
#[derive(Debug)]
pub(super) struct Counted {
    /// By their first characters, in order, each with its number.
    words: Vec<(char, usize, String)>,
    /// The places where one may begin, where they are quickly found.
    begin: Option<Prefixes>,
}

impl Counted {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let begun = |(n, word): (usize, &String)| Some((word.chars().next()?, n, word.clone()));
        let mut words: Vec<_> = words.enumerate().filter_map(begun).collect();
        words.sort_unstable();
        let literals = words.iter().map(|(.., word)| word.clone().into_bytes());
        let begin = Prefixes::new(&literals.collect::<Vec<_>>());
        Self { words, begin }
    }

    /// How often a text holds each of `count` words, without overlaps of its own.
    pub fn times(&self, count: usize, text: &str) -> Vec<usize> {
        let mut times = vec![(0, 0); count];
        let mut next = 0;
        while let Some(at) = self.next(text, next)
            && let Some(c) = text[at..].chars().next()
        {
            next = at + c.len_utf8();
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

    /// From a byte of a text on, where a word may begin.
    fn next(&self, text: &str, from: usize) -> Option<usize> {
        match &self.begin {
            Some(begin) => begin.next(text, from),
            None => Some(from).filter(|_| !self.words.is_empty()),
        }
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
            let slow = Counted { words: counted.words.clone(), begin: None };
            prop_assert_eq!(counted.times(words.len(), &text), usual.clone());
            prop_assert_eq!(slow.times(words.len(), &text), usual);
        }
    }
}
