//! One pattern file: its layout, its words, its errors with lines.

use super::{Cue, Gives, MentionPattern, Sets};
use crate::error::{Error, Result};
use crate::value::{Kind, Units};
use regex::Regex;
use serde::Deserialize;
use serde_spanned::Spanned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A parsed pattern file.
pub(super) struct File {
    pub name: String,
    pub place: String,
    pub text: String,
    pub rank: i64,
    pub extend: bool,
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
    #[serde(default)]
    pattern: Vec<PatternLayout>,
    #[serde(default)]
    cue: Vec<CueLayout>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternLayout {
    name: Spanned<String>,
    says: String,
    gives: Gives,
    #[serde(rename = "match")]
    expression: Spanned<String>,
    yes: Vec<(String, String)>,
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
    yes: Vec<String>,
    no: Vec<(String, String)>,
}

impl File {
    /// Reads a file's text; `place` is how errors name it.
    pub fn parse(name: &str, place: &str, text: &str) -> Result<Self> {
        let body: Layout = toml::from_str(text).map_err(|e| slip(place, text, &e))?;
        Ok(Self {
            name: name.into(),
            place: place.into(),
            text: text.into(),
            rank: body.rank,
            extend: body.extend,
            body,
        })
    }

    /// Adds another file's content before this one's, so that it takes precedence.
    pub fn append(&mut self, mut other: Self) {
        other.body.pattern.append(&mut self.body.pattern);
        other.body.cue.append(&mut self.body.cue);
        self.body.pattern = other.body.pattern;
        self.body.cue = other.body.cue;
        self.body.word.append(&mut other.body.word);
        for (name, mut words) in other.body.list {
            match self
                .body
                .list
                .iter_mut()
                .find(|(n, _)| n.get_ref() == name.get_ref())
            {
                Some((_, known)) => known.append(&mut words),
                None => drop(self.body.list.insert(name, words)),
            }
        }
        self.text.push_str(&other.text);
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.place, line(&self.text, at))
    }

    fn stem(&self) -> &str {
        self.name.trim_end_matches(".toml")
    }

    /// Compiles this file's patterns and cues.
    pub fn compile(
        &self,
        words: &BTreeMap<String, String>,
        mentions: &mut Vec<MentionPattern>,
        cues: &mut Vec<Cue>,
    ) -> Result<()> {
        for p in &self.body.pattern {
            mentions.push(self.mention(p, words)?);
        }
        for c in &self.body.cue {
            cues.push(self.cue(c, words)?);
        }
        Ok(())
    }

    fn mention(
        &self,
        p: &PatternLayout,
        words: &BTreeMap<String, String>,
    ) -> Result<MentionPattern> {
        let place = self.place(p.name.span().start);
        self.examples(&place, p.name.get_ref(), p.yes.is_empty(), p.no.is_empty())?;
        let (expression, _) = self.expression(p.name.get_ref(), &p.expression, words, "", "")?;
        Ok(MentionPattern {
            name: format!("{}.{}", self.stem(), p.name.get_ref()),
            place,
            says: p.says.clone(),
            gives: p.gives,
            expression,
            yes: p.yes.clone(),
            no: p.no.clone(),
        })
    }

    fn cue(&self, c: &CueLayout, words: &BTreeMap<String, String>) -> Result<Cue> {
        let place = self.place(c.name.span().start);
        self.examples(&place, c.name.get_ref(), c.yes.is_empty(), c.no.is_empty())?;
        let compile =
            |e: &Option<Spanned<String>>, before: &str, after: &str| -> Result<Option<Regex>> {
                e.as_ref()
                    .map(|e| {
                        self.expression(c.name.get_ref(), e, words, before, after)
                            .map(|(_, r)| r)
                    })
                    .transpose()
            };
        Ok(Cue {
            name: format!("{}.{}", self.stem(), c.name.get_ref()),
            place,
            says: c.says.clone(),
            on: c.on.clone(),
            left: compile(&c.left, "(?:", ")$")?,
            right: compile(&c.right, "^(?:", ")")?,
            sets: c.sets,
            yes: c.yes.clone(),
            no: c.no.clone(),
        })
    }

    fn examples(&self, place: &str, name: &str, no_yes: bool, no_no: bool) -> Result<()> {
        let missing = match (no_yes, no_no) {
            (false, false) => return Ok(()),
            (true, _) => "yes",
            _ => "no",
        };
        Err(Error::at(
            place,
            format!("pattern `{}.{name}`: no `{missing}` example", self.stem()),
        ))
    }

    fn expression(
        &self,
        name: &str,
        e: &Spanned<String>,
        words: &BTreeMap<String, String>,
        before: &str,
        after: &str,
    ) -> Result<(String, Regex)> {
        let slip = |what: String| {
            Error::at(
                self.place(e.span().start),
                format!("pattern `{}.{name}`: {what}", self.stem()),
            )
        };
        let filled = fill(e.get_ref(), words).map_err(&slip)?;
        let regex = Regex::new(&format!("{before}{filled}{after}"))
            .map_err(|x| slip(last_line(&x.to_string())))?;
        Ok((filled, regex))
    }
}

/// The words and lists of all files; lists become fragments, longest word first.
#[allow(clippy::type_complexity)]
pub(super) fn words(
    files: &[File],
    units: &Units,
) -> Result<(BTreeMap<String, String>, BTreeMap<String, Vec<String>>)> {
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let currency = units
        .currency
        .iter()
        .flat_map(|c| c.words.iter().cloned())
        .collect();
    let every = [&units.counter, &units.noun, &units.measure]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    for (name, list) in [
        ("unit_word", every),
        ("counter", units.counter.clone()),
        ("noun", units.noun.clone()),
        ("measure", units.measure.clone()),
        ("currency", currency),
    ] {
        words.insert(name.to_string(), alternation(&list));
        lists.insert(name.to_string(), list);
    }
    let declared_twice = |f: &File, at: usize, name: &str| {
        Error::at(
            f.place(at),
            format!(
                "`{name}` is declared in another file too; words and lists share one namespace"
            ),
        )
    };
    for f in files {
        for (name, list) in &f.body.list {
            if words
                .insert(name.get_ref().clone(), alternation(list))
                .is_some()
            {
                return Err(declared_twice(f, name.span().start, name.get_ref()));
            }
            lists.insert(name.get_ref().clone(), list.clone());
        }
        for (name, fragment) in &f.body.word {
            if words
                .insert(
                    name.get_ref().clone(),
                    format!("(?:{})", fragment.get_ref()),
                )
                .is_some()
            {
                return Err(declared_twice(f, name.span().start, name.get_ref()));
            }
        }
    }
    // Words may use words; each round fills one level.
    for _ in 0..8 {
        let before = words.clone();
        let mut open = false;
        for f in words.values_mut() {
            if f.contains('{') {
                let filled = fill(f, &before).map_err(|e| Error::at("patterns", e))?;
                open |= filled != *f;
                *f = filled;
            }
        }
        if !open {
            return Ok((words, lists));
        }
    }
    Err(Error::at(
        "patterns",
        "words that use each other in a circle",
    ))
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
        let fragment = words
            .get(name)
            .ok_or_else(|| format!("no word named `{name}`; known: {}", super::known(words)))?;
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

fn last_line(s: &str) -> String {
    s.lines().last().unwrap_or(s).trim().to_string()
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
