//! Raw text → lines, each with its place, indent and width.
//!
//! In: the decoded text. Out: [`Line`]s, blank ones counted and left out. A long
//! line in which blanks stand for lost line breaks is cut at them. Not here:
//! which lines belong together (`layout`).

use super::noted::Noted;
use crate::pattern::{DocumentWords, LazyRegex};
use crate::text::{Chars, Span};
use std::sync::LazyLock;

/// How a line stands to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glue {
    /// A line break of the file, which may stand inside a sentence.
    Soft,
    /// A break that surely ends a paragraph.
    Hard,
    /// No break at all: only markup stood between.
    Inline,
}

/// A line that is not blank.
#[derive(Debug, Clone, Copy)]
pub struct Line<'t> {
    /// Its text without the blanks around it and without quote marks, bullets and `#`.
    pub text: &'t str,
    /// Where that begins.
    pub start: usize,
    /// Columns of blanks before it; an ideograph is two columns wide.
    pub indent: usize,
    /// Its width in columns; of a line that is wider than [`FAR`], a number above that.
    pub cols: usize,
    /// Blank lines before it.
    pub gap: usize,
    /// How it stands to the line before.
    pub glue: Glue,
    /// How many `#` it starts with.
    pub hashes: u8,
    /// It starts with the bullet of a list.
    pub bullet: bool,
    /// No character of it may change as it is read, so that it holds no blank.
    pub verbatim: bool,
}

impl Line<'_> {
    /// The place of its text.
    #[inline]
    pub fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }
}

/// From this width on a line is taken for a paragraph whose line breaks may be lost.
pub const LONG: usize = 200;

/// No width that a line's is compared with is greater.
const FAR: usize = 170;

/// No paragraph is longer, in bytes; a file without line breaks is read in pieces of about this size.
const PARAGRAPH: usize = 128 << 10;

/// A title stands among the first bytes of a file.
const OPENING: usize = 600;

/// The lines of a text.
pub fn lines<'t>(noted: &Noted<'t>, words: &DocumentWords) -> Vec<Line<'t>> {
    let bytes = noted.raw.as_bytes();
    let mut out = Vec::with_capacity(noted.ends.len());
    let mut tags = 0;
    let mut at = 0;
    let mut gap = 0;
    for &(end, tags_before) in &noted.ends {
        let span = Span::new(at, end);
        at = end;
        // Most blank lines are nothing but their break.
        if bytes[span.start] == b'\n' {
            gap += 1;
            continue;
        }
        let before = out.len();
        let own = &noted.tags[tags..tags_before];
        tags = tags_before;
        if own.iter().any(|tag| bytes[*tag] == b'<') {
            tagged(noted, span, own, words, &mut out);
        } else {
            push(noted, span, Glue::Soft, words, &mut out);
        }
        match out.get_mut(before) {
            Some(line) => {
                line.gap = gap;
                gap = 0;
            }
            None => gap += 1,
        }
    }
    out
}

static TAG: LazyLock<LazyRegex> = LazyLock::new(|| {
    regex(
        r"^(?:</?(?i:p|br|div|tr|li|ul|ol|table|h[1-6]|td|th|b|i|u|em|strong|span|font|a)(?:\s[^<>]{0,300})?/?>|&nbsp;)",
    )
});

/// A regex of this room; one that does not compile matches nothing, which the tests would show. `\d` is a
/// digit of ASCII or full width: those of all scripts take twice as long to compile.
pub(super) fn regex(expression: &str) -> LazyRegex {
    LazyRegex::trusted(expression.replace(r"\d", "[0-9０-９]"))
}

/// Cuts a line at its markup, which may begin at some places.
fn tagged<'t>(
    noted: &Noted<'t>,
    span: Span,
    places: &[usize],
    words: &DocumentWords,
    out: &mut Vec<Line<'t>>,
) {
    let text = span.of(noted.raw);
    let mut at = 0;
    let mut glue = Glue::Soft;
    // Many tags stand together, or at the end of the line.
    let something = |piece: &[u8]| !matches!(piece, b"" | b"\n");
    for start in places.iter().map(|place| place - span.start) {
        let tag = (start >= at).then(|| tag(text, start)).flatten();
        let Some((len, block)) = tag else { continue };
        let before = out.len();
        if something(&text.as_bytes()[at..start]) {
            let piece = Span::new(span.start + at, span.start + start);
            push(noted, piece, glue, words, out);
        }
        at = start + len;
        if block || out.len() > before {
            glue = if block { Glue::Hard } else { Glue::Inline };
        }
    }
    if something(&text.as_bytes()[at..]) {
        push(
            noted,
            Span::new(span.start + at, span.end),
            glue,
            words,
            out,
        );
    }
}

/// The length of the tag that stands at a byte, and whether it ends a line. Nearly all are a name and
/// nothing else, which needs no expression.
fn tag(text: &str, start: usize) -> Option<(usize, bool)> {
    let bytes = &text.as_bytes()[start..];
    // Most are those of paragraphs.
    match bytes {
        [b'<', b'p', b'>', ..] => return Some((3, true)),
        [b'<', b'/', b'p', b'>', ..] => return Some((4, true)),
        _ => {}
    }
    let slash = usize::from(bytes.get(1) == Some(&b'/'));
    let name = bytes.get(1 + slash..).unwrap_or_default();
    let letters = (name.iter().take_while(|b| b.is_ascii_alphanumeric())).count();
    if bytes.starts_with(b"<") && name.get(letters) == Some(&b'>') {
        let block = is_block(&name[..letters])?;
        return Some((1 + slash + letters + 1, block));
    }
    let tag = TAG.find(&text[start..])?;
    let letters = tag.as_str().trim_start_matches(['<', '/']);
    let end = letters.bytes().position(|b| !b.is_ascii_alphanumeric());
    let name = end.map_or(letters, |end| &letters[..end]);
    Some((tag.end(), is_block(name.as_bytes()) == Some(true)))
}

/// Whether the tag of a name ends a line; none where the name is not known.
fn is_block(name: &[u8]) -> Option<bool> {
    match name {
        b"p"
        | b"br"
        | b"div"
        | b"tr"
        | b"li"
        | b"ul"
        | b"ol"
        | b"table"
        | b"td"
        | b"th"
        | [b'h', b'1'..=b'6'] => Some(true),
        b"b" | b"i" | b"u" | b"em" | b"strong" | b"span" | b"font" | b"a" => Some(false),
        // Few write them so.
        _ if name.iter().any(u8::is_ascii_uppercase) => is_block(&name.to_ascii_lowercase()),
        _ => None,
    }
}

/// Adds the line at `span`, cut where its line breaks are lost.
fn push<'t>(
    noted: &Noted<'t>,
    span: Span,
    glue: Glue,
    words: &DocumentWords,
    out: &mut Vec<Line<'t>>,
) {
    let mut glue = glue;
    let mut from = span.start;
    if span.len() > LONG {
        for cut in cuts(noted, span, words) {
            let piece = Span::new(from, span.start + cut);
            if one(noted, piece, glue, out) {
                glue = Glue::Hard;
            }
            from = piece.end;
        }
    }
    one(noted, Span::new(from, span.end), glue, out);
}

/// Where to cut a long line, a row of a table only where it is longer than any paragraph.
fn cuts(noted: &Noted, span: Span, words: &DocumentWords) -> Vec<usize> {
    let text = span.of(noted.raw);
    let mut out = Vec::new();
    if !trim_start(text).starts_with('|') {
        let marks = noted.marks(span).map(|at| at - span.start);
        let (opening, names) = (span.start < OPENING, noted.may_name(span));
        out = super::cuts::cuts(text, marks, opening, names, words);
    }
    while let Some(end) = overlong(text, out.last().copied().unwrap_or(0)) {
        out.push(end);
    }
    out
}

/// Where to end the piece at `from` of a line that is longer than any paragraph: behind a stop, or where no
/// stop comes, anywhere.
fn overlong(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    if rest.len() <= 2 * PARAGRAPH {
        return None;
    }
    let near = super::title::head_of(rest, PARAGRAPH).len();
    let far = super::title::head_of(&rest[near..], PARAGRAPH);
    let stop = ["。", "；"]
        .iter()
        .find_map(|s| far.find(s).map(|at| at + s.len()));
    Some(from + near + stop.unwrap_or(far.len()))
}

/// Adds one line unless it is blank.
fn one<'t>(noted: &Noted<'t>, span: Span, glue: Glue, out: &mut Vec<Line<'t>>) -> bool {
    let text = span.of(noted.raw);
    let body = trim_start(text);
    let indent = match text.len() - body.len() {
        0 => 0,
        before => columns(&text[..before]),
    };
    let (body, hashes, bullet) = unmarked(body);
    let start = span.end - body.len();
    let body = trim_end(body);
    if body.is_empty() {
        return false;
    }
    let (cols, verbatim) = measured(noted, start, body);
    out.push(Line {
        text: body,
        start,
        indent,
        cols,
        gap: 0,
        glue,
        hashes,
        bullet,
        verbatim,
    });
    true
}

/// Leaves out Markdown's `#`, `>` and bullets at the start; answers the rest, the number of `#`, and whether a bullet stood there.
fn unmarked(text: &str) -> (&str, u8, bool) {
    // Most lines begin with something else.
    if !matches!(
        text.as_bytes(),
        [b'>' | b'#' | b'-' | b'*' | b'+' | 0xe2, ..]
    ) {
        return (text, 0, false);
    }
    let mut rest = text;
    let mut hashes = 0;
    let mut bullet = false;
    if let Some(r) = rest.strip_prefix("> ") {
        rest = r.trim_start_matches(blank);
    }
    let level = rest.bytes().take_while(|b| *b == b'#').count();
    // A lone # before a word marks an "of which" row of a table; Markdown writes a blank after it.
    if (1..=6).contains(&level) && rest[level..].starts_with(' ') {
        hashes = u8::try_from(level).unwrap_or(6);
        rest = rest[level..].trim_start_matches(blank);
    }
    let marks: &[&str] = match rest.as_bytes() {
        [b'-' | b'*' | b'+' | 0xe2, ..] => &["- ", "* ", "+ ", "• ", "◆ ", "● "],
        _ => &[],
    };
    for mark in marks {
        if let Some(r) = rest.strip_prefix(*mark)
            && !r.starts_with(|c: char| c.is_ascii_digit())
        {
            rest = r.trim_start_matches(blank);
            bullet = true;
            break;
        }
    }
    (rest, hashes, bullet)
}

/// The columns of a line, counted as far as they are asked for, and whether none of its characters may change.
fn measured(noted: &Noted, start: usize, text: &str) -> (usize, bool) {
    let bytes = noted.raw.as_bytes();
    // What is narrower than it looks changes where it is read.
    let narrow = |at: usize| {
        matches!(
            bytes[at..],
            [..0x20, ..] | [0xc2, 0xad, ..] | [0xe2, 0x80, ..] | [0xef, 0xbb, ..]
        )
    };
    let mut changes = noted.changes(Span::new(start, start + text.len()));
    let first = changes.next();
    let cols = match first.is_some_and(|at| narrow(at) || changes.any(narrow)) {
        true => columns(text),
        // No other character has more bytes than three for each of its columns.
        false if text.len() > 3 * FAR => FAR + 1,
        false => usual(text),
    };
    (cols, first.is_none())
}

/// The columns of a text in which nothing is narrower than it looks, as far as they are asked for.
fn usual(text: &str) -> usize {
    let width = |b: &u8| u8::from(b & 0xc0 != 0x80) + u8::from(*b >= 0xe2);
    let mut all = 0;
    // In pieces whose sums fit a byte, as those of `Points`.
    for piece in text.as_bytes().chunks(96) {
        all += usize::from(piece.iter().map(width).sum::<u8>());
        if all > FAR {
            break;
        }
    }
    all
}

/// A text without the blanks at its start; most have none there.
#[inline]
pub(super) fn trim_start(text: &str) -> &str {
    match text.as_bytes() {
        // Signs, letters and digits of ASCII, marks of full width, and hanzi.
        [b'!'..=b'~' | 0xe4..=0xee, ..] | [0xef, 0xbc, ..] | [0xe3, 0x80, 0x81..=0xbf, ..] => text,
        _ => text.trim_start_matches(blank),
    }
}

/// A text without the blanks at its end; most have none there but the break of their line.
#[inline]
pub(super) fn trim_end(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    match text.as_bytes() {
        // Signs, letters and digits of ASCII, marks of full width, and hanzi.
        [.., b'!'..=b'~']
        | [.., 0xe4..=0xee, _, _]
        | [.., 0xef, 0xbc, _]
        | [.., 0xe3, 0x80, 0x81..=0xbf] => text,
        _ => text.trim_end_matches(blank),
    }
}

/// Blanks of every kind, and marks that print nothing.
#[inline]
pub(super) fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{ad}')
}

/// All of them.
pub(super) static BLANKS: LazyLock<Chars> = LazyLock::new(|| {
    let mut blanks = Chars::none();
    let all = ('\0'..='\u{3000}').chain(['\u{feff}']);
    (all.filter(|c| blank(*c))).for_each(|c| blanks.range(c, c));
    blanks
});

/// The width of a text in columns.
pub(super) fn columns(s: &str) -> usize {
    s.chars().map(width).sum()
}

/// The width of a character in columns.
#[inline]
pub(super) fn width(c: char) -> usize {
    match c {
        '\t' => 4,
        '\n' | '\r' | '\u{c}' | '\u{feff}' | '\u{200b}' | '\u{200c}' | '\u{ad}' | '\u{2028}' => 0,
        c if (c as u32) < 0x2010 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cols(s: &str) -> usize {
        measured(&Noted::of(s), 0, s).0
    }

    proptest! {
        #[test]
        fn measured_is_counted(s in "[\\t\u{ad}\u{b7}\u{200b}-\u{2012}\u{201c}\u{feff}aཀ国（\u{20000}]{0,12}", times in 1..=FAR) {
            prop_assert_eq!(cols(&s), columns(&s));
            let long = s.repeat(times);
            prop_assert_eq!(cols(&long).min(FAR + 1), columns(&long).min(FAR + 1));
        }

        #[test]
        fn a_tag_is_what_the_expression_says(
            s in "[<&](/?)(p|BR|h[1-7]|strong|\u{17f}pan|x|nbsp;|)([ a]|)(/?)(>|)[<a]?",
        ) {
            let found = TAG.find(&s).map(|t| t.end());
            prop_assert_eq!(tag(&s, 0).map(|t| t.0), found);
        }
    }

    #[test]
    fn every_blank_is_held() {
        for c in '\0'..=char::MAX {
            assert_eq!(BLANKS.hold(c), blank(c), "{c:?}");
        }
    }

    #[test]
    fn marks_before_a_line_are_left_out() {
        for mark in ["- ", "* ", "+ ", "• ", "◆ ", "● ", "> - "] {
            assert_eq!(unmarked(&format!("{mark}年")), ("年", 0, true), "{mark}");
            assert!(!unmarked(&format!("{mark}3")).2, "{mark}");
        }
        for (mark, hashes) in [("", 0), ("> ", 0), ("# ", 1), ("###### ", 6), ("> ## ", 2)] {
            assert_eq!(
                unmarked(&format!("{mark}年")),
                ("年", hashes, false),
                "{mark}"
            );
        }
        assert_eq!(unmarked("#年"), ("#年", 0, false));
    }

    #[test]
    fn blanks_are_trimmed_at_both_ends() {
        for c in '\0'..=char::MAX {
            let text = format!("{c}中{c}");
            assert_eq!(trim_start(&text), text.trim_start_matches(blank), "{c:?}");
            assert_eq!(trim_end(&text), text.trim_end_matches(blank), "{c:?}");
        }
    }

    #[test]
    fn a_line_without_end_is_read_in_pieces() {
        let words = DocumentWords::built_in().unwrap();
        for piece in ["新建学校三所；", "田"] {
            let text = piece.repeat(5 * PARAGRAPH / piece.len());
            let lines = lines(&Noted::of(&text), &words);
            assert!(lines.len() > 2, "{piece}: {}", lines.len());
            let mut at = 0;
            for (n, line) in lines.iter().enumerate() {
                assert_eq!((line.start, line.text.len() <= 2 * PARAGRAPH), (at, true));
                assert_eq!(line.glue == Glue::Hard, n > 0);
                at = line.span().end;
            }
            assert_eq!(at, text.len());
            assert!(piece.len() < 4 || lines.iter().all(|l| l.text.ends_with(piece)));
        }
    }

    #[test]
    fn every_character_is_as_wide_as_counted() {
        // No line holds its break.
        let held = ('\0'..=char::MAX).filter(|c| !"\n\u{c}\u{2028}".contains(*c));
        for s in held.map(String::from) {
            assert_eq!(cols(&s), columns(&s), "{s:?}");
        }
    }
}
