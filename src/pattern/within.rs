//! One expression that may match anywhere in a text.
//!
//! In: an expression that was compiled beforehand. Out: whether a text matches, and where first. Not
//! here: an expression that is bound to an edge (`anchored`), the groups of a match (`groups`).
//!
//! It finds what the library's general expression finds, in its way: one automaton reads
//! forwards to the end of the first match, another from there back to its beginning.

use super::automaton::{Automaton, Packed, Wanted, both};
use super::begins::Begins;
use super::literal::{Needed, Prefixes, prefixes};
use super::prebuilt::known;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// An expression that may match anywhere.
pub(super) struct Within {
    start: Start,
    forward: Automaton,
    backward: Automaton,
}

/// By what a text is told that does not match.
enum Start {
    /// A match begins with one of these.
    With(Prefixes),
    /// Or so, where these are many and short: most texts hold one, and what stands behind it tells.
    Begins(Begins),
    /// It holds one of these.
    Somewhere(Needed),
}

/// What it is compiled to.
#[derive(Serialize, Deserialize)]
struct Compiled {
    prefixes: Option<Vec<Vec<u8>>>,
    begins: Option<Begins>,
    forward: Packed,
    backward: Packed,
}

/// More prefixes than this are many.
const MANY: usize = 32;
/// The bytes of two hanzi.
const TWO: usize = 6;

/// The states of one expression are few.
const STATES: usize = 2 << 20;

impl Within {
    /// None where it was not compiled beforehand: the library compiles faster what is asked seldom.
    /// None also where letters cannot spell it, or the empty text matches it.
    pub fn of(source: &str) -> Option<Self> {
        let compiled = known("within", &[source], || Compiled::of(source))??;
        Some(Self::new(source, compiled))
    }

    fn new(source: &str, compiled: Compiled) -> Self {
        let prefixes = compiled.prefixes.as_deref().and_then(Prefixes::new);
        Self {
            start: match (compiled.begins, prefixes) {
                (Some(begins), _) => Start::Begins(begins),
                (None, Some(prefixes)) => Start::With(prefixes),
                (None, None) => Start::Somewhere(Needed::by(source)),
            },
            forward: Automaton::new(Wanted::FirstAnywhere, compiled.forward, STATES),
            backward: Automaton::new(Wanted::EachHere, compiled.backward, STATES),
        }
    }

    /// Tells where a match ends that begins first from a byte on: the last that is told.
    fn ends(&self, text: &str, from: usize, mut tell: impl FnMut(usize) -> bool) {
        let tell = |_, at| tell(at);
        match &self.start {
            Start::With(prefixes) => {
                let next = |from| prefixes.next(text, from);
                self.forward.skipping(text, from, next, tell);
            }
            Start::Begins(begins) => {
                let next = |from| begins.find(text, from, Some);
                self.forward.skipping(text, from, next, tell);
            }
            Start::Somewhere(needed) if needed.held_by(&text[from..]) => {
                let forward = &self.forward;
                forward.with(|states| forward.forward(states, text, from, tell));
            }
            Start::Somewhere(_) => {}
        }
    }

    /// Whether a text matches.
    pub fn is_match(&self, text: &str) -> bool {
        let mut found = false;
        self.ends(text, 0, |_| {
            found = true;
            false
        });
        found
    }

    /// Where a text matches first from a byte on.
    pub fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let mut end = None;
        self.ends(text, from, |at| {
            end = Some(at);
            true
        });
        let end = end?;
        let mut start = end;
        let tell = |_, at| {
            start = at;
            true
        };
        let backward = &self.backward;
        backward.with(|states| backward.backward(states, text, from..end, tell));
        Some(start..end)
    }
}

impl Compiled {
    fn of(source: &str) -> Option<Self> {
        let tree = regex_syntax::parse(source).ok()?;
        tree.properties().minimum_len().filter(|len| *len > 0)?;
        let [forward, backward] = both(&tree)?;
        let prefixes = prefixes(&tree);
        let short = |all: &Vec<Vec<u8>>| all.len() > MANY && all.iter().any(|p| p.len() < TWO);
        let begins = prefixes.as_ref().is_some_and(short);
        Some(Self {
            begins: begins.then(|| Begins::of(std::slice::from_ref(&tree))),
            prefixes,
            forward,
            backward,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    const EXPRESSIONS: [&str; 8] = [
        "(?:^|[，不])超过",
        "由[^，]{1,3}?(?:负责|超过)",
        "增长?(?:约|$)",
        "[^，约]+约|超过约",
        "(?-u:\\b)a+(?-u:\\b)|约a",
        "超|超过了",
        "(?:约|近){2,3}?[^a]",
        "约$|^，",
    ];

    fn within(expression: &str) -> Within {
        Within::new(expression, Compiled::of(expression).unwrap())
    }

    fn by_two_characters(expression: &str) -> Within {
        let tree = regex_syntax::parse(expression).unwrap();
        let begins = Some(Begins::of(&[tree]));
        let compiled = Compiled::of(expression).unwrap();
        Within::new(expression, Compiled { begins, ..compiled })
    }

    proptest! {
        #[test]
        fn it_finds_what_the_library_finds(
            text in "[超过了约近不增长由负责，a一]{0,9}",
            from in 0usize..9,
        ) {
            let from = text.char_indices().nth(from).map_or(text.len(), |(at, _)| at);
            for expression in EXPRESSIONS {
                let usual = Regex::new(expression).unwrap();
                let matches = usual.is_match(&text);
                let usual = usual.find_at(&text, from).map(|m| m.range());
                for own in [within(expression), by_two_characters(expression)] {
                    prop_assert_eq!(own.is_match(&text), matches, "{}", expression);
                    prop_assert_eq!(own.find(&text, from), usual.clone(), "{}", expression);
                }
            }
        }
    }
}
