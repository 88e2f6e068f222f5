//! An expression that is compiled when it is first asked.
//!
//! A run on one small document asks few of them; compiling all takes longer than reading it.

use super::anchored::{Anchored, Found};
use super::expression::cause;
use super::literal::Needed;
use super::prebuilt::records;
use regex::Regex;
use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

/// A regex that compiles on first use.
pub struct LazyRegex {
    source: String,
    compiled: OnceLock<Regex>,
    /// What answers for it where it is bound to an edge of the text.
    anchored: OnceLock<Option<Box<Anchored>>>,
    needed: OnceLock<Needed>,
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
        let new = Self {
            source,
            compiled: OnceLock::new(),
            anchored: OnceLock::new(),
            needed: OnceLock::new(),
        };
        if records() {
            new.ready();
            new.may_match("");
        }
        new
    }

    /// Compiled at once.
    pub(super) fn checked(source: String) -> Result<Self, regex::Error> {
        let compiled = OnceLock::from(Regex::new(&source)?);
        Ok(Self {
            source,
            compiled,
            anchored: OnceLock::new(),
            needed: OnceLock::new(),
        })
    }

    /// The expression.
    pub fn source(&self) -> &str {
        &self.source
    }

    fn anchored(&self) -> Option<&Anchored> {
        let of = || Anchored::of(&self.source).map(Box::new);
        self.anchored.get_or_init(of).as_deref()
    }

    /// Whether it matches in a text.
    pub fn is_match(&self, text: &str) -> bool {
        match self.anchored() {
            Some(anchored) => anchored.is_match(text),
            None => Regex::is_match(self, text),
        }
    }

    /// Where it matches first in a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        match self.anchored() {
            Some(anchored) => anchored.find(text),
            None => Regex::find(self, text).map(|m| Found::at(text, m.range())),
        }
    }

    /// Compiles it, where it is not yet.
    pub(crate) fn compile(&self) {
        let _: &Regex = self;
    }

    /// Builds what answers for it where it is bound to an edge of the text.
    pub(crate) fn ready(&self) {
        self.anchored();
    }

    /// Whether it can be compiled at all.
    #[cfg(test)]
    pub(crate) fn compiles(&self) -> bool {
        Regex::new(&self.source).is_ok()
    }

    /// False where a text lacks the words without which there is no match in it.
    pub fn may_match(&self, text: &str) -> bool {
        self.needed
            .get_or_init(|| Needed::by(&self.source))
            .held_by(text)
    }
}

impl fmt::Debug for LazyRegex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyRegex").field(&self.source).finish()
    }
}

impl Deref for LazyRegex {
    type Target = Regex;

    /// One that does not compile matches nothing; the tests compile every built-in one.
    fn deref(&self) -> &Regex {
        self.compiled
            .get_or_init(|| Regex::new(&self.source).unwrap_or_else(|_| never()))
    }
}

/// Matches nothing.
pub fn never() -> Regex {
    #[allow(clippy::expect_used)]
    Regex::new(r"[^\s\S]").expect("an empty class compiles")
}
