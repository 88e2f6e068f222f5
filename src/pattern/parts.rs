//! The named parts of a match, found by its own expression alone.
//!
//! The automaton of all patterns tells which one matches and where. To ask it for the parts
//! too would clear, for each match, memory for every state of every pattern. Like it, a pattern
//! by itself reads letters.

use super::groups::{Alone, FoundGroups, Groups};
use super::prebuilt::made;
use super::{Gives, MentionPattern};
use regex_syntax::hir::{Hir, HirKind};
use std::num::NonZeroU8;
use std::ops::Range;
use std::sync::OnceLock;

/// Declares the parts that an expression may name.
macro_rules! parts {
    ($($part:ident $name:literal,)*) => {
        /// A named part of a match.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Part {
            $($part,)*
        }

        const NAMES: [&str; [$($name,)*].len()] = [$($name,)*];
    };
}

parts! {
    It "it",
    Number "number",
    Han "han",
    NumberTo "number_to",
    HanTo "han_to",
    Vague "vague",
    Tenths "tenths",
    Scale "scale",
    Minus "minus",
    Rest "rest",
    Unit "unit",
    UnitWords "unit_words",
    UnitFrom "unit_from",
    Head "head",
    Tail "tail",
}

/// An expression by itself, compiled when its first match comes.
#[derive(Debug, Default)]
pub(crate) struct Parts(OnceLock<Option<Box<Own>>>);

#[derive(Debug)]
struct Own {
    groups: Groups,
    /// The group of each part.
    parts: [Option<NonZeroU8>; NAMES.len()],
}

/// Where the parts of a match stand.
pub(crate) struct FoundParts<'f> {
    own: &'f Own,
    groups: FoundGroups<'f>,
}

impl FoundParts<'_> {
    /// Where a part stands. Most patterns have few parts, and are not asked for the others.
    #[inline(always)]
    pub fn range(&self, part: Part) -> Option<Range<usize>> {
        let group = (*self.own.parts.get(part as usize)?)?;
        self.groups.range(group.get().into())
    }
}

impl MentionPattern {
    /// Gives the parts of a match of this pattern at `span`; none where the match is all that counts.
    pub(crate) fn captures<T>(
        &self,
        plain: &str,
        span: &Range<usize>,
        take: impl FnOnce(FoundParts) -> T,
    ) -> Option<T> {
        let own = self.own()?;
        (own.groups).found(plain, span, |groups| take(FoundParts { own, groups }))
    }

    /// Compiles what finds its parts.
    pub(crate) fn ready(&self) {
        self.own();
    }

    fn own(&self) -> Option<&Own> {
        self.parts.0.get_or_init(|| self.compiled()).as_deref()
    }

    fn compiled(&self) -> Option<Box<Own>> {
        let name = match self.gives {
            Gives::Nothing => return None,
            Gives::Date => "parts of a date",
            _ => "parts",
        };
        let groups = Groups::new(made(name, &[&self.expression], || self.alone())?)?;
        let group = |name| NonZeroU8::new(groups.named(name)?.try_into().ok()?);
        Some(Box::new(Own {
            parts: NAMES.map(group),
            groups,
        }))
    }

    fn alone(&self) -> Option<Alone> {
        let tree = regex_syntax::parse(&self.expression).ok()?;
        if self.gives == Gives::Date && is_whole(&tree) {
            return None;
        }
        Alone::of(&tree)
    }
}

/// True where the part `it` is the whole match.
fn is_whole(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Capture(c) if c.name.as_deref() == Some("it"))
}
