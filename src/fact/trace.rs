//! How the cues around a value were read: which settled what, and which nearly fired.
//!
//! In: a sentence, a mention of it, its kind. Out: one [`Step`] for each cue that
//! matched, wholly or by one side. Not here: printing them (`explain`).

use super::asked::{Part, parts};
use super::sentence::Sentence;
use super::status::{open, settle};
use crate::mention::Mention;
use crate::pattern::{Cue, Patterns, Sets};
use crate::value::Kind;

/// What one cue did at a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// An index into [`Patterns::cues`].
    pub cue: usize,
    /// What it did.
    pub did: Did,
}

/// What a cue did at a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// It fired and settled this.
    Settle(Sets),
    /// It fired when earlier cues had settled all that it sets.
    ComeLate,
    /// Only what it asks for on the left is there.
    MatchLeft,
    /// Only what it asks for on the right is there.
    MatchRight,
}

/// The cues that matched at mention `i`, in the order in which they are asked.
pub fn trace(s: &Sentence, i: usize, kind: Kind, patterns: &Patterns) -> Vec<Step> {
    let (left, right) = (s.left(i), s.right(i));
    let mut so_far = Sets::default();
    let mut out = Vec::new();
    for (cue, c) in patterns.cues.iter().enumerate() {
        if !c.speaks_of(kind) {
            continue;
        }
        let did = match sides(c, left, right) {
            (Some(false), Some(true)) => Did::MatchRight,
            (Some(true), Some(false)) => Did::MatchLeft,
            (Some(false), _) | (_, Some(false)) => continue,
            _ => match open(&so_far, c) {
                new if new == Sets::default() => Did::ComeLate,
                new => {
                    settle(&mut so_far, new);
                    Did::Settle(new)
                }
            },
        };
        out.push(Step { cue, did });
    }
    out
}

/// Whether each side matches; `None` where the cue does not ask for it.
fn sides(cue: &Cue, left: &str, right: &str) -> (Option<bool>, Option<bool>) {
    let matches = |side: &Option<crate::pattern::Side>, text| {
        side.as_ref()
            .map(|s: &crate::pattern::Side| s.regex.is_match(text))
    };
    (matches(&cue.left, left), matches(&cue.right, right))
}

/// The sentences of a block that hold mentions, as the second reading takes them.
pub fn with_mentions<'a>(text: &'a str, found: &'a [Mention]) -> Vec<Sentence<'a>> {
    let mut all = Vec::new();
    parts(text, found, false, &mut all);
    all.into_iter().filter_map(Part::into_valued).collect()
}
