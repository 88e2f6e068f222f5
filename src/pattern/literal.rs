//! The literals of which a text must hold one, or an expression cannot match in it, and those that a
//! match begins with.
//!
//! In: an expression. Out: [`Needed`], [`Prefixes`]. Looking for literals is much faster than running an
//! expression that may begin anywhere (`[^，。]{2,40}负责`).

use super::prebuilt::made;
use aho_corasick::packed::{self, Searcher};
use regex_automata::util::prefilter::Prefilter;
use regex_automata::{MatchKind, Span};
use regex_syntax::hir::literal::{Extractor, Literal};
use regex_syntax::hir::{Class, Hir, HirKind};

/// More literals than this are no help.
const MOST: usize = 64;

/// Some literals, looked for all at once.
#[derive(Debug)]
pub(super) enum Search {
    /// Of several: what the library would take, without the automaton that it builds beside it.
    Packed(Searcher),
    Other(Prefilter),
}

impl Search {
    /// Of literals that are not empty, of which there is at least one.
    pub fn new<L: AsRef<[u8]>>(literals: &[L]) -> Option<Self> {
        let all = || literals.iter().map(AsRef::as_ref);
        let several = literals.len() > 1 && all().all(|l| l.len() >= FAST);
        let config = || packed::Config::new().builder().extend(all()).build();
        let packed = several.then(config).flatten().map(Self::Packed);
        let other = || Prefilter::new(MatchKind::LeftmostFirst, literals).map(Self::Other);
        packed.or_else(other)
    }

    fn is_fast(&self) -> bool {
        match self {
            Self::Packed(_) => true,
            Self::Other(prefilter) => prefilter.is_fast(),
        }
    }

    /// Where the first one begins from a byte of a text on.
    pub fn first(&self, text: &str, from: usize) -> Option<usize> {
        let (text, rest) = (text.as_bytes(), from..text.len());
        match self {
            Self::Packed(searcher) => Some(searcher.find_in(text, rest.into())?.start()),
            Self::Other(prefilter) => Some(prefilter.find(text, Span::from(rest))?.start),
        }
    }
}

/// Several literals are quickly found where each has so many bytes.
const FAST: usize = 3;

/// What a text must hold.
#[derive(Debug)]
pub(super) struct Needed(Option<Search>);

impl Needed {
    /// Of an expression.
    pub fn by(expression: &str) -> Self {
        let literals = made("needed", &[expression], || {
            needed(&regex_syntax::parse(expression).ok()?)
        });
        Self(literals.and_then(|l| Search::new(&l)))
    }

    /// One of these words, of which there is at least one.
    pub fn of(words: &[String]) -> Self {
        Self(Search::new(words))
    }

    /// False where the expression cannot match in this text.
    pub fn held_by(&self, text: &str) -> bool {
        let held = |words: &Search| words.first(text, 0).is_some();
        self.0.as_ref().is_none_or(held)
    }
}

/// What a match begins with, where that is quickly found.
#[derive(Debug)]
pub(super) struct Prefixes(Search);

impl Prefixes {
    /// Of literals by [`prefixes`].
    pub fn new(literals: &[Vec<u8>]) -> Option<Self> {
        Search::new(literals).filter(Search::is_fast).map(Self)
    }

    /// From a byte of a text on, where a match may begin.
    pub fn next(&self, text: &str, from: usize) -> Option<usize> {
        self.0.first(text, from)
    }
}

/// The beginnings of all matches of an expression; none where they are not quickly found.
pub(super) fn prefixes(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    let all = Extractor::new().extract(hir);
    // Shorter ones are fewer.
    [usize::MAX, 4, 3, 2, 1].into_iter().find_map(|len| {
        let mut all = all.clone();
        all.keep_first_bytes(len);
        all.optimize_for_prefix_by_preference();
        let all = all.literals()?.iter().map(Literal::as_bytes);
        let all: Vec<_> = all.map(<[u8]>::to_vec).collect();
        let quick = !all.iter().any(Vec::is_empty) && Prefixes::new(&all).is_some();
        quick.then_some(all)
    })
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

    #[test]
    fn matches_begin_with_what_is_quickly_found() {
        for (expression, begin) in [
            ("由[^，]{2,30}负责", "由"),
            ("(?:19|20)[0-9]{2}年", "190 209"),
            (
                "</?(?i:p|br|div|table|h[1-6]|span|strong|font)(?:\\s[^<>]{0,300})?>|&nbsp;",
                "</ <p",
            ),
        ] {
            let found = prefixes(&regex_syntax::parse(expression).unwrap()).unwrap();
            let begins = |word: &str| found.iter().any(|l| word.as_bytes().starts_with(l));
            assert!(begin.split(' ').all(begins), "{expression}: {found:?}");
        }
        assert!(prefixes(&regex_syntax::parse("[^，]{2,30}负责").unwrap()).is_none());
    }

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
