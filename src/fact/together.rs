//! Blocks of documents, read together, one step after the other.
//!
//! In: documents. Out: their facts, in order. Not here: the steps (`asked`, `Reader`, `done`).

use super::asked;
use super::done::Done;
use super::heading::Under;
use super::{Fact, Reader, Vocabulary};
use crate::pattern::Patterns;
use crate::segment::Document;
use std::ops::Range;

/// So many blocks are read together, of one document or more: each step (values, what cues say of them, the
/// phrases beside them) is taken for all of them before the next, so that what it needs (its code, its
/// states) is fetched once for them.
const TOGETHER: usize = 512;

/// The facts of documents, some blocks at a time, each with the number of its document, and whether
/// they are its last; of each there are some, and be it none.
pub fn each_of<'a>(
    documents: impl IntoIterator<Item = &'a Document<'a>>,
    patterns: &'a Patterns,
    vocabulary: &'a Vocabulary,
    mut take: impl FnMut(usize, Vec<Fact<'a>>, bool),
) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut room = TOGETHER;
    for (number, document) in documents.into_iter().enumerate() {
        let mut next = Some(Piece::of(number, document, patterns, vocabulary));
        while let Some(mut piece) = next.take() {
            room -= piece.begin(room);
            pieces.push(piece);
            if room == 0 {
                together(&mut pieces, (patterns, vocabulary), &mut take);
                next = pieces.pop().and_then(Piece::rest);
                pieces.clear();
                room = TOGETHER;
            }
        }
    }
    together(&mut pieces, (patterns, vocabulary), &mut take);
}

/// Some blocks of a document, and what is known of it before them.
struct Piece<'a> {
    number: usize,
    document: &'a Document<'a>,
    reader: Reader<'a>,
    /// The number of the first block, and of the first behind the piece.
    blocks: Range<usize>,
    alone: Vec<Alone>,
}

impl<'a> Piece<'a> {
    /// At the start of a document.
    fn of(
        number: usize,
        document: &'a Document,
        patterns: &'a Patterns,
        vocabulary: &'a Vocabulary,
    ) -> Self {
        Self {
            number,
            document,
            reader: Reader::of(document, patterns, vocabulary),
            blocks: 0..0,
            alone: Vec::new(),
        }
    }

    /// Takes so many blocks, or as many as there are, and says how many.
    fn begin(&mut self, most: usize) -> usize {
        let left = self.document.blocks.len() - self.blocks.start;
        let many = left.min(most);
        self.blocks.end = self.blocks.start + many;
        many
    }

    fn is_last(&self) -> bool {
        self.blocks.end == self.document.blocks.len()
    }

    /// What stands behind it.
    fn rest(self) -> Option<Self> {
        let blocks = self.blocks.end..self.blocks.end;
        (!self.is_last()).then_some(Self { blocks, ..self })
    }
}

/// Reads pieces one step after the other. What is found in all of them lies in one list, as do their parts and
/// what is asked of these.
fn together<'a>(
    pieces: &mut [Piece<'a>],
    (patterns, v): (&'a Patterns, &'a Vocabulary),
    take: &mut impl FnMut(usize, Vec<Fact<'a>>, bool),
) {
    let blocks = pieces.iter().map(|piece| piece.blocks.len()).sum();
    let mut found = Vec::with_capacity(blocks);
    for piece in pieces.iter_mut() {
        let first = piece.blocks.start;
        let blocks = &piece.document.blocks[piece.blocks.clone()];
        piece.alone = piece.reader.alone(first, blocks, &mut found);
    }
    let mut parts = Vec::with_capacity(2 * found.len());
    let mut later = found.as_slice();
    for piece in pieces.iter_mut() {
        for alone in &mut piece.alone {
            let before = parts.len();
            let text = &piece.document.blocks[alone.index].plain.text;
            let found = next(&mut later, alone.values);
            asked::parts(text, found, false, &mut parts);
            alone.parts = parts.len() - before;
        }
    }
    asked::of_sentences(&mut parts, v);
    let mut asked = Vec::with_capacity(found.len());
    let mut later = parts.as_slice();
    for alone in pieces.iter().flat_map(|piece| &piece.alone) {
        let parts = next(&mut later, alone.parts);
        asked::of_mentions(parts, false, (patterns, v), &mut asked);
    }
    asked::of_quantities(&mut asked, v);
    let mut done = Done::of(found.len());
    let (mut later, mut asked) = (parts.as_slice(), asked.as_slice());
    let mut found = found.as_slice();
    for Piece {
        document,
        reader,
        alone,
        ..
    } in pieces.iter_mut()
    {
        for alone in alone {
            let before = reader.out.len();
            let parts = next(&mut later, alone.parts);
            let asked = next(&mut asked, alone.values);
            let found = next(&mut found, alone.values);
            reader.block(document, alone, (found, parts, asked), &mut done);
            alone.made = reader.out.len() - before;
        }
    }
    let (mut later, mut done) = (parts.as_slice(), done.in_order());
    for piece in pieces {
        let facts = piece
            .reader
            .facts(piece.document, &piece.alone, &mut later, &mut done);
        take(piece.number, facts, piece.is_last());
    }
}

/// A block, and what is known of it by itself before its sentences are read.
pub struct Alone {
    /// Its number in its document.
    pub index: usize,
    /// How many values stand in it.
    pub values: usize,
    /// What the headings above it say, where no block under them has asked before.
    pub under: Option<Under>,
    /// It may assign a task.
    pub assigns: bool,
    /// How many parts it has.
    pub parts: usize,
    /// How many facts of tables and responsibilities.
    pub made: usize,
}

/// The next so many of what stands there for all blocks.
pub fn next<'s, T>(later: &mut &'s [T], many: usize) -> &'s [T] {
    let (here, others) = later.split_at(many);
    *later = others;
    here
}

#[cfg(test)]
mod tests {
    use super::super::tests::{PATTERNS, VOCABULARY};
    use super::*;
    use crate::segment::documents;
    use crate::text::decode;

    #[test]
    fn documents_that_are_read_together_have_the_facts_of_each_alone() {
        // One after the other they begin and end within what is read together, and at its ends.
        let lengths = [TOGETHER - 2, 3, 0, 2 * TOGETHER + 7, 1, TOGETHER];
        let paragraph = |n: usize| format!("\u{3000}\u{3000}{n}.新建学校{n}所。\n");
        let texts = lengths.map(|many| (1..=many).map(paragraph).collect::<String>());
        let texts = texts
            .each_ref()
            .map(|text| decode(text.as_bytes(), None).unwrap());
        let read: Vec<_> = (texts.iter())
            .flat_map(|text| documents(text, &PATTERNS.document))
            .collect();
        let mut together = vec![(Vec::new(), 0); read.len()];
        each_of(&read, &PATTERNS, &VOCABULARY, |number, facts, last| {
            let (all, ends) = &mut together[number];
            assert_eq!(*ends, 0, "facts behind the last of {number}");
            *ends += usize::from(last);
            all.extend(facts);
        });
        assert!(read[3].blocks.len() > 2 * TOGETHER);
        for (number, (document, (facts, ends))) in read.iter().zip(&together).enumerate() {
            assert_eq!(*ends, 1, "{number}");
            let alone = super::super::facts(document, &PATTERNS, &VOCABULARY);
            assert_eq!(alone.len(), lengths[number], "{number}");
            assert_eq!(format!("{facts:?}"), format!("{alone:?}"), "{number}");
        }
    }
}
