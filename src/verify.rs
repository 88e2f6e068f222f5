//! Records → whether they still stand in their files.
//!
//! In: a stream of records, as written (one a line, spread out, or nested).
//! Out: what does not agree: a file that changed, a text that is not at its
//! place, a place outside the file. Not here: whether a fact is right.

use crate::error::{Error, Result};
use crate::source::{self, Input};
use crate::text::{Points, Text};
use serde::Deserialize;
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

/// Makes the decoded text of an input again; the name is that of its encoding in its records.
pub type Reader<'a> = &'a dyn for<'i> Fn(&'i Input, Option<&str>) -> Result<Text<'i>>;

/// What checking records came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Records that were checked.
    pub checked: usize,
    /// One line for each record that does not agree.
    pub mismatches: Vec<Error>,
    /// One line for each file or record that could not be read.
    pub unreadable: Vec<Error>,
}

/// The fields of a record that say where it stands.
#[derive(Debug, Deserialize)]
struct Record {
    record: String,
    #[serde(default)]
    id: String,
    path: Option<String>,
    sha256: Option<String>,
    encoding: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    text: Option<String>,
    #[serde(default)]
    spans: Vec<serde_json::Value>,
    #[serde(default)]
    fact_list: Vec<Record>,
    #[serde(default)]
    finding_list: Vec<Record>,
}

/// The records of one file, which stand together in the stream.
#[derive(Default)]
struct Group {
    path: String,
    records: Vec<Record>,
}

/// Checks each record against its file. `name` is what the records are called in messages.
pub fn verify(records: impl Read, name: &str, reader: Reader, options: &source::Options) -> Report {
    let mut report = Report::default();
    let mut group = Group::default();
    for (n, record) in serde_json::Deserializer::from_reader(records)
        .into_iter::<Record>()
        .enumerate()
    {
        match record {
            Ok(record) => group = group.with(record, |done| report.group(done, reader, options)),
            Err(e) => {
                report
                    .unreadable
                    .push(Error::at(name, format!("record {}: {e}", n + 1)));
                break;
            }
        }
    }
    report.group(group, reader, options);
    if report.checked == 0 && report.unreadable.is_empty() {
        report.unreadable.push(Error::at(
            name,
            "no records; give the output of `gongwen extract`",
        ));
    }
    report
}

impl Group {
    /// The group with one more record; where that begins another file, this one is `done`.
    fn with(self, mut record: Record, done: impl FnOnce(Group)) -> Group {
        let Some(path) = record.path.clone() else {
            return self;
        };
        let inner = [
            std::mem::take(&mut record.fact_list),
            std::mem::take(&mut record.finding_list),
        ];
        let mut group = match self.path == path {
            true => self,
            false => {
                done(self);
                Group {
                    path,
                    records: Vec::new(),
                }
            }
        };
        group.records.push(record);
        group.records.extend(inner.into_iter().flatten());
        group
    }
}

impl Report {
    fn group(&mut self, group: Group, reader: Reader, options: &source::Options) {
        let checks = |r: &&Record| r.record != "error";
        if !group.records.iter().any(|r| checks(&r)) {
            self.checked += group.records.len();
            return;
        }
        let path = Path::new(&group.path);
        if group.path == "-" {
            let what = "the standard input cannot be read again; extract from a file to verify";
            return self.unreadable.push(Error::on(path, what));
        }
        let input = match source::read(&source::named(path), options) {
            Ok(input) => input,
            Err(row) => return self.unreadable.push(Error::on(path, row.message)),
        };
        let encoding = group.records.iter().find_map(|r| r.encoding.as_deref());
        let text = match reader(&input, encoding) {
            Ok(text) => text,
            Err(e) => return self.unreadable.push(Error::on(path, e.what)),
        };
        let points = Points::of(&text.raw);
        let mut seen = HashSet::new();
        for record in group.records.iter().filter(checks) {
            self.checked += 1;
            if let Some(what) = record.mismatch(&input, &points) {
                // A changed file is said once, not for each of its facts.
                if seen.insert(what.clone()) {
                    self.mismatches.push(Error::on(path, what));
                }
            }
        }
    }
}

impl Record {
    /// What does not agree with the file, if anything.
    fn mismatch(&self, input: &Input, points: &Points) -> Option<String> {
        if let Some(sha) = self.sha256.as_ref().filter(|s| **s != *input.sha256) {
            return Some(format!(
                "the file changed: sha256 is {}, recorded {sha}",
                input.sha256
            ));
        }
        let (record, id, total) = (&self.record, &self.id, points.total());
        let outside = |start: usize, end: usize| {
            (start > end || end > total).then(|| {
                format!("{record} {id}: [{start}, {end}) is outside the text of {total} characters")
            })
        };
        for span in &self.spans {
            let at = |n: usize| {
                span.get(n)
                    .and_then(serde_json::Value::as_u64)
                    .map(|n| n as usize)
            };
            if let (Some(start), Some(end), None) = (at(0), at(1), span.get(2))
                && let Some(what) = outside(start, end)
            {
                return Some(what);
            }
        }
        let (Some(start), Some(end)) = (self.start, self.end) else {
            return None;
        };
        if let Some(what) = outside(start, end) {
            return Some(what);
        }
        let wanted = self.text.as_deref()?;
        let stands = points.slice(start, end).unwrap_or_default();
        (stands != wanted)
            .then(|| format!("{record} {id}: [{start}, {end}) is {stands:?}, recorded {wanted:?}"))
    }
}
