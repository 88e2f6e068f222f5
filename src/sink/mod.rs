//! Rows → where they are kept.
//!
//! In: the rows of one input after the other, in order. Out: bytes in a file
//! or a store. Not here: what the rows say. A new kind of store is a new file
//! with one [`Sink`].

pub mod jsonl;
pub mod output;

pub use jsonl::Jsonl;
pub use output::Output;

use crate::record::Row;
use std::io;

/// Something that keeps rows.
pub trait Sink {
    /// Takes the rows of one input.
    fn write(&mut self, rows: &[Row]) -> io::Result<()>;

    /// Called once after the last row.
    fn finish(&mut self) -> io::Result<()>;
}
