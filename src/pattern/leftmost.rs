//! The leftmost match of many expressions, of which the first in order wins.
//!
//! In: expressions, a text. Out: where the next match stands, and whose it is. Not
//! here: what it says (`mention`).
//!
//! The union is asked at one character after the other, and fails at most of them
//! within a character or two. To look for a match anywhere at once would take an
//! automaton of all that may have begun in all places before, with several times the
//! states, which texts make one by one.

use super::automaton::{Automaton, Packed, Wanted};
use super::family::Edge;
use super::outermost::{outermost, row};
use super::prebuilt::made;
use crate::text::Chars;
use regex_automata::{Input, meta};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::ops::Range;

/// The expressions of all patterns are many: they may take so many bytes.
const MOST: usize = 200 << 20;
/// And their states so many, before they are forgotten.
const STATES: usize = 16 << 20;

/// Many expressions as one.
pub(crate) enum Leftmost {
    Automaton(Box<Gated>),
    /// For expressions that no automaton can hold (`\b` between hanzi).
    General(Box<meta::Regex>),
    /// Of no expression.
    Nothing,
}

/// The automaton, behind what a match of it begins with.
pub(crate) struct Gated {
    automaton: Automaton,
    begins: Begins,
}

impl Leftmost {
    /// The union of expressions; `trees` parses them, where they are not compiled beforehand.
    ///
    /// # Errors
    /// What the trees tell, or too large a union.
    pub fn new(
        expressions: &[&str],
        trees: impl Fn() -> Result<Vec<Hir>, Box<dyn Error>>,
    ) -> Result<Self, Box<dyn Error>> {
        let compiled = made("anywhere", expressions, || Anywhere::of(&trees().ok()?));
        if let Some(Anywhere { begins, letters }) = compiled {
            let automaton = Automaton::new(Wanted::FirstHere, letters, STATES);
            return Ok(Self::Automaton(Box::new(Gated { automaton, begins })));
        }
        // It says what is wrong where something is.
        let config = meta::Config::new().nfa_size_limit(Some(MOST));
        let regex = meta::Regex::builder()
            .configure(config)
            .build_many_from_hir(&trees()?);
        Ok(Self::General(Box::new(regex?)))
    }

    /// The next match from a place on, and whose it is.
    pub fn next(&self, text: &str, from: usize) -> Option<(Range<usize>, usize)> {
        match self {
            Self::Automaton(gated) => gated.next(text, from),
            Self::General(regex) => {
                let found = regex.search(&Input::new(text).range(from..))?;
                Some((found.range(), found.pattern().as_usize()))
            }
            Self::Nothing => None,
        }
    }
}

impl Gated {
    fn next(&self, text: &str, from: usize) -> Option<(Range<usize>, usize)> {
        let Self { automaton, begins } = self;
        let from = (from..text.len()).find(|n| text.is_char_boundary(*n))?;
        automaton.with(|states| {
            // The library's own search does the same, but most are over within a few characters, and
            // it takes longer than that to get ready.
            begins.find(text, from, |at| {
                let (whose, end) = automaton.last(states, text, at)?;
                Some((at..end, whose))
            })
        })
    }
}

/// What expressions are compiled to.
#[derive(Serialize, Deserialize)]
struct Anywhere {
    begins: Begins,
    letters: Packed,
}

impl Anywhere {
    fn of(trees: &[Hir]) -> Option<Self> {
        Some(Self {
            begins: Begins::of(trees),
            letters: Packed::of(Edge::Start, trees, Some(MOST))?,
        })
    }
}

/// What a match may begin with.
#[derive(Serialize, Deserialize)]
pub(crate) struct Begins {
    first: Chars,
    /// Of expressions that begin with what may stand before (`[^第]`), the character behind it.
    second: Chars,
    either: Chars,
}

/// A class of more characters than this does not tell where a match begins.
const WIDE: u32 = 1000;

impl Begins {
    fn of(expressions: &[Hir]) -> Self {
        let (mut first, mut second) = (Chars::none(), Chars::none());
        for e in expressions {
            let parts = match e.kind() {
                HirKind::Concat(parts) => parts,
                _ => std::slice::from_ref(e),
            };
            let rest = parts.get(1..).unwrap_or_default();
            match parts.first().and_then(wide) {
                Some(or_nothing) => {
                    begin(&mut second, rest);
                    if or_nothing {
                        begin(&mut first, rest);
                    }
                }
                None => begin(&mut first, parts),
            }
        }
        let either = first.with(&second);
        Self {
            first,
            second,
            either,
        }
    }

    /// Asks at each place from one on where a match may begin, until there is an answer.
    #[inline]
    fn find<T>(
        &self,
        text: &str,
        from: usize,
        mut ask: impl FnMut(usize) -> Option<T>,
    ) -> Option<T> {
        let before = |at: usize| text[from..at].char_indices().next_back();
        let (mut at, mut asked) = (from, None);
        while let Some(next) = self.either.next(text, at) {
            let c = text[next..].chars().next()?;
            if self.second.hold(c)
                && let Some((n, _)) = before(next)
                && asked != Some(from + n)
                && let Some(answer) = ask(from + n)
            {
                return Some(answer);
            }
            if self.first.hold(c) {
                if let Some(answer) = ask(next) {
                    return Some(answer);
                }
                asked = Some(next);
            }
            at = next + c.len_utf8();
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
    let mut chars = Chars::none();
    let tell = &mut |first, last| chars.range(first, last);
    let or_nothing = takes_one(hir).then(|| outermost(hir, Edge::Start, tell))?;
    let many = chars.count() > WIDE;
    many.then_some(or_nothing)
}

/// Adds what a match of expressions in a row may begin with.
fn begin(chars: &mut Chars, subs: &[Hir]) {
    if row(subs, Edge::Start, &mut |first, last| {
        chars.range(first, last)
    }) {
        chars.range('\0', char::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXPRESSIONS: [&str; 5] = [
        "[0-9]+年",
        "(?:^|[^第])二号",
        "[0-9]+(?:、[0-9]+)*个",
        "[0-9]+",
        r"(?-u:\b)a+",
    ];

    fn one(expressions: &[&str]) -> Leftmost {
        let parsed = |e: &&str| regex_syntax::parse(e).unwrap();
        Leftmost::new(expressions, || Ok(expressions.iter().map(parsed).collect())).unwrap()
    }

    fn all(expressions: &Leftmost, text: &str) -> Vec<(Range<usize>, usize)> {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some((range, whose)) = expressions.next(text, at) {
            at = range.end;
            found.push((range, whose));
        }
        found
    }

    #[test]
    fn it_finds_what_a_search_from_anywhere_finds() {
        let one = one(&EXPRESSIONS);
        assert!(matches!(one, Leftmost::Automaton(_)));
        let usual = meta::Regex::new_many(&EXPRESSIONS).unwrap();
        for text in [
            "",
            "二号",
            "第二号、二号",
            "2011年3、4、5个6年",
            "7、8、9",
            "a1aa 中aa",
        ] {
            let usual: Vec<_> = (usual.find_iter(text))
                .map(|m| (m.range(), m.pattern().as_usize()))
                .collect();
            assert_eq!(all(&one, text), usual, "{text}");
        }
    }

    #[test]
    fn what_a_match_may_begin_with() {
        for (expression, with, without) in [
            (
                "三|第?[0-9]",
                "三国 第国 0 9国",
                "二国 /国 :三 \0三 \u{20000}三",
            ),
            (
                "(?:^|[^第])(?<it>二)",
                "二国 国二 \0二 第二 国",
                "第国 国国",
            ),
            ("[^第](?:约|)", "国国 第", ""),
            ("[@-\u{7f}〇]{2}", "@国 \u{7f}国 〇国", "?@ \u{80}国 〈国"),
            ("(?:约?)*[\u{20000}-\u{20005}]", "约国 \u{20003}国", "一国"),
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

    #[test]
    fn what_no_automaton_holds_is_found_too() {
        let one = one(&[r"\b年", "[0-9]+"]);
        assert_eq!(all(&one, "，年2年"), [(3..6, 0), (6..7, 1)]);
    }

    #[test]
    fn what_is_built_in_is_one_automaton() {
        let patterns = crate::pattern::Patterns::built_in().unwrap();
        assert!(matches!(patterns.automaton.get(), Leftmost::Automaton(_)));
    }
}
