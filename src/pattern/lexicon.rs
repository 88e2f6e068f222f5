//! Words that are looked for all at once.
//!
//! In: words, a text. Out: where each stands, those that overlap too. Few characters begin a word, and
//! few of those are followed as one is (`begins`); the words themselves are compared only there. Not
//! here: one word of several (`words`), what a text must hold (`literal`).

use super::begins::Begins;
use crate::text::char_at;
use regex_syntax::hir::Hir;
use smol_str::SmolStr;
use std::ops::Range;

/// Words, each with its number.
#[derive(Debug)]
pub(super) struct Lexicon {
    begins: Begins,
    /// By the places of their first characters, in order.
    words: Vec<Word>,
    /// Where the words of each place begin, and where those of the last one end.
    places: Vec<usize>,
}

#[derive(Debug)]
struct Word {
    first: u32,
    /// Most words have one, and it tells most of them apart.
    second: Option<u32>,
    number: usize,
    /// Behind these.
    rest: SmolStr,
}

/// A few characters share one.
const PLACES: usize = 256;

fn place(c: u32) -> usize {
    c as usize % PLACES
}

impl Lexicon {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let words: Vec<&str> = words.collect();
        let trees = words.iter().filter(|word| !word.is_empty());
        let trees: Vec<Hir> = trees.map(|word| Hir::literal(word.as_bytes())).collect();
        let begun = |(number, word): (usize, &&str)| {
            let mut rest = word.chars();
            Some(Word {
                first: rest.next()?.into(),
                second: rest.next().map(u32::from),
                number,
                rest: rest.as_str().into(),
            })
        };
        let mut words: Vec<Word> = words.iter().enumerate().filter_map(begun).collect();
        words.sort_unstable_by_key(|word| (place(word.first), word.number));
        let from = |n| words.partition_point(|word| place(word.first) < n);
        Self {
            begins: Begins::of(&trees),
            places: (0..=PLACES).map(from).collect(),
            words,
        }
    }

    /// Tells each word that stands in a text, in the order in which they begin: where, and its number.
    pub fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, usize)) {
        let bytes = text.as_bytes();
        self.begins.find(text, 0, |at| {
            let (first, behind) = char_at(bytes, at)?;
            let second = char_at(bytes, behind);
            let place = place(first);
            for word in &self.words[self.places[place]..self.places[place + 1]] {
                let from = match (word.second, second) {
                    _ if word.first != first => continue,
                    (None, _) => behind,
                    (Some(own), Some((c, behind))) if own == c => behind,
                    _ => continue,
                };
                let rest = word.rest.as_bytes();
                if rest.is_empty() || bytes[from..].starts_with(rest) {
                    tell(at..from + rest.len(), word.number);
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
