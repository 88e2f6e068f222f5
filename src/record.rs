//! Rows: what goes out. The field names are the public contract, declared here
//! once for JSON, the JSON Schema and every store.
//!
//! In: documents, facts, findings, errors. Out: rows. Not here: writing them (`sink`).

pub mod columns;
mod fact;
mod line;
mod read;
mod rows;
#[cfg(test)]
pub mod samples;

pub use columns::{Cell, Column, Table, Type};
pub(crate) use fact::FactFields;
pub use read::number;
pub use rows::{Form, Rows, Tally};

use crate::value::{Comparator, Genre, Kind, Number, Role, Status};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The id of what stands at a place of a file: the same bytes give the same id anywhere.
///
/// ```
/// let id = gongwen::record::id("9f86d081884c7d65", "document 0");
/// assert_eq!(id.len(), 16);
/// ```
pub fn id(sha256: &str, place: impl fmt::Display) -> String {
    shortened(Sha256::digest(format!("{sha256} {place}"))).to_string()
}

/// The id of a place that is a number behind a word, with its blanks, as that of each fact.
pub(crate) fn numbered(sha256: &str, word: &str, n: usize) -> Id {
    let mut digest = Sha256::new();
    digest.update(sha256);
    digest.update(word);
    digest.update(itoa::Buffer::new().format(n));
    shortened(digest.finalize())
}

/// The word that the stream uses for a variant.
fn word(variant: &impl Serialize) -> String {
    let json = serde_json::to_string(variant).unwrap_or_default();
    json.trim_matches('"').to_owned()
}

/// The first sixteen hexadecimal digits of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id([u8; 16]);

impl Deref for Id {
    type Target = str;

    fn deref(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn shortened(digest: impl AsRef<[u8]>) -> Id {
    let mut id = Id([0; 16]);
    let (twos, _) = id.0.as_chunks_mut();
    for (two, byte) in twos.iter_mut().zip(digest.as_ref()) {
        *two = HEXADECIMAL[usize::from(*byte)];
    }
    id
}

/// The two digits of each byte.
const HEXADECIMAL: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut all = [[0; 2]; 256];
    let mut byte = 0;
    while byte < all.len() {
        all[byte] = [digits[byte / 16], digits[byte % 16]];
        byte += 1;
    }
    all
};

/// One line of the stream.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Row {
    /// A document that a file holds.
    Document(DocumentRow),
    /// A value at a place.
    Fact(FactRow),
    /// A check on facts.
    Finding(FindingRow),
    /// An input that could not be read.
    Error(ErrorRow),
}

/// An exact decimal, written as a JSON number with exactly its own digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal(pub Number);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let whole = (self.0.exponent >= 0).then(|| self.0.at(0)).flatten();
        if let Some(whole) = whole.and_then(|n| i64::try_from(n.digits).ok()) {
            return s.serialize_i64(whole);
        }
        let own = RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?;
        own.serialize(s)
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

/// A quantity, or a date in EDTF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Value {
    /// An exact quantity with its scale multiplied in.
    Quantity(Decimal),
    /// An EDTF date (ISO 8601-2).
    Date(SmolStr),
}

/// One official document; a file can hold several.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRow {
    /// Stable id: a hash of the file's bytes and the document's place in it.
    pub id: String,
    /// The input path as given; members of an archive as `archive.zip!/inner/path.txt`.
    pub path: Arc<str>,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: Arc<str>,
    /// The container: `txt`, `html`, `docx`, …
    pub format: String,
    /// The encoding of the text: `utf-8`, `gb18030`, …
    pub encoding: String,
    /// The title, line breaks joined.
    pub title: Option<String>,
    /// 发文字号.
    pub doc_no: Option<String>,
    /// 发文机关, or the speaker or author unit of a report.
    pub issuer: Option<String>,
    /// 成文日期, EDTF.
    pub issued: Option<String>,
    /// 主送机关.
    pub recipients: Vec<String>,
    /// The administrative division that the document speaks for.
    pub region: Option<String>,
    /// Its GB/T 2260 code, six digits.
    pub region_code: Option<String>,
    /// What kind of document it is.
    pub genre: Genre,
    /// First code point of the document in the decoded text.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// Its length in code points.
    pub chars: usize,
    /// How many facts were found in it.
    pub facts: usize,
    /// What a reader should know, such as bytes that could not be decoded.
    pub warnings: Vec<String>,
}

/// One value at one place.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FactRow {
    /// Stable id.
    pub id: SmolStr,
    /// The document's id.
    pub document: Arc<str>,
    /// The path again, so that a line stands alone.
    pub path: Arc<str>,
    /// What sort of value it is.
    pub kind: Kind,
    /// What it is within its kind.
    pub role: Option<Role>,
    /// Reached, aimed at, or earlier; null for dates and responsibilities.
    pub status: Option<Status>,
    /// The quantity or the EDTF date; null for responsibilities.
    pub value: Option<Value>,
    /// Lower end of the interval that the wording allows; null where it is open.
    pub low: Option<Decimal>,
    /// Upper end of that interval; null where it is open.
    pub high: Option<Decimal>,
    /// Rate: `%` `‰` `/10万` `/万` `pp`; funding: ISO 4217; counts: the counter without its scale.
    pub unit: Option<SmolStr>,
    /// How the wording bounds the value.
    pub comparator: Option<Comparator>,
    /// What is measured, counted or funded; for a responsibility the task.
    pub subject: Option<String>,
    /// The canonical id of a known indicator.
    pub indicator: Option<SmolStr>,
    /// The unit that did or reported it; for a responsibility the unit.
    pub agent: Option<SmolStr>,
    /// That unit's full official name, where region and date settle it.
    pub agent_name: Option<SmolStr>,
    /// EDTF: the time that the value refers to.
    pub period: Option<SmolStr>,
    /// The area that the value refers to, where it is named or differs from the document's.
    pub region: Option<SmolStr>,
    /// Its GB/T 2260 code.
    pub region_code: Option<SmolStr>,
    /// Facts that belong together share it.
    pub group: Option<SmolStr>,
    /// The heading path.
    pub section: Arc<[String]>,
    /// First code point of `text` in the decoded text.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
    /// Line of `start` in the decoded text, from 1.
    pub line: usize,
    /// Page of `start` where the container has pages, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// The characters at that place, as they stand.
    pub text: SmolStr,
    /// The sentence, re-joined where the file breaks it.
    pub evidence: Arc<str>,
    /// The pattern that made the fact.
    pub rule: SmolStr,
}

/// One check on one or more facts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindingRow {
    /// Stable id.
    pub id: String,
    /// The document's id; null for a check across documents.
    pub document: Option<String>,
    /// The path; null for a check across documents.
    pub path: Option<Arc<str>>,
    /// Id of the check in the catalogue.
    pub check: String,
    /// What came out.
    pub verdict: Verdict,
    /// Ids of the facts compared, in the order of the formula.
    pub facts: Vec<String>,
    /// The places it speaks of, as `[start, end]` in code points.
    pub spans: Vec<Place>,
    /// How bad it is.
    pub severity: Severity,
    /// 1 − the share of all values of that precision that would pass too.
    pub strength: Option<Decimal>,
    /// The interval that follows from the other figures.
    pub expected: Option<(Option<Decimal>, Option<Decimal>)>,
    /// The interval that is reported.
    pub reported: Option<(Option<Decimal>, Option<Decimal>)>,
    /// One Chinese sentence with the arithmetic shown.
    pub message_zh: String,
    /// The same in English.
    pub message_en: String,
}

/// A place that a finding speaks of: `[start, end]`, or `[path, start, end]` across documents.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Place {
    /// In the finding's own document.
    Here(usize, usize),
    /// In the named file.
    In(Arc<str>, usize, usize),
}

/// What a check came to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The figures agree.
    Consistent,
    /// They disagree under every reading.
    Inconsistent,
    /// They should be asked about.
    Suspicious,
    /// They cannot be checked.
    NotCheckable,
}

/// How bad a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Impossible under every reading.
    Error,
    /// Should be asked about.
    Warning,
    /// Good to know.
    Information,
}

/// One input that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorRow {
    /// The path as given or met.
    pub path: Arc<str>,
    /// Where on the way it stopped.
    pub stage: Stage,
    /// The cause, and what to do, in one line.
    pub message: String,
}

/// Where on its way an input stopped.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// While folders were walked.
    Walk,
    /// While the file was read.
    Read,
    /// While an archive was opened.
    Archive,
    /// While bytes were decoded.
    Decode,
    /// While the container was parsed.
    Parse,
    /// A limit was met.
    Limit,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_place_has_its_own_id() {
        for n in [0, 9, 10, 65_536, usize::MAX] {
            let usual = id("9f86d0", format_args!("fact {n}"));
            assert_eq!(*numbered("9f86d0", " fact ", n), usual);
        }
    }
}
