//! How a line begins and ends, as far as that tells whether the next goes on.
//!
//! In: the text of a line. Out: answers. Not here: the decision (`layout`).

use super::day::{day, ends_day};
use super::lines::width;
use super::mark::value;
use super::title;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With what ends a sentence or an item.
    Stop,
    /// With a colon.
    Colon,
    /// With what is always gone on with.
    Comma,
    /// With anything else.
    Word,
}

/// How a line ends.
pub fn end(text: &str) -> End {
    let mut chars = text.chars().rev();
    let last = chars.next().unwrap_or(' ');
    let deciding = if matches!(last, '”' | '’' | '）' | ')' | '」' | '*') {
        chars
            .find(|c| *c != '*' && *c != '”' && *c != '）')
            .unwrap_or(' ')
    } else {
        last
    };
    match deciding {
        '。' | '！' | '？' | '!' | '?' | '；' | ';' | '…' => End::Stop,
        '：' | ':' => End::Colon,
        _ if last != deciding => End::Word,
        '，' | ',' | '、' | '（' | '(' | '《' | '“' | '—' | '－' | '～' => End::Comma,
        _ => End::Word,
    }
}

/// True where a bracket closes at the end.
pub fn ends_bracket(text: &str) -> bool {
    text.ends_with(['）', ')', '】', '》'])
}

/// Punctuation that never starts a paragraph.
pub fn closing(text: &str) -> bool {
    text.starts_with([
        '，', '。', '、', '；', '：', '）', '》', '”', '’', '？', '！', '％', '%', '‰', '」',
    ])
}

/// A line that is a date and nothing else never goes on and is never gone on with.
pub fn own_line(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let bracket = ['（', '）', '(', ')'];
    let inner = text.trim_start_matches(bracket);
    // A date begins with a digit or a numeral.
    let first = inner.chars().next();
    if !first.is_some_and(|c| c.is_ascii_digit() || value(c).is_some()) {
        return false;
    }
    let inner = inner.trim_end_matches(bracket);
    let inner = inner.strip_suffix("印发").unwrap_or(inner);
    inner.ends_with(ends_day) && day(inner).is_some_and(|(r, _)| r.len() == inner.len())
}

/// True where a bracket, a quote or a title in 《》 is open at the end.
pub fn unclosed(text: &str) -> bool {
    // The last bracket of each sort decides.
    let mut decided = [false; 4];
    for c in title::tail_of(text, 240).chars().rev() {
        let (sort, opens) = match c {
            '《' => (0, true),
            '》' => (0, false),
            '（' => (1, true),
            '）' => (1, false),
            '(' => (2, true),
            ')' => (2, false),
            '“' => (3, true),
            '”' => (3, false),
            _ => continue,
        };
        if opens && !decided[sort] {
            return true;
        }
        decided[sort] = true;
    }
    false
}

/// True where a line closes what was open before it.
pub fn closes(text: &str) -> bool {
    let first_close = text.find(['》', '）', ')', '”']);
    first_close.is_some() && !unclosed(text)
}

/// The width of what cannot be broken at the start of a line: a number, a word, a character with its punctuation.
pub fn first_word(text: &str) -> usize {
    let mut cols = 0;
    for (i, c) in text.chars().take(24).enumerate() {
        let latin = c.is_ascii_graphic();
        if i > 0 && !latin {
            break;
        }
        cols += width(c);
        if !latin {
            break;
        }
    }
    cols
}
