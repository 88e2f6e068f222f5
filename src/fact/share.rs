//! A part of a whole: who holds it, and of what.

use super::{Reader, Vocabulary};

use super::phrase::{Phrases, left_piece, phrase_until, strip_left};
use super::sentence::{Sentence, without_letters};
use super::subject::Reading;
use crate::value::Role;
use smol_str::SmolStr;

impl Reader<'_> {
    /// A part of a whole: who holds it, and of what.
    pub(super) fn shared(
        &self,
        s: &Sentence,
        i: usize,
        phrases: &Phrases,
        before: &[Option<Reading>],
    ) -> Option<String> {
        let v = self.vocabulary;
        let piece = left_piece(s, i);
        if let Some(m) = v.share_whole.find(piece) {
            // 占总播种面积的: the holder stands before.
            let whole = without_letters(m.as_str());
            let holder = strip_left(&piece[..m.start()], v);
            let holder = if holder.is_empty() {
                self.carried(Role::Share, before)?
            } else {
                holder.into_owned()
            };
            let whole = whole.trim_end_matches('的');
            if whole.chars().count() == 1
                && let Some(of) = share_before(before, v)
            {
                return Some(format!("{holder}{of}"));
            }
            return Some(match &self.context.whole {
                _ if v.share_of_all.is_match(whole) && whole.chars().count() > 1 => holder,
                Some((w, unit))
                    if whole.chars().count() == 1 && *w != holder && unit_before(s, i) == *unit =>
                {
                    format!("{holder}{whole}{w}")
                }
                _ => format!("{holder}{whole}"),
            });
        }
        if v.counted_in.is_match(s.right(i)) {
            let what = phrase_until(s.right(i), v);
            return Some(format!("{}{what}", phrases.left()));
        }
        let left = phrases.left();
        if left.is_empty() {
            return match phrases.right() {
                right if !right.is_empty() && !v.demand_noun.is_match(s.right(i)) => {
                    Some(right.to_string())
                }
                _ => self.carried(Role::Share, before),
            };
        }
        if s.right(i).starts_with('的') && !phrases.right().is_empty() {
            return Some(format!("{left}{}", phrases.right()));
        }
        let same = self.same_whole(left, before);
        Some(same.unwrap_or_else(|| self.with_topic(left, before, s, i)))
    }

    /// 第一产业占GDP的比重为…，第二产业比重为…: the second is a share of the same whole.
    fn same_whole(&self, left: &str, before: &[Option<Reading>]) -> Option<String> {
        let v = self.vocabulary;
        let proportion = v.share_noun.find(left)?.as_str();
        if v.says_share.is_match(left) {
            return None;
        }
        let of = before.iter().flatten().rev().find_map(|r| {
            let subject = r.subject.as_deref().filter(|w| w.ends_with(proportion))?;
            let of = v.says_share.find(subject)?;
            Some(subject[of.start()..].to_string())
        })?;
        Some(format!("{}{of}", left.strip_suffix(proportion)?))
    }
}

/// What an earlier share of the sentence is a share of: 占地区生产总值的比重.
fn share_before(before: &[Option<Reading>], v: &Vocabulary) -> Option<String> {
    before
        .iter()
        .flatten()
        .rev()
        .filter(|r| r.role == Role::Share)
        .find_map(|r| {
            let subject = r.subject.as_deref()?;
            let of = &subject[v.says_share.find(subject)?.start()..];
            (of.chars().count() > 1).then(|| of.to_string())
        })
}

/// The unit of the quantity before mention `i`.
fn unit_before(s: &Sentence, i: usize) -> Option<SmolStr> {
    (0..i)
        .rev()
        .find_map(|j| s.quantity(j))
        .and_then(|q| q.unit.clone())
}
