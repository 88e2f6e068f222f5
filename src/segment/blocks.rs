//! A document's paragraphs → blocks with their headings.
//!
//! In: a draft and its paragraphs. Out: [`Block`]s in reading order. Not here:
//! where documents begin (`split`), numbering (`mark`).

use super::heading::Path;
use super::layout::{Para, ParaKind};
use super::mark::{Form, mark};
use super::role::Role;
use super::split::{Draft, Scan};
use super::{Block, BlockKind};
use crate::text::{Plain, Span};

/// The longest heading, in characters.
const HEADING: usize = 60;

impl Scan<'_> {
    /// The blocks of a document.
    pub fn blocks(&self, draft: &Draft) -> Vec<Block> {
        let mut path = Path::default();
        let mut out = Vec::new();
        let mut units = draft.paras.start;
        for i in draft.paras.clone().chain(draft.tail.clone()) {
            if draft.title.contains(&i) {
                if i == draft.title.start {
                    out.push(self.title_block(draft, &mut path));
                }
                continue;
            }
            let para = &self.paras[i];
            let kind = match &para.kind {
                ParaKind::Table(t) => BlockKind::Table((**t).clone()),
                _ if draft.head.contains(&i)
                    || draft.tail.contains(&i)
                    || self.furniture(i, draft, &mut units) =>
                {
                    BlockKind::Furniture
                }
                _ if self.heading(i, draft.paras.end) => {
                    let level = path_level(&mut path, para, &mut out);
                    BlockKind::Heading(level)
                }
                _ => BlockKind::Paragraph,
            };
            if matches!(kind, BlockKind::Heading(_)) {
                if let Some(last) = out.last_mut() {
                    last.kind = kind;
                }
                continue;
            }
            out.push(block(kind, &mut path, para));
        }
        out
    }

    fn title_block(&self, draft: &Draft, path: &mut Path) -> Block {
        let pieces: Vec<Span> = self.paras[draft.title.clone()]
            .iter()
            .flat_map(|p| p.pieces.iter().copied())
            .collect();
        Block {
            kind: BlockKind::Title,
            section: path.section(),
            plain: Plain::of(self.raw, &pieces),
        }
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
        let text = para.plain.text.as_str();
        if para.hashes > 0 {
            return true;
        }
        if text.len() > HEADING * 3 || text.chars().count() > HEADING {
            return false;
        }
        let next = (i + 1..end).find(|k| self.roles[*k] != Role::Furniture);
        match &self.roles[i] {
            Role::Marked => self.numbered_heading(i, text, next),
            Role::Short | Role::Unit => self.plain_heading(i, text, next),
            Role::Body => self.label(text, next),
            _ => false,
        }
    }

    fn numbered_heading(&self, i: usize, text: &str, next: Option<usize>) -> bool {
        let Some(own) = mark(text) else { return false };
        // The last item of a list has a paragraph after it, and is no heading.
        let listed = i.checked_sub(1).is_some_and(|p| {
            mark(&self.paras[p].plain.text)
                .is_some_and(|m| m.form == own.form && m.number + 1 == own.number)
        });
        let sibling = next
            .is_none_or(|k| mark(&self.paras[k].plain.text).is_some_and(|m| m.form == own.form));
        let ended = text.ends_with(['。', '！', '？']);
        let inside = text.trim_end_matches(['。', '！', '？']);
        let long = inside.chars().count() > 45;
        match own.form {
            Form::Article => false,
            Form::Part | Form::Chapter | Form::Section => !ended,
            _ if inside.contains(['。', '；']) || inside.ends_with(['；', '，', '、']) => {
                false
            }
            // The bracket that closes an item names who answers for it.
            _ if inside.ends_with('）') && inside.contains('：') => false,
            Form::Chinese | Form::ChineseBrackets => {
                !(ended && (sibling || long || listed)) && !(sibling && long)
            }
            _ => {
                !sibling
                    && !listed
                    && !ended
                    && !text.ends_with('：')
                    && inside.chars().count() <= 40
            }
        }
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

/// Enters a heading into the path; its block stands under the headings above it.
fn path_level(path: &mut Path, para: &Para, out: &mut Vec<Block>) -> u8 {
    let level = path.enter(&para.plain.text, para.hashes);
    let section = path.section();
    out.push(Block {
        kind: BlockKind::Paragraph,
        section: section[..section.len().saturating_sub(1)].to_vec().into(),
        plain: para.plain.clone(),
    });
    level
}

fn block(kind: BlockKind, path: &mut Path, para: &Para) -> Block {
    Block {
        kind,
        section: path.section(),
        plain: para.plain.clone(),
    }
}
