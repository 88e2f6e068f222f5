//! When a quantity was so: the date before it in its sentence, and the year that a change counts from.

use super::Reader;
use super::context::period_of;
use super::dates::Dated;
use super::phrase::{in_book_title, inside, marks_back};
use super::sentence::{DATE, Sentence};
use smol_str::{SmolStr, format_smolstr};

impl Reader<'_> {
    /// The period that the nearest date before a value in its sentence gives it.
    pub(super) fn date_before(
        &self,
        s: &Sentence,
        i: usize,
        dates: &[Dated],
    ) -> Option<(SmolStr, bool)> {
        let (j, (value, _)) = (0..i).rev().find_map(|j| {
            let date = dates[j].as_ref()?;
            self.governs(s, j, i).then_some((j, date))
        })?;
        let text = &s.block[s.mentions[j].at.clone()];
        let carries = !self.vocabulary.date_deadline_right.is_match(s.right(j));
        Some((period_of(value, text, self.vocabulary), carries))
    }

    /// True where date `j` says when value `i` was so.
    fn governs(&self, s: &Sentence, j: usize, i: usize) -> bool {
        let v = self.vocabulary;
        let between = &s.masked[s.letters[j]..s.letters[i]];
        // 由2017年的14.5: the date right before the value is its own.
        if matches!(between.strip_prefix(DATE), Some("" | "的")) {
            return true;
        }
        let (left, right) = (s.left(j), s.right(j));
        !(v.date_reference_left.is_match(left)
            || in_book_title(left)
            || v.compared_right.is_match(right)
            || v.names_goal.is_match(right)
            || between.contains('）') && inside(left, &['（', '）']))
    }

    /// A change against a year that is named covers both years: 比2010年增加98所 in 2020 is 2010/2020.
    pub(super) fn since_base(
        &self,
        s: &Sentence,
        i: usize,
        dates: &[Dated],
        period: Option<SmolStr>,
    ) -> Option<SmolStr> {
        let v = self.vocabulary;
        let (to, left) = (period?, s.left(i));
        let near = marks_back(left, &['，', '；']).next();
        let near = near.map_or(0, |(p, mark)| p + mark.len_utf8());
        let base = v.base_date.find_iter(left).last();
        let base = base.filter(|m| m.start() >= near || v.compared_end.is_match(m.as_str()));
        let letter = base.and_then(|m| s.letters.iter().position(|l| m.range().contains(l)));
        let Some((j, (from, _))) = letter.and_then(|j| Some((j, dates[j].as_ref()?))) else {
            return Some(to);
        };
        let text = &s.block[s.mentions[j].at.clone()];
        let years =
            from.len() == 4 && to.len() == 4 && *from < to && !v.last_year_words.is_match(text);
        Some(if years {
            format_smolstr!("{from}/{to}")
        } else {
            to
        })
    }
}

/// The same time a year earlier.
pub(super) fn year_before(edtf: &str) -> SmolStr {
    let part = |p: &str| match p.get(..4).and_then(|y| y.parse::<i32>().ok()) {
        Some(y) => format!("{}{}", y - 1, &p[4..]),
        None => p.to_string(),
    };
    edtf.split('/')
        .map(part)
        .collect::<Vec<_>>()
        .join("/")
        .into()
}
