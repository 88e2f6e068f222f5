//! Rows → where they are kept.
//!
//! In: the rows of one input after the other, in order. Out: bytes in a file
//! or a store. Not here: what the rows say. A new kind of store is a new file
//! with one [`Sink`].
//!
//! A stream takes every row. A store keeps what it has: it gives a [`Ledger`]
//! of the files that it holds, is told which of them changed, moved or went,
//! and takes the rows of a file as a whole or not at all.

#[cfg(feature = "postgres")]
mod copy;
pub mod csv;
pub mod folder;
mod journal;
pub mod jsonl;
pub mod ledger;
pub mod lock;
pub mod output;
#[cfg(feature = "parquet")]
pub mod parquet;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "postgres")]
mod postgres_db;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(feature = "sqlite")]
mod sqlite_file;
pub mod store;
pub mod target;
mod walked;

pub use jsonl::Jsonl;
pub use ledger::{Held, Ledger, Reading};
pub use output::Output;
pub use target::Target;

use crate::error::Error;
use crate::record::{Form, Rows};
use crate::source::Stamp;
use std::io;
use std::sync::Arc;

/// A file whose rows are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path as given or met.
    pub path: Arc<str>,
    /// Of its bytes; `None` where it could not be read or gave an error, so that the next run reads it again.
    pub sha256: Option<Arc<str>>,
    /// Its size and when it was changed.
    pub stamp: Stamp,
    /// The store holds rows of an earlier version of it.
    pub known: bool,
    /// Where the store holds the same bytes from a place that is no more.
    pub moved_from: Option<Box<str>>,
}

/// Something that keeps rows.
pub trait Sink {
    /// What it holds from earlier runs; `None` for a stream, which holds nothing.
    fn ledger(&mut self) -> io::Result<Option<Ledger>> {
        Ok(None)
    }

    /// What it wants of the rows of an input; they are made so in the thread that finds them.
    fn form(&self) -> Form {
        Form::Rows
    }

    /// Takes the rows of one input, in place of those that it has of it.
    fn put(&mut self, file: &File, rows: &Rows) -> io::Result<()>;

    /// A file's time changed and its bytes did not.
    fn touch(&mut self, _: &File) -> io::Result<()> {
        Ok(())
    }

    /// Drops what it has of a file.
    fn remove(&mut self, _path: &str) -> io::Result<()> {
        Ok(())
    }

    /// Called now and then, between inputs: what was put is kept from now on, or soon.
    fn commit(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Called once after the last row.
    fn finish(&mut self) -> io::Result<()>;
}

/// The crate's error on its way through `io`; [`crate::run::run`] takes it out again.
fn failed(error: Error) -> io::Error {
    io::Error::other(error)
}
