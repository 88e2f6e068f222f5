//! Rows → a SQLite file.
//!
//! In: files with their rows. Out: the tables of [`super::sql`] in one file.
//! Not here: what the tables look like.
//!
//! SQLite has no exact decimals. A decimal column holds an integer or the
//! nearest double, which compare and sum as numbers, and the column beside it
//! (`value_text`) exactly the digits. Lists and intervals are JSON, for
//! `json_each` and `->>`. The rows of a chunk of files are one transaction.

use super::ledger::{Held, Ledger, Reading};
use super::lock::Lock;
use super::sql::{self, Dialect};
use super::sqlite_file::Db;
use super::{File, Sink, failed};
use crate::error::{Error, Result};
use crate::record::columns::{TABLES, interval_json};
use crate::record::{Cell, Row, Rows, Table, Type};
use crate::source::Stamp;
use crate::value::Number;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, params};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A SQLite file that rows are written to.
pub struct Sqlite {
    db: Db,
    reading: Reading,
    run: String,
    inserts: Vec<String>,
    /// A transaction has begun.
    open: bool,
    /// Something changed in this run.
    changed: bool,
    _lock: Lock,
}

/// How rows are written. What a fact names is put in beside it, so that it need not be looked for;
/// what is written twice in a while is written once; indexes are sorted by two threads.
const WRITING: &str = "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; \
    PRAGMA wal_autocheckpoint = 8000; PRAGMA threads = 2";

/// The files that SQLite makes beside its file, and ours.
pub fn beside(path: &Path) -> Vec<PathBuf> {
    let with = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    ["", "-wal", "-shm", "-journal"].map(with).into()
}

fn lock_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.lock"))
}

impl Sqlite {
    /// Opens or makes the file. Another writer is waited for, that long.
    ///
    /// # Errors
    /// Another writer, a file of something else, a folder that is not there.
    pub fn open(path: &Path, reading: Reading, wait: Duration) -> Result<Self> {
        let name = format!("sqlite:{}", path.display());
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
        if let Some(folder) = folder.filter(|p| !p.is_dir()) {
            let what = format!("no folder {}; make it first", folder.display());
            return Err(Error::at(name, what));
        }
        let lock = Lock::take(&lock_of(path), &name, wait)?;
        let db = Db::open(path, wait, true)?;
        db.prepare()?;
        db.told(db.conn.execute_batch(WRITING))?;
        db.conn.set_prepared_statement_cache_capacity(32);
        let run = reading.id();
        let insert =
            "INSERT INTO run VALUES (?, ?, ?, ?, 0) ON CONFLICT DO UPDATE SET finished = 0";
        let cells = params![run, reading.version, reading.patterns, reading.options];
        db.told(db.conn.execute(insert, cells))?;
        Ok(Self {
            db,
            reading,
            run,
            inserts: TABLES.iter().map(|t| insert_into(t)).collect(),
            open: false,
            changed: false,
            _lock: lock,
        })
    }

    /// A transaction, begun before the first change after a commit.
    fn begin(&mut self) -> Result<()> {
        if !self.open {
            self.db
                .told(self.db.conn.execute_batch("BEGIN IMMEDIATE"))?;
            self.open = true;
        }
        Ok(())
    }

    /// Begins to change rows: a check across documents is no longer true of what it spoke of.
    fn change(&mut self) -> Result<()> {
        self.begin()?;
        if !std::mem::replace(&mut self.changed, true) {
            let drop = "DELETE FROM finding WHERE path IS NULL";
            self.db.told(self.db.conn.execute(drop, []))?;
        }
        Ok(())
    }

    fn statement(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.db.told(self.db.conn.prepare_cached(sql))
    }

    /// Drops the rows of a file and of an archive's members.
    fn drop_rows(&mut self, path: &str) -> Result<()> {
        self.change()?;
        let (from, to) = members(path);
        for table in ["finding", "fact", "document", "error"] {
            let sql = format!("DELETE FROM {table} WHERE path = ?1 OR path >= ?2 AND path < ?3");
            self.db
                .told(self.statement(&sql)?.execute([path, &from, &to]))?;
        }
        Ok(())
    }

    fn keep(&mut self, file: &File, rows: &Rows) -> Result<()> {
        self.change()?;
        if file.known {
            self.drop_rows(&file.path)?;
        }
        if let Some(from) = &file.moved_from {
            self.forget(from)?;
        }
        let told = |e: io::Error| e.downcast().unwrap_or_else(|e| Error::at(&*file.path, e));
        rows.each(&mut |rows| self.insert(rows).map_err(failed))
            .map_err(told)?;
        self.note(file)
    }

    fn insert(&self, rows: &[Row]) -> Result<()> {
        for (table, insert) in TABLES.iter().zip(&self.inserts) {
            let mut of_table = rows
                .iter()
                .filter(|r| r.table().name == table.name)
                .peekable();
            if of_table.peek().is_none() {
                continue;
            }
            let mut statement = self.statement(insert)?;
            for row in of_table {
                self.db.told(insert_row(&mut statement, row))?;
            }
        }
        Ok(())
    }

    /// The file's line in the books.
    fn note(&mut self, file: &File) -> Result<()> {
        self.begin()?;
        let mut statement = self.statement("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)")?;
        let bytes = i64::try_from(file.stamp.bytes).unwrap_or(i64::MAX);
        let (path, sha) = (&*file.path, file.sha256.as_deref());
        let cells = params![path, sha, bytes, file.stamp.modified, self.run];
        self.db.told(statement.execute(cells)).map(drop)
    }

    fn forget(&mut self, path: &str) -> Result<()> {
        self.drop_rows(path)?;
        let mut statement = self.statement("DELETE FROM file WHERE path = ?")?;
        self.db.told(statement.execute([path])).map(drop)
    }

    fn close(&mut self) -> Result<()> {
        self.begin()?;
        self.db
            .told(self.db.conn.execute_batch(sql::FACT_INDEXES))?;
        let finished = "UPDATE run SET finished = 1 WHERE id = ?";
        self.db.told(self.db.conn.execute(finished, [&self.run]))?;
        let unused = "DELETE FROM run WHERE id <> ? AND id NOT IN (SELECT run FROM file)";
        self.db.told(self.db.conn.execute(unused, [&self.run]))?;
        self.db.told(self.db.conn.execute_batch("COMMIT"))?;
        self.open = false;
        // One file that can be copied and opened from a folder that cannot be written to; a reader
        // that is there keeps it from this, and nothing is lost.
        let _ = self
            .db
            .conn
            .execute_batch("PRAGMA optimize; PRAGMA journal_mode = DELETE");
        Ok(())
    }

    fn held(&self) -> Result<Ledger> {
        let sql = "SELECT path, sha256, bytes, modified, run FROM file";
        let mut statement = self.statement(sql)?;
        let lines = statement.query_map([], |r| {
            let stamp = Stamp {
                bytes: r.get::<_, i64>(2)?.try_into().unwrap_or(0),
                modified: r.get(3)?,
            };
            let sha: Option<String> = r.get(1)?;
            let current = r.get::<_, String>(4)? == self.run;
            let path: String = r.get(0)?;
            Ok((path.into(), Held::new(stamp, sha.as_deref(), current)))
        });
        let lines: rusqlite::Result<Vec<_>> = self.db.told(lines)?.collect();
        Ok(Ledger::new(self.db.told(lines)?))
    }

    /// What the rows are made by.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }
}

impl Sink for Sqlite {
    fn ledger(&mut self) -> io::Result<Option<Ledger>> {
        self.held().map(Some).map_err(failed)
    }

    fn put(&mut self, file: &File, rows: &Rows) -> io::Result<()> {
        self.keep(file, rows).map_err(failed)
    }

    fn touch(&mut self, file: &File) -> io::Result<()> {
        self.note(file).map_err(failed)
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        self.forget(path).map_err(failed)
    }

    fn commit(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.open) {
            let done = self.db.conn.execute_batch("COMMIT");
            self.db.told(done).map_err(failed)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.close().map_err(failed)
    }
}

/// The statement that inserts a row of a table.
pub(super) fn insert_into(table: &Table) -> String {
    let columns = sql::columns(table, Dialect::Sqlite).len();
    let marks = vec!["?"; columns].join(", ");
    format!("INSERT INTO {} VALUES ({marks})", table.name)
}

/// Binds a row's cells and inserts it.
pub(super) fn insert_row(statement: &mut rusqlite::Statement, row: &Row) -> rusqlite::Result<()> {
    let kinds = row.table().columns.iter().map(|c| c.kind);
    let mut n = 0;
    for (cell, kind) in row.cells().iter().zip(kinds) {
        n += 1;
        statement.raw_bind_parameter(n, Bound(cell))?;
        if kind == Type::Decimal {
            n += 1;
            statement.raw_bind_parameter(n, digits(cell))?;
        }
    }
    statement.raw_execute().map(drop)
}

/// The exact digits of a decimal.
fn digits(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Decimal(n) => Some(n.to_string()),
        _ => None,
    }
}

/// A cell as SQLite takes it.
struct Bound<'a>(&'a Cell<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Cell::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Cell::Text(s) => ToSqlOutput::Borrowed(ValueRef::Text(s.as_bytes())),
            Cell::Integer(n) => ToSqlOutput::from(*n),
            Cell::Decimal(n) => number(*n),
            Cell::Texts(list) => serde_json::to_string(list).unwrap_or_default().into(),
            Cell::Interval(low, high) => interval_json(*low, *high).into(),
            Cell::Json(json) => ToSqlOutput::Borrowed(ValueRef::Text(json.as_bytes())),
        })
    }
}

/// An integer where it is one and fits, else the nearest double.
fn number(n: Number) -> ToSqlOutput<'static> {
    match n.trimmed().at(0).map(|n| i64::try_from(n.digits)) {
        Some(Ok(whole)) => whole.into(),
        _ => n.to_string().parse::<f64>().unwrap_or(f64::NAN).into(),
    }
}

/// The members of an archive, as `a.zip!/b.txt`, are what lies from the first to before the second.
fn members(path: &str) -> (String, String) {
    (format!("{path}!/"), format!("{path}!0"))
}
