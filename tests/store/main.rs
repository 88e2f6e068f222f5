//! Stores from outside: the same rows in each, what is new and no more, whole
//! files after a kill, one writer at a time, errors that say what to do.
//!
//! PostgreSQL is started by the tests (`server`). Where a program is missing
//! that only the tests need, a line says that they passed it over.

mod again;
mod bad;
mod crash;
mod read;
mod server;

use gongwen::record::{DocumentRow, ErrorRow, FactRow, Row, Stage, id};
use gongwen::sink::{Reading, Target, store};
use gongwen::source::Input;
use gongwen::value::{Genre, Kind};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

pub const WAIT: Duration = Duration::from_secs(60);

pub fn gongwen() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongwen"));
    command.env("NO_COLOR", "1").env("COLUMNS", "100");
    command
}

/// A store in a folder or a database of its own.
pub struct Store {
    pub target: Target,
    folder: tempfile::TempDir,
    _server: Option<Arc<server::Server>>,
}

/// The kinds of store that are built in and can be tried here.
pub fn kinds() -> Vec<&'static str> {
    let mut kinds = vec!["csv"];
    if cfg!(feature = "sqlite") {
        kinds.push("sqlite");
    }
    if cfg!(feature = "parquet") {
        kinds.push("parquet");
    }
    if cfg!(feature = "postgres") && server::there() {
        kinds.push("postgres");
    }
    kinds
}

impl Store {
    /// An empty one.
    pub fn new(kind: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (target, server) = match kind {
            "csv" => (Target::Csv(at("out")), None),
            "parquet" => (Target::Parquet(at("out")), None),
            "sqlite" => (Target::Sqlite(at("out.db")), None),
            _ => {
                let server = server::get();
                (Target::Postgres(server.database()), Some(server))
            }
        };
        Self {
            target,
            folder,
            _server: server,
        }
    }

    /// As `--to` takes it.
    pub fn to(&self) -> String {
        match &self.target {
            Target::Postgres(url) => url.clone(),
            target => target.to_string(),
        }
    }

    /// All that it holds, in an order that does not depend on how it came there.
    pub fn contents(&self) -> String {
        match &self.target {
            Target::Csv(folder) | Target::Parquet(folder) => {
                let mut all = String::new();
                for table in ["document", "fact", "finding", "error", "run"] {
                    let ending = folder.join(format!("{table}.{}", self.ending()));
                    let bytes = fs::read(ending).unwrap_or_default();
                    all += &String::from_utf8_lossy(&bytes);
                    all += &format!("\n{table} has {} bytes\n", bytes.len());
                }
                all
            }
            target => store::dump(target, WAIT).unwrap(),
        }
    }

    fn ending(&self) -> &'static str {
        match self.target {
            Target::Csv(_) => "csv",
            _ => "parquet",
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

pub fn reading(patterns: u64) -> Reading {
    Reading::new(patterns, String::new())
}

/// A document for each file and a fact for each of its lines; `bad` is an error.
pub fn rows(input: &Input) -> Vec<Row> {
    let text = String::from_utf8_lossy(&input.bytes).into_owned();
    if text.starts_with("bad") {
        return vec![Row::Error(ErrorRow {
            path: input.path.clone(),
            stage: Stage::Parse,
            message: text.trim().into(),
        })];
    }
    let document = id(&input.sha256, "document 0");
    let facts = text.lines().enumerate();
    let facts: Vec<Row> = facts
        .map(|(n, l)| Row::Fact(fact(&document, input, n, l)))
        .collect();
    let head = Row::Document(head(&document, input, facts.len()));
    std::iter::once(head).chain(facts).collect()
}

fn head(document: &str, input: &Input, facts: usize) -> DocumentRow {
    DocumentRow {
        id: document.into(),
        path: input.path.clone(),
        sha256: input.sha256.clone(),
        format: "txt".into(),
        encoding: "utf-8".into(),
        title: None,
        doc_no: None,
        issuer: None,
        issued: None,
        recipients: Vec::new(),
        region: None,
        region_code: None,
        genre: Genre::Other,
        start: 0,
        end: 1,
        chars: 1,
        facts,
        warnings: Vec::new(),
    }
}

fn fact(document: &str, input: &Input, n: usize, line: &str) -> FactRow {
    FactRow {
        id: id(document, format_args!("fact {n}")).into(),
        document: document.into(),
        path: input.path.clone(),
        kind: Kind::Count,
        role: None,
        status: None,
        value: None,
        low: None,
        high: None,
        unit: None,
        comparator: None,
        subject: None,
        indicator: None,
        agent: None,
        agent_name: None,
        period: None,
        region: None,
        region_code: None,
        group: None,
        section: Vec::new().into(),
        start: n,
        end: n + 1,
        line: n + 1,
        page: None,
        text: line.into(),
        evidence: line.into(),
        rule: "t".into(),
    }
}

/// A folder of small notices, some of them bad.
pub fn notices(folder: &Path, files: usize) {
    for n in 0..files {
        let sub = folder.join(format!("乡镇{}", n % 5));
        fs::create_dir_all(&sub).unwrap();
        let text = format!(
            "县妇儿工委办〔2019〕{n}号\n全县{n}项指标中已有35项达标，达标率为89.7%，投入1{n}.50万元。\n"
        );
        let bytes = match n % 50 {
            7 => vec![0; n + 1],
            _ => text.into_bytes(),
        };
        fs::write(sub.join(format!("{n:05}.txt")), bytes).unwrap();
    }
}

/// Runs `gongwen extract` on a folder's `in` into a store.
pub fn extract(folder: &Path, to: &str, more: &[&str]) -> Command {
    let mut command = gongwen();
    command
        .args(["extract", "in", "--quiet", "--to", to])
        .args(more)
        .current_dir(folder);
    command
}
