//! Words of a list, asked for at the edges of a text.
//!
//! In: words, a text. Out: the first of them that the text begins or ends with. Most texts
//! have another character there, which a bit tells; of the words only those are compared that have the
//! same.

use super::outermost::Places;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// The words in their order, with what they begin and end with.
///
/// ```
/// use gongwen::pattern::Listed;
/// let endings = Listed::from(["通知", "意见"].map(String::from).to_vec());
/// assert_eq!(endings.end_of("防火工作的通知"), Some("通知"));
/// assert!(!endings.ends("通知书") && endings.begins("通知书"));
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Listed {
    words: Vec<String>,
    first: Edge,
    last: Edge,
}

/// The characters at one edge of the words.
#[derive(Debug, Clone, Default)]
struct Edge {
    all: Places,
    /// That of each word; an empty one has none.
    each: Vec<Option<char>>,
}

impl Edge {
    fn of(each: Vec<Option<char>>) -> Self {
        let mut all = Places::default();
        for c in &each {
            match c {
                Some(c) => all.put(*c),
                // An empty word stands everywhere.
                None => all = Places::ALL,
            }
        }
        Self { all, each }
    }

    /// False where none of the words stands at the edge of a text that has this character there.
    #[inline]
    fn may_be(&self, c: Option<char>) -> bool {
        // An empty text is asked all the same: it holds an empty word.
        c.is_none_or(|c| self.all.may_hold(c))
    }

    /// The first of the words that stands there.
    #[inline(never)]
    fn find<'w>(
        &self,
        words: &'w [String],
        c: Option<char>,
        stands: impl Fn(&str) -> bool,
    ) -> Option<&'w str> {
        let mut words = words.iter().zip(&self.each);
        let word = words.find(|(word, edge)| (edge.is_none() || **edge == c) && stands(word));
        word.map(|(word, _)| word.as_str())
    }
}

impl From<Vec<String>> for Listed {
    fn from(words: Vec<String>) -> Self {
        let first = words.iter().map(|word| word.chars().next()).collect();
        let last = words.iter().map(|word| word.chars().next_back()).collect();
        Self {
            first: Edge::of(first),
            last: Edge::of(last),
            words,
        }
    }
}

impl From<Listed> for Vec<String> {
    fn from(listed: Listed) -> Self {
        listed.words
    }
}

impl Listed {
    /// The first word of the list that a text begins with.
    #[inline(always)]
    pub fn start_of(&self, text: &str) -> Option<&str> {
        let first = text.chars().next();
        self.first.may_be(first).then_some(())?;
        (self.first).find(&self.words, first, |word| text.starts_with(word))
    }

    /// The first word of the list that a text ends with.
    #[inline(always)]
    pub fn end_of(&self, text: &str) -> Option<&str> {
        let last = text.chars().next_back();
        self.last.may_be(last).then_some(())?;
        (self.last).find(&self.words, last, |word| text.ends_with(word))
    }

    /// False where no word begins with a character.
    #[inline]
    pub fn may_begin_with(&self, c: char) -> bool {
        self.first.all.may_hold(c)
    }

    /// False where no word ends with a character.
    #[inline]
    pub fn may_end_with(&self, c: char) -> bool {
        self.last.all.may_hold(c)
    }

    /// Whether a text begins with one of the words.
    #[inline]
    pub fn begins(&self, text: &str) -> bool {
        self.start_of(text).is_some()
    }

    /// Whether a text ends with one of the words.
    #[inline]
    pub fn ends(&self, text: &str) -> bool {
        self.end_of(text).is_some()
    }
}

impl Deref for Listed {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_says_what_asking_word_by_word_says(
            words in proptest::collection::vec("[省市县a]{0,3}", 0..4),
            text in "[省市县a全]{0,4}",
        ) {
            let listed = Listed::from(words.clone());
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let before = words.iter().copied().find(|w| text.starts_with(w));
            let behind = words.iter().copied().find(|w| text.ends_with(w));
            prop_assert_eq!((listed.start_of(&text), listed.end_of(&text)), (before, behind));
            let last = text.chars().next_back().filter(|_| behind.is_some_and(|w| !w.is_empty()));
            prop_assert!(last.is_none_or(|c| listed.may_end_with(c)));
            let first = text.chars().next().filter(|_| before.is_some_and(|w| !w.is_empty()));
            prop_assert!(first.is_none_or(|c| listed.may_begin_with(c)));
        }
    }
}
