//! An open SQLite file: made, told from others, read.
//!
//! In: a path. Out: a [`Db`] with our tables, their lines, findings in place of
//! others. Not here: what a run writes (`sqlite`).

use super::sql::{self, Dialect};
use super::sqlite::{insert_into, insert_row};
use super::store::{Database, Line};
use crate::error::{Error, Result};
use crate::record::columns::FINDING;
use crate::record::{FindingRow, Row, Table, Type};
use rusqlite::{Connection, ErrorCode, OptionalExtension};
use std::path::Path;
use std::time::Duration;

/// The version of the tables, in the file's `user_version`.
const VERSION: i64 = 1;

/// An open file, with the name that messages call it.
pub(super) struct Db {
    pub conn: Connection,
    pub name: String,
}

impl Db {
    /// Opens a file, which is made when it is not there and `create` is said.
    pub fn open(path: &Path, wait: Duration, create: bool) -> Result<Self> {
        let name = format!("sqlite:{}", path.display());
        if !create && !path.exists() {
            let what = "no such file; `gongwen extract PATH --to` makes it";
            return Err(Error::at(name, what));
        }
        let conn = Connection::open(path).map_err(|e| told(&name, &e))?;
        let db = Self { conn, name };
        db.told(db.conn.busy_timeout(wait))?;
        db.told(
            db.conn
                .execute_batch("PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000"),
        )?;
        Ok(db)
    }

    /// The crate's error for the database's.
    pub fn told<T>(&self, result: rusqlite::Result<T>) -> Result<T> {
        result.map_err(|e| told(&self.name, &e))
    }

    /// Makes the tables in a new file; of an old one looks whether they are ours.
    pub fn prepare(&self) -> Result<()> {
        let get = |sql: &str| self.told(self.conn.query_row(sql, [], |r| r.get::<_, i64>(0)));
        if get("SELECT count(*) FROM sqlite_schema")? == 0 {
            self.told(self.conn.execute_batch("PRAGMA journal_mode = WAL"))?;
            let make = format!(
                "BEGIN IMMEDIATE; {} PRAGMA user_version = {VERSION}; COMMIT",
                sql::schema(Dialect::Sqlite)
            );
            return self.told(self.conn.execute_batch(&make));
        }
        self.check()?;
        self.told(self.conn.execute_batch("PRAGMA journal_mode = WAL"))
    }

    /// Refuses a file that another program, or another version, made.
    fn check(&self) -> Result<()> {
        let version = self
            .conn
            .query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0));
        let book = "SELECT count(*) FROM sqlite_schema WHERE name IN ('fact', 'run', 'file')";
        let books = self.conn.query_row(book, [], |r| r.get::<_, i64>(0));
        match (self.told(version)?, self.told(books)?) {
            (VERSION, 3) => Ok(()),
            (_, 3) => Err(Error::at(
                &self.name,
                "made by another version of gongwen; name a new file, or remove this one",
            )),
            _ => Err(Error::at(
                &self.name,
                "a database of something else; name another file",
            )),
        }
    }
}

/// The cause and what to do.
fn told(name: &str, error: &rusqlite::Error) -> Error {
    let advice = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "locked by another program; close it, or give a longer --wait"
        }
        Some(ErrorCode::DiskFull) => {
            "the disk is full; make room and run again, which goes on from the last files kept"
        }
        Some(ErrorCode::NotADatabase) => "not a SQLite file; name another",
        Some(ErrorCode::CannotOpen) => "cannot be opened; make its folder first, or check its mode",
        Some(ErrorCode::ReadOnly) => "cannot be written to; change its mode or its owner",
        Some(ErrorCode::DatabaseCorrupt) => {
            "the file is damaged; remove it and run again, or mend it with `sqlite3 FILE .recover`"
        }
        _ => return Error::at(name, error),
    };
    Error::at(name, format!("{advice} ({error})"))
}

impl Database for Db {
    fn lines(
        &mut self,
        table: &'static Table,
        take: &mut dyn FnMut(Line) -> Result<()>,
    ) -> Result<()> {
        self.check()?;
        let exact = |c: &crate::record::Column| match c.kind {
            Type::Decimal => sql::quoted(&format!("{}_text", c.name)),
            Type::Integer => format!("CAST({} AS TEXT)", sql::quoted(c.name)),
            _ => sql::quoted(c.name),
        };
        let columns: Vec<_> = table.columns.iter().map(exact).collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY path, rowid",
            columns.join(", "),
            table.name
        );
        let mut statement = self.told(self.conn.prepare(&sql))?;
        let mut rows = self.told(statement.query([]))?;
        while let Some(row) = self.told(rows.next())? {
            let cells: rusqlite::Result<Line> = (0..columns.len()).map(|n| row.get(n)).collect();
            take(self.told(cells)?)?;
        }
        Ok(())
    }

    fn finished(&mut self) -> Result<bool> {
        self.check()?;
        let sql = "SELECT 1 FROM run WHERE NOT finished";
        let open = self.conn.query_row(sql, [], |_| Ok(())).optional();
        Ok(self.told(open)?.is_none())
    }

    fn replace_findings(&mut self, findings: &[FindingRow]) -> Result<()> {
        self.check()?;
        let replace = || {
            let sql = "BEGIN IMMEDIATE; DELETE FROM finding";
            self.conn.execute_batch(sql)?;
            let mut statement = self.conn.prepare(&insert_into(&FINDING))?;
            for finding in findings {
                insert_row(&mut statement, &Row::Finding(finding.clone()))?;
            }
            self.conn.execute_batch("COMMIT")
        };
        let done = replace();
        if done.is_err() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
        self.told(done)
    }
}
