//! What the audit is fed: documents with their figures.
//!
//! In: facts, mapped one to one by the caller. Out: [`AuditDocument`], [`Figure`].
//! Not here: reading them in sentences (`context`).

use super::written::Written;
use crate::segment::Document;
use crate::text::Span;
use crate::value::{Comparator, Kind, Number, Role, Status};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// One official document with its facts. Documents of one file share `path` and `raw`;
/// where facts come from a store, `raw` and `document.blocks` are empty, and what needs them is not checked.
#[derive(Debug, Clone)]
pub struct AuditDocument {
    /// The document's id in the records.
    pub id: String,
    /// The file's path in the records.
    pub path: Arc<str>,
    /// The decoded text of the file.
    pub raw: Arc<str>,
    /// Title, date, region and blocks.
    pub document: Document<'static>,
    /// GB/T 2260 code of the document's region.
    pub region_code: Option<String>,
    /// Its facts in reading order.
    pub figures: Vec<Figure>,
}

impl AuditDocument {
    /// The same document without figures and blocks.
    pub fn bare(&self) -> Self {
        let d = &self.document;
        Self {
            id: self.id.clone(),
            path: self.path.clone(),
            raw: self.raw.clone(),
            document: Document {
                span: d.span,
                title: d.title.clone(),
                doc_no: d.doc_no.clone(),
                issuer: d.issuer.clone(),
                issued: d.issued.clone(),
                recipients: d.recipients.clone(),
                region: d.region.clone(),
                genre: d.genre,
                year: d.year,
                blocks: Vec::new(),
            },
            region_code: self.region_code.clone(),
            figures: Vec::new(),
        }
    }
}

/// One fact as the audit sees it.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The fact's id in the records.
    pub id: SmolStr,
    /// What sort of value it is.
    pub kind: Kind,
    /// What it is within its kind.
    pub role: Option<Role>,
    /// Reached, aimed at, or earlier.
    pub status: Option<Status>,
    /// The quantity; `None` for dates and responsibilities.
    pub value: Option<Number>,
    /// The upper end, where a range is written.
    pub upper: Option<Number>,
    /// The EDTF date of a date.
    pub date: Option<SmolStr>,
    /// How the wording bounds the value.
    pub comparator: Option<Comparator>,
    /// As in the records: `%`, `‰`, `/10万`, `pp`, `CNY`, a counter.
    pub unit: Option<SmolStr>,
    /// What is measured, counted or funded.
    pub subject: Option<String>,
    /// Who did or reported it.
    pub agent: Option<SmolStr>,
    /// EDTF: the time that the value refers to.
    pub period: Option<SmolStr>,
    /// The area that the value refers to, where it is not the document's.
    pub region: Option<SmolStr>,
    /// Its GB/T 2260 code.
    pub region_code: Option<SmolStr>,
    /// The id of a known indicator.
    pub indicator: Option<SmolStr>,
    /// Facts that belong together share it.
    pub group: Option<SmolStr>,
    /// The heading path.
    pub section: Arc<[String]>,
    /// The normalised sentence; empty for a table cell.
    pub sentence: Arc<str>,
    /// Where the value stands in it, in bytes.
    pub at: Range<usize>,
    /// Where the value stands in the file's decoded text, in bytes.
    pub span: Span,
    /// The same place in code points.
    pub points: (usize, usize),
    /// The line that it starts in, from 1.
    pub line: usize,
}

impl Figure {
    /// The number with its wording, for arithmetic. `measured` tells measured units (吨) from counted ones.
    pub fn written(&self, measured: impl Fn(&str) -> bool) -> Option<Written> {
        let number = self.value?;
        let counted = matches!(self.kind, Kind::Count | Kind::IndicatorCount)
            && number.exponent == 0
            && !self.unit.as_deref().is_some_and(measured);
        Some(Written {
            number,
            upper: self.upper,
            comparator: self.comparator.unwrap_or(Comparator::Eq),
            exact: counted,
        })
    }

    /// True for a number that reports what is: no target, no change.
    pub fn is_level(&self) -> bool {
        self.value.is_some()
            && self.status != Some(Status::Target)
            && self.role != Some(Role::Change)
    }

    /// True for a target.
    pub fn is_target(&self) -> bool {
        self.status == Some(Status::Target)
    }

    /// The first and the last year of its period or its date, where EDTF names them.
    pub fn years(&self) -> Option<(i32, i32)> {
        years(self.date.as_deref().or(self.period.as_deref())?)
    }
}

/// The first and the last year that an EDTF expression names.
pub fn years(edtf: &str) -> Option<(i32, i32)> {
    let year = |s: &str| -> Option<i32> { s.get(..4)?.parse().ok() };
    match edtf.split_once('/') {
        None => year(edtf).map(|y| (y, y)),
        Some((a, "..")) => year(a).map(|y| (y, y)),
        Some((a, b)) => Some((year(a)?, year(b)?)),
    }
}

/// Year, month, day.
pub type Day = (i32, u32, u32);

/// The days that an EDTF expression can mean, as (year, month, day) of its first and last day;
/// 0 and 99 stand for what is not said.
pub fn days(edtf: &str) -> Option<(Day, Day)> {
    let part = |s: &str, month: u32, day: u32| -> Option<Day> {
        let s = s.trim_end_matches(['~', '?', '%']);
        let mut it = s.split('-');
        let y = it.next()?.parse().ok()?;
        let m = it.next().and_then(|m| m.parse().ok()).filter(|m| *m <= 12);
        let d = it.next().and_then(|d| d.parse().ok());
        Some((y, m.unwrap_or(month), d.unwrap_or(day)))
    };
    let (a, b) = edtf.split_once('/').unwrap_or((edtf, edtf));
    Some((part(a, 0, 0)?, part(b, 99, 99)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edtf_years_and_days() {
        assert_eq!(years("2011/2015"), Some((2011, 2015)));
        assert_eq!(years("2011/.."), Some((2011, 2011)));
        assert_eq!(years("XXXX-05-25"), None);
        assert_eq!(days("2018-02-02"), Some(((2018, 2, 2), (2018, 2, 2))));
        assert_eq!(days("2020-12~"), Some(((2020, 12, 0), (2020, 12, 99))));
        assert_eq!(
            days("2018-01/2018-12"),
            Some(((2018, 1, 0), (2018, 12, 99)))
        );
    }
}
