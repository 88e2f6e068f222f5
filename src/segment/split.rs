//! Paragraphs → the documents that they make up.
//!
//! In: paragraphs with their roles. Out: [`Draft`]s: where a document's title,
//! head and text stand and what it belongs to. Not here: what head and signature
//! say (`meta`).

use super::layout::Para;
use super::role::{Role, printed};
use super::title::{self, bare};
use crate::pattern::DocumentWords;
use std::ops::Range;

/// A document of which only the places are known.
#[derive(Debug, Clone)]
pub struct Draft {
    /// All its paragraphs.
    pub paras: Range<usize>,
    /// The lines of its title.
    pub title: Range<usize>,
    /// The title as printed.
    pub name: Option<String>,
    /// The paragraphs before its text: letterhead, title, authors, date.
    pub head: Range<usize>,
    /// The document with which it is printed.
    pub with: Option<Tie>,
    /// It holds the documents after it.
    pub bulletin: bool,
    /// Its last lines, where other documents stand between.
    pub tail: Range<usize>,
}

/// How a document belongs to an earlier one, by that one's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// Printed with its notice.
    Attached(usize),
    /// A piece of a bulletin.
    Piece(usize),
}

/// What the scan looks at.
pub struct Scan<'a> {
    /// The decoded text.
    pub raw: &'a str,
    /// The paragraphs.
    pub paras: &'a [Para],
    /// Their roles.
    pub roles: &'a [Role],
    /// The contents lists' text.
    pub contents: &'a str,
    /// The words.
    pub words: &'a DocumentWords,
}

/// The lines before a text.
#[derive(Debug, Clone)]
struct Head {
    title: Range<usize>,
    end: usize,
}

impl Scan<'_> {
    /// The documents.
    pub fn drafts(&self) -> Vec<Draft> {
        let mut out: Vec<Draft> = Vec::new();
        let mut expected: Vec<String> = Vec::new();
        let mut at = 0;
        while at < self.paras.len() {
            let head = self.head(at, &expected);
            let name = self.name(&head.title);
            let bulletin = out.is_empty()
                && name
                    .as_deref()
                    .is_some_and(|n| title::bulletin(n, self.words));
            let within = out.first().is_some_and(|d| d.bulletin);
            let with = self.tie(&out, at, name.as_deref(), &expected);
            if with.is_none() || within {
                expected = self.expected(name.as_deref(), head.end);
            }
            let end = self.next_start(&head, &expected, bulletin || within);
            out.push(Draft {
                paras: at..end,
                title: head.title.clone(),
                name,
                head: at..head.end,
                with,
                bulletin,
                tail: 0..0,
            });
            at = end;
        }
        self.move_tail(&mut out);
        out
    }

    /// How the document that starts at `at` belongs to those before.
    fn tie(
        &self,
        before: &[Draft],
        at: usize,
        name: Option<&str>,
        expected: &[String],
    ) -> Option<Tie> {
        if before.first().is_some_and(|d| d.bulletin) {
            return Some(Tie::Piece(0));
        }
        let root = before.iter().rposition(|d| d.with.is_none())?;
        let named = name.is_some_and(|n| expected.iter().any(|e| self.same(e, n)));
        let labelled = self.roles[at] == Role::Attachment;
        let notice = before[root]
            .name
            .as_deref()
            .is_some_and(|n| title::genre(n, self.words) == Some(crate::value::Genre::Notice))
            && !expected.is_empty();
        (named || labelled || notice).then_some(Tie::Attached(root))
    }

    /// The names that this document gives to what is printed with it.
    fn expected(&self, name: Option<&str>, from: usize) -> Vec<String> {
        let mut opening = name.unwrap_or("").to_string();
        for para in self.paras.iter().skip(from).take(4) {
            opening.push('\n');
            opening.push_str(title::head_of(&para.plain.text, 900));
        }
        title::printed_names(&opening, self.words)
            .iter()
            .map(|n| bare(n))
            .collect()
    }

    fn same(&self, expected: &str, name: &str) -> bool {
        let name = bare(name);
        name == expected
            || bare(title::stateless(&name, self.words))
                == bare(title::stateless(expected, self.words))
    }

    /// The name that the lines of a title make up.
    fn name(&self, lines: &Range<usize>) -> Option<String> {
        let mut out = String::new();
        for para in &self.paras[lines.clone()] {
            out.push_str(&printed(self.raw, para));
        }
        let out = out.trim();
        (!out.is_empty()).then(|| out.to_string())
    }

    fn text(&self, i: usize) -> &str {
        &self.paras[i].plain.text
    }

    /// The title and what stands around it before the text.
    fn head(&self, at: usize, expected: &[String]) -> Head {
        let zone = self.zone(at);
        let title = self
            .printed_title(&zone, expected)
            .or_else(|| self.title_by_number(&zone))
            .or_else(|| self.first_title(&zone))
            .unwrap_or(at..at);
        if title.is_empty() {
            let lead = zone
                .clone()
                .take_while(|i| {
                    matches!(
                        self.roles[*i],
                        Role::Furniture | Role::Attachment | Role::DocNo(_) | Role::Note
                    )
                })
                .count();
            return Head {
                title,
                end: at + lead,
            };
        }
        let end = (title.end..self.paras.len())
            .take(10)
            .take_while(|i| self.under_title(*i))
            .last()
            .map_or(title.end, |i| i + 1);
        Head { title, end }
    }

    /// Lines that may stand before a text.
    fn zone(&self, at: usize) -> Range<usize> {
        let n = self.roles[at..]
            .iter()
            .take(18)
            .take_while(|r| !r.content())
            .count();
        at..at + n
    }

    /// Lines that belong to the head although they follow the title.
    fn under_title(&self, i: usize) -> bool {
        match &self.roles[i] {
            Role::Unit
            | Role::Speaker(_)
            | Role::Date(_)
            | Role::DocNo(_)
            | Role::Editor(_)
            | Role::Note
            | Role::Signature(..) => true,
            Role::Short => dashed(self.text(i)),
            _ => false,
        }
    }

    /// Lines that together are what the notice said would be printed.
    fn printed_title(&self, zone: &Range<usize>, expected: &[String]) -> Option<Range<usize>> {
        if expected.is_empty() {
            return None;
        }
        zone.clone()
            .find_map(|a| self.expected_at(a, expected).map(|b| a..b))
    }

    /// Where a title that starts at line `a` ends, if it is an expected one.
    fn expected_at(&self, a: usize, expected: &[String]) -> Option<usize> {
        let mut so_far = String::new();
        for b in a..(a + 5).min(self.paras.len()) {
            if self.text(b).len() > 400 || self.roles[b] == Role::Furniture {
                return None;
            }
            so_far.push_str(&bare(self.text(b)));
            if expected.iter().any(|e| self.same(e, &so_far)) {
                let state = self.paras.get(b + 1).is_some_and(|p| {
                    title::state(&p.plain.text, self.words) == Some(p.plain.text.len())
                });
                return Some(b + 1 + usize::from(state));
            }
            if !expected.iter().any(|e| e.starts_with(&so_far)) {
                return None;
            }
        }
        None
    }

    /// The title after a document number, or, where the text follows the number, before it.
    fn title_by_number(&self, zone: &Range<usize>) -> Option<Range<usize>> {
        let number = zone
            .clone()
            .find(|i| matches!(self.roles[*i], Role::DocNo(_)))?;
        let titled = |i: &usize| matches!(self.roles[*i], Role::Short | Role::Unit);
        let after = (number + 1..zone.end)
            .find(titled)
            .filter(|i| self.grown(*i, zone.end).len() > 1 || self.roles[*i] == Role::Short);
        let start = after.or_else(|| zone.clone().take_while(|i| *i < number).find(titled))?;
        let end = if start < number { number } else { zone.end };
        Some(self.grown(start, end))
    }

    /// The first line that can be a title, with the unit before it where they are one.
    fn first_title(&self, zone: &Range<usize>) -> Option<Range<usize>> {
        let first = zone
            .clone()
            .find(|i| self.roles[*i] == Role::Short && !dashed(self.text(*i)))?;
        // Under a bulletin's name stand its contents; a title after them is the next document's.
        let start = match first.checked_sub(1).filter(|p| *p >= zone.start) {
            Some(p)
                if self.roles[p] == Role::Unit
                    && (self.paras[first].gap == 0
                        || title::bulletin(self.text(first), self.words)) =>
            {
                p
            }
            _ => first,
        };
        let grown = self.grown(start, zone.end);
        (self.text(first).chars().count() <= 90).then_some(grown)
    }

    /// A title's lines from its first line on.
    fn grown(&self, start: usize, limit: usize) -> Range<usize> {
        let mut end = start + 1;
        let mut so_far = self.text(start).to_string();
        while end < limit && end < start + 5 {
            let (para, role) = (&self.paras[end], &self.roles[end]);
            let next = para.plain.text.as_str();
            if !matches!(role, Role::Short | Role::Unit) {
                break;
            }
            let joins = if dashed(next) {
                title::complete(next, self.words)
            } else if title::state(next, self.words) == Some(next.len())
                || title::open(&so_far, self.words)
            {
                true
            } else if self.roles[start] == Role::Unit && end == start + 1 {
                *role == Role::Short
            } else {
                let (whole, ends) = (
                    title::complete(&so_far, self.words),
                    title::complete(next, self.words),
                );
                *role == Role::Short && ((para.gap == 0 && (!whole || ends)) || (!whole && ends))
            };
            if !joins {
                break;
            }
            so_far.push_str(next);
            end += 1;
        }
        start..end
    }

    /// Where the next document starts.
    fn next_start(&self, head: &Head, expected: &[String], pieces: bool) -> usize {
        let mut signed = false;
        let mut text = false;
        let mut i = head.end;
        while i < self.paras.len() {
            let role = &self.roles[i];
            if (text || head.title.is_empty())
                && i > head.end
                && !expected.is_empty()
                && self.expected_at(i, expected).is_some()
            {
                return self.with_label(i, head.end);
            }
            match role {
                Role::Date(_) | Role::Print(_) | Role::Signature(..) | Role::Byline(_) if text => {
                    signed = true
                }
                Role::Short | Role::Unit | Role::Attachment | Role::DocNo(_) => {
                    let starts = signed && self.starts(i);
                    if starts
                        || (pieces
                            && (text || head.end < i || self.text_len(head) == 0)
                            && self.piece(i))
                    {
                        return i;
                    }
                }
                Role::Body | Role::Marked | Role::Recipients | Role::Salutation => {
                    text = true;
                    signed = false;
                }
                _ => {}
            }
            i += 1;
        }
        self.paras.len()
    }

    fn text_len(&self, head: &Head) -> usize {
        head.end - head.title.end
    }

    /// The label 附件 before an attachment's title belongs to the attachment.
    fn with_label(&self, i: usize, from: usize) -> usize {
        match i.checked_sub(1) {
            Some(p) if p >= from && self.roles[p] == Role::Attachment => p,
            _ => i,
        }
    }

    /// True where a title and a text follow after a signature.
    fn starts(&self, i: usize) -> bool {
        let zone = self.zone(i);
        // A unit before a date is the line that tells who printed it.
        let print = zone
            .clone()
            .take_while(|k| self.roles[*k] != Role::Short)
            .any(|k| matches!(self.roles[k], Role::Date(_) | Role::Print(_)))
            && self.roles[i] == Role::Unit;
        let titled =
            self.roles[i] == Role::Attachment || zone.clone().any(|k| self.roles[k] == Role::Short);
        !print && titled && zone.end < self.paras.len()
    }

    /// True where a piece of a bulletin starts: a title that its contents list, or one over an author.
    fn piece(&self, i: usize) -> bool {
        if self.roles[i] != Role::Short || dashed(self.text(i)) {
            return false;
        }
        let name = bare(self.text(i));
        let listed = name.chars().count() >= 8 && self.contents.contains(&name);
        let authored = (i + 1..self.paras.len())
            .take(4)
            .find(|k| !(self.roles[*k] == Role::Short && dashed(self.text(*k))));
        let authored = authored.is_some_and(|k| {
            matches!(self.roles[k], Role::Unit | Role::Speaker(_) | Role::Date(_))
        });
        let zone = self.zone(i);
        (listed || (authored && name.chars().count() >= 6)) && zone.end < self.paras.len()
    }

    /// The lines after a bulletin's last piece belong to the bulletin.
    fn move_tail(&self, drafts: &mut [Draft]) {
        let Some((first, rest)) = drafts.split_first_mut() else {
            return;
        };
        let Some(last) = rest.last_mut().filter(|_| first.bulletin) else {
            return;
        };
        let mut start = last.paras.end;
        while start > last.head.end && !self.roles[start - 1].content() {
            start -= 1;
        }
        let from = (start..last.paras.end).find(|i| {
            matches!(
                self.roles[*i],
                Role::Copies | Role::Print(_) | Role::Unit | Role::Note
            )
        });
        if let Some(from) = from {
            first.tail = from..last.paras.end;
            last.paras.end = from;
        }
    }
}

/// A line that starts with a dash is a subtitle or tells the occasion.
pub fn dashed(text: &str) -> bool {
    text.starts_with("——")
        || text.starts_with("--")
        || text.starts_with("――")
        || text.starts_with("─")
}

impl Draft {
    /// The document of a text without a word.
    pub fn empty() -> Self {
        Self {
            paras: 0..0,
            title: 0..0,
            name: None,
            head: 0..0,
            with: None,
            bulletin: false,
            tail: 0..0,
        }
    }
}
