//! How often a text holds each of some words.
//!
//! In: words, a text. Out: a number for each.

use super::literal::Search;

/// Words that are counted together.
#[derive(Debug)]
pub(super) struct Counted {
    words: Vec<Box<str>>,
    /// None where none of them is looked for.
    any: Option<Search>,
}

impl Counted {
    /// Numbered in this order; an empty word is never found.
    pub fn new<'w>(words: impl Iterator<Item = &'w String>) -> Self {
        let words: Vec<Box<str>> = words.map(|w| Box::from(w.as_str())).collect();
        let sought: Vec<&str> = words
            .iter()
            .map(|w| &**w)
            .filter(|w| !w.is_empty())
            .collect();
        let any = Search::new(&sought);
        Self { words, any }
    }

    /// How often a text holds each word, without overlaps of its own.
    pub fn times(&self, text: &str) -> Vec<usize> {
        let mut times = vec![(0, 0); self.words.len()];
        let mut from = 0;
        while let Some(at) = self.any.as_ref().and_then(|any| any.first(text, from)) {
            let here = &text[at..];
            for (word, (times, free)) in self.words.iter().zip(&mut times) {
                if at >= *free && !word.is_empty() && here.starts_with(&**word) {
                    (*times, *free) = (*times + 1, at + word.len());
                }
            }
            from = at + here.chars().next().map_or(1, char::len_utf8);
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
            let usual: Vec<_> = usual.collect();
            prop_assert_eq!(counted.times(&text), usual);
        }
    }
}
