//! Rows → a PostgreSQL database.
//!
//! In: files with their rows. Out: the tables of [`super::sql`] in the first
//! schema of the search path. Not here: what the tables look like, the connection
//! (`postgres_db`), and how cells are spelled for COPY (`copy`).
//!
//! The rows of some files go by binary COPY in one transaction, while the next are
//! gathered. One writer at a time holds an advisory lock, which the server takes
//! back when it is gone.

use super::copy::Copy;
use super::ledger::{Held, Ledger, Reading};
use super::postgres_db::Db;
use super::{File, Sink, failed};
use crate::error::{Error, Result};
use crate::record::columns::TABLES;
use crate::record::{Row, Rows};
use crate::source::Stamp;
use ::postgres::fallible_iterator::FallibleIterator;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Bytes that are gathered before they are sent.
const FULL: usize = 8 << 20;

/// A database that rows are written to.
pub struct Postgres {
    run: String,
    batch: Batch,
    /// The connection, while no thread has it.
    db: Option<Db>,
    sender: Option<Sender>,
}

/// The thread that sends one batch while the next is gathered.
struct Sender {
    batches: SyncSender<Batch>,
    thread: JoinHandle<Result<Db>>,
}

/// What goes into one transaction.
struct Batch {
    /// Paths whose rows are to be dropped.
    drop: Vec<String>,
    /// Paths whose line in the books is to be dropped.
    drop_lines: Vec<String>,
    /// Rows to be added, by table.
    rows: Vec<Copy>,
    files: Copy,
    changed: bool,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            drop: Vec::new(),
            drop_lines: Vec::new(),
            rows: TABLES.iter().map(|t| Copy::new(t.name)).collect(),
            files: Copy::new("file"),
            changed: false,
        }
    }
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.drop.is_empty() && self.drop_lines.is_empty()
    }

    fn add(&mut self, rows: &[Row]) {
        for row in rows {
            let name = row.table().name;
            if let Some(copy) = self.rows.iter_mut().find(|c| c.table == name) {
                copy.row(row);
            }
        }
    }

    /// One transaction with all that was gathered.
    fn send(mut self, db: &mut Db) -> Result<()> {
        db.run("BEGIN")?;
        if self.changed {
            // A check across documents is no longer true of what it spoke of.
            db.run("DELETE FROM finding WHERE path IS NULL")?;
        }
        self.drop_all(db)?;
        for copy in self.rows.iter_mut().chain([&mut self.files]) {
            db.send(copy)?;
        }
        db.run("COMMIT")
    }

    fn drop_all(&self, db: &mut Db) -> Result<()> {
        let mut delete = |sql: &str, paths: &Vec<String>| match paths.is_empty() {
            true => Ok(0),
            false => db.told(|client| client.execute(sql, &[paths])),
        };
        for table in ["finding", "fact", "document", "error"] {
            let rows = format!("DELETE FROM {table} WHERE path = ANY($1)");
            delete(&rows, &self.drop)?;
            let members = format!(
                "DELETE FROM {table} t USING unnest($1::text[]) AS p \
                 WHERE t.path >= p || '!/' AND t.path < p || '!0'"
            );
            delete(&members, &self.drop)?;
        }
        delete("DELETE FROM file WHERE path = ANY($1)", &self.drop_lines).map(drop)
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
        db.prepare()?;
        let run = reading.id();
        let insert = "INSERT INTO run VALUES ($1, $2, $3, $4, false) \
            ON CONFLICT (id) DO UPDATE SET finished = false";
        let r = &reading;
        db.told(|c| c.execute(insert, &[&run, &r.version, &r.patterns, &r.options]))?;
        // What the server loses when it falls, it loses in order, and the next run makes again.
        db.run("SET synchronous_commit = off")?;
        Ok(Self {
            run,
            batch: Batch::default(),
            db: Some(db),
            sender: None,
        })
    }

    fn note(&mut self, file: &File) {
        self.batch.drop_lines.push(file.path.to_string());
        let bytes = i64::try_from(file.stamp.bytes).unwrap_or(i64::MAX);
        self.batch.files.file(
            &file.path,
            file.sha256.as_deref(),
            bytes,
            file.stamp.modified,
            &self.run,
        );
    }

    fn keep(&mut self, file: &File, rows: &Rows) -> Result<()> {
        let batch = &mut self.batch;
        if file.known {
            batch.drop.push(file.path.to_string());
        }
        if let Some(from) = &file.moved_from {
            batch.drop.push(from.to_string());
            batch.drop_lines.push(from.to_string());
        }
        batch.changed = true;
        let gather = |rows: &[Row]| {
            batch.add(rows);
            Ok(())
        };
        rows.each(&mut { gather })
            .map_err(|e| Error::at(&*file.path, e))?;
        self.note(file);
        let gathered: usize = self.batch.rows.iter().map(Copy::len).sum();
        if gathered > FULL {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Hands over what was gathered; an error is of this batch or of one before.
    fn flush(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        if let Some(db) = self.db.take() {
            self.sender = Some(Sender::new(db));
        }
        let batch = std::mem::take(&mut self.batch);
        match &self.sender {
            Some(sender) if sender.batches.send(batch).is_ok() => Ok(()),
            _ => self.idle().map(drop),
        }
    }

    /// The connection, when all that was handed over is sent.
    fn idle(&mut self) -> Result<&mut Db> {
        if let Some(sender) = self.sender.take() {
            self.db = Some(sender.end()?);
        }
        let gone = || Error::at("postgres", "the connection was given up after an error");
        self.db.as_mut().ok_or_else(gone)
    }

    fn close(&mut self) -> Result<()> {
        self.flush()?;
        let run = self.run.clone();
        let db = self.idle()?;
        db.run("SET synchronous_commit = on")?;
        db.complete()?;
        let end = "UPDATE run SET finished = true WHERE id = $1";
        let unused = "DELETE FROM run WHERE id <> $1 AND id NOT IN (SELECT run FROM file)";
        for sql in [end, unused] {
            db.told(|c| c.execute(sql, &[&run]))?;
        }
        Ok(())
    }

    fn held(&mut self) -> Result<Ledger> {
        let run = self.run.clone();
        let sql = "SELECT path, sha256, bytes, modified, run FROM file";
        let none: [&str; 0] = [];
        let db = self.idle()?;
        let lines = db.told(|c| {
            let lines = c.query_raw(sql, none)?.map(|r| {
                let stamp = Stamp {
                    bytes: r.try_get::<_, i64>(2)?.try_into().unwrap_or(0),
                    modified: r.try_get(3)?,
                };
                let (path, sha): (&str, Option<&str>) = (r.try_get(0)?, r.try_get(1)?);
                let current = r.try_get::<_, &str>(4)? == run;
                Ok((path.into(), Held::new(stamp, sha, current)))
            });
            lines.collect::<Vec<_>>()
        })?;
        if !lines.is_empty() {
            // The first run was broken off: rows are looked for from here on.
            db.complete()?;
        }
        Ok(Ledger::new(lines))
    }
}

impl Sender {
    fn new(mut db: Db) -> Self {
        let (batches, received) = sync_channel::<Batch>(1);
        let thread = thread::spawn(move || {
            let sent: Result<()> = received.into_iter().try_for_each(|b| b.send(&mut db));
            sent.map(|()| db)
        });
        Self { batches, thread }
    }

    fn end(self) -> Result<Db> {
        drop(self.batches);
        let done = self.thread.join();
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
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
        self.batch.changed = true;
        self.batch.drop.push(path.to_owned());
        self.batch.drop_lines.push(path.to_owned());
        Ok(())
    }

    fn commit(&mut self) -> io::Result<()> {
        self.flush().map_err(failed)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.close().map_err(failed)
    }
}
