//! The number that a heading or an item starts with.
//!
//! In: the text of a line. Out: [`Mark`]. Not here: whether the line is a heading (`heading`).

use crate::text::among;

/// The forms of numbering, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// 第一编, 第一部分.
    Part,
    /// 第一章.
    Chapter,
    /// 第一节.
    Section,
    /// 第一条.
    Article,
    /// 一、
    Chinese,
    /// （一）
    ChineseBrackets,
    /// 1. or 1、
    Arabic,
    /// （1）
    ArabicBrackets,
    /// 1.1, 1.1.1
    Decimal,
    /// ①
    Circled,
}

/// A numbering mark at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its form.
    pub form: Form,
    /// Its number, 0 where it has none that can be read.
    pub number: u32,
    /// Bytes that it takes at the start, blanks after it included.
    pub len: usize,
}

/// The mark at the start of `text`, full-width or half-width.
pub fn mark(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    let found = match first {
        '第' => ordinal(text),
        '（' | '(' | '【' => bracketed(text, first.len_utf8()),
        '①'..='⑳' => Some((
            Form::Circled,
            first as u32 - '①' as u32 + 1,
            first.len_utf8(),
        )),
        '⒈'..='⒛' => Some((
            Form::Arabic,
            first as u32 - '⒈' as u32 + 1,
            first.len_utf8(),
        )),
        '㈠'..='㈩' => Some((
            Form::ChineseBrackets,
            first as u32 - '㈠' as u32 + 1,
            first.len_utf8(),
        )),
        c if numeral(c) => chinese(text),
        c if digit(c).is_some() => arabic(text),
        _ => None,
    };
    let (form, number, len) = found?;
    let blanks = text[len..].len() - super::lines::trim_start(&text[len..]).len();
    Some(Mark {
        form,
        number,
        len: len + blanks,
    })
}

fn numeral(c: char) -> bool {
    value(c).is_some()
}

/// The numerals that a heading's number begins with.
pub const NUMERALS: &str = "一二三四五六七八九十";

/// What a Chinese numeral is worth.
pub fn value(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        _ => return None,
    })
}

/// What a numeral or a digit is worth.
pub fn worth(c: char) -> Option<u32> {
    value(c).or_else(|| digit(c))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// Reads at most five Chinese numerals; answers the number and the bytes taken.
fn chinese_number(text: &str) -> Option<(u32, usize)> {
    let (mut total, mut last, mut len, mut n) = (0, 0, 0, 0);
    for c in text.chars() {
        let Some(v) = value(c) else { break };
        n += 1;
        if n > 5 {
            return None;
        }
        if v >= 10 {
            total += if last == 0 { v } else { last * v };
            last = 0;
        } else {
            last = last * 10 * u32::from(total == 0) + v;
        }
        len += c.len_utf8();
    }
    (n > 0).then_some((total + last, len))
}

/// Reads at most three digits.
fn digits(text: &str) -> Option<(u32, usize)> {
    let (mut number, mut len, mut n) = (0, 0, 0);
    for c in text.chars() {
        let Some(v) = digit(c) else { break };
        n += 1;
        if n > 3 {
            return None;
        }
        number = number * 10 + v;
        len += c.len_utf8();
    }
    (n > 0).then_some((number, len))
}

fn ordinal(text: &str) -> Option<(Form, u32, usize)> {
    let skip = '第'.len_utf8();
    let rest = &text[skip..];
    let inner = rest.trim_start_matches(' ');
    let gap = rest.len() - inner.len();
    let (number, len) = chinese_number(inner).or_else(|| digits(inner))?;
    let after = &inner[len..];
    let word = after.trim_start_matches(' ');
    let gap2 = after.len() - word.len();
    let (form, word_len) = [
        (Form::Part, "部分"),
        (Form::Part, "编"),
        (Form::Part, "篇"),
        (Form::Chapter, "章"),
        (Form::Section, "节"),
        (Form::Article, "条"),
    ]
    .into_iter()
    .find(|(_, w)| word.starts_with(w))
    .map(|(f, w)| (f, w.len()))?;
    let end = skip + gap + len + gap2 + word_len;
    // 第三条规定 or 第二章的 in running text is a reference, not a mark.
    let next = text[end..].chars().next();
    let bound = next.is_none_or(|c| super::lines::blank(c) || among("、：:", c));
    let joined = form == Form::Chapter || form == Form::Part || form == Form::Section;
    (bound || (joined && next.is_some_and(|c| !among("的第、，。和及", c))))
        .then_some((form, number, end))
}

fn bracketed(text: &str, open: usize) -> Option<(Form, u32, usize)> {
    let inner = text[open..].trim_start_matches(' ');
    let lead = text[open..].len() - inner.len();
    let (form, number, len) = match chinese_number(inner) {
        Some((n, l)) => (Form::ChineseBrackets, n, l),
        None => {
            let (n, l) = digits(inner)?;
            (Form::ArabicBrackets, n, l)
        }
    };
    let rest = inner[len..].trim_start_matches(' ');
    let close = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '）' | ')' | '】'))?;
    let taken = open + lead + (inner.len() - rest.len()) + close.len_utf8();
    Some((form, number, taken))
}

fn chinese(text: &str) -> Option<(Form, u32, usize)> {
    let (number, len) = chinese_number(text)?;
    let mut behind = text[len..].chars();
    let next = behind.next()?;
    let taken = len + next.len_utf8();
    let (after, second) = match next {
        '、' | '．' | '.' => (behind.next(), behind.next()),
        _ => return None,
    };
    // 一、二三产业 is a list of numerals, 三、四级 too.
    let list = || {
        after.is_some_and(|c| numeral(c) && !matches!(c, '两' | '百'))
            && second.is_some_and(|c| numeral(c) || among("、级类线产月季至是", c))
    };
    let bound = match next {
        '.' => after.is_some_and(|c| digit(c).is_none()),
        _ => !list(),
    };
    bound.then_some((Form::Chinese, number, taken))
}

fn arabic(text: &str) -> Option<(Form, u32, usize)> {
    let (number, len) = digits(text)?;
    let rest = &text[len..];
    let next = rest.chars().next()?;
    let after = rest[next.len_utf8()..].chars().next();
    match next {
        '、' => after.is_some_and(|c| digit(c).is_none()).then_some((
            Form::Arabic,
            number,
            len + next.len_utf8(),
        )),
        '.' | '．' => {
            if after.is_some_and(|c| digit(c).is_some()) {
                return decimal(text, number);
            }
            Some((Form::Arabic, number, len + next.len_utf8()))
        }
        _ => None,
    }
}

/// 1.1 or 1.1.1 before a blank or, with three parts, before a word.
fn decimal(text: &str, number: u32) -> Option<(Form, u32, usize)> {
    let len: usize = text
        .chars()
        .take(13)
        .take_while(|c| digit(*c).is_some() || matches!(c, '.' | '．'))
        .map(char::len_utf8)
        .sum();
    let next = text[len..].chars().next()?;
    let han = text[len..]
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) && !among("万亿元个百千", c));
    (super::lines::blank(next) && han && len <= 12 && number > 0).then_some((
        Form::Decimal,
        number,
        len,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(s: &str) -> Option<(Form, u32)> {
        mark(s).map(|m| (m.form, m.number))
    }

    #[test]
    fn marks_of_every_form() {
        assert_eq!(form("一、总体要求"), Some((Form::Chinese, 1)));
        assert_eq!(form("十二、保障"), Some((Form::Chinese, 12)));
        assert_eq!(form("（三）强化监督"), Some((Form::ChineseBrackets, 3)));
        assert_eq!(form("(二) 健康"), Some((Form::ChineseBrackets, 2)));
        assert_eq!(form("3．县级"), Some((Form::Arabic, 3)));
        assert_eq!(form("12、其他"), Some((Form::Arabic, 12)));
        assert_eq!(form("（4）乡镇"), Some((Form::ArabicBrackets, 4)));
        assert_eq!(form("第二十一章　附则"), Some((Form::Chapter, 21)));
        assert_eq!(form("第五条 本办法"), Some((Form::Article, 5)));
        assert_eq!(form("②登记"), Some((Form::Circled, 2)));
        assert_eq!(form("2.1 选址"), Some((Form::Decimal, 2)));
    }

    #[test]
    fn numbers_are_no_marks() {
        for s in [
            "1.17亿元",
            "2021年",
            "100.00%",
            "5岁以下",
            "第三条规定",
            "三、四级医院",
            "一二三产业",
            "3.5 万元",
        ] {
            assert_eq!(form(s), None, "{s}");
        }
    }
}
