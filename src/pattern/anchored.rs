//! One expression that is asked at an edge of a text, where most texts do not match.
//!
//! In: an expression that begins with `^` or ends with `$`. Out: whether a text matches, and
//! where. A general expression also holds what would find a match anywhere, which takes twice as
//! long to compile, and gets ready for longer than such a question takes.

use super::family::{AtEdge, Edge, Union};
use super::prebuilt::made;
use regex_automata::MatchKind;
use regex_syntax::hir::Look;
use std::ops::Range;

/// Where a match stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Found<'t> {
    /// What it matched.
    pub fn as_str(self) -> &'t str {
        &self.text[self.start..self.end]
    }

    /// At these bytes of a text.
    pub(super) fn at(text: &'t str, Range { start, end }: Range<usize>) -> Self {
        Self { text, start, end }
    }

    /// Its first byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// One past its last byte.
    pub fn end(self) -> usize {
        self.end
    }

    /// Its bytes.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// True where nothing was needed to match.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// An expression that is asked at one edge.
pub(super) struct Anchored {
    edge: Edge,
    automaton: Union,
}

impl Anchored {
    /// None where the expression may match elsewhere, or no automaton can hold it.
    pub fn of(source: &str) -> Option<Self> {
        let begins = source.trim_start_matches("(?x)").starts_with('^');
        if !(begins || source.ends_with('$')) {
            return None;
        }
        let compiled = made("at an edge", &[source], || {
            let tree = regex_syntax::parse(source).ok()?;
            let edge = match tree.properties() {
                p if p.look_set_prefix().contains(Look::Start) => Edge::Start,
                p if p.look_set_suffix().contains(Look::End) => Edge::End,
                _ => return None,
            };
            AtEdge::of(edge, &[tree])
        })?;
        let edge = compiled.edge;
        let kind = match edge {
            Edge::Start => MatchKind::LeftmostFirst,
            // The leftmost match up to the end is the longest one.
            Edge::End => MatchKind::All,
        };
        Some(Self {
            edge,
            automaton: Union::new(kind, compiled),
        })
    }

    /// Whether a text matches.
    pub fn is_match(&self, text: &str) -> bool {
        let mut found = false;
        self.automaton.walk(text, |_, _| {
            found = true;
            false
        });
        found
    }

    /// Where it matches.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let mut reach = None;
        self.automaton.walk(text, |_, at| {
            reach = Some(at);
            true
        });
        let reach = reach?;
        let (start, end) = match self.edge {
            Edge::Start => (0, reach),
            Edge::End => (reach, text.len()),
        };
        Some(Found::at(text, start..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    const EXPRESSIONS: [&str; 11] = [
        "(?x)^(?: 超 过 | [约近] | [超增]长? )+",
        "^(?:超过|超)(?:了|了约)?",
        "^(?:约|近)?[^，]{0,3}",
        "^(?:了*?约)",
        "^(?:增长|增)$",
        "^(?:增长|[^，增]{1,2})*$",
        "(?:增长|长)(?:了|约)*$",
        "(?:^|[^不])超过$",
        "[^，]{0,3}约?$",
        "(?:超过|(?:不)?超)了?$",
        "(?:，|约)$",
    ];

    proptest! {
        #[test]
        fn it_answers_as_the_library_does(text in "[超过了约近不增长，a]{0,6}") {
            for expression in EXPRESSIONS {
                let own = Anchored::of(expression).unwrap();
                let usual = Regex::new(expression).unwrap();
                prop_assert_eq!(own.is_match(&text), usual.is_match(&text), "{}", expression);
                let usual = usual.find(&text).map(|m| Found::at(&text, m.range()));
                prop_assert_eq!(own.find(&text), usual, "{}", expression);
            }
        }
    }

    #[test]
    fn what_is_not_bound_to_an_edge_is_left_to_the_library() {
        for expression in ["年", "^年|月", "年|月$", r"\^年\$", r"^年\b"] {
            assert!(Anchored::of(expression).is_none(), "{expression}");
        }
    }
}
