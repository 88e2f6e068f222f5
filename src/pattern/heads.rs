//! The two characters that a match begins or ends with, told by an expression's tree.
//!
//! In: trees. Out: ranges of characters, each with those that may stand next to them inside.

use super::family::Edge;
use super::outermost::{outermost, row};
use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeSet;
use std::slice;

/// From which character to which.
pub(super) type Ranges = Vec<(char, char)>;

pub(super) fn anything() -> Ranges {
    vec![('\0', char::MAX)]
}

/// What is told of a range of characters: those that may stand next to one of them, further inside.
pub(super) type Told = ((char, char), Ranges);

type Tell<'t> = dyn FnMut((char, char), &Ranges) + 't;

/// Tells the characters at an edge of a match of expressions in a row, each range with the characters that
/// may stand next to them; `then` gives those next to the row. True where the match may be empty. What is
/// told may be too much, never too little.
fn heads(parts: &[Hir], edge: Edge, then: &dyn Fn() -> Ranges, tell: &mut Tell) -> bool {
    let mut rest = parts;
    while let Some((part, others)) = match edge {
        Edge::Start => rest.split_first(),
        Edge::End => rest.split_last(),
    } {
        rest = others;
        let next = || {
            let mut ranges = Ranges::new();
            if row(rest, edge, &mut |from, to| ranges.push((from, to))) {
                ranges.extend(then());
            }
            ranges
        };
        if !head(part, edge, &next, tell) {
            return false;
        }
    }
    true
}

/// All that [`heads`] tells of expressions in a row, and whether a match may be empty.
pub(super) fn told(parts: &[Hir], edge: Edge) -> (Vec<Told>, bool) {
    let mut all = Vec::new();
    let mut tell = |first, seconds: &Ranges| all.push((first, seconds.clone()));
    let empty = heads(parts, edge, &anything, &mut tell);
    (all, empty)
}

/// How many characters a range has.
pub(super) fn count((from, to): &(char, char)) -> u32 {
    u32::from(*to) - u32::from(*from) + 1
}

/// What each match of an expression begins with, but for what it may lack: two characters, or one that many
/// may follow. None where many may come first.
pub(super) fn openings(hir: &Hir) -> Option<Vec<String>> {
    const MANY: u32 = 100;
    let (mut all, mut many, mut empty) = (BTreeSet::new(), false, false);
    let mut tell = |first, seconds: &Ranges| {
        if count(&first) > MANY {
            many = true;
            return;
        }
        let alone = seconds.iter().map(count).sum::<u32>() > MANY;
        for a in first.0..=first.1 {
            if alone {
                all.insert(a.to_string());
                continue;
            }
            let seconds = seconds.iter().flat_map(|(from, to)| *from..=*to);
            all.extend(seconds.map(|b| String::from_iter([a, b])));
        }
    };
    let branches = match hir.kind() {
        HirKind::Alternation(branches) => branches,
        _ => slice::from_ref(hir),
    };
    for branch in branches {
        empty |= heads(never_lacking(branch), Edge::Start, &anything, &mut tell);
    }
    (!many && !empty).then(|| all.into_iter().collect())
}

/// An expression's parts in a row, from the first on that no match lacks.
fn never_lacking(hir: &Hir) -> &[Hir] {
    let parts = match hir.kind() {
        HirKind::Concat(parts) => parts,
        _ => slice::from_ref(hir),
    };
    let may_lack = |part: &Hir| part.properties().minimum_len().is_none_or(|len| len == 0);
    let first = parts.iter().position(|part| !may_lack(part));
    first.map_or(parts, |first| &parts[first..])
}

/// What [`heads`] tells of one expression.
fn head(hir: &Hir, edge: Edge, then: &dyn Fn() -> Ranges, tell: &mut Tell) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).unwrap_or_default();
            let mut chars = text.chars();
            match (edge.next_in(&mut chars), edge.next_in(&mut chars)) {
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
            head(&r.sub, edge, &again, tell) || r.min == 0
        }
        HirKind::Capture(c) => head(&c.sub, edge, then, tell),
        HirKind::Concat(parts) => heads(parts, edge, then, tell),
        // Each is asked.
        HirKind::Alternation(subs) => {
            (subs.iter()).fold(false, |empty, sub| head(sub, edge, then, tell) | empty)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_open_with() {
        for (expression, openings) in [
            ("(?:^|[，。])(?:到|至)年|须|力争", "到年 力争 至年 须"),
            ("按照?[^，]{0,9}标准|计划(?:建)?", "按 计划"),
            ("将(?:建|投)|新", "将建 将投 新"),
        ] {
            let found = openings_of(expression).unwrap();
            assert_eq!(found.join(" "), openings, "{expression}");
        }
        assert!(openings_of(r"\p{Han}年").is_none() && openings_of("(?:年)*").is_none());
    }

    fn openings_of(expression: &str) -> Option<Vec<String>> {
        openings(&regex_syntax::parse(expression).unwrap())
    }
}
