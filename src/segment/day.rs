//! The date of a signature or of a line under a title.
//!
//! In: a short text. Out: a place and EDTF. Not here: every other date.

use super::mark::value;
use crate::pattern::LazyRegex;
use crate::text::among;
use std::ops::Range;
use std::sync::LazyLock;

static DAY: LazyLock<LazyRegex> = LazyLock::new(|| {
    super::lines::regex(
        r"(?x)(?P<y>(?:19|20)\d\d)\s*[年.\-/]\s*(?P<m>1[0-2]|0?[1-9])\s*(?:[月.\-/]\s*(?P<d>3[01]|[12]\d|0?[1-9])\s*日?|月)
        |(?P<cy>[一二][〇零○Ｏ0O一二三四五六七八九]{3})年(?P<cm>[一二三四五六七八九十]{1,2})月(?:(?P<cd>[一二三四五六七八九十]{1,3})日)?",
    )
});

/// True for what a date may end with.
pub fn ends_day(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９') || among("日月", c) || c.is_whitespace()
}

/// The first date with a year and a month in `text`.
pub fn day(text: &str) -> Option<(Range<usize>, String)> {
    // A month has its word, or marks on both sides.
    if !(text.contains('月') || text.contains(['.', '-', '/']))
        || !(text.contains('年') || text.contains("20") || text.contains("19"))
    {
        return None;
    }
    let m = DAY.captures(text)?;
    let whole = m.get(0)?.range();
    if let (Some(y), Some(mo)) = (m.name("y"), m.name("m")) {
        return Some((
            whole,
            edtf(
                y.as_str().parse().ok()?,
                mo.as_str().parse().ok()?,
                m.name("d").and_then(|d| d.as_str().parse().ok()),
            ),
        ));
    }
    let year = m
        .name("cy")?
        .as_str()
        .chars()
        .try_fold(0, |n, c| Some(n * 10 + numeral(c)?))?;
    let day = m.name("cd").and_then(|d| tens(d.as_str()));
    Some((whole, edtf(year, tens(m.name("cm")?.as_str())?, day)))
}

fn edtf(year: u32, month: u32, day: Option<u32>) -> String {
    match day {
        Some(d) => format!("{year:04}-{month:02}-{d:02}"),
        None => format!("{year:04}-{month:02}"),
    }
}

fn numeral(c: char) -> Option<u32> {
    match c {
        '○' | 'Ｏ' | '0' | 'O' => Some(0),
        c => value(c),
    }
}

/// 二十三 → 23.
fn tens(s: &str) -> Option<u32> {
    let (mut n, mut last) = (0, 0);
    for c in s.chars() {
        if c == '十' {
            n += 10 * last.max(1);
            last = 0;
        } else {
            last = numeral(c)?;
        }
    }
    Some(n + last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_date_ends_as_dates_do(
            date in "((19|20)[12][0-9]|二[〇○0]一三)[年.-]1?[0-3一十][月.-]?( ?[0-3一十]{1,2} ?)?日? ?",
        ) {
            let whole = day(&date).is_some_and(|(r, _)| r.len() == date.len());
            prop_assert!(!whole || date.ends_with(ends_day));
        }
    }

    #[test]
    fn dates_in_every_spelling() {
        for (text, want) in [
            ("2015年2月12日", "2015-02-12"),
            ("二〇一三年十一月二十三日", "2013-11-23"),
            ("二○二一年十月十日", "2021-10-10"),
            ("2019-03-05", "2019-03-05"),
            ("2019.12.31", "2019-12-31"),
            ("2018年6月", "2018-06"),
        ] {
            assert_eq!(day(text).map(|d| d.1).as_deref(), Some(want), "{text}");
        }
        assert_eq!(day("一共3.5万人"), None);
    }
}
