//! Explanations that were accepted: findings that need no more attention.
//!
//! In: TOML text. Out: [`Accepted`], which silences one finding for each entry and knows
//! which entries spoke of none. Not here: reading the file.
//!
//! ```
//! let text = "[[accept]]\nkey = \"B03-0a1b2c3d\"\nreason = \"其他县迁入\"\ndate = 2020-03-01\n";
//! let accepted = gongwen::audit::Accepted::parse(text, "ok.toml").unwrap();
//! assert_eq!(accepted.stale().len(), 1);
//! ```

use super::finding::Finding;
use super::report::Pages;
use super::table::short;
use crate::error::{Error, Result};
use serde::Deserialize;
use serde_spanned::Spanned;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default)]
    accept: Vec<EntrySource>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntrySource {
    key: Spanned<String>,
    reason: String,
    date: toml::value::Datetime,
}

/// One accepted explanation.
#[derive(Debug)]
struct Entry {
    /// `file:line`
    place: String,
    key: String,
    reason: String,
    date: String,
    used: AtomicBool,
}

/// Accepted explanations; safe to ask from several threads.
#[derive(Debug, Default)]
pub struct Accepted {
    entries: Vec<Entry>,
    by_key: HashMap<String, usize>,
}

impl Accepted {
    /// Reads `[[accept]]` entries with `key`, `reason` and `date`; `place` is the file's name in errors.
    ///
    /// # Errors
    /// Another table or field, an entry without a reason, or a key that stands twice.
    pub fn parse(text: &str, place: &str) -> Result<Self> {
        let line = |at: usize| text.get(..at).map_or(1, |t| t.matches('\n').count() + 1);
        let source: Source = toml::from_str(text).map_err(|e| {
            let at = format!("{place}:{}", e.span().map_or(1, |s| line(s.start)));
            Error::at(at, e.message())
        })?;
        let mut accepted = Self::default();
        for e in source.accept {
            let place = format!("{place}:{}", line(e.key.span().start));
            let key = e.key.into_inner();
            if e.reason.trim().is_empty() {
                return Err(Error::at(place, format!("{key}: without a reason")));
            }
            let n = accepted.entries.len();
            if let Some(first) = accepted.by_key.insert(key.clone(), n) {
                let first = &accepted.entries[first].place;
                return Err(Error::at(
                    place,
                    format!("{key}: stands at {first} already"),
                ));
            }
            accepted.entries.push(Entry {
                place,
                key,
                reason: e.reason,
                date: e.date.to_string(),
                used: AtomicBool::new(false),
            });
        }
        Ok(accepted)
    }

    /// Leaves out the findings that an entry names, by the key of tables or the id of records.
    pub fn silence(&self, pages: &Pages, found: &mut Vec<Finding>) {
        if self.entries.is_empty() {
            return;
        }
        found.retain(|f| {
            let by = |key: &str| self.by_key.get(key).map(|n| &self.entries[*n]);
            let entry = match f.flagged() {
                true => by(&short(f)).or_else(|| by(&pages.row(f).id)),
                false => None,
            };
            if let Some(entry) = entry {
                entry.used.store(true, Ordering::Relaxed);
            }
            entry.is_none()
        });
    }

    /// The entries that silenced nothing, each with its place and what was accepted.
    pub fn stale(&self) -> Vec<Error> {
        let unused = |e: &&Entry| !e.used.load(Ordering::Relaxed);
        let told = |e: &Entry| {
            let what = format!(
                "{}: no such finding any more; accepted on {}: {}",
                e.key, e.date, e.reason
            );
            Error::at(&e.place, what)
        };
        self.entries.iter().filter(unused).map(told).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{findings, sketch};

    #[test]
    fn one_finding_is_silenced_and_what_is_stale_is_known() {
        let documents = sketch::documents(
            "全市住院分娩率为⟦103.4%|s=住院分娩率⟧。\n全市婴儿死亡率为⟦4.1%|s=婴儿死亡率⟧。",
        );
        let mut found = findings(&documents);
        let flagged = |f: &[Finding]| f.iter().filter(|f| f.flagged()).count();
        let before = flagged(&found);
        let key = found.iter().find(|f| f.flagged()).map(short).unwrap();
        let entry =
            |key: &str| format!("[[accept]]\nkey = '{key}'\nreason = 'x'\ndate = 2020-01-02\n");
        let text = entry(&key) + &entry("A01-00000000");
        let accepted = Accepted::parse(&text, "a.toml").unwrap();
        accepted.silence(&Pages::of(&documents), &mut found);
        assert_eq!(flagged(&found), before - 1);
        let stale: Vec<String> = accepted.stale().iter().map(ToString::to_string).collect();
        assert_eq!(
            stale,
            ["a.toml:6: A01-00000000: no such finding any more; accepted on 2020-01-02: x"]
        );
    }

    #[test]
    fn slips_are_told_with_their_line() {
        let of = |text: &str| Accepted::parse(text, "a.toml").unwrap_err().to_string();
        let entry = "[[accept]]\nkey = 'k'\nreason = 'x'\ndate = 2020-01-02\n";
        assert_eq!(
            of(&entry.repeat(2)),
            "a.toml:6: k: stands at a.toml:2 already"
        );
        assert!(of("[[accept]]\nkey = 'k'\n").starts_with("a.toml:1: "));
        assert_eq!(
            of(&entry.replace("'x'", "''")),
            "a.toml:2: k: without a reason"
        );
    }
}
