//! The two sides of a comparison, as they are read from JSON Lines.
//!
//! Expected lines use the names of the records; those of older annotations are understood too
//! (`cmp` for `comparator`, a responsibility's role in `value`, a document's fields in `value`).

use super::Level;
use super::compare::{Decimal, unquoted};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// What is expected at a place.
#[derive(Debug, Deserialize)]
pub struct Expected {
    pub kind: String,
    #[serde(default, alias = "title")]
    pub text: String,
    #[serde(default)]
    pub anchor: String,
    value: Option<Box<RawValue>>,
    pub low: Option<Box<RawValue>>,
    pub high: Option<Box<RawValue>>,
    pub unit: Option<String>,
    #[serde(alias = "cmp")]
    pub comparator: Option<String>,
    role: Option<String>,
    pub status: Option<String>,
    pub subject: Option<String>,
    pub agent: Option<String>,
    pub period: Option<String>,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

/// A fact or a document that the program found.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    pub record: String,
    pub path: String,
    pub kind: Option<String>,
    #[serde(default)]
    pub start: usize,
    #[serde(default)]
    pub end: usize,
    pub text: Option<String>,
    pub value: Option<Box<RawValue>>,
    pub low: Option<Box<RawValue>>,
    pub high: Option<Box<RawValue>>,
    pub unit: Option<String>,
    pub comparator: Option<String>,
    pub role: Option<String>,
    pub status: Option<String>,
    pub subject: Option<String>,
    pub agent: Option<String>,
    pub period: Option<String>,
    pub title: Option<String>,
    doc_no: Option<String>,
    issuer: Option<String>,
    issued: Option<String>,
    region: Option<String>,
    genre: Option<String>,
}

/// The fields of a document that are compared.
const FIELDS: [&str; 6] = ["title", "doc_no", "issuer", "issued", "region", "genre"];

/// Reads expected lines; a line that does not read ends the test.
pub fn expected(name: &str, lines: &str) -> Vec<Expected> {
    let read = |(n, line): (usize, &str)| match serde_json::from_str::<Expected>(line) {
        Ok(e) => e.with_document_fields(),
        Err(e) => panic!("{name}:{}: {e}", n + 1),
    };
    let lines = lines.lines().enumerate();
    lines
        .filter(|(_, l)| !l.trim().is_empty())
        .map(read)
        .collect()
}

/// Reads the program's output; findings and errors are left out.
pub fn found(lines: &str) -> Vec<Found> {
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"));
    let all = lines.lines().map(read);
    all.filter(|f: &Found| matches!(f.record.as_str(), "fact" | "document"))
        .collect()
}

impl Expected {
    /// The value without its quotes.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref().map(unquoted)
    }

    /// The exact interval that a range stands for.
    pub fn range(&self) -> Option<(Decimal, Decimal)> {
        match (&self.low, &self.high, self.value()) {
            (Some(low), Some(high), _) => Some((Decimal::of(low)?, Decimal::of(high)?)),
            (_, _, Some(v)) if !v.contains('/') => {
                let (low, high) = v.split_once("..")?;
                Some((Decimal::read(low)?, Decimal::read(high)?))
            }
            _ => None,
        }
    }

    /// The role; of a responsibility the part of the unit in the task.
    pub fn role(&self) -> Option<&str> {
        let value = || self.value().filter(|_| self.kind == "responsibility");
        self.role.as_deref().or_else(value)
    }

    /// A document's fields with what is expected of each.
    pub fn fields(&self) -> Vec<(&'static str, Option<&str>)> {
        let field = |name: &str| match name {
            "title" => Some(self.text.as_str()),
            _ => self.rest.get(name).and_then(serde_json::Value::as_str),
        };
        FIELDS.iter().map(|name| (*name, field(name))).collect()
    }

    /// Spreads the fields that an older annotation keeps in `value`, as an object or as its text.
    fn with_document_fields(mut self) -> Self {
        if let ("document", Some(value)) = (
            self.kind.as_str(),
            self.value.take_if(|_| self.kind == "document"),
        ) {
            let read: serde_json::Value = serde_json::from_str(value.get()).unwrap_or_default();
            let object = match read {
                serde_json::Value::String(s) => serde_json::from_str(&s).unwrap_or_default(),
                other => other,
            };
            if let serde_json::Value::Object(object) = object {
                self.rest.extend(object);
            }
        }
        self
    }

    /// What a level compares, for people.
    pub fn shown(&self, level: Level) -> String {
        shown(
            level,
            self.value().or(self.low.as_ref().map(|l| l.get())),
            [&self.unit, &self.comparator],
            [self.role(), self.status.as_deref()],
            [&self.subject, &self.agent, &self.period],
        )
    }
}

impl Found {
    /// The field of a document by its name.
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "title" => self.title.as_deref(),
            "doc_no" => self.doc_no.as_deref(),
            "issuer" => self.issuer.as_deref(),
            "issued" => self.issued.as_deref(),
            "region" => self.region.as_deref(),
            "genre" => self.genre.as_deref(),
            _ => None,
        }
    }

    /// What a level compares, for people.
    pub fn shown(&self, level: Level) -> String {
        shown(
            level,
            self.value.as_deref().map(unquoted),
            [&self.unit, &self.comparator],
            [self.role.as_deref(), self.status.as_deref()],
            [&self.subject, &self.agent, &self.period],
        )
    }
}

fn shown(
    level: Level,
    value: Option<&str>,
    measure: [&Option<String>; 2],
    role: [Option<&str>; 2],
    context: [&Option<String>; 3],
) -> String {
    let words = |words: &mut dyn Iterator<Item = Option<&str>>| {
        words
            .map(|w| w.unwrap_or("–"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let [subject, agent, period] = context;
    match level {
        Level::Value => {
            let eq = measure[1].as_deref().or(Some("eq"));
            words(&mut [value, measure[0].as_deref(), eq].into_iter())
        }
        Level::Role => words(&mut role.into_iter()),
        Level::Responsibility => words(&mut [role[0], subject.as_deref()].into_iter()),
        Level::Full | Level::Document => {
            let context = [subject.as_deref(), agent.as_deref(), period.as_deref()];
            context.map(|c| c.unwrap_or("–")).join(" | ")
        }
    }
}
