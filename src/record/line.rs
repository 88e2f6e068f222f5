//! A row → its line of the stream, the bytes that the library would write.
//!
//! In: a row. Out: a line of JSON. The library looks at each byte of each string, the names of fields
//! among them, for what must be escaped, which takes most of its time. Here a line is spelled as if
//! nothing had to be, and then asked as a whole; one that has something to escape is the library's to
//! write. Not here: reading lines (`read`), keeping them (`rows`).

use super::Row;
use crate::value::Number;
use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, SerializeTuple};
use serde::{Serialize, Serializer};
use serde_json::Error;
use std::io::{self, Write};
use std::mem;

/// Adds a row's line.
pub(super) fn spell(row: &Row, lines: &mut Vec<u8>) -> io::Result<()> {
    let from = lines.len();
    let mut line = Line {
        bytes: mem::take(lines),
        quotes: 0,
    };
    let done = row.serialize(Json(&mut line));
    *lines = line.bytes;
    done?;
    if !is_plain(lines.get(from..).unwrap_or_default(), line.quotes) {
        lines.truncate(from);
        serde_json::to_writer(Lines(lines), row)?;
    }
    lines.push(b'\n');
    Ok(())
}

/// The lines so far, and how many quotation marks stand around names and texts of the last.
struct Line {
    bytes: Vec<u8>,
    quotes: usize,
}

/// What rows are made of, at the end of this line.
struct Json<'a>(&'a mut Line);

/// The elements of a list, or the fields of an object, from this byte on. A comma stands before each;
/// the first one's is then made the bracket.
struct Inner<'a>(&'a mut Line, usize);

type Done = Result<(), Error>;

/// As the library writes it.
fn usual(line: &mut Line, value: &(impl Serialize + ?Sized)) -> Done {
    serde_json::to_writer(Lines(&mut line.bytes), value)
}

fn unknown<T>() -> Result<T, Error> {
    Err(Error::custom("a row has no maps and no variants with data"))
}

/// Whether a line is right as it is: JSON escapes control characters, backslashes, and quotation marks
/// other than those that stand around names and texts.
fn is_plain(line: &[u8], quotes: usize) -> bool {
    let (mut found, mut least) = (0, u8::MAX);
    // In pieces whose sums fit a byte and which are whole vectors, as the loop compiles to those.
    for piece in line.chunks(224) {
        let of_piece = piece.iter().fold(0, |sum, b| {
            least = least.min(*b);
            sum + u8::from((*b == b'"') | (*b == b'\\'))
        });
        found += usize::from(of_piece);
    }
    // There are no fewer marks than those, and so no backslash where there are no more.
    found == quotes && least >= b' '
}

impl Line {
    /// A text, as if it had nothing to escape.
    #[inline]
    fn text(&mut self, text: &str) {
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(b'"');
        self.quotes += 2;
    }

    /// A field's name behind a comma. Inlined it is known, and a few bytes that are known are one write.
    #[inline(always)]
    fn name(&mut self, name: &'static str) {
        let mut head = [0; 16];
        let Some([comma, open, middle @ .., close, colon]) = head.get_mut(..name.len() + 4) else {
            self.bytes.push(b',');
            self.text(name);
            self.bytes.push(b':');
            return;
        };
        (*comma, *open, *close, *colon) = (b',', b'"', b'"', b':');
        middle.copy_from_slice(name.as_bytes());
        let end = self.bytes.len() + name.len() + 4;
        self.bytes.extend_from_slice(&head);
        self.bytes.truncate(end);
        self.quotes += 2;
    }
}

/// A number's own digits, as it shows itself.
pub(super) fn digits<T>(number: Number, take: impl FnOnce(&[u8]) -> T) -> T {
    let mut room = [b'0'; 64];
    match few(number, &mut room) {
        Some(digits) => take(digits),
        None => take(number.to_string().as_bytes()),
    }
}

/// Those of a number that has not many, written from the last on into noughts.
fn few(number: Number, room: &mut [u8; 64]) -> Option<&[u8]> {
    let mut left = u64::try_from(number.digits.unsigned_abs()).ok()?;
    let (noughts, places) = match number.exponent {
        0..=20 if left == 0 => (0, 0),
        n @ 0..=20 => (n.unsigned_abs() as usize, 0),
        n @ -20..0 => (0, n.unsigned_abs() as usize),
        _ => return None,
    };
    let mut at = room.len() - noughts;
    if places > 0 {
        for _ in 0..places {
            at -= 1;
            room[at] = b'0' + (left % 10) as u8;
            left /= 10;
        }
        at -= 1;
        room[at] = b'.';
    }
    at = whole(left, room, at);
    if number.digits < 0 {
        at -= 1;
        room[at] = b'-';
    }
    room.get(at..)
}

/// Writes a whole number's digits before a place; where they begin.
#[inline]
fn whole(mut left: u64, room: &mut [u8], mut at: usize) -> usize {
    loop {
        at -= 1;
        room[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            return at;
        }
    }
}

impl<'a> Inner<'a> {
    #[inline]
    fn of(line: &'a mut Line) -> Self {
        let from = line.bytes.len();
        Self(line, from)
    }

    #[inline]
    fn finish(self, open: u8, close: u8) -> Done {
        let Self(Line { bytes, .. }, from) = self;
        match bytes.get_mut(from) {
            Some(comma) => *comma = open,
            None => bytes.push(open),
        }
        bytes.push(close);
        Ok(())
    }
}

impl SerializeStruct for Inner<'_> {
    type Ok = ();
    type Error = Error;

    #[inline(always)]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.0.name(name);
        value.serialize(Json(self.0))
    }

    fn end(self) -> Done {
        self.finish(b'{', b'}')
    }
}

/// Lists of any length and of a fixed one are spelled alike.
macro_rules! lists {
    ($($list:ident)*) => {
        $(impl $list for Inner<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.0.bytes.push(b',');
                value.serialize(Json(self.0))
            }

            fn end(self) -> Done {
                self.finish(b'[', b']')
            }
        })*
    };
}

lists! { SerializeSeq SerializeTuple }

macro_rules! as_usual {
    ($($method:ident: $type:ty,)*) => {
        $(fn $method(self, value: $type) -> Done {
            usual(self.0, &value)
        })*
    };
}

impl<'a> Serializer for Json<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Inner<'a>;
    type SerializeTuple = Inner<'a>;
    type SerializeStruct = Inner<'a>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Impossible<(), Error>;
    type SerializeStructVariant = Impossible<(), Error>;

    as_usual! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
    }

    fn serialize_u64(self, n: u64) -> Done {
        let mut room = [0; 20];
        let at = whole(n, &mut room, 20);
        self.serialize_bytes(room.get(at..).unwrap_or_default())
    }

    fn serialize_str(self, text: &str) -> Done {
        self.0.text(text);
        Ok(())
    }

    /// Only a number asks, which gives its digits where the answer is no; the library wants more of it.
    fn is_human_readable(&self) -> bool {
        false
    }

    #[inline]
    fn serialize_bytes(self, digits: &[u8]) -> Done {
        self.0.bytes.extend_from_slice(digits);
        Ok(())
    }

    #[inline]
    fn serialize_none(self) -> Done {
        self.0.bytes.extend_from_slice(b"null");
        Ok(())
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done {
        self.serialize_none()
    }

    #[inline]
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done {
        self.0.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Done {
        unknown()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inner<'a>, Error> {
        Ok(Inner::of(self.0))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inner<'a>, Error> {
        Ok(Inner::of(self.0))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inner<'a>, Error> {
        Ok(Inner::of(self.0))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        unknown()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        unknown()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Impossible<(), Error>, Error> {
        unknown()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Impossible<(), Error>, Error> {
        unknown()
    }
}

/// Bytes in memory, which take one byte much faster than a piece of any length.
struct Lines<'a>(&'a mut Vec<u8>);

impl Write for Lines<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::samples;
    use crate::record::{ErrorRow, Place, Stage};
    use proptest::prelude::*;

    /// Both ways to write a row.
    fn both(row: &Row) -> [String; 2] {
        let mut line = Vec::new();
        spell(row, &mut line).unwrap();
        let usual = serde_json::to_string(row).unwrap() + "\n";
        [String::from_utf8(line).unwrap(), usual]
    }

    #[test]
    fn a_line_is_what_the_library_writes() {
        let mut rows = samples::rows();
        for row in &mut rows {
            if let Row::Finding(finding) = row {
                finding.spans = vec![Place::Here(1, 2), Place::In("a\tb".into(), 3, 4)];
                finding.expected = Some((None, finding.strength));
            }
        }
        for row in samples::rows().iter().chain(&rows) {
            let [line, usual] = both(row);
            assert_eq!(line, usual);
        }
    }

    proptest! {
        #[test]
        fn digits_are_as_a_number_shows_them(digits: i128, few: i64, exponent in -60..60) {
            for n in [Number::new(digits, exponent), Number::new(few.into(), exponent / 2), Number::new(0, exponent)] {
                prop_assert!(super::digits(n, |d| d == n.to_string().as_bytes()), "{n}");
            }
        }

        #[test]
        fn what_must_be_escaped_is(message in "\\PC{0,9}[\u{0}-\u{20}\"\\\\/\u{7f}\u{80}\u{2028}年]{0,3}\\PC{0,300}") {
            let path = message.as_str().into();
            let [line, usual] = both(&Row::Error(ErrorRow { path, stage: Stage::Read, message }));
            prop_assert_eq!(line, usual);
        }
    }
}
