//! What a match of expressions begins with: a character, and often the one behind it.
//!
//! In: expressions as trees. Out: [`Begins`], which tells the places of a text that have to be asked.
//! Most characters that a match may begin with are words of their own, too (全, 人, a comma): the next
//! one tells them apart at less cost than an automaton. Not here: the automaton (`leftmost`).

use super::family::Edge;
use super::outermost::{outermost, row};
use crate::text::{Chars, Pairs, char_at};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// What a match may begin with.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Begins {
    first: Chars,
    /// Of expressions that begin with what may stand before (`[^第]`), the character behind it.
    second: Chars,
    either: Chars,
    /// Of those that are `first`, with what may follow.
    pairs: Pairs,
    /// Behind these anything may.
    followed: Chars,
}

/// A class of more characters than this does not tell where a match begins.
const WIDE: u32 = 1000;

impl Begins {
    pub fn of(expressions: &[Hir]) -> Self {
        let mut begins = Self {
            first: Chars::none(),
            second: Chars::none(),
            either: Chars::none(),
            pairs: Pairs::none(),
            followed: Chars::none(),
        };
        for e in expressions {
            let parts = match e.kind() {
                HirKind::Concat(parts) => parts,
                _ => std::slice::from_ref(e),
            };
            let rest = parts.get(1..).unwrap_or_default();
            match parts.first().and_then(wide) {
                Some(or_nothing) => {
                    begins.behind(rest);
                    if or_nothing {
                        begins.begin(rest);
                    }
                }
                None => begins.begin(parts),
            }
        }
        begins.either = begins.first.with(&begins.second);
        begins
    }

    /// Adds what a match of expressions in a row begins with.
    fn begin(&mut self, parts: &[Hir]) {
        if heads(parts, &anything, &mut |first, seconds| {
            self.put(first, seconds)
        }) {
            self.put(('\0', char::MAX), &anything());
        }
    }

    fn put(&mut self, first: (char, char), seconds: &Ranges) {
        self.first.range(first.0, first.1);
        let many = |(from, to): &(char, char)| u32::from(*to) - u32::from(*from) + 1;
        let second: u32 = seconds.iter().map(many).sum();
        if many(&first).saturating_mul(second) > MOST {
            return self.followed.range(first.0, first.1);
        }
        for a in first.0..=first.1 {
            for b in seconds.iter().flat_map(|(from, to)| *from..=*to) {
                self.pairs.put(a.into(), b.into());
            }
        }
    }

    /// Adds what a match of expressions in a row has behind its first character.
    fn behind(&mut self, parts: &[Hir]) {
        let second = &mut self.second;
        if row(parts, Edge::Start, &mut |from, to| second.range(from, to)) {
            second.range('\0', char::MAX);
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
        let (mut at, mut asked) = (from, None);
        while let Some(next) = self.either.next(text, at) {
            let (code, behind) = char_at(text.as_bytes(), next)?;
            let c = char::from_u32(code)?;
            if self.second.hold(c)
                && let Some((n, _)) = before(next)
                && asked != Some(from + n)
                && let Some(answer) = ask(from + n)
            {
                return Some(answer);
            }
            // What ends a text is asked for in any case.
            if self.first.hold(c) && (self.followed.hold(c) || self.pairs.may_stand(text, next)) {
                if let Some(answer) = ask(next) {
                    return Some(answer);
                }
                asked = Some(next);
            }
            at = behind;
        }
        // Behind the last character nothing tells that none begins with it.
        let last = from + before(text.len())?.0;
        if asked == Some(last) {
            return None;
        }
        ask(last)
    }
}

/// Of an expression that takes any of many characters: whether it may take none too.
fn wide(hir: &Hir) -> Option<bool> {
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
    many.then_some(or_nothing)
}

/// More pairs than this of one place in an expression are not told one by one.
const MOST: u32 = 10_000;

/// From which character to which.
type Ranges = Vec<(char, char)>;

fn anything() -> Ranges {
    vec![('\0', char::MAX)]
}

/// Tells the characters that a match of expressions in a row begins with, each range with the
/// characters that may stand behind it; `then` gives those behind the row. True where the match may be
/// empty. What is told may be too much, never too little.
fn heads(
    parts: &[Hir],
    then: &dyn Fn() -> Ranges,
    tell: &mut dyn FnMut((char, char), &Ranges),
) -> bool {
    parts.iter().enumerate().all(|(n, part)| {
        let rest = parts.get(n + 1..).unwrap_or_default();
        let behind = || {
            let mut ranges = Ranges::new();
            if row(rest, Edge::Start, &mut |from, to| ranges.push((from, to))) {
                ranges.extend(then());
            }
            ranges
        };
        head(part, &behind, tell)
    })
}

/// The same of one expression.
fn head(hir: &Hir, then: &dyn Fn() -> Ranges, tell: &mut dyn FnMut((char, char), &Ranges)) -> bool {
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
                "二国 国二 \0二 第二 国",
                "第国 国国",
            ),
            ("[^第](?:约|)", "国国 第", ""),
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
