//! The stream's JSON → rows again, with every digit.
//!
//! In: a line. Out: the row that was written. Not here: where lines come from.

use super::{Decimal, DocumentRow, ErrorRow, FactRow, FindingRow, Row, Value};
use crate::value::Number;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Exactly the digits that stand there: `89.70` keeps its last nought.
///
/// ```
/// use gongwen::record::number;
/// assert_eq!(number("-89.70").unwrap().to_string(), "-89.70");
/// assert_eq!(number("8x"), None);
/// ```
pub fn number(text: &str) -> Option<Number> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let places = i32::try_from(part.len()).ok()?;
    let digits = format!("{whole}{part}");
    if let Ok(digits) = digits.parse() {
        return Some(Number::new(digits, -places));
    }
    // More digits than 128 bits hold are noughts of a scale.
    let trimmed = digits.trim_end_matches('0');
    let noughts = i32::try_from(digits.len() - trimmed.len()).ok()?;
    Some(Number::new(trimmed.parse().ok()?, noughts - places))
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        let known = number(raw.get()).map(Decimal);
        known.ok_or_else(|| D::Error::custom(format!("not a decimal: {raw}")))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        if raw.get().starts_with('"') {
            let date = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
            return Ok(Value::Date(date));
        }
        let known = number(raw.get()).map(|n| Value::Quantity(Decimal(n)));
        known.ok_or_else(|| D::Error::custom(format!("neither a number nor a date: {raw}")))
    }
}

impl Row {
    /// The row that a line of the stream holds.
    ///
    /// # Errors
    /// What is not such a line.
    pub fn parse(line: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Tag<'a> {
            record: &'a str,
        }
        fn read<T: DeserializeOwned>(line: &str, row: fn(T) -> Row) -> serde_json::Result<Row> {
            serde_json::from_str(line).map(row)
        }
        // The tag stands first; a derived reader would take numbers through floating point.
        let known = line.strip_prefix(r#"{"record":""#);
        let record = match known.and_then(|l| l.split_once('"')) {
            Some((record, _)) => record,
            None => serde_json::from_str::<Tag>(line)?.record,
        };
        match record {
            "document" => read::<DocumentRow>(line, Row::Document),
            "fact" => read::<FactRow>(line, Row::Fact),
            "finding" => read::<FindingRow>(line, Row::Finding),
            "error" => read::<ErrorRow>(line, Row::Error),
            other => Err(serde_json::Error::custom(format!(
                "record `{other}`; known: document, fact, finding, error"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        for row in crate::record::samples::rows() {
            let line = serde_json::to_string(&row).unwrap();
            let again = Row::parse(&line).unwrap();
            assert_eq!(serde_json::to_string(&again).unwrap(), line);
        }
    }

    #[test]
    fn what_is_no_row_is_refused() {
        assert!(Row::parse(r#"{"record":"fakt"}"#).is_err());
        assert!(Row::parse(r#"{"id":"f"}"#).is_err());
        assert!(Row::parse(r#"{"record":"fact","id":"f"}"#).is_err());
    }

    #[test]
    fn digits_come_back() {
        for text in ["0", "0.00", "-0.5", "1341000000", "89.70", "12"] {
            assert_eq!(number(text).unwrap().to_string(), text);
        }
        let long = format!("13{}", "0".repeat(60));
        assert_eq!(number(&long).unwrap().to_string(), long);
        assert_eq!(number(""), None);
    }
}
