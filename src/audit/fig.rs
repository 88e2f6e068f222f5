//! A figure with what all checks ask of it: its number, its sentence, its indicator, its area.

use super::figure::Figure;
use super::finding::Ref;
use super::interval::Interval;
use super::words::Indicator;
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

impl Fig<'_> {
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
