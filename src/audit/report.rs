//! Findings → rows.
//!
//! In: findings and the documents that they speak of. Out: [`FindingRow`]s, and the places
//! of a finding with their lines. Not here: what a finding means, tables (`table`).

use super::exact::Ratio;
use super::figure::AuditDocument;
use super::finding::{Finding, Spot};
use super::interval::{End, Interval};
use crate::record::{self, Decimal, FindingRow, Place};
use crate::text::{Points, Span};
use std::cell::OnceCell;
use std::sync::Arc;

/// Documents with their texts counted where a place asks for it.
pub struct Pages<'a> {
    /// The documents.
    pub documents: &'a [AuditDocument],
    /// The first document of the same file.
    file: Vec<usize>,
    points: Vec<OnceCell<Points<'a>>>,
}

/// A place as people look for it.
pub(super) struct Shown<'a> {
    pub path: &'a str,
    pub line: usize,
    pub quote: String,
}

impl<'a> Pages<'a> {
    /// Of these documents; those of one file stand together.
    pub fn of(documents: &'a [AuditDocument]) -> Self {
        let mut file: Vec<usize> = Vec::with_capacity(documents.len());
        for (n, d) in documents.iter().enumerate() {
            let same = n > 0 && Arc::ptr_eq(&documents[n - 1].raw, &d.raw);
            file.push(if same { file[n - 1] } else { n });
        }
        Self {
            documents,
            file,
            points: documents.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    fn points(&self, document: usize) -> &Points<'a> {
        let file = self.file[document];
        self.points[file].get_or_init(|| Points::of(&self.documents[file].raw))
    }

    /// The document of a finding's first place.
    pub fn first(&self, f: &Finding) -> Option<usize> {
        let figure = f.figures.first().map(|r| r.document);
        figure.or(f.places.first().map(|p| p.document))
    }

    /// A finding as a row.
    pub fn row(&self, f: &Finding) -> FindingRow {
        let mut places: Vec<(usize, usize, usize)> = Vec::new();
        for r in &f.figures {
            let (start, end) = self.documents[r.document].figures[r.figure].points;
            places.push((r.document, start, end));
        }
        for Spot { document, span } in &f.places {
            let points = self.points(*document);
            places.push((*document, points.chars(span.start), points.chars(span.end)));
        }
        let first = self.first(f).map(|n| &self.documents[n]);
        let path = |n: usize| &self.documents[n].path;
        let one_file = places.windows(2).all(|w| path(w[0].0) == path(w[1].0));
        let one_document = places.windows(2).all(|w| w[0].0 == w[1].0);
        let place = |(d, a, b): (usize, usize, usize)| match one_file {
            true => Place::Here(a, b),
            false => Place::In(path(d).clone(), a, b),
        };
        FindingRow {
            id: record::id(
                first.map_or("", |d| &d.id),
                format_args!("finding {}", f.key),
            ),
            document: first.filter(|_| one_document).map(|d| d.id.clone()),
            path: first.filter(|_| one_file).map(|d| d.path.clone()),
            check: f.check.to_owned(),
            verdict: f.verdict,
            facts: (f.figures.iter())
                .map(|r| self.documents[r.document].figures[r.figure].id.to_string())
                .collect(),
            spans: places.into_iter().map(place).collect(),
            severity: f.severity,
            strength: f.strength.map(Decimal),
            expected: f.expected.map(ends),
            reported: f.reported.map(ends),
            message_zh: f.message_zh.clone(),
            message_en: f.message_en.clone(),
        }
    }

    /// The places of a finding: its figures, then what else it speaks of.
    pub(super) fn shown(&self, f: &Finding) -> Vec<Shown<'a>> {
        let figures = f.figures.iter().map(|r| {
            let d = &self.documents[r.document];
            let figure = &d.figures[r.figure];
            let quote = match d.raw.is_empty() {
                true => clause(&figure.sentence, figure.at.start, figure.at.end),
                false => self.quote(r.document, figure.span),
            };
            Shown {
                path: &d.path,
                line: figure.line,
                quote,
            }
        });
        let places = f.places.iter().map(|s| Shown {
            path: &self.documents[s.document].path,
            line: self.line(s.document, s.span.start),
            quote: self.quote(s.document, s.span),
        });
        figures.chain(places).collect()
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, document: usize, byte: usize) -> usize {
        self.points(document).line(byte)
    }

    fn quote(&self, document: usize, span: Span) -> String {
        clause(&self.documents[document].raw, span.start, span.end)
    }

    /// The characters at a place, blanks left out.
    pub(super) fn text(&self, document: usize, span: Span) -> String {
        let text = self.documents[document].raw.get(span.start..span.end);
        text.unwrap_or_default().split_whitespace().collect()
    }
}

fn ends(i: Interval) -> (Option<Decimal>, Option<Decimal>) {
    let end = |e: Option<End>| e.and_then(|e| Ratio::shown(e.at)).map(Decimal);
    (end(i.low), end(i.high))
}

/// The clause around a place, on one line, of at most sixty characters.
fn clause(text: &str, start: usize, end: usize) -> String {
    const MARKS: [char; 6] = ['。', '；', '！', '？', '\n', '，'];
    let front = text.get(..start).unwrap_or_default();
    let marks = front
        .char_indices()
        .rev()
        .filter(|(_, c)| MARKS.contains(c));
    let from = marks
        .into_iter()
        .nth(1)
        .map_or(0, |(i, c)| i + c.len_utf8());
    let rest = text.get(end..).unwrap_or_default();
    let to = end + rest.find(['。', '；', '\n']).unwrap_or(rest.len());
    let all = text.get(from..to).unwrap_or_default();
    all.chars()
        .filter(|c| !c.is_whitespace())
        .take(60)
        .collect()
}
