//! Tables → the SQL that makes them, for SQLite and PostgreSQL.
//!
//! In: the columns that the rows declare. Out: tables with keys, indexes and
//! comments, and views for the usual questions. Not here: talking to a database.

use crate::record::columns::{TABLES, comments};
use crate::record::{Column, Table, Type};
use std::fmt::Write;

/// Whose SQL it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite: a decimal has its digits beside it as text, a list is JSON.
    #[cfg_attr(not(feature = "sqlite"), allow(dead_code))]
    Sqlite,
    /// PostgreSQL: NUMERIC is exact, a list is an array.
    #[cfg_attr(not(feature = "postgres"), allow(dead_code))]
    Postgres,
}
use Dialect::{Postgres, Sqlite};

/// The tables of a store besides those of rows: readings of the program, and files read.
const BOOKS: &str = r#"
CREATE TABLE run (
  id TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  patterns TEXT NOT NULL,
  options TEXT NOT NULL,
  finished BOOLEAN NOT NULL
);
CREATE TABLE file (
  path TEXT{c} PRIMARY KEY,
  sha256 TEXT,
  bytes BIGINT NOT NULL,
  modified BIGINT,
  run TEXT NOT NULL REFERENCES run (id)
);
CREATE INDEX file_run ON file (run);
"#;

/// What the tables of [`BOOKS`] mean, as in [`comments`].
const BOOKS_SAY: &[(&str, &str, &str)] = &[
    (
        "run",
        "",
        "A way of reading: the same program, patterns and options are one run, however often they ran.",
    ),
    ("run", "version", "The program's version."),
    ("run", "patterns", "The fingerprint of the patterns."),
    ("run", "options", "The options that change rows."),
    (
        "run",
        "finished",
        "False while it goes on and after it was broken off.",
    ),
    (
        "file",
        "",
        "The files that were read, so that the next run reads only what is new.",
    ),
    (
        "file",
        "sha256",
        "Of its bytes; null where it gave an error and is read again next time.",
    ),
    ("file", "bytes", "Its size."),
    (
        "file",
        "modified",
        "When it was changed, in nanoseconds since 1970; null where that proves nothing.",
    ),
    ("file", "run", "What it was read by."),
];

/// A check across documents has no path, which a primary key of findings would refuse.
const INDEXES: &str = r#"
CREATE INDEX document_id ON document (id);
CREATE INDEX document_doc_no ON document (doc_no) WHERE doc_no IS NOT NULL;
CREATE INDEX document_region ON document (region, issued);
CREATE INDEX finding_path ON finding (path, document);
CREATE INDEX finding_check ON finding ("check", verdict);
CREATE UNIQUE INDEX finding_key ON finding (id, coalesce(path, ''));
CREATE INDEX error_path ON error (path);
"#;

/// The indexes of the largest table, made when the first run ends: each is sorted once then.
pub(super) const FACT_INDEXES: &str = r#"
CREATE INDEX IF NOT EXISTS fact_document ON fact (document);
CREATE INDEX IF NOT EXISTS fact_kind ON fact (kind, role, status);
CREATE INDEX IF NOT EXISTS fact_indicator ON fact (indicator, period) WHERE indicator IS NOT NULL;
CREATE INDEX IF NOT EXISTS fact_agent ON fact (agent) WHERE agent IS NOT NULL;
"#;

const ATTAINMENT: &str = r#"
CREATE VIEW attainment AS
SELECT d.region, d.issuer, d.title, max(f.period) AS period, f.status,
  max(CASE WHEN f.role = 'total' THEN f.value END) AS total,
  max(CASE WHEN f.role = 'met' THEN f.value END) AS met,
  max(CASE WHEN f.role = 'unmet' THEN f.value END) AS unmet,
  max(CASE WHEN f.role = 'attainment' THEN f.value END) AS rate,
  min(f.evidence) AS evidence, min(f.line) AS line, f.path, f.document
FROM fact f JOIN document d ON d.path = f.path AND d.id = f.document
WHERE f.kind = 'indicator_count' OR f.kind = 'rate' AND f.role = 'attainment'
GROUP BY f.path, f.document, d.region, d.issuer, d.title, coalesce(f."group", f.id), f.status;
"#;

const FUNDING: &str = r#"
CREATE VIEW funding_by_unit AS
SELECT coalesce(f.agent_name, f.agent, d.issuer) AS agent, f.period, f.role, f.status,
  f.unit, sum(f.value) AS amount, count(f.value) AS facts
FROM fact f JOIN document d ON d.path = f.path AND d.id = f.document
WHERE f.kind = 'funding'
GROUP BY coalesce(f.agent_name, f.agent, d.issuer), f.period, f.role, f.status, f.unit;
"#;

const SERIES: &str = r#"
CREATE VIEW indicator_series AS
SELECT coalesce(f.indicator, f.subject) AS indicator, coalesce(f.region, d.region) AS region,
  f.period, f.status, f.value, f.low, f.high, f.unit, f.comparator,
  d.title, f.evidence, f.line, f.path, f.document, f.id AS fact
FROM fact f JOIN document d ON d.path = f.path AND d.id = f.document
WHERE f.kind IN ('rate', 'count') AND f.role IN ('level', 'share')
  AND coalesce(f.indicator, f.subject) IS NOT NULL;
"#;

const RESPONSIBILITY: &str = r#"
CREATE VIEW responsibility_matrix AS
SELECT f.subject AS task, {lead} AS lead, {responsible} AS responsible, {support} AS support,
  d.title, min(f.line) AS line, f.path, f.document
FROM fact f JOIN document d ON d.path = f.path AND d.id = f.document
WHERE f.kind = 'responsibility'
GROUP BY f.path, f.document, d.title, f.subject;
"#;

const VIEWS_SAY: &[(&str, &str)] = &[
    (
        "attainment",
        "How many indicators there are, are met and are not: one row for each statement.",
    ),
    (
        "funding_by_unit",
        "Sums of money by unit, period, role and status.",
    ),
    (
        "indicator_series",
        "Rates and numbers by what they measure, with region and time.",
    ),
    (
        "responsibility_matrix",
        "Who leads, answers for and supports each task.",
    ),
];

/// The columns of a table as the database has them, with their types.
pub fn columns(table: &Table, dialect: Dialect) -> Vec<(String, &'static str)> {
    let spelled = |c: &Column| {
        let name = c.name.to_owned();
        match (dialect, c.kind) {
            (_, Type::Text) if c.name == "path" && dialect == Postgres => {
                vec![(name, "TEXT COLLATE \"C\"")]
            }
            (_, Type::Text) => vec![(name, "TEXT")],
            (_, Type::Integer) => vec![(name, "BIGINT")],
            (Postgres, Type::Decimal) => vec![(name, "NUMERIC")],
            (Postgres, Type::Texts) => vec![(name, "TEXT[]")],
            (Postgres, Type::Interval) => vec![(name, "NUMERIC[]")],
            (Postgres, Type::Json) => vec![(name, "JSONB")],
            (Sqlite, Type::Decimal) => {
                let digits = format!("{name}_text");
                vec![(name, "NUMERIC"), (digits, "TEXT")]
            }
            (Sqlite, Type::Texts | Type::Interval | Type::Json) => vec![(name, "TEXT")],
        }
    };
    table.columns.iter().flat_map(spelled).collect()
}

/// What makes a new store: tables, indexes, views, comments.
pub fn schema(dialect: Dialect) -> String {
    let says = comments();
    let mut sql = BOOKS.replace(
        "{c}",
        if dialect == Postgres {
            " COLLATE \"C\""
        } else {
            ""
        },
    );
    for table in TABLES {
        let _ = writeln!(
            sql,
            "CREATE TABLE {} ( -- {}",
            table.name,
            says[&(table.name, "")]
        );
        let keys = match dialect {
            Sqlite => keys(table.name),
            // They are added at the end.
            Postgres => &[],
        };
        let columns = columns(table, dialect);
        let last = columns.len() + keys.len();
        let comma = |n| if n < last { "," } else { "" };
        for (n, (name, spelled)) in (1..).zip(columns) {
            let known = table.columns.iter().find(|c| c.name == name);
            let must = known.is_some_and(|c| !c.null);
            let null = if must { " NOT NULL" } else { "" };
            let comment = match known {
                Some(c) => says[&(table.name, c.name)].as_str(),
                None => "The column before, with exactly its digits.",
            };
            let (name, comma) = (quoted(&name), comma(n));
            let _ = writeln!(sql, "  {name} {spelled}{null}{comma} -- {comment}");
        }
        let _ = writeln!(sql, "  {}\n);", keys.join(",\n  "));
    }
    if dialect == Sqlite {
        sql.push_str(INDEXES);
    }
    for view in [ATTAINMENT, FUNDING, SERIES] {
        sql.push_str(view);
    }
    sql.push_str(&responsibility(dialect));
    if dialect == Postgres {
        remarks(&mut sql);
    }
    sql
}

/// What gives PostgreSQL's tables their keys and indexes, when the first run ends: a foreign
/// key is one join then, and a query for each row before.
#[cfg_attr(not(feature = "postgres"), allow(dead_code))]
pub(super) fn keys_and_indexes() -> String {
    let mut sql = String::new();
    for table in TABLES {
        for key in keys(table.name) {
            let _ = writeln!(sql, "ALTER TABLE {} ADD {key};", table.name);
        }
    }
    sql + INDEXES + FACT_INDEXES
}

fn keys(table: &str) -> &'static [&'static str] {
    const TO_DOCUMENT: &str =
        "FOREIGN KEY (path, document) REFERENCES document (path, id) ON DELETE CASCADE";
    match table {
        "document" => &["PRIMARY KEY (path, id)"],
        "fact" => &["PRIMARY KEY (path, id)", TO_DOCUMENT],
        "finding" => &[TO_DOCUMENT],
        _ => &["CHECK (message <> '')"],
    }
}

/// Names stand with U+3001 between them, the comma of Chinese lists.
fn responsibility(dialect: Dialect) -> String {
    let list = |role: &str| {
        let unit = format!("CASE WHEN f.role = '{role}' THEN coalesce(f.agent_name, f.agent) END");
        match dialect {
            Sqlite => format!("group_concat({unit}, char(12289))"),
            Postgres => format!("string_agg({unit}, chr(12289) ORDER BY f.start, f.id)"),
        }
    };
    ["lead", "responsible", "support"]
        .iter()
        .fold(RESPONSIBILITY.to_owned(), |sql, role| {
            sql.replace(&format!("{{{role}}}"), &list(role))
        })
}

/// Comments that the database itself keeps.
fn remarks(sql: &mut String) {
    let literal = |s: &str| format!("'{}'", s.replace('\'', "''"));
    let says = comments();
    let of_rows = TABLES.iter().flat_map(|t| {
        let columns = t.columns.iter().map(|c| c.name);
        std::iter::once("").chain(columns).map(|c| (t.name, c))
    });
    let of_rows = of_rows.map(|(t, c)| (t, c, says[&(t, c)].as_str()));
    for (table, column, says) in of_rows.chain(BOOKS_SAY.iter().copied()) {
        let what = match column {
            "" => format!("TABLE {table}"),
            column => format!("COLUMN {table}.{}", quoted(column)),
        };
        let _ = writeln!(sql, "COMMENT ON {what} IS {};", literal(says));
    }
    for (view, says) in VIEWS_SAY {
        let _ = writeln!(sql, "COMMENT ON VIEW {view} IS {};", literal(says));
    }
}

/// A name that may be a word of SQL, such as `group` and `end`.
pub fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
