//! Paragraphs → the documents that they make up.
//!
//! In: paragraphs with their roles. Out: [`Draft`]s: where a document's title,
//! head and text stand and what it belongs to. Not here: what head and signature
//! say (`meta`).

use super::head::{Head, dashed};
use super::layout::Para;
use super::mark::Mark;
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
    /// The names of what is printed with it.
    pub prints: Vec<String>,
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
    pub paras: &'a [Para<'a>],
    /// Their roles.
    pub roles: &'a [Role],
    /// The marks that they begin with.
    pub marks: &'a [Option<Mark>],
    /// The contents lists' text.
    pub contents: &'a str,
    /// The words.
    pub words: &'a DocumentWords,
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
            let next = self.next_start(&head, &expected, bulletin || within);
            // A document has a paragraph at least, whatever stands there.
            let end = next.max(at + 1);
            out.push(Draft {
                paras: at..end,
                title: head.title.clone(),
                name,
                head: at..head.end,
                prints: if with.is_none() {
                    expected.clone()
                } else {
                    Vec::new()
                },
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

    /// The name that the lines of a title make up.
    fn name(&self, lines: &Range<usize>) -> Option<String> {
        let mut out = String::new();
        for para in &self.paras[lines.clone()] {
            out.push_str(&printed(self.raw, para));
        }
        let out = out.trim();
        (!out.is_empty()).then(|| out.to_string())
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
                            && (text || head.end < i || head.is_title_alone())
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

impl Draft {
    /// The document of a text without a word.
    pub fn empty() -> Self {
        Self {
            paras: 0..0,
            title: 0..0,
            name: None,
            head: 0..0,
            with: None,
            prints: Vec::new(),
            bulletin: false,
            tail: 0..0,
        }
    }
}
