//! The named parts of a match, found by its own expression alone.
//!
//! The automaton of all patterns tells which one matches and where. To ask it for the parts
//! too would clear, for each match, memory for every state of every pattern.

use super::{Gives, MentionPattern};
use regex_automata::meta::{self, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Hir, HirKind};
use std::ops::Range;
use std::sync::OnceLock;

/// An expression by itself, compiled when its first match comes.
#[derive(Debug, Default)]
pub(crate) struct Parts(OnceLock<Option<Regex>>);

/// The parts of the last match of each pattern that matched in a text, made once.
#[derive(Default)]
pub(crate) struct Kept(Vec<(Box<str>, Captures)>);

impl MentionPattern {
    /// The parts of a match of this pattern at `span`, in what is kept for them; none where the match is
    /// all that counts.
    pub(crate) fn captures<'k>(
        &self,
        plain: &str,
        span: &Range<usize>,
        kept: &'k mut Kept,
    ) -> Option<&'k Captures> {
        let regex = self.parts.0.get_or_init(|| self.compiled()).as_ref()?;
        let own = kept.0.iter().position(|(name, _)| **name == *self.name);
        let own = own.unwrap_or_else(|| {
            kept.0
                .push((self.name.as_str().into(), regex.create_captures()));
            kept.0.len() - 1
        });
        let captures = &mut kept.0[own].1;
        let input = Input::new(plain)
            .range(span.clone())
            .anchored(Anchored::Yes);
        regex.search_captures(&input, captures);
        Some(captures)
    }

    fn compiled(&self) -> Option<Regex> {
        let hir = regex_syntax::parse(&self.expression).ok()?;
        if self.gives == Gives::Date && is_whole(&hir) {
            return None;
        }
        // Where a match stands is known: nothing has to be searched for it, forwards or backwards.
        let config = meta::Config::new()
            .hybrid(false)
            .dfa(false)
            .nfa_size_limit(Some(200 << 20));
        Regex::builder().configure(config).build_from_hir(&hir).ok()
    }
}

/// True where the part `it` is the whole match.
fn is_whole(hir: &Hir) -> bool {
    matches!(hir.kind(), HirKind::Capture(c) if c.name.as_deref() == Some("it"))
}
