//! The rows of one file, in order, of which many take little memory.
//!
//! In: row after row. Out: the same, piece by piece, as rows or as the stream's JSON. A row takes
//! a kilobyte; a file of a gigabyte has millions. What is more than a piece is kept as packed JSON.

use super::{DocumentRow, ErrorRow, Row, Verdict};
use crate::value::Kind;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The rows of a piece.
const PIECE: usize = 4096;

/// The rows of one file.
///
/// ```
/// use gongwen::record::{ErrorRow, Row, Rows, Stage};
/// let error = ErrorRow { path: "a.txt".into(), stage: Stage::Read, message: "empty".into() };
/// let rows = Rows::from(vec![Row::Error(error)]);
/// let mut json = Vec::new();
/// rows.json(&mut |lines| Ok(json.extend_from_slice(lines))).unwrap();
/// assert!(json.starts_with(br#"{"record":"error","path":"a.txt""#));
/// ```
#[derive(Debug, Default)]
pub struct Rows {
    pieces: Vec<Piece>,
    tally: Tally,
    errors: Vec<ErrorRow>,
}

#[derive(Debug)]
enum Piece {
    Few(Vec<Row>),
    /// The stream's lines, and the rows where they are wanted too.
    Spelled(Vec<u8>, Option<Vec<Row>>),
    /// The stream's lines, and how many bytes they are.
    Packed(Vec<u8>, usize),
}

/// What rows are, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Documents.
    pub documents: usize,
    /// Facts by kind.
    pub facts: BTreeMap<Kind, usize>,
    /// Findings by verdict.
    pub findings: BTreeMap<Verdict, usize>,
}

impl Tally {
    fn add(&mut self, row: &Row) {
        match row {
            Row::Document(_) => self.documents += 1,
            Row::Fact(f) => *self.facts.entry(f.kind).or_default() += 1,
            Row::Finding(f) => *self.findings.entry(f.verdict).or_default() += 1,
            Row::Error(_) => {}
        }
    }

    /// Adds what other rows are.
    pub fn merge(&mut self, other: &Self) {
        self.documents += other.documents;
        for (kind, n) in &other.facts {
            *self.facts.entry(*kind).or_default() += n;
        }
        for (verdict, n) in &other.findings {
            *self.findings.entry(*verdict).or_default() += n;
        }
    }
}

impl Rows {
    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.tally.add(&row);
        if let Row::Error(error) = &row {
            self.errors.push(error.clone());
        }
        self.put(row);
    }

    fn put(&mut self, row: Row) {
        match self.pieces.last_mut() {
            Some(Piece::Few(rows)) if rows.len() < PIECE => rows.push(row),
            last => {
                if let Some(piece) = last {
                    piece.pack();
                }
                self.pieces.push(Piece::Few(vec![row]));
            }
        }
    }

    /// Puts rows behind the others, all at once where they fit.
    fn append(&mut self, mut rows: Vec<Row>) {
        match self.pieces.last_mut() {
            Some(Piece::Few(last)) if last.len() + rows.len() <= PIECE => last.append(&mut rows),
            _ => rows.into_iter().for_each(|row| self.put(row)),
        }
    }

    /// Adds a document and its facts, which are counted in it.
    pub fn document(&mut self, mut document: DocumentRow, facts: Self) {
        document.facts = facts.tally.facts.values().sum();
        self.push(Row::Document(document));
        self.tally.merge(&facts.tally);
        let few = facts.pieces.len() < 2;
        for piece in facts.pieces {
            match piece {
                Piece::Few(rows) if few => self.append(rows),
                piece => self.pieces.push(piece),
            }
        }
    }

    /// What they are, in numbers.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Those that are errors.
    pub fn errors(&self) -> &[ErrorRow] {
        &self.errors
    }

    /// Gives the rows, piece by piece.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each(&self, take: &mut dyn FnMut(&[Row]) -> io::Result<()>) -> io::Result<()> {
        for piece in &self.pieces {
            match piece {
                Piece::Few(rows) => take(rows)?,
                Piece::Spelled(_, Some(rows)) => take(rows)?,
                Piece::Spelled(lines, None) => take(&parsed(lines)?)?,
                Piece::Packed(packed, bytes) => take(&parsed(&unpacked(packed, *bytes)?)?)?,
            }
        }
        Ok(())
    }

    /// Gives the stream's lines, piece by piece.
    ///
    /// # Errors
    /// What `take` says.
    pub fn json(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        for piece in &self.pieces {
            match piece {
                Piece::Few(rows) => take(&lines(rows)?)?,
                Piece::Spelled(lines, _) => take(lines)?,
                Piece::Packed(packed, bytes) => take(&unpacked(packed, *bytes)?)?,
            }
        }
        Ok(())
    }

    /// Spells the rows as the stream's lines, for who wants nothing else: [`Rows::json`] has only
    /// to give them then.
    pub fn spell(&mut self) {
        self.spell_and(false);
    }

    /// Spells the rows for who wants them too.
    pub fn spell_beside(&mut self) {
        self.spell_and(true);
    }

    fn spell_and(&mut self, keep: bool) {
        for piece in &mut self.pieces {
            // They stay as they are where they make no JSON.
            if let Piece::Few(rows) = piece
                && let Ok(lines) = lines(rows)
            {
                let rows = keep.then(|| std::mem::take(rows));
                *piece = Piece::Spelled(lines, rows);
            }
        }
    }

    /// All rows at once.
    ///
    /// # Errors
    /// Packed rows that cannot be read, which does not happen to rows that were written here.
    pub fn to_vec(&self) -> io::Result<Vec<Row>> {
        let mut all = Vec::new();
        self.each(&mut |rows| {
            all.extend_from_slice(rows);
            Ok(())
        })?;
        Ok(all)
    }
}

impl Piece {
    /// Packs the rows; they stay as they are where they make no JSON.
    fn pack(&mut self) {
        if let Self::Few(rows) = self
            && let Ok(lines) = lines(rows)
        {
            *self = Self::Packed(lz4_flex::compress(&lines), lines.len());
        }
    }
}

fn lines(rows: &[Row]) -> io::Result<Vec<u8>> {
    let mut lines = Lines(Vec::with_capacity(rows.len() * 768));
    for row in rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.0.push(b'\n');
    }
    Ok(lines.0)
}

/// Bytes in memory. JSON is for the most part written one mark at a time, which a vector takes much
/// faster than a piece of any length.
struct Lines(Vec<u8>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match bytes {
            [byte] => self.0.push(*byte),
            _ => self.0.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn parsed(lines: &[u8]) -> io::Result<Vec<Row>> {
    let lines = std::str::from_utf8(lines).map_err(io::Error::other)?;
    let rows: Result<_, _> = lines.lines().map(Row::parse).collect();
    Ok(rows?)
}

fn unpacked(packed: &[u8], bytes: usize) -> io::Result<Vec<u8>> {
    lz4_flex::decompress(packed, bytes).map_err(io::Error::other)
}

impl From<Vec<Row>> for Rows {
    fn from(rows: Vec<Row>) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::samples;

    fn json(rows: &Rows) -> String {
        let mut out = Vec::new();
        let write = |lines: &[u8]| {
            out.extend_from_slice(lines);
            Ok(())
        };
        rows.json(&mut { write }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn packed_rows_are_the_same_rows() {
        let samples = samples::rows();
        let many: Vec<Row> = samples
            .iter()
            .cycle()
            .take(3 * PIECE + 5)
            .cloned()
            .collect();
        let plain: String = (many.iter())
            .map(|r| serde_json::to_string(r).unwrap() + "\n")
            .collect();
        let rows = Rows::from(many);
        assert_eq!(rows.pieces.len(), 4);
        assert!(matches!(rows.pieces[0], Piece::Packed(..)));
        assert!(json(&rows) == plain, "the stream differs");
        let mut again = Rows::from(rows.to_vec().unwrap());
        again.spell();
        assert!(matches!(again.pieces.last(), Some(Piece::Spelled(..))));
        assert_eq!(again.to_vec().unwrap().len(), 3 * PIECE + 5);
        assert!(json(&again) == plain, "the rows differ");
        assert_eq!(rows.tally(), again.tally());
    }

    #[test]
    fn a_document_stands_before_its_facts_and_counts_them() {
        let samples = samples::rows();
        let (mut document, mut fact) = (None, None);
        for row in samples {
            match row {
                Row::Document(d) => document = Some(d),
                Row::Fact(f) => fact = Some(f),
                _ => {}
            }
        }
        let (document, fact) = (document.unwrap(), fact.unwrap());
        for count in [0, 3, PIECE + 1, 3 * PIECE] {
            let facts = Rows::from(vec![Row::Fact(fact.clone()); count]);
            let mut rows = Rows::default();
            rows.document(document.clone(), facts);
            let all = rows.to_vec().unwrap();
            assert_eq!(all.len(), count + 1);
            assert!(matches!(&all[0], Row::Document(d) if d.facts == count));
            assert_eq!(rows.tally().facts.values().sum::<usize>(), count);
        }
    }
}
