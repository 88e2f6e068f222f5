//! Decoded text → the documents in it, with titles, headings, paragraphs and tables.
//!
//! In: [`Text`] and the words of `patterns/document.toml`. Out: [`Document`]s.
//! Not here: values and what they mean.
//!
//! Inside, in reading order: what several steps ask about (`noted`) → lines (`lines`, `cuts`) →
//! tables among them (`cells`, `grid`) → paragraphs (`contents`, `wrap`, `layout`) → what each is
//! (`role`) → where documents begin (`head`, `split`) → what they say about themselves (`meta`,
//! `place`) → their parts (`blocks`, `heading`). Each step reads its input once.

mod blocks;
mod cells;
mod contents;
mod cuts;
mod day;
mod edge;
mod grid;
mod head;
mod heading;
mod layout;
mod lines;
mod mark;
mod meta;
mod noted;
mod place;
mod role;
mod sentence;
mod split;
mod table;
mod title;
mod ways;
mod wrap;

#[cfg(test)]
mod tests;

pub use sentence::{sentences, sentences_to};
pub use table::{Cell, Table};

use crate::pattern::DocumentWords;
use crate::text::{Plain, Span, Text};
use crate::value::Genre;
use layout::Para;
use mark::Mark;
use meta::Meta;
use noted::Noted;
use role::Role;
use split::{Draft, Scan, Tie};
use std::sync::Arc;

/// One official document inside a file.
#[derive(Debug, Clone)]
pub struct Document<'t> {
    /// Its place in the raw text; that of a bulletin holds its pieces.
    pub span: Span,
    /// The title, line breaks joined.
    pub title: Option<String>,
    /// 发文字号.
    pub doc_no: Option<String>,
    /// 发文机关, or the speaker or author unit.
    pub issuer: Option<String>,
    /// 成文日期, EDTF.
    pub issued: Option<String>,
    /// 主送机关.
    pub recipients: Vec<String>,
    /// The administrative division that it speaks for, as written.
    pub region: Option<String>,
    /// What kind of document it is.
    pub genre: Genre,
    /// The year that 今年 and a date without a year mean, where the document settles it.
    pub year: Option<i32>,
    /// Its parts in reading order.
    pub blocks: Vec<Block<'t>>,
}

impl Document<'_> {
    /// The same with texts of its own, for what outlives the text that it was read from.
    pub fn into_owned(self) -> Document<'static> {
        let blocks = self.blocks.into_iter().map(Block::into_owned);
        Document {
            span: self.span,
            title: self.title,
            doc_no: self.doc_no,
            issuer: self.issuer,
            issued: self.issued,
            recipients: self.recipients,
            region: self.region,
            genre: self.genre,
            year: self.year,
            blocks: blocks.collect(),
        }
    }
}

/// A title, a heading, a paragraph, a line of its own, or a table.
#[derive(Debug, Clone)]
pub struct Block<'t> {
    /// What it is.
    pub kind: BlockKind<'t>,
    /// The headings that it stands under, outermost first, numbering removed.
    pub section: Arc<[String]>,
    /// The normalised text (of a table: all its cells, for reference).
    pub plain: Plain<'t>,
}

impl Block<'_> {
    fn into_owned(self) -> Block<'static> {
        Block {
            kind: self.kind.into_owned(),
            section: self.section,
            plain: self.plain.into_owned(),
        }
    }
}

/// What a block is.
#[derive(Debug, Clone)]
pub enum BlockKind<'t> {
    /// The document's title.
    Title,
    /// A heading on a line of its own; 1 is the outermost level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// Signature, date line, document number, recipients, print line, contents line.
    Furniture,
    /// A table.
    Table(Box<Table<'t>>),
}

impl BlockKind<'_> {
    fn into_owned(self) -> BlockKind<'static> {
        match self {
            Self::Title => BlockKind::Title,
            Self::Heading(level) => BlockKind::Heading(level),
            Self::Paragraph => BlockKind::Paragraph,
            Self::Furniture => BlockKind::Furniture,
            Self::Table(table) => BlockKind::Table(Box::new(table.into_owned())),
        }
    }
}

/// The documents of a text.
pub fn documents<'t>(text: &'t Text, words: &DocumentWords) -> Vec<Document<'t>> {
    let raw = &*text.raw;
    let noted = Noted::of(raw);
    let mut items = grid::items(&noted, &lines::lines(&noted, words), words);
    let contents = contents::furniture(&noted, &mut items, words);
    let mut paras = layout::paragraphs(&noted, items, words);
    let read = |p: &Para| {
        let mark = mark::mark(&p.plain.text);
        (mark, role::role(raw, p, mark.is_some(), words))
    };
    let (marks, roles): (Vec<Option<Mark>>, Vec<Role>) = paras.iter().map(read).unzip();
    let scan = Scan {
        raw,
        paras: &paras,
        roles: &roles,
        marks: &marks,
        contents: &contents,
        words,
    };
    let mut drafts = scan.drafts();
    if drafts.is_empty() {
        drafts.push(Draft::empty());
    }
    let mut metas: Vec<Meta> = Vec::new();
    let mut out: Vec<Document> = Vec::new();
    for draft in &drafts {
        let meta = scan.meta(draft, &metas);
        let document = document(&scan, draft, &meta, &out);
        metas.push(meta);
        out.push(document);
    }
    let parts: Vec<_> = drafts.iter().map(|d| scan.parts(d)).collect();
    for ((document, draft), parts) in out.iter_mut().zip(&drafts).zip(&parts) {
        document.blocks = blocks::blocks(raw, parts, draft.title.clone(), &marks, &mut paras);
    }
    spans(&mut out, &drafts, raw.len());
    out
}

/// A document without its blocks.
fn document<'t>(scan: &Scan, draft: &Draft, meta: &Meta, before: &[Document<'t>]) -> Document<'t> {
    let parent = match draft.with {
        Some(Tie::Attached(n) | Tie::Piece(n)) => before.get(n),
        None => None,
    };
    let names: Vec<&str> = [meta.office.as_deref(), meta.issuer.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    let title = draft.name.as_deref();
    let texts = scan.paras[draft.paras.clone()]
        .iter()
        .map(|p| &*p.plain.text);
    let region = place::region(&names, title, texts.clone(), scan.words)
        .or_else(|| parent.and_then(|p| p.region.clone()));
    let inherited = parent.and_then(|p| p.year);
    let issued = meta.issued.clone();
    let genre = meta.genre.unwrap_or(Genre::Other);
    let year = match &issued {
        Some(_) => place::year(issued.as_deref(), title, genre, texts, scan.words),
        None => inherited.or_else(|| place::year(None, title, genre, texts, scan.words)),
    };
    let first = scan
        .paras
        .get(draft.paras.start)
        .map_or(0, |p| p.span().start);
    let last = scan.paras[draft.paras.clone()]
        .iter()
        .map(|p| p.span().end)
        .max()
        .unwrap_or(first);
    Document {
        span: Span::new(first, last),
        title: draft.name.clone(),
        doc_no: meta.doc_no.clone(),
        issuer: meta.issuer.clone(),
        issued,
        recipients: meta.recipients.clone(),
        region,
        genre,
        year,
        blocks: Vec::new(),
    }
}

/// A document ends where the next begins; a bulletin holds its pieces.
fn spans(documents: &mut [Document], drafts: &[Draft], len: usize) {
    let starts: Vec<usize> = documents.iter().map(|d| d.span.start).collect();
    for (i, d) in documents.iter_mut().enumerate() {
        let end = match starts.get(i + 1) {
            _ if drafts[i].bulletin => len,
            Some(next) => *next,
            // After the last piece of a bulletin stand the bulletin's own last lines.
            None if drafts[0].tail.is_empty() => len,
            None => d.span.end,
        };
        d.span = Span::new(if i == 0 { 0 } else { d.span.start }, end.max(d.span.end));
    }
}
