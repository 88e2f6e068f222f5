//! What stands between the cells of a line: bars, tabs or wide blanks.
//!
//! In: a line. Out: the spans of its cells. Not here: which lines make a table (`grid`).

use super::lines::{Line, blank, columns};
use super::noted::Noted;
use crate::text::Span;

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Bars, drawn or typed.
    Bars,
    /// Tabs.
    Tabs,
    /// Blanks two columns wide or wider.
    Gaps,
}

impl Way {
    /// What may stand between the cells of a text's lines; most texts have no bars and no tabs.
    pub fn of(noted: &Noted) -> Vec<Self> {
        let stands = |way: &Self| match way {
            Self::Bars => noted.bars,
            Self::Tabs => noted.tabs,
            Self::Gaps => true,
        };
        let ways = [Self::Bars, Self::Tabs, Self::Gaps];
        ways.into_iter().filter(stands).collect()
    }

    /// The cells of a line, if it has such marks.
    pub fn split(self, noted: &Noted, line: &Line) -> Option<Vec<Span>> {
        match self {
            Self::Bars => bars(line),
            Self::Tabs => tabs(noted.raw, line),
            Self::Gaps => gaps(noted, line),
        }
    }

    /// True where two lines can be rows of one table: a single cell between bars is prose.
    pub fn alike(self, first: usize, other: usize) -> bool {
        match self {
            Self::Gaps => first == other,
            _ => (first < 2) == (other < 2),
        }
    }
}

/// What is drawn or typed between cells.
pub fn bar(c: char) -> bool {
    matches!(c, '|' | '│' | '┃' | '｜' | '║' | '┆')
}

/// A line of a frame: ├──┼──┤ or |---|---|.
pub fn rule(text: &str) -> bool {
    let mut n = 0;
    for c in text.chars() {
        if !(('\u{2500}'..='\u{257f}').contains(&c)
            || matches!(c, '-' | '+' | '|' | ':' | '=' | ' '))
        {
            return false;
        }
        n += usize::from(c != ' ' && !bar(c));
    }
    n >= 3
}

fn bars(line: &Line) -> Option<Vec<Span>> {
    let text = line.text;
    if !text.contains(bar) || rule(text) {
        return None;
    }
    let starts = text.starts_with(bar);
    let ends = text.ends_with(bar);
    let count = text.chars().filter(|c| bar(*c)).count();
    if !(starts || ends) && count < 2 {
        return None;
    }
    let mut cells = split_at(line.span(), text, bar);
    if ends {
        cells.pop();
    }
    if starts && !cells.is_empty() {
        cells.remove(0);
    }
    (!cells.is_empty()).then_some(cells)
}

fn tabs(raw: &str, line: &Line) -> Option<Vec<Span>> {
    if !line.text.contains('\t') {
        return None;
    }
    // Tabs at the start of the line are cells that are merged with those above.
    let start = raw[..line.start].trim_end_matches('\t').len();
    let span = Span::new(start, line.span().end);
    Some(split_at(span, span.of(raw), |c| c == '\t'))
}

/// Splits at blanks two columns wide or wider.
fn gaps(noted: &Noted, line: &Line) -> Option<Vec<Span>> {
    let text = line.text;
    if line.verbatim || text.len() > 600 || text.ends_with('。') || text.ends_with('；') {
        return None;
    }
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    for start in (noted.changes(line.span())).map(|place| place - line.start) {
        let rest = text[start..].trim_start_matches(blank);
        if start < at || rest.len() == text.len() - start {
            continue;
        }
        at = text.len() - rest.len();
        let wide = !rest.is_empty() && columns(&text[start..at]) >= 2;
        if wide && !spread(&text[from..start], rest) {
            out.push(Span::new(line.start + from, line.start + start));
            from = at;
        }
    }
    // What holds a sentence is no row; few lines without a stop at their end hold one.
    if out.is_empty() || text.contains('。') || text.contains('；') {
        return None;
    }
    out.push(Span::new(line.start + from, line.span().end));
    Some(out)
}

/// 类　别, 合　　计: a word of two characters that is spread over its column.
fn spread(before: &str, after: &str) -> bool {
    let one_han = |s: &str| {
        let mut chars = s.chars();
        chars.next().is_some_and(|c| c as u32 >= 0x4e00) && chars.next().is_none_or(blank)
    };
    one_han(before.trim_start_matches(blank)) && one_han(after)
}

fn split_at(span: Span, text: &str, is_mark: impl Fn(char) -> bool) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    for (i, c) in text.char_indices() {
        if is_mark(c) {
            out.push(trimmed(span.start, text, from, i));
            from = i + c.len_utf8();
        }
    }
    out.push(trimmed(span.start, text, from, text.len()));
    out
}

fn trimmed(base: usize, text: &str, from: usize, to: usize) -> Span {
    let piece = &text[from..to];
    let left = piece.len() - piece.trim_start_matches(blank).len();
    let body = piece.trim_matches(blank);
    let start = base + from + left.min(piece.len());
    Span::new(start, start + body.len())
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn two_characters_spread_over_a_column_are_one_word() {
        assert!(spread("类", "别   学校"));
        assert!(!spread("类别", "学校"));
        assert!(!spread("12", "3"));
    }
}
