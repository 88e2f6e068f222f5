//! One file's bytes → its rows: decode, segment, mention, fact, record.
//!
//! In: bytes with their path. Out: rows in order of place. Not here: walking, threads, writing.

use crate::audit::{AuditDocument, mapping::figure};
use crate::error::Result;
use crate::fact::{Fact, Vocabulary, facts};
use crate::names::{Added, Context, Names};
use crate::pattern::Patterns;
use crate::record::{Decimal, DocumentRow, ErrorRow, FactRow, Row, Stage, Value, id};
use crate::segment::{Document, documents};
use crate::source::Input;
use crate::text::{Points, Text, count, decode};
use crate::value::{Kind, Number, between, interval};
use std::sync::{Arc, OnceLock};

/// Everything that reading a file needs, built once.
pub struct Extractor {
    patterns: Patterns,
    vocabulary: Vocabulary,
    encoding: Option<String>,
    /// Read when the first document comes, so that a start costs nothing.
    names: OnceLock<Option<Names>>,
}

impl Extractor {
    /// With these patterns; `encoding` overrides detection.
    ///
    /// # Errors
    /// Where the patterns lack a word that reading asks for.
    pub fn new(patterns: Patterns, encoding: Option<String>) -> Result<Self> {
        let vocabulary = Vocabulary::new(&patterns)?;
        // A slip in the caller's own files is told at once.
        let names = match patterns.registries.is_empty() {
            true => OnceLock::new(),
            false => OnceLock::from(Some(Names::of(&patterns)?)),
        };
        Ok(Self {
            patterns,
            vocabulary,
            encoding,
            names,
        })
    }

    /// The registries; the built-in ones always load, which the tests assert.
    fn names(&self) -> Option<&Names> {
        self.names
            .get_or_init(|| Names::of(&self.patterns).ok())
            .as_ref()
    }

    /// The rows of one file.
    pub fn rows(&self, input: &Input) -> Vec<Row> {
        let (path, sha256) = (&input.path, &input.sha256);
        let (text, readings) = match self.read(input) {
            Ok(read) => read,
            Err(e) => return vec![Row::Error(e)],
        };
        let mut places = Places::new(&text.raw);
        let mut rows = Vec::new();
        for r in readings {
            rows.push(Row::Document(document_row(
                &r,
                path,
                sha256,
                &text,
                &mut places,
            )));
            for (n, (fact, added)) in r.facts.into_iter().enumerate() {
                let span = (places.of(fact.span.start), places.of(fact.span.end));
                let row = fact_row(&r.id, n, path, &text, fact, added, span);
                rows.push(Row::Fact(row));
            }
        }
        rows
    }

    /// The documents of one file as the audit takes them.
    ///
    /// # Errors
    /// Where the file cannot be decoded.
    pub fn figures(&self, input: &Input) -> std::result::Result<Vec<AuditDocument>, ErrorRow> {
        let (text, readings) = self.read(input)?;
        let raw: Arc<str> = Arc::from(text.raw);
        let points = Points::of(&raw);
        let document = |r: Reading| AuditDocument {
            path: input.path.clone(),
            raw: raw.clone(),
            region_code: r.context.and_then(|c| c.own).map(|c| c.to_string()),
            figures: (r.facts.into_iter().enumerate())
                .map(|(n, (fact, added))| figure(fact_id(&r.id, n), fact, added, &points))
                .collect(),
            document: r.document,
            id: r.id,
        };
        Ok(readings.into_iter().map(document).collect())
    }

    fn read(&self, input: &Input) -> std::result::Result<(Text, Vec<Reading>), ErrorRow> {
        let text = decode(&input.bytes, self.encoding.as_deref()).map_err(|e| ErrorRow {
            path: input.path.clone(),
            stage: Stage::Decode,
            message: e.to_string(),
        })?;
        let found = documents(&text, &self.patterns.document);
        let reading = |(n, document): (usize, Document)| {
            let names = self.names();
            let context = names.map(|names| names.context(&document));
            let added = |fact: &Fact| names.zip(context).map(|(n, c)| n.added(fact, c));
            Reading {
                id: id(&input.sha256, format_args!("document {n}")),
                facts: (facts(&document, &self.patterns, &self.vocabulary).into_iter())
                    .map(|fact| {
                        let added = added(&fact).unwrap_or_default();
                        (fact, added)
                    })
                    .collect(),
                context,
                document,
            }
        };
        let readings = found.into_iter().enumerate().map(reading).collect();
        Ok((text, readings))
    }
}

/// One document as read, with what the registries add.
struct Reading {
    id: String,
    document: Document,
    context: Option<Context>,
    facts: Vec<(Fact, Added)>,
}

/// The id of a document's fact.
fn fact_id(document: &str, n: usize) -> String {
    id(document, format_args!("fact {n}"))
}

fn document_row(
    r: &Reading,
    path: &Arc<str>,
    sha256: &Arc<str>,
    text: &Text,
    places: &mut Places,
) -> DocumentRow {
    let d = &r.document;
    let (start, end) = (places.of(d.span.start).0, places.of(d.span.end).0);
    let mut warnings = Vec::new();
    if text.damaged > 0 {
        warnings.push(format!(
            "{} characters could not be decoded as {}",
            text.damaged, text.encoding
        ));
    }
    DocumentRow {
        id: r.id.clone(),
        path: path.clone(),
        sha256: sha256.clone(),
        format: "txt".into(),
        encoding: text.encoding.into(),
        title: d.title.clone(),
        doc_no: d.doc_no.clone(),
        issuer: d.issuer.clone(),
        issued: d.issued.clone(),
        recipients: d.recipients.clone(),
        region: d.region.clone(),
        region_code: r.context.and_then(|c| c.own).map(|c| c.to_string()),
        genre: d.genre,
        start,
        end,
        chars: end - start,
        facts: r.facts.len(),
        warnings,
    }
}

fn fact_row(
    document: &str,
    n: usize,
    path: &Arc<str>,
    text: &Text,
    f: Fact,
    added: Added,
    ((start, line), (end, _)): ((usize, usize), (usize, usize)),
) -> FactRow {
    let (low, high) = bounds(&f);
    let value = match (&f.number, &f.date) {
        (Some((n, None)), _) => Some(Value::Quantity(Decimal(*n))),
        (_, Some(d)) => Some(Value::Date(d.clone())),
        _ => None,
    };
    FactRow {
        id: fact_id(document, n),
        document: document.to_string(),
        path: path.clone(),
        kind: f.kind,
        role: f.role,
        status: f.status,
        value,
        low: low.map(Decimal),
        high: high.map(Decimal),
        unit: f.unit,
        comparator: f.comparator,
        subject: f.subject,
        indicator: added.indicator,
        agent: f.agent,
        agent_name: added.agent_name,
        period: f.period,
        region: added.region,
        region_code: added.region_code,
        group: f.group.map(|g| format!("g{g}")),
        section: f.section,
        start,
        end,
        line,
        page: None,
        text: f.span.of(&text.raw).to_string(),
        evidence: f.evidence,
        rule: f.rule,
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
        let points = |s: &[u8]| count(s, |b| (b & 0xc0) != 0x80);
        let lines = |s: &[u8]| count(s, |b| b == b'\n');
        if byte >= self.byte {
            let between = &bytes[self.byte..byte];
            self.point += points(between);
            self.line += lines(between);
        } else {
            let between = &bytes[byte..self.byte];
            self.point -= points(between);
            self.line -= lines(between);
        }
        self.byte = byte;
        (self.point, self.line)
    }
}
