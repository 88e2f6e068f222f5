//! The characters of numerals → tokens.

use crate::value::Number;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
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

/// The first token of a string and its length in bytes.
pub(super) fn token(s: &str) -> Option<(usize, Token)> {
    let c = s.chars().next()?;
    if c.is_ascii_digit() || c == '.' {
        return arabic(s);
    }
    let token = match c {
        '一' | '壹' => Token::Digit(1),
        '二' | '贰' => Token::Digit(2),
        '三' | '叁' | '参' => Token::Digit(3),
        '四' | '肆' => Token::Digit(4),
        '五' | '伍' => Token::Digit(5),
        '六' | '陆' => Token::Digit(6),
        '七' | '柒' => Token::Digit(7),
        '八' | '捌' => Token::Digit(8),
        '九' | '玖' => Token::Digit(9),
        '零' | '〇' | '○' => Token::Zero,
        '两' => Token::Pair,
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
        _ => return None,
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
