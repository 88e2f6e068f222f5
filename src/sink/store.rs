//! A store → the rows in it again, and findings into it.
//!
//! In: `sqlite:FILE` or `postgres://…`. Out: documents with their facts, as the
//! row types, digit for digit. Not here: what is found in them (`audit`).

use super::Target;
use crate::error::{Error, Result};
use crate::record::columns::{DOCUMENT, FACT, TABLES};
use crate::record::{Column, DocumentRow, FactRow, FindingRow, Row, Table, Type};
use std::time::Duration;

/// One row of a database: each column as text, null where it is.
pub(super) type Line = Vec<Option<String>>;

/// What a database can be asked for.
pub(super) trait Database {
    /// The rows of a table as lines, in the order of its columns, by path.
    fn lines(
        &mut self,
        table: &'static Table,
        take: &mut dyn FnMut(Line) -> Result<()>,
    ) -> Result<()>;

    /// Whether the last run came to its end.
    fn finished(&mut self) -> Result<bool>;

    /// These findings in place of all that are there.
    fn replace_findings(&mut self, findings: &[FindingRow]) -> Result<()>;
}

/// Opens a store to read it.
fn open(target: &Target, wait: Duration) -> Result<Box<dyn Database>> {
    // Unused where neither is built in.
    let _ = wait;
    match target {
        #[cfg(feature = "sqlite")]
        Target::Sqlite(path) => Ok(Box::new(super::sqlite_file::Db::open(path, wait, false)?)),
        #[cfg(feature = "postgres")]
        Target::Postgres(url) => Ok(Box::new(super::postgres_db::Db::open(url, wait)?)),
        // Reached where one of the two is not built in.
        #[allow(unreachable_patterns)]
        Target::Sqlite(_) | Target::Postgres(_) => Err(target.not_built_in()),
        _ => Err(Error::at(
            target,
            "cannot be read from; known: sqlite:FILE, postgres://HOST/NAME",
        )),
    }
}

/// The documents of a store with their facts, by path and place.
///
/// # Errors
/// A store that is not there or of something else.
pub fn facts(target: &Target, wait: Duration) -> Result<Vec<(DocumentRow, Vec<FactRow>)>> {
    let mut found = Vec::new();
    each_document(target, wait, &mut |document, facts| {
        found.push((document, facts));
        Ok(())
    })?;
    Ok(found)
}

/// Gives each document of a store with its facts, in the order of [`facts`]; only the documents are
/// held all at once.
///
/// # Errors
/// A store that is not there or of something else, or what `take` says.
pub fn each_document(
    target: &Target,
    wait: Duration,
    take: &mut dyn FnMut(DocumentRow, Vec<FactRow>) -> Result<()>,
) -> Result<()> {
    let mut store = open(target, wait)?;
    let mut documents = Vec::new();
    each(&mut *store, target, &DOCUMENT, &mut |row| {
        if let Row::Document(d) = row {
            documents.push(d);
        }
        Ok(())
    })?;
    documents.sort_by(|a, b| (&a.path, a.start, &a.id).cmp(&(&b.path, b.start, &b.id)));
    let mut documents = documents.into_iter().peekable();
    // Facts come by path too, so that those of a file are whole when another file's come.
    let mut before = |path: Option<&str>, held: &mut Vec<FactRow>| -> Result<()> {
        let is_before = |d: &DocumentRow| path.is_none_or(|p| *d.path < *p);
        while let Some(d) = documents.next_if(is_before) {
            let own = |f: &mut FactRow| f.path == d.path && *f.document == *d.id;
            let mut facts: Vec<_> = held.extract_if(.., own).collect();
            facts.sort_by(|a, b| (a.start, a.end, &a.id).cmp(&(b.start, b.end, &b.id)));
            take(d, facts)?;
        }
        Ok(())
    };
    let mut held: Vec<FactRow> = Vec::new();
    each(&mut *store, target, &FACT, &mut |row| {
        if let Row::Fact(f) = row {
            if held.last().is_none_or(|h| h.path != f.path) {
                before(Some(&f.path), &mut held)?;
            }
            held.push(f);
        }
        Ok(())
    })?;
    before(None, &mut held)
}

/// Whether every run on a store came to its end; where not, facts may be missing.
///
/// # Errors
/// A store that is not there or of something else.
pub fn finished(target: &Target, wait: Duration) -> Result<bool> {
    open(target, wait)?.finished()
}

/// Puts findings into a store, in place of all that it has.
///
/// # Errors
/// A store that is not there or has another writer; a finding on a document that is not in it.
pub fn write_findings(target: &Target, findings: &[FindingRow], wait: Duration) -> Result<()> {
    open(target, wait)?.replace_findings(findings)
}

/// Every row of a store as a line of the stream, sorted: what two stores are compared by.
///
/// # Errors
/// A store that cannot be read.
pub fn dump(target: &Target, wait: Duration) -> Result<String> {
    let mut store = open(target, wait)?;
    let mut lines = Vec::new();
    for table in TABLES {
        each(&mut *store, target, table, &mut |row| {
            lines.push(serde_json::to_string(&row).map_err(|e| Error::at(target, e))?);
            Ok(())
        })?;
    }
    lines.sort();
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// Reads a table row by row.
fn each(
    store: &mut dyn Database,
    target: &Target,
    table: &'static Table,
    take: &mut dyn FnMut(Row) -> Result<()>,
) -> Result<()> {
    store.lines(table, &mut |line| {
        let json = object(table, &line);
        let row = Row::parse(&json);
        take(row.map_err(|e| Error::at(target, format!("{}: {e}: {json}", table.name)))?)
    })
}

/// A line of the stream from a row of a table.
fn object(table: &Table, line: &Line) -> String {
    let mut json = format!(r#"{{"record":"{}""#, table.name);
    let mut add = |name: &str, value: &str| {
        json.push_str(&format!(r#","{name}":{value}"#));
    };
    let cells: Vec<(&Column, Option<&str>)> = table
        .columns
        .iter()
        .zip(line.iter().map(Option::as_deref))
        .collect();
    for (column, cell) in &cells {
        let text = |s: &str| serde_json::to_string(s).unwrap_or_default();
        match (column.name, column.kind, cell) {
            // Stands for `value` where it is said.
            ("value", _, None) => {
                let date = cells.iter().find(|(c, _)| c.name == "value_date");
                let date = date.and_then(|(_, cell)| *cell);
                add("value", &date.map_or("null".into(), text));
            }
            ("value_date", ..) => {}
            (name, _, None) => add(name, "null"),
            (name, Type::Text, Some(cell)) => add(name, &text(cell)),
            (name, _, Some(cell)) => add(name, cell),
        }
    }
    json.push('}');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "sqlite")]
    #[test]
    fn every_kind_of_cell_comes_back() {
        use crate::sink::target::Opening;
        use crate::sink::{File, Reading};
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("x.db"));
        let rows = crate::record::samples::rows();
        let mut store = target
            .open(Opening {
                reading: Reading::new(1, String::new()),
                wait: Duration::ZERO,
                mark: false,
            })
            .unwrap();
        let file = File {
            path: "dossié/a.txt".into(),
            sha256: Some("00".into()),
            stamp: Default::default(),
            known: false,
            moved_from: None,
        };
        store.put(&file, &rows.clone().into()).unwrap();
        assert!(!finished(&target, Duration::ZERO).unwrap());
        store.finish().unwrap();
        let mut lines: Vec<_> = rows
            .iter()
            .map(|r| serde_json::to_string(r).unwrap())
            .collect();
        lines.sort();
        let dump = dump(&target, Duration::ZERO).unwrap();
        assert_eq!(dump.lines().collect::<Vec<_>>(), lines);
        assert!(finished(&target, Duration::ZERO).unwrap());
    }

    #[test]
    fn a_line_of_text_is_a_line_of_the_stream() {
        let some = |s: &str| Some(s.to_owned());
        let line = vec![some("b\"c"), some("read"), some("x")];
        let json = object(&crate::record::columns::ERROR, &line);
        assert_eq!(
            json,
            r#"{"record":"error","path":"b\"c","stage":"read","message":"x"}"#
        );
    }
}
