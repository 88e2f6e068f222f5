//! Lines → paragraphs.
//!
//! In: [`Line`]s and the tables already found among them. Out: [`Para`]s: pieces
//! of one paragraph with the plain text that they read as. A file may wrap its
//! lines inside sentences, words and numbers, or break pages inside them; it
//! may as well have one paragraph a line. The wrap width is estimated for each
//! stretch of lines. Not here: what a paragraph is (`role`, `heading`).

use super::lines::{Glue, Line, columns, width};
use super::mark::{Form, Mark, mark};
use super::table::Table;
use crate::text::{Plain, Span};

/// A paragraph, a line of its own, or a table.
#[derive(Debug, Clone)]
pub struct Para {
    /// Its lines, in order.
    pub pieces: Vec<Span>,
    /// What it reads as.
    pub plain: Plain,
    /// Blank lines before it.
    pub gap: usize,
    /// Columns of blanks before its first line.
    pub indent: usize,
    /// How many `#` its line starts with.
    pub hashes: u8,
    /// What the layout alone can tell.
    pub kind: ParaKind,
}

/// What the layout alone can tell of a paragraph.
#[derive(Debug, Clone)]
pub enum ParaKind {
    /// Text.
    Text,
    /// A page number, a rule, a line of a contents list.
    Furniture,
    /// A table.
    Table(Box<Table>),
}

impl Para {
    /// Its place from the first to the last character.
    pub fn span(&self) -> Span {
        Span::new(
            self.pieces.first().map_or(0, |p| p.start),
            self.pieces.last().map_or(0, |p| p.end),
        )
    }
}

/// What paragraphs are made from.
pub enum Item {
    /// A line of text.
    Line(Line),
    /// A line of furniture.
    Furniture(Line),
    /// A table with the places of its lines.
    Table(Box<Table>, Vec<Span>),
}

/// How a stretch of lines is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Setting {
    /// The width at which lines are wrapped, where they are.
    wrap: Option<usize>,
    /// Paragraphs begin with an indent and go on without.
    indented: bool,
}

/// Lines of a stretch whose setting is estimated together.
const STRETCH: usize = 256;

/// The paragraphs of a text.
pub fn paragraphs(raw: &str, items: Vec<Item>) -> Vec<Para> {
    let settings = settings(raw, &items);
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    let mut late = Vec::new();
    for (i, item) in items.into_iter().enumerate() {
        let setting = settings[i / STRETCH];
        match item {
            Item::Line(line) => {
                if let Some(o) = &mut open {
                    if o.joined_by(raw, &line, setting) {
                        o.push(raw, line);
                        continue;
                    }
                }
                close(raw, &mut open, &mut late, &mut out);
                open = Some(Open::new(raw, line));
            }
            // A page number stands between two pages of one paragraph: it must not end it.
            Item::Furniture(line) => {
                late.push(para(raw, vec![line.span], &line, ParaKind::Furniture))
            }
            Item::Table(table, spans) => {
                close(raw, &mut open, &mut late, &mut out);
                out.push(Para {
                    plain: Plain::of(raw, &spans),
                    pieces: spans,
                    gap: 1,
                    indent: 0,
                    hashes: 0,
                    kind: ParaKind::Table(table),
                });
            }
        }
    }
    close(raw, &mut open, &mut late, &mut out);
    out
}

/// The paragraphs of one column of a table whose cells are wrapped at `wrap` columns, as groups of line numbers.
pub fn wrapped(raw: &str, cells: &[Line], wrap: usize) -> Vec<Vec<usize>> {
    let setting = Setting {
        wrap: Some(wrap),
        indented: false,
    };
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Open> = None;
    for (i, cell) in cells.iter().enumerate() {
        match (&mut open, out.last_mut()) {
            (Some(o), Some(group)) if cell.gap == 0 && o.joined_by(raw, cell, setting) => {
                o.push(raw, cell.clone());
                group.push(i);
            }
            _ => {
                open = Some(Open::new(raw, cell.clone()));
                out.push(vec![i]);
            }
        }
    }
    out
}

fn close(raw: &str, open: &mut Option<Open>, late: &mut Vec<Para>, out: &mut Vec<Para>) {
    if let Some(o) = open.take() {
        let first = o.first;
        out.push(para(raw, o.pieces, &first, ParaKind::Text));
    }
    out.append(late);
}

fn para(raw: &str, pieces: Vec<Span>, first: &Line, kind: ParaKind) -> Para {
    Para {
        plain: Plain::of(raw, &pieces),
        pieces,
        gap: first.gap,
        indent: first.indent,
        hashes: first.hashes,
        kind,
    }
}

/// The paragraph that is being put together.
struct Open {
    pieces: Vec<Span>,
    first: Line,
    last: Line,
    mark: Option<Mark>,
    /// A full stop stands inside it.
    stopped: bool,
    /// A bracket, a quote or a title in 《》 is open at its end.
    unclosed: bool,
}

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Stop,
    Colon,
    Comma,
    Word,
}

impl Open {
    fn new(raw: &str, line: Line) -> Self {
        let text = line.span.of(raw);
        Self {
            pieces: vec![line.span],
            mark: mark(text),
            stopped: text.contains(['。', '；']),
            unclosed: unclosed(text),
            first: line.clone(),
            last: line,
        }
    }

    fn push(&mut self, raw: &str, line: Line) {
        let text = line.span.of(raw);
        self.stopped |= text.contains(['。', '；']);
        self.unclosed = if self.unclosed {
            !closes(text)
        } else {
            unclosed(text)
        };
        self.pieces.push(line.span);
        self.last = line;
    }

    /// True where `next` goes on with this paragraph.
    fn joined_by(&self, raw: &str, next: &Line, setting: Setting) -> bool {
        match next.glue {
            Glue::Inline => return true,
            Glue::Hard => return false,
            Glue::Soft => {}
        }
        let (text, after) = (self.last.span.of(raw), next.span.of(raw));
        if next.bullet || next.hashes > 0 || self.first.hashes > 0 {
            return false;
        }
        if closing(after) {
            return true;
        }
        if own_line(after) || own_line(text) {
            return false;
        }
        if self.positioned(next) {
            return true;
        }
        let end = end(text);
        let full = setting.wrap.is_some_and(|w| self.full(next, raw, w));
        if mark(after).is_some() && !(end == End::Comma && self.unclosed) {
            return false;
        }
        if setting.indented && full {
            return next.indent < 2;
        }
        match end {
            End::Stop | End::Colon => false,
            End::Comma => true,
            End::Word if self.unclosed => next.gap == 0 || full || self.last.cols > 40,
            End::Word if full => !self.heading(raw),
            // Too long for a heading, and yet no end: a page break inside a sentence.
            End::Word => {
                self.last.cols > 80
                    && !self.heading(raw)
                    && !ends_bracket(text)
                    && columns(after) > 12
            }
        }
    }

    /// A fragment that a layout put where the line before ended.
    fn positioned(&self, next: &Line) -> bool {
        let at = self.last.indent + self.last.chars;
        let at_cols = self.last.indent + self.last.cols;
        next.gap == 0
            && next.indent >= 4
            && (next.indent.abs_diff(at) <= 2 || next.indent.abs_diff(at_cols) <= 2)
    }

    /// True where the first word of `next` would not have fitted behind the last line.
    fn full(&self, next: &Line, raw: &str, wrap: usize) -> bool {
        // What stands far to the right is a signature, not a filled line.
        if self.last.indent > 12 {
            return false;
        }
        let right = self.last.indent + self.last.cols;
        right <= wrap + 4 && right + first_word(next.span.of(raw)) + 2 > wrap
    }

    /// True where the paragraph is one line that can only be a heading.
    fn heading(&self, raw: &str) -> bool {
        let structural = self.mark.is_some_and(|m| {
            matches!(
                m.form,
                Form::Part | Form::Chapter | Form::Section | Form::Chinese | Form::ChineseBrackets
            )
        });
        structural
            && self.pieces.len() == 1
            && !self.stopped
            && !self.unclosed
            && !self.last.span.of(raw).ends_with(['的', '和', '与', '及'])
    }
}

fn end(text: &str) -> End {
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

fn ends_bracket(text: &str) -> bool {
    text.ends_with(['）', ')', '】', '》'])
}

/// Punctuation that never starts a paragraph.
fn closing(text: &str) -> bool {
    text.starts_with([
        '，', '。', '、', '；', '：', '）', '》', '”', '’', '？', '！', '％', '%', '‰', '」',
    ])
}

/// A line that is a date and nothing else never goes on and is never gone on with.
fn own_line(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let inner = text.trim_matches(|c| "（）()".contains(c));
    let inner = inner.strip_suffix("印发").unwrap_or(inner);
    super::day::day(inner).is_some_and(|(r, _)| r.len() == inner.len())
}

fn unclosed(text: &str) -> bool {
    let tail = super::title::tail_of(text, 240);
    [('《', '》'), ('（', '）'), ('(', ')'), ('“', '”')]
        .iter()
        .any(|(o, c)| match (tail.rfind(*o), tail.rfind(*c)) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            _ => false,
        })
}

fn closes(text: &str) -> bool {
    let first_close = text.find(['》', '）', ')', '”']);
    first_close.is_some() && !unclosed(text)
}

/// The width of what cannot be broken at the start of a line: a number, a word, a character with its punctuation.
fn first_word(text: &str) -> usize {
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

fn settings(raw: &str, items: &[Item]) -> Vec<Setting> {
    fn line(item: &Item) -> Option<&Line> {
        match item {
            Item::Line(l) => Some(l),
            _ => None,
        }
    }
    let all: Vec<&Line> = items.iter().filter_map(line).collect();
    let whole = setting(raw, &all);
    let stretches = items.chunks(STRETCH).map(|stretch| {
        let lines: Vec<&Line> = stretch.iter().filter_map(line).collect();
        let own = setting(raw, &lines);
        if own.wrap.is_some() { own } else { whole }
    });
    stretches.collect()
}

fn setting(raw: &str, lines: &[&Line]) -> Setting {
    let wrap = wrap(raw, lines);
    Setting {
        wrap,
        indented: wrap.is_some_and(|w| indented(raw, lines, w)),
    }
}

/// The width at which lines that end inside a sentence gather, if they do.
fn wrap(raw: &str, lines: &[&Line]) -> Option<usize> {
    const WIDEST: usize = 140;
    let mut ends = [0usize; WIDEST + 1];
    let mut wide = 0;
    for line in lines {
        let right = line.indent + line.cols;
        if !(36..=WIDEST).contains(&right) || line.indent > 12 {
            continue;
        }
        wide += 1;
        let text = line.span.of(raw);
        let inside = matches!(end(text), End::Word | End::Comma);
        let heads = mark(text).is_some_and(|m| m.form != Form::Arabic);
        if inside && !heads && !ends_bracket(text) {
            ends[right] += 1;
        }
    }
    let (mut best, mut most) = (0, 0);
    for right in 41..=WIDEST {
        let n: usize = ends[right - 5..=right].iter().sum();
        if n > most || (n == most && n > 0 && ends[right] > 0) {
            (best, most) = (right, n);
        }
    }
    let best = (best.saturating_sub(5)..=best)
        .rev()
        .find(|r| ends[*r] > 0)?;
    (most >= 4 && most * 4 >= wide).then_some(best)
}

/// True where paragraphs show by an indent that the wrapped lines lack.
fn indented(raw: &str, lines: &[&Line], wrap: usize) -> bool {
    let (mut starts, mut in_starts, mut rest, mut in_rest) = (0usize, 0usize, 0usize, 0usize);
    for pair in lines.windows(2) {
        let [a, b] = pair else { continue };
        let right = a.indent + a.cols;
        let ended = matches!(end(a.span.of(raw)), End::Stop);
        if ended && right + 8 < wrap && a.indent <= 12 {
            starts += 1;
            in_starts += usize::from(b.indent >= 2);
        } else if !ended && right + 6 > wrap && right <= wrap + 4 {
            rest += 1;
            in_rest += usize::from((2..=12).contains(&b.indent));
        }
    }
    starts > 0 && in_starts * 10 >= starts * 6 && in_rest * 10 <= rest * 3
}
