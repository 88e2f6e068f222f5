//! A date expression with its ends and its tail → [`DateExpr`].

use super::cursor::Cursor;
use super::{Anchor, DateExpr, Month, Part, Point, Shape, Year};
use crate::text::among;
use crate::value::numeral;

/// Signs between the ends of a range; those that no single date holds come first.
const TO: [&str; 11] = ["——", "--", "至", "到", "~", "～", "—", "–", "－", "−", "-"];

pub(super) fn expression(s: &str) -> Option<DateExpr> {
    in_digits(s).or_else(|| in_any_form(s))
}

/// 2015年, 2015年2月, 2015年2月12日: most dates, and read as any other.
fn in_digits(s: &str) -> Option<DateExpr> {
    let (year, rest) = s.split_at_checked(4)?;
    let rest = rest.strip_prefix('年')?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let year: i32 = digits(year).then(|| year.parse().ok())??;
    let year = (1000..3000).contains(&year).then_some(Year::Stated(year))?;
    let mut c = Cursor::new(rest);
    let point = match rest.bytes().next() {
        None => Point::new(year, Part::Whole),
        Some(b'0'..=b'9') => c.month(year)?,
        Some(_) => return None,
    };
    c.rest.is_empty().then_some(DateExpr {
        shape: Shape::Point(point),
        malformed: c.malformed,
    })
}

fn in_any_form(s: &str) -> Option<DateExpr> {
    // No date is longer; a limit keeps the trials of every cut cheap.
    const LONGEST: usize = 120;
    let dense: String;
    let s = if s.len() <= LONGEST && !s.chars().any(char::is_whitespace) {
        s
    } else {
        let kept = s.chars().filter(|c| !c.is_whitespace());
        dense = kept.take(LONGEST).collect();
        &dense
    };
    let s = s.trim_matches(['“', '”', '"', '‘', '’', '\'', '「', '」']);
    if let Some(start) = ["以来", "至今"].iter().find_map(|m| s.strip_suffix(m)) {
        let DateExpr { shape, malformed } = closed(start)?;
        let (Shape::Point(p) | Shape::Since(p) | Shape::Range(p, _)) = shape;
        return Some(DateExpr {
            shape: Shape::Since(p),
            malformed,
        });
    }
    closed(s)
}

/// An expression with two ends or one.
fn closed(s: &str) -> Option<DateExpr> {
    let whole = |shape| DateExpr {
        shape,
        malformed: false,
    };
    named(s)
        .map(whole)
        .or_else(|| point(s))
        .or_else(|| range(s))
}

/// Periods that have names: five-year plans, 今明两年, 今冬明春, 前三季度.
fn named(s: &str) -> Option<Shape> {
    let year = |y| Point::new(Year::This(y), Part::Whole);
    let season = |y, s| Point::new(Year::This(y), Part::Season(s));
    let range = match s {
        "今明两年" | "今年明年" => Shape::Range(year(0), year(1)),
        "去今两年" | "去年今年" => Shape::Range(year(-1), year(0)),
        "今冬明春" => Shape::Range(season(0, 4), season(1, 1)),
        "去冬今春" => Shape::Range(season(-1, 4), season(0, 1)),
        _ if s.chars().any(|c| matches!(c, '五' | '普' | '前')) => {
            return plan(s).or_else(|| first_months(s));
        }
        _ => return None,
    };
    Some(range)
}

/// 十二五 is 2011 to 2015; the first plan began in 1953, from the third in 1966 they follow each other.
fn plan(s: &str) -> Option<Shape> {
    if let Some(law) = s.strip_suffix("普法") {
        // The plans for teaching the law (普法) have five years each since 1986.
        let n = ordinal_five(law)?;
        return Some(years(1981 + 5 * n, 1985 + 5 * n));
    }
    let (s, edge) = match s.strip_suffix('末').or_else(|| s.strip_suffix('底')) {
        Some(s) => (s, Some(12)),
        None => (
            s.strip_suffix('初').unwrap_or(s),
            s.ends_with('初').then_some(1),
        ),
    };
    let s = ["规划", "计划", "时期", "期间", "期"]
        .iter()
        .find_map(|m| s.strip_suffix(m))
        .unwrap_or(s);
    let n = ordinal_five(s)?;
    let first = match n {
        1 => 1953,
        2 => 1958,
        3..=30 => 1951 + 5 * n,
        _ => return None,
    };
    let year = |y, part| Point::new(Year::Stated(y), part);
    let month = |m| Part::Month(Month::Stated(m));
    Some(match edge {
        Some(12) => Shape::Point(year(first + 4, month(12)).about()),
        Some(m) => Shape::Point(year(first, month(m)).about()),
        None => years(first, first + 4),
    })
}

/// The number in 十二五, 第十二个五年.
fn ordinal_five(s: &str) -> Option<i32> {
    let count = match s.strip_prefix('第') {
        Some(long) => long.strip_suffix("个五年")?,
        None => s.trim_end_matches(['”', '"', '’']).strip_suffix('五')?,
    };
    if count.is_empty() || !count.chars().all(|c| among("一二三四五六七八九十", c)) {
        return None;
    }
    i32::try_from(numeral(count)?.number.at(0)?.digits).ok()
}

fn years(first: i32, last: i32) -> Shape {
    let year = |y| Point::new(Year::Stated(y), Part::Whole);
    Shape::Range(year(first), year(last))
}

/// 前三季度, 前9个月: from January on.
fn first_months(s: &str) -> Option<Shape> {
    let mut c = Cursor::new(s);
    let (year, _) = c.year().unwrap_or((Year::Near(0), false));
    if !c.eat("前") {
        return None;
    }
    let n = c.small().or_else(|| c.eat("两").then_some(2))?;
    c.eat("个");
    let months = match () {
        () if c.eat("季度") => n.checked_mul(3)?,
        () if c.eat("月") => n,
        () => return None,
    };
    let end = |m| Point::new(year, Part::Month(Month::Stated(m)));
    let fits = c.rest.is_empty() && (1..=12).contains(&months);
    fits.then(|| Shape::Range(end(1), end(months)))
}

fn point(s: &str) -> Option<DateExpr> {
    let mut c = Cursor::new(s);
    let p = c.point()?;
    c.rest.is_empty().then_some(DateExpr {
        shape: Shape::Point(p),
        malformed: c.malformed,
    })
}

fn range(s: &str) -> Option<DateExpr> {
    TO.iter().find_map(|to| {
        let cut = |(at, _)| ends(&s[..at], &s[at + to.len()..]);
        s.match_indices(to).find_map(cut)
    })
}

/// Both ends of a range. The first takes its unit from the second (2011-2020年), the second its
/// year and month from the first (2018年1月-12月).
fn ends(first: &str, last: &str) -> Option<DateExpr> {
    let DateExpr {
        shape: Shape::Point(mut b),
        malformed: bad_last,
    } = point(last)?
    else {
        return None;
    };
    let unit = match b.part {
        Part::Whole => "年",
        Part::Quarter(_) => "季度",
        Part::Month(_) => "月",
        Part::Day(..) => "日",
        Part::Season(_) | Part::Half(_) => "",
    };
    let with_unit = point(&format!("{first}{unit}"));
    let DateExpr {
        shape: Shape::Point(a),
        malformed: bad_first,
    } = with_unit.or_else(|| point(first))?
    else {
        return None;
    };
    if let Year::Near(after) = b.year {
        b.year = a.year.plus(after);
        if let (Part::Day(Month::Near, d), Some(m)) = (b.part, a.part.month()) {
            b.part = Part::Day(m, d);
        }
        if after == 0 && a.place() > b.place() && b.part != Part::Whole {
            b.year = b.year.plus(1);
        }
    }
    if a.month_kind() != b.month_kind() {
        return None;
    }
    let mut a = a;
    if let (Year::Near(_), Year::Stated(_)) = (a.year, b.year) {
        // 5月1日至2020年5月3日 names the year late.
        a.year = b.year;
    }
    Some(DateExpr {
        shape: Shape::Range(a, b),
        malformed: bad_first || bad_last || a.after(b, &Anchor::default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_date_in_digits_is_read_as_any_other(
            s in "[0-3][09][0-9]{2}年([0-9]{0,3}(月份?|季度|日|个)?([0-9]{1,2}|[一五十前]{1,2})?(日|号|曰|底|上旬|五|以来)?)?",
        ) {
            if let Some(date) = in_digits(&s) {
                prop_assert_eq!(Some(date), in_any_form(&s), "{}", s);
            }
        }
    }

    #[test]
    fn most_dates_are_in_digits() {
        for s in [
            "2015年",
            "2015年2月",
            "2015年2月12日",
            "2015年13月",
            "2015年2月31日",
        ] {
            assert!(in_digits(s).is_some(), "{s}");
        }
    }
}
