//! Lines → paragraphs.
//!
//! In: [`Line`]s and the tables already found among them. Out: [`Para`]s: pieces
//! of one paragraph with the plain text that they read as. A file may wrap its
//! lines inside sentences, words and numbers, or break pages inside them; it
//! may as well have one paragraph a line. The wrap width is estimated for each
//! stretch of lines. Not here: what a paragraph is (`role`, `heading`).

use super::edge::{End, closes, closing, end, ends_bracket, first_word, own_line, unclosed};
use super::lines::{Glue, Line, columns};
use super::mark::{Form, Mark, mark};
use super::noted::Noted;
use super::table::Table;
use super::title;
use super::wrap::{STRETCH, Setting, settings};
use crate::pattern::DocumentWords;
use crate::text::{Plain, Span};
use smallvec::{SmallVec, smallvec};

/// The places of lines, in order. Nearly all paragraphs are one line, whose place needs no memory of its own.
pub type Pieces = SmallVec<[Span; 1]>;

/// A paragraph, a line of its own, or a table.
#[derive(Debug, Clone)]
pub struct Para<'t> {
    /// Its lines, in order.
    pub pieces: Pieces,
    /// What it reads as.
    pub plain: Plain<'t>,
    /// Blank lines before it.
    pub gap: usize,
    /// How many `#` its line starts with.
    pub hashes: u8,
    /// What the layout alone can tell.
    pub kind: ParaKind<'t>,
}

/// What the layout alone can tell of a paragraph.
#[derive(Debug, Clone)]
pub enum ParaKind<'t> {
    /// Text.
    Text,
    /// A page number, a rule, a line of a contents list.
    Furniture,
    /// A table.
    Table(Box<Table<'t>>),
}

impl Para<'_> {
    /// Its place from the first to the last character.
    pub fn span(&self) -> Span {
        Span::new(
            self.pieces.first().map_or(0, |p| p.start),
            self.pieces.last().map_or(0, |p| p.end),
        )
    }
}

/// What paragraphs are made from.
pub enum Item<'t> {
    /// A line of text.
    Line(Line<'t>),
    /// A line of furniture.
    Furniture(Line<'t>),
    /// A table with the places of its lines.
    Table(Box<Table<'t>>, Vec<Span>),
}

/// The paragraphs of a text.
pub fn paragraphs<'t>(
    noted: &Noted<'t>,
    mut items: Vec<Item<'t>>,
    words: &DocumentWords,
) -> Vec<Para<'t>> {
    let settings = settings(&items);
    let mut out = Vec::with_capacity(items.len());
    let mut open: Option<Open> = None;
    let mut late = Vec::new();
    for (i, item) in items.iter_mut().enumerate() {
        let setting = settings[i / STRETCH];
        match item {
            Item::Line(line) => {
                let line = &*line;
                if let Some(o) = &mut open
                    && o.joined_by(noted.raw, line, setting, words)
                {
                    o.push(line);
                    continue;
                }
                close(noted, &mut open, &mut late, &mut out);
                open = Some(Open::new(line));
            }
            // A page number stands between two pages of one paragraph: it must not end it.
            Item::Furniture(line) => late.push(para(
                noted,
                smallvec![line.span()],
                line,
                ParaKind::Furniture,
            )),
            Item::Table(table, spans) => {
                close(noted, &mut open, &mut late, &mut out);
                out.push(Para {
                    plain: noted.plain(spans),
                    pieces: std::mem::take(spans).into(),
                    gap: 1,
                    hashes: 0,
                    kind: ParaKind::Table(std::mem::take(table)),
                });
            }
        }
    }
    close(noted, &mut open, &mut late, &mut out);
    out
}

/// The paragraphs of one column of a table whose cells are wrapped at `wrap` columns, as groups of line numbers.
pub fn wrapped(raw: &str, cells: &[Line], wrap: usize, words: &DocumentWords) -> Vec<Vec<usize>> {
    let setting = Setting {
        wrap: Some(wrap),
        indented: false,
    };
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Open> = None;
    for (i, cell) in cells.iter().enumerate() {
        if let (Some(o), Some(group)) = (&mut open, out.last_mut())
            && cell.gap == 0
            && o.joined_by(raw, cell, setting, words)
        {
            o.push(cell);
            group.push(i);
        } else {
            open = Some(Open::new(cell));
            out.push(vec![i]);
        }
    }
    out
}

fn close<'t>(
    noted: &Noted<'t>,
    open: &mut Option<Open>,
    late: &mut Vec<Para<'t>>,
    out: &mut Vec<Para<'t>>,
) {
    if let Some(o) = open {
        let pieces = std::mem::take(&mut o.pieces);
        out.push(para(noted, pieces, o.first, ParaKind::Text));
        *open = None;
    }
    out.append(late);
}

fn para<'t>(noted: &Noted<'t>, pieces: Pieces, first: &Line, kind: ParaKind<'t>) -> Para<'t> {
    Para {
        plain: match &*pieces {
            [piece] if first.verbatim => Plain::verbatim(noted.raw, *piece),
            pieces => noted.plain(pieces),
        },
        pieces,
        gap: first.gap,
        hashes: first.hashes,
        kind,
    }
}

/// The paragraph that is being put together.
struct Open<'l> {
    pieces: Pieces,
    first: &'l Line<'l>,
    last: &'l Line<'l>,
    /// How many pieces the next two speak of.
    read: usize,
    /// A full stop stands inside it.
    stopped: bool,
    /// A bracket, a quote or a title in 《》 is open at its end.
    unclosed: bool,
    /// Its last line was put where the one before ended; its width tells nothing.
    placed: bool,
}

impl<'l> Open<'l> {
    fn new(line: &'l Line<'l>) -> Self {
        Self {
            pieces: smallvec![line.span()],
            read: 0,
            stopped: false,
            unclosed: false,
            placed: false,
            first: line,
            last: line,
        }
    }

    /// The mark that it begins with.
    fn mark(&self) -> Option<Mark> {
        mark(self.first.text)
    }

    /// Says what its pieces so far leave open; most paragraphs end without being asked.
    fn read(&mut self, raw: &str) {
        for piece in &self.pieces[self.read..] {
            let text = piece.of(raw);
            self.stopped |= text.contains('。') || text.contains('；');
            self.unclosed = match self.unclosed {
                true => !closes(text),
                false => unclosed(text),
            };
        }
        self.read = self.pieces.len();
    }

    fn push(&mut self, line: &'l Line<'l>) {
        self.pieces.push(line.span());
        self.placed = line.gap == 0 && line.indent >= 4;
        self.last = line;
    }

    /// True where `next` goes on with this paragraph.
    fn joined_by(
        &mut self,
        raw: &str,
        next: &Line,
        setting: Setting,
        words: &DocumentWords,
    ) -> bool {
        match next.glue {
            Glue::Inline => return true,
            Glue::Hard => return false,
            Glue::Soft => {}
        }
        let (text, after) = (self.last.text, next.text);
        if next.bullet || next.hashes > 0 || self.first.hashes > 0 {
            return false;
        }
        if closing(after) {
            return true;
        }
        let (positioned, ends) = (self.positioned(next), end(text));
        let stopped = matches!(ends, End::Stop | End::Colon);
        // Most lines end with a stop, and need not be asked for anything else.
        if stopped && !positioned && !setting.indented {
            return false;
        }
        if own_line(after) || own_line(text) {
            return false;
        }
        if positioned {
            return true;
        }
        if !stopped {
            self.read(raw);
        }
        let full = self.full(next, setting);
        if mark(after).is_some() && !(ends == End::Comma && self.unclosed) {
            return false;
        }
        if setting.indented && full {
            return next.indent < 2;
        }
        match ends {
            End::Stop | End::Colon => false,
            End::Comma => true,
            End::Word if self.unclosed => next.gap == 0 || full || self.last.cols > 40,
            End::Word if full => {
                !self.heading() && !self.whole(words) && !self.complete_before(next, setting)
            }
            // Too long for a heading, and yet no end: a page break inside a sentence.
            End::Word => {
                self.last.cols > 80
                    && !self.heading()
                    && !ends_bracket(text)
                    && (next.cols > 12 || end(after) == End::Stop)
            }
        }
    }

    /// A fragment that a layout put where the line before ended; paragraphs start no further in than two ideographs.
    fn positioned(&self, next: &Line) -> bool {
        let near = |width: usize| next.indent.abs_diff(self.last.indent + width) <= 2;
        let text = self.last.text;
        next.gap == 0 && next.indent > 4 && (near(text.chars().count()) || near(columns(text)))
    }

    /// True where the first word of `next` would not have fitted behind the last line.
    fn full(&self, next: &Line, setting: Setting) -> bool {
        let Some(wrap) = setting.wrap else {
            return false;
        };
        if self.placed {
            return true;
        }
        // What stands far to the right is a signature, not a filled line.
        if self.last.indent > 12 {
            return false;
        }
        let right = self.last.indent + self.last.cols;
        // A first line may have lost its indent; digits are narrower than they are counted.
        let lost = if setting.indented || (self.pieces.len() == 1 && self.last.indent == 0) {
            4
        } else {
            0
        };
        right <= wrap + 4 && right + first_word(next.text) + lost + 5 > wrap
    }

    /// True where the paragraph is one line that is a complete title.
    fn whole(&self, words: &DocumentWords) -> bool {
        let text = self.last.text;
        self.pieces.len() == 1
            && self.mark().is_none()
            && !self.stopped
            && !text.contains('，')
            && title::complete(text, words)
    }

    /// True where `next` is a short line without an end after a blank line: a line of its own under a wide one.
    fn complete_before(&self, next: &Line, setting: Setting) -> bool {
        let short = setting
            .wrap
            .is_some_and(|w| next.indent + next.cols + 12 < w);
        let ended = matches!(end(next.text), End::Word) && !ends_bracket(next.text);
        next.gap > 0 && short && ended && self.mark().is_none() && !self.stopped
    }

    /// True where the paragraph is one line that can only be a heading.
    fn heading(&self) -> bool {
        let structural = self.mark().is_some_and(|m| {
            matches!(
                m.form,
                Form::Part | Form::Chapter | Form::Section | Form::Chinese | Form::ChineseBrackets
            )
        });
        structural
            && self.pieces.len() == 1
            && !self.stopped
            && !self.unclosed
            && !self.last.text.ends_with(['的', '和', '与', '及'])
    }
}
