//! Rows → a folder with a file for each table, rewritten as a whole.
//!
//! In: files with their rows. Out: tables in a [`Format`], by path, so that the
//! same rows give the same bytes. Not here: what a table's file looks like.
//!
//! Rows are appended to the journal `.gongwen/rows.jsonl` as they come: what is
//! there whole outlives a kill and is not made again. In a new folder the tables
//! are written beside their places at the same time; where there was something
//! before, or files do not come in the journal's order, they are written from the
//! journal at the end. They are renamed then, which the next run makes up for
//! where it was broken off. The journal can be removed: everything is read again.

use super::journal::{Journal, Line};
use super::ledger::{Held, Ledger, Reading};
use super::lock::Lock;
use super::{File, Sink, failed, walked};
use crate::error::{Error, Result};
use crate::record::{Form, Row, Rows};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The tables that a folder holds.
pub const TABLES: [&str; 5] = ["document", "fact", "finding", "error", "run"];

/// How tables are written.
pub trait Format {
    /// What `--to` calls it, which is the ending of its files too.
    fn name(&self) -> &'static str;

    /// What else the files depend on.
    fn options(&self) -> String {
        String::new()
    }

    /// Begins the tables' files in a folder.
    ///
    /// # Errors
    /// A disk that does not take them.
    fn begin(&self, folder: &Path) -> Result<Box<dyn Tables>>;
}

/// The files of all tables while they are written.
pub trait Tables {
    /// Takes the rows of one file.
    ///
    /// # Errors
    /// A disk that does not take them.
    fn rows(&mut self, rows: &[Row]) -> Result<()>;

    /// Takes a way of reading.
    ///
    /// # Errors
    /// A disk that does not take it.
    fn run(&mut self, id: &str, reading: &Reading) -> Result<()>;

    /// Ends the files.
    ///
    /// # Errors
    /// A disk that does not take them.
    fn end(self: Box<Self>) -> Result<()>;
}

/// A folder that rows are written to.
pub struct Folder {
    folder: PathBuf,
    name: String,
    format: Box<dyn Format>,
    run: String,
    journal: Journal,
    /// The tables of a new folder while all rows so far came in order, and the last file.
    direct: Option<(Box<dyn Tables>, Box<str>)>,
    _lock: Lock,
}

impl Folder {
    /// Opens or makes the folder. Another writer is waited for, that long.
    ///
    /// # Errors
    /// Another writer, or files there that are not ours.
    pub fn open(
        folder: &Path,
        format: Box<dyn Format>,
        reading: Reading,
        wait: Duration,
    ) -> Result<Self> {
        let name = format!("{}:{}", format.name(), folder.display());
        let ours = folder.join(".gongwen");
        let foreign = TABLES.map(|t| folder.join(format!("{t}.{}", format.name())));
        if let Some(file) = foreign.iter().find(|f| f.exists() && !ours.exists()) {
            let what = format!(
                "{} is there and gongwen has no journal of it; remove it or name another folder",
                file.display()
            );
            return Err(Error::at(name, what));
        }
        fs::create_dir_all(&ours).map_err(|e| Error::at(&name, format!("cannot be made: {e}")))?;
        let lock = Lock::take(&ours.join("lock"), &name, wait)?;
        let mut journal = Journal::open(&ours.join("rows.jsonl"), &name)?;
        let run = reading.id();
        journal.reading(&run, &reading)?;
        let mut store = Self {
            folder: folder.to_owned(),
            name,
            format,
            run,
            journal,
            direct: None,
            _lock: lock,
        };
        if store.journal.held().next().is_none() {
            store.direct = Some((store.begin()?, "".into()));
        }
        Ok(store)
    }

    /// Begins the tables beside their places.
    fn begin(&self) -> Result<Box<dyn Tables>> {
        let new = self.ours("new");
        let _ = fs::remove_dir_all(&new);
        fs::create_dir(&new).map_err(|e| disk(&self.name, &e))?;
        let tables = self.format.begin(&new);
        tables.map_err(|e| Error::at(&self.name, e.what))
    }

    /// Adds the rows to the tables of a new folder; not where the journal will have another order.
    fn add(&mut self, file: &File, rows: &Rows) -> Result<()> {
        let Some((mut tables, last)) = self.direct.take() else {
            return Ok(());
        };
        if !walked::before(&last, &file.path) || file.moved_from.is_some() {
            return Ok(());
        }
        let told = |e: io::Error| e.downcast().unwrap_or_else(|e| Error::at(&*file.path, e));
        rows.each(&mut |rows| tables.rows(rows).map_err(failed))
            .map_err(told)?;
        self.direct = Some((tables, (*file.path).into()));
        Ok(())
    }

    fn ours(&self, name: &str) -> PathBuf {
        self.folder.join(".gongwen").join(name)
    }

    fn table(&self, table: &str) -> String {
        format!("{table}.{}", self.format.name())
    }

    /// What the tables were written from, to tell whether they still stand for the journal.
    fn mark(&self) -> String {
        format!("{} {}", self.journal.content(), self.format.options())
    }

    fn written(&self) -> bool {
        let mark = fs::read_to_string(self.ours("written")).unwrap_or_default();
        let there = |t: &&str| self.folder.join(self.table(t)).is_file();
        mark == self.mark() && TABLES.iter().all(there)
    }

    fn close(&mut self) -> Result<()> {
        self.journal.flush()?;
        self.journal.compact()?;
        if !self.written() {
            return self.write();
        }
        // Nothing came for the tables that were begun.
        self.direct = None;
        let _ = fs::remove_dir_all(self.ours("new"));
        Ok(())
    }

    /// Writes the tables beside their places and renames them.
    fn write(&mut self) -> Result<()> {
        let name = self.name.clone();
        let told = |e: io::Error| disk(&name, &e);
        let new = self.ours("new");
        let mut tables = match self.direct.take() {
            Some((tables, _)) => tables,
            None => {
                let mut tables = self.begin()?;
                self.journal.each(&mut |rows| tables.rows(rows))?;
                tables
            }
        };
        for (id, reading) in self.journal.readings(&self.run) {
            tables.run(&id, &reading)?;
        }
        tables.end()?;
        let _ = fs::remove_file(self.ours("written"));
        for table in TABLES.map(|t| self.table(t)) {
            let from = new.join(&table);
            fs::File::open(&from)
                .and_then(|f| f.sync_all())
                .map_err(told)?;
            fs::rename(from, self.folder.join(&table)).map_err(told)?;
        }
        fs::write(self.ours("written"), self.mark()).map_err(told)?;
        let _ = fs::remove_dir_all(&new);
        Ok(())
    }
}

/// What a disk refused and what to do.
pub(super) fn disk(name: &str, error: &io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; make room and run again, which goes on from the last files kept"
                .to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "no permission to write there; change the folder's mode or its owner".to_owned()
        }
        _ => error.to_string(),
    };
    Error::at(name, what)
}

impl Sink for Folder {
    fn ledger(&mut self) -> io::Result<Option<Ledger>> {
        let held = self.journal.held().map(|(path, slot)| {
            let current = *slot.run == *self.run;
            (
                path.into(),
                Held::new(slot.stamp, slot.sha256.as_deref(), current),
            )
        });
        Ok(Some(Ledger::new(held)))
    }

    fn form(&self) -> Form {
        match self.direct {
            Some(_) => Form::Both,
            None => Form::Lines,
        }
    }

    fn put(&mut self, file: &File, rows: &Rows) -> io::Result<()> {
        if let Some(from) = &file.moved_from {
            self.remove(from)?;
        }
        self.journal.put(file, &self.run, rows).map_err(failed)?;
        self.add(file, rows).map_err(failed)
    }

    fn touch(&mut self, file: &File) -> io::Result<()> {
        self.journal.touch(file, &self.run).map_err(failed)
    }

    fn remove(&mut self, path: &str) -> io::Result<()> {
        self.direct = None;
        let path = path.into();
        self.journal.line(Line::Gone { path }).map_err(failed)
    }

    fn commit(&mut self) -> io::Result<()> {
        self.journal.flush().map_err(failed)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.close().map_err(failed)
    }
}
