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

mod reader;
mod token;

use super::Number;
use crate::text::among;
use reader::Reader;
use token::{Token, token};

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
    at_once(s).or_else(|| in_any_form(s))
}

/// Digits, with a scale and 余 or 多 or without, or one hanzi: most numerals, and read as any other.
fn at_once(s: &str) -> Option<Numeral> {
    // So many digits are a number of 64 bits.
    const MOST: usize = 18;
    let (mut len, mut digits, mut point) = (0, 0, None);
    for b in s.bytes().take(MOST) {
        match b {
            b'0'..=b'9' => digits = digits * 10 + u64::from(b - b'0'),
            b'.' if len > 0 && point.is_none() => point = Some(len + 1),
            _ => break,
        }
        len += 1;
    }
    let places = point.map_or(0, |from| len - from);
    let read = len > 0 && (point.is_none() || places > 0);
    if !read {
        let digit = match token(s)? {
            (bytes, Token::Digit(n)) if bytes == s.len() => n,
            (bytes, Token::Pair) if bytes == s.len() => 2,
            _ => return None,
        };
        let (number, over) = (Number::new(digit, 0), false);
        return Some(Numeral { number, over });
    }
    let (mut rest, mut power, mut over) = (&s[len..], 0, false);
    while let Some((bytes, next)) = token(rest) {
        match next {
            Token::Scale(p) if power == 0 => power = p,
            Token::Over if !over => over = true,
            _ => return None,
        }
        rest = &rest[bytes..];
    }
    let number = Number::new(digits.into(), power - places as i32);
    rest.is_empty().then_some(Numeral { number, over })
}

fn in_any_form(s: &str) -> Option<Numeral> {
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
    let (len, first) = token(s)?;
    if let Token::Arabic(number, _) = first {
        // Most are digits alone, or with one scale.
        let over = false;
        match token(&s[len..]) {
            None => return Some((len, Numeral { number, over })),
            Some((scale, Token::Scale(power))) if token(&s[len + scale..]).is_none() => {
                let number = number.scaled(power)?;
                return Some((len + scale, Numeral { number, over }));
            }
            Some(_) => {}
        }
    }
    by_tokens(s)
}

/// The same, token by token.
fn by_tokens(s: &str) -> Option<(usize, Numeral)> {
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
    let scale_only = s[..end].chars().all(|c| among("十百千万亿", c));
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

#[cfg(test)]
mod tests;
