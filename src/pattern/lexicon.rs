//! Words that are looked for all at once.
//!
//! In: words, a text. Out: where each stands, those that overlap too. Few characters begin a word, and
//! few of those are followed as one is; the words themselves are compared only there. Not
//! here: one word of several (`words`), what a text must hold (`literal`).

use crate::text::{CharAt, Chars, Pairs, char_at};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::ops::Range;

/// Words, each with its number.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// What words begin with.
    firsts: Chars,
    /// What is a word by itself.
    alone: Chars,
    /// The first two characters of the others.
    pairs: Pairs,
    /// By the places of their openings, in order.
    words: Vec<Word>,
    /// Where the words of each place begin, and where those of the last one end.
    places: Vec<u32>,
}

/// The first character of a word, and the second where it has one.
type Opening = (u32, Option<u32>);

#[derive(Debug)]
struct Word {
    opening: Opening,
    number: usize,
    /// Behind it.
    rest: SmolStr,
}

/// Few openings share one.
const PLACES: u32 = 1024;

fn place((first, second): Opening) -> usize {
    let both = second.unwrap_or_default().wrapping_mul(31) ^ first;
    (both % PLACES) as usize
}

impl Lexicon {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        let words: Vec<&str> = words.collect();
        let (mut firsts, mut alone) = (Chars::none(), Chars::none());
        let mut pairs = BTreeSet::new();
        for word in &words {
            let mut chars = word.chars();
            match (chars.next(), chars.next()) {
                (Some(first), Some(second)) => {
                    firsts.range(first, first);
                    pairs.insert((first, second));
                }
                (Some(first), None) => {
                    firsts.range(first, first);
                    alone.range(first, first);
                }
                (None, _) => {}
            }
        }
        let begun = |(number, word): (usize, &&str)| {
            let mut rest = word.chars();
            Some(Word {
                opening: (rest.next()?.into(), rest.next().map(u32::from)),
                number,
                rest: rest.as_str().into(),
            })
        };
        let mut words: Vec<Word> = words.iter().enumerate().filter_map(begun).collect();
        words.sort_unstable_by_key(|word| (place(word.opening), word.number));
        let from = |n| words.partition_point(|word| place(word.opening) < n) as u32;
        Self {
            firsts,
            alone,
            pairs: Pairs::of(&pairs),
            places: (0..=PLACES as usize).map(from).collect(),
            words,
        }
    }

    /// Those that open so.
    fn opened(&self, opening: Opening) -> impl Iterator<Item = &Word> {
        let place = place(opening);
        let here = self.places[place] as usize..self.places[place + 1] as usize;
        let words = self.words[here].iter();
        words.filter(move |word| word.opening == opening)
    }

    /// Tells each word that stands in a text, in the order in which they begin: where, and its number.
    pub fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, usize)) {
        let bytes = text.as_bytes();
        for CharAt { at, c, behind } in self.firsts.within(text, 0) {
            if self.alone.hold_number(c) {
                let words = self.opened((c, None));
                words.for_each(|word| tell(at..behind, word.number));
            }
            let second = char_at(bytes, behind);
            let Some((second, behind)) = second.filter(|(next, _)| self.pairs.may_hold(c, *next))
            else {
                continue;
            };
            for word in self.opened((c, Some(second))) {
                let rest = word.rest.as_bytes();
                if rest.is_empty() || bytes[behind..].starts_with(rest) {
                    tell(at..behind + rest.len(), word.number);
                }
            }
        }
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
