//! The two characters that a match begins with, told by an expression's tree.
//!
//! In: trees. Out: ranges of characters, each with those that may stand behind them.

use super::family::Edge;
use super::outermost::{outermost, row};
use regex_syntax::hir::{Class, Hir, HirKind};

/// From which character to which.
pub(super) type Ranges = Vec<(char, char)>;

pub(super) fn anything() -> Ranges {
    vec![('\0', char::MAX)]
}

/// What is told of a range of characters: those that may stand behind one of them.
type Tell<'t> = dyn FnMut((char, char), &Ranges) + 't;

/// Tells the first characters of a match of expressions in a row, each range with the characters that may
/// stand behind them; `then` gives those behind the row. True where the match may be empty. What is told
/// may be too much, never too little.
pub(super) fn heads(parts: &[Hir], then: &dyn Fn() -> Ranges, tell: &mut Tell) -> bool {
    for (n, part) in parts.iter().enumerate() {
        let next = || {
            let mut ranges = Ranges::new();
            let rest = &parts[n + 1..];
            if row(rest, Edge::Start, &mut |from, to| ranges.push((from, to))) {
                ranges.extend(then());
            }
            ranges
        };
        if !head(part, &next, tell) {
            return false;
        }
    }
    true
}

/// The same of one expression.
fn head(hir: &Hir, then: &dyn Fn() -> Ranges, tell: &mut Tell) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
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
                if outermost(&r.sub, Edge::Start, &mut once_more) || r.min < 2 {
                    ranges.extend(then());
                }
                ranges
            };
            head(&r.sub, &again, tell) || r.min == 0
        }
        HirKind::Capture(c) => head(&c.sub, then, tell),
        HirKind::Concat(parts) => heads(parts, then, tell),
        // Each is asked.
        HirKind::Alternation(subs) => {
            (subs.iter()).fold(false, |empty, sub| head(sub, then, tell) | empty)
        }
    }
}
