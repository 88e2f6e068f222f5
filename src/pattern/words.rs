//! The words and lists that expressions may use, of all files together.
//!
//! In: parsed files and the units. Out: fragments by name, with the words in them
//! filled in. Not here: the layout of a file (`file`).

use super::expression;
use super::file::{File, Part};
use crate::error::{Error, Result};
use crate::value::{Comparator, Units};
use serde_spanned::Spanned;
use std::collections::BTreeMap;

/// The words and lists of all files.
#[derive(Default)]
pub(super) struct Words {
    /// Fragments by name, the words in them filled in.
    pub filled: BTreeMap<String, String>,
    /// Lists by name.
    pub lists: BTreeMap<String, Vec<String>>,
    /// What the comparators say.
    pub comparators: BTreeMap<String, Comparator>,
    /// All files are built in: the tests have compiled every expression of theirs.
    pub trusted: bool,
    /// Where each is declared; those of `unit.toml` are not among them.
    places: BTreeMap<String, String>,
}

impl Words {
    /// Gathers the words of all files, lists as alternations, longest word first.
    pub fn of(files: &[File], units: &Units, trusted: bool) -> Result<Self> {
        let mut words = Self {
            trusted,
            ..Self::default()
        };
        words.units(units);
        words.comparators(files);
        for part in files.iter().flat_map(|f| &f.parts) {
            for (name, list) in &part.body.list {
                words.lists.insert(name.get_ref().clone(), list.clone());
                words.declare(part, name, alternation(list))?;
            }
            for (name, fragment) in &part.body.word {
                words.declare(part, name, format!("(?:{})", fragment.get_ref()))?;
            }
        }
        words.fill()?;
        Ok(words)
    }

    /// The lists of `patterns/unit.toml` under the names that expressions know.
    fn units(&mut self, units: &Units) {
        let currency = units.currency.iter().flat_map(|c| c.words.iter().cloned());
        let every = [&units.counter, &units.noun, &units.measure];
        for (name, list) in [
            ("unit_word", every.into_iter().flatten().cloned().collect()),
            ("counter", units.counter.clone()),
            ("noun", units.noun.clone()),
            ("measure", units.measure.clone()),
            ("currency", currency.collect()),
        ] {
            self.filled.insert(name.to_string(), alternation(&list));
            self.lists.insert(name.to_string(), list);
        }
    }

    /// The comparators of all files: `head` before a number, `round` before a scale alone, `tail` after.
    fn comparators(&mut self, files: &[File]) {
        let (mut heads, mut tails, mut rounds) = (Vec::new(), Vec::new(), Vec::new());
        for part in files.iter().flat_map(|f| &f.parts) {
            for (says, bounds) in &part.body.comparator {
                let lists = [&bounds.head, &bounds.tail, &bounds.round];
                let words = lists.into_iter().flatten();
                self.comparators.extend(words.map(|w| (w.clone(), *says)));
                heads.extend(bounds.head.iter().cloned());
                tails.extend(bounds.tail.iter().cloned());
                rounds.extend(bounds.round.iter().cloned());
            }
        }
        for (name, list) in [("head", heads), ("tail", tails), ("round", rounds)] {
            self.filled.insert(name.into(), alternation(&list));
        }
    }

    fn declare(&mut self, part: &Part, name: &Spanned<String>, fragment: String) -> Result<()> {
        let place = part.place(name.span().start);
        let name = name.get_ref();
        if self.filled.insert(name.clone(), fragment).is_some() {
            let first = self
                .places
                .get(name)
                .map_or("the units or comparators", |p| p);
            let what =
                format!("`{name}` is declared in {first} too; words and lists share one namespace");
            return Err(Error::at(place, what));
        }
        self.places.insert(name.clone(), place);
        Ok(())
    }

    /// Words may use words; each round fills one level.
    fn fill(&mut self) -> Result<()> {
        let mut open: Vec<String> = self.places.keys().cloned().collect();
        for _ in 0..8 {
            let before = self.filled.clone();
            let mut still = Vec::new();
            for name in open {
                let slip = |what| Error::at(&self.places[&name], format!("word `{name}`: {what}"));
                let filled = fill(&before[&name], &before).map_err(slip)?;
                if filled != before[&name] {
                    self.filled.insert(name.clone(), filled);
                    still.push(name);
                }
            }
            if still.is_empty() {
                return self.check();
            }
            open = still;
        }
        let place = open.first().and_then(|n| self.places.get(n));
        Err(Error::at(
            place.map_or("patterns", |p| p),
            format!("words that use each other in a circle: {}", open.join(", ")),
        ))
    }

    /// Each word has to be an expression by itself.
    fn check(&self) -> Result<()> {
        if self.trusted {
            return Ok(());
        }
        for (name, place) in &self.places {
            let parsed = regex_syntax::parse(&self.filled[name]);
            parsed.map_err(|e| {
                let what = expression::cause(&e);
                Error::at(place, format!("word `{name}`: {what}"))
            })?;
        }
        Ok(())
    }
}

/// Replaces every `{name}` by its fragment; `{2,3}` is left alone.
pub(super) fn fill(
    expression: &str,
    words: &BTreeMap<String, String>,
) -> std::result::Result<String, String> {
    let filled = fill_with(expression, &mut |name| words.get(name).cloned());
    filled.map_err(|name| {
        let known = super::known(words, &name);
        format!("no word named `{name}`; known: {known}")
    })
}

/// Replaces every `{name}` by what is said for it; where nothing is, the name is the error.
pub(super) fn fill_with(
    expression: &str,
    fragment: &mut dyn FnMut(&str) -> Option<String>,
) -> std::result::Result<String, String> {
    let mut out = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some(open) = rest.find('{') {
        let name_len = rest[open + 1..]
            .bytes()
            .take_while(|b| b.is_ascii_lowercase() || *b == b'_')
            .count();
        let closed = rest[open + 1 + name_len..].starts_with('}');
        if name_len == 0 || !closed {
            out.push_str(&rest[..=open]);
            rest = &rest[open + 1..];
            continue;
        }
        let name = &rest[open + 1..open + 1 + name_len];
        out.push_str(&rest[..open]);
        out.push_str(&fragment(name).ok_or(name)?);
        rest = &rest[open + 2 + name_len..];
    }
    out.push_str(rest);
    Ok(out)
}

/// A list of literal words as one fragment, longest first.
fn alternation(list: &[String]) -> String {
    let mut longest_first: Vec<&String> = list.iter().collect();
    longest_first.sort_by_key(|w| std::cmp::Reverse(w.len()));
    format!(
        "(?:{})",
        longest_first
            .iter()
            .map(|w| regex::escape(w))
            .collect::<Vec<_>>()
            .join("|")
    )
}
