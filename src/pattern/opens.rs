//! Whether a text may hold a match at all, told by what matches begin with: a character, and often the one
//! behind it.
//!
//! In: expressions, a short text. Out: false where nothing in it begins as a match does. Looking at a few
//! characters takes less than asking an expression that may begin anywhere.

use super::LazyRegex;
use super::family::Edge;
use super::gate::Gate;
use super::prebuilt::made;
use regex_syntax::hir::Hir;

/// What matches of some expressions begin with.
pub struct Opens(Option<Gate>);

impl Opens {
    /// Of any of these.
    pub fn of(expressions: &[&LazyRegex]) -> Self {
        let sources: Vec<&str> = expressions.iter().map(|e| e.source()).collect();
        Self(made("opens", &sources, || gate(&sources)))
    }

    /// False where a text surely holds no match.
    pub fn may_stand_in(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|gate| gate.lets_some_part(text))
    }
}

fn gate(sources: &[&str]) -> Option<Gate> {
    let trees = sources.iter().map(|s| regex_syntax::parse(s).ok());
    Gate::of(Edge::Start, &trees.collect::<Option<Vec<Hir>>>()?)
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
        let opens = Opens(gate(&EXPRESSIONS));
        assert!(
            opens.may_stand_in("收入比上年")
                && opens.may_stand_in("现")
                && opens.may_stand_in("约")
        );
        assert!(!opens.may_stand_in("收入同比") && !opens.may_stand_in("上年比"));
        for open in ["[^年]月", "年?", "("] {
            assert!(Opens(gate(&[open])).may_stand_in(""), "{open}");
        }
    }

    proptest! {
        #[test]
        fn no_match_is_denied(text in "[比高于上年同期实现在下约，a]{0,6}") {
            let opens = Opens(gate(&EXPRESSIONS));
            let found = EXPRESSIONS.iter().any(|e| Regex::new(e).unwrap().is_match(&text));
            prop_assert!(opens.may_stand_in(&text) || !found, "{}", text);
        }
    }
}
