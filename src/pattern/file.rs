//! One pattern file: its layout, its words, its errors with lines.
//!
//! In: the text of a file, or of one that extends another. Out: compiled patterns
//! and cues. Not here: which files there are (`pattern`), a slip inside an
//! expression (`expression`).

use super::words::{Words, fill};
use super::{Cue, Gives, LazyRegex, MentionPattern, Sets, Side, expression};
use crate::error::{Error, Result};
use crate::value::{Comparator, Kind};
use serde::Deserialize;
use serde_spanned::Spanned;
use smol_str::format_smolstr;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A pattern file, with the files that extend it in front, so that they take precedence.
pub(super) struct File {
    pub name: String,
    pub rank: i64,
    pub extend: bool,
    pub parts: Vec<Part>,
}

/// The text of one file and what it says.
pub(super) struct Part {
    place: String,
    text: String,
    pub body: Layout,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Layout {
    /// Lower ranks take precedence.
    #[serde(default)]
    rank: i64,
    #[serde(default)]
    extend: bool,
    /// Named fragments of expressions.
    #[serde(default)]
    pub word: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Named lists of literal words; usable as fragments too.
    #[serde(default)]
    pub list: BTreeMap<Spanned<String>, Vec<String>>,
    /// Words that stand right before or after a number and bound it.
    #[serde(default)]
    pub comparator: BTreeMap<Comparator, Bounds>,
    #[serde(default)]
    pattern: Vec<PatternLayout>,
    #[serde(default)]
    cue: Vec<CueLayout>,
}

/// The words of one comparator.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bounds {
    #[serde(default)]
    pub head: Vec<String>,
    #[serde(default)]
    pub tail: Vec<String>,
    #[serde(default)]
    pub round: Vec<String>,
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
    /// The file and line of a byte.
    pub fn place(&self, at: usize) -> String {
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
        let name = format_smolstr!("{stem}.{}", p.name.get_ref());
        let place = self.place(p.name.span().start);
        examples(&place, &name, p.yes.is_empty(), p.no.is_empty())?;
        let expression = self.expression(&name, &p.expression, words, "", "")?;
        let expression = expression.source().to_string();
        Ok(MentionPattern {
            name,
            place,
            says: p.says.clone(),
            gives: p.gives,
            expression,
            written: p.expression.get_ref().clone(),
            parts: super::parts::Parts::default(),
            yes: p.yes.clone(),
            no: p.no.clone(),
        })
    }

    fn cue(&self, stem: &str, c: &CueLayout, words: &Words) -> Result<Cue> {
        let name = format_smolstr!("{stem}.{}", c.name.get_ref());
        let place = self.place(c.name.span().start);
        examples(&place, &name, c.yes.is_empty(), c.no.is_empty())?;
        if c.left.is_none() && c.right.is_none() {
            let what = format!("pattern `{name}`: neither `left` nor `right`");
            return Err(Error::at(place, what));
        }
        let side = |e: &Option<Spanned<String>>, before, after| -> Result<Option<Side>> {
            let Some(e) = e else { return Ok(None) };
            let regex = self.expression(&name, e, words, before, after)?;
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
    ) -> Result<LazyRegex> {
        let slip = |what: String| {
            let what = format!("pattern `{name}`: {what}");
            Error::at(self.place(e.span().start), what)
        };
        let filled = fill(e.get_ref(), &words.filled).map_err(&slip)?;
        let whole = format!("{before}{filled}{after}");
        if words.trusted {
            return Ok(LazyRegex::trusted(whole));
        }
        LazyRegex::checked(whole)
            .map_err(|x| slip(expression::slip(e.get_ref(), &words.filled, &x)))
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

/// The line of a byte, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at.min(text.len())]).count() + 1
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
