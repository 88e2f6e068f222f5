//! Decoded text → the documents in it, with titles, headings, paragraphs and tables.
//!
//! In: [`Text`]. Out: [`Document`]s. Not here: values and what they mean.

use crate::text::{Plain, Span, Text};
use crate::value::Genre;
use std::ops::Range;
use std::sync::Arc;

/// One official document inside a file.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its place in the raw text.
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
    pub blocks: Vec<Block>,
}

/// A title, a heading, a paragraph, a line of its own, or a table.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The headings that it stands under, outermost first, numbering removed.
    pub section: Arc<[String]>,
    /// The normalised text (of a table: all its cells, for reference).
    pub plain: Plain,
}

/// What a block is.
#[derive(Debug, Clone)]
pub enum BlockKind {
    /// The document's title.
    Title,
    /// A heading on a line of its own; 1 is the outermost level.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// Signature, date line, document number, recipients, print line, contents line.
    Furniture,
    /// A table.
    Table(Table),
}

/// A table: caption, column heads, rows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The caption line, where there is one.
    pub caption: Option<String>,
    /// What 单位： says above the table.
    pub unit: Option<String>,
    /// The column heads; the first is the head of the row names.
    pub heads: Vec<Cell>,
    /// The rows; the first cell is the row's name.
    pub rows: Vec<Vec<Cell>>,
}

/// One cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// Its normalised text with the way back to the raw place.
    pub plain: Plain,
}

/// The sentences of a block's plain text: up to and with 。！？； and, in lists, the item's end.
pub fn sentences(plain: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, c) in plain.char_indices() {
        if matches!(c, '。' | '！' | '？' | '；') {
            out.push(start..i + c.len_utf8());
            start = i + c.len_utf8();
        }
    }
    if start < plain.len() {
        out.push(start..plain.len());
    }
    out
}

/// The documents of a text.
pub fn documents(text: &Text) -> Vec<Document> {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.raw.split_inclusive('\n') {
        let span = Span::new(at, at + line.len());
        at = span.end;
        if !line.trim().is_empty() {
            blocks.push(Block {
                kind: BlockKind::Paragraph,
                section: Arc::from(Vec::new()),
                plain: Plain::of(&text.raw, &[span]),
            });
        }
    }
    vec![Document {
        span: Span::new(0, text.raw.len()),
        title: None,
        doc_no: None,
        issuer: None,
        issued: None,
        recipients: Vec::new(),
        region: None,
        genre: Genre::Other,
        year: None,
        blocks,
    }]
}
