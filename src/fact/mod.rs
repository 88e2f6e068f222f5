//! Second reading: what a value refers to.
//!
//! In: a document's blocks and their mentions. Out: [`Fact`]s in order of place.
//! Not here: finding values (`mention`), comparing them (`audit`).

mod agent;
mod asked;
mod clauses;
mod context;
mod dates;
mod done;
mod edges;
mod funding;
mod group;
mod heading;
mod parallel;
mod period;
mod phrase;
mod responsibility;
mod sentence;
mod share;
mod status;
mod subject;
mod table;
mod together;
mod topic;
mod trace;
mod vocabulary;
pub mod words;

pub use sentence::Sentence;
pub use together::each_of;
pub use trace::{Did, Step, trace, with_mentions};
pub use vocabulary::Vocabulary;

#[cfg(test)]
mod tests;

use crate::mention::{Mention, add_mentions};
use crate::pattern::Patterns;
use crate::segment::{Block, BlockKind, Document};
use crate::text::Span;
use crate::value::{Comparator, Kind, Number, Role, Status};
use agent::Said;
use asked::{Asked, OfSentence, Part};
use context::Context;
use done::{Done, InOrder};
use heading::Headings;
use smallvec::SmallVec;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::iter;
use std::ops::Range;
use std::sync::Arc;
use together::{Alone, next};

/// One value at one place, and what it refers to.
#[derive(Debug, Clone)]
pub struct Fact<'a> {
    /// What sort of value it is.
    pub kind: Kind,
    /// What it is within its kind.
    pub role: Option<Role>,
    /// Reached, aimed at, or earlier.
    pub status: Option<Status>,
    /// The quantity, with the upper end of a range.
    pub number: Option<(Number, Option<Number>)>,
    /// The date in EDTF.
    pub date: Option<SmolStr>,
    /// The unit.
    pub unit: Option<SmolStr>,
    /// How the wording bounds the value.
    pub comparator: Option<Comparator>,
    /// What is measured, counted or funded; for a responsibility the task.
    pub subject: Option<String>,
    /// The unit that did or reported it.
    pub agent: Option<SmolStr>,
    /// EDTF: the time that it refers to.
    pub period: Option<SmolStr>,
    /// Facts of a document with the same number belong together.
    pub group: Option<usize>,
    /// The heading path.
    pub section: &'a Arc<[String]>,
    /// Its place in the raw text.
    pub span: Span,
    /// The sentence, plain.
    pub evidence: Cow<'a, str>,
    /// Its bytes in the evidence.
    pub within: Range<usize>,
    /// A number that the facts of a sentence share, and no others of their block have.
    pub sentence: usize,
    /// The pattern that made it.
    pub rule: SmolStr,
}

impl<'a> Fact<'a> {
    /// A fact of which only the place is known; it is made where the rest of it is filled in.
    #[inline(always)]
    fn bare(block: &'a Block, span: Span, evidence: Cow<'a, str>, rule: SmolStr) -> Self {
        Self {
            kind: Kind::Date,
            role: None,
            status: None,
            number: None,
            date: None,
            unit: None,
            comparator: None,
            subject: None,
            agent: None,
            period: None,
            group: None,
            section: &block.section,
            span,
            evidence,
            within: 0..0,
            sentence: 0,
            rule,
        }
    }
}

/// All facts of a document.
pub fn facts<'a>(
    document: &'a Document,
    patterns: &'a Patterns,
    vocabulary: &'a Vocabulary,
) -> Vec<Fact<'a>> {
    let mut all = Vec::new();
    each(document, patterns, vocabulary, |facts| all.extend(facts));
    all
}

/// The facts of a document, some blocks at a time.
pub fn each<'a>(
    document: &'a Document,
    patterns: &'a Patterns,
    vocabulary: &'a Vocabulary,
    mut take: impl FnMut(Vec<Fact<'a>>),
) {
    each_of([document], patterns, vocabulary, |_, facts, _| take(facts));
}

fn is_table(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Table(_))
}

/// Reads a document's blocks one after the other.
struct Reader<'a> {
    patterns: &'a Patterns,
    vocabulary: &'a Vocabulary,
    context: Context<'a>,
    headings: Headings<'a>,
    /// The facts of tables and responsibilities.
    out: Vec<Fact<'a>>,
    sentence: usize,
    /// How many groups there are.
    groups: usize,
}

impl<'a> Reader<'a> {
    /// At the start of a document.
    fn of(document: &'a Document, patterns: &'a Patterns, vocabulary: &'a Vocabulary) -> Self {
        let context = Context::of(document, vocabulary);
        Self {
            patterns,
            vocabulary,
            headings: Headings::of(document, context.anchor, vocabulary),
            context,
            out: Vec::new(),
            sentence: 0,
            groups: 0,
        }
    }

    /// Those of some blocks, the first of which has this number, that may say something; adds the values that
    /// stand in them.
    fn alone(&mut self, first: usize, blocks: &'a [Block], found: &mut Vec<Mention>) -> Vec<Alone> {
        let (patterns, v) = (self.patterns, self.vocabulary);
        let mut alone = Vec::with_capacity(blocks.len());
        for (index, block) in (first..).zip(blocks) {
            let (before, table) = (found.len(), is_table(block));
            if !table {
                add_mentions(&block.plain.text, patterns, found);
            }
            let values = found.len() - before;
            let holds = table || values > 0;
            let runs = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_));
            let assigns = runs && v.assigns(&block.plain.text);
            let under = self.headings.above(block, holds, patterns, v);
            // In most there is nothing to read.
            if holds || assigns || matches!(block.kind, BlockKind::Title) {
                alone.push(Alone {
                    index,
                    values,
                    under,
                    assigns,
                    parts: 0,
                    made: 0,
                });
            }
        }
        alone
    }

    /// Makes the facts of blocks that were read, some of which have others already.
    fn facts(
        &mut self,
        document: &'a Document,
        blocks: &[Alone],
        parts: &mut &[Part],
        done: &mut InOrder,
    ) -> Vec<Fact<'a>> {
        let mut made = std::mem::take(&mut self.out).into_iter();
        let values: usize = blocks.iter().map(|alone| alone.values).sum();
        let mut out = Vec::with_capacity(made.len() + values);
        for alone in blocks {
            let (block, from) = (&document.blocks[alone.index], out.len());
            out.extend(made.by_ref().take(alone.made));
            let parts = next(parts, alone.parts);
            done.facts(self.patterns, (block, &block.plain), parts, &mut out);
            let own = &mut out[from..];
            group::groups(own, &mut self.groups);
            own.sort_by_key(|f| (f.span.start, f.span.end));
        }
        out
    }

    fn block(
        &mut self,
        document: &'a Document,
        alone: &mut Alone,
        (found, parts, asked): (&[Mention], &[Part], &[Asked]),
        done: &mut Done,
    ) {
        let block = &document.blocks[alone.index];
        self.context.enter(block, found);
        if let Some(under) = alone.under.take() {
            self.context.hear_headings(under);
        }
        if let (BlockKind::Furniture, [_, ..]) = (&block.kind, found) {
            let mut near = document.blocks[alone.index..].iter().take(3);
            self.context.captions = near.any(is_table);
        }
        if let BlockKind::Table(table) = &block.kind {
            self.table(document, block, table);
            return;
        }
        if alone.assigns {
            self.responsibilities(document, alone.index, block);
        }
        self.read(document, block, (parts, asked), done);
        self.context.after_block();
    }

    /// Reads a text of a block, sentence by sentence.
    fn read(
        &mut self,
        document: &Document,
        block: &Block,
        (parts, mut asked): (&[Part], &[Asked]),
        done: &mut Done,
    ) {
        // Whose a value is, is asked at quantities only: what was said of it since the last one.
        let mut said: SmallVec<[Said; 4]> = SmallVec::new();
        for part in parts {
            let continues = self.context.continues;
            match part {
                Part::Silent(text) => said.push(Said {
                    text,
                    acting: None,
                    continues,
                }),
                Part::Valued(s, of) => {
                    let own = Said {
                        text: &s.masked,
                        acting: of.acting.as_ref(),
                        continues,
                    };
                    let asks = own.acting.is_some();
                    if asks {
                        let said = iter::once(&own).chain(said.iter().rev());
                        self.context.hear(said, self.vocabulary);
                    }
                    let (here, later) = asked.split_at(s.mentions.len());
                    asked = later;
                    // A table's next cell goes on with what the last one said.
                    let followed = !asked.is_empty() || is_table(block);
                    self.read_sentence(document, block, (s, of, here, followed), done);
                    match asks {
                        true => said.clear(),
                        false => said.push(own),
                    }
                }
            }
            self.sentence += 1;
        }
        // What a cell says holds for the next one of its table.
        if let BlockKind::Table(_) = block.kind {
            self.context.hear(said.iter().rev(), self.vocabulary);
        }
    }

    fn read_sentence(
        &mut self,
        document: &Document,
        block: &Block,
        (s, of, asked, followed): (&Sentence, &OfSentence, &[Asked], bool),
        done: &mut Done,
    ) {
        self.context.sentence(s, of, self.vocabulary);
        let from = done.dates.len();
        done.dates.extend(self.dates(document, block, s, asked));
        match of.acting {
            Some(_) => {
                let dates = &done.dates[from..];
                self.readings((s, followed), dates, asked, &mut done.readings);
            }
            // There are dates alone.
            None => done.readings.extend(asked.iter().map(|_| None)),
        }
        done.sentences.push(self.sentence);
        if followed {
            self.context.after_sentence(s, self.vocabulary);
        }
    }
}
