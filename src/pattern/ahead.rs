//! Whether a match may stand at the start of a text, told by what such matches end with: a character, and
//! often the one before it.
//!
//! In: expressions that are asked one behind another from the start of a text. Out: false where no match of
//! the last one surely stands there. Nearly any hanzi may begin the name of a unit, and few end one.

use super::LazyRegex;
use super::begins::Heads;
use super::family::Edge;
use super::heads::told;
use super::prebuilt::made;
use crate::text::Chars;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

/// What a match of an expression ends with, and what it does not hold.
pub struct Ahead(Option<Ends>);

#[derive(Serialize, Deserialize)]
struct Ends {
    last: Heads,
    /// Those characters, and what neither a match holds nor one of what may stand before it.
    stops: Chars,
}

impl Ahead {
    /// Of an expression, at the start of a text or behind matches of others.
    pub fn of(before: &[&LazyRegex], last: &LazyRegex) -> Self {
        let all = before.iter().chain([&last]);
        let sources: Vec<&str> = all.map(|e| e.source()).collect();
        Self(made("ahead", &sources, || Ends::of(&sources)))
    }

    /// False where no match stands at the start of a text, nor behind matches of what may stand before it.
    pub fn may(&self, text: &str) -> bool {
        let Some(Ends { last, stops }) = &self.0 else {
            return true;
        };
        for stop in stops.within(text, 0) {
            if !last.chars.hold_number(stop.c) {
                return false;
            }
            if last.may_end(text, stop) {
                return true;
            }
        }
        false
    }
}

impl Ends {
    /// None where a match may be empty.
    fn of(sources: &[&str]) -> Option<Self> {
        let trees = sources.iter().map(|s| regex_syntax::parse(s).ok());
        let trees = trees.collect::<Option<Vec<Hir>>>()?;
        let ends = std::slice::from_ref(trees.last()?);
        let (told, empty) = told(ends, Edge::End);
        if empty {
            return None;
        }
        let last = Heads::of(&told);
        let (mut held, mut stops) = (Chars::none(), Chars::none());
        (trees.iter()).for_each(|tree| hold(tree, &mut held));
        for c in '\0'..='\u{10000}' {
            if last.chars.hold(c) || !held.hold(c) {
                stops.range(c, c);
            }
        }
        Some(Self { last, stops })
    }
}

/// Adds the characters that a match may hold.
fn hold(hir: &Hir, held: &mut Chars) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(l) => match std::str::from_utf8(&l.0) {
            Ok(text) => text.chars().for_each(|c| held.range(c, c)),
            Err(_) => held.range('\0', char::MAX),
        },
        HirKind::Class(Class::Unicode(class)) => {
            (class.iter()).for_each(|r| held.range(r.start(), r.end()));
        }
        HirKind::Class(Class::Bytes(_)) => held.range('\0', char::MAX),
        HirKind::Repetition(r) => hold(&r.sub, held),
        HirKind::Capture(c) => hold(&c.sub, held),
        HirKind::Concat(subs) | HirKind::Alternation(subs) => {
            subs.iter().for_each(|sub| hold(sub, held));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(before: &[&str], last: &str) -> Ahead {
        let compiled = |e: &&str| LazyRegex::checked(e.to_string()).unwrap();
        let before: Vec<LazyRegex> = before.iter().map(compiled).collect();
        Ahead::of(&before.iter().collect::<Vec<_>>(), &compiled(&last))
    }

    #[test]
    fn a_match_ends_before_what_it_does_not_hold() {
        let ahead = of(&["^(?:其中|，)"], r"^\p{Han}{0,4}(?:局|委(?:员会)?)");
        assert!(ahead.may("县财政局拨付") && ahead.may("其中，市委") && ahead.may("全局"));
        assert!(!ahead.may("县财政（局）") && !ahead.may("县财政拨付") && !ahead.may(""));
        assert!(!ahead.may("县开会") && !ahead.may("开会、委员会") && ahead.may("县开会委员会"));
        assert!(of(&[], "^(?:局)?").may("a"));
    }

    proptest! {
        #[test]
        fn no_match_is_denied(text in "[其中，县财政局委员会a（\u{e001}𠮷]{0,9}") {
            let (before, last) = ("^(?:其中|，|[^a]a)", r"^(?:县.{0,2}(?:局|委(?:员会)?)|财[政委]|𠮷{2})");
            let ahead = of(&[before], last);
            let [lead, named] = [before, last].map(|e| LazyRegex::checked(e.to_string()).unwrap());
            let mut rest = text.as_str();
            loop {
                prop_assert!(ahead.may(&text) || !named.is_match(rest), "{}", text);
                let Some(m) = lead.find(rest) else { break };
                rest = &rest[m.end()..];
            }
        }
    }
}
