//! The words of one point in time, from left to right.

use super::relative::{MONTHS, NEAR, RELATIVE};
use super::{Month, Part, Point, Year, last_day};
use crate::text::among;
use crate::value::numeral;

/// What is left to read.
pub(super) struct Cursor<'a> {
    pub(super) rest: &'a str,
    pub(super) malformed: bool,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(rest: &'a str) -> Self {
        Self {
            rest,
            malformed: false,
        }
    }

    pub(super) fn eat(&mut self, s: &str) -> bool {
        match self.rest.strip_prefix(s) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|w| self.eat(w))
    }

    /// Most dates go on with digits, where no word can stand.
    fn before_digit(&self) -> bool {
        self.rest.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Takes what `read` takes, or nothing.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (rest, malformed) = (self.rest, self.malformed);
        let out = read(self);
        if out.is_none() {
            (self.rest, self.malformed) = (rest, malformed);
        }
        out
    }

    fn take(&mut self, is: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !is(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// One or two Arabic digits, or a Chinese number below a hundred.
    pub(super) fn small(&mut self) -> Option<u8> {
        self.attempt(|c| {
            let arabic = c.take(|c| c.is_ascii_digit());
            if !arabic.is_empty() {
                return (arabic.len() < 3).then(|| arabic.parse().ok())?;
            }
            let chinese = c.take(|c| among("〇零一二三四五六七八九十廿卅", c));
            u8::try_from(numeral(chinese)?.number.at(0)?.digits).ok()
        })
    }

    pub(super) fn point(&mut self) -> Option<Point> {
        self.attempt(Self::numeric)
            .or_else(|| self.attempt(Self::decade))
            .or_else(|| self.attempt(Self::recurring))
            .or_else(|| self.attempt(Self::dated))
            .or_else(|| self.attempt(Self::short_season))
    }

    /// 2015-02-12, 2015.2.12, 2015/2/12, 2018.01, 5.25.
    fn numeric(&mut self) -> Option<Point> {
        let fits = |b: u8| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'/');
        if !self.rest.bytes().all(fits) {
            return None;
        }
        let parts: Vec<&str> = self.rest.split(['-', '.', '/']).collect();
        let signs: Vec<char> = self.rest.chars().filter(|c| among("-./", *c)).collect();
        let n = |s: &str| {
            let digits = s.bytes().all(|b| b.is_ascii_digit());
            (digits && s.len() < 5).then(|| s.parse::<i32>().ok())?
        };
        let small = |s: &str| {
            if s.len() < 3 {
                u8::try_from(n(s)?).ok()
            } else {
                None
            }
        };
        let p = match (parts.as_slice(), signs.as_slice()) {
            ([y, m, d], [a, b]) if a == b && y.len() == 4 => {
                self.day(Year::Stated(n(y)?), small(m)?, small(d)?)?
            }
            ([y, m], [sign]) if y.len() == 4 && m.len() == 2 && *sign != '/' => {
                let month = small(m).filter(|m| (1..=12).contains(m))?;
                Point::new(Year::Stated(n(y)?), Part::Month(Month::Stated(month)))
            }
            ([m, d], ['.']) => {
                let (m, d) = (small(m)?, small(d)?);
                let fits = (1..=12).contains(&m) && d >= 1 && d <= last_day(None, Some(m));
                fits.then_some(())?;
                // 5.25 is a name: the day of every year.
                self.day(Year::Any, m, d)?
            }
            _ => return None,
        };
        self.rest = "";
        Some(p)
    }

    /// 九十年代, 20世纪90年代初, 21世纪.
    fn decade(&mut self) -> Option<Point> {
        if !self.rest.chars().any(|c| matches!(c, '世' | '代')) {
            return None;
        }
        let century = self.attempt(|c| {
            let n = match () {
                () if c.eat("上") => 20,
                () if c.eat("本") => 21,
                () => c.small()?,
            };
            c.eat("世纪").then_some(i32::from(n) - 1)
        });
        let decade = self.attempt(|c| {
            let full = c.attempt(|c| {
                let digits = c.take(|c| c.is_ascii_digit());
                (digits.len() == 4 && digits.ends_with('0')).then(|| digits.parse::<i32>().ok())?
            });
            let n = match full {
                Some(n) => n / 10,
                None => {
                    let tens = c.small().filter(|n| n % 10 == 0 && *n < 100)?;
                    let tens = i32::from(tens) / 10;
                    10 * century.unwrap_or(if tens >= 3 { 19 } else { 20 }) + tens
                }
            };
            c.eat("年代").then_some(n)
        });
        let year = decade.map(Year::Decade).or(century.map(Year::Century))?;
        let about = self.eat_any(&["初期", "中期", "后期", "末期", "初", "末", "中叶"]);
        let p = Point::new(year, Part::Whole);
        Some(if about { p.about() } else { p })
    }

    /// 每月5日, 每季度次月5日, 每年3月底, 次月10日.
    fn recurring(&mut self) -> Option<Point> {
        if self.before_digit() {
            return None;
        }
        if self.eat("每年") {
            self.eat("的");
            let p = self.part(Year::Any)?;
            return Some(p);
        }
        self.eat_any(&["每季度", "每季"]);
        self.eat("末");
        if !self.eat_any(&["每月", "次月"]) {
            return None;
        }
        let d = self.day_number().filter(|d| *d > 0)?;
        Some(Point::new(Year::Any, Part::Day(Month::Any, d)))
    }

    /// A year, a part of a year, or both.
    fn dated(&mut self) -> Option<Point> {
        let stated = self.year();
        let (year, bare) = stated.unwrap_or((Year::Near(0), false));
        if let Some(p) = self.attempt(|c| c.part(year)) {
            return (!bare || self.malformed).then_some(p);
        }
        stated.map(|_| Point::new(year, Part::Whole))
    }

    /// 今春, 去冬.
    fn short_season(&mut self) -> Option<Point> {
        let years = [("今", 0), ("去", -1), ("明", 1)];
        let (_, after) = years.into_iter().find(|(w, _)| self.eat(w))?;
        let season = self.season()?;
        Some(Point::new(Year::This(after), Part::Season(season)))
    }

    /// A year, and whether it stood there as bare digits without 年.
    pub(super) fn year(&mut self) -> Option<(Year, bool)> {
        let word = |table: &[(&'static str, i32)], rest: &str| {
            table.iter().find(|(w, _)| rest.starts_with(w)).copied()
        };
        if self.before_digit() {
            return self.attempt(Self::numbered_year);
        }
        if let Some((w, after)) = word(&RELATIVE, self.rest) {
            self.eat(w);
            // 上一度: 年 was dropped from 上一年度.
            let dropped = w == "上一";
            if dropped && !self.rest.starts_with('度') {
                return None;
            }
            self.malformed |= dropped;
            self.eat("度");
            return Some((Year::This(after), false));
        }
        if let Some((w, after)) = word(&NEAR, self.rest) {
            self.eat(w);
            return Some((Year::Near(after), false));
        }
        self.attempt(Self::numbered_year)
    }

    /// 2015年, 二〇一五年, 95年, 2016学年, bare 2015.
    fn numbered_year(&mut self) -> Option<(Year, bool)> {
        let digit = |c: char| "〇一二三四五六七八九".chars().position(|d| d == c);
        let taken = self.take(|c| c.is_ascii_digit() || digit(c).is_some() || among("零○", c));
        let arabic = |c: char| c.to_digit(10).map(|d| d as usize);
        let worth = |c: char| arabic(c).or_else(|| digit(c)).unwrap_or(0);
        let (mut n, mut len) = (0i32, 0);
        for c in taken.chars().take(5) {
            n = n * 10 + worth(c) as i32;
            len += 1;
        }
        let year = match len {
            4 if (1000..3000).contains(&n) => n,
            // Two digits: the century that makes the year 1950 to 2049.
            2 => n + if n >= 50 { 1900 } else { 2000 },
            _ => return None,
        };
        let mut bare = false;
        if self.eat("学年") || self.eat("年") {
            if !self.rest.starts_with("度假") {
                self.eat("度");
            }
        } else if len == 4 && self.rest.starts_with('月') && self.month_follows() {
            // 2019月1月5日: 月 for 年.
            self.eat("月");
            self.malformed = true;
        } else if self.rest.is_empty() {
            bare = true;
        } else {
            return None;
        }
        Some((Year::Stated(year), bare))
    }

    fn month_follows(&self) -> bool {
        let mut c = Self::new(&self.rest['月'.len_utf8()..]);
        c.small().is_some() && c.eat("月")
    }

    /// What stands after a year, or alone.
    fn part(&mut self, year: Year) -> Option<Point> {
        if !self.before_digit()
            && let Some(p) = self.worded_part(year)
        {
            return Some(p);
        }
        if let Some(q) = self.attempt(Self::quarter) {
            let month = |m| Point::new(year, Part::Month(Month::Stated(m))).about();
            if self.eat_any(&["末", "底"]) {
                return Some(month(3 * q));
            }
            if self.eat("初") {
                return Some(month(3 * q - 2));
            }
            return Some(Point::new(year, Part::Quarter(q)));
        }
        let near = matches!(year, Year::Near(_));
        if !near && let Some(s) = self.attempt(Self::season) {
            return Some(Point::new(year, Part::Season(s)));
        }
        self.attempt(|c| c.month(year)).or_else(|| {
            let d = self.day_number().filter(|d| near && *d > 0)?;
            Some(Point::new(year, Part::Day(Month::Near, d)))
        })
    }

    /// 年底, 初, 下半年.
    fn worded_part(&mut self, year: Year) -> Option<Point> {
        let month = |m| Point::new(year, Part::Month(Month::Stated(m)));
        let near = matches!(year, Year::Near(_));
        if self.eat_any(&["年底", "年末"]) || !near && self.eat_any(&["底", "末"]) {
            return Some(month(12).about());
        }
        if self.eat("年初") || !near && self.eat("初") {
            return Some(month(1).about());
        }
        if self.eat("年中") || !near && self.eat("中") {
            return Some(month(6).about());
        }
        for (half, n) in [("上半年", 1), ("下半年", 2)] {
            if self.eat(half) {
                return Some(Point::new(year, Part::Half(n)));
            }
        }
        None
    }

    fn quarter(&mut self) -> Option<u8> {
        if self.eat("首季") {
            self.eat("度");
            return Some(1);
        }
        self.eat("第");
        let q = self.small().filter(|q| (1..=4).contains(q))?;
        self.eat("个");
        self.eat("季度").then_some(q)
    }

    fn season(&mut self) -> Option<u8> {
        let seasons = ["春", "夏", "秋", "冬"];
        let found = (1..).zip(seasons).find(|(_, s)| self.eat(s));
        self.eat_any(&["季", "天"]);
        found.map(|(n, _)| n)
    }

    /// 3月, 三月份, 本月, with a day, 上旬, 底 or nothing after it.
    pub(super) fn month(&mut self, year: Year) -> Option<Point> {
        let word = |w: &&(&str, i32)| self.rest.starts_with(w.0);
        let words = if self.before_digit() {
            &[][..]
        } else {
            &MONTHS[..]
        };
        let month = if let Some((w, after)) = words.iter().find(word) {
            self.eat(w);
            Month::This(*after)
        } else if self.eat("元月") {
            Month::Stated(1)
        } else {
            let m = self.small()?;
            self.eat("月").then_some(())?;
            match m {
                1..=12 => Month::Stated(m),
                _ if matches!(year, Year::Stated(_)) => {
                    self.malformed = true;
                    Month::Any
                }
                _ => return None,
            }
        };
        if let Some(d) = self.attempt(Self::day_number) {
            return match month {
                Month::Stated(m) => self.day(year, m, d),
                _ if d == 0 => None,
                month => Some(Point::new(year, Part::Day(month, d))),
            };
        }
        let p = Point::new(year, Part::Month(month));
        self.eat("份");
        let thirds = [
            "上旬",
            "中下旬",
            "中旬",
            "下旬",
            "上中旬",
            "初",
            "中",
            "底",
            "末",
        ];
        Some(if self.eat_any(&thirds) { p.about() } else { p })
    }

    fn day_number(&mut self) -> Option<u8> {
        let d = self.small().filter(|d| *d <= 31)?;
        if self.eat("曰") {
            self.malformed = true;
            return Some(d);
        }
        self.eat_any(&["日", "号"]).then_some(d)
    }

    /// A day that may be impossible.
    fn day(&mut self, year: Year, month: u8, day: u8) -> Option<Point> {
        let known = match year {
            Year::Stated(y) => Some(y),
            _ => None,
        };
        if !(1..=12).contains(&month) {
            self.malformed = true;
            let part = Part::Day(Month::Any, day.clamp(1, 31));
            return known.map(|_| Point::new(year, part));
        }
        let last = last_day(known, Some(month));
        self.malformed |= day == 0 || day > last;
        Some(Point::new(
            year,
            match day {
                0 => Part::Month(Month::Stated(month)),
                d => Part::Day(Month::Stated(month), d.min(last)),
            },
        ))
    }
}
