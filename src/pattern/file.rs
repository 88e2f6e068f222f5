//! One pattern file: its layout, its words, its errors with lines.
//!
//! In: the text of a file, or of one that extends another. Out: compiled patterns
//! and cues. Not here: which files there are (`pattern`), a slip inside an
//! expression (`expression`).

use super::{Cue, Gives, MentionPattern, Sets, Side, expression};
use crate::error::{Error, Result};
use crate::value::{Comparator, Kind, Units};
use regex::Regex;
use serde::Deserialize;
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A pattern file, with the files that extend it in front, so that they take precedence.
pub(super) struct File {
    pub name: String,
    pub rank: i64,
    pub extend: bool,
    parts: Vec<Part>,
}

/// The text of one file and what it says.
struct Part {
    place: String,
    text: String,
    body: Layout,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    /// Lower ranks take precedence.
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    extend: bool,
    /// Named fragments of expressions.
    #[serde(default)]
    word: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Named lists of literal words; usable as fragments too.
    #[serde(default)]
    list: BTreeMap<Spanned<String>, Vec<String>>,
    /// Words that stand right before or after a number and bound it.
    #[serde(default)]
    comparator: BTreeMap<Comparator, Bounds>,
    #[serde(default)]
    pattern: Vec<PatternLayout>,
    #[serde(default)]
    cue: Vec<CueLayout>,
}

/// The words of one comparator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    #[serde(default)]
    head: Vec<String>,
    #[serde(default)]
    tail: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternLayout {
    name: Spanned<String>,
    says: String,
    gives: Gives,
    #[serde(rename = "match")]
    expression: Spanned<String>,
    #[serde(default)]
    yes: Vec<(String, String)>,
    #[serde(default)]
    no: Vec<(String, String)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CueLayout {
    name: Spanned<String>,
    says: String,
    #[serde(default)]
    on: Vec<Kind>,
    left: Option<Spanned<String>>,
    right: Option<Spanned<String>>,
    sets: Sets,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<(String, String)>,
}

impl File {
    /// Reads a file's text; `place` is how errors name it.
    pub fn parse(name: &str, place: &str, text: &str) -> Result<Self> {
        let body: Layout = toml::from_str(text).map_err(|e| slip(place, text, &e))?;
        let file = Self {
            name: name.into(),
            rank: body.rank,
            extend: body.extend,
            parts: vec![Part {
                place: place.into(),
                text: text.into(),
                body,
            }],
        };
        file.parts[0].named_once(file.stem())?;
        Ok(file)
    }

    /// Adds a file that extends this one. What it names anew is left out here: a pattern, a cue, a
    /// word of the same name is replaced, a list grows.
    pub fn append(&mut self, mut other: Self) {
        let new = &mut other.parts[0].body;
        for part in &mut self.parts {
            let body = &mut part.body;
            body.pattern
                .retain(|p| new.pattern.iter().all(|n| n.name != p.name));
            body.cue
                .retain(|c| new.cue.iter().all(|n| n.name != c.name));
            body.word.retain(|name, _| !new.word.contains_key(name));
            for (name, words) in &mut body.list {
                if let Some(more) = new.list.remove(name) {
                    words.extend(more);
                }
            }
        }
        self.parts.splice(0..0, other.parts);
    }

    fn stem(&self) -> &str {
        self.name.trim_end_matches(".toml")
    }

    /// The texts, for the fingerprint.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|p| p.text.as_str())
    }

    /// Compiles this file's patterns and cues.
    pub fn compile(
        &self,
        words: &Words,
        mentions: &mut Vec<MentionPattern>,
        cues: &mut Vec<Cue>,
    ) -> Result<()> {
        for part in &self.parts {
            for p in &part.body.pattern {
                mentions.push(part.mention(self.stem(), p, words)?);
            }
            for c in &part.body.cue {
                cues.push(part.cue(self.stem(), c, words)?);
            }
        }
        Ok(())
    }
}

impl Part {
    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.place, line(&self.text, at))
    }

    /// Refuses a name that the file gives twice.
    fn named_once(&self, stem: &str) -> Result<()> {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let patterns = self.body.pattern.iter().map(|p| &p.name);
        for name in patterns.chain(self.body.cue.iter().map(|c| &c.name)) {
            if let Some(first) = seen.insert(name.get_ref(), name.span().start) {
                return Err(Error::at(
                    self.place(name.span().start),
                    format!(
                        "pattern `{stem}.{}`: the name is taken in line {}",
                        name.get_ref(),
                        line(&self.text, first)
                    ),
                ));
            }
        }
        Ok(())
    }

    fn mention(&self, stem: &str, p: &PatternLayout, words: &Words) -> Result<MentionPattern> {
        let name = format!("{stem}.{}", p.name.get_ref());
        let place = self.place(p.name.span().start);
        examples(&place, &name, p.yes.is_empty(), p.no.is_empty())?;
        let (expression, _) = self.expression(&name, &p.expression, words, "", "")?;
        Ok(MentionPattern {
            name,
            place,
            says: p.says.clone(),
            gives: p.gives,
            expression,
            written: p.expression.get_ref().clone(),
            yes: p.yes.clone(),
            no: p.no.clone(),
        })
    }

    fn cue(&self, stem: &str, c: &CueLayout, words: &Words) -> Result<Cue> {
        let name = format!("{stem}.{}", c.name.get_ref());
        let place = self.place(c.name.span().start);
        examples(&place, &name, c.yes.is_empty(), c.no.is_empty())?;
        if c.left.is_none() && c.right.is_none() {
            let what = format!("pattern `{name}`: neither `left` nor `right`");
            return Err(Error::at(place, what));
        }
        let side = |e: &Option<Spanned<String>>, before, after| -> Result<Option<Side>> {
            let Some(e) = e else { return Ok(None) };
            let (_, regex) = self.expression(&name, e, words, before, after)?;
            let written = e.get_ref().clone();
            Ok(Some(Side { regex, written }))
        };
        Ok(Cue {
            says: c.says.clone(),
            on: c.on.clone(),
            left: side(&c.left, "(?:", ")$")?,
            right: side(&c.right, "^(?:", ")")?,
            sets: c.sets,
            yes: c.yes.clone(),
            no: c.no.clone(),
            name,
            place,
        })
    }

    fn expression(
        &self,
        name: &str,
        e: &Spanned<String>,
        words: &Words,
        before: &str,
        after: &str,
    ) -> Result<(String, Regex)> {
        let slip = |what: String| {
            let what = format!("pattern `{name}`: {what}");
            Error::at(self.place(e.span().start), what)
        };
        let filled = fill(e.get_ref(), &words.filled).map_err(&slip)?;
        let regex = Regex::new(&format!("{before}{filled}{after}"))
            .map_err(|x| slip(expression::slip(e.get_ref(), &words.filled, &x)))?;
        Ok((filled, regex))
    }
}

fn examples(place: &str, name: &str, no_yes: bool, no_no: bool) -> Result<()> {
    let missing = match (no_yes, no_no) {
        (false, false) => return Ok(()),
        (true, true) => "no `yes` and no `no` examples",
        (true, false) => "no `yes` example",
        (false, true) => "no `no` example",
    };
    Err(Error::at(place, format!("pattern `{name}`: {missing}")))
}

/// The words and lists of all files.
#[derive(Default)]
pub(super) struct Words {
    /// Fragments by name, the words in them filled in.
    pub filled: BTreeMap<String, String>,
    /// Lists by name.
    pub lists: BTreeMap<String, Vec<String>>,
    /// What the comparators say.
    pub comparators: BTreeMap<String, Comparator>,
    /// Where each is declared; those of `unit.toml` are not among them.
    places: BTreeMap<String, String>,
}

impl Words {
    /// Gathers the words of all files, lists as alternations, longest word first.
    pub fn of(files: &[File], units: &Units) -> Result<Self> {
        let mut words = Self::default();
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

    /// The comparators of all files, those that may stand before a number as `head`, after it as `tail`.
    fn comparators(&mut self, files: &[File]) {
        let (mut heads, mut tails) = (Vec::new(), Vec::new());
        for part in files.iter().flat_map(|f| &f.parts) {
            for (says, bounds) in &part.body.comparator {
                heads.extend(bounds.head.iter().cloned());
                tails.extend(bounds.tail.iter().cloned());
                let words = bounds.head.iter().chain(&bounds.tail);
                self.comparators.extend(words.map(|w| (w.clone(), *says)));
            }
        }
        self.filled.insert("head".into(), alternation(&heads));
        self.filled.insert("tail".into(), alternation(&tails));
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
        let fragment = words.get(name).ok_or_else(|| {
            format!(
                "no word named `{name}`; known: {}",
                super::known(words, name)
            )
        })?;
        out.push_str(&rest[..open]);
        out.push_str(fragment);
        rest = &rest[open + 2 + name_len..];
    }
    out.push_str(rest);
    Ok(out)
}

fn line(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|b| **b == b'\n')
        .count()
        + 1
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

/// A slip in a file, with its line.
pub(crate) fn slip(place: &str, text: &str, e: &toml::de::Error) -> Error {
    let line = e.span().map_or(1, |s| line(text, s.start));
    Error::at(format!("{place}:{line}"), e.message())
}

/// Name, place and text of every `*.toml` of a folder, by name.
pub(super) fn texts(folder: &Path) -> Result<Vec<(String, String, String)>> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::on(folder, e))?;
    let mut paths: Vec<_> = entries
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|x| x == "toml"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(Error::on(folder, "no *.toml in this folder"));
    }
    let read = |p: &PathBuf| {
        let text = std::fs::read_to_string(p).map_err(|e| Error::on(p, e))?;
        let name = p
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        Ok((name, p.display().to_string(), text))
    };
    paths.iter().map(read).collect()
}
