//! What a match of expressions begins with: a character, and often the one behind it.
//!
//! In: expressions as trees. Out: [`Begins`], which tells the places of a text that have to be asked.
//! Most characters that a match may begin with are words of their own, too (全, 人, a comma): the next
//! one tells them apart at less cost than an automaton. Not here: the automaton (`leftmost`).

use super::family::Edge;
use super::heads::{Told, anything, count, told};
use super::outermost::{outermost, row};
use crate::text::{CharAt, Chars, Pairs};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What a match may begin with.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Begins {
    first: Heads,
    /// Of expressions that begin with what may stand before (`[^第]`), what stands behind it.
    second: Heads,
    either: Chars,
    /// Those of them that are asked for by more than the pairs of the first.
    more: Chars,
}

/// Characters at an edge of matches, with what may stand next to them, further inside.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Heads {
    pub chars: Chars,
    pairs: Pairs,
    /// Next to these anything may.
    followed: Chars,
}

/// A class of more characters than this does not tell where a match begins.
const WIDE: u32 = 1000;

impl Heads {
    /// Of all that is told. What pairs are told of a character that anything may follow is not asked.
    pub fn of(told: &[Told]) -> Self {
        let (mut chars, mut followed) = (Chars::none(), Chars::none());
        for (first, seconds) in told {
            chars.range(first.0, first.1);
            let second: u32 = seconds.iter().map(count).sum();
            if count(first).saturating_mul(second) > MOST {
                followed.range(first.0, first.1);
            }
        }
        let mut pairs = BTreeSet::new();
        for (first, seconds) in told {
            for a in (first.0..=first.1).filter(|a| !followed.hold(*a)) {
                let seconds = seconds.iter().flat_map(|(from, to)| *from..=*to);
                pairs.extend(seconds.map(|b| (a, b)));
            }
        }
        Self {
            chars,
            pairs: Pairs::of(&pairs),
            followed,
        }
    }

    /// Whether a match may begin with this one of its characters.
    #[inline(always)]
    fn may_begin(&self, text: &str, CharAt { c, behind, .. }: CharAt) -> bool {
        behind == text.len()
            || self.pairs.may_follow(c, text, behind)
            || self.followed.hold_number(c)
    }

    /// Whether a match may end with this one of its characters, which begins at a byte.
    #[inline]
    pub fn may_end(&self, text: &str, CharAt { at, c, .. }: CharAt) -> bool {
        let before = || text[..at].chars().next_back();
        self.followed.hold_number(c) || before().is_some_and(|b| self.pairs.may_hold(c, b.into()))
    }
}

impl Begins {
    pub fn of(expressions: &[Hir]) -> Self {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (one, rest) in expressions.iter().filter_map(one_and_rest) {
            if one.many {
                tell(rest, &mut second);
            }
        }
        let before = Heads::of(&second).chars;
        for e in expressions {
            match one_and_rest(e) {
                // A mark and a digit: the place before a digit is asked anyway.
                Some((one, rest)) if asks_before(&before, rest) => {
                    tell(rest, &mut second);
                    if one.or_nothing {
                        tell(rest, &mut first);
                    }
                }
                _ => tell(parts(e), &mut first),
            }
        }
        let (first, second) = (Heads::of(&first), Heads::of(&second));
        Self {
            either: first.chars.with(&second.chars),
            more: second.chars.with(&first.followed),
            first,
            second,
        }
    }

    /// Asks at each place from one on where a match may begin, until there is an answer.
    #[inline]
    pub fn find<T>(
        &self,
        text: &str,
        from: usize,
        mut ask: impl FnMut(usize) -> Option<T>,
    ) -> Option<T> {
        let before = |at: usize| text[from..at].char_indices().next_back();
        let mut asked = None;
        for found in self.either.within(text, from) {
            let CharAt { at, c, behind } = found;
            // Most are asked for by the pairs of the first alone.
            let more = self.more.hold_number(c);
            if more
                && self.second.chars.hold_number(c)
                && self.second.may_begin(text, found)
                && let Some((n, _)) = before(at)
                && asked != Some(from + n)
                && let Some(answer) = ask(from + n)
            {
                return Some(answer);
            }
            let first = match more {
                true => self.first.chars.hold_number(c) && self.first.may_begin(text, found),
                false => behind == text.len() || self.first.pairs.may_follow(c, text, behind),
            };
            if first {
                if let Some(answer) = ask(at) {
                    return Some(answer);
                }
                asked = Some(at);
            }
        }
        None
    }
}

/// Adds what a match of expressions in a row begins with.
fn tell(parts: &[Hir], all: &mut Vec<Told>) {
    let (told, empty) = told(parts, Edge::Start);
    all.extend(told);
    all.extend(empty.then(|| (('\0', char::MAX), anything())));
}

/// Whether the place is asked before each character that a match of expressions in a row begins with.
fn asks_before(chars: &Chars, parts: &[Hir]) -> bool {
    let mut held = true;
    let empty = row(parts, Edge::Start, &mut |from, to| {
        held = held && (from..=to).all(|c| chars.hold(c));
    });
    held && !empty
}

/// An expression that takes one of some characters.
struct One {
    /// It takes none too.
    or_nothing: bool,
    /// They are too many to tell where a match begins.
    many: bool,
}

/// Of an expression that begins with such a one: that, and what stands behind it.
fn one_and_rest(hir: &Hir) -> Option<(One, &[Hir])> {
    let (first, rest) = parts(hir).split_first()?;
    Some((one(first)?, rest))
}

/// Expressions in a row.
fn parts(hir: &Hir) -> &[Hir] {
    match hir.kind() {
        HirKind::Concat(parts) => parts,
        _ => std::slice::from_ref(hir),
    }
}

fn one(hir: &Hir) -> Option<One> {
    fn takes_one(hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Unicode(_)) => true,
            HirKind::Capture(c) => takes_one(&c.sub),
            HirKind::Alternation(subs) => subs.iter().all(takes_one),
            _ => false,
        }
    }
    if !takes_one(hir) {
        return None;
    }
    let mut chars = Chars::none();
    let tell = &mut |first, last| chars.range(first, last);
    let or_nothing = outermost(hir, Edge::Start, tell);
    let many = chars.count() > WIDE;
    Some(One { or_nothing, many })
}

/// More pairs than this of one place in an expression are not told one by one.
const MOST: u32 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_match_may_begin_with() {
        for (expression, with, without) in [
            (
                "三|第?[0-9]",
                "三国 第0 0 9国",
                "第国 二国 /国 :三 \0三 \u{20000}三",
            ),
            (
                "(?:^|[^第])(?<it>二)",
                "二国 国二 \0二 第二 二",
                "第国 国国 国",
            ),
            (
                "(?:^|[^第])二(?:号|[0-9])",
                "国二号 国二1 二号",
                "国二国 二国",
            ),
            ("[^第](?:约|)", "国国 国", "第"),
            (
                "[@-\u{7f}〇]{2}",
                "@\u{7f} \u{7f}〇 〇@",
                "@国 〇国 ?@ \u{80}国 〈国",
            ),
            ("全(?:市|省){1,2}", "全市 全省", "全国 市省"),
            ("(?:约(?:计|为)?)?[0-9]+", "约1 约计 1国", "约国 计1"),
            (
                "(?:约?)*[\u{20000}-\u{20005}]",
                "约约 约\u{20003} \u{20003}国",
                "约国 一国",
            ),
            ("年|(?:约|)", "年国 约国 国国", ""),
            ("(?-u:a)|^$", "a国 国国", ""),
            ("(?-u:[ab])年", "a年 b年", ""),
        ] {
            let begins = Begins::of(&[regex_syntax::parse(expression).unwrap()]);
            let may = |pair: &str| {
                let first = |at| (at == 0).then_some(());
                begins.find(pair, 0, first).is_some()
            };
            for pair in with.split(' ') {
                assert!(may(pair), "{expression} {pair:?}");
            }
            for pair in without.split(' ').filter(|p| !p.is_empty()) {
                assert!(!may(pair), "{expression} {pair:?}");
            }
        }
    }
}
