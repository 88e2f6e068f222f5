//! A figure with what all checks ask of it: its number, its sentence, its indicator, its area.

use super::context::normal;
use super::figure::{AuditDocument, Figure};
use super::finding::Ref;
use super::interval::Interval;
use super::words::{Indicator, Words};
use super::written::Written;

/// A figure with what all checks ask of it.
pub struct Fig<'a> {
    /// The fact.
    pub figure: &'a Figure,
    /// Where it is in the input.
    pub me: Ref,
    /// Its number; `None` for dates.
    pub written: Option<Written>,
    /// The sentence that it stands in.
    pub sentence: Option<usize>,
    /// The known indicator that it is a value of.
    pub indicator: Option<&'a Indicator>,
    /// The area that it speaks of.
    pub region: &'a str,
    /// The code of that area.
    pub region_code: Option<&'a str>,
    /// Its subject without what carries no meaning.
    pub subject: String,
}

impl<'a> Fig<'a> {
    /// Reads a figure of a document.
    pub fn read(
        documents: &'a [AuditDocument],
        words: &'a Words,
        me: Ref,
        figure: &'a Figure,
    ) -> Self {
        let d = &documents[me.document];
        let measured = |u: &str| words.list("measured").iter().any(|w| w == u);
        let subject = figure.subject.as_deref().unwrap_or("");
        let indicator = match figure.indicator.as_deref() {
            Some(id) => words.indicators.iter().find(|i| i.id == id),
            None => None,
        };
        // 全市 is the document's own area, whatever that is.
        let own = |r: &str| words.list("scope").iter().any(|w| w == r);
        let named = figure.region.as_deref().filter(|r| !own(r));
        let (region, region_code) = match named {
            Some(region) => (region, figure.region_code.as_deref()),
            None => (
                d.document.region.as_deref().unwrap_or(""),
                d.region_code.as_deref(),
            ),
        };
        Self {
            figure,
            me,
            written: figure.written(measured),
            sentence: None,
            indicator: indicator.or_else(|| words.indicator(subject)),
            region,
            region_code,
            subject: normal(words, subject),
        }
    }

    /// Half-unit hull.
    pub fn hull(&self) -> Option<Interval> {
        self.written?.hull()
    }

    /// The number as the text writes it, without its unit.
    pub fn number(&self) -> String {
        self.figure
            .value
            .map_or_else(String::new, |n| n.to_string())
    }

    /// The number with its unit.
    pub fn shown(&self) -> String {
        let unit = match self.figure.unit.as_deref() {
            Some("CNY") => "元",
            Some("pp") => "个百分点",
            Some(u) => u,
            None => "",
        };
        let value = match self.figure.upper {
            Some(u) => format!("{}—{u}", self.number()),
            None => self.number(),
        };
        format!("{value}{unit}")
    }

    /// Same unit.
    pub fn same_unit(&self, o: &Self) -> bool {
        self.figure.unit == o.figure.unit && self.figure.kind == o.figure.kind
    }
}
