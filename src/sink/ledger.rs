//! What a store holds, so that a run does only what is new.
//!
//! In: a line for each file that the store holds rows of. Out: whether a file
//! is as it was, has moved, has gone. Not here: the files themselves (`source`)
//! and the rows.

use crate::record;
use crate::source::Stamp;
use std::collections::HashMap;

/// What the rows of a file depend on besides its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The program's version.
    pub version: String,
    /// The fingerprint of the patterns.
    pub patterns: String,
    /// The options that change rows, as they would be typed.
    pub options: String,
}

impl Reading {
    /// This program, these patterns, these options.
    pub fn new(fingerprint: u64, options: String) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            patterns: format!("{fingerprint:016x}"),
            options,
        }
    }

    /// The same reading has the same id anywhere.
    pub fn id(&self) -> String {
        record::id(
            &self.version,
            format_args!("{} {}", self.patterns, self.options),
        )
    }
}

/// What a store holds of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Its size and time when it was read.
    pub stamp: Stamp,
    /// The first half of its SHA-256; `None` where it has to be read again.
    pub sha: Option<u128>,
    /// It was read by the same program, patterns and options as now.
    pub current: bool,
    /// This run met it.
    pub seen: bool,
    /// An earlier run left something of it.
    pub earlier: bool,
}

impl Held {
    /// What a store's line says. `sha256` is in hexadecimal.
    pub fn new(stamp: Stamp, sha256: Option<&str>, current: bool) -> Self {
        Self {
            stamp,
            sha: sha256.and_then(half),
            current,
            seen: false,
            earlier: true,
        }
    }
}

/// Half of the digits are enough to tell files apart, and take a quarter of the memory.
fn half(sha256: &str) -> Option<u128> {
    u128::from_str_radix(sha256.get(..32)?, 16).ok()
}

/// The files that a store holds, by path.
#[derive(Debug, Default)]
pub struct Ledger {
    held: HashMap<Box<str>, Held>,
    /// Paths by content, of files from earlier runs.
    places: HashMap<u128, Vec<Box<str>>>,
}

impl Ledger {
    /// The ledger of what a store holds.
    pub fn new(lines: impl IntoIterator<Item = (Box<str>, Held)>) -> Self {
        let held: HashMap<_, _> = lines.into_iter().collect();
        let mut places: HashMap<u128, Vec<Box<str>>> = HashMap::new();
        for (path, file) in &held {
            if let Some(sha) = file.sha {
                places.entry(sha).or_default().push(path.clone());
            }
        }
        places.values_mut().for_each(|paths| paths.sort());
        Self { held, places }
    }

    /// Notes that this run met a file; false where it met it before.
    pub fn see(&mut self, path: &str) -> bool {
        if let Some(file) = self.held.get_mut(path) {
            return !std::mem::replace(&mut file.seen, true);
        }
        let mut new = Held::new(Stamp::default(), None, false);
        (new.seen, new.earlier) = (true, false);
        self.held.insert(path.into(), new);
        true
    }

    /// Whether the store holds something of the file.
    pub fn holds(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// Whether size and time say that the file is as it was, without a look into it.
    pub fn same_stamp(&self, path: &str, stamp: Stamp) -> bool {
        let same = |f: &Held| f.current && f.stamp == stamp && stamp.modified.is_some();
        self.get(path).is_some_and(|f| f.sha.is_some() && same(f))
    }

    /// Whether the bytes are those that the store's rows are from.
    pub fn same_bytes(&self, path: &str, sha256: &str) -> bool {
        let sha = half(sha256);
        let same = |f: &Held| f.current && sha.is_some() && f.sha == sha;
        self.get(path).is_some_and(same)
    }

    /// A path where the store holds the same bytes, this run did not meet them, and nothing is now.
    pub fn moved_from(&self, sha256: &str, gone: impl Fn(&str) -> bool) -> Option<Box<str>> {
        let places = self.places.get(&half(sha256)?)?;
        let met = |path: &str| self.held.get(path).is_some_and(|f| f.seen);
        places.iter().find(|p| !met(p) && gone(p)).cloned()
    }

    /// The files from earlier runs that this run did not meet, by name.
    pub fn unmet(&self) -> Vec<Box<str>> {
        let unmet = self.held.iter().filter(|(_, f)| !f.seen);
        let mut unmet: Vec<_> = unmet.map(|(p, _)| p.clone()).collect();
        unmet.sort();
        unmet
    }

    /// What an earlier run left; what was only seen is not held.
    fn get(&self, path: &str) -> Option<&Held> {
        self.held.get(path).filter(|f| f.earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn stamp(modified: i64) -> Stamp {
        Stamp {
            bytes: 5,
            modified: Some(modified),
        }
    }

    fn ledger() -> Ledger {
        Ledger::new([
            ("a".into(), Held::new(stamp(1), Some(A), true)),
            ("b".into(), Held::new(stamp(1), Some(B), false)),
            ("c".into(), Held::new(stamp(1), None, true)),
        ])
    }

    #[test]
    fn only_what_is_the_same_in_all_is_passed_over() {
        let ledger = ledger();
        assert!(ledger.same_stamp("a", stamp(1)) && ledger.same_bytes("a", A));
        assert!(!ledger.same_stamp("a", stamp(2)) && !ledger.same_bytes("a", B));
        for other in ["b", "c", "d"] {
            assert!(!ledger.same_stamp(other, stamp(1)) && !ledger.same_bytes(other, B));
        }
        let no_time = Stamp {
            bytes: 5,
            modified: None,
        };
        let untold = Ledger::new([("a".into(), Held::new(no_time, Some(A), true))]);
        assert!(!untold.same_stamp("a", no_time));
    }

    #[test]
    fn a_file_moved_when_its_old_place_is_gone_and_was_not_met() {
        let mut ledger = ledger();
        assert_eq!(ledger.moved_from(A, |_| true).as_deref(), Some("a"));
        assert_eq!(ledger.moved_from(A, |_| false), None);
        assert!(ledger.see("a") && !ledger.see("a") && ledger.see("new") && !ledger.see("new"));
        assert_eq!(ledger.moved_from(A, |_| true), None);
        assert!(!ledger.holds("new") && ledger.holds("b") && ledger.holds("c"));
        assert_eq!(ledger.unmet(), ["b".into(), "c".into()]);
    }
}
