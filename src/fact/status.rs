//! Role, status and comparator of a value, from the cues around it.

use super::sentence::Sentence;
use super::{Reader, Vocabulary};
use crate::mention::Sort;
use crate::pattern::{Cue, Patterns, Sets};
use crate::value::{Comparator, Kind, Role, Status};

/// What the cues say of mention `i`, and the cue that gave the role.
pub fn sets(s: &Sentence, i: usize, kind: Kind, patterns: &Patterns) -> (Sets, Option<usize>) {
    let words = s.cue_words.get_or_init(|| patterns.cue_words(&s.masked));
    let mut out = Sets::default();
    let mut by = None;
    patterns.firing(&s.masked, s.letter(i), words, |n, cue| {
        let new = open(&out, cue, kind);
        if new.role.is_some() {
            by = Some(n);
        }
        settle(&mut out, new);
    });
    (out, by)
}

/// What a cue would settle of a value of this kind that no cue before it has settled.
pub(super) fn open(so_far: &Sets, cue: &Cue, kind: Kind) -> Sets {
    if !speaks_of(cue, kind) {
        return Sets::default();
    }
    Sets {
        role: cue.sets.role.filter(|_| so_far.role.is_none()),
        status: cue.sets.status.filter(|_| so_far.status.is_none()),
        comparator: cue.sets.comparator.filter(|_| so_far.comparator.is_none()),
        subject: cue.sets.subject.filter(|_| so_far.subject.is_none()),
    }
}

pub(super) fn settle(so_far: &mut Sets, new: Sets) {
    so_far.role = so_far.role.or(new.role);
    so_far.status = so_far.status.or(new.status);
    so_far.comparator = so_far.comparator.or(new.comparator);
    so_far.subject = so_far.subject.or(new.subject);
}

/// True where a cue is for values of this kind.
pub(super) fn speaks_of(cue: &Cue, kind: Kind) -> bool {
    cue.on.is_empty() || cue.on.contains(&kind)
}

/// The kind of a quantity, told from an indicator count by the noun beside it.
pub fn kind(s: &Sentence, i: usize, v: &Vocabulary, of_indicators: bool) -> Option<Kind> {
    let q = s.quantity(i)?;
    Some(match q.sort {
        Sort::Rate => Kind::Rate,
        Sort::Funding => Kind::Funding,
        Sort::Count => {
            let unit = q.unit.as_deref().unwrap_or_default();
            if unit.is_empty() && q.number.exponent >= 2 && v.money_left.is_match(s.left(i)) {
                return Some(Kind::Funding);
            }
            let indicator = of_indicators
                && v.indicator_unit.is_match(unit)
                && (v.indicator_right.is_match(s.right(i)) || v.indicator_left.is_match(s.left(i)));
            if indicator {
                Kind::IndicatorCount
            } else {
                Kind::Count
            }
        }
    })
}

/// The role where no cue speaks.
pub fn default_role(kind: Kind) -> Role {
    match kind {
        Kind::IndicatorCount => Role::Total,
        Kind::Funding => Role::Other,
        _ => Role::Level,
    }
}

impl Reader<'_> {
    /// The status of a value, from its cue, its sentence, and its place in the document.
    pub(super) fn status_of(&self, s: &Sentence, i: usize, sets: &Sets) -> Status {
        if let Some(status) = sets.status {
            return status;
        }
        if self.context.aims || self.vocabulary.says_target.is_match(clause_around(s, i)) {
            return Status::Target;
        }
        let says_actual = || self.vocabulary.says_actual.is_match(&s.masked);
        if *s.says_actual.get_or_init(says_actual) {
            return Status::Actual;
        }
        self.context.status()
    }
}

/// The sentence from its last semicolon up to the end of the value's clause.
fn clause_around<'s>(s: &'s Sentence, i: usize) -> &'s str {
    let at = s.letters[i];
    let start = s.masked[..at]
        .rfind('；')
        .map_or(0, |p| p + '；'.len_utf8());
    let end = s.masked[at..]
        .find(['；', '，', '。'])
        .map_or(s.masked.len(), |p| at + p);
    &s.masked[start..end]
}

/// The comparator: what the span says, else what the words before it say.
pub fn comparator(own: Comparator, sets: &Sets) -> Comparator {
    match (own, sets.comparator) {
        (Comparator::Eq, Some(c)) => c,
        (own, _) => own,
    }
}
