//! One expression that is asked at an edge of a text, where most texts do not match.
//!
//! In: an expression that begins with `^` or ends with `$`. Out: whether a text matches, and
//! where. A general expression also holds what would find a match anywhere, which takes twice as
//! long to compile, and gets ready for longer than such a question takes.

use super::automaton::Wanted;
use super::family::{AtEdge, Edge, Union};
use super::gate::Gate;
use super::prebuilt::made;
use regex_syntax::hir::Look;
use std::ops::Range;

/// An expression that is asked at one edge.
pub(super) struct Anchored {
    edge: Edge,
    /// Asked for most texts, and alone.
    gate: Option<Gate>,
    automaton: Box<Union>,
}

impl Anchored {
    /// None where the expression may match elsewhere, or no automaton can hold it.
    pub fn of(source: &str) -> Option<Self> {
        let begins = source.trim_start_matches("(?x)").starts_with('^');
        if !(begins || source.ends_with('$')) {
            return None;
        }
        let mut compiled = made("at an edge", &[source], || {
            let tree = regex_syntax::parse(source).ok()?;
            let edge = match tree.properties() {
                p if p.look_set_prefix().contains(Look::Start) => Edge::Start,
                p if p.look_set_suffix().contains(Look::End) => Edge::End,
                _ => return None,
            };
            AtEdge::of(edge, &[tree])
        })?;
        let edge = compiled.edge;
        let wanted = match edge {
            Edge::Start => Wanted::FirstHere,
            // The leftmost match up to the end is the longest one.
            Edge::End => Wanted::EachHere,
        };
        Some(Self {
            edge,
            gate: compiled.gate.take(),
            automaton: Box::new(Union::new(wanted, compiled)),
        })
    }

    /// False where a text surely does not match.
    #[inline]
    pub fn may_stand(&self, text: &str) -> bool {
        self.gate.as_ref().is_none_or(|gate| gate.lets(text))
    }

    /// Whether a text matches.
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        self.may_stand(text) && self.matches(text)
    }

    fn matches(&self, text: &str) -> bool {
        let mut found = false;
        self.automaton.walk(text, |_, _| {
            found = true;
            false
        });
        found
    }

    /// Where it matches first from a byte on.
    #[inline]
    pub fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        self.may_stand(text).then(|| self.found(text, from))?
    }

    fn found(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let mut reach = None;
        self.automaton.walk(text, |_, at| {
            if at >= from {
                reach = Some(at);
            }
            at >= from
        });
        let reach = reach?;
        match self.edge {
            Edge::Start if from > 0 => None,
            Edge::Start => Some(0..reach),
            Edge::End => Some(reach..text.len()),
        }
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
                for from in text.char_indices().map(|(at, _)| at) {
                    let usual = usual.find_at(&text, from).map(|m| m.range());
                    prop_assert_eq!(own.find(&text, from), usual, "{} {}", expression, from);
                }
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
