//! Where the lines before a text stand: letterhead, title, authors, date.
//!
//! In: paragraphs with their roles. Out: [`Head`]s. Not here: where the next
//! document starts (`split`), what the lines say (`meta`).

use super::role::Role;
use super::split::Scan;
use super::title::{self, bare};
use std::ops::Range;

/// The lines before a text.
#[derive(Debug, Clone)]
pub struct Head {
    /// The lines of the title.
    pub title: Range<usize>,
    /// One past the last line before the text.
    pub end: usize,
}

impl Head {
    /// Whether it is a title and nothing else. Where there is no title either, what comes is the text:
    /// nothing starts before it is passed.
    pub(super) fn is_title_alone(&self) -> bool {
        !self.title.is_empty() && self.end == self.title.end
    }
}

impl Scan<'_> {
    /// The title and what stands around it before the text.
    pub(super) fn head(&self, at: usize, expected: &[String]) -> Head {
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
    pub(super) fn zone(&self, at: usize) -> Range<usize> {
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
    pub(super) fn expected_at(&self, a: usize, expected: &[String]) -> Option<usize> {
        let mut so_far = String::new();
        // Most lines begin otherwise than what is expected.
        let first = title::bare_chars(self.text(a)).next();
        if first.is_some_and(|c| !expected.iter().any(|e| e.starts_with(c))) {
            return None;
        }
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
            let next = &*para.plain.text;
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

    /// True where a title is the one that was announced.
    pub(super) fn same(&self, expected: &str, name: &str) -> bool {
        let name = bare(name);
        name == expected
            || bare(title::stateless(&name, self.words))
                == bare(title::stateless(expected, self.words))
    }

    /// What a paragraph reads as.
    pub(super) fn text(&self, i: usize) -> &str {
        &self.paras[i].plain.text
    }
}

/// A line that starts with a dash is a subtitle or tells the occasion.
pub fn dashed(text: &str) -> bool {
    text.starts_with("——")
        || text.starts_with("--")
        || text.starts_with("――")
        || text.starts_with("─")
}
