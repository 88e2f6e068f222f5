//! Rows of a store → documents with their figures.
//!
//! In: a document row and its facts. Out: an [`AuditDocument`] without the file's text and blocks: checks
//! that read sentences and keys see the same as in the file, those that read whole blocks see nothing. Its
//! year is that of its date, for a store has no other.
//! Not here: the store (`sink`).
//!
//! A record holds a value's digits multiplied out. How many were written, which every check asks, is
//! read from the characters at its place; its place in the sentence is where these characters stand in it.

use super::figure::{AuditDocument, Figure};
use crate::mention::{Value as Mentioned, mentions};
use crate::pattern::Patterns;
use crate::record::{DocumentRow, FactRow, Value};
use crate::segment::Document;
use crate::text::{Plain, Span};
use crate::value::{Kind, Number, numeral::numeral};
use std::ops::Range;
use std::sync::Arc;

/// A document of a store as the audit takes it. A fact whose characters do not stand in its sentence is
/// left out: nothing can be said of it.
pub fn document(row: DocumentRow, facts: Vec<FactRow>, patterns: &Patterns) -> AuditDocument {
    let mut figures: Vec<Figure> = Vec::with_capacity(facts.len());
    for fact in facts {
        let before = figures.last().filter(|f| f.sentence == fact.evidence);
        let from = before.map_or(0, |f| f.at.end);
        figures.extend(figure(fact, from, patterns));
    }
    AuditDocument {
        id: row.id,
        path: row.path,
        raw: "".into(),
        region_code: row.region_code,
        figures,
        document: Document {
            span: Span::new(row.start, row.end),
            title: row.title,
            doc_no: row.doc_no,
            issuer: row.issuer,
            issued: row.issued,
            recipients: row.recipients,
            region: row.region,
            genre: row.genre,
            year: None,
            blocks: Vec::new(),
        },
    }
}

fn figure(fact: FactRow, from: usize, patterns: &Patterns) -> Option<Figure> {
    let shown = plain(&fact.text);
    let in_sentence = fact.kind != Kind::Responsibility && fact.rule != "table.cell";
    let (sentence, at) = match in_sentence {
        true => (fact.evidence.clone(), place(&fact.evidence, &shown, from)?),
        false => (Arc::from(""), 0..0),
    };
    let date = match &fact.value {
        Some(Value::Date(date)) => Some(date.clone()),
        _ => None,
    };
    let (value, upper) = match &fact.value {
        Some(Value::Quantity(n)) => (Some(as_written(&shown, n.0, patterns)), None),
        Some(Value::Date(_)) => (None, None),
        None => range(&shown, &fact, patterns),
    };
    Some(Figure {
        id: fact.id,
        kind: fact.kind,
        role: fact.role,
        status: fact.status,
        value,
        upper,
        date,
        comparator: fact.comparator,
        unit: fact.unit,
        subject: fact.subject,
        agent: fact.agent,
        period: fact.period,
        region: fact.region,
        region_code: fact.region_code,
        indicator: fact.indicator,
        group: fact.group,
        section: fact.section,
        sentence,
        at,
        span: Span::new(fact.start, fact.end),
        points: (fact.start, fact.end),
        line: fact.line,
    })
}

fn plain(text: &str) -> String {
    Plain::of(text, &[Span::new(0, text.len())])
        .text
        .into_owned()
}

/// Where a value's characters stand in its sentence: behind the value before, else the first time.
fn place(sentence: &str, shown: &str, from: usize) -> Option<Range<usize>> {
    let behind = sentence.get(from..).and_then(|rest| rest.find(shown));
    let at = behind
        .map(|at| from + at)
        .or_else(|| sentence.find(shown))?;
    (!shown.is_empty()).then(|| at..at + shown.len())
}

/// The value with the digits that were written; where they cannot be told, those of the record.
fn as_written(shown: &str, value: Number, patterns: &Patterns) -> Number {
    let written = |(n, _): (Number, Option<Number>)| scaled_to(n, value);
    quantity(shown, patterns).and_then(written).unwrap_or(value)
}

/// Both ends of a range.
fn range(shown: &str, fact: &FactRow, patterns: &Patterns) -> (Option<Number>, Option<Number>) {
    let (Some(low), Some(high)) = (fact.low, fact.high) else {
        return (None, None);
    };
    let ends = match quantity(shown, patterns) {
        Some((a, Some(b))) => scaled_to(a, low.0).zip(scaled_to(b, high.0)),
        _ => None,
    };
    let (a, b) = ends.unwrap_or((low.0, high.0));
    (Some(a), Some(b))
}

/// The number, and the end of a range, that a value's characters say.
fn quantity(shown: &str, patterns: &Patterns) -> Option<(Number, Option<Number>)> {
    if let Some(n) = numeral(shown) {
        return Some((n.number, None));
    }
    match mentions(shown, patterns).as_slice() {
        [m] => match &m.value {
            Mentioned::Quantity(q) => Some((q.number, q.to)),
            Mentioned::Date(_) => None,
        },
        _ => None,
    }
}

/// A number times a power of ten, where that is the value: 13.41 (亿) for 1341000000.
fn scaled_to(written: Number, value: Number) -> Option<Number> {
    let power = value
        .trimmed()
        .exponent
        .checked_sub(written.trimmed().exponent)?;
    let scaled = written.scaled(power)?;
    scaled.compare(value).is_eq().then_some(scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns() -> Patterns {
        Patterns::built_in().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn digits_are_those_that_were_written() {
        let patterns = patterns();
        let written = |shown: &str, digits: i128, exponent: i32| {
            let n = as_written(shown, Number::new(digits, exponent), &patterns);
            (n.digits, n.exponent)
        };
        assert_eq!(written("13.41亿元", 1_341_000_000, 0), (1341, 6));
        assert_eq!(written("89.70%", 8970, -2), (8970, -2));
        // A cell whose unit stands in its head.
        assert_eq!(written("1,200", 12_000_000, 0), (1200, 4));
        assert_eq!(written("二十余个", 20, 0), (20, 0));
        assert_eq!(written("?", 12, 0), (12, 0));
    }

    #[test]
    fn a_place_is_behind_the_value_before() {
        let sentence = "新建3所，改建3所";
        let first = place(sentence, "3所", 0).unwrap();
        let second = place(sentence, "3所", first.end).unwrap();
        assert_eq!((&sentence[first], second), ("3所", 19..23));
        assert_eq!(place(sentence, "5所", 0), None);
    }
}
