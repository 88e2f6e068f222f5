//! What `--to` says → an open store.
//!
//! In: `jsonl:FILE`, `csv:DIR`, `parquet:DIR`, `sqlite:FILE`, `postgres://…`.
//! Out: a [`Sink`]. Not here: what the stores do.

use super::Sink;
use super::csv::Csv;
use super::folder::{Folder, Format};
use super::ledger::Reading;
use crate::error::{Error, Result};
use crate::source;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Where rows go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A stream; `None` for the standard output.
    Jsonl(Option<PathBuf>),
    /// A folder of CSV files.
    Csv(PathBuf),
    /// A folder of Parquet files.
    Parquet(PathBuf),
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by its URL.
    Postgres(String),
}

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct Opening {
    /// What rows are made by.
    pub reading: Reading,
    /// How long another writer is waited for.
    pub wait: Duration,
    /// CSV files begin with a byte-order mark.
    pub mark: bool,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = "known: jsonl:FILE, csv:DIR, parquet:DIR, sqlite:FILE, postgres://HOST/NAME";
        let (kind, rest) = text.split_once(':').ok_or(known)?;
        let path = || match rest {
            "" => Err(format!("`{kind}:` wants a name after it")),
            rest => Ok(PathBuf::from(rest)),
        };
        Ok(match kind {
            "jsonl" => Self::Jsonl(Some(path()?).filter(|p| p.as_os_str() != "-")),
            "csv" => Self::Csv(path()?),
            "parquet" => Self::Parquet(path()?),
            "sqlite" => Self::Sqlite(path()?),
            "postgres" | "postgresql" => Self::Postgres(text.to_owned()),
            _ => return Err(known.to_owned()),
        })
    }
}

/// As it was given, without a password.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Jsonl(Some(path)) => write!(f, "jsonl:{}", path.display()),
            Self::Jsonl(None) => f.write_str("jsonl:-"),
            Self::Csv(path) => write!(f, "csv:{}", path.display()),
            Self::Parquet(path) => write!(f, "parquet:{}", path.display()),
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

/// A URL that can be shown: what lies between the user's name and the host is left out.
fn without_password(url: &str) -> String {
    let (head, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (rest, options) = rest.split_once('?').unwrap_or((rest, ""));
    let secret = options.contains("password");
    let shown = match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{head}://{user}@{host}")
        }
        None => format!("{head}://{rest}"),
    };
    match options {
        "" => shown,
        _ if secret => format!("{shown}?…"),
        options => format!("{shown}?{options}"),
    }
}

impl Target {
    /// The files and folders that the store consists of, which are never read as inputs.
    pub fn own(&self) -> Vec<PathBuf> {
        let paths: Vec<PathBuf> = match self {
            Self::Csv(folder) | Self::Parquet(folder) => vec![folder.clone()],
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => super::sqlite::beside(path),
            #[cfg(not(feature = "sqlite"))]
            Self::Sqlite(_) => Vec::new(),
            Self::Jsonl(_) | Self::Postgres(_) => Vec::new(),
        };
        paths.iter().map(|p| source::own(p)).collect()
    }

    /// Opens the store, which is made where it is not there yet.
    ///
    /// # Errors
    /// A store that is not built in, cannot be reached, is of something else, or has another
    /// writer for longer than the wait. A stream is no store.
    pub fn open(&self, with: Opening) -> Result<Box<dyn Sink>> {
        let folder = |path: &Path, format: Box<dyn Format>| {
            let store = Folder::open(path, format, with.reading.clone(), with.wait)?;
            Ok(Box::new(store) as Box<dyn Sink>)
        };
        match self {
            Self::Csv(path) => folder(path, Box::new(Csv { mark: with.mark })),
            #[cfg(feature = "parquet")]
            Self::Parquet(path) => folder(path, Box::new(super::parquet::Parquet)),
            #[cfg(feature = "sqlite")]
            Self::Sqlite(path) => {
                let store = super::sqlite::Sqlite::open(path, with.reading, with.wait)?;
                Ok(Box::new(store))
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => {
                let store = super::postgres::Postgres::open(url, with.reading, with.wait)?;
                Ok(Box::new(store))
            }
            Self::Jsonl(_) => Err(Error::at(self, "a stream, which is no store")),
            #[allow(unreachable_patterns)]
            _ => Err(self.not_built_in()),
        }
    }

    /// That the program was built without the store.
    pub(super) fn not_built_in(&self) -> Error {
        let what = "not built in; build with `cargo build --features sqlite,postgres,parquet`";
        Error::at(self, what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_told_by_what_stands_before_the_colon() {
        let parse = |s: &str| s.parse::<Target>();
        assert_eq!(parse("jsonl:-"), Ok(Target::Jsonl(None)));
        assert_eq!(parse("sqlite:a:b.db"), Ok(Target::Sqlite("a:b.db".into())));
        assert!(parse("a.db").unwrap_err().starts_with("known: jsonl:FILE"));
        assert!(parse("excel:x").unwrap_err().starts_with("known:"));
        assert_eq!(parse("csv:").unwrap_err(), "`csv:` wants a name after it");
    }

    #[test]
    fn a_password_is_not_shown() {
        let shown = |s: &str| s.parse::<Target>().unwrap().to_string();
        assert_eq!(shown("postgres://u:p@w@h:5/d"), "postgres://u@h:5/d");
        assert_eq!(
            shown("postgres://h/d?user=u&password=p"),
            "postgres://h/d?…"
        );
        assert_eq!(
            shown("postgresql://h/d?options=-c"),
            "postgresql://h/d?options=-c"
        );
    }
}
