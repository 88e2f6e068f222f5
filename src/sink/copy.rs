//! Rows → the bytes of PostgreSQL's binary COPY.
//!
//! In: rows. Out: bytes for one `COPY table FROM STDIN BINARY`. Not here: the
//! connection.
//!
//! PostgreSQL keeps no U+0000 in a text; U+FFFD stands in its place there.

use crate::record::{Cell, Row};
use crate::value::Number;

/// What binary COPY begins with: its mark, no flags, no extension.
const HEAD: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// And ends with.
const END: [u8; 2] = (-1i16).to_be_bytes();

const TEXT: u32 = 25;
const NUMERIC: u32 = 1700;

/// Rows of one table, gathered.
#[derive(Debug)]
pub struct Copy {
    /// The table that they go into.
    pub table: &'static str,
    bytes: Vec<u8>,
}

impl Copy {
    /// Nothing yet.
    pub fn new(table: &'static str) -> Self {
        let bytes = Vec::new();
        Self { table, bytes }
    }

    /// How many bytes were gathered.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// What was gathered, ready to be sent; `None` where there is nothing.
    pub fn take(&mut self) -> Option<Vec<u8>> {
        let mut bytes = std::mem::take(&mut self.bytes);
        if bytes.is_empty() {
            return None;
        }
        bytes.extend(END);
        Some(bytes)
    }

    fn begin(&mut self, cells: usize) {
        if self.bytes.is_empty() {
            self.bytes.extend(HEAD);
        }
        self.bytes.extend((cells as i16).to_be_bytes());
    }

    /// Adds a row.
    pub fn row(&mut self, row: &Row) {
        let cells = row.cells();
        self.begin(cells.len());
        for cell in &cells {
            self.cell(cell);
        }
    }

    /// Adds a line of the table `file`.
    pub fn file(
        &mut self,
        path: &str,
        sha: Option<&str>,
        bytes: i64,
        modified: Option<i64>,
        run: &str,
    ) {
        let text = |s| Cell::Text(std::borrow::Cow::Borrowed(s));
        self.begin(5);
        for cell in [
            text(path),
            sha.map_or(Cell::Null, text),
            Cell::Integer(bytes),
            modified.map_or(Cell::Null, Cell::Integer),
            text(run),
        ] {
            self.cell(&cell);
        }
    }

    fn cell(&mut self, cell: &Cell) {
        let out = &mut self.bytes;
        match cell {
            Cell::Null => out.extend((-1i32).to_be_bytes()),
            Cell::Text(s) => sized(out, |out| text(out, s)),
            Cell::Integer(n) => sized(out, |out| out.extend(n.to_be_bytes())),
            Cell::Decimal(n) => sized(out, |out| numeric(out, *n)),
            Cell::Texts(list) => {
                let items = list.iter().map(Some);
                sized(out, |out| array(out, TEXT, items, |out, s| text(out, s)));
            }
            Cell::Interval(low, high) => {
                let ends = [*low, *high].into_iter();
                sized(out, |out| array(out, NUMERIC, ends, numeric));
            }
            Cell::Json(json) => sized(out, |out| {
                out.push(1);
                text(out, json);
            }),
        }
    }
}

/// What `write` writes, with its length before it.
fn sized(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let at = out.len();
    out.extend([0; 4]);
    write(out);
    let length = (out.len() - at - 4) as i32;
    out[at..at + 4].copy_from_slice(&length.to_be_bytes());
}

fn text(out: &mut Vec<u8>, s: &str) {
    match s.contains('\0') {
        true => out.extend(s.replace('\0', "\u{fffd}").as_bytes()),
        false => out.extend(s.as_bytes()),
    }
}

/// An array of one dimension.
fn array<T>(
    out: &mut Vec<u8>,
    kind: u32,
    items: impl ExactSizeIterator<Item = Option<T>> + Clone,
    write: impl Fn(&mut Vec<u8>, T),
) {
    let nulls = items.clone().any(|i| i.is_none());
    let (length, dimensions) = (items.len() as i32, i32::from(items.len() > 0));
    out.extend(dimensions.to_be_bytes());
    out.extend(i32::from(nulls).to_be_bytes());
    out.extend(kind.to_be_bytes());
    if dimensions > 0 {
        out.extend(length.to_be_bytes());
        out.extend(1i32.to_be_bytes());
    }
    for item in items {
        match item {
            Some(item) => sized(out, |out| write(out, item)),
            None => out.extend((-1i32).to_be_bytes()),
        }
    }
}

/// NUMERIC: groups of four decimal digits, the place of the first, the sign, the decimals shown.
fn numeric(out: &mut Vec<u8>, n: Number) {
    let written = n.to_string();
    let (sign, digits) = match written.strip_prefix('-') {
        Some(digits) => (0x4000u16, digits),
        None => (0, written.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let before = whole.len().div_ceil(4);
    let padded = format!(
        "{whole:0>w$}{part:0<p$}",
        w = before * 4,
        p = part.len().div_ceil(4) * 4
    );
    let groups: Vec<i16> = padded
        .as_bytes()
        .chunks(4)
        .map(|four| four.iter().fold(0, |n, d| n * 10 + i16::from(d - b'0')))
        .collect();
    let first = groups.iter().position(|g| *g != 0).unwrap_or(groups.len());
    let last = groups
        .iter()
        .rposition(|g| *g != 0)
        .map_or(first, |n| n + 1);
    let weight = if first == groups.len() {
        0
    } else {
        before as i16 - 1 - first as i16
    };
    out.extend(((last - first) as i16).to_be_bytes());
    out.extend(weight.to_be_bytes());
    out.extend(sign.to_be_bytes());
    out.extend((part.len() as i16).to_be_bytes());
    for group in &groups[first..last] {
        out.extend(group.to_be_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(digits: i128, exponent: i32) -> Vec<i16> {
        let mut out = Vec::new();
        numeric(&mut out, Number::new(digits, exponent));
        out.chunks(2)
            .map(|b| i16::from_be_bytes([b[0], b[1]]))
            .collect()
    }

    #[test]
    fn numbers_are_groups_of_four_digits() {
        // count, weight, sign, scale, groups
        assert_eq!(groups(0, 0), [0, 0, 0, 0]);
        assert_eq!(groups(8970, -2), [2, 0, 0, 2, 89, 7000]);
        assert_eq!(groups(-5, -1), [1, -1, 0x4000, 1, 5000]);
        assert_eq!(groups(1341, 6), [2, 2, 0, 0, 13, 4100]);
        assert_eq!(groups(5, -6), [1, -2, 0, 6, 500]);
    }

    #[test]
    fn nothing_gathered_is_nothing_sent() {
        let mut copy = Copy::new("fact");
        assert_eq!(copy.take(), None);
        for row in crate::record::samples::rows() {
            copy.row(&row);
        }
        let bytes = copy.take().unwrap();
        assert!(bytes.starts_with(b"PGCOPY\n") && bytes.ends_with(&END));
        assert_eq!(copy.len(), 0);
    }
}
