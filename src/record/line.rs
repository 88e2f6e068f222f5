//! A row → its line of the stream, the bytes that the library would write.
//!
//! In: a row. Out: a line of JSON. The library looks at each byte of each string, the names of fields
//! among them, for what must be escaped, which takes most of its time. Here a string is asked as a whole
//! and copied; one that has something to escape is the library's to write, and so are numbers. Not here:
//! reading lines (`read`), keeping them (`rows`).

use super::Row;
use serde::ser::{Error as _, Impossible, SerializeSeq, SerializeStruct, SerializeTuple};
use serde::{Serialize, Serializer};
use serde_json::Error;
use std::io::{self, Write};

/// Adds a row's line.
pub(super) fn spell(row: &Row, lines: &mut Vec<u8>) -> io::Result<()> {
    row.serialize(Json(lines))?;
    lines.push(b'\n');
    Ok(())
}

/// What rows are made of, at the end of these bytes.
struct Json<'a>(&'a mut Vec<u8>);

/// The elements of a list, or the fields of an object.
struct Inner<'a>(&'a mut Vec<u8>);

type Done = Result<(), Error>;

/// As the library writes it.
fn usual(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Done {
    serde_json::to_writer(Lines(out), value)
}

fn unknown<T>() -> Result<T, Error> {
    Err(Error::custom("a row has no maps and no variants with data"))
}

/// A text that has nothing to escape.
#[inline]
fn quoted(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Whether JSON escapes one of these bytes: a control character, a quotation mark, a backslash.
#[inline]
fn has_escapes(bytes: &[u8]) -> bool {
    let one = |b: u8| b < 0x20 || b == b'"' || b == b'\\';
    let (words, rest) = bytes.as_chunks();
    let all = words.iter().fold(0, |found, word| found | escapes(*word));
    all != 0
        || match bytes.last_chunk() {
            Some(last) => escapes(*last) != 0,
            None => rest.iter().any(|b| one(*b)),
        }
}

/// Not nothing where one of eight bytes is escaped: the highest bit of it, and perhaps of others behind it.
#[inline]
fn escapes(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    let word = u64::from_le_bytes(word);
    // Bytes above 0x7f, and so those of hanzi, are never below `than`.
    let below = |word: u64, than: u8| word.wrapping_sub(ONES * u64::from(than)) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    (below(word, 0x20) | is(b'"') | is(b'\\')) & (ONES * 0x80)
}

impl<'a> Inner<'a> {
    fn begin(out: &'a mut Vec<u8>, open: u8) -> Self {
        out.push(open);
        Self(out)
    }

    /// No value ends like the bracket that opens.
    #[inline]
    fn separate(&mut self, open: u8) {
        if self.0.last() != Some(&open) {
            self.0.push(b',');
        }
    }

    fn finish(self, close: u8) -> Done {
        self.0.push(close);
        Ok(())
    }
}

impl SerializeStruct for Inner<'_> {
    type Ok = ();
    type Error = Error;

    /// A name has nothing to escape.
    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Done {
        self.separate(b'{');
        quoted(self.0, name);
        self.0.push(b':');
        value.serialize(Json(self.0))
    }

    fn end(self) -> Done {
        self.finish(b'}')
    }
}

/// Lists of any length and of a fixed one are spelled alike.
macro_rules! lists {
    ($($list:ident)*) => {
        $(impl $list for Inner<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                self.separate(b'[');
                value.serialize(Json(self.0))
            }

            fn end(self) -> Done {
                self.finish(b']')
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
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_bytes: &[u8],
    }

    #[inline]
    fn serialize_str(self, text: &str) -> Done {
        if has_escapes(text.as_bytes()) {
            return usual(self.0, text);
        }
        quoted(self.0, text);
        Ok(())
    }

    #[inline]
    fn serialize_none(self) -> Done {
        self.0.extend_from_slice(b"null");
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
        quoted(self.0, variant);
        Ok(())
    }

    /// What only the library knows how to write: a number's own digits.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
        usual(self.0, value)
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
        Ok(Inner::begin(self.0, b'['))
    }

    fn serialize_tuple(self, _: usize) -> Result<Inner<'a>, Error> {
        Ok(Inner::begin(self.0, b'['))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inner<'a>, Error> {
        Ok(Inner::begin(self.0, b'{'))
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
        fn what_must_be_escaped_is(message in "\\PC{0,9}[\u{0}-\u{20}\"\\\\/\u{7f}\u{80}\u{2028}年]{0,3}\\PC{0,300}") {
            let path = message.as_str().into();
            let [line, usual] = both(&Row::Error(ErrorRow { path, stage: Stage::Read, message }));
            prop_assert_eq!(line, usual);
        }
    }
}
