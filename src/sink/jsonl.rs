//! JSON Lines: one object a line, or spread out for people.

use super::Sink;
use crate::record::Row;
use serde::Serialize;
use std::io::{self, Write};

/// Writes each row as one JSON object.
#[derive(Debug)]
pub struct Jsonl<W> {
    out: W,
    /// Spread each object over lines.
    pub pretty: bool,
    /// One object for each document, with its facts and findings inside.
    pub nested: bool,
}

/// A document with what was found in it.
#[derive(Serialize)]
struct Nested<'a> {
    #[serde(flatten)]
    document: &'a Row,
    fact_list: Vec<&'a Row>,
    finding_list: Vec<&'a Row>,
}

impl<W: Write> Jsonl<W> {
    /// One object a line.
    pub fn new(out: W) -> Self {
        Self {
            out,
            pretty: false,
            nested: false,
        }
    }

    /// What the rows went to.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn object(&mut self, object: &impl Serialize) -> io::Result<()> {
        match self.pretty {
            true => serde_json::to_writer_pretty(&mut self.out, object)?,
            false => serde_json::to_writer(&mut self.out, object)?,
        }
        self.out.write_all(b"\n")
    }

    /// Facts and findings go into their document; what has none stands by itself.
    fn nest(&mut self, rows: &[Row]) -> io::Result<()> {
        for row in rows {
            match row {
                Row::Document(d) => {
                    let fact = |r: &&Row| matches!(r, Row::Fact(f) if f.document == d.id);
                    let finding = |r: &&Row| matches!(r, Row::Finding(f) if f.document.as_ref() == Some(&d.id));
                    self.object(&Nested {
                        document: row,
                        fact_list: rows.iter().filter(fact).collect(),
                        finding_list: rows.iter().filter(finding).collect(),
                    })?;
                }
                Row::Fact(_) => {}
                Row::Finding(f) if f.document.is_some() => {}
                Row::Finding(_) | Row::Error(_) => self.object(row)?,
            }
        }
        Ok(())
    }
}

impl<W: Write> Sink for Jsonl<W> {
    fn write(&mut self, rows: &[Row]) -> io::Result<()> {
        if self.nested {
            return self.nest(rows);
        }
        rows.iter().try_for_each(|row| self.object(row))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
