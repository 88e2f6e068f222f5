//! A row → its line of the stream, the bytes that the library would write.
//!
//! In: a row. Out: a line of JSON. Nearly all rows are facts. The library looks at each byte of each
//! string, the names of fields among them, for what must be escaped, which takes most of its time. Here a
//! fact is spelled as if nothing had to be, and then its line is asked once as a whole; one that has
//! something to escape is the library's to write, and so are other rows. What facts that stand together
//! share is spelled once for all of them. Not here: reading lines (`read`), keeping them (`rows`).

use super::{Decimal, FactFields, Row};
use crate::value::Number;
use serde::Serialize;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

/// Adds a row's line.
pub(super) fn spell(row: &Row, shared: &mut Shared, lines: &mut Vec<u8>) -> io::Result<()> {
    let plain = matches!(row, Row::Fact(fact) if spell_plain(&FactFields::of(fact), shared, lines));
    if !plain {
        serde_json::to_writer(Lines(lines), row)?;
        lines.push(b'\n');
    }
    Ok(())
}

/// Adds a fact's line; false, and nothing is added, where something in it must be escaped.
pub(super) fn spell_plain(fact: &FactFields, shared: &mut Shared, lines: &mut Vec<u8>) -> bool {
    let from = lines.len();
    shared.hold(fact);
    let quotes = spell_fact(fact, shared, lines);
    let plain = is_plain(lines, from, quotes);
    match plain {
        true => lines.push(b'\n'),
        false => lines.truncate(from),
    }
    plain
}

/// Whether the last line is right as it is: JSON escapes control characters, backslashes, and quotation
/// marks other than those that stand around names and texts.
fn is_plain(lines: &mut Vec<u8>, from: usize, quotes: usize) -> bool {
    // Bytes by themselves would take longer than the blanks that fill the last vector.
    const VECTOR: usize = 32;
    let end = lines.len();
    lines.extend_from_slice(&[b' '; VECTOR]);
    let filled = from + (end - from).next_multiple_of(VECTOR);
    // The inner loops compile to vector instructions; as many vectors are a piece as a byte can count.
    let (mut found, mut least) = (0, [u8::MAX; VECTOR]);
    let vectors = lines.get(from..filled).unwrap_or_default();
    for piece in vectors.chunks(255 * VECTOR) {
        let mut of_piece = [0; VECTOR];
        for bytes in piece.as_chunks::<VECTOR>().0 {
            for ((b, least), found) in bytes.iter().zip(&mut least).zip(&mut of_piece) {
                *least = (*least).min(*b);
                *found += u8::from((*b == b'"') | (*b == b'\\'));
            }
        }
        found += of_piece.into_iter().map(usize::from).sum::<usize>();
    }
    lines.truncate(end);
    // There are no fewer marks than those, and so no backslash where there are no more.
    found == quotes && least.iter().all(|b| *b >= b' ')
}

/// A field with its text, whole number or decimal.
macro_rules! field {
    ($line:ident.text($name:literal, $text:expr)) => {
        $line.put(concat!(",\"", $name, "\":\""));
        $line.text($text);
    };
    ($line:ident.$kind:ident($name:literal, $value:expr)) => {
        $line.put(concat!(",\"", $name, "\":"));
        $line.$kind($value);
    };
}

/// A field with the word of a variant, which may be null.
macro_rules! word {
    ($line:ident, $words:ident, $name:literal, $value:expr) => {
        match $value {
            Some(value) => $line.word(said(&$words, value as usize, $name, &value)),
            None => $line.put(concat!(",\"", $name, "\":null")),
        }
    };
}

/// A field that may be null.
macro_rules! some {
    ($line:ident.$kind:ident($name:literal, $value:expr)) => {
        match $value {
            Some(value) => {
                field!($line.$kind($name, value));
            }
            None => $line.put(concat!(",\"", $name, "\":null")),
        }
    };
}

/// What the lines of facts that stand together have in common, spelled where it changes.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Document and path, whose fields are the front.
    of: Option<[Arc<str>; 2]>,
    front: Vec<u8>,
    section: Option<Arc<[String]>>,
    headings: Vec<u8>,
}

impl Shared {
    /// Spells again what differs in this fact.
    fn hold(&mut self, f: &FactFields) {
        let same = |[document, path]: &[Arc<str>; 2]| {
            Arc::ptr_eq(document, f.document) && Arc::ptr_eq(path, f.path)
        };
        if !self.of.as_ref().is_some_and(same) {
            self.of = Some([f.document.clone(), f.path.clone()]);
            self.front.clear();
            let mut line = Line::new(&mut self.front);
            field!(line.text("document", f.document));
            field!(line.text("path", f.path));
        }
        let same = |section| Arc::ptr_eq(section, f.section);
        if !self.section.as_ref().is_some_and(same) {
            self.section = Some(f.section.clone());
            self.headings.clear();
            let mut line = Line::new(&mut self.headings);
            for (n, heading) in f.section.iter().enumerate() {
                line.put(if n > 0 { ",\"" } else { "\"" });
                line.text(heading);
            }
        }
    }
}

/// Lines, to which a fact's is added, and how many of its fields and texts stand in quotation marks.
struct Line<'a> {
    bytes: &'a mut Vec<u8>,
    quoted: usize,
}

impl<'a> Line<'a> {
    fn new(bytes: &'a mut Vec<u8>) -> Self {
        Self { bytes, quoted: 0 }
    }

    /// Inlined it is known what is put, which then is one write or two.
    #[inline(always)]
    fn put(&mut self, known: &'static str) {
        self.bytes.extend_from_slice(known.as_bytes());
    }

    /// A text behind its first quotation mark, as if it had nothing to escape.
    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(b'"');
        self.quoted += 1;
    }

    /// What is spelled already, with so many texts.
    fn spelled(&mut self, spelled: &[u8], texts: usize) {
        self.bytes.extend_from_slice(spelled);
        self.quoted += texts;
    }

    /// The field of a variant.
    fn word(&mut self, said: &Said) {
        match <&[u8; SAID]>::try_from(said.filled.as_slice()) {
            Ok(filled) => self.front(filled, said.len),
            Err(_) => self.bytes.extend_from_slice(&said.filled),
        }
        self.quoted += 1;
    }

    fn whole(&mut self, n: usize) {
        let mut room = itoa::Buffer::new();
        self.bytes.extend_from_slice(room.format(n).as_bytes());
    }

    fn decimal(&mut self, Decimal(n): Decimal) {
        digits(n, |digits| self.bytes.extend_from_slice(digits));
    }

    /// The first of some bytes. To copy all, whose number is known, and cut takes less than to copy so many.
    #[inline(always)]
    fn front<const N: usize>(&mut self, bytes: &[u8; N], len: usize) {
        let end = self.bytes.len() + len;
        self.bytes.extend_from_slice(bytes);
        self.bytes.truncate(end);
    }
}

/// Adds a fact as if nothing had to be escaped; the quotation marks that it then has.
fn spell_fact(fact: &FactFields, shared: &Shared, lines: &mut Vec<u8>) -> usize {
    static KINDS: Words = WORDS;
    static ROLES: Words = WORDS;
    static STATUSES: Words = WORDS;
    static COMPARATORS: Words = WORDS;
    let mut line = Line::new(lines);
    // `record` with what it is, and the fields below but for `page`.
    line.quoted = 28;
    let f = fact;
    line.put("{\"record\":\"fact\"");
    field!(line.text("id", f.id));
    line.spelled(&shared.front, 2);
    word!(line, KINDS, "kind", Some(f.kind));
    word!(line, ROLES, "role", f.role);
    word!(line, STATUSES, "status", f.status);
    match f.date {
        None => some!(line.decimal("value", f.quantity)),
        date => some!(line.text("value", date)),
    }
    some!(line.decimal("low", f.low));
    some!(line.decimal("high", f.high));
    some!(line.text("unit", f.unit));
    word!(line, COMPARATORS, "comparator", f.comparator);
    some!(line.text("subject", f.subject));
    some!(line.text("indicator", f.indicator));
    some!(line.text("agent", f.agent));
    some!(line.text("agent_name", f.agent_name));
    some!(line.text("period", f.period));
    some!(line.text("region", f.region));
    some!(line.text("region_code", f.region_code));
    some!(line.text("group", &f.group));
    line.put(",\"section\":[");
    line.spelled(&shared.headings, f.section.len());
    line.put("]");
    field!(line.whole("start", f.start));
    field!(line.whole("end", f.end));
    field!(line.whole("line", f.line));
    if let Some(page) = f.page {
        field!(line.whole("page", page));
        line.quoted += 1;
    }
    field!(line.text("text", f.text));
    field!(line.text("evidence", f.evidence));
    field!(line.text("rule", f.rule));
    line.put("}");
    2 * line.quoted
}

/// Fields with the words of the variants of an enumeration, each from when it is first asked.
type Words = [OnceLock<Said>; 32];
#[allow(clippy::declare_interior_mutable_const)]
const WORDS: Words = [const { OnceLock::new() }; 32];

/// Such a field, filled up with blanks to a length that few go beyond, and its own length.
struct Said {
    filled: Vec<u8>,
    len: usize,
}
const SAID: usize = 32;

/// The field of a variant, whose word is as the library writes it.
fn said(
    words: &'static Words,
    number: usize,
    name: &str,
    variant: &impl Serialize,
) -> &'static Said {
    words[number].get_or_init(|| {
        let mut filled = format!(",\"{name}\":\"{}\"", super::word(variant)).into_bytes();
        let len = filled.len();
        filled.resize(len.max(SAID), b' ');
        Said { filled, len }
    })
}

/// A number's own digits, as it shows itself.
fn digits<T>(number: Number, take: impl FnOnce(&[u8]) -> T) -> T {
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
    let mut buffer = itoa::Buffer::new();
    let whole = buffer.format(left).as_bytes();
    let end = at;
    at -= whole.len();
    room[at..end].copy_from_slice(whole);
    if number.digits < 0 {
        at -= 1;
        room[at] = b'-';
    }
    room.get(at..)
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
    use crate::record::{FactRow, Place, Value, samples};
    use crate::value::{Comparator, Kind, Role, Status};
    use proptest::prelude::*;

    /// Both ways to write a row.
    fn both(row: &Row) -> [String; 2] {
        let mut line = Vec::new();
        spell(row, &mut Shared::default(), &mut line).unwrap();
        let usual = serde_json::to_string(row).unwrap() + "\n";
        [String::from_utf8(line).unwrap(), usual]
    }

    fn facts() -> impl Iterator<Item = FactRow> {
        samples::rows().into_iter().filter_map(|row| match row {
            Row::Fact(fact) => Some(fact),
            _ => None,
        })
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

    #[test]
    fn a_fact_that_has_nothing_to_escape_is_spelled_here() {
        for fact in facts() {
            let (text, evidence) = ("89.70%".into(), "§ 89.70%".into());
            let plain = FactRow {
                text,
                evidence,
                ..fact
            };
            let mut line = Vec::new();
            let (fields, mut shared) = (FactFields::of(&plain), Shared::default());
            shared.hold(&fields);
            let quotes = spell_fact(&fields, &shared, &mut line);
            assert!(is_plain(&mut line, 0, quotes));
        }
    }

    #[test]
    fn what_facts_share_is_spelled_again_where_it_changes() {
        let (mut shared, mut lines, mut usual) = (Shared::default(), Vec::new(), String::new());
        let fact = facts().next().unwrap();
        let headings = |n: usize| (0..n).map(|n| n.to_string()).collect();
        let others = [
            FactRow {
                document: "d2".into(),
                ..fact.clone()
            },
            FactRow {
                path: "b.txt".into(),
                ..fact.clone()
            },
            FactRow {
                section: headings(3),
                ..fact.clone()
            },
            FactRow {
                section: headings(0),
                ..fact.clone()
            },
            FactRow {
                id: "f9".into(),
                kind: Kind::Count,
                ..fact.clone()
            },
        ];
        for (n, other) in others.iter().cycle().take(20).enumerate() {
            // A copy that is equal, and now and then the same.
            let row = Row::Fact(if n % 3 == 0 {
                fact.clone()
            } else {
                other.clone()
            });
            spell(&row, &mut shared, &mut lines).unwrap();
            usual += &(serde_json::to_string(&row).unwrap() + "\n");
        }
        assert_eq!(String::from_utf8(lines).unwrap(), usual);
    }

    #[test]
    fn marks_are_counted_in_lines_of_any_length() {
        for marks in [0, 1, 255 * 32, 600 * 32 + 7] {
            for end in ["", "年", "\\", "\n", "\u{1f}"] {
                let mut line = ("\"".repeat(marks) + end).into_bytes();
                let plain = matches!(end, "" | "年");
                assert_eq!(is_plain(&mut line, 0, marks), plain, "{marks} {end:?}");
                assert!(!is_plain(&mut line, 0, marks + 2), "{marks} {end:?}");
            }
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
        fn what_must_be_escaped_is(some in "\\PC{0,9}[\u{0}-\u{20}\"\\\\/\u{7f}\u{80}\u{2028}年]{0,3}\\PC{0,300}", at in 0..14, fact in 0..3usize, n: usize) {
            let mut f = facts().nth(fact).unwrap();
            let text = some.as_str();
            match at {
                0 => f.path = text.into(),
                1 => f.value = Some(Value::Date(text.into())),
                2 => f.unit = Some(text.into()),
                3 => f.subject = Some(text.into()),
                4 => f.indicator = Some(text.into()),
                5 => f.agent = Some(text.into()),
                6 => f.agent_name = Some(text.into()),
                7 => f.region = Some(text.into()),
                8 => f.region_code = Some(text.into()),
                9 => f.section = vec![text.into(), "1".into(), text.into()].into(),
                10 => f.section = Vec::new().into(),
                11 => f.text = text.into(),
                12 => f.evidence = text.into(),
                _ => f.rule = text.into(),
            }
            (f.start, f.end, f.line) = (n, n / 1000, n % 1000);
            f.kind = [Kind::Rate, Kind::IndicatorCount, Kind::Responsibility][n % 3];
            f.role = [None, Some(Role::Total), Some(Role::Support)][n % 3];
            f.status = [None, Some(Status::Actual), Some(Status::Baseline)][n % 3];
            f.comparator = [None, Some(Comparator::Eq), Some(Comparator::Ge)][n % 3];
            let [line, usual] = both(&Row::Fact(f));
            prop_assert_eq!(line, usual);
        }
    }
}
