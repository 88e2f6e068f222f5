//! The named parts of a match, found by its own expression alone.
//!
//! The automaton of all patterns tells which one matches and where. To ask it for the parts
//! too would clear, for each match, memory for every state of every pattern.

use super::{Gives, MentionPattern};
use regex_automata::meta::{self, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input, PatternID};
use regex_syntax::hir::{Hir, HirKind};
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

        const NAMES: &[&str] = &[$($name,)*];
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
pub(crate) struct Parts(OnceLock<Option<Own>>);

#[derive(Debug)]
struct Own {
    regex: Regex,
    /// The group of each part.
    groups: [Option<usize>; NAMES.len()],
}

/// The parts of the last match of each pattern that matched in a text, made once.
#[derive(Default)]
pub(crate) struct Kept(Vec<(usize, Captures)>);

/// The parts of a match.
#[derive(Clone, Copy)]
pub(crate) struct FoundParts<'k> {
    captures: &'k Captures,
    groups: &'k [Option<usize>; NAMES.len()],
}

impl FoundParts<'_> {
    /// Where a part stands.
    pub fn range(self, part: Part) -> Option<Range<usize>> {
        let group = (*self.groups.get(part as usize)?)?;
        self.captures.get_group(group).map(|s| s.range())
    }
}

impl MentionPattern {
    /// The parts of a match of this pattern, whose number is `n`, at `span`, in what is kept for them; none
    /// where the match is all that counts.
    pub(crate) fn captures<'k>(
        &'k self,
        n: usize,
        plain: &str,
        span: &Range<usize>,
        kept: &'k mut Kept,
    ) -> Option<FoundParts<'k>> {
        let own = self.parts.0.get_or_init(|| self.compiled()).as_ref()?;
        let at = kept.0.iter().position(|(whose, _)| *whose == n);
        let at = at.unwrap_or_else(|| {
            kept.0.push((n, own.regex.create_captures()));
            kept.0.len() - 1
        });
        let captures = &mut kept.0.get_mut(at)?.1;
        let input = Input::new(plain)
            .range(span.clone())
            .anchored(Anchored::Yes);
        own.regex.search_captures(&input, captures);
        Some(FoundParts {
            captures,
            groups: &own.groups,
        })
    }

    fn compiled(&self) -> Option<Own> {
        let hir = regex_syntax::parse(&self.expression).ok()?;
        if self.gives == Gives::Date && is_whole(&hir) {
            return None;
        }
        // Where a match stands is known: nothing has to be searched for it, forwards or backwards.
        let config = meta::Config::new()
            .hybrid(false)
            .dfa(false)
            .nfa_size_limit(Some(200 << 20));
        let regex = Regex::builder().configure(config).build_from_hir(&hir);
        let regex = regex.ok()?;
        let mut groups = [None; NAMES.len()];
        for (group, name) in groups.iter_mut().zip(NAMES) {
            *group = regex.group_info().to_index(PatternID::ZERO, name);
        }
        Some(Own { regex, groups })
    }
}

/// True where the part `it` is the whole match.
fn is_whole(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Capture(c) if c.name.as_deref() == Some("it"))
}
