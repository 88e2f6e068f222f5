//! One file's bytes → its rows: decode, segment, mention, fact, record.
//!
//! In: bytes with their path. Out: rows in order of place. Not here: walking, threads, writing.

mod group;

use crate::audit::{AuditDocument, mapping::figure, stored};
use crate::error::Result;
use crate::fact::{self, Fact, Vocabulary};
use crate::names::{Added, Context, Names, Reader};
use crate::pattern::{Patterns, soon::Soon};
use crate::record::{
    Decimal, DocumentRow, ErrorRow, FactFields, FactRow, Form, Id, Rows, Stage, numbered,
};
use crate::segment::{Document, documents};
use crate::source::Input;
use crate::text::{Points, Text, characters_and_lines, decode};
use crate::value::{Kind, Number, between, interval};
use smol_str::{SmolStr, format_smolstr};
use std::ops::Range;
use std::sync::Arc;
use std::thread;

/// Everything that reading a file needs, built once.
pub struct Extractor {
    patterns: Arc<Patterns>,
    vocabulary: Arc<Vocabulary>,
    encoding: Option<String>,
    /// The kinds of fact that rows are made of; empty for all.
    kinds: Vec<Kind>,
    /// The registries; the built-in ones always load, which the tests assert.
    names: Soon<Option<Names>>,
}

fn built_in_names() -> Soon<Option<Names>> {
    Soon::begin(|| Names::of(&[]).ok())
}

impl Extractor {
    /// With these patterns; `encoding` overrides detection.
    ///
    /// # Errors
    /// Where the patterns lack a word that reading asks for.
    pub fn new(patterns: Patterns, encoding: Option<String>) -> Result<Self> {
        // A slip in the caller's own files is told at once.
        let names = match patterns.registries.as_slice() {
            [] => built_in_names(),
            files => Soon::Made(Some(Names::of(files)?)),
        };
        Self::with(patterns, names, encoding)
    }

    /// With the built-in patterns, which are read beside the registries.
    ///
    /// # Errors
    /// Only where a built-in file has a slip, which the tests exclude.
    pub fn built_in(encoding: Option<String>) -> Result<Self> {
        let names = built_in_names();
        Self::with(Patterns::built_in()?, names, encoding)
    }

    fn with(
        patterns: Patterns,
        names: Soon<Option<Names>>,
        encoding: Option<String>,
    ) -> Result<Self> {
        let patterns = Arc::new(patterns);
        let vocabulary = Arc::new(Vocabulary::new(&patterns)?);
        let (usual, v) = (patterns.clone(), vocabulary.clone());
        // Where there is no thread, each is compiled when it is asked.
        let _ = thread::Builder::new().spawn(move || v.compile_usual(&usual));
        Ok(Self {
            patterns,
            vocabulary,
            encoding,
            kinds: Vec::new(),
            names,
        })
    }

    /// A hash of its patterns, so that a run can tell whether they changed.
    pub fn fingerprint(&self) -> u64 {
        self.patterns.fingerprint
    }

    /// Waits until what most documents ask for is compiled; it is being compiled from the beginning.
    pub fn compile(&self) {
        self.vocabulary.compile_usual(&self.patterns);
    }

    fn names(&self) -> Option<&Names> {
        self.names.get().as_ref()
    }

    /// A document of a store with its facts, as the audit takes it.
    pub fn stored(&self, row: DocumentRow, facts: Vec<FactRow>) -> AuditDocument {
        stored::document(row, facts, &self.patterns)
    }

    /// Facts of these kinds only; of all where there are none.
    pub fn only(mut self, kinds: Vec<Kind>) -> Self {
        self.kinds = kinds;
        self
    }

    /// The rows of one file.
    pub fn rows(&self, input: &Input) -> Rows {
        let rows = self.rows_of(Form::Rows, std::slice::from_ref(input));
        rows.into_iter().next().unwrap_or_default()
    }

    /// The rows of each of some files, kept in this form.
    ///
    /// The files are read together, one step after the other, which takes less time than one file after the
    /// other. All of them are held meanwhile.
    pub fn rows_of(&self, form: Form, inputs: &[Input]) -> Vec<Rows> {
        group::rows(self, form, inputs)
    }

    /// The documents of one file as the audit takes them.
    ///
    /// # Errors
    /// Where the file cannot be decoded.
    pub fn figures(&self, input: &Input) -> std::result::Result<Vec<AuditDocument>, ErrorRow> {
        let text = self.text(input)?;
        let found = documents(&text, &self.patterns.document);
        let raw: Arc<str> = Arc::from(&*text.raw);
        let points = Points::of(&raw);
        let document = |(n, document): (usize, Document)| {
            let head = self.head(input, n, &document);
            let mut figures = Vec::new();
            self.each(&document, &head, |found, added| {
                for (fact, added) in found.into_iter().zip(added) {
                    let id = fact_id(&head.id, figures.len());
                    let figure = figure(SmolStr::new(&*id), fact, added, figures.last(), &points);
                    figures.push(figure);
                }
            });
            AuditDocument {
                path: input.path.clone(),
                raw: raw.clone(),
                region_code: head.region_code(),
                figures,
                document: document.into_owned(),
                id: head.id.to_string(),
            }
        };
        Ok(found.into_iter().enumerate().map(document).collect())
    }

    fn text<'i>(&self, input: &'i Input) -> std::result::Result<Text<'i>, ErrorRow> {
        decode(&input.bytes, self.encoding.as_deref()).map_err(|e| ErrorRow {
            path: input.path.clone(),
            stage: Stage::Decode,
            message: e.to_string(),
        })
    }

    fn head(&self, input: &Input, n: usize, document: &Document) -> Head {
        Head {
            id: Arc::from(&*numbered(&input.sha256, " document ", n)),
            context: self.names().map(|names| names.context(document)),
        }
    }

    /// Gives the facts of a document in order, some at a time, with what the registries add to each.
    fn each<'d>(
        &'d self,
        document: &'d Document,
        head: &Head,
        mut take: impl FnMut(Vec<Fact<'d>>, Vec<Added>),
    ) {
        let mut reader = self.reader(head);
        fact::each(document, &self.patterns, &self.vocabulary, |facts| {
            let added = added(&mut reader, &facts);
            take(facts, added);
        });
    }

    /// What names the facts of a document.
    fn reader(&self, head: &Head) -> Option<Reader<'_>> {
        let names = self.names().zip(head.context);
        names.map(|(names, context)| names.reader(context))
    }
}

/// What the registries add to each of some facts.
fn added(reader: &mut Option<Reader>, facts: &[Fact]) -> Vec<Added> {
    match reader {
        Some(reader) => reader.added(facts),
        None => vec![Added::default(); facts.len()],
    }
}

/// What a document's rows share.
struct Head {
    id: Arc<str>,
    context: Option<Context>,
}

impl Head {
    fn region_code(&self) -> Option<String> {
        let own = self.context.and_then(|c| c.own);
        own.map(|c| c.to_string())
    }
}

/// The id of a document's fact.
fn fact_id(document: &str, n: usize) -> Id {
    numbered(document, " fact ", n)
}

fn document_row(
    head: &Head,
    d: &Document,
    input: &Input,
    text: &Text,
    points: Range<usize>,
) -> DocumentRow {
    let mut warnings = Vec::new();
    if text.damaged > 0 {
        warnings.push(format!(
            "{} characters could not be decoded as {}",
            text.damaged, text.encoding
        ));
    }
    DocumentRow {
        id: head.id.to_string(),
        path: input.path.clone(),
        sha256: input.sha256.clone(),
        format: "txt".into(),
        encoding: text.encoding.into(),
        title: d.title.clone(),
        doc_no: d.doc_no.clone(),
        issuer: d.issuer.clone(),
        issued: d.issued.clone(),
        recipients: d.recipients.clone(),
        region: d.region.clone(),
        region_code: head.region_code(),
        genre: d.genre,
        start: points.start,
        end: points.end,
        chars: points.len(),
        facts: 0,
        warnings,
    }
}

/// What a fact's row says; its document and path are those of all in it.
fn fields<'f>(
    id: &'f str,
    (document, path): (&'f Arc<str>, &'f Arc<str>),
    text: &'f Text,
    f: &'f Fact<'f>,
    added: &'f Added,
    (start, line): (usize, usize),
) -> FactFields<'f> {
    let (low, high) = bounds(f);
    let quote = f.span.of(&text.raw);
    let quantity = f.number.filter(|(_, to)| to.is_none());
    FactFields {
        id,
        document,
        path,
        kind: f.kind,
        role: f.role,
        status: f.status,
        quantity: quantity.map(|(n, _)| Decimal(n)),
        date: f.date.as_ref().filter(|_| quantity.is_none()),
        low: low.map(Decimal),
        high: high.map(Decimal),
        unit: &f.unit,
        comparator: f.comparator,
        subject: &f.subject,
        indicator: &added.indicator,
        agent: &f.agent,
        agent_name: &added.agent_name,
        period: &f.period,
        region: &added.region,
        region_code: &added.region_code,
        group: f.group.map(|g| format_smolstr!("g{g}")),
        section: f.section,
        start,
        end: start + quote.chars().count(),
        line,
        page: None,
        text: quote,
        evidence: &f.evidence,
        rule: &f.rule,
    }
}

fn bounds(f: &Fact) -> (Option<Number>, Option<Number>) {
    let (Some((n, to)), Some(c)) = (f.number, f.comparator) else {
        return (None, None);
    };
    match to {
        Some(to) => between(n, to),
        None => {
            let exact = matches!(f.kind, Kind::Count | Kind::IndicatorCount) && n.exponent == 0;
            interval(n, c, f.kind, exact)
        }
    }
}

/// Code points and lines at byte offsets, asked for mostly in rising order.
struct Places<'a> {
    raw: &'a str,
    byte: usize,
    point: usize,
    line: usize,
}

impl<'a> Places<'a> {
    fn new(raw: &'a str) -> Self {
        Self {
            raw,
            byte: 0,
            point: 0,
            line: 1,
        }
    }

    /// Code point and line of a byte offset.
    fn of(&mut self, byte: usize) -> (usize, usize) {
        let bytes = self.raw.as_bytes();
        if byte >= self.byte {
            let (points, lines) = characters_and_lines(&bytes[self.byte..byte]);
            self.point += points;
            self.line += lines;
        } else {
            let (points, lines) = characters_and_lines(&bytes[byte..self.byte]);
            self.point -= points;
            self.line -= lines;
        }
        self.byte = byte;
        (self.point, self.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_that_the_library_counts(raw in "[a年\n\u{e9}\u{1f600}]{0,400}", cuts in prop::collection::vec(0..1000usize, 0..6)) {
            let mut places = Places::new(&raw);
            let ends: Vec<usize> = raw.char_indices().map(|(at, _)| at).chain([raw.len()]).collect();
            for cut in cuts {
                let at = ends[cut % ends.len()];
                let line = 1 + raw[..at].matches('\n').count();
                prop_assert_eq!(places.of(at), (raw[..at].chars().count(), line));
            }
        }
    }
}
