//! A connection to a PostgreSQL database: made, told from others, read.
//!
//! In: a URL. Out: a [`Db`] with our tables, their lines, findings in place of
//! others. Not here: what a run writes (`postgres`).

use super::copy::Copy;
use super::sql::{self, Dialect};
use super::store::{Database, Line};
use super::{Target, lock};
use crate::error::{Error, Result};
use crate::record::columns::{FINDING, TABLES};
use crate::record::{FindingRow, Row, Table, Type};
use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::{Client, Config, NoTls};
use std::io::{self, Write};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The lock that a writer holds, one for each schema.
const LOCK: &str = "SELECT pg_try_advisory_lock(hashtext('gongwen'), hashtext(current_schema()))";

/// A connection, with the name that messages call it.
pub(super) struct Db {
    pub client: Client,
    pub name: String,
    wait: Duration,
}

impl Db {
    /// Connects.
    pub fn open(url: &str, wait: Duration) -> Result<Self> {
        let target = Target::Postgres(url.to_owned());
        let name = target.to_string();
        let parsed = url.parse::<Config>();
        let mut config = parsed.map_err(|e| Error::at(&name, chain(&e)))?;
        config.application_name("gongwen");
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        let client = config.connect(NoTls).map_err(|e| {
            let what = format!(
                "{}; check that the server runs and the address, user and password",
                chain(&e)
            );
            Error::at(&name, what)
        })?;
        Ok(Self { client, name, wait })
    }

    /// Becomes the only writer, or waits for it.
    pub fn lock(&mut self) -> Result<()> {
        let until = Instant::now() + self.wait;
        loop {
            let row = self.client.query_one(LOCK, &[]);
            match row.and_then(|r| r.try_get(0)) {
                Ok(Some(true)) => return Ok(()),
                Ok(Some(false)) if Instant::now() < until => sleep(Duration::from_millis(50)),
                Ok(Some(false)) => return Err(lock::busy(&self.name, self.wait)),
                Ok(None) => {
                    return Err(Error::at(
                        &self.name,
                        "no schema in the search path; make one",
                    ));
                }
                Err(e) => return Err(told(&self.name, &e)),
            }
        }
    }

    /// Runs statements that answer nothing.
    pub fn run(&mut self, sql: &str) -> Result<()> {
        let done = self.client.batch_execute(sql);
        done.map_err(|e| told(&self.name, &e))
    }

    /// What columns a table has there.
    fn columns(&mut self, table: &str) -> Result<Vec<String>> {
        let sql = "SELECT column_name::text FROM information_schema.columns \
            WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position";
        let rows = self.client.query(sql, &[&table]);
        let rows = rows.map_err(|e| told(&self.name, &e))?;
        Ok(rows.iter().map(|r| r.get(0)).collect())
    }

    /// Makes the tables where there are none.
    pub fn prepare(&mut self) -> Result<()> {
        if self.columns("fact")?.is_empty() && self.columns("run")?.is_empty() {
            self.run(&format!("BEGIN; {} COMMIT", sql::schema(Dialect::Postgres)))?;
        }
        self.check()
    }

    /// Gives new tables their keys and indexes, which cost less when the rows are there.
    pub fn complete(&mut self) -> Result<()> {
        let there = "SELECT count(*) FROM pg_constraint \
            WHERE conrelid = 'fact'::regclass AND contype = 'p'";
        let keys: i64 = self.told(|c| c.query_one(there, &[])?.try_get(0))?;
        match keys {
            0 => self.run(&format!("BEGIN; {} COMMIT", sql::keys_and_indexes())),
            _ => Ok(()),
        }
    }

    /// Asks, with the crate's error for the server's.
    pub fn told<T>(
        &mut self,
        ask: impl FnOnce(&mut Client) -> std::result::Result<T, ::postgres::Error>,
    ) -> Result<T> {
        ask(&mut self.client).map_err(|e| told(&self.name, &e))
    }

    /// Refuses tables that another program, or another version, made.
    pub fn check(&mut self) -> Result<()> {
        for table in TABLES {
            let wanted = sql::columns(table, Dialect::Postgres);
            let wanted = wanted.iter().map(|(name, _)| name);
            if !self.columns(table.name)?.iter().eq(wanted) {
                let what = format!(
                    "its table {} is not as this version of gongwen makes it; drop the tables, or name \
                     another schema with ?options=-csearch_path%3DNAME",
                    table.name
                );
                return Err(Error::at(&self.name, what));
            }
        }
        Ok(())
    }

    /// Copies rows into their table.
    pub fn send(&mut self, copy: &mut Copy) -> Result<()> {
        let Some(bytes) = copy.take() else {
            return Ok(());
        };
        let into = |client: &mut Client| -> std::result::Result<u64, ::postgres::Error> {
            let mut writer = client.copy_in(&format!("COPY {} FROM STDIN BINARY", copy.table))?;
            // What the server says of it comes with `finish`.
            let _ = writer.write_all(&bytes);
            writer.finish()
        };
        into(&mut self.client)
            .map(drop)
            .map_err(|e| told(&self.name, &e))
    }
}

/// An error with what it comes from, and what to do.
fn told(name: &str, error: &::postgres::Error) -> Error {
    let lost =
        error.is_closed() || std::error::Error::source(error).is_some_and(|s| s.is::<io::Error>());
    let advice = match error.as_db_error().map(|e| e.code().code()) {
        Some("53100") => "; make room on the server's disk and run again",
        Some("42501") => "; grant the user CREATE on the schema and all rights on its tables",
        Some("57P01" | "57P02" | "57P03") => {
            "; run again when the server is back: what was committed is kept"
        }
        Some(_) => "",
        None if lost => {
            "; the connection was lost: run again, which goes on from the last files kept"
        }
        None => "",
    };
    Error::at(name, format!("{}{advice}", chain(error)))
}

fn chain(error: &::postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        let detail = db.detail().map(|d| format!(" ({d})")).unwrap_or_default();
        return format!("{}{detail}", db.message());
    }
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

impl Database for Db {
    fn lines(
        &mut self,
        table: &'static Table,
        take: &mut dyn FnMut(Line) -> Result<()>,
    ) -> Result<()> {
        self.check()?;
        let spelled = |c: &crate::record::Column| match c.kind {
            Type::Text => sql::quoted(c.name),
            Type::Texts | Type::Interval => format!("to_json({})::text", sql::quoted(c.name)),
            _ => format!("{}::text", sql::quoted(c.name)),
        };
        let columns: Vec<_> = table.columns.iter().map(spelled).collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY path",
            columns.join(", "),
            table.name
        );
        let none: [&str; 0] = [];
        let rows = self.client.query_raw(&sql, none);
        let mut rows = rows.map_err(|e| told(&self.name, &e))?;
        while let Some(row) = rows.next().map_err(|e| told(&self.name, &e))? {
            let cells: std::result::Result<Line, _> =
                (0..columns.len()).map(|n| row.try_get(n)).collect();
            take(cells.map_err(|e| told(&self.name, &e))?)?;
        }
        Ok(())
    }

    fn finished(&mut self) -> Result<bool> {
        self.check()?;
        let open = self
            .client
            .query_opt("SELECT 1 FROM run WHERE NOT finished LIMIT 1", &[]);
        Ok(open.map_err(|e| told(&self.name, &e))?.is_none())
    }

    fn replace_findings(&mut self, findings: &[FindingRow]) -> Result<()> {
        self.lock()?;
        self.check()?;
        let mut copy = Copy::new(FINDING.name);
        for finding in findings {
            copy.row(&Row::Finding(finding.clone()));
        }
        self.run("BEGIN; DELETE FROM finding")?;
        self.send(&mut copy)?;
        self.run("COMMIT")
    }
}
