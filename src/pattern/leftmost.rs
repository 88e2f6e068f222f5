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
use super::begins::Begins;
use super::family::Edge;
use super::prebuilt::made;
use regex_automata::{Input, meta};
use regex_syntax::hir::Hir;
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

    /// Tells each match, and whose it is; it says from where on the next one is looked for.
    pub fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, usize) -> usize) {
        let mut from = 0;
        match self {
            Self::Automaton(gated) => gated.each(text, tell),
            Self::General(regex) => {
                while let Some(found) = regex.search(&Input::new(text).range(from..)) {
                    from = tell(found.range(), found.pattern().as_usize());
                }
            }
            Self::Nothing => {}
        }
    }
}

impl Gated {
    fn each(&self, text: &str, mut tell: impl FnMut(Range<usize>, usize) -> usize) {
        let Self { automaton, begins } = self;
        automaton.with(|states| {
            let mut next = 0;
            while let Some(from) = (next..text.len()).find(|n| text.is_char_boundary(*n)) {
                // The library's own search does the same, but most are over within a few characters, and
                // it takes longer than that to get ready.
                let found = begins.find(text, from, |at| {
                    let (whose, end) = automaton.last(states, text, at)?;
                    Some((at..end, whose))
                });
                let Some((range, whose)) = found else { return };
                next = tell(range, whose);
            }
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    const EXPRESSIONS: [&str; 10] = [
        "个{2,}第?",
        "(?:个第|年)(?:号?、){1,2}",
        "(?:、?，)*a?年",
        "[0-9]+年",
        "(?:^|[^第])二号",
        "[0-9]+(?:、[0-9]+)*个",
        "[0-9]+",
        r"(?-u:\b)a+",
        "(?:^|[、，])二个",
        "[年、]二",
    ];

    fn one(expressions: &[&str]) -> Leftmost {
        let parsed = |e: &&str| regex_syntax::parse(e).unwrap();
        Leftmost::new(expressions, || Ok(expressions.iter().map(parsed).collect())).unwrap()
    }

    fn all(expressions: &Leftmost, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        expressions.each(text, |range, whose| {
            found.push((range.clone(), whose));
            range.end
        });
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

    proptest! {
        #[test]
        fn it_skips_no_match(text in "[第二号0-9、个年a ，\u{20000}]{0,12}") {
            static ONE: LazyLock<Leftmost> = LazyLock::new(|| one(&EXPRESSIONS));
            static USUAL: LazyLock<meta::Regex> =
                LazyLock::new(|| meta::Regex::new_many(&EXPRESSIONS).unwrap());
            let usual = USUAL.find_iter(&text);
            let usual: Vec<_> = usual.map(|m| (m.range(), m.pattern().as_usize())).collect();
            prop_assert_eq!(all(&ONE, &text), usual);
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
