//! Rows → a PostgreSQL database.
//!
//! In: files with their rows. Out: the tables of [`super::sql`] in the first
//! schema of the search path. Not here: what the tables look like, and how cells
//! are spelled for COPY (`copy`).
//!
//! The rows of some files go by binary COPY in one transaction. One writer at a
//! time holds an advisory lock, which the server takes back when it is gone.

use super::copy::Copy;
use super::ledger::{Held, Ledger, Reading};
use super::sql::{self, Dialect};
use super::store::{Database, Line};
use super::{File, Sink, failed, lock};
use crate::error::{Error, Result};
use crate::record::columns::{FINDING, TABLES};
use crate::record::{FindingRow, Row, Rows, Table, Type};
use crate::source::Stamp;
use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::{Client, Config, NoTls};
use std::io::{self, Write};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Bytes that are gathered before they are sent.
const FULL: usize = 8 << 20;

/// The lock that a writer holds, one for each schema.
const LOCK: &str = "SELECT pg_try_advisory_lock(hashtext('gongwen'), hashtext(current_schema()))";

/// A connection, with the name that messages call it.
pub(super) struct Db {
    client: Client,
    name: String,
    wait: Duration,
}

/// A database that rows are written to.
pub struct Postgres {
    db: Db,
    run: String,
    /// Paths whose rows are to be dropped.
    drop: Vec<String>,
    /// Paths whose line in the books is to be dropped.
    drop_lines: Vec<String>,
    /// Rows to be added, by table.
    rows: Vec<Copy>,
    files: Copy,
    changed: bool,
}

impl Db {
    /// Connects.
    pub fn open(url: &str, wait: Duration) -> Result<Self> {
        let target = super::Target::Postgres(url.to_owned());
        let name = target.to_string();
        let parsed = url.parse::<Config>();
        let mut config = parsed.map_err(|e| Error::at(&name, chain(&e)))?;
        config.application_name("gongwen");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        let client = config.connect(NoTls).map_err(|e| {
            let what = format!(
                "{}; check that the server runs and the address, user and password",
                chain(&e)
            );
            Error::at(&name, what)
        })?;
        Ok(Self { client, name, wait })
    }

    /// Becomes the only writer, or waits for it.
    fn lock(&mut self) -> Result<()> {
        let until = Instant::now() + self.wait;
        loop {
            let row = self.client.query_one(LOCK, &[]);
            match row.and_then(|r| r.try_get(0)) {
                Ok(Some(true)) => return Ok(()),
                Ok(Some(false)) if Instant::now() < until => sleep(Duration::from_millis(50)),
                Ok(Some(false)) => return Err(lock::busy(&self.name, self.wait)),
                Ok(None) => {
                    return Err(Error::at(
                        &self.name,
                        "no schema in the search path; make one",
                    ));
                }
                Err(e) => return Err(told(&self.name, &e)),
            }
        }
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        let done = self.client.batch_execute(sql);
        done.map_err(|e| told(&self.name, &e))
    }

    /// What columns a table has there.
    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let sql = "SELECT column_name::text FROM information_schema.columns \
            WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
        let rows = self.client.query(sql, &[&table]);
        let rows = rows.map_err(|e| told(&self.name, &e))?;
        Ok(rows.iter().map(|r| r.get(0)).collect())
    }

    /// Refuses tables that another program, or another version, made.
    fn check(&mut self) -> Result<()> {
        for table in TABLES {
            let wanted = sql::columns(table, Dialect::Postgres);
            let wanted = wanted.iter().map(|(name, _)| name);
            if !self.columns(table.name)?.iter().eq(wanted) {
                let what = format!(
                    "its table {} is not as this version of gongwen makes it; drop the tables, or name \
                     another schema with ?options=-csearch_path%3DNAME",
                    table.name
                );
                return Err(Error::at(&self.name, what));
            }
        }
        Ok(())
    }

    fn send(&mut self, copy: &mut Copy) -> Result<()> {
        let Some(bytes) = copy.take() else {
            return Ok(());
        };
        let into = |client: &mut Client| -> std::result::Result<u64, ::postgres::Error> {
            let mut writer = client.copy_in(&format!("COPY {} FROM STDIN BINARY", copy.table))?;
            // What the server says of it comes with `finish`.
            let _ = writer.write_all(&bytes);
            writer.finish()
        };
        into(&mut self.client)
            .map(drop)
            .map_err(|e| told(&self.name, &e))
    }
}

/// An error with what it comes from, and what to do.
fn told(name: &str, error: &::postgres::Error) -> Error {
    let lost =
        error.is_closed() || std::error::Error::source(error).is_some_and(|s| s.is::<io::Error>());
    let advice = match error.as_db_error().map(|e| e.code().code()) {
        Some("53100") => "; make room on the server's disk and run again",
        Some("42501") => "; grant the user CREATE on the schema and all rights on its tables",
        Some("57P01" | "57P02" | "57P03") => {
            "; run again when the server is back: what was committed is kept"
        }
        Some(_) => "",
        None if lost => {
            "; the connection was lost: run again, which goes on from the last files kept"
        }
        None => "",
    };
    Error::at(name, format!("{}{advice}", chain(error)))
}

fn chain(error: &::postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        let detail = db.detail().map(|d| format!(" ({d})")).unwrap_or_default();
        return format!("{}{detail}", db.message());
    }
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

impl Postgres {
    /// Connects, and makes the tables where there are none. Another writer is waited for, that long.
    ///
    /// # Errors
    /// A server that does not answer, another writer, tables of something else.
    pub fn open(url: &str, reading: Reading, wait: Duration) -> Result<Self> {
        let mut db = Db::open(url, wait)?;
        db.lock()?;
        if db.columns("fact")?.is_empty() && db.columns("run")?.is_empty() {
            db.run(&format!("BEGIN; {} COMMIT", sql::schema(Dialect::Postgres)))?;
        }
        db.check()?;
        let run = reading.id();
        let insert = "INSERT INTO run VALUES ($1, $2, $3, $4, false) \
            ON CONFLICT (id) DO UPDATE SET finished = false";
        let cells: [&(dyn ::postgres::types::ToSql + Sync); 4] =
            [&run, &reading.version, &reading.patterns, &reading.options];
        db.client
            .execute(insert, &cells)
            .map_err(|e| told(&db.name, &e))?;
        Ok(Self {
            db,
            run,
            drop: Vec::new(),
            drop_lines: Vec::new(),
            rows: TABLES.iter().map(|t| Copy::new(t.name)).collect(),
            files: Copy::new("file"),
            changed: false,
        })
    }

    fn note(&mut self, file: &File) {
        self.drop_lines.push(file.path.to_string());
        let bytes = i64::try_from(file.stamp.bytes).unwrap_or(i64::MAX);
        self.files.file(
            &file.path,
            file.sha256.as_deref(),
            bytes,
            file.stamp.modified,
            &self.run,
        );
    }

    fn keep(&mut self, file: &File, rows: &Rows) -> Result<()> {
        if file.known {
            self.drop.push(file.path.to_string());
        }
        if let Some(from) = &file.moved_from {
            self.drop.push(from.to_string());
            self.drop_lines.push(from.to_string());
        }
        self.changed = true;
        let gather = |rows: &[Row]| {
            for row in rows {
                let name = row.table().name;
                if let Some(copy) = self.rows.iter_mut().find(|c| c.table == name) {
                    copy.row(row);
                }
            }
            Ok(())
        };
        rows.each(&mut { gather })
            .map_err(|e| Error::at(&*file.path, e))?;
        self.note(file);
        let gathered: usize = self.rows.iter().map(Copy::len).sum();
        if gathered > FULL {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// One transaction with all that was gathered.
    fn flush(&mut self) -> Result<()> {
        if self.drop.is_empty() && self.drop_lines.is_empty() {
            return Ok(());
        }
        self.db.run("BEGIN")?;
        if self.changed {
            // A check across documents is no longer true of what it spoke of.
            self.db.run("DELETE FROM finding WHERE path IS NULL")?;
        }
        self.drop_all()?;
        for copy in self.rows.iter_mut().chain([&mut self.files]) {
            self.db.send(copy)?;
        }
        self.db.run("COMMIT")
    }

    fn drop_all(&mut self) -> Result<()> {
        let (rows, lines) = (
            std::mem::take(&mut self.drop),
            std::mem::take(&mut self.drop_lines),
        );
        let client = &mut self.db.client;
        let mut delete = |sql: &str, paths: &Vec<String>| match paths.is_empty() {
            true => Ok(0),
            false => client.execute(sql, &[paths]),
        };
        let mut all = || {
            for table in ["finding", "fact", "document", "error"] {
                delete(&format!("DELETE FROM {table} WHERE path = ANY($1)"), &rows)?;
                let members = format!(
                    "DELETE FROM {table} t USING unnest($1::text[]) AS p \
                     WHERE t.path >= p || '!/' AND t.path < p || '!0'"
                );
                delete(&members, &rows)?;
            }
            delete("DELETE FROM file WHERE path = ANY($1)", &lines)
        };
        let done = all();
        done.map(drop).map_err(|e| told(&self.db.name, &e))
    }

    fn close(&mut self) -> Result<()> {
        self.flush()?;
        self.db.run(sql::FACT_INDEXES)?;
        let end = "UPDATE run SET finished = true WHERE id = $1";
        let unused = "DELETE FROM run WHERE id <> $1 AND id NOT IN (SELECT run FROM file)";
        for sql in [end, unused] {
            let done = self.db.client.execute(sql, &[&self.run]);
            done.map_err(|e| told(&self.db.name, &e))?;
        }
        Ok(())
    }

    fn held(&mut self) -> Result<Ledger> {
        let sql = "SELECT path, sha256, bytes, modified, run FROM file";
        let none: [&str; 0] = [];
        let rows = self.db.client.query_raw(sql, none);
        let run = &self.run;
        let lines = rows.and_then(|rows| {
            rows.map(|r| {
                let stamp = Stamp {
                    bytes: r.try_get::<_, i64>(2)?.try_into().unwrap_or(0),
                    modified: r.try_get(3)?,
                };
                let (path, sha): (&str, Option<&str>) = (r.try_get(0)?, r.try_get(1)?);
                let current = r.try_get::<_, &str>(4)? == run;
                Ok((path.into(), Held::new(stamp, sha, current)))
            })
            .collect::<Vec<_>>()
        });
        lines.map(Ledger::new).map_err(|e| told(&self.db.name, &e))
    }
}

impl Sink for Postgres {
    fn ledger(&mut self) -> io::Result<Option<Ledger>> {
        self.held().map(Some).map_err(failed)
    }

    fn put(&mut self, file: &File, rows: &Rows) -> io::Result<()> {
        self.keep(file, rows).map_err(failed)
    }

    fn touch(&mut self, file: &File) -> io::Result<()> {
        self.note(file);
        Ok(())
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        self.changed = true;
        self.drop.push(path.to_owned());
        self.drop_lines.push(path.to_owned());
        Ok(())
    }

    fn commit(&mut self) -> io::Result<()> {
        self.flush().map_err(failed)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.close().map_err(failed)
    }
}

impl Database for Db {
    fn lines(
        &mut self,
        table: &'static Table,
        take: &mut dyn FnMut(Line) -> Result<()>,
    ) -> Result<()> {
        self.check()?;
        let spelled = |c: &crate::record::Column| match c.kind {
            Type::Text => sql::quoted(c.name),
            Type::Texts | Type::Interval => format!("to_json({})::text", sql::quoted(c.name)),
            _ => format!("{}::text", sql::quoted(c.name)),
        };
        let columns: Vec<_> = table.columns.iter().map(spelled).collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY path",
            columns.join(", "),
            table.name
        );
        let none: [&str; 0] = [];
        let rows = self.client.query_raw(&sql, none);
        let mut rows = rows.map_err(|e| told(&self.name, &e))?;
        while let Some(row) = rows.next().map_err(|e| told(&self.name, &e))? {
            let cells: std::result::Result<Line, _> =
                (0..columns.len()).map(|n| row.try_get(n)).collect();
            take(cells.map_err(|e| told(&self.name, &e))?)?;
        }
        Ok(())
    }

    fn finished(&mut self) -> Result<bool> {
        self.check()?;
        let open = self
            .client
            .query_opt("SELECT 1 FROM run WHERE NOT finished LIMIT 1", &[]);
        Ok(open.map_err(|e| told(&self.name, &e))?.is_none())
    }

    fn replace_findings(&mut self, findings: &[FindingRow]) -> Result<()> {
        self.lock()?;
        self.check()?;
        let mut copy = Copy::new(FINDING.name);
        for finding in findings {
            copy.row(&Row::Finding(finding.clone()));
        }
        self.run("BEGIN; DELETE FROM finding")?;
        self.send(&mut copy)?;
        self.run("COMMIT")
    }
}
