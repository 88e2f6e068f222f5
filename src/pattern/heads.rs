//! The two characters that a match begins or ends with, told by an expression's tree.
//!
//! In: trees, an edge. Out: ranges of characters, each with those that may stand next to them, further in.

use super::family::Edge;
use super::outermost::{outermost, row};
use regex_syntax::hir::{Class, Hir, HirKind};

/// From which character to which.
pub(super) type Ranges = Vec<(char, char)>;

pub(super) fn anything() -> Ranges {
    vec![('\0', char::MAX)]
}

/// What is told of a range of characters: those that may stand next to one of them.
type Tell<'t> = dyn FnMut((char, char), &Ranges) + 't;

/// Tells the characters at this edge of a match of expressions in a row, each range with the characters
/// that may stand next to them; `then` gives those beyond the row. True where the match may be
/// empty. What is told may be too much, never too little.
pub(super) fn heads(
    edge: Edge,
    mut parts: &[Hir],
    then: &dyn Fn() -> Ranges,
    tell: &mut Tell,
) -> bool {
    loop {
        let outer = match edge {
            Edge::Start => parts.split_first(),
            Edge::End => parts.split_last(),
        };
        let Some((part, rest)) = outer else {
            return true;
        };
        let next = || {
            let mut ranges = Ranges::new();
            if row(rest, edge, &mut |from, to| ranges.push((from, to))) {
                ranges.extend(then());
            }
            ranges
        };
        if !head(edge, part, &next, tell) {
            return false;
        }
        parts = rest;
    }
}

/// The same of one expression.
fn head(edge: Edge, hir: &Hir, then: &dyn Fn() -> Ranges, tell: &mut Tell) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            let mut chars = text.chars();
            let mut next = || edge.next_in(&mut chars);
            match (next(), next()) {
                (Some(a), Some(b)) => tell((a, a), &vec![(b, b)]),
                (Some(a), None) => tell((a, a), &then()),
                // Bytes that need be no characters.
                _ => tell(('\0', char::MAX), &anything()),
            }
            false
        }
        HirKind::Class(Class::Unicode(class)) => {
            let seconds = then();
            (class.iter()).for_each(|r| tell((r.start(), r.end()), &seconds));
            false
        }
        HirKind::Class(Class::Bytes(_)) => {
            tell(('\0', char::MAX), &anything());
            false
        }
        HirKind::Repetition(r) => {
            let again = || {
                let mut ranges = Ranges::new();
                let mut once_more = |from, to| ranges.push((from, to));
                if outermost(&r.sub, edge, &mut once_more) || r.min < 2 {
                    ranges.extend(then());
                }
                ranges
            };
            head(edge, &r.sub, &again, tell) || r.min == 0
        }
        HirKind::Capture(c) => head(edge, &c.sub, then, tell),
        HirKind::Concat(parts) => heads(edge, parts, then, tell),
        // Each is asked.
        HirKind::Alternation(subs) => {
            (subs.iter()).fold(false, |empty, sub| head(edge, sub, then, tell) | empty)
        }
    }
}
