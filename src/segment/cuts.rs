//! Where the lost line breaks of a long line stood.
//!
//! In: one long line. Out: byte places in it. Blanks of paragraph width, blanks
//! after a full stop or a title, marks of headings after a full stop, signature
//! and date, and the name of what is printed with a notice show them. Not here:
//! lines of ordinary length.

use super::lines::{BLANKS, blank, columns, regex};
use super::mark::{Form, mark};
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::{Chars, among};
use std::sync::LazyLock;

/// Cut places in a long line, ascending; `opening`: a document may start with it.
pub fn cuts(text: &str, opening: bool, words: &DocumentWords) -> Vec<usize> {
    let mut out = at_blanks_and_marks(text, opening, words);
    at_signatures(text, words, &mut out);
    out.sort_unstable();
    at_printed_names(text, words, &mut out);
    out.sort_unstable();
    out.dedup();
    out
}

const ENDS: &str = "。！？；：:;!?";

fn at_blanks_and_marks(text: &str, opening: bool, words: &DocumentWords) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut next = 0;
    let noted = &*NOTED;
    while let Some(i) = noted.next(text, next) {
        let Some(c) = text[i..].chars().next() else {
            break;
        };
        let end = i + c.len_utf8();
        next = end;
        if blank(c) {
            let rest = text[end..].trim_start_matches(blank);
            next = text.len() - rest.len();
            let titled = opening && from == 0;
            if blank_breaks(&text[from..i], &text[i..next], rest, titled, words) {
                out.push(next);
                from = next;
            }
        } else if c == '。' {
            if end > from && copies(&text[end..], words) {
                out.push(end);
                from = end;
            }
        } else if i > from {
            let previous = text[..i].chars().next_back();
            if mark_breaks(&text[from..i], previous, &text[i..]) {
                out.push(i);
                from = i;
            }
        }
        if c.is_ascii_digit() {
            // No mark begins inside a number.
            let digits = text[end..].bytes().take_while(u8::is_ascii_digit);
            next = end + digits.count();
        }
    }
    out
}

/// The blanks, what a heading's mark may start with, and the full stop: few of a text's characters.
static NOTED: LazyLock<Chars> = LazyLock::new(|| {
    let mut noted = Chars::of(&[MARKS, STOP].concat()).with(&BLANKS);
    noted.range('1', '9');
    noted.range('１', '９');
    noted
});

/// True where a run of blanks stands for a line break.
fn blank_breaks(before: &str, run: &str, after: &str, titled: bool, words: &DocumentWords) -> bool {
    let Some(last) = before.chars().next_back() else {
        return false;
    };
    let short = before.len() <= 360;
    // The mark of an article or a chapter is followed by blanks that break nothing.
    if short && before.len() <= 24 && mark(before).is_some_and(|m| m.len == before.len()) {
        return false;
    }
    let ratio = matches!(last, ':' | '：') && after.starts_with(|c: char| c.is_ascii_digit());
    if (among(ENDS, last) && !ratio) || mark(after).is_some() {
        return true;
    }
    if columns(run) >= 4 {
        return true;
    }
    if !short {
        return false;
    }
    let lists = &words.lists;
    DATE_END.is_match(before)
        || NUMBER_END.is_match(before)
        || (last == '）' && before.starts_with('（'))
        || (last == ')' && before.starts_with('('))
        || after.starts_with("（此件")
        || lost_heading(before, after)
        || (titled
            && !before.contains(['。', '，'])
            && before.contains('《') == before.contains('》')
            && lists.title_endings.ends(before)
            && before.chars().count() > 8)
}

/// A numbered heading before the blank, with its text behind it.
fn lost_heading(before: &str, after: &str) -> bool {
    let Some(found) =
        mark(before).filter(|m| matches!(m.form, Form::Chinese | Form::ChineseBrackets))
    else {
        return false;
    };
    let name = before[found.len..].chars();
    (4..=40).contains(&name.clone().count())
        && !before[found.len..].contains(|c: char| among("，。；：", c) || blank(c))
        && after.chars().take(4).filter(|c| !blank(*c)).count() == 4
}

static DATE_END: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"^\s*(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:印发)?$"));
static NUMBER_END: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"^\p{Han}{2,15}[〔［\[（(](?:19|20)\d\d[〕］\]）)]\d{1,5}号$"));

/// Behind it the line that says who gets a copy may start.
const STOP: &str = "。";

/// What a heading's mark may start with, but for digits.
const MARKS: &str = "第（(【一二三四五六七八九十";

/// What the mark of a chapter or an article starts with.
const ORDINAL: char = '第';

/// The longest heading, in bytes, whose line break may be lost before another mark.
const HEADING: usize = 120;

/// True where a heading's mark at `after` starts a line although no blank stands before it.
fn mark_breaks(before: &str, previous: Option<char>, after: &str) -> bool {
    let ended = previous.is_some_and(|p| matches!(p, '。' | '！' | '？' | '；' | '：'));
    // Most marks break only behind the end of a sentence, or where a heading may end.
    if !ended && before.len() > HEADING && previous != Some('）') && !after.starts_with(ORDINAL) {
        return false;
    }
    // A digit after a digit or a letter is inside a number.
    if previous.is_some_and(|p| !is_han(p) && p.is_alphanumeric()) {
        return false;
    }
    let Some(found) = mark(after) else {
        return false;
    };
    match found.form {
        Form::Part | Form::Chapter | Form::Section | Form::Article => {
            after[..found.len].ends_with(blank)
                && !previous.is_some_and(|p| among("《（“、和及至到", p))
        }
        Form::Chinese => ended || (found.number == 1 && previous == Some('）')),
        Form::ChineseBrackets | Form::ArabicBrackets | Form::Arabic => {
            // After a heading that lost its line break: 一、招商对象（一）企业.
            ended
                || (found.number == 1
                    && before.len() <= HEADING
                    && mark(before).is_some_and(|m| m.form < found.form)
                    && !before.contains(['，', '。']))
        }
        Form::Decimal | Form::Circled => false,
    }
}

/// True where the line that says who gets a copy starts at `after`.
fn copies(after: &str, words: &DocumentWords) -> bool {
    let copies = &words.lists.matter.copies;
    let addressed = |c: &String| {
        let rest = after.strip_prefix(c.as_str());
        rest.is_some_and(|r| r.starts_with('：')) && c.chars().count() > 1
    };
    copies.begins(after) && copies.iter().any(addressed)
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

static DATE: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:印发)?"));

/// Cuts around a unit and its date that stand behind the end of a sentence.
fn at_signatures(text: &str, words: &DocumentWords, out: &mut Vec<usize>) {
    if !text.contains('日') {
        return;
    }
    for date in DATE.find_iter(text) {
        let next = text[date.end()..].chars().next();
        let before = text[..date.start()].trim_end();
        let unit = unit_at_end(before);
        let ended = before[..before.len() - unit.len()].trim_end();
        if next.is_none_or(|c| !among("，。、；起前后至以", c))
            && unit.chars().count() >= 4
            && ended.ends_with(['。', '！', '）'])
            && words.lists.issuer.suffixes.ends(unit)
        {
            out.extend([before.len() - unit.len(), date.start()]);
            if next.is_some() {
                out.push(date.end());
            }
        }
    }
}

/// The ideographs that a text ends with; none where they are too many for a unit's name.
fn unit_at_end(text: &str) -> &str {
    let start = (text.char_indices().rev().take(31))
        .take_while(|(_, c)| is_ideograph(*c))
        .last()
        .map_or(text.len(), |(at, _)| at);
    let unit = &text[start..];
    if unit.chars().count() > 30 { "" } else { unit }
}

/// Of the script of Chinese characters, as `\p{Han}` has it in what documents hold.
fn is_ideograph(c: char) -> bool {
    super::role::is_han(c)
        || matches!(c, '\u{3005}' | '\u{f900}'..='\u{fad9}' | '\u{20000}'..='\u{323af}')
}

/// Cuts around the name that a notice gave to what is printed after it.
fn at_printed_names(text: &str, words: &DocumentWords, out: &mut Vec<usize>) {
    let known = out.clone();
    let head = super::title::head_of(text, 1500);
    for name in super::title::printed_names(head, words) {
        let name = super::title::stateless(&name, words);
        if name.chars().count() < 6 {
            continue;
        }
        for (at, _) in text.match_indices(name) {
            let before = text[..at].chars().next_back();
            let own_line = before.is_some_and(|c| blank(c) || c == '）' || c == '日')
                || known.binary_search(&at).is_ok();
            if !own_line {
                continue;
            }
            let mut end = at + name.len();
            let rest = &text[end..];
            let trimmed = rest.trim_start_matches(blank);
            if let Some(state) = super::title::state(trimmed, words) {
                end += rest.len() - trimmed.len() + state;
            }
            out.extend([at, end]);
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_and_mark_is_noted() {
        let may_mark = |c| matches!(c, '1'..='9' | '１'..='９') || among(MARKS, c);
        for c in '\0'..=char::MAX {
            assert_eq!(
                NOTED.hold(c),
                blank(c) || may_mark(c) || among(STOP, c),
                "{c:?}"
            );
        }
    }
}
