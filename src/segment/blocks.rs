//! A document's paragraphs → blocks with their headings.
//!
//! In: a draft and its paragraphs. Out: [`Block`]s in reading order. Not here:
//! where documents begin (`split`), numbering (`mark`).

use super::heading::Path;
use super::layout::{Para, ParaKind};
use super::mark::{Form, Mark};
use super::role::Role;
use super::split::{Draft, Scan};
use super::{Block, BlockKind};
use crate::text::{Plain, Span};
use std::ops::Range;

/// The longest heading, in characters.
const HEADING: usize = 60;

/// What becomes of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first line of the title; the others are in it.
    Title,
    /// A heading.
    Heading,
    /// A line that carries no content.
    Furniture,
    /// Running text, or a table.
    Content,
}

impl Scan<'_> {
    /// The parts of a document, each by the number of its paragraph.
    pub fn parts(&self, draft: &Draft) -> Vec<(usize, Part)> {
        let mut units = draft.paras.start;
        let mut part = |i: usize| match self.paras[i].kind {
            _ if i == draft.title.start && !draft.title.is_empty() => Part::Title,
            ParaKind::Table(_) => Part::Content,
            _ if draft.head.contains(&i)
                || draft.tail.contains(&i)
                || self.furniture(i, draft, &mut units) =>
            {
                Part::Furniture
            }
            _ if self.heading(i, draft.paras.end) => Part::Heading,
            _ => Part::Content,
        };
        let all = draft.paras.clone().chain(draft.tail.clone());
        let begins = all.filter(|i| *i == draft.title.start || !draft.title.contains(i));
        let mut out = Vec::with_capacity(draft.paras.len() + draft.tail.len());
        out.extend(begins.map(|i| (i, part(i))));
        out
    }

    /// `units` keeps where the run of units ends that was met last.
    fn furniture(&self, i: usize, draft: &Draft, units: &mut usize) -> bool {
        match &self.roles[i] {
            Role::Furniture
            | Role::DocNo(_)
            | Role::Date(_)
            | Role::Print(_)
            | Role::Signature(..)
            | Role::Editor(_)
            | Role::Byline(_)
            | Role::Note
            | Role::Copies
            | Role::Attachment => true,
            Role::Recipients => i <= draft.head.end + 1,
            // A unit is a signature where a date or the end follows, else perhaps a heading.
            Role::Unit => {
                let end = draft.paras.end;
                if *units <= i {
                    let other = |k: &usize| self.roles[*k] != Role::Unit;
                    *units = (i + 1..end).find(other).unwrap_or(end);
                }
                *units >= end || !self.roles[*units].content()
            }
            _ => false,
        }
    }

    /// True for a heading on a line of its own.
    fn heading(&self, i: usize, end: usize) -> bool {
        let para = &self.paras[i];
        let text = &*para.plain.text;
        if para.hashes > 0 {
            return true;
        }
        // Most paragraphs are running text without a colon at their end.
        let may_be = match &self.roles[i] {
            Role::Marked | Role::Short | Role::Unit => true,
            Role::Body => text.ends_with('：'),
            _ => false,
        };
        if !may_be || text.len() > HEADING * 3 {
            return false;
        }
        let next = (i + 1..end).find(|k| self.roles[*k] != Role::Furniture);
        let is = match &self.roles[i] {
            Role::Marked => self.numbered_heading(i, text, next),
            Role::Short | Role::Unit => self.plain_heading(i, text, next),
            Role::Body => self.label(text, next),
            _ => false,
        };
        is && (text.len() <= HEADING || text.chars().count() <= HEADING)
    }

    fn numbered_heading(&self, i: usize, text: &str, next: Option<usize>) -> bool {
        let Some(own) = self.marks[i] else {
            return false;
        };
        // The last item of a list has a paragraph after it, and is no heading.
        let listed = i.checked_sub(1).is_some_and(|p| {
            self.marks[p].is_some_and(|m| m.form == own.form && m.number + 1 == own.number)
        });
        let sibling = next.is_none_or(|k| self.marks[k].is_some_and(|m| m.form == own.form));
        let ended = text.ends_with(['。', '！', '？']);
        let inside = text.trim_end_matches(['。', '！', '？']);
        let long = || inside.chars().count() > 45;
        let may_be = match own.form {
            Form::Article => return false,
            Form::Part | Form::Chapter | Form::Section => return !ended,
            _ if inside.ends_with(['，', '、']) => false,
            Form::Chinese | Form::ChineseBrackets => {
                !(ended && (sibling || listed || long())) && !(sibling && long())
            }
            _ => {
                !sibling
                    && !listed
                    && !ended
                    && !text.ends_with('：')
                    && inside.chars().count() <= 40
            }
        };
        // One after the other: either is sooner found than both.
        let sentences = || inside.contains('。') || inside.contains('；');
        // The bracket that closes an item names who answers for it.
        let answered = || inside.ends_with('）') && inside.contains('：');
        may_be && !sentences() && !answered()
    }

    fn plain_heading(&self, i: usize, text: &str, next: Option<usize>) -> bool {
        let follows =
            next.is_some_and(|k| matches!(self.roles[k], Role::Body | Role::Marked | Role::Table));
        let alone = i
            .checked_sub(1)
            .is_none_or(|p| !matches!(self.roles[p], Role::Short));
        let n = text.chars().count();
        follows
            && alone
            && (2..=40).contains(&n)
            && !text.ends_with(['）', '》'])
            && !text.starts_with(['（', '《', '“', '注'])
            && !text.contains("http")
    }

    /// A short line with a colon over a list: 目标任务：
    fn label(&self, text: &str, next: Option<usize>) -> bool {
        let Some(name) = text.strip_suffix('：') else {
            return false;
        };
        let list = next.is_some_and(|k| self.roles[k] == Role::Marked);
        list && (2..=12).contains(&name.chars().count())
            && !name.contains(['，', '。'])
            && !name.ends_with("如下")
            && !name.ends_with(['是', '为'])
    }
}

/// The blocks that a document's parts are; they take what their paragraphs read as.
pub fn blocks<'t>(
    raw: &'t str,
    parts: &[(usize, Part)],
    title: Range<usize>,
    marks: &[Option<Mark>],
    paras: &mut [Para<'t>],
) -> Vec<Block<'t>> {
    let mut path = Path::default();
    let mut out = Vec::with_capacity(parts.len());
    for &(i, part) in parts {
        if part == Part::Title {
            let lines = paras[title.clone()].iter();
            let pieces: Vec<Span> = lines.flat_map(|p| p.pieces.iter().copied()).collect();
            out.push(Block {
                kind: BlockKind::Title,
                section: path.section(),
                plain: Plain::of(raw, &pieces),
            });
            continue;
        }
        let para = &mut paras[i];
        let plain = std::mem::take(&mut para.plain);
        let (kind, section) = match part {
            // A heading's block stands under the headings above it.
            Part::Heading => {
                let (level, above) = path.enter(&plain.text, marks[i], para.hashes);
                (BlockKind::Heading(level), above)
            }
            Part::Furniture => (BlockKind::Furniture, path.section()),
            _ => (content(&mut para.kind), path.section()),
        };
        out.push(Block {
            kind,
            section,
            plain,
        });
    }
    out
}

fn content<'t>(kind: &mut ParaKind<'t>) -> BlockKind<'t> {
    match std::mem::replace(kind, ParaKind::Text) {
        ParaKind::Table(table) => BlockKind::Table(table),
        _ => BlockKind::Paragraph,
    }
}
