//! What a run came to, in numbers.
//!
//! In: the rows of input after input. Out: counts, and a few lines for people.

use crate::record::{Rows, Stage, Tally};
use indicatif::{HumanBytes, HumanCount};
use std::collections::BTreeMap;
use std::fmt;

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Inputs met, read or not.
    pub inputs: usize,
    /// Of these, those that the store held as they are.
    pub unchanged: usize,
    /// Files that moved: the store knows them by their new place now.
    pub moved: usize,
    /// Files that are no longer there and were dropped from the store.
    pub removed: usize,
    /// Bytes read.
    pub bytes: u64,
    /// The rows, counted.
    pub rows: Tally,
    /// Errors by cause.
    pub errors: BTreeMap<(Stage, String), usize>,
    /// The first errors with their paths, for people.
    pub first_errors: Vec<(String, String)>,
    /// The reader of the output went away before the end.
    pub closed: bool,
}

/// Errors that are kept with their paths.
const FIRST: usize = 10;

impl Summary {
    /// Counts what one input gave.
    pub(super) fn add(&mut self, rows: &Rows, bytes: u64) {
        self.inputs += 1;
        self.bytes += bytes;
        self.rows.merge(rows.tally());
        for e in rows.errors() {
            *self.errors.entry((e.stage, e.message.clone())).or_default() += 1;
            if self.first_errors.len() < FIRST {
                self.first_errors
                    .push((e.path.to_string(), e.message.clone()));
            }
        }
    }

    /// How many errors there were.
    pub fn failed(&self) -> usize {
        self.errors.values().sum()
    }

    /// A few words while it goes on.
    pub(super) fn in_short(&self) -> String {
        let facts: usize = self.rows.facts.values().sum();
        let facts = HumanCount(facts as u64);
        format!(
            "{facts} facts, {} errors, {}",
            self.failed(),
            HumanBytes(self.bytes)
        )
    }
}

/// A few lines for people.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, documents) = (
            HumanCount(self.inputs as u64),
            HumanCount(self.rows.documents as u64),
        );
        write!(
            f,
            "{files} files, {}, {documents} documents",
            HumanBytes(self.bytes)
        )?;
        let told = [
            (self.unchanged, "unchanged"),
            (self.moved, "moved"),
            (self.removed, "removed"),
        ];
        for (n, what) in told.into_iter().filter(|(n, _)| *n > 0) {
            write!(f, ", {} {what}", HumanCount(n as u64))?;
        }
        let counts = |f: &mut fmt::Formatter<'_>, what: &str, counts: Vec<(String, usize)>| {
            if counts.is_empty() {
                return Ok(());
            }
            let sum: usize = counts.iter().map(|c| c.1).sum();
            write!(f, "\n{} {what}:", HumanCount(sum as u64))?;
            counts
                .iter()
                .try_for_each(|(name, n)| write!(f, " {name} {n}"))
        };
        counts(
            f,
            "facts",
            self.rows.facts.iter().map(|(k, n)| (word(k), *n)).collect(),
        )?;
        counts(
            f,
            "findings",
            self.rows
                .findings
                .iter()
                .map(|(k, n)| (word(k), *n))
                .collect(),
        )?;
        for ((stage, message), n) in &self.errors {
            write!(f, "\n{n} × {}: {message}", word(stage))?;
        }
        Ok(())
    }
}

/// The word that rows use for it.
fn word(value: &impl serde::Serialize) -> String {
    let word = serde_json::to_string(value).unwrap_or_default();
    word.trim_matches('"').to_owned()
}
