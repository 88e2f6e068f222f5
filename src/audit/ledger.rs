//! Every number of a document with what became of it.
//!
//! In: documents and their findings. Out: a status for each number and the share
//! that was checked. Not here: the findings themselves.

use super::context::Context;
use super::figure::AuditDocument;
use super::finding::{Finding, Ref};
use super::q03;
use super::words::Words;
use crate::record::Verdict;
use crate::text::Span;
use std::collections::HashMap;
use std::ops::Range;

/// What became of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Checked against another figure or a rule, and it fits.
    Consistent,
    /// Checked, and it does not fit under any reading.
    Inconsistent,
    /// Checked, and to be asked about.
    Suspicious,
    /// Linked to other figures that do not suffice to check it.
    NotCheckable,
    /// A figure that nothing is linked to.
    NoPartner,
    /// A date, a list number, a phrase, a telephone number.
    NotAFigure,
}

/// One number of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its document.
    pub document: usize,
    /// Its place in the file's decoded text, in bytes.
    pub span: Span,
    /// The figure, where it is one.
    pub figure: Option<Ref>,
    /// What became of it.
    pub status: Status,
    /// The checks that spoke of it.
    pub checks: Vec<&'static str>,
}

/// All numbers of the documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// By document, in reading order.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// How many numbers of a document have a status.
    pub fn count(&self, document: usize, status: Status) -> usize {
        let with = |e: &&Entry| e.status == status;
        self.of(document).iter().filter(with).count()
    }

    /// The numbers of a document.
    pub fn of(&self, document: usize) -> &[Entry] {
        let from = self.entries.partition_point(|e| e.document < document);
        let to = self.entries.partition_point(|e| e.document <= document);
        &self.entries[from..to]
    }

    /// Figures of a document that were checked, and all its figures.
    pub fn share(&self, document: usize) -> (usize, usize) {
        let n = |s: Status| self.count(document, s);
        let checked = n(Status::Consistent) + n(Status::Inconsistent) + n(Status::Suspicious);
        (
            checked,
            checked + n(Status::NotCheckable) + n(Status::NoPartner),
        )
    }
}

/// The ledger of documents and the findings made from them, with the built-in words.
pub fn ledger(documents: &[AuditDocument], findings: &[Finding]) -> Ledger {
    match Words::built_in() {
        Ok(words) => of(&Context::new(documents, words), findings),
        Err(_) => Ledger::default(),
    }
}

/// The best that a figure came to, and the checks that spoke of it.
type Spoken = HashMap<Ref, (Status, Vec<&'static str>)>;

/// The ledger of a context and the findings made from it.
pub(super) fn of(ctx: &Context, findings: &[Finding]) -> Ledger {
    let mut spoken = Spoken::new();
    for f in findings.iter().filter(|f| f.check != "Q01") {
        let status = match f.verdict {
            Verdict::Inconsistent => Status::Inconsistent,
            Verdict::Suspicious => Status::Suspicious,
            Verdict::Consistent => Status::Consistent,
            Verdict::NotCheckable => Status::NotCheckable,
        };
        for r in &f.figures {
            let (now, checks) = spoken.entry(*r).or_insert((status, Vec::new()));
            if rank(status) > rank(*now) {
                *now = status;
            }
            if !checks.contains(&f.check) {
                checks.push(f.check);
            }
        }
    }
    let mut entries = Vec::new();
    for document in 0..ctx.documents.len() {
        of_document(ctx, document, &spoken, &mut entries);
    }
    entries.sort_by_key(|e| (e.document, e.span));
    Ledger { entries }
}

fn rank(s: Status) -> u8 {
    match s {
        Status::Inconsistent => 4,
        Status::Suspicious => 3,
        Status::Consistent => 2,
        Status::NotCheckable => 1,
        Status::NoPartner | Status::NotAFigure => 0,
    }
}

fn of_document(ctx: &Context, document: usize, spoken: &Spoken, entries: &mut Vec<Entry>) {
    let d = &ctx.documents[document];
    let mut taken: Vec<Span> = Vec::new();
    for id in &ctx.of[document] {
        let f = ctx.fig(*id);
        taken.push(f.figure.span);
        let (status, checks) = spoken
            .get(&f.me)
            .cloned()
            .unwrap_or((Status::NoPartner, Vec::new()));
        entries.push(Entry {
            document,
            span: f.figure.span,
            figure: Some(f.me),
            status: f.figure.value.map_or(Status::NotAFigure, |_| status),
            checks,
        });
    }
    taken.sort_unstable();
    for (index, block) in d.document.blocks.iter().enumerate() {
        let text = &block.plain.text;
        let place = |range: Range<usize>| (block.plain.span(range.clone()), range);
        let mut rest = numbers(text).into_iter().map(place);
        let rest: Vec<_> = rest.by_ref().filter(|r| !covered(&taken, r.0)).collect();
        if rest.is_empty() {
            continue;
        }
        let classed = q03::stretches(ctx, &ctx.held[document][index], text);
        for (span, range) in rest {
            let known = classed
                .iter()
                .any(|c| c.start < range.end && range.start < c.end);
            let status = match known {
                true => Status::NotAFigure,
                false => Status::NoPartner,
            };
            entries.push(Entry {
                document,
                span,
                figure: None,
                status,
                checks: Vec::new(),
            });
        }
    }
}

/// True where one of the spans, in order of their starts, touches the span. A figure is
/// short, so the few before the place settle it.
fn covered(taken: &[Span], span: Span) -> bool {
    let after = taken.partition_point(|t| t.start < span.end);
    let near = taken[..after].iter().rev().take(8);
    near.into_iter().any(|t| span.start < t.end)
}

/// The runs of digits of a text, with their points and thousands.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_digit() {
            i += 1;
            continue;
        }
        let start = i;
        while i < bytes.len() && (bytes[i].is_ascii_digit() || matches!(bytes[i], b'.' | b',')) {
            i += 1;
        }
        let end = start + text[start..i].trim_end_matches(['.', ',']).len();
        out.push(start..end);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{findings, sketch};

    #[test]
    fn every_number_has_a_status() {
        let documents = sketch::documents(
            "1.全县⟦48项⟧任务中，已有⟦41项⟧完成，完成率为⟦85.4%|attainment⟧。\n另有⟦7名⟧工作人员，电话0531-8600123，等5。",
        );
        let found = findings(&documents);
        let ledger = ledger(&documents, &found);
        assert_eq!(ledger.share(0), (3, 5));
        assert_eq!(ledger.count(0, Status::NoPartner), 2);
        assert_eq!(ledger.count(0, Status::NotAFigure), 3);
    }
}
