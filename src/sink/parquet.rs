//! Tables → Parquet files.
//!
//! In: rows. Out: `document.parquet`, `fact.parquet`, `finding.parquet`,
//! `error.parquet`, `run.parquet`: zstd, dictionaries, statistics. Not here:
//! when they are written (`folder`).
//!
//! A decimal is DECIMAL(38, 10), with exactly its digits as text in the column
//! beside it (`value_text`); what ten places do not hold is null in the first.
//! Lists are lists, an interval is a list of two decimals.

use super::folder::{self, Format, Tables};
use super::ledger::Reading;
use crate::error::{Error, Result};
use crate::record::columns::{self, comments};
use crate::record::{Cell, Column, Row, Type};
use crate::value::Number;
use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::{Compression, ZstdLevel};
use ::parquet::file::properties::{EnabledStatistics, WriterProperties};
use arrow_array::builder::{Decimal128Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use std::collections::HashMap;
use std::fmt::Write;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Rows that are handed over at a time.
const BATCH: usize = 4096;
/// Rows of a row group: large enough to compress, small enough to be skipped.
const GROUP: usize = 122_880;
const DIGITS: u8 = 38;
const PLACES: i8 = 10;

/// Parquet.
#[derive(Debug, Clone, Copy)]
pub struct Parquet;

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn begin(&self, folder: &Path) -> Result<Box<dyn Tables>> {
        let says = comments();
        let run = ["id", "version", "patterns", "options"];
        let run = run.map(|name| Column {
            name,
            kind: Type::Text,
            null: false,
        });
        let mut writers = Vec::new();
        for table in folder::TABLES {
            let known = columns::TABLES.iter().find(|t| t.name == table);
            let columns = known.map_or(run.to_vec(), |t| t.columns.to_vec());
            let says = |c: &Column| says.get(&(table, c.name)).cloned();
            let path = folder.join(format!("{table}.parquet"));
            writers.push((table, Writer::new(&path, columns, &says)?));
        }
        Ok(Box::new(Writers { writers }))
    }
}

fn told(e: impl std::fmt::Display) -> Error {
    Error::at(
        "parquet",
        format!("{e}; check the disk's room and run again"),
    )
}

struct Writers {
    writers: Vec<(&'static str, Writer)>,
}

impl Tables for Writers {
    fn rows(&mut self, rows: &[Row]) -> Result<()> {
        for row in rows {
            let table = row.table().name;
            if let Some((_, writer)) = self.writers.iter_mut().find(|(t, _)| *t == table) {
                writer.line(&row.cells())?;
            }
        }
        Ok(())
    }

    fn run(&mut self, id: &str, r: &Reading) -> Result<()> {
        let cells = [id, &r.version, &r.patterns, &r.options];
        match self.writers.iter_mut().find(|(t, _)| *t == "run") {
            Some((_, writer)) => writer.line(&cells.map(|c| Cell::Text(c.into()))),
            None => Ok(()),
        }
    }

    fn end(self: Box<Self>) -> Result<()> {
        for (_, mut writer) in self.writers {
            writer.batch()?;
            writer.out.close().map_err(told)?;
        }
        Ok(())
    }
}

/// The file of one table.
struct Writer {
    schema: Arc<Schema>,
    builders: Vec<Builder>,
    rows: usize,
    out: ArrowWriter<File>,
}

/// The cells of a column that were not handed over yet.
enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    /// The decimal and its digits.
    Decimal(Decimal128Builder, StringBuilder),
    Texts(ListBuilder<StringBuilder>),
    Interval(ListBuilder<Decimal128Builder>),
}

fn decimals() -> Decimal128Builder {
    Decimal128Builder::new().with_data_type(DataType::Decimal128(DIGITS, PLACES))
}

impl Writer {
    fn new(
        path: &Path,
        columns: Vec<Column>,
        says: &dyn Fn(&Column) -> Option<String>,
    ) -> Result<Self> {
        let fields = columns.iter().flat_map(|c| fields(c, says(c)));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let level = ZstdLevel::try_new(1).map_err(told)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_max_row_group_row_count(Some(GROUP))
            .set_created_by(format!("gongwen {}", env!("CARGO_PKG_VERSION")))
            // Only copies of a file share theirs.
            .set_column_dictionary_enabled("id".into(), false)
            // Nobody asks for what lies between two sentences.
            .set_column_statistics_enabled("evidence".into(), EnabledStatistics::None)
            .set_column_statistics_enabled("text".into(), EnabledStatistics::None)
            .build();
        let file = File::create(path).map_err(told)?;
        let out = ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(told)?;
        let builders = columns.iter().map(|c| Builder::new(c.kind)).collect();
        Ok(Self {
            schema,
            builders,
            rows: 0,
            out,
        })
    }

    fn line(&mut self, cells: &[Cell]) -> Result<()> {
        for (builder, cell) in self.builders.iter_mut().zip(cells) {
            builder.add(cell);
        }
        self.rows += 1;
        if self.rows < BATCH {
            Ok(())
        } else {
            self.batch()
        }
    }

    fn batch(&mut self) -> Result<()> {
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        let arrays = self.builders.iter_mut().flat_map(Builder::arrays).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(told)?;
        self.out.write(&batch).map_err(told)
    }
}

/// A column's field, or the two of a decimal.
fn fields(column: &Column, says: Option<String>) -> Vec<Field> {
    let decimal = DataType::Decimal128(DIGITS, PLACES);
    let list = |of| DataType::List(Arc::new(Field::new("item", of, true)));
    let kind = match column.kind {
        Type::Text | Type::Json => DataType::Utf8,
        Type::Integer => DataType::Int64,
        Type::Decimal => decimal.clone(),
        Type::Texts => list(DataType::Utf8),
        Type::Interval => list(decimal.clone()),
    };
    let comment = says.map(|s| HashMap::from([("comment".to_owned(), s)]));
    let field =
        Field::new(column.name, kind, column.null).with_metadata(comment.unwrap_or_default());
    match column.kind {
        Type::Decimal => {
            let digits = format!("{}_text", column.name);
            vec![field, Field::new(digits, DataType::Utf8, true)]
        }
        _ => vec![field],
    }
}

impl Builder {
    fn new(kind: Type) -> Self {
        match kind {
            Type::Text | Type::Json => Self::Text(StringBuilder::new()),
            Type::Integer => Self::Integer(Int64Builder::new()),
            Type::Decimal => Self::Decimal(decimals(), StringBuilder::new()),
            Type::Texts => Self::Texts(ListBuilder::new(StringBuilder::new())),
            Type::Interval => Self::Interval(ListBuilder::new(decimals())),
        }
    }

    /// Adds a cell; one of another type than the column's is null.
    fn add(&mut self, cell: &Cell) {
        match (self, cell) {
            (Self::Text(b), Cell::Text(s)) => b.append_value(s),
            (Self::Text(b), Cell::Json(s)) => b.append_value(s),
            (Self::Text(b), _) => b.append_null(),
            (Self::Integer(b), Cell::Integer(n)) => b.append_value(*n),
            (Self::Integer(b), _) => b.append_null(),
            (Self::Decimal(b, digits), Cell::Decimal(n)) => {
                b.append_option(fixed(*n));
                // A builder of texts takes what is formatted.
                let _ = write!(digits, "{n}");
                digits.append_value("");
            }
            (Self::Decimal(b, digits), _) => {
                b.append_null();
                digits.append_null();
            }
            (Self::Texts(b), Cell::Texts(list)) => {
                b.append_value(list.iter().map(Some));
            }
            (Self::Texts(b), _) => b.append_null(),
            (Self::Interval(b), Cell::Interval(low, high)) => {
                b.append_value([low.and_then(fixed), high.and_then(fixed)]);
            }
            (Self::Interval(b), _) => b.append_null(),
        }
    }

    /// What was gathered, and nothing is left.
    fn arrays(&mut self) -> Vec<ArrayRef> {
        match self {
            Self::Text(b) => vec![Arc::new(b.finish())],
            Self::Integer(b) => vec![Arc::new(b.finish())],
            Self::Decimal(b, digits) => vec![Arc::new(b.finish()), Arc::new(digits.finish())],
            Self::Texts(b) => vec![Arc::new(b.finish())],
            Self::Interval(b) => vec![Arc::new(b.finish())],
        }
    }
}

/// The number in units of the last place, where it has no finer digits and 38 are enough.
fn fixed(n: Number) -> Option<i128> {
    let digits = n.at(-i32::from(PLACES))?.digits;
    (digits.unsigned_abs() < 10u128.pow(u32::from(DIGITS))).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_not_bent() {
        assert_eq!(fixed(Number::new(897, -1)), Some(897_000_000_000));
        assert_eq!(fixed(Number::new(1, -11)), None);
        assert_eq!(fixed(Number::new(13, 60)), None);
        assert_eq!(fixed(Number::new(10, -11)), Some(1));
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let written = || {
            let folder = tempfile::tempdir().unwrap();
            let mut tables = Parquet.begin(folder.path()).unwrap();
            tables.rows(&crate::record::samples::rows()).unwrap();
            tables.end().unwrap();
            folder::TABLES
                .map(|t| std::fs::read(folder.path().join(format!("{t}.parquet"))).unwrap())
        };
        let once = written();
        assert!(
            once.iter()
                .all(|b| b.starts_with(b"PAR1") && b.ends_with(b"PAR1"))
        );
        assert!(once == written());
    }
}
