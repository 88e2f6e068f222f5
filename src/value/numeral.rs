//! Numerals as official texts write them → exact numbers.
//!
//! In: plain text (width and traditional forms folded, blanks inside numbers
//! gone). Out: [`Numeral`], a number with its written precision and whether
//! 余, 多 or 几 stands in it. Not here: 以上, 约 and 近, units, ranges, and
//! vague numbers (三四十, 数十, 几百), which have no one value.
//!
//! Sources: GB/T 15835-2011 for the writings, adjacent digits as vague numbers
//! (七八十) among them; the banks' forms 壹 贰 … 拾 佰 仟.
//!
//! # Written precision
//! - The digits of an Arabic number carry it, and a word after it is a scale:
//!   13.41亿 is 1341 × 10⁶, 20万 is 20 × 10⁴, 3千万 is 3 × 10⁷.
//! - In a Chinese numeral 十 百 千 are places like those of Arabic digits:
//!   二百五十 and 250, 百分之五十 and 50% say the same, exponent 0.
//! - 万 and 亿 are scales in both: 三百万 is 300 × 10⁴; after one, the last
//!   written unit counts: 三万五千 is 35 × 10³.

use super::Number;

/// A number as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Numeral {
    /// Its value and written precision, without what 余, 多 or 几 adds.
    pub number: Number,
    /// True where 余, 多 or 几 stands in it.
    pub over: bool,
}

/// Reads a string that is one numeral and nothing else.
///
/// ```
/// use gongwen::value::{Number, numeral};
/// let read = |s| numeral(s).map(|n| (n.number.digits, n.number.exponent, n.over));
/// assert_eq!(read("13.41亿"), Some((1341, 6, false)));
/// assert_eq!(read("400余万"), Some((400, 4, true)));
/// assert_eq!(read("两千四百五"), Some((2450, 0, false)));
/// assert_eq!(read("二〇一五"), Some((2015, 0, false)));
/// assert_eq!(read("三分之一"), None); // no exact decimal
/// assert_eq!(read("七八"), None); // seven or eight
/// ```
pub fn numeral(s: &str) -> Option<Numeral> {
    match find_numeral_prefix(s) {
        Some((end, n)) if end == s.len() => Some(n),
        _ => None,
    }
}

/// Reads the longest numeral that the string starts with, and tells where it ends in bytes.
///
/// A vague number has no part that is a numeral (二三十 is not 二). Where a unit starts like a
/// scale the numeral takes it (`3千瓦` → 3千): try units first.
///
/// ```
/// use gongwen::value::find_numeral_prefix;
/// let (end, n) = find_numeral_prefix("5万4千6百人").unwrap();
/// assert_eq!((end, n.number.to_string()), ("5万4千6百".len(), "54600".to_owned()));
/// assert!(find_numeral_prefix("二三十个").is_none());
/// ```
pub fn find_numeral_prefix(s: &str) -> Option<(usize, Numeral)> {
    let sign = ["-", "−", "负"].iter().find(|m| s.starts_with(**m));
    let start = sign.map_or(0, |m| m.len());
    let (end, whole) = plain_prefix(&s[start..])?;
    let (end, mut n) = match fraction(&s[start..], end, whole) {
        Fraction::None => (end, whole),
        Fraction::Inexact => return None,
        Fraction::Exact(end, n) => (end, n),
    };
    if sign.is_some() {
        n.number = n.number.checked_neg()?;
    }
    Some((start + end, n))
}

/// The longest unsigned numeral at the start that is no fraction.
fn plain_prefix(s: &str) -> Option<(usize, Numeral)> {
    let mut reader = Reader::default();
    let mut best = None;
    let mut at = 0;
    while let Some((len, token)) = token(&s[at..]) {
        if !reader.push(token) {
            break;
        }
        at += len;
        if let Some(n) = reader.value() {
            best = Some((at, n));
        }
    }
    best.filter(|_| !reader.vague())
}

enum Fraction {
    None,
    Inexact,
    Exact(usize, Numeral),
}

/// Goes on from a first numeral where it starts a fraction (五分之一, 一又二分之一).
/// 百分之, 千分之 and 万分之 without a digit are rates, not fractions.
fn fraction(s: &str, end: usize, first: Numeral) -> Fraction {
    let exact = |end, number| {
        Fraction::Exact(
            end,
            Numeral {
                number,
                over: false,
            },
        )
    };
    if let Some(mixed) = s[end..].strip_prefix('又') {
        let Some((below, lower)) = plain_prefix(mixed) else {
            return Fraction::None;
        };
        if !mixed[below..].starts_with("分之") {
            return Fraction::None;
        }
        let part = quotient(mixed, below, lower);
        let sum = part.and_then(|(to, n)| Some((to, first.number.checked_add(n)?)));
        let start = s.len() - mixed.len();
        return sum.map_or(Fraction::Inexact, |(to, n)| exact(start + to, n));
    }
    if !s[end..].starts_with("分之") {
        return Fraction::None;
    }
    let scale_only = s[..end].chars().all(|c| "十百千万亿".contains(c));
    match quotient(s, end, first) {
        Some((to, n)) if !scale_only => exact(to, n),
        _ => Fraction::Inexact,
    }
}

/// Reads 分之 and the numerator after a denominator that ends at `end`; `None` where no decimal is exact.
fn quotient(s: &str, end: usize, below: Numeral) -> Option<(usize, Number)> {
    let rest = s[end..].strip_prefix("分之")?;
    let (len, above) = plain_prefix(rest)?;
    let below = below.number.at(0)?.digits;
    if below == 0 {
        return None;
    }
    let mut digits = above.number.digits;
    let mut exponent = above.number.exponent;
    while digits % below != 0 {
        digits = digits.checked_mul(10)?;
        exponent = exponent.checked_sub(1)?;
    }
    Some((
        s.len() - rest.len() + len,
        Number::new(digits / below, exponent),
    ))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// Arabic digits, and how many of them stand before the decimal point.
    Arabic(Number, usize),
    Digit(i128),
    /// 两, a digit that stands in no row of digits.
    Pair,
    Zero,
    /// 十 百 千: the power of ten.
    Unit(i32),
    /// 廿 卅 卌.
    Tens(i128),
    /// 万 亿 兆: the power of ten.
    Scale(i32),
    Point,
    Half,
    /// 余 多.
    Over,
    /// 几 after a ten.
    Some,
}

fn token(s: &str) -> Option<(usize, Token)> {
    let c = s.chars().next()?;
    if c.is_ascii_digit() || c == '.' {
        return arabic(s);
    }
    let digit = |c| "一二三四五六七八九".chars().position(|d| d == c);
    let formal = |c| "壹贰叁肆伍陆柒捌玖".chars().position(|d| d == c);
    let token = match c {
        '零' | '〇' | '○' => Token::Zero,
        '两' => Token::Pair,
        '参' => Token::Digit(3),
        '十' | '拾' => Token::Unit(1),
        '百' | '佰' => Token::Unit(2),
        '千' | '仟' => Token::Unit(3),
        '廿' => Token::Tens(2),
        '卅' => Token::Tens(3),
        '卌' => Token::Tens(4),
        '万' => Token::Scale(4),
        '亿' => Token::Scale(8),
        '兆' => Token::Scale(12),
        '点' => Token::Point,
        '半' => Token::Half,
        '余' | '多' => Token::Over,
        '几' => Token::Some,
        c => Token::Digit(digit(c).or_else(|| formal(c))? as i128 + 1),
    };
    Some((c.len_utf8(), token))
}

/// Arabic digits with thousands commas and decimals; `.5` is read, `5.` is 5.
fn arabic(s: &str) -> Option<(usize, Token)> {
    let run = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = run(s);
    let whole = end;
    let mut groups = 0;
    while (1..=3).contains(&whole) && s[end..].starts_with(',') && run(&s[end + 1..]) == 3 {
        end += 4;
        groups += 1;
    }
    let width = end - groups;
    let mut places = 0;
    if s[end..].starts_with('.') {
        places = run(&s[end + 1..]);
        if places > 0 {
            end += 1 + places;
        }
    }
    let mut digits = 0i128;
    for b in s[..end].bytes().filter(u8::is_ascii_digit) {
        digits = digits.checked_mul(10)?.checked_add(i128::from(b - b'0'))?;
    }
    let number = Number::new(digits, -i32::try_from(places).ok()?);
    (end > 0).then_some((end, Token::Arabic(number, width)))
}

/// What stands at the end and has no unit yet.
#[derive(Debug, Clone, Copy, Default)]
enum Open {
    #[default]
    Nothing,
    /// Chinese digits in a row: their value, how many, and whether the row can be one number.
    Row {
        value: i128,
        len: usize,
        zero: bool,
        steps: bool,
    },
    Arabic(Number, usize),
}

/// Takes tokens one by one and refuses the first that cannot go on the numeral.
#[derive(Debug, Default)]
struct Reader {
    /// Finished 万 and 亿 parts: value and power, the larger first.
    parts: Vec<(Number, i32)>,
    /// The part below the next 万 or 亿, apart from what is open.
    section: Option<Number>,
    open: Open,
    /// Digits after 点.
    decimals: Option<(i128, i32)>,
    /// The smallest place that a unit took.
    floor: Option<i32>,
    /// 零 stands before what is open.
    zero: bool,
    arabic: bool,
    half: bool,
    over: bool,
    last: Option<Token>,
    vague: bool,
}

impl Reader {
    fn push(&mut self, token: Token) -> bool {
        if self.half || self.over && !matches!(token, Token::Unit(_) | Token::Scale(_)) {
            return false;
        }
        let taken = match token {
            Token::Arabic(n, width) => self.arabic(n, width),
            Token::Digit(d) => self.digit(d, false),
            Token::Pair => self.decimals.is_none() && self.digit(2, true),
            Token::Zero => self.nought(),
            Token::Unit(p) => self.unit(p).is_some(),
            Token::Tens(d) => {
                matches!(self.open, Open::Nothing) && self.digit(d, true) && self.unit(1).is_some()
            }
            Token::Scale(p) => self.scale(p).is_some(),
            Token::Point => self.point(),
            Token::Half => self.half(),
            Token::Over => self.more(),
            Token::Some => self.several(),
        };
        if taken {
            self.last = Some(token);
        }
        taken
    }

    fn started(&self) -> bool {
        self.section.is_some() || !self.parts.is_empty()
    }

    fn arabic(&mut self, n: Number, width: usize) -> bool {
        if self.decimals.is_some() || !matches!(self.open, Open::Nothing) {
            return false;
        }
        self.arabic = true;
        self.open = Open::Arabic(n, width);
        true
    }

    fn digit(&mut self, d: i128, alone: bool) -> bool {
        if let Some((digits, places)) = self.decimals {
            let next = digits.checked_mul(10).and_then(|v| v.checked_add(d));
            self.decimals = next.map(|v| (v, places + 1));
            return next.is_some();
        }
        self.open = match self.open {
            Open::Nothing => Open::Row {
                value: d,
                len: 1,
                zero: false,
                steps: true,
            },
            Open::Row {
                value,
                len,
                zero,
                steps,
            } if !alone && self.last != Some(Token::Pair) => {
                if self.started() {
                    self.vague = true;
                }
                let Some(next) = value.checked_mul(10).and_then(|v| v.checked_add(d)) else {
                    return false;
                };
                let steps = steps && value % 10 + 1 == d;
                Open::Row {
                    value: next,
                    len: len + 1,
                    zero,
                    steps,
                }
            }
            _ => return false,
        };
        true
    }

    fn nought(&mut self) -> bool {
        if self.decimals.is_some() {
            return self.digit(0, false);
        }
        match self.open {
            Open::Nothing if self.started() => self.zero = true,
            Open::Nothing => {
                self.open = Open::Row {
                    value: 0,
                    len: 1,
                    zero: true,
                    steps: false,
                };
            }
            Open::Row { value, len, .. } if !self.started() => {
                let Some(value) = value.checked_mul(10) else {
                    return false;
                };
                self.open = Open::Row {
                    value,
                    len: len + 1,
                    zero: true,
                    steps: false,
                };
            }
            _ => return false,
        }
        true
    }

    /// 十 百 千.
    fn unit(&mut self, power: i32) -> Option<()> {
        let fits = self.floor.is_none_or(|f| power < f);
        if self.over {
            // 一百几十: the ten is as vague as its digit.
            let filler = self.last == Some(Token::Some) && fits;
            return filler.then_some(());
        }
        let bare_ten = self.zero || !self.started();
        let lead_zero = matches!(
            self.open,
            Open::Row {
                value: 0,
                len: 1,
                ..
            }
        );
        let term = match self.open {
            Open::Nothing if bare_ten => Number::new(1, 0),
            Open::Row { .. } if lead_zero => Number::new(1, 0),
            Open::Row { value, len: 1, .. } => Number::new(value, 0),
            Open::Row { .. } => {
                self.vague = true;
                return None;
            }
            Open::Arabic(n, _) => n,
            Open::Nothing => return None,
        };
        if self.decimals.is_some() {
            self.vague = true;
            return None;
        }
        let term = term.scaled(power)?;
        let small = |f| term.compare(Number::new(1, f)).is_lt();
        if !fits || !self.floor.is_none_or(small) {
            return None;
        }
        self.section = Some(match self.section {
            Some(sum) => sum.checked_add(term)?,
            None => term,
        });
        self.close(power);
        Some(())
    }

    /// 万 亿 兆: everything smaller before it is multiplied.
    fn scale(&mut self, power: i32) -> Option<()> {
        let open = !matches!(self.open, Open::Nothing) || self.section.is_some();
        if self.zero && matches!(self.open, Open::Nothing) && !self.over {
            return None;
        }
        let mut reach = power;
        let mut sum = None;
        if open {
            sum = Some(self.below(true)?);
        } else {
            // 万亿, 四万万: the scale multiplies the scale before it.
            let (_, last) = *self.parts.last()?;
            if last > power {
                return None;
            }
            reach = last.checked_add(power)?;
        }
        while let Some((value, p)) = self.parts.last().copied() {
            if p > power || open && p == power {
                break;
            }
            sum = Some(sum.map_or(Some(value), |s| value.checked_add(s))?);
            self.parts.pop();
        }
        if self.parts.last().is_some_and(|(_, p)| *p <= reach) || reach > 24 {
            return None;
        }
        self.parts.push((sum?.scaled(power)?, reach));
        self.section = None;
        self.decimals = None;
        self.close(reach);
        Some(())
    }

    fn close(&mut self, floor: i32) {
        self.open = Open::Nothing;
        self.zero = false;
        self.floor = Some(floor);
    }

    fn point(&mut self) -> bool {
        let whole = matches!(self.open, Open::Row { .. }) || self.started() && !self.zero;
        if self.decimals.is_some() || !whole || matches!(self.open, Open::Arabic(..)) {
            return false;
        }
        self.decimals = Some((0, 0));
        true
    }

    fn half(&mut self) -> bool {
        let one = match self.open {
            Open::Nothing => self.last.is_none(),
            Open::Row { value, len, .. } => value == 1 && len == 1 && !self.started(),
            Open::Arabic(n, _) => n == Number::new(1, 0) && !self.started(),
        };
        self.half = one && self.decimals.is_none();
        self.half
    }

    fn more(&mut self) -> bool {
        let after = matches!(
            self.last,
            Some(Token::Unit(_) | Token::Tens(_) | Token::Scale(_) | Token::Arabic(..))
        );
        self.over = after && self.decimals.is_none();
        self.over
    }

    fn several(&mut self) -> bool {
        let ten = match self.open {
            Open::Arabic(n, _) => n.digits % 10 == 0,
            Open::Nothing => self.started(),
            Open::Row { .. } => false,
        };
        self.over = ten && self.decimals.is_none();
        self.over
    }

    /// True where the tokens so far are a vague number, of which no part counts.
    fn vague(&self) -> bool {
        let row = match self.open {
            Open::Row {
                len, zero, steps, ..
            } => len > 1 && !zero && (len == 2 || steps),
            _ => false,
        };
        self.vague || row
    }

    fn value(&self) -> Option<Numeral> {
        let number = if self.half {
            Number::new(5, -1)
        } else {
            let mut sum = self.below(false)?;
            for (value, _) in &self.parts {
                sum = sum.checked_add(*value)?;
            }
            if self.parts.is_empty() && !self.arabic && sum.exponent > 0 {
                sum = sum.at(0)?;
            }
            self.with_decimals(sum)?
        };
        Some(Numeral {
            number,
            over: self.over,
        })
    }

    /// The part after the last 万 or 亿. Before a scale, Chinese units are places of one whole number.
    fn below(&self, before_scale: bool) -> Option<Number> {
        if self.vague() {
            return None;
        }
        let open = match self.open {
            Open::Nothing if self.zero && !self.over => return None,
            Open::Nothing => None,
            Open::Row { value, len, .. } => {
                Some(Number::new(value, self.place(len, before_scale)?))
            }
            Open::Arabic(n, width) => Some(self.tail(n, width, before_scale)?),
        };
        let sum = match (self.section, open) {
            (Some(sum), Some(open)) => sum.checked_add(open)?,
            (Some(n), None) | (None, Some(n)) => n,
            // The parts alone: nought at their own place, so that they keep their precision.
            (None, None) => Number::new(0, self.parts.last()?.0.exponent),
        };
        if !before_scale {
            return Some(sum);
        }
        let sum = if self.arabic || sum.exponent <= 0 {
            sum
        } else {
            sum.at(0)?
        };
        self.with_decimals(sum)
    }

    /// The place of a last digit without a unit: 二百五 is 250, 二百零五 is 205.
    /// Before a scale that rule holds only for a digit after 十 百 千.
    fn place(&self, len: usize, before_scale: bool) -> Option<i32> {
        match self.floor {
            Some(_) if before_scale && self.section.is_none() => (len == 1).then_some(0),
            Some(_) if len > 1 => None,
            Some(floor) if !self.zero => Some(floor - 1),
            _ => Some(0),
        }
    }

    /// Arabic digits at the end stand for what they fill: 1万2000, not 5万4.
    fn tail(&self, n: Number, width: usize, before_scale: bool) -> Option<Number> {
        let Some(floor) = self.floor else {
            return Some(n);
        };
        let fits = n.compare(Number::new(1, floor)).is_lt();
        let full = self.zero || before_scale || usize::try_from(floor).is_ok_and(|f| f == width);
        (fits && full).then_some(n)
    }

    fn with_decimals(&self, whole: Number) -> Option<Number> {
        match self.decimals {
            None => Some(whole),
            Some((_, 0)) => None,
            Some((digits, places)) => whole.at(0)?.checked_add(Number::new(digits, -places)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(s: &str) -> Option<(String, i32, bool)> {
        numeral(s).map(|n| (n.number.to_string(), n.number.exponent, n.over))
    }

    #[test]
    fn writings() {
        for (s, value, exponent, over) in [
            ("39", "39", 0, false),
            ("1,100万", "11000000", 4, false),
            ("8.12万", "81200", 2, false),
            (".5", "0.5", -1, false),
            ("二百五十", "250", 0, false),
            ("二百五", "250", 0, false),
            ("一千零五", "1005", 0, false),
            ("两千四百五", "2450", 0, false),
            ("二〇一五", "2015", 0, false),
            ("三点五", "3.5", -1, false),
            ("三点五万", "35000", 3, false),
            ("廿", "20", 0, false),
            ("卅三", "33", 0, false),
            ("半", "0.5", -1, false),
            ("一半", "0.5", -1, false),
            ("壹佰贰拾万", "1200000", 4, false),
            ("一百零四万", "1040000", 4, false),
            ("4.78万亿", "4780000000000", 10, false),
            ("四万万", "400000000", 8, false),
            ("百万", "1000000", 4, false),
            ("三百万", "3000000", 4, false),
            ("三万五千", "35000", 3, false),
            ("九万四", "94000", 3, false),
            ("3千万", "30000000", 7, false),
            ("3千万亿", "3000000000000000", 15, false),
            ("5万4千6百", "54600", 2, false),
            ("1万2000", "12000", 0, false),
            ("1亿2345.6万", "123456000", 3, false),
            ("20余万", "200000", 4, true),
            ("1.2万余", "12000", 3, true),
            ("十多万", "100000", 4, true),
            ("十几", "10", 0, true),
            ("一百几十万", "1000000", 4, true),
            ("1000多", "1000", 0, true),
            ("一万五千亿", "1500000000000", 8, false),
            ("-5.2", "-5.2", -1, false),
            ("负一百二十万", "-1200000", 4, false),
            ("五分之一", "0.2", -1, false),
            ("一又二分之一", "1.5", -1, false),
            ("五兆六十二亿四万五千二", "5006200045200", 2, false),
            ("5亿1万4千6百", "500014600", 2, false),
            ("二〇〇万", "2000000", 4, false),
            ("0", "0", 0, false),
            ("零", "0", 0, false),
        ] {
            assert_eq!(read(s), Some((value.to_owned(), exponent, over)), "{s}");
        }
    }

    #[test]
    fn not_numerals() {
        for s in [
            "",
            "万",
            "亿",
            "余",
            "几",
            "七八",
            "八九亿",
            "二三十",
            "一百二三",
            "一二三",
            "数十",
            "几百",
            "三分之一",
            "百分之五",
            "5万4",
            "1,23",
            "五十千",
            "3万3万",
            "一百零",
            "点五",
            "5.",
            "两两",
            "3万亿亿亿亿",
            "99999999999999999999999999999999999999999999",
            "-",
            "负",
            "一点",
            "12月",
        ] {
            assert_eq!(read(s), None, "{s}");
        }
    }

    #[test]
    fn prefixes() {
        for (s, want) in [
            ("五十千", Some("五十")),
            ("两百点两", Some("两百")),
            ("6亿千瓦时", Some("6亿")),
            ("5万千瓦", Some("5万")),
            ("2015,123", Some("2015")),
            ("十足", Some("十")),
            ("二三十个", None),
            ("三分之一", None),
            ("百分之五", None),
        ] {
            assert_eq!(
                find_numeral_prefix(s).map(|(end, _)| &s[..end]),
                want,
                "{s}"
            );
        }
    }

    /// A whole number in Chinese, written here from the rule and not with the reader's tables.
    fn chinese(n: u128, digits: &[char; 10], units: [&str; 4]) -> String {
        let section = |n: u128| {
            let mut out = String::new();
            let mut gap = false;
            for p in (0..4).rev() {
                let d = (n / 10u128.pow(p) % 10) as usize;
                if d == 0 {
                    gap |= !out.is_empty();
                    continue;
                }
                if gap {
                    out.push(digits[0]);
                }
                gap = false;
                out.push(digits[d]);
                out.push_str(units[p as usize]);
            }
            out
        };
        let mut out = String::new();
        for (i, scale) in [(2, "亿"), (1, "万"), (0, "")] {
            let part = n / 10_000u128.pow(i) % 10_000;
            if part == 0 {
                continue;
            }
            if !out.is_empty() && (part < 1000 || n / 10_000u128.pow(i + 1) % 10_000 == 0) {
                out.push(digits[0]);
            }
            out.push_str(&section(part));
            out.push_str(scale);
        }
        if out.is_empty() {
            digits[0].to_string()
        } else {
            out
        }
    }

    const PLAIN: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    const FORMAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

    proptest! {
        #[test]
        fn chinese_round_trip(n in 0u128..1_000_000_000_000) {
            for (digits, units) in [(&PLAIN, ["", "十", "百", "千"]), (&FORMAL, ["", "拾", "佰", "仟"])] {
                let s = chinese(n, digits, units);
                let read = numeral(&s).map(|r| (r.number.at(0), r.over));
                prop_assert_eq!(read, Some((Some(Number::new(n as i128, 0)), false)), "{}", s);
            }
        }

        #[test]
        fn mixed_round_trip(digits in 0u64..10_000_000, places in 0usize..4, scale in 0usize..6) {
            let (word, power) = [("", 0), ("百", 2), ("千", 3), ("万", 4), ("亿", 8), ("万亿", 12)][scale];
            let number = Number::new(digits.into(), -(places as i32));
            let s = format!("{number}{word}");
            let want = Numeral { number: number.scaled(power).unwrap(), over: false };
            prop_assert_eq!(numeral(&s), Some(want), "{}", s);
            let thousands = format!("{}", digits).as_bytes().rchunks(3).rev()
                .map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>().join(",");
            prop_assert_eq!(numeral(&thousands).map(|n| n.number), Some(Number::new(digits.into(), 0)));
        }

        #[test]
        fn positional_round_trip(n in 1000u32..3000) {
            let s: String = n.to_string().bytes().map(|b| PLAIN[usize::from(b - b'0')]).collect();
            let read = numeral(&s).map(|r| r.number);
            // 一二三四 and its like are counting, not numbers.
            let steps = s.chars().zip(s.chars().skip(1)).all(|(a, b)| {
                PLAIN.iter().position(|c| *c == b) == PLAIN.iter().position(|c| *c == a).map(|i| i + 1)
            });
            prop_assert_eq!(read, (!steps).then(|| Number::new(n.into(), 0)), "{}", s);
        }

        #[test]
        fn no_string_makes_it_panic(s in "[0-9一二三两零〇十百千万亿兆点半余多几廿负又分之.,-]{0,24}", any in "\\PC{0,12}") {
            for s in [s, any] {
                if let Some((end, n)) = find_numeral_prefix(&s) {
                    prop_assert!(s.is_char_boundary(end) && end > 0);
                    prop_assert_eq!(numeral(&s[..end]), Some(n));
                }
            }
        }
    }
}
