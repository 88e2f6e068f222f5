//! The literals of which a text must hold one, or an expression cannot match in it.
//!
//! In: an expression. Out: [`Needed`]. Looking for literals is much faster than running an
//! expression that may begin anywhere (`[^，。]{2,40}负责`).

use super::prebuilt::made;
use aho_corasick::AhoCorasick;
use regex_syntax::hir::{Class, Hir, HirKind};

/// More literals than this are no help.
const MOST: usize = 64;

/// What a text must hold.
#[derive(Debug)]
pub(super) struct Needed(Option<AhoCorasick>);

impl Needed {
    /// Of an expression.
    pub fn by(expression: &str) -> Self {
        let literals = made("needed", &[expression], || {
            needed(&regex_syntax::parse(expression).ok()?)
        });
        Self(literals.and_then(|l| AhoCorasick::new(l).ok()))
    }

    /// False where the expression cannot match in this text.
    pub fn held_by(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|words| words.is_match(text))
    }
}

/// Literals one of which stands in every match; none where there are no such.
pub(super) fn needed(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Literal(l) => Some(vec![l.0.to_vec()]),
        HirKind::Capture(c) => needed(&c.sub),
        HirKind::Repetition(r) if r.min > 0 => needed(&r.sub),
        HirKind::Class(Class::Unicode(class)) => {
            let few = class.iter().map(|r| r.len()).sum::<usize>() <= 8;
            let chars = || class.iter().flat_map(|r| r.start()..=r.end());
            few.then(|| chars().map(|c| c.to_string().into_bytes()).collect())
        }
        HirKind::Concat(parts) => {
            let shortest = |l: &Vec<Vec<u8>>| l.iter().map(Vec::len).min();
            parts.iter().filter_map(needed).max_by_key(shortest)
        }
        HirKind::Alternation(branches) => {
            let each: Option<Vec<_>> = branches.iter().map(needed).collect();
            each.map(|l| l.concat()).filter(|l| l.len() <= MOST)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(expression: &str) -> Option<Vec<String>> {
        let found = needed(&regex_syntax::parse(expression).unwrap())?;
        Some(
            found
                .into_iter()
                .map(|l| String::from_utf8(l).unwrap())
                .collect(),
        )
    }

    #[test]
    fn what_every_match_holds() {
        let list = |l: &[&str]| Some(l.iter().map(|s| s.to_string()).collect());
        assert_eq!(words("由(?<lead>[^，]{2,4})牵头(?:负责)?"), list(&["牵头"]));
        assert_eq!(
            words("(?:责任单位|配合)[：:]x*"),
            list(&["责任单位", "配合"])
        );
        assert_eq!(words("(?:牵头)?[^，]*"), None);
        assert_eq!(words("牵头|[^，]"), None);
    }

    #[test]
    fn a_text_without_them_is_passed_over() {
        let needed = Needed::by("由[^，]{2,4}牵头");
        assert!(needed.held_by("由教育局牵头") && !needed.held_by("由教育局负责"));
        assert!(Needed::by("[^，]").held_by(""));
    }
}
