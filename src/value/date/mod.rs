//! Calendar expressions → EDTF.
//!
//! In: one date expression of plain text, whole. Out: [`DateExpr`], what it says, and by an
//! [`Anchor`] its EDTF string; what nobody says stays unspecified (`XXXX-06-06`). Not here:
//! finding dates in a text (`patterns/date.toml`), durations, ages, festivals, choosing the anchor.
//!
//! Sources: ISO 8601-2:2019 and its profile EDTF (unspecified digits `X`, approximate `~`, open
//! ends `..`, seasons 21–24, quarters 33–36, half-years 40 and 41); GB/T 7408.1 and GB/T 15835-2011
//! for the writings; the State Council's plans for the five-year periods.
//!
//! # Readings
//! - 年底, 年末 are December and 年初 January, approximately: `2020-12~`; 月底 and 上旬 the month, approximately.
//! - 以来, 至今 leave the end open: `2020/..`.
//! - In a range, quarters and half-years become months, since EDTF has no range of them: `2021-01/2021-09`.
//! - A range that runs backwards is turned round.
//! - An impossible day becomes the month's last one, an impossible month is unspecified; all three are [`DateExpr::malformed`].

mod cursor;
mod read;
mod relative;

use smallvec::SmallVec;
use smol_str::SmolStr;

/// What a date expression says.
///
/// ```
/// use gongwen::value::{Anchor, date};
/// let edtf = |s: &str, anchor| date(s).map(|d| d.resolve(&anchor));
/// let in_2014 = Anchor { year: Some(2014), ..Anchor::default() };
/// assert_eq!(edtf("2018年1月-12月", in_2014).as_deref(), Some("2018-01/2018-12"));
/// assert_eq!(edtf("十二五", in_2014).as_deref(), Some("2011/2015"));
/// assert_eq!(edtf("今年底", in_2014).as_deref(), Some("2014-12~"));
/// assert_eq!(edtf("去年一季度", in_2014).as_deref(), Some("2013-33"));
/// assert_eq!(edtf("6月6日", Anchor::default()).as_deref(), Some("XXXX-06-06"));
/// assert_eq!(edtf("十年", in_2014), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateExpr {
    shape: Shape,
    malformed: bool,
}

/// What an expression's surroundings say of the years and months that it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Anchor {
    /// What 今年 means: the year that the document speaks in.
    pub year: Option<i32>,
    /// What 本月 means, and the month of a bare 6日.
    pub month: Option<u8>,
    /// The year of a bare 6月6日, 一季度, 当年 where it is not [`Anchor::year`]: the year last
    /// named before it, or the period that the document covers.
    pub near: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Point(Point),
    Range(Point, Point),
    Since(Point),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    year: Year,
    part: Part,
    /// 初, 底, 上旬.
    about: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Year {
    Stated(i32),
    /// 今年, and years after it.
    This(i32),
    /// Not named, and years after it (次年).
    Near(i32),
    /// 199X.
    Decade(i32),
    /// 20XX.
    Century(i32),
    /// 每年.
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Month {
    Stated(u8),
    /// 本月, and months after it.
    This(i32),
    /// Not named.
    Near,
    /// 每月.
    Any,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Season(u8),
    Quarter(u8),
    Half(u8),
    Month(Month),
    Day(Month, u8),
}

/// Which end of a range a point stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Alone,
    First,
    Last,
}

/// Reads a string that is one date expression and nothing else; blanks and quotes around it do no harm.
///
/// ```
/// use gongwen::value::date;
/// assert!(date("二〇一五年二月十二日").is_some());
/// assert!(date("2019月1月5日").unwrap().malformed());
/// assert!(date("近年来").is_none());
/// ```
pub fn date(s: &str) -> Option<DateExpr> {
    read::expression(s)
}

impl DateExpr {
    /// The EDTF string.
    ///
    /// ```
    /// use gongwen::value::{Anchor, date};
    /// let anchor = Anchor { year: Some(2017), month: None, near: Some(2016) };
    /// assert_eq!(date("今年以来").unwrap().resolve(&anchor), "2017/..");
    /// assert_eq!(date("3月末").unwrap().resolve(&anchor), "2016-03~");
    /// ```
    pub fn resolve(&self, anchor: &Anchor) -> SmolStr {
        let mut out = Edtf::new();
        match self.shape {
            Shape::Point(p) => p.edtf(anchor, End::Alone, &mut out),
            Shape::Since(p) => {
                p.edtf(anchor, End::First, &mut out);
                out.extend_from_slice(b"/..");
            }
            Shape::Range(a, b) => {
                let (a, b) = if a.after(b, anchor) { (b, a) } else { (a, b) };
                a.edtf(anchor, End::First, &mut out);
                out.push(b'/');
                b.edtf(anchor, End::Last, &mut out);
            }
        }
        str::from_utf8(&out).unwrap_or_default().into()
    }

    /// True where the writing is wrong (2019月1月5日, 2月30日) and the reading is the nearest one.
    pub fn malformed(&self) -> bool {
        self.malformed
    }

    /// The year that the expression itself names, the last of a range: what a later bare month belongs to.
    ///
    /// ```
    /// use gongwen::value::date;
    /// assert_eq!(date("2011-2020年").unwrap().year(), Some(2020));
    /// assert_eq!(date("去年底").unwrap().year(), None);
    /// ```
    pub fn year(&self) -> Option<i32> {
        let (Shape::Point(p) | Shape::Since(p) | Shape::Range(_, p)) = self.shape;
        match p.year {
            Year::Stated(y) => Some(y),
            _ => None,
        }
    }

    /// True where the year has to come from [`Anchor::near`]: 6月6日, 一季度.
    pub fn leaves_year_out(&self) -> bool {
        let (Shape::Point(p) | Shape::Since(p) | Shape::Range(p, _)) = self.shape;
        matches!(p.year, Year::Near(_))
    }
}

impl Point {
    const fn new(year: Year, part: Part) -> Self {
        Self {
            year,
            part,
            about: false,
        }
    }

    fn about(self) -> Self {
        Self {
            about: true,
            ..self
        }
    }

    /// Its place in its year: month and day. Comparable where [`Self::month_kind`] is the same.
    fn place(self) -> (i32, u8) {
        let (month, day) = match self.part {
            Part::Month(m) => (m, 0),
            Part::Day(m, d) => (m, d),
            Part::Season(s) => (Month::Stated(3 * s), 0),
            part => (Month::Stated(part.code(End::First).unwrap_or(0)), 0),
        };
        match month {
            Month::Stated(m) => (m.into(), day),
            Month::This(after) => (after, day),
            Month::Near | Month::Any => (0, day),
        }
    }

    /// Which month its own is counted from.
    fn month_kind(self) -> u8 {
        match self.part.month() {
            None | Some(Month::Stated(_)) => 0,
            Some(Month::This(_)) => 1,
            Some(Month::Near) => 2,
            Some(Month::Any) => 3,
        }
    }

    /// True where it lies after the end of its own range, as in 2020-2011年.
    fn after(self, end: Self, anchor: &Anchor) -> bool {
        match (self.year.resolved(anchor), end.year.resolved(anchor)) {
            (Some(a), Some(b)) if a != b => a > b,
            (a, b) if self.year == end.year || a.is_some() && a == b => {
                let whole = self.part == Part::Whole || end.part == Part::Whole;
                !whole && self.place() > end.place()
            }
            _ => false,
        }
    }

    fn edtf(self, anchor: &Anchor, end: End, out: &mut Edtf) {
        let (mut year, month) = (self.year.resolved(anchor), self.part.month());
        let month = match month {
            Some(Month::This(after)) => anchor.month.map(|m| {
                let m = i32::from(m) - 1 + after;
                year = year.map(|y| y + m.div_euclid(12));
                (m.rem_euclid(12) + 1) as u8
            }),
            Some(Month::Near) => anchor.month,
            Some(Month::Stated(m)) => Some(m),
            Some(Month::Any) | None => None,
        };
        match (self.year, year) {
            (Year::Decade(d), _) => out.extend_from_slice(format!("{d:03}X").as_bytes()),
            (Year::Century(c), _) => out.extend_from_slice(format!("{c:02}XX").as_bytes()),
            (_, Some(y)) => four(out, y),
            (_, None) => out.extend_from_slice(b"XXXX"),
        }
        match (self.part.code(end), self.part.month()) {
            (Some(code), _) => push(out, Some(code)),
            (None, Some(_)) => push(out, month),
            (None, None) => {}
        }
        if let Part::Day(_, day) = self.part {
            push(out, Some(day.min(last_day(year, month))));
        }
        if self.about {
            out.push(b'~');
        }
    }
}

/// What is written of an EDTF string; hardly any is longer.
type Edtf = SmallVec<[u8; 24]>;

/// A year in four digits; one beyond them as it is.
fn four(out: &mut Edtf, year: i32) {
    match u16::try_from(year) {
        Ok(n @ 0..=9999) => out.extend_from_slice(&[n / 1000, n / 100, n / 10, n].map(digit)),
        _ => out.extend_from_slice(format!("{year:04}").as_bytes()),
    }
}

fn push(out: &mut Edtf, two: Option<u8>) {
    match two {
        Some(n @ 0..=99) => out.extend_from_slice(&[b'-', digit(n / 10), digit(n)]),
        Some(n) => out.extend_from_slice(format!("-{n}").as_bytes()),
        None => out.extend_from_slice(b"-XX"),
    }
}

/// The last digit of a number.
fn digit(n: impl Into<u16>) -> u8 {
    b'0' + (n.into() % 10) as u8
}

impl Year {
    fn resolved(self, anchor: &Anchor) -> Option<i32> {
        match self {
            Self::Stated(y) => Some(y),
            Self::This(after) => anchor.year.map(|y| y + after),
            Self::Near(after) => anchor.near.or(anchor.year).map(|y| y + after),
            Self::Decade(_) | Self::Century(_) | Self::Any => None,
        }
    }

    fn plus(self, years: i32) -> Self {
        match self {
            Self::Stated(y) => Self::Stated(y + years),
            Self::This(y) => Self::This(y + years),
            Self::Near(y) => Self::Near(y + years),
            other => other,
        }
    }
}

impl Part {
    fn month(self) -> Option<Month> {
        match self {
            Self::Month(m) | Self::Day(m, _) => Some(m),
            _ => None,
        }
    }

    /// The two digits after the year for what is no month: ISO 8601-2's divisions of a year alone,
    /// months at the ends of a range.
    fn code(self, end: End) -> Option<u8> {
        Some(match (self, end) {
            (Self::Season(s), _) => 20 + s,
            (Self::Quarter(q), End::Alone) => 32 + q,
            (Self::Quarter(q), End::First) => 3 * q - 2,
            (Self::Quarter(q), End::Last) => 3 * q,
            (Self::Half(h), End::Alone) => 39 + h,
            (Self::Half(h), End::First) => 6 * h - 5,
            (Self::Half(h), End::Last) => 6 * h,
            _ => return None,
        })
    }
}

/// The last day of a month; the longest that it can be where year or month are not known.
fn last_day(year: Option<i32>, month: Option<u8>) -> u8 {
    match month {
        Some(4 | 6 | 9 | 11) => 30,
        Some(2) => {
            let leap = |y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
            if year.is_none_or(leap) { 29 } else { 28 }
        }
        _ => 31,
    }
}

#[cfg(test)]
mod tests;
