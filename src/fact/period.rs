//! When a quantity was so: the date before it in its sentence, and the year that a change counts from.

use super::Reader;
use super::asked::OfDate;
use super::context::period_of;
use super::dates::Dated;
use super::phrase::{inside, marks_back};
use super::sentence::{DATE, Sentence};
use smol_str::{SmolStr, format_smolstr};

impl Reader<'_> {
    /// The period that the nearest date before a value in its sentence gives it.
    pub(super) fn date_before(
        &self,
        s: &Sentence,
        i: usize,
        dates: &[Option<Dated>],
    ) -> Option<(SmolStr, bool)> {
        let (j, date) = (0..i).rev().find_map(|j| {
            let date = dates[j].as_ref()?;
            governs(s, (j, &date.of), i).then_some((j, date))
        })?;
        let text = &s.block[s.mentions[j].at.clone()];
        let period = period_of(&date.value, text, self.vocabulary);
        Some((period, !date.of.deadline))
    }

    /// A change against a year that is named covers both years: 比2010年增加98所 in 2020 is 2010/2020.
    pub(super) fn since_base(
        &self,
        s: &Sentence,
        i: usize,
        dates: &[Option<Dated>],
        period: Option<SmolStr>,
    ) -> Option<SmolStr> {
        let v = self.vocabulary;
        let (to, left) = (period?, s.left(i));
        if dates[..i].iter().all(Option::is_none) {
            return Some(to);
        }
        let near = marks_back(left, &['，', '；']).next();
        let near = near.map_or(0, |(p, mark)| p + mark.len_utf8());
        let base = v.base_date.find_iter(left).last();
        let base = base.filter(|m| m.start() >= near || v.compared_end.is_match(m.as_str()));
        let letter = base.and_then(|m| s.letters.iter().position(|l| m.range().contains(l)));
        let Some((j, Dated { value: from, .. })) =
            letter.and_then(|j| Some((j, dates[j].as_ref()?)))
        else {
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

/// True where date `j` says when value `i` was so.
fn governs(s: &Sentence, (j, date): (usize, &OfDate), i: usize) -> bool {
    let between = &s.masked[s.letters[j]..s.letters[i]];
    // 由2017年的14.5: the date right before the value is its own.
    if matches!(between.strip_prefix(DATE), Some("" | "的")) {
        return true;
    }
    let in_bracket = || between.contains('）') && inside(s.left(j), &['（', '）']);
    !(date.referred || date.in_title || date.passed_over || in_bracket())
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
