//! An expression that is compiled when it is first asked.
//!
//! A run on one small document asks few of them; compiling all takes longer than reading it.

use super::anchored::Anchored;
use super::core::core;
use super::expression::cause;
use super::found::{Captures, Found};
use super::groups::{Alone, Groups};
use super::literal::Needed;
use super::prebuilt::{known, long, made, records};
use super::within::Within;
use regex::Regex;
use regex_syntax::hir::Look;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// A regex that compiles on first use.
pub struct LazyRegex {
    source: String,
    finder: OnceLock<Finder>,
    /// In memory of its own: most are never asked, and it is large.
    groups: OnceLock<Option<Box<Groups>>>,
    general: OnceLock<Regex>,
    needed: OnceLock<Needed>,
    core: OnceLock<Option<Box<LazyRegex>>>,
}

/// What finds a match.
enum Finder {
    AtEdge(Anchored),
    Within(Box<Within>),
    General,
}

impl Finder {
    fn of(source: &str) -> Self {
        match Anchored::of(source) {
            Some(anchored) => Self::AtEdge(anchored),
            None => match Within::of(source) {
                Some(within) => Self::Within(Box::new(within)),
                None => Self::General,
            },
        }
    }
}

impl LazyRegex {
    /// With this source: a trusted one is built in, and the tests compile it; another is compiled at
    /// once, and the error is its cause.
    pub(crate) fn of(source: String, trusted: bool) -> Result<Self, String> {
        if trusted {
            return Ok(Self::trusted(source));
        }
        match regex_syntax::parse(&source) {
            Ok(_) => Self::checked(source).map_err(|e| e.to_string()),
            Err(e) => Err(cause(&e)),
        }
    }

    /// With this source, which is known to compile.
    pub(crate) fn trusted(source: String) -> Self {
        let new = Self::new(source, OnceLock::new());
        if records() {
            new.compile();
            new.may_match("");
        }
        new
    }

    /// Compiled at once.
    pub(super) fn checked(source: String) -> Result<Self, regex::Error> {
        let compiled = OnceLock::from(Regex::new(&source)?);
        Ok(Self::new(source, compiled))
    }

    fn new(source: String, general: OnceLock<Regex>) -> Self {
        Self {
            source,
            finder: OnceLock::new(),
            groups: OnceLock::new(),
            general,
            needed: OnceLock::new(),
            core: OnceLock::new(),
        }
    }

    /// The expression.
    pub fn source(&self) -> &str {
        &self.source
    }

    fn finder(&self) -> &Finder {
        self.finder.get_or_init(|| Finder::of(&self.source))
    }

    /// What finds its groups, where it was compiled beforehand.
    fn groups(&self) -> Option<&Groups> {
        let find = || {
            let alone = known("groups", &[&self.source], || {
                let tree = regex_syntax::parse(&self.source).ok()?;
                // Only the whole match is a group of it.
                let some = tree.properties().explicit_captures_len() > 0;
                some.then(|| Alone::of(&tree)).flatten()
            });
            Groups::new(alone??).map(Box::new)
        };
        self.groups.get_or_init(find).as_deref()
    }

    /// What the library makes of it. One that does not compile matches nothing; the tests compile every
    /// built-in one.
    fn general(&self) -> &Regex {
        let new = || Regex::new(&self.source).unwrap_or_else(|_| never());
        self.general.get_or_init(new)
    }

    /// Whether it matches in a text.
    pub fn is_match(&self, text: &str) -> bool {
        match self.finder() {
            Finder::AtEdge(anchored) => anchored.is_match(text),
            Finder::Within(within) => within.is_match(text),
            Finder::General => self.general().is_match(text),
        }
    }

    /// False where a text surely does not match, by the characters at the edge that it is bound to.
    pub(crate) fn may_stand(&self, text: &str) -> bool {
        match self.finder() {
            Finder::AtEdge(anchored) => anchored.may_stand(text),
            _ => true,
        }
    }

    /// Where it matches first in a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        let range = self.range(text, 0)?;
        Some(Found::at(text, range))
    }

    fn range(&self, text: &str, from: usize) -> Option<Range<usize>> {
        match self.finder() {
            Finder::AtEdge(anchored) => anchored.find(text, from),
            Finder::Within(within) => within.find(text, from),
            Finder::General => self.general().find_at(text, from).map(|m| m.range()),
        }
    }

    /// Its matches in a text, without overlaps.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Found<'t>> {
        let find = move |from| Some(Found::at(text, self.range(text, from)?));
        each(text, find, |found| found.range())
    }

    /// The groups of its first match.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'_, 't>> {
        self.captures_at(text, 0)
    }

    /// The groups of its first match from a byte on.
    pub fn captures_at<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'_, 't>> {
        let Some(groups) = self.groups() else {
            let captures = self.general().captures_at(text, from)?;
            return Some(Captures::general(text, captures));
        };
        let range = self.range(text, from)?;
        let ranges = groups.found(text, &range, |found| {
            (0..groups.len()).map(|n| found.range(n)).collect()
        })?;
        Some(Captures::own(text, groups, ranges))
    }

    /// The groups of its matches in a text, without overlaps.
    pub fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'_, 't>> {
        let range = |c: &Captures<'_, '_>| c.get(0).map_or(0..0, Found::range);
        each(text, move |from| self.captures_at(text, from), range)
    }

    /// A text without its matches.
    pub fn removed<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let (mut out, mut from) = (String::new(), 0);
        for found in self.find_iter(text) {
            out.push_str(&text[from..found.start()]);
            from = found.end();
        }
        match from {
            0 => Cow::Borrowed(text),
            _ => Cow::Owned(out + &text[from..]),
        }
    }

    /// Builds what finds its matches.
    pub(crate) fn ready(&self) {
        self.finder();
    }

    /// Builds what finds their groups, too.
    pub(crate) fn compile(&self) {
        self.finder();
        self.groups();
    }

    /// Whether it can be compiled at all.
    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        Regex::new(&self.source).is_ok()
    }

    /// Whether it asks for nothing behind a match: what it finds in the beginning of a text, it finds in the
    /// whole.
    pub fn is_blind_ahead(&self) -> bool {
        const BACK: [Look; 3] = [Look::Start, Look::StartLF, Look::StartCRLF];
        made("blind ahead", &[&self.source], || {
            let tree = regex_syntax::parse(&self.source).ok();
            tree.is_some_and(|t| t.properties().look_set().iter().all(|l| BACK.contains(&l)))
        })
    }

    /// False where a text lacks the words without which there is no match in it.
    pub fn may_match(&self, text: &str) -> bool {
        self.needed
            .get_or_init(|| Needed::by(&self.source))
            .held_by(text)
    }

    /// False where a text lacks the part that stands in every match and is sooner found. For an expression that
    /// may begin with many characters, and whose words by themselves stand in many texts.
    pub fn may_match_by_core(&self, text: &str) -> bool {
        let core = self.core.get_or_init(|| {
            let part = made("core", &[&self.source], || {
                let core = core(&regex_syntax::parse(&self.source).ok()?)?;
                Some(core.to_string())
            });
            // A part of what compiles.
            part.map(|source| Box::new(Self::trusted(source)))
        });
        core.as_ref().is_none_or(|core| core.is_match(text))
    }
}

/// Matches one after the other; one of nothing does not stand where the last one ends.
fn each<T>(
    text: &str,
    find: impl Fn(usize) -> Option<T>,
    range: impl Fn(&T) -> Range<usize>,
) -> impl Iterator<Item = T> {
    let (mut from, mut last) = (0, None);
    std::iter::from_fn(move || {
        while from <= text.len() {
            let found = find(from)?;
            let at = range(&found);
            let ahead = text[at.end..].chars().next().map_or(1, char::len_utf8);
            from = at.end + if at.is_empty() { ahead } else { 0 };
            if !at.is_empty() || last != Some(at.end) {
                last = Some(at.end);
                return Some(found);
            }
        }
        None
    })
}

impl Serialize for LazyRegex {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        long::serialize(&self.source, to)
    }
}

/// Only what is built in is written.
impl<'de> Deserialize<'de> for LazyRegex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        long::deserialize(from).map(Self::trusted)
    }
}

impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyRegex").field(&self.source).finish()
    }
}

/// Matches nothing.
fn never() -> Regex {
    #[allow(clippy::expect_used)]
    Regex::new(r"[^\s\S]").expect("an empty class compiles")
}
