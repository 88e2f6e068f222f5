//! Rows → tables: the columns of every store, and a row's cells in their order.
//!
//! In: rows. Out: [`Table`]s with typed [`Column`]s, and [`Cell`]s. What a column
//! means is said once, on the row's field: [`comments`] takes it from the JSON
//! Schema. Not here: how a store spells a type (`sink`).
//!
//! The columns are the fields of the stream under the same names, but for
//! `value`, which a typed store cannot keep in one column: quantities are in
//! `value`, dates in `value_date`.

use super::{Decimal, DocumentRow, ErrorRow, FactRow, FindingRow, Row, Value};
use crate::value::Number;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Deref;

/// A table of a store.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// What `record` says in the stream.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The field's name in the stream.
    pub name: &'static str,
    /// What its cells are.
    pub kind: Type,
    /// Whether a cell may be null.
    pub null: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text; words of a fixed set and EDTF dates too.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// An exact decimal.
    Decimal,
    /// A list of texts.
    Texts,
    /// A list of two exact decimals, either of which may be null.
    Interval,
    /// Anything else, as JSON.
    Json,
}

/// One cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// For [`Type::Text`].
    Text(Cow<'a, str>),
    /// For [`Type::Integer`].
    Integer(i64),
    /// For [`Type::Decimal`].
    Decimal(Number),
    /// For [`Type::Texts`].
    Texts(&'a [String]),
    /// For [`Type::Interval`].
    Interval(Option<Number>, Option<Number>),
    /// For [`Type::Json`].
    Json(String),
}

const fn must(name: &'static str, kind: Type) -> Column {
    let null = false;
    Column { name, kind, null }
}

const fn may(name: &'static str, kind: Type) -> Column {
    let null = true;
    Column { name, kind, null }
}

use Type::{Decimal as D, Integer as I, Interval, Json, Text as T, Texts};

/// Documents.
pub const DOCUMENT: Table = Table {
    name: "document",
    columns: &[
        must("id", T),
        must("path", T),
        must("sha256", T),
        must("format", T),
        must("encoding", T),
        may("title", T),
        may("doc_no", T),
        may("issuer", T),
        may("issued", T),
        must("recipients", Texts),
        may("region", T),
        may("region_code", T),
        must("genre", T),
        must("start", I),
        must("end", I),
        must("chars", I),
        must("facts", I),
        must("warnings", Texts),
    ],
};

/// Facts.
pub const FACT: Table = Table {
    name: "fact",
    columns: &[
        must("id", T),
        must("document", T),
        must("path", T),
        must("kind", T),
        may("role", T),
        may("status", T),
        may("value", D),
        may("value_date", T),
        may("low", D),
        may("high", D),
        may("unit", T),
        may("comparator", T),
        may("subject", T),
        may("indicator", T),
        may("agent", T),
        may("agent_name", T),
        may("period", T),
        may("region", T),
        may("region_code", T),
        may("group", T),
        must("section", Texts),
        must("start", I),
        must("end", I),
        must("line", I),
        may("page", I),
        must("text", T),
        must("evidence", T),
        must("rule", T),
    ],
};

/// Findings.
pub const FINDING: Table = Table {
    name: "finding",
    columns: &[
        must("id", T),
        may("document", T),
        may("path", T),
        must("check", T),
        must("verdict", T),
        must("facts", Texts),
        must("spans", Json),
        must("severity", T),
        may("strength", D),
        may("expected", Interval),
        may("reported", Interval),
        must("message_zh", T),
        must("message_en", T),
    ],
};

/// Errors.
pub const ERROR: Table = Table {
    name: "error",
    columns: &[must("path", T), must("stage", T), must("message", T)],
};

/// The tables that hold rows, a table after those that it refers to.
pub const TABLES: [&Table; 4] = [&DOCUMENT, &FACT, &FINDING, &ERROR];

impl Row {
    /// The table that the row goes into.
    pub fn table(&self) -> &'static Table {
        match self {
            Row::Document(_) => &DOCUMENT,
            Row::Fact(_) => &FACT,
            Row::Finding(_) => &FINDING,
            Row::Error(_) => &ERROR,
        }
    }

    /// Its cells, in the order of the table's columns.
    pub fn cells(&self) -> Vec<Cell<'_>> {
        match self {
            Row::Document(r) => document(r),
            Row::Fact(r) => fact(r),
            Row::Finding(r) => finding(r),
            Row::Error(r) => error(r),
        }
    }
}

fn document(r: &DocumentRow) -> Vec<Cell<'_>> {
    vec![
        text(&r.id),
        text(&r.path),
        text(&r.sha256),
        text(&r.format),
        text(&r.encoding),
        some(&r.title),
        some(&r.doc_no),
        some(&r.issuer),
        some(&r.issued),
        Cell::Texts(&r.recipients),
        some(&r.region),
        some(&r.region_code),
        word(&r.genre),
        whole(r.start),
        whole(r.end),
        whole(r.chars),
        whole(r.facts),
        Cell::Texts(&r.warnings),
    ]
}

fn fact(r: &FactRow) -> Vec<Cell<'_>> {
    let (value, date) = match &r.value {
        None => (Cell::Null, Cell::Null),
        Some(Value::Quantity(d)) => (Cell::Decimal(d.0), Cell::Null),
        Some(Value::Date(d)) => (Cell::Null, text(d)),
    };
    vec![
        text(&r.id),
        text(&r.document),
        text(&r.path),
        word(&r.kind),
        r.role.as_ref().map_or(Cell::Null, word),
        r.status.as_ref().map_or(Cell::Null, word),
        value,
        date,
        decimal(r.low),
        decimal(r.high),
        some(&r.unit),
        r.comparator.as_ref().map_or(Cell::Null, word),
        some(&r.subject),
        some(&r.indicator),
        some(&r.agent),
        some(&r.agent_name),
        some(&r.period),
        some(&r.region),
        some(&r.region_code),
        some(&r.group),
        Cell::Texts(&r.section),
        whole(r.start),
        whole(r.end),
        whole(r.line),
        r.page.map_or(Cell::Null, whole),
        text(&r.text),
        text(&r.evidence),
        text(&r.rule),
    ]
}

fn finding(r: &FindingRow) -> Vec<Cell<'_>> {
    let path = r.path.as_deref();
    vec![
        text(&r.id),
        some(&r.document),
        path.map_or(Cell::Null, text),
        text(&r.check),
        word(&r.verdict),
        Cell::Texts(&r.facts),
        Cell::Json(serde_json::to_string(&r.spans).unwrap_or_default()),
        word(&r.severity),
        decimal(r.strength),
        interval(r.expected),
        interval(r.reported),
        text(&r.message_zh),
        text(&r.message_en),
    ]
}

fn error(r: &ErrorRow) -> Vec<Cell<'_>> {
    vec![text(&r.path), word(&r.stage), text(&r.message)]
}

fn text(s: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(s))
}

fn some<S: Deref<Target = str>>(s: &Option<S>) -> Cell<'_> {
    s.as_deref().map_or(Cell::Null, text)
}

/// The word that the stream uses for a variant.
fn word<'a>(variant: &impl Serialize) -> Cell<'a> {
    Cell::Text(super::word(variant).into())
}

fn whole<'a>(n: usize) -> Cell<'a> {
    Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn decimal<'a>(d: Option<Decimal>) -> Cell<'a> {
    d.map_or(Cell::Null, |d| Cell::Decimal(d.0))
}

fn interval<'a>(ends: Option<(Option<Decimal>, Option<Decimal>)>) -> Cell<'a> {
    ends.map_or(Cell::Null, |(low, high)| {
        Cell::Interval(low.map(|d| d.0), high.map(|d| d.0))
    })
}

/// `[89.65, 89.75]` with exactly these digits, `null` for an open end.
pub fn interval_json(low: Option<Number>, high: Option<Number>) -> String {
    let mut json = String::from("[");
    for (n, end) in [low, high].into_iter().enumerate() {
        let comma = if n > 0 { "," } else { "" };
        let _ = match end {
            Some(end) => write!(json, "{comma}{end}"),
            None => write!(json, "{comma}null"),
        };
    }
    json + "]"
}

/// What each table, under `(table, "")`, and each column means: what the JSON Schema says of it.
pub fn comments() -> HashMap<(&'static str, &'static str), String> {
    let schema = schemars::schema_for!(Row);
    let schema = schema.as_value();
    let said = |place: &str| schema.pointer(place)?.get("description")?.as_str();
    let mut comments = HashMap::new();
    for table in TABLES {
        let of = format!("/$defs/{}", row_type(table.name));
        comments.insert((table.name, ""), said(&of).unwrap_or_default().to_owned());
        for column in table.columns {
            let says = match column.name {
                "value" => "The quantity, exact, with its scale multiplied in.",
                "value_date" => "The date, EDTF, where the value is one.",
                name => said(&format!("{of}/properties/{name}")).unwrap_or_default(),
            };
            comments.insert((table.name, column.name), says.to_owned());
        }
    }
    comments
}

/// The name of a table's row type in the schema.
fn row_type(table: &str) -> String {
    let (first, rest) = table.split_at(1);
    format!("{}{rest}Row", first.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    /// Whether a property may be null.
    fn nullable(property: &Json) -> bool {
        let is = |v: &Json| v == "null" || v["type"] == "null";
        let among = |v: &Json| v.as_array().is_some_and(|a| a.iter().any(is));
        among(&property["type"]) || among(&property["anyOf"])
    }

    #[test]
    fn columns_are_the_fields_of_the_schema() {
        let schema = schemars::schema_for!(Row);
        for table in TABLES {
            let place = format!("/$defs/{}/properties", row_type(table.name));
            let fields = schema.as_value().pointer(&place).unwrap();
            let fields = fields.as_object().unwrap();
            let mut names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
            names.retain(|n| *n != "value_date");
            assert_eq!(names.len(), fields.len(), "{}", table.name);
            for column in table.columns.iter().filter(|c| c.name != "value_date") {
                let field = fields.get(column.name);
                let field = field.unwrap_or_else(|| panic!("{}: {}", table.name, column.name));
                assert_eq!(
                    nullable(field),
                    column.null,
                    "{}.{}",
                    table.name,
                    column.name
                );
                if let Type::Integer | Type::Texts = column.kind {
                    let wanted = ["integer", "array"][usize::from(column.kind == Type::Texts)];
                    assert!(
                        field["type"].to_string().contains(wanted),
                        "{}",
                        column.name
                    );
                }
            }
        }
    }

    #[test]
    fn every_column_is_explained() {
        let comments = comments();
        for table in TABLES {
            assert!(!comments[&(table.name, "")].is_empty(), "{}", table.name);
            for column in table.columns {
                let says = &comments[&(table.name, column.name)];
                assert!(!says.is_empty(), "{}.{}", table.name, column.name);
            }
        }
    }

    #[test]
    fn cells_are_as_many_as_columns() {
        let rows = crate::record::samples::rows();
        for row in &rows {
            let (table, cells) = (row.table(), row.cells());
            assert_eq!(cells.len(), table.columns.len());
            for (column, cell) in table.columns.iter().zip(&cells) {
                let fits = match cell {
                    Cell::Null => column.null,
                    Cell::Text(_) => column.kind == Type::Text,
                    Cell::Integer(_) => column.kind == Type::Integer,
                    Cell::Decimal(_) => column.kind == Type::Decimal,
                    Cell::Texts(_) => column.kind == Type::Texts,
                    Cell::Interval(..) => column.kind == Type::Interval,
                    Cell::Json(_) => column.kind == Type::Json,
                };
                assert!(fits, "{}.{}: {cell:?}", table.name, column.name);
            }
        }
    }
}
