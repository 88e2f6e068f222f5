//! Tables → CSV files: a head, commas, quotes where needed.
//!
//! In: rows. Out: `document.csv`, `fact.csv`, `finding.csv`, `error.csv`,
//! `run.csv`. Not here: when they are written (`folder`).
//!
//! Null is an empty cell, decimals are their exact digits, lists are JSON. A
//! text that a spreadsheet would take for a formula has an apostrophe before it.

use super::folder::{self, Format, Tables, disk};
use super::ledger::Reading;
use crate::error::Result;
use crate::record::columns;
use crate::record::{Cell, Row};
use std::borrow::Cow;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// CSV, and whether its files begin with a byte-order mark, by which Excel knows UTF-8.
#[derive(Debug, Clone, Copy)]
pub struct Csv {
    /// Begin each file with a byte-order mark.
    pub mark: bool,
}

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn options(&self) -> String {
        format!("mark={}", self.mark)
    }

    fn begin(&self, folder: &Path) -> Result<Box<dyn Tables>> {
        let of = |table: &str| columns::TABLES.iter().find(|t| t.name == table);
        let mut writers = Vec::new();
        for table in folder::TABLES {
            let file = File::create(folder.join(format!("{table}.csv")));
            let mut file = file.map_err(|e| disk("csv", &e))?;
            if self.mark {
                file.write_all(b"\xef\xbb\xbf")
                    .map_err(|e| disk("csv", &e))?;
            }
            let mut writer = ::csv::WriterBuilder::new()
                .buffer_capacity(1 << 16)
                .from_writer(file);
            let names = match of(table) {
                Some(t) => t.columns.iter().map(|c| c.name).collect(),
                None => vec!["id", "version", "patterns", "options"],
            };
            writer.write_record(names).map_err(told)?;
            writers.push((table, writer));
        }
        Ok(Box::new(Writers { writers }))
    }
}

fn told(e: ::csv::Error) -> crate::error::Error {
    match e.kind() {
        ::csv::ErrorKind::Io(io) => disk("csv", io),
        _ => crate::error::Error::at("csv", e),
    }
}

struct Writers {
    writers: Vec<(&'static str, ::csv::Writer<File>)>,
}

impl Writers {
    fn line<'a>(&mut self, table: &str, cells: impl Iterator<Item = Cow<'a, str>>) -> Result<()> {
        let Some((_, writer)) = self.writers.iter_mut().find(|(t, _)| *t == table) else {
            return Ok(());
        };
        for cell in cells {
            writer.write_field(&*cell).map_err(told)?;
        }
        writer.write_record(None::<&[u8]>).map_err(told)
    }
}

impl Tables for Writers {
    fn rows(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let cells = row.cells();
            self.line(row.table().name, cells.iter().map(spelled))?;
        }
        Ok(())
    }

    fn run(&mut self, id: &str, r: &Reading) -> Result<()> {
        let cells = [id, &r.version, &r.patterns, &r.options];
        self.line("run", cells.into_iter().map(tame))
    }

    fn end(self: Box<Self>) -> Result<()> {
        for (_, mut writer) in self.writers {
            writer.flush().map_err(|e| disk("csv", &e))?;
        }
        Ok(())
    }
}

/// A cell as it stands between commas.
fn spelled<'a>(cell: &'a Cell<'a>) -> Cow<'a, str> {
    match cell {
        Cell::Null => "".into(),
        Cell::Text(text) => tame(text),
        Cell::Integer(n) => n.to_string().into(),
        Cell::Decimal(n) => n.to_string().into(),
        Cell::Texts(list) => serde_json::to_string(list).unwrap_or_default().into(),
        Cell::Interval(low, high) => columns::interval_json(*low, *high).into(),
        Cell::Json(json) => json.into(),
    }
}

/// A text that is no formula to a spreadsheet.
fn tame(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_tamed_and_numbers_are_not() {
        assert_eq!(tame("=1+1"), "'=1+1");
        assert_eq!(tame("-"), "'-");
        assert_eq!(tame("普通"), "普通");
        let minus = crate::value::Number::new(-5, -1);
        assert_eq!(spelled(&Cell::Decimal(minus)), "-0.5");
    }

    #[test]
    fn every_row_is_a_record_of_its_table() {
        let folder = tempfile::tempdir().unwrap();
        let mut tables = Csv { mark: true }.begin(folder.path()).unwrap();
        tables.rows(&crate::record::samples::rows()).unwrap();
        tables.end().unwrap();
        let counts = [
            ("document", 1),
            ("fact", 3),
            ("finding", 2),
            ("error", 1),
            ("run", 0),
        ];
        for (table, count) in counts {
            let text = std::fs::read_to_string(folder.path().join(format!("{table}.csv"))).unwrap();
            let text = text.strip_prefix('\u{feff}').unwrap();
            let mut reader = ::csv::Reader::from_reader(text.as_bytes());
            let width = reader.headers().unwrap().len();
            let records: Vec<_> = reader.records().map(|r| r.unwrap()).collect();
            assert_eq!(records.len(), count, "{table}");
            assert!(records.iter().all(|r| r.len() == width));
        }
    }
}
