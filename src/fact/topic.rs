//! What a short subject leaves out: the measure of its whole, the holder of a measure, the item of an
//! account, the verb of a list.

use super::Reader;
use super::phrase::{left_gap, left_phrase};
use super::sentence::Sentence;
use super::subject::Reading;
use smol_str::SmolStr;

impl Reader<'_> {
    /// A part without a measure noun of its own takes the one of its whole (其中住宅…, 城镇实现…);
    /// a measure without a holder takes the holder before (…企业达429户，实现增加值…).
    pub(super) fn with_topic(
        &self,
        left: &str,
        before: &[Option<Reading>],
        s: &Sentence,
        i: usize,
    ) -> String {
        let v = self.vocabulary;
        let [bare_measure, bare_account, measure_noun] = v.left_noun(left);
        if bare_measure {
            return match before
                .iter()
                .flatten()
                .find(|r| r.own)
                .and_then(|r| r.subject.clone())
            {
                Some(of) if of.chars().count() <= 16 && !of.contains(left) => format!("{of}{left}"),
                _ => left.to_string(),
            };
        }
        if bare_account && let Some(m) = v.bare_account.find(left).filter(|m| m.start() == 0) {
            return match self.account_of(before) {
                Some(of) => format!("{of}{}", &left[m.start()..]),
                None => left.to_string(),
            };
        }
        if let Some(verb) = self.list_verb(s, i) {
            return format!("{verb}{left}");
        }
        if measure_noun || left.chars().count() > 12 {
            return left.to_string();
        }
        let last = || before.last()?.as_ref()?.subject.as_deref();
        if left_gap(s, i).starts_with('、')
            && let Some(tail) = last().and_then(|l| v.measure_tail.find(l))
        {
            return format!("{left}{}", tail.as_str());
        }
        match self.whole(before, s, i) {
            Some(w) if w.chars().count() <= 14 && !w.contains(left) => format!("{left}{w}"),
            _ => left.to_string(),
        }
    }

    /// Whose 年初预算 or 支出决算 it is: the account named before, or the paragraph's item.
    pub(super) fn account_of(&self, before: &[Option<Reading>]) -> Option<String> {
        let v = self.vocabulary;
        let named = before.iter().flatten().rev().find_map(|r| {
            let subject = r.subject.as_deref()?;
            let m = v.bare_account.find(subject)?;
            (m.start() > 0).then(|| subject[..m.start()].to_string())
        });
        named.or_else(|| self.context.item(v))
    }

    /// 新建大棚20亩、温室5亩: the verb of the first item is that of the next ones.
    fn list_verb(&self, s: &Sentence, i: usize) -> Option<String> {
        if !left_gap(s, i).starts_with('、') {
            return None;
        }
        let first = (0..i)
            .rev()
            .find(|j| s.quantity(*j).is_some() && !left_gap(s, *j).starts_with('、'))?;
        let piece = left_phrase(s, first, self.vocabulary);
        self.vocabulary
            .list_verb
            .find(&piece)
            .map(|m| m.as_str().to_string())
    }

    /// The whole that a value may be a part of: of the same unit, with a measure noun.
    fn whole(&self, before: &[Option<Reading>], s: &Sentence, i: usize) -> Option<String> {
        let unit = s.quantity(i).and_then(|q| q.unit.as_ref());
        let here = before.iter().enumerate().find_map(|(j, r)| {
            let r = r.as_ref()?;
            let same = s.quantity(j).is_some_and(|q| q.unit.as_ref() == unit);
            (same && r.own && !r.delta)
                .then_some(r.subject.as_ref())
                .flatten()
        });
        let v = self.vocabulary;
        let part = |whole: &&(String, Option<SmolStr>)| {
            whole.1.as_ref() == unit && self.context.announces_parts(s, v)
        };
        let earlier = || Some(&self.context.whole.as_ref().filter(part)?.0);
        here.or_else(earlier)
            .filter(|w| v.measure_noun.is_match(w))
            .cloned()
    }
}
