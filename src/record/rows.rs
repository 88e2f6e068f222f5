//! The rows of one file, in order, of which many take little memory.
//!
//! In: row after row. Out: the same, piece by piece, as rows or as the stream's JSON. A row takes
//! a kilobyte; a file of a gigabyte has millions. All but the first few thousand and the last few hundred are
//! kept as packed JSON.

use super::line::{Shared, spell, spell_plain};
use super::{DocumentRow, ErrorRow, FactFields, Row, Verdict};
use crate::value::Kind;
use std::collections::BTreeMap;
use std::io;

/// So many rows are not packed, for most files have no more.
const FIRST: usize = 4096;
/// Of those behind them so many are packed together, while a cache still holds them.
const NEXT: usize = 512;
/// A piece of lines has not many more bytes than this, so that it need not be moved as it grows, and
/// goes out as it is.
const FULL: usize = 64 << 10;
const MORE: usize = 8 << 10;
/// Most lines are shorter.
const LINE: usize = 1 << 10;

/// What is kept of the rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// The rows.
    #[default]
    Rows,
    /// The stream's lines, spelled as the rows come.
    Lines,
    /// Both.
    Both,
}

/// The rows of one file.
///
/// ```
/// use gongwen::record::{ErrorRow, Form, Row, Rows, Stage};
/// let error = ErrorRow { path: "a.txt".into(), stage: Stage::Read, message: "empty".into() };
/// let mut rows = Rows::of(Form::Lines);
/// rows.push(Row::Error(error));
/// let mut json = Vec::new();
/// rows.json(&mut |lines| Ok(json.extend_from_slice(lines))).unwrap();
/// assert!(json.starts_with(br#"{"record":"error","path":"a.txt""#));
/// ```
#[derive(Debug, Default)]
pub struct Rows {
    form: Form,
    /// How many rows are expected, where that is known.
    few: Option<usize>,
    pieces: Vec<Piece>,
    /// How many of the pieces stay as they are, and how many rows the others hold.
    done: usize,
    loose: usize,
    tally: Tally,
    errors: Vec<ErrorRow>,
    shared: Box<Shared>,
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
    /// No rows yet, and what is to be kept of those to come.
    pub fn of(form: Form) -> Self {
        Self {
            form,
            ..Self::default()
        }
    }

    /// The same where so many rows are expected: there is room for more, but none is kept for them.
    pub(crate) fn of_few(form: Form, rows: usize) -> Self {
        Self {
            few: Some(rows),
            ..Self::of(form)
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.tally.add(&row);
        if let Row::Error(error) = &row {
            self.errors.push(error.clone());
        }
        if self.loose >= self.most() {
            self.settle();
        }
        self.loose += 1;
        let last = self.pieces.get_mut(self.done..).and_then(<[_]>::last_mut);
        if !last.is_some_and(|piece| piece.takes(&row, &mut self.shared)) {
            let mut piece = Piece::of(self.form, self.few);
            if !piece.takes(&row, &mut self.shared) {
                piece = Piece::Few(Vec::new());
            }
            self.pieces.push(piece);
        }
        if let Some(Piece::Few(rows) | Piece::Spelled(_, Some(rows))) = self.pieces.last_mut() {
            rows.push(row);
        }
    }

    /// Adds a fact, of which nothing but the line is made where no more is kept.
    pub(crate) fn push_fact(&mut self, fact: &FactFields) {
        let most = self.most();
        let last = self.pieces.get_mut(self.done..).and_then(<[_]>::last_mut);
        if self.loose < most
            && let Some(Piece::Spelled(lines, None)) = last
            && lines.len() < FULL
            && spell_plain(fact, &mut self.shared, lines)
        {
            *self.tally.facts.entry(fact.kind).or_default() += 1;
            self.loose += 1;
        } else {
            self.push(Row::Fact(fact.to_row()));
        }
    }

    /// Adds a document and its facts, which are counted in it.
    pub fn document(&mut self, mut document: DocumentRow, facts: Self) {
        document.facts = facts.tally.facts.values().sum();
        self.push(Row::Document(document));
        self.tally.merge(&facts.tally);
        // Of many facts the first stayed as they are.
        let first = if facts.done > 0 { FIRST } else { 0 };
        self.pieces.extend(facts.pieces);
        self.loose += first + facts.loose;
        if self.loose >= self.most() {
            self.settle();
        }
    }

    /// How many rows may be loose.
    fn most(&self) -> usize {
        if self.done > 0 { NEXT } else { FIRST }
    }

    /// The first rows stay as they are, and those behind them are packed.
    fn settle(&mut self) {
        if self.done > 0 {
            let loose = self.pieces.split_off(self.done);
            pack(loose, &mut self.pieces);
        }
        (self.done, self.loose) = (self.pieces.len(), 0);
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
        let mut room = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Few(rows) | Piece::Spelled(_, Some(rows)) => take(rows)?,
                piece => take(&parsed(piece.lines(&mut room)?)?)?,
            }
        }
        Ok(())
    }

    /// Gives the stream's lines, piece by piece.
    ///
    /// # Errors
    /// What `take` says.
    pub fn json(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut room = Vec::new();
        (self.pieces.iter()).try_for_each(|piece| take(piece.lines(&mut room)?))
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
    fn of(form: Form, few: Option<usize>) -> Self {
        let room = few.map_or(FULL + MORE, |rows| (FULL + MORE).min(rows * LINE));
        let lines = || Vec::with_capacity(room);
        match form {
            Form::Rows => Self::Few(Vec::new()),
            Form::Lines => Self::Spelled(lines(), None),
            Form::Both => Self::Spelled(lines(), Some(Vec::new())),
        }
    }

    /// Whether a row goes behind the others, with its line where lines are kept: it makes JSON, and the
    /// piece is not full.
    fn takes(&mut self, row: &Row, shared: &mut Shared) -> bool {
        match self {
            Self::Few(_) => true,
            Self::Spelled(lines, _) => lines.len() < FULL && spelled(row, shared, lines),
            Self::Packed(..) => false,
        }
    }

    /// The stream's lines, where they lie or in `room`, which serves one piece after the other.
    fn lines<'a>(&'a self, room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        match self {
            Self::Few(rows) => {
                room.clear();
                room.reserve(rows.len() * 768);
                let mut shared = Shared::default();
                (rows.iter()).try_for_each(|row| spell(row, &mut shared, room))?;
            }
            Self::Spelled(lines, _) => return Ok(lines),
            Self::Packed(packed, bytes) => {
                room.resize(*bytes, 0);
                lz4_flex::decompress_into(packed, room).map_err(io::Error::other)?;
            }
        }
        Ok(room)
    }

    /// Of the stream's lines, if there are any; they are packed in `room`, which serves one piece after the
    /// other.
    fn packed(lines: &[u8], room: &mut Vec<u8>) -> Option<Self> {
        let most = lz4_flex::block::get_maximum_output_size(lines.len());
        room.resize(room.len().max(most), 0);
        let packed = match lz4_flex::compress_into(lines, room) {
            Ok(bytes) => room[..bytes].to_vec(),
            Err(_) => lz4_flex::compress(lines),
        };
        (!lines.is_empty()).then_some(Self::Packed(packed, lines.len()))
    }
}

/// Packs pieces that are not packed, small ones together; they stay as they are where they make no JSON.
fn pack(pieces: Vec<Piece>, to: &mut Vec<Piece>) {
    let (mut room, mut small, mut packed) = (Vec::new(), Vec::new(), Vec::new());
    for piece in pieces {
        let lines = match &piece {
            Piece::Packed(..) => None,
            piece => piece.lines(&mut room).ok(),
        };
        match lines {
            Some(lines) if small.is_empty() && lines.len() >= FULL => {
                to.extend(Piece::packed(lines, &mut packed));
            }
            Some(lines) => small.extend_from_slice(lines),
            None => {}
        }
        if small.len() >= FULL || lines.is_none() {
            to.extend(Piece::packed(&small, &mut packed));
            small.clear();
        }
        if lines.is_none() {
            to.push(piece);
        }
    }
    to.extend(Piece::packed(&small, &mut packed));
}

/// Adds a row's line; false, and nothing is added, where it makes no JSON.
fn spelled(row: &Row, shared: &mut Shared, lines: &mut Vec<u8>) -> bool {
    let from = lines.len();
    let done = spell(row, shared, lines).is_ok();
    if !done {
        lines.truncate(from);
    }
    done
}

fn parsed(lines: &[u8]) -> io::Result<Vec<Row>> {
    let lines = std::str::from_utf8(lines).map_err(io::Error::other)?;
    let rows: Result<_, _> = lines.lines().map(Row::parse).collect();
    Ok(rows?)
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

    const FORMS: [Form; 3] = [Form::Rows, Form::Lines, Form::Both];

    fn of(form: Form, all: &[Row]) -> Rows {
        let mut rows = Rows::of(form);
        all.iter().for_each(|row| rows.push(row.clone()));
        // Facts by their fields come to the same.
        let mut others = Rows::of(form);
        for row in all {
            match row {
                Row::Fact(fact) => others.push_fact(&FactFields::of(fact)),
                row => others.push(row.clone()),
            }
        }
        assert!(json(&rows) == json(&others), "the stream differs: {form:?}");
        assert_eq!((rows.tally(), rows.loose), (others.tally(), others.loose));
        rows
    }

    fn json(rows: &Rows) -> String {
        let mut out = Vec::new();
        let write = |lines: &[u8]| {
            out.extend_from_slice(lines);
            Ok(())
        };
        rows.json(&mut { write }).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// How many lines pieces hold.
    fn lines(pieces: &[Piece]) -> usize {
        let mut room = Vec::new();
        let ends = |piece: &Piece| {
            let lines = piece.lines(&mut room).unwrap().iter();
            lines.filter(|b| **b == b'\n').count()
        };
        pieces.iter().map(ends).sum()
    }

    #[test]
    fn packed_rows_are_the_same_rows() {
        const MANY: usize = 3 * FIRST + 5;
        let samples = samples::rows();
        let many: Vec<Row> = samples.iter().cycle().take(MANY).cloned().collect();
        let plain: String = (many.iter())
            .map(|r| serde_json::to_string(r).unwrap() + "\n")
            .collect();
        for form in FORMS {
            let rows = of(form, &many);
            let packed = |p: &Piece| matches!(p, Piece::Packed(..));
            let first = rows.pieces.iter().position(packed).unwrap();
            let (first, others) = rows.pieces.split_at(first);
            assert_eq!(lines(first), FIRST, "{form:?}");
            let (settled, loose) = others.split_at(rows.done - first.len());
            assert!(settled.iter().all(packed), "{form:?}");
            assert_eq!(lines(loose), rows.loose, "{form:?}");
            assert!(rows.loose <= NEXT, "{form:?}");
            let last = rows.pieces.last();
            assert!(
                match form {
                    Form::Rows => matches!(last, Some(Piece::Few(_))),
                    Form::Lines => matches!(last, Some(Piece::Spelled(_, None))),
                    Form::Both => matches!(last, Some(Piece::Spelled(_, Some(_)))),
                },
                "{form:?}"
            );
            assert!(json(&rows) == plain, "the stream differs: {form:?}");
            let again = of(form, &rows.to_vec().unwrap());
            assert_eq!(again.to_vec().unwrap().len(), MANY, "{form:?}");
            assert!(json(&again) == plain, "the rows differ: {form:?}");
            assert_eq!(rows.tally(), again.tally(), "{form:?}");
        }
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
        let counts = [0, 3, FIRST - 4, 1, FIRST + 1, 3 * FIRST, 2, 3 * NEXT, 5];
        for form in FORMS {
            let mut rows = Rows::of(form);
            for count in counts {
                let facts = vec![Row::Fact(fact.clone()); count];
                rows.document(document.clone(), of(form, &facts));
                assert!(rows.loose <= FIRST, "{form:?} {count}");
            }
            let all = rows.to_vec().unwrap();
            let mut rest = all.as_slice();
            for count in counts {
                let (facts, later) = rest.split_at(count + 1);
                rest = later;
                assert!(matches!(&facts[0], Row::Document(d) if d.facts == count));
                assert!(facts[1..].iter().all(|f| matches!(f, Row::Fact(_))));
            }
            assert!(rest.is_empty(), "{form:?}");
            let facts: usize = counts.iter().sum();
            assert_eq!(rows.tally().facts.values().sum::<usize>(), facts);
        }
    }
}
