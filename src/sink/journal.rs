//! An append-only file of what was read from each input; the last word on a path counts.
//!
//! In: files with their rows. Out: the rows of each file that is still held, by
//! path. A line that was broken off by a kill is cut away when it is opened.
//! Not here: when rows are put in or taken out (`folder`).

use super::File;
use super::folder::disk;
use super::ledger::Reading;
use super::walked::Walked;
use crate::error::{Error, Result};
use crate::record::{Row, Rows};
use crate::source::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;

/// A line of the journal; rows follow a `File` in lines of the stream.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// A file was read.
    File(Noted),
    /// Its time changed and nothing else.
    Touched(Noted),
    /// Nothing is held of it any more.
    Gone {
        /// Its path.
        path: Box<str>,
    },
    /// A way of reading that the following files name.
    Run {
        /// Its id.
        id: Box<str>,
        /// The program's version.
        version: String,
        /// The patterns' fingerprint.
        patterns: String,
        /// The options.
        options: String,
    },
}

/// A file in the journal.
#[derive(Debug, Serialize, Deserialize)]
pub struct Noted {
    path: Box<str>,
    sha256: Option<Arc<str>>,
    bytes: u64,
    modified: Option<i64>,
    run: Arc<str>,
    /// Bytes of the rows that follow.
    length: u64,
}

/// Where the rows of a file stand.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Size and time when it was read.
    pub stamp: Stamp,
    /// Of its bytes.
    pub sha256: Option<Arc<str>>,
    /// What it was read by.
    pub run: Arc<str>,
    at: u64,
    length: u64,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    out: BufWriter<fs::File>,
    path: PathBuf,
    name: String,
    held: BTreeMap<Walked, Slot>,
    runs: BTreeMap<Box<str>, Reading>,
    /// Its length.
    end: u64,
    /// Where the last line ends that rows depend on.
    content: u64,
}

/// Rows that are held at a time when they are read again.
const PIECE: usize = 4096;

impl Journal {
    /// Opens or makes a journal. `name` is what messages call it.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub fn open(path: &Path, name: &str) -> Result<Self> {
        let told = |e: io::Error| disk(name, &e);
        let mut options = fs::File::options();
        let options = options.create(true).truncate(false).read(true).write(true);
        let mut file = options.open(path).map_err(told)?;
        let mut journal = Self {
            out: BufWriter::with_capacity(1 << 18, file.try_clone().map_err(told)?),
            path: path.to_owned(),
            name: name.to_owned(),
            held: BTreeMap::new(),
            runs: BTreeMap::new(),
            end: 0,
            content: 0,
        };
        journal.load(&file).map_err(told)?;
        file.set_len(journal.end).map_err(told)?;
        file.seek(SeekFrom::End(0)).map_err(told)?;
        Ok(journal)
    }

    /// Takes line by line until the end, or until one that is not whole.
    fn load(&mut self, file: &fs::File) -> io::Result<()> {
        let size = file.metadata()?.len();
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let mut line = Vec::new();
        loop {
            line.clear();
            reader.read_until(b'\n', &mut line)?;
            let Ok(Some(known)) = line
                .strip_suffix(b"\n")
                .map(serde_json::from_slice)
                .transpose()
            else {
                return Ok(());
            };
            let at = self.end + line.len() as u64;
            let length = match &known {
                Line::File(noted) => noted.length,
                _ => 0,
            };
            if at + length > size {
                return Ok(());
            }
            reader.seek_relative(i64::try_from(length).unwrap_or(i64::MAX))?;
            self.take(known, at);
        }
    }

    /// Takes a line that ends at `at` into the books.
    fn take(&mut self, line: Line, at: u64) {
        self.end = at;
        match line {
            Line::File(n) => {
                self.end = at + n.length;
                self.held.insert(Walked(n.path.clone()), n.slot(at));
            }
            Line::Touched(n) => {
                if let Some(slot) = self.held.get_mut(&Walked(n.path.clone())) {
                    let (rows, length) = (slot.at, slot.length);
                    *slot = Slot {
                        length,
                        ..n.slot(rows)
                    };
                }
                return;
            }
            Line::Gone { path } => drop(self.held.remove(&Walked(path))),
            Line::Run {
                id,
                version,
                patterns,
                options,
            } => {
                let reading = Reading {
                    version,
                    patterns,
                    options,
                };
                self.runs.insert(id, reading);
            }
        }
        self.content = self.end;
    }

    /// What is held, by path.
    pub fn held(&self) -> impl Iterator<Item = (&str, &Slot)> {
        self.held.iter().map(|(p, s)| (&*p.0, s))
    }

    /// Where the last line ends that rows depend on.
    pub fn content(&self) -> u64 {
        self.content
    }

    /// Notes a way of reading, once.
    ///
    /// # Errors
    /// A disk that does not take it.
    pub fn reading(&mut self, id: &str, reading: &Reading) -> Result<()> {
        if self.runs.contains_key(id) {
            return Ok(());
        }
        self.line(run_line(id, reading))
    }

    /// The ways of reading that files held name, and `current`.
    pub fn readings(&self, current: &str) -> Vec<(Box<str>, Reading)> {
        let mut used: std::collections::HashSet<&str> =
            self.held.values().map(|s| &*s.run).collect();
        used.insert(current);
        let used = self.runs.iter().filter(|(id, _)| used.contains(&***id));
        used.map(|(id, r)| (id.clone(), r.clone())).collect()
    }

    /// Appends a line without rows.
    ///
    /// # Errors
    /// A disk that does not take it.
    pub fn line(&mut self, line: Line) -> Result<()> {
        let text = spelled(&line);
        self.append(text.as_bytes())?;
        self.take(line, self.end + text.len() as u64);
        Ok(())
    }

    /// Appends a file with its rows.
    ///
    /// # Errors
    /// A disk that does not take them.
    pub fn put(&mut self, file: &File, run: &str, rows: &Rows) -> Result<()> {
        let told = |e: io::Error| disk(&self.name, &e);
        let mut bytes = 0;
        let count = |lines: &[u8]| {
            bytes += lines.len() as u64;
            Ok(())
        };
        rows.json(&mut { count }).map_err(told)?;
        let line = Line::File(Noted::of(file, run, bytes));
        let head = spelled(&line);
        self.out.write_all(head.as_bytes()).map_err(told)?;
        rows.json(&mut |lines| self.out.write_all(lines))
            .map_err(told)?;
        self.take(line, self.end + head.len() as u64);
        Ok(())
    }

    /// Appends that a file's time changed.
    ///
    /// # Errors
    /// A disk that does not take it.
    pub fn touch(&mut self, file: &File, run: &str) -> Result<()> {
        self.line(Line::Touched(Noted::of(file, run, 0)))
    }

    fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(|e| disk(&self.name, &e))
    }

    /// Hands everything to the system.
    ///
    /// # Errors
    /// A disk that does not take it.
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| disk(&self.name, &e))
    }

    /// The rows of all files held, by path, many at a time; the next are read while these are taken.
    ///
    /// # Errors
    /// A journal that cannot be read, or what `take` says.
    pub fn each(&self, take: &mut dyn FnMut(&[Row]) -> Result<()>) -> Result<()> {
        thread::scope(|scope| {
            let (send, pieces) = mpsc::sync_channel(1);
            scope.spawn(move || {
                // Nobody takes more where taking failed.
                let read = self.read(&mut |rows| send.send(Ok(rows)).is_ok());
                read.or_else(|e| send.send(Err(e))).unwrap_or_default();
            });
            pieces.into_iter().try_for_each(|rows| take(&rows?))
        })
    }

    /// Reads rows and gives them until they are no longer wanted.
    fn read(&self, give: &mut dyn FnMut(Vec<Row>) -> bool) -> Result<()> {
        let told = |e: io::Error| match e.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => self.damaged(e),
            _ => disk(&self.name, &e),
        };
        let file = fs::File::open(&self.path).map_err(told)?;
        let mut reader = BufReader::with_capacity(1 << 18, file);
        let mut at = 0;
        let mut rows = Vec::new();
        let mut line = String::new();
        for slot in self.held.values() {
            // A seek throws the buffer away, and files mostly stand in order.
            reader
                .seek_relative(slot.at as i64 - at as i64)
                .map_err(told)?;
            at = slot.at + slot.length;
            let mut lines = (&mut reader).take(slot.length);
            while lines.read_line(&mut line).map_err(told)? > 0 {
                rows.push(Row::parse(line.trim_end()).map_err(|e| told(e.into()))?);
                line.clear();
                if rows.len() == PIECE && !give(std::mem::take(&mut rows)) {
                    return Ok(());
                }
            }
            if lines.limit() > 0 {
                return Err(self.damaged("it ends too early"));
            }
        }
        give(rows);
        Ok(())
    }

    fn damaged(&self, e: impl std::fmt::Display) -> Error {
        let what = format!(
            "{} is damaged ({e}); remove it and run again",
            self.path.display()
        );
        Error::at(&self.name, what)
    }

    /// Writes the journal anew where most of it is no longer held.
    ///
    /// # Errors
    /// A disk that does not take it.
    pub fn compact(&mut self) -> Result<()> {
        let live: u64 = self.held.values().map(|s| s.length).sum();
        let lines = 400 * self.held.len() as u64;
        if self.end <= 2 * (live + lines) + (1 << 16) {
            return Ok(());
        }
        let beside = self.path.with_extension("new");
        self.copy(&beside).map_err(|e| disk(&self.name, &e))?;
        fs::rename(&beside, &self.path).map_err(|e| disk(&self.name, &e))?;
        *self = Self::open(&self.path, &self.name)?;
        Ok(())
    }

    fn copy(&self, to: &Path) -> io::Result<()> {
        let mut from = fs::File::open(&self.path)?;
        let mut out = BufWriter::new(fs::File::create(to)?);
        for (id, reading) in &self.runs {
            out.write_all(spelled(&run_line(id, reading)).as_bytes())?;
        }
        for (path, slot) in &self.held {
            let noted = Noted {
                path: path.0.clone(),
                sha256: slot.sha256.clone(),
                bytes: slot.stamp.bytes,
                modified: slot.stamp.modified,
                run: slot.run.clone(),
                length: slot.length,
            };
            out.write_all(spelled(&Line::File(noted)).as_bytes())?;
            from.seek(SeekFrom::Start(slot.at))?;
            io::copy(&mut (&from).take(slot.length), &mut out)?;
        }
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()
    }
}

impl Noted {
    fn of(file: &File, run: &str, length: u64) -> Self {
        Self {
            path: (*file.path).into(),
            sha256: file.sha256.clone(),
            bytes: file.stamp.bytes,
            modified: file.stamp.modified,
            run: run.into(),
            length,
        }
    }

    fn slot(&self, at: u64) -> Slot {
        Slot {
            stamp: Stamp {
                bytes: self.bytes,
                modified: self.modified,
            },
            sha256: self.sha256.clone(),
            run: self.run.clone(),
            at,
            length: self.length,
        }
    }
}

fn run_line(id: &str, r: &Reading) -> Line {
    Line::Run {
        id: id.into(),
        version: r.version.clone(),
        patterns: r.patterns.clone(),
        options: r.options.clone(),
    }
}

fn spelled(line: &Line) -> String {
    serde_json::to_string(line).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::samples;

    #[test]
    fn rows_that_are_cut_off_are_told_and_not_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.jsonl");
        let mut journal = Journal::open(&path, "csv:x").unwrap();
        let file = File {
            path: "a.txt".into(),
            sha256: None,
            stamp: Stamp::default(),
            known: false,
            moved_from: None,
        };
        let rows = Rows::from(samples::rows());
        journal.put(&file, "run", &rows).unwrap();
        journal.flush().unwrap();
        let mut count = 0;
        let mut take = |rows: &[Row]| {
            count += rows.len();
            Ok(())
        };
        journal.each(&mut take).unwrap();
        assert_eq!(count, samples::rows().len());
        // Between two rows, where no row is broken.
        let bytes = fs::read(&path).unwrap();
        let last = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n');
        let cut = fs::File::options().write(true).open(&path).unwrap();
        cut.set_len(last.unwrap() as u64 + 1).unwrap();
        let said = journal.each(&mut |_| Ok(())).unwrap_err().to_string();
        assert!(said.contains("is damaged (it ends too early)"), "{said}");
    }
}
