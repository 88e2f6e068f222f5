//! Whether a text may hold a match at all, told by what matches begin with: a character, and often the one
//! behind it.
//!
//! In: expressions, a short text. Out: false where nothing in it begins as a match does. Looking at a few
//! characters takes less than asking an expression that may begin anywhere.

use super::LazyRegex;
use super::family::Edge;
use super::gate::Gate;
use super::heads::told;
use super::prebuilt::made;
use crate::text::Chars;
use regex_syntax::hir::Hir;
use serde::{Deserialize, Serialize};
use std::slice;

/// What matches of some expressions begin with.
pub struct Opens(Option<Firsts>);

#[derive(Serialize, Deserialize)]
struct Firsts {
    chars: Chars,
    gate: Gate,
}

impl Opens {
    /// Of any of these.
    pub fn of(expressions: &[&LazyRegex]) -> Self {
        let sources: Vec<&str> = expressions.iter().map(|e| e.source()).collect();
        Self(made("opens", &sources, || Firsts::of(&sources)))
    }

    /// False where a text surely holds no match.
    pub fn may_stand_in(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|firsts| {
            let mut places = firsts.chars.within(text, 0);
            places.any(|first| firsts.gate.lets(&text[first.at..]))
        })
    }
}

impl Firsts {
    /// None where they would let everything pass.
    fn of(sources: &[&str]) -> Option<Self> {
        let trees = sources.iter().map(|s| regex_syntax::parse(s).ok());
        let trees = trees.collect::<Option<Vec<Hir>>>()?;
        let gate = Gate::of(Edge::Start, &trees)?;
        let mut chars = Chars::none();
        for tree in &trees {
            let (told, _) = told(slice::from_ref(tree), Edge::Start);
            told.iter()
                .for_each(|((from, to), _)| chars.range(*from, *to));
        }
        Some(Self { chars, gate })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    const EXPRESSIONS: [&str; 3] = [
        "(?:(?:比|高于)(?:上年|同期)[^，]{0,2})$",
        "实?现|在[^，]+下",
        "约$",
    ];

    #[test]
    fn few_texts_hold_what_a_match_begins_with() {
        let opens = Opens(Firsts::of(&EXPRESSIONS));
        assert!(
            opens.may_stand_in("收入比上年")
                && opens.may_stand_in("现")
                && opens.may_stand_in("约")
        );
        assert!(!opens.may_stand_in("收入同比") && !opens.may_stand_in("上年比"));
        for open in ["[^年]月", "年?", "("] {
            assert!(Opens(Firsts::of(&[open])).may_stand_in(""), "{open}");
        }
    }

    proptest! {
        #[test]
        fn no_match_is_denied(text in "[比高于上年同期实现在下约，a]{0,6}") {
            let opens = Opens(Firsts::of(&EXPRESSIONS));
            let found = EXPRESSIONS.iter().any(|e| Regex::new(e).unwrap().is_match(&text));
            prop_assert!(opens.may_stand_in(&text) || !found, "{}", text);
        }
    }
}
