//! The normalised reading of a piece of raw text, and the door back.
//!
//! Width is folded, traditional characters are folded to simplified ones,
//! blanks and line breaks inside a sentence are dropped, Markdown emphasis is
//! gone. Every change is an edit; [`Plain::span`] leads back to the raw place.

use super::Span;
use std::ops::Range;

/// One stretch of plain text that does not map to raw text byte by byte:
/// `plain_len` bytes at `plain` stand for `raw_len` bytes at `raw`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Edit {
    plain: usize,
    plain_len: usize,
    raw: usize,
    raw_len: usize,
}

/// A piece of normalised text that knows where each of its characters came from.
///
/// ```
/// use gongwen::text::{Plain, Span};
/// let raw = "共计 １３．４１ 亿\n元。";
/// let plain = Plain::of(raw, &[Span::new(0, raw.len())]);
/// assert_eq!(plain.text, "共计13.41亿元。");
/// let at = plain.text.find("13.41亿元").unwrap();
/// let span = plain.span(at..at + "13.41亿元".len());
/// assert_eq!(span.of(raw), "１３．４１ 亿\n元");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Plain {
    /// The normalised text.
    pub text: String,
    edits: Vec<Edit>,
    first: usize,
}

impl Plain {
    /// Reads the given pieces of `raw`, in order, as one continuous text. What
    /// lies between two pieces (a line break, a page number) is dropped.
    pub fn of(raw: &str, pieces: &[Span]) -> Self {
        let mut b = Builder::default();
        b.out.first = pieces.first().map_or(0, |p| p.start);
        for piece in pieces {
            b.piece(raw, *piece);
        }
        b.out
    }

    /// The raw place of a range of plain bytes. Dropped characters at the edges are left out.
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.raw_start(range.start);
        if range.is_empty() {
            return Span::new(start, start);
        }
        Span::new(start, self.raw_end(range.end))
    }

    /// The raw byte at which the character at plain byte `at` starts.
    fn raw_start(&self, at: usize) -> usize {
        match self.edits.partition_point(|e| e.plain <= at).checked_sub(1) {
            None => self.first + at,
            Some(i) => {
                let e = self.edits[i];
                if at < e.plain + e.plain_len {
                    e.raw
                } else {
                    e.raw + e.raw_len + (at - e.plain - e.plain_len)
                }
            }
        }
    }

    /// The raw byte after the character that ends at plain byte `at`.
    fn raw_end(&self, at: usize) -> usize {
        match self.edits.partition_point(|e| e.plain < at).checked_sub(1) {
            None => self.first + at,
            Some(i) => {
                let e = self.edits[i];
                if at <= e.plain + e.plain_len {
                    e.raw + e.raw_len
                } else {
                    e.raw + e.raw_len + (at - e.plain - e.plain_len)
                }
            }
        }
    }
}

#[derive(Default)]
struct Builder {
    out: Plain,
    /// Where the next raw byte is expected; a difference is a dropped stretch.
    next_raw: Option<usize>,
}

impl Builder {
    fn piece(&mut self, raw: &str, piece: Span) {
        let text = piece.of(raw);
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            let run = plain_run(&bytes[i..]);
            if run > 0 {
                self.copy(&text[i..i + run], piece.start + i);
                i += run;
                continue;
            }
            i += self.special(text, i, piece.start);
        }
    }

    /// Copies a stretch that needs no change.
    fn copy(&mut self, s: &str, raw: usize) {
        self.jump(raw);
        self.out.text.push_str(s);
        self.next_raw = Some(raw + s.len());
    }

    /// Notes that raw bytes were left out before `raw`, or that a new piece starts elsewhere.
    fn jump(&mut self, raw: usize) {
        if self.next_raw.is_some_and(|n| n != raw) {
            self.out.edits.push(Edit {
                plain: self.out.text.len(),
                plain_len: 0,
                raw,
                raw_len: 0,
            });
        }
    }

    fn replace(&mut self, with: &str, raw: usize, raw_len: usize) {
        self.out.edits.push(Edit {
            plain: self.out.text.len(),
            plain_len: with.len(),
            raw,
            raw_len,
        });
        self.out.text.push_str(with);
        self.next_raw = Some(raw + raw_len);
    }

    /// Handles one character that may need a change; answers its length in bytes.
    fn special(&mut self, text: &str, i: usize, base: usize) -> usize {
        let Some(c) = text[i..].chars().next() else {
            return text.len() - i;
        };
        let len = c.len_utf8();
        let raw = base + i;
        if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' || c == '\u{ad}' {
            let blanks: usize = text[i..]
                .chars()
                .take_while(|c| c.is_whitespace())
                .map(char::len_utf8)
                .sum();
            let len = blanks.max(len);
            if self.needs_blank(&text[i + len..]) {
                self.replace(" ", raw, len);
            }
            return len;
        }
        if c == '*' {
            // Emphasis comes in pairs of one to three stars; a lone star between numbers is a sign.
            let stars = text[i..].bytes().take_while(|b| *b == b'*').count();
            let before = self
                .out
                .text
                .as_bytes()
                .last()
                .is_some_and(u8::is_ascii_digit);
            let after = text[i + stars..]
                .bytes()
                .next()
                .is_some_and(|b| b.is_ascii_digit());
            if stars > 1 || !(before && after) {
                return stars;
            }
            self.copy("*", raw);
            return 1;
        }
        match self.folded(c, &text[i + len..]) {
            Some(to) if to != c => self.replace(to.encode_utf8(&mut [0; 4]), raw, len),
            _ => self.copy(&text[i..i + len], raw),
        }
        len
    }

    /// A blank is kept only where leaving it out would join two Latin words or two numbers.
    fn needs_blank(&self, rest: &str) -> bool {
        let latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '%' | '@');
        let before = self.out.text.chars().next_back().is_some_and(latin);
        before
            && rest
                .trim_start()
                .chars()
                .next()
                .map(width)
                .is_some_and(latin)
    }

    fn folded(&self, c: char, rest: &str) -> Option<char> {
        let next = rest.chars().next().map(width);
        let digit_before = self
            .out
            .text
            .as_bytes()
            .last()
            .is_some_and(u8::is_ascii_digit);
        let digit_after = next.is_some_and(|n| n.is_ascii_digit());
        let thousands = digit_before
            && rest
                .chars()
                .map(width)
                .take_while(char::is_ascii_digit)
                .count()
                == 3;
        Some(match c {
            '(' => '（',
            ')' => '）',
            ';' => '；',
            '!' => '！',
            '?' => '？',
            ',' | '，' if thousands => ',',
            ',' => '，',
            ':' | '：' if digit_before && digit_after => ':',
            ':' => '：',
            '．' | '。' | '·' if digit_before && digit_after && c != '。' => '.',
            '﹪' | '％' => '%',
            _ => super::fold::simplified(width(c)),
        })
    }
}

/// Full-width ASCII to ASCII, apart from the punctuation that Chinese text is written with.
fn width(c: char) -> char {
    match c {
        '０'..='９'
        | 'Ａ'..='Ｚ'
        | 'ａ'..='ｚ'
        | '％'
        | '＋'
        | '－'
        | '／'
        | '＜'
        | '＞'
        | '＝'
        | '～' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// How many bytes at the start are copied without a look: lower-case letters, digits and simplified-safe
/// characters are decided one by one, so only ASCII letters and digits run.
fn plain_run(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric())
        .count()
}
