//! Where the lost line breaks of a long line stood.
//!
//! In: one long line, and its places that are noted. Out: byte places in it. Blanks of paragraph width, blanks
//! after a full stop or a title, marks of headings after a full stop, signature
//! and date, and the name of what is printed with a notice show them. Not here:
//! lines of ordinary length.

use super::lines::{BLANKS, blank, columns, regex, trim_start};
use super::mark::{Form, NUMERALS, mark, worth};
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::{Chars, among};
use std::sync::LazyLock;

/// Cut places in a long line, ascending; `opening`: a document may start with it. In the line stand
/// [`BREAKS`] at the places that are noted, and, with a number behind them, [`FIRST`], and [`LATER`] where
/// [`ends_sentence`]; `names`: the name of something printed may stand in it.
pub fn cuts(
    text: &str,
    noted: impl Iterator<Item = usize>,
    opening: bool,
    names: bool,
    words: &DocumentWords,
) -> Vec<usize> {
    let mut signed = Vec::new();
    let mut out = at_blanks_and_marks(text, noted, opening, words, &mut signed);
    for date in signed {
        around_signature(text, date, words, &mut out);
    }
    out.sort_unstable();
    if names {
        at_printed_names(text, words, &mut out);
        out.sort_unstable();
    }
    out.dedup();
    out
}

const ENDS: &str = "。！？；：:;!?";

/// Cuts at blanks and marks; `signed` gets the places where the date behind a unit may begin.
fn at_blanks_and_marks(
    text: &str,
    noted: impl Iterator<Item = usize>,
    opening: bool,
    words: &DocumentWords,
    signed: &mut Vec<usize>,
) -> Vec<usize> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut next = 0;
    for i in noted {
        // Blanks in a row are one.
        if i < next {
            continue;
        }
        let here = &text[i..];
        let mut after = here.chars();
        let c = after.next();
        if c == Some(COLON) {
            if let Some(start) = copies(&text[..i], words) {
                from = start;
                out.push(from);
            }
            continue;
        }
        if c.is_some_and(blank) {
            let rest = trim_start(after.as_str());
            next = text.len() - rest.len();
            let titled = opening && from == 0;
            if blank_breaks(&text[from..i], &text[i..next], rest, titled, words) {
                out.push(next);
                from = next;
            }
            continue;
        }
        if i > from && mark_breaks(&text[from..i], here) {
            out.push(i);
            from = i;
        }
        if matches!(here.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..])
            && words.lists.issuer.suffixes.ends(text[..i].trim_end())
        {
            signed.push(i);
        }
    }
    out
}

/// The blanks, and the colon.
pub(super) static BREAKS: LazyLock<Chars> = LazyLock::new(|| {
    let mut breaks = BLANKS.clone();
    breaks.range(COLON, COLON);
    breaks
});

/// What the mark of a first heading may start with.
pub(super) static FIRST: LazyLock<Chars> = LazyLock::new(|| Chars::of("第（(【一1１"));

/// What that of another heading may start with, which breaks a line only behind the end of a sentence.
pub(super) static LATER: LazyLock<Chars> = LazyLock::new(|| {
    let mut later = Chars::of(NUMERALS);
    later.range('2', '9');
    later.range('２', '９');
    later
});

/// Whether a character may stand behind the first of a mark; most brackets and numerals begin none.
pub(super) fn in_mark(c: char) -> bool {
    worth(c).is_some() || matches!(c, ' ' | '、' | '．' | '.')
}

/// True where a heading may follow whatever its number is.
pub(super) fn ends_sentence(text: &[u8]) -> bool {
    // 。！：；？
    matches!(
        text,
        [.., 0xe3, 0x80, 0x82] | [.., 0xef, 0xbc, 0x81 | 0x9a | 0x9b | 0x9f]
    )
}

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

/// Before it the word may stand that begins the line that says who gets a copy.
const COLON: char = '：';

/// What the mark of a chapter or an article starts with.
const ORDINAL: char = '第';

/// The longest heading, in bytes, whose line break may be lost before another mark.
const HEADING: usize = 120;

/// True where a heading's mark at `after` starts a line although no blank stands before it.
fn mark_breaks(before: &str, after: &str) -> bool {
    let ended = ends_sentence(before.as_bytes());
    // Most marks break only behind the end of a sentence, or where a heading may end.
    let far = before.len() > HEADING && !before.ends_with('）');
    if !ended && far && !after.starts_with(ORDINAL) {
        return false;
    }
    // There a number is the first of its list.
    let number = after.chars().next().and_then(worth);
    if !ended && number.is_some_and(|n| n != 1) {
        return false;
    }
    // A digit after a digit or a letter is inside a number.
    let previous = before.chars().next_back();
    if !ended && previous.is_some_and(|p| !is_han(p) && p.is_alphanumeric()) {
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

/// Where the line that says who gets a copy starts, if its word stands before a colon, behind a full stop.
fn copies(before: &str, words: &DocumentWords) -> Option<usize> {
    let copies = &words.lists.matter.copies;
    let start = |c: &String| {
        let rest = before.strip_suffix(c.as_str())?;
        (rest.ends_with('。') && c.chars().count() > 1).then_some(rest.len())
    };
    copies.ends(before).then(|| copies.iter().find_map(start))?
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

static DATE: LazyLock<LazyRegex> =
    LazyLock::new(|| regex(r"^(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?:印发)?"));

/// Cuts around a unit and the date at a place behind it that stand behind the end of a sentence.
fn around_signature(text: &str, at: usize, words: &DocumentWords, out: &mut Vec<usize>) {
    let Some(date) = DATE.find(&text[at..]) else {
        return;
    };
    let end = at + date.end();
    let next = text[end..].chars().next();
    let before = text[..at].trim_end();
    let unit = unit_at_end(before);
    let ended = before[..before.len() - unit.len()].trim_end();
    if next.is_none_or(|c| !among("，。、；起前后至以", c))
        && unit.chars().count() >= 4
        && ended.ends_with(['。', '！', '）'])
        && words.lists.issuer.suffixes.ends(unit)
    {
        out.extend([before.len() - unit.len(), at]);
        if next.is_some() {
            out.push(end);
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
    use super::super::noted::Noted;
    use super::*;
    use crate::segment::tests::WORDS;
    use crate::text::Span;
    use proptest::prelude::*;

    const PARTS: [&str; 16] = [
        "临江县",
        "人民政府",
        "办公室",
        "。",
        "）",
        "，",
        " ",
        "\u{3000}",
        "2021年3月4日",
        "１９",
        "0",
        "1",
        "印发",
        "起",
        "19",
        "田",
    ];

    proptest! {
        #[test]
        fn a_signature_is_found_wherever_it_stands(
            parts in prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..14),
        ) {
            let text = parts.concat();
            let noted = Noted::of(&text);
            let marks = noted.marks(Span::new(0, text.len()));
            let mut signed = Vec::new();
            at_blanks_and_marks(&text, marks, false, &WORDS, &mut signed);
            let cuts = |places: Vec<usize>| {
                let mut out = Vec::new();
                places.into_iter().for_each(|at| around_signature(&text, at, &WORDS, &mut out));
                out
            };
            let everywhere = text.char_indices().map(|(at, _)| at).collect();
            prop_assert_eq!(cuts(signed), cuts(everywhere));
        }
    }

    proptest! {
        #[test]
        fn the_first_of_a_list_begins_with_one(text in "[一二十百1-3１２0][一二十百1-3１２0、.．甲 ]{0,5}") {
            let number = text.chars().next().and_then(worth);
            let first = mark(&text).is_some_and(|m| m.number == 1);
            // Zeros and a hundred begin no mark.
            let begins = text.starts_with(|c| FIRST.hold(c));
            prop_assert!(number == Some(1) || !(first && begins));
        }
    }

    #[test]
    fn every_blank_and_mark_is_noted() {
        for c in '\0'..=char::MAX {
            assert_eq!(BREAKS.hold(c), blank(c) || c == COLON, "{c:?}");
            let ends = matches!(c, '。' | '！' | '？' | '；' | '：');
            assert_eq!(ends_sentence(c.to_string().as_bytes()), ends, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_noted_is_enough(
            text in "(二、|一、|2\\.|3\\.|1\\.|２|（二）|（ 二）|第二条|20|19|21|04年|０|[。：，（）一政府a ]|甲乙|抄送：|。报送：){0,40}",
        ) {
            let noted = Noted::of(&text);
            let marks = noted.marks(Span::new(0, text.len()));
            let held = |c| BREAKS.hold(c) || FIRST.hold(c) || LATER.hold(c);
            let all = text.char_indices().filter(|(_, c)| held(*c));
            let cut = |marks: &mut dyn Iterator<Item = usize>| {
                let mut signed = Vec::new();
                let cuts = at_blanks_and_marks(&text, marks, false, &WORDS, &mut signed);
                // Where no date follows nothing comes of it.
                signed.retain(|at| DATE.is_match(&text[*at..]));
                (cuts, signed)
            };
            let found = cut(&mut marks.into_iter());
            let copies = text.match_indices("。抄送：").map(|(at, stop)| at + stop.len() - "抄送：".len());
            prop_assert!(copies.into_iter().all(|at| found.0.contains(&at)));
            prop_assert_eq!(found, cut(&mut all.map(|(at, _)| at)));
        }
    }
}
