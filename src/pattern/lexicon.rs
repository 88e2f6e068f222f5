//! Words that are looked for all at once.
//!
//! In: words, a text. Out: where each stands, those that overlap too. Few characters begin a word, and
//! few of those are followed as one is (`begins`); the words themselves are compared only there. Not
//! here: one word of several (`words`), what a text must hold (`literal`).

use super::begins::Begins;
use crate::text::char_at;
use regex_syntax::hir::Hir;
use std::ops::Range;

/// Words, each with its number.
#[derive(Debug)]
pub(super) struct Lexicon {
    begins: Begins,
    /// By their first characters, in order.
    words: Vec<(u32, usize, Box<str>)>,
}

impl Lexicon {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let begun = |(n, word): (usize, &'w str)| {
            let first = word.chars().next()?;
            Some((u32::from(first), n, Box::from(word)))
        };
        let mut words: Vec<(u32, usize, Box<str>)> = words.enumerate().filter_map(begun).collect();
        words.sort_unstable();
        let trees = words.iter().map(|(.., word)| Hir::literal(word.as_bytes()));
        Self {
            begins: Begins::of(&trees.collect::<Vec<_>>()),
            words,
        }
    }

    /// Tells each word that stands in a text, in the order in which they begin: where, and its number.
    pub fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, usize)) {
        let bytes = text.as_bytes();
        self.begins.find(text, 0, |at| {
            let (c, _) = char_at(bytes, at)?;
            let from = self.words.partition_point(|(first, ..)| *first < c);
            let same = self.words.iter().skip(from);
            for (_, n, word) in same.take_while(|(first, ..)| *first == c) {
                if bytes[at..].starts_with(word.as_bytes()) {
                    tell(at..at + word.len(), *n);
                }
            }
            None::<()>
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_is_found_where_it_stands(text in "[全市省我a]{0,30}") {
            let words = ["全市", "市", "全市全", "我省", "省我省", "", "全", "a我", "我省"];
            let mut found = Vec::new();
            Lexicon::new(words.into_iter()).each(&text, |at, n| found.push((at.start, at.end, n)));
            let usual = text.char_indices().flat_map(|(at, _)| {
                let here = words.iter().enumerate();
                let here = here.filter(|(_, w)| !w.is_empty() && text[at..].starts_with(**w));
                here.map(move |(n, w)| (at, at + w.len(), n)).collect::<Vec<_>>()
            });
            found.sort_unstable();
            let mut usual: Vec<_> = usual.collect();
            usual.sort_unstable();
            prop_assert_eq!(found, usual);
        }
    }
}
