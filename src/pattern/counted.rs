//! How often a text holds each of some words.
//!
//! In: words, a text. Out: a number for each. Words of one sort share a few characters (省, 市, 县), which
//! stand in a text far less often than what words begin with, and are looked for in its place.

use super::literal::Search;
use crate::text::char_at;
use std::collections::BTreeMap;

/// Words that are counted together.
#[derive(Debug)]
pub(super) struct Counted {
    /// Looks for the characters of which each word has one; none where there is no word.
    shared: Option<Search>,
    /// The words that have each of them.
    words: Vec<(char, Vec<Word>)>,
}

#[derive(Debug)]
struct Word {
    text: Box<str>,
    /// Its number.
    n: usize,
    /// Where it first has what it shares.
    shared: usize,
    /// The character before that, which tells most words apart.
    before: Option<char>,
}

impl Counted {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let mut left: Vec<(usize, &String)> = words.enumerate().collect();
        let mut words = Vec::new();
        while let Some(c) = most_held(&left) {
            let mut same = Vec::new();
            left.retain(|(n, text)| {
                let place = text.find(c);
                same.extend(place.map(|shared| Word {
                    text: text.as_str().into(),
                    n: *n,
                    shared,
                    before: text[..shared].chars().next_back(),
                }));
                place.is_none()
            });
            words.push((c, same));
        }
        let shared: Vec<String> = words.iter().map(|(c, _)| c.to_string()).collect();
        Self {
            shared: Search::new(&shared),
            words,
        }
    }

    /// How often a text holds each of `count` words, without overlaps of its own.
    pub fn times(&self, count: usize, text: &str) -> Vec<usize> {
        let mut times = vec![(0, 0); count];
        let bytes = text.as_bytes();
        let mut from = 0;
        while let Some(at) = self.shared.as_ref().and_then(|s| s.first(text, from))
            && let Some((code, behind)) = char_at(bytes, at)
        {
            from = behind;
            let before = text[..at].chars().next_back();
            let same = self.words.iter().find(|(c, _)| u32::from(*c) == code);
            for word in same.map_or(&[][..], |(_, words)| words) {
                if (word.before.is_none() || word.before == before)
                    && let Some(start) = at.checked_sub(word.shared)
                    && bytes[start..].starts_with(word.text.as_bytes())
                    && let Some((times, free)) = times.get_mut(word.n)
                    && start >= *free
                {
                    (*times, *free) = (*times + 1, start + word.text.len());
                }
            }
        }
        times.into_iter().map(|(times, _)| times).collect()
    }
}

/// The character that most of these words hold.
fn most_held(words: &[(usize, &String)]) -> Option<char> {
    let mut held: BTreeMap<char, usize> = BTreeMap::new();
    for (_, word) in words {
        for (at, c) in word.char_indices() {
            *held.entry(c).or_default() += usize::from(word.find(c) == Some(at));
        }
    }
    held.into_iter().max_by_key(|(_, n)| *n).map(|(c, _)| c)
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
