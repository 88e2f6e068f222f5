//! Second reading: what a value refers to.
//!
//! In: a document's blocks and their mentions. Out: [`Fact`]s in order of place.
//! Not here: finding values (`mention`), comparing them (`audit`).

mod agent;
mod asked;
mod context;
mod dates;
mod edges;
mod funding;
mod group;
mod parallel;
mod period;
mod phrase;
mod responsibility;
mod sentence;
mod share;
mod status;
mod subject;
mod table;
mod topic;
mod trace;
mod vocabulary;
pub mod words;

pub use sentence::Sentence;
pub use trace::{Did, Step, trace, with_mentions};
pub use vocabulary::Vocabulary;

use crate::mention::{Mention, Value, mentions};
use crate::pattern::Patterns;
use crate::segment::{Block, BlockKind, Document};
use crate::text::{Plain, Span};
use crate::value::{Comparator, Kind, Number, Role, Status};
use agent::Said;
use asked::{Asked, Part, parts};
use context::Context;
use std::iter;
use std::ops::Range;
use std::sync::Arc;

/// One value at one place, and what it refers to.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What sort of value it is.
    pub kind: Kind,
    /// What it is within its kind.
    pub role: Option<Role>,
    /// Reached, aimed at, or earlier.
    pub status: Option<Status>,
    /// The quantity, with the upper end of a range.
    pub number: Option<(Number, Option<Number>)>,
    /// The date in EDTF.
    pub date: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// How the wording bounds the value.
    pub comparator: Option<Comparator>,
    /// What is measured, counted or funded; for a responsibility the task.
    pub subject: Option<String>,
    /// The unit that did or reported it.
    pub agent: Option<String>,
    /// EDTF: the time that it refers to.
    pub period: Option<String>,
    /// Facts of a document with the same number belong together.
    pub group: Option<usize>,
    /// The heading path.
    pub section: Arc<[String]>,
    /// Its place in the raw text.
    pub span: Span,
    /// The sentence, plain.
    pub evidence: Arc<str>,
    /// Its bytes in the evidence.
    pub within: Range<usize>,
    /// A number that the facts of a sentence share, and no others of their block have.
    pub sentence: usize,
    /// The pattern that made it.
    pub rule: String,
}

impl Fact {
    /// A fact of which only the place is known.
    fn bare(block: &Block, span: Span, evidence: &Arc<str>, rule: String) -> Self {
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
            section: block.section.clone(),
            span,
            evidence: evidence.clone(),
            within: 0..0,
            sentence: 0,
            rule,
        }
    }
}

/// All facts of a document.
pub fn facts(document: &Document, patterns: &Patterns, vocabulary: &Vocabulary) -> Vec<Fact> {
    let mut all = Vec::new();
    each(document, patterns, vocabulary, |facts| all.extend(facts));
    all
}

/// So many blocks are read together: each step (values, what the cues around them say, the phrases beside
/// them) is taken for all of them before the next, so that what it needs (its code, its states) is fetched
/// once for them.
const TOGETHER: usize = 32;

/// The facts of a document, some blocks at a time.
pub fn each<'a>(
    document: &'a Document,
    patterns: &'a Patterns,
    vocabulary: &'a Vocabulary,
    mut take: impl FnMut(Vec<Fact>),
) {
    let mut reader = Reader {
        patterns,
        vocabulary,
        context: Context::of(document, vocabulary),
        out: Vec::new(),
        sentence: 0,
    };
    let mut groups = 0;
    let mut blocks = document.blocks.iter().enumerate();
    for together in document.blocks.chunks(TOGETHER) {
        let found = |block: &Block| match block.kind {
            BlockKind::Table(_) => Vec::new(),
            _ => mentions(&block.plain.text, patterns),
        };
        let found: Vec<_> = together.iter().map(found).collect();
        let texts = together.iter().zip(&found);
        let texts: Vec<_> = texts.map(|(b, f)| parts(&b.plain.text, f)).collect();
        let of_cues = texts
            .iter()
            .map(|parts| asked::of_cues(parts, &mut false, patterns, vocabulary));
        let asked: Vec<_> = of_cues.collect();
        asked.iter().flatten().flatten().for_each(asked::phrases);
        reader.out.reserve(found.iter().map(Vec::len).sum());
        let read = found.iter().zip(texts.iter().zip(&asked));
        for ((found, (parts, asked)), (i, block)) in read.zip(blocks.by_ref()) {
            let from = reader.out.len();
            reader.block(document, i, (block, found), (parts, asked));
            let own = &mut reader.out[from..];
            group::groups(own, &mut groups);
            own.sort_by_key(|f| (f.span.start, f.span.end));
        }
        take(std::mem::take(&mut reader.out));
    }
}

/// Reads a document's blocks one after the other.
struct Reader<'a> {
    patterns: &'a Patterns,
    vocabulary: &'a Vocabulary,
    context: Context<'a>,
    out: Vec<Fact>,
    sentence: usize,
}

impl<'a> Reader<'a> {
    fn block(
        &mut self,
        document: &'a Document,
        index: usize,
        (block, found): (&'a Block, &[Mention]),
        read: (&[Part], &[Option<Asked>]),
    ) {
        self.context.enter(block, found);
        let is_table = |b: &Block| matches!(b.kind, BlockKind::Table(_));
        if is_table(block) || !found.is_empty() {
            self.context.hear_headings(self.patterns, self.vocabulary);
            let mut near = document.blocks[index..].iter().take(3);
            self.context.captions = near.any(is_table);
        }
        if let BlockKind::Table(table) = &block.kind {
            self.table(document, block, table);
            return;
        }
        let runs = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_));
        if runs && self.vocabulary.assigns(&block.plain.text) {
            self.responsibilities(document, index, block);
        }
        if !found.is_empty() {
            self.read(document, block, &block.plain, read);
        }
        self.context.after_block();
    }

    /// Reads a text of a block, sentence by sentence.
    fn read(
        &mut self,
        document: &Document,
        block: &Block,
        plain: &Plain,
        (parts, mut asked): (&[Part], &[Option<Asked>]),
    ) {
        // Whose a value is, is asked at quantities only: what was said of it since the last one.
        let mut said: Vec<Said> = Vec::new();
        for part in parts {
            let continues = self.context.continues;
            let own = Said {
                text: part.text(),
                continues,
            };
            let Part::Valued(s) = part else {
                said.push(own);
                self.sentence += 1;
                continue;
            };
            let (here, later) = asked.split_at(s.mentions.len());
            asked = later;
            let asks = here.iter().any(Option::is_some);
            if asks {
                let said = iter::once(&own).chain(said.iter().rev());
                self.context.hear(said, self.vocabulary);
            }
            self.read_sentence(document, block, plain, s, here);
            match asks {
                true => said.clear(),
                false => said.push(own),
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
        plain: &Plain,
        s: &Sentence,
        asked: &[Option<Asked>],
    ) {
        let evidence: Arc<str> = Arc::from(s.text().trim());
        let trimmed = s.text().len() - s.text().trim_start().len();
        self.context.sentence(s, self.vocabulary);
        let dates = self.dates(document, block, s);
        let readings = self.readings(s, &dates, asked);
        self.context.after_sentence(s, self.vocabulary);
        for ((mention, date), reading) in s.mentions.iter().zip(dates).zip(readings) {
            let within = mention.at.start - s.range.start - trimmed
                ..mention.at.end - s.range.start - trimmed;
            let bare = |rule: Option<String>| {
                let pattern = || self.patterns.mentions[mention.pattern].name.clone();
                let span = plain.span(mention.at.clone());
                Fact {
                    within,
                    sentence: self.sentence,
                    ..Fact::bare(block, span, &evidence, rule.unwrap_or_else(pattern))
                }
            };
            match &mention.value {
                Value::Date(_) => {
                    if let Some((value, role)) = date {
                        self.out.push(Fact {
                            date: Some(value),
                            role: Some(role),
                            ..bare(None)
                        });
                    }
                }
                Value::Quantity(q) => {
                    let Some(r) = reading else { continue };
                    self.out.push(Fact {
                        kind: r.kind,
                        role: Some(r.role),
                        status: Some(r.status),
                        number: Some((q.number, q.to)),
                        unit: match (r.kind, &q.unit) {
                            (Kind::Funding, None) => Some("CNY".to_string()),
                            (_, unit) => unit.clone(),
                        },
                        comparator: Some(r.comparator),
                        subject: r.subject.filter(|s| !s.is_empty()),
                        agent: r.agent,
                        period: r.period,
                        group: r.group,
                        ..bare(r.rule)
                    });
                }
            }
        }
    }
}
