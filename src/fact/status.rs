//! Role, status and comparator of a value, from the cues around it.

use super::phrase::marks_back;
use super::sentence::Sentence;
use super::{Reader, Vocabulary};
use crate::mention::Sort;
use crate::pattern::{Cue, CueWords, Patterns, Sets};
use crate::value::{Comparator, Kind, Role, Status};
use memchr::memchr2_iter;
use std::ops::Range;

/// What the cues say of mention `i`, and the cue that gave the role.
pub fn sets(
    s: &Sentence,
    i: usize,
    kind: Kind,
    (patterns, words): (&Patterns, &CueWords),
) -> (Sets, Option<usize>) {
    let mut out = Sets::default();
    let mut by = None;
    let (left, right) = (s.left(i), s.right(i));
    patterns.may_fire((kind, s.letter(i)), &s.masked, words, |n, cue| {
        let new = open(&out, cue);
        // Many come late.
        if new == Sets::default() || !cue.fires(left, right) {
            return;
        }
        if new.role.is_some() {
            by = Some(n);
        }
        settle(&mut out, new);
    });
    (out, by)
}

/// What a cue would settle of a value that no cue before it has settled.
pub(super) fn open(so_far: &Sets, cue: &Cue) -> Sets {
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

/// The kind of a quantity, told from an indicator count by the noun beside it; `of_indicators` tells whether
/// its text has spoken of indicators so far.
pub fn kind(
    s: &Sentence,
    i: usize,
    v: &Vocabulary,
    of_indicators: impl FnOnce() -> bool,
) -> Option<Kind> {
    let q = s.quantity(i)?;
    Some(match q.sort {
        Sort::Rate => Kind::Rate,
        Sort::Funding => Kind::Funding,
        Sort::Count => {
            let unit = q.unit.as_deref().unwrap_or_default();
            if unit.is_empty() && q.number.exponent >= 2 && v.money_left.is_match(s.left(i)) {
                return Some(Kind::Funding);
            }
            let indicator = v.indicator_unit.is_match(unit)
                && of_indicators()
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
    /// The status of a value, from its cue, its clause (see [`says_target`]), its sentence, and its place in
    /// the document.
    pub(super) fn status_of(
        &self,
        s: &Sentence,
        status: Option<Status>,
        says_target: impl FnOnce() -> bool,
    ) -> Status {
        if let Some(status) = status {
            return status;
        }
        if self.context.aims {
            return Status::Target;
        }
        // What a clause says of plans counts for more than what its sentence says of the past, and this for
        // more than the context; it is asked only what may make a difference.
        let says_actual = || self.vocabulary.says_actual.is_match(&s.masked);
        let planned = self.context.status() == Status::Target;
        if planned && !*s.says_actual.get_or_init(says_actual) {
            return Status::Target;
        }
        match says_target() {
            true => Status::Target,
            false => Status::Actual,
        }
    }
}

/// Whether the clause of a value, or one before it, says what is planned.
pub fn says_target(s: &Sentence, i: usize, v: &Vocabulary) -> bool {
    v.says_target.is_match(&s.masked[clause_around(s, i)])
}

/// The sentence from its last semicolon up to the end of the value's clause.
fn clause_around(s: &Sentence, i: usize) -> Range<usize> {
    let start = marks_back(s.left(i), &['；']).next();
    start.map_or(0, |(p, mark)| p + mark.len_utf8())..clause_end(s, i)
}

/// Where the clause of a value ends.
pub fn clause_end(s: &Sentence, i: usize) -> usize {
    let at = s.letters[i];
    let ends = |p: &usize| s.masked[*p..].starts_with(['；', '，', '。']);
    // Each of these marks begins with one of two bytes.
    let mut leads = memchr2_iter(0xe3, 0xef, &s.masked.as_bytes()[at..]).map(|p| at + p);
    leads.find(ends).unwrap_or(s.masked.len())
}

/// The comparator: what the span says, else what the words before it say.
pub fn comparator(own: Comparator, sets: &Sets) -> Comparator {
    match (own, sets.comparator) {
        (Comparator::Eq, Some(c)) => c,
        (own, _) => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::tests::{PATTERNS, VOCABULARY};
    use crate::mention::mentions;
    use crate::segment::documents;
    use crate::text::decode;

    #[test]
    fn a_status_is_that_of_asking_the_clause_the_sentence_and_the_context_in_this_order() {
        let (patterns, v) = (&*PATTERNS, &*VOCABULARY);
        let text = decode("工作情况".as_bytes(), None).unwrap();
        let document = &documents(&text, &patterns.document)[0];
        let mut seen = Vec::new();
        for text in [
            "已完成投资3亿元，力争达到5亿元、6亿元，培训20人。",
            "投资3亿元，增长5%。",
            "（累计投入3亿元；力争投入5亿元，培训20人）",
            "力争培训20人；培训30人",
        ] {
            let found = mentions(text, patterns);
            for (planned, aims) in [(true, true), (true, false), (false, true), (false, false)] {
                let mut reader = Reader::of(document, patterns, v);
                reader.context.planned = Some(planned);
                reader.context.aims = aims;
                let s = Sentence::new(text, 0..text.len(), &found);
                for i in 0..found.len() {
                    let in_order =
                        if v.says_target.is_match(&s.masked[clause_around(&s, i)]) || aims {
                            Status::Target
                        } else if v.says_actual.is_match(&s.masked) {
                            Status::Actual
                        } else {
                            reader.context.status()
                        };
                    assert_eq!(
                        reader.status_of(&s, None, || says_target(&s, i, v)),
                        in_order,
                        "{text} {i}"
                    );
                    seen.push(in_order);
                }
            }
        }
        assert!(seen.contains(&Status::Actual) && seen.contains(&Status::Target));
    }
}
