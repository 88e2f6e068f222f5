//! The part of an expression by which most texts are told that hold no match.
//!
//! In: an expression as a tree. Out: a part that stands in every match of it, in a row and without what may be
//! long. An expression that may begin with many characters (`[^，。]{2,40}负责`) is asked at each of them; its
//! part is found where its words are. Not here: the words alone (`literal`).

use super::literal::needed;
use regex_syntax::hir::{Hir, HirKind, Repetition};

/// A part that is repeated as often each time may be so long.
const FEW: u32 = 8;

/// None where no part holds a word, or nothing would be left out.
pub(super) fn core(hir: &Hir) -> Option<Hir> {
    if is_short(hir) {
        return None;
    }
    held(hir).map(|(_, core)| core)
}

/// The part, and how long its shortest word is.
fn held(hir: &Hir) -> Option<(usize, Hir)> {
    match hir.kind() {
        _ if is_short(hir) => Some((shortest(hir)?, without_groups(hir))),
        HirKind::Capture(c) => held(&c.sub),
        HirKind::Repetition(r) if r.min > 0 => held(&r.sub),
        HirKind::Alternation(branches) => {
            let each: Option<Vec<_>> = branches.iter().map(held).collect();
            let (lengths, cores): (Vec<usize>, Vec<Hir>) = each?.into_iter().unzip();
            Some((lengths.into_iter().min()?, Hir::alternation(cores)))
        }
        HirKind::Concat(parts) => {
            let rows = parts.chunk_by(|a, b| is_short(a) && is_short(b));
            let rows = rows.filter_map(|row| match row {
                [part] => held(part),
                row => {
                    let row = Hir::concat(trimmed(row).iter().map(without_groups).collect());
                    Some((shortest(&row)?, row))
                }
            });
            rows.max_by_key(|(length, _)| *length)
        }
        _ => None,
    }
}

/// A row without what need not stand at its edges.
fn trimmed(mut row: &[Hir]) -> &[Hir] {
    let may_lack = |part: &Hir| part.properties().minimum_len().is_none_or(|len| len == 0);
    while let [first, rest @ ..] = row
        && may_lack(first)
    {
        row = rest;
    }
    while let [rest @ .., last] = row
        && may_lack(last)
    {
        row = rest;
    }
    row
}

fn shortest(hir: &Hir) -> Option<usize> {
    needed(hir)?.iter().map(Vec::len).min()
}

/// Whether nothing in it is repeated many times.
fn is_short(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Repetition(r) => {
            let often = r.max == Some(1) || r.max == Some(r.min) && r.min <= FEW;
            often && is_short(&r.sub)
        }
        HirKind::Capture(c) => is_short(&c.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().all(is_short),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => true,
    }
}

/// The same without groups, which nobody asks for.
fn without_groups(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Capture(c) => without_groups(&c.sub),
        HirKind::Repetition(r) => Hir::repetition(Repetition {
            sub: Box::new(without_groups(&r.sub)),
            ..r.clone()
        }),
        HirKind::Concat(all) => Hir::concat(all.iter().map(without_groups).collect()),
        HirKind::Alternation(all) => Hir::alternation(all.iter().map(without_groups).collect()),
        _ => hir.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    const EXPRESSIONS: [&str; 6] = [
        "(?:^|[，。])(?<unit>[^，。]{2,9}?)(?:设在[^，。]{2,9}，)?(?:主要)?(?:负责|牵头)(?<task>[^人同][^。]{2})",
        "[（]?(?:市级)?(?:牵头|责任)单位：(?<units>[^。]+)|（(?<by>[^（]{2,9}?)(?:等)?负责）",
        "(?:^|，)(?:牵头(?<lead>做好[^。]{2,9})|(?:在)?配合[^，]{2,}(?:市|单位))",
        "[^，]+单位$",
        "(?:责任|市)+?人*",
        "(?:^市|负责)[^，]*主要",
    ];

    fn core_of(expression: &str) -> Option<String> {
        core(&regex_syntax::parse(expression).unwrap()).map(|core| core.to_string())
    }

    #[test]
    fn what_may_be_long_is_left_out() {
        let holds = |expression, text| {
            Regex::new(&core_of(expression).unwrap())
                .unwrap()
                .is_match(text)
        };
        assert!(holds(EXPRESSIONS[0], "主要负责一二三") && !holds(EXPRESSIONS[0], "负责人一二"));
        assert!(holds(EXPRESSIONS[1], "等负责）") && !holds(EXPRESSIONS[1], "单位：负责"));
        assert!(holds(EXPRESSIONS[2], "配合") && !holds(EXPRESSIONS[2], "，市"));
    }

    #[test]
    fn what_holds_no_word_or_is_short_has_none() {
        for expression in [
            "[^，]+[。；！？：，、（）]",
            "(?:市|负责)单位?",
            "(?:单位)*",
            "一[^，]+|[^。]{2,}",
        ] {
            assert_eq!(core_of(expression), None, "{expression}");
        }
    }

    proptest! {
        #[test]
        fn every_match_holds_it(text in "(?:牵头|责任|配合|单位|市|：|（|）|，|。|负责|人|做好|设在|主要|等|在|一){0,10}") {
            for expression in EXPRESSIONS {
                let core = Regex::new(&core_of(expression).unwrap()).unwrap();
                let whole = Regex::new(expression).unwrap();
                prop_assert!(core.is_match(&text) || !whole.is_match(&text), "{} {}", expression, text);
            }
        }
    }
}
