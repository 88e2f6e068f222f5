//! `patterns/*.toml` → compiled patterns; refuses a pattern without examples.
//!
//! In: the built-in pattern files and a folder that extends or replaces them.
//! Out: [`Patterns`]. Not here: running them over documents (`mention`, `fact`).

mod ahead;
mod alphabet;
mod anchored;
mod automaton;
mod begins;
mod compose;
mod core;
mod counted;
mod declared;
mod determine;
pub mod document;
mod expression;
pub(crate) mod family;
mod file;
mod firing;
mod found;
mod gate;
mod groups;
mod heads;
mod index;
mod kinds;
mod lazy;
mod leaves;
pub(crate) mod leftmost;
mod lexicon;
mod listed;
mod literal;
mod machine;
mod memo;
mod opens;
mod outermost;
mod own;
mod parts;
pub mod prebuilt;
mod ranks;
pub(crate) mod soon;
mod spelling;
mod state;
mod states;
mod walked;
mod within;
mod words;

pub use ahead::Ahead;
pub use document::DocumentWords;
pub(crate) use file::slip;
pub use firing::CueWords;
pub use found::{Captures, Found};
pub(crate) use index::Index;
pub use lazy::LazyRegex;
pub use listed::Listed;
pub use opens::Opens;
pub(crate) use parts::{FoundParts, Part};

use crate::error::{Error, Result};
use crate::value::date::DateExpr;
use crate::value::{Comparator, Kind, Role, Status, Units};
use declared::{Declared, built_in_files, hash};
use file::File;
use leftmost::Leftmost;
use memo::Remembered;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use soon::Soon;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// All patterns, compiled.
pub struct Patterns {
    /// What finds values in plain text, in order of precedence.
    pub mentions: Arc<[MentionPattern]>,
    /// The mention patterns as one automaton; a match's pattern number indexes `mentions`.
    pub(crate) automaton: Soon<Leftmost>,
    /// What tells role, status and subject from the words around a value, in order of precedence.
    pub cues: Vec<Cue>,
    /// By which a document shows its parts.
    pub document: DocumentWords,
    /// Units, counters, measures, currencies.
    pub units: Units,
    /// The folder's files that name things instead of finding them: indicators, divisions, units of government.
    pub registries: Vec<Registry>,
    /// Word lists by name.
    lists: BTreeMap<String, Vec<String>>,
    /// Named fragments by name, compiled when asked for.
    words: Arc<BTreeMap<String, String>>,
    /// What the comparators right beside a number say.
    comparators: BTreeMap<String, Comparator>,
    /// The words that the cues' sides need, as automata, built when first asked.
    sides: OnceLock<Option<firing::Sides>>,
    /// What short dates say.
    pub(crate) dates: Remembered<Option<DateExpr>>,
    /// Only built-in files, whose every expression the tests compile.
    trusted: bool,
    /// A hash of all files' texts, so that a run can tell whether they changed.
    pub fingerprint: u64,
}

/// A file of names, read by the room that knows what they name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// The file's name: `indicator-health.toml`.
    pub name: String,
    /// How errors name it.
    pub place: String,
    /// What it says.
    pub text: String,
}

impl Registry {
    /// Whether a file of this name is a registry.
    fn is(name: &str) -> bool {
        matches!(name, "region.toml" | "unit-of-government.toml") || name.starts_with("indicator")
    }
}

/// A pattern that finds a value.
#[derive(Debug, Serialize, Deserialize)]
pub struct MentionPattern {
    /// `file.name`.
    pub name: SmolStr,
    /// Where it stands: `patterns/rate.toml:7`.
    pub place: String,
    /// What it means, one sentence.
    pub says: String,
    /// What a match gives.
    pub gives: Gives,
    /// The expression with its words filled in.
    #[serde(with = "prebuilt::long")]
    pub expression: String,
    /// The expression as it stands in the file.
    pub written: String,
    /// The expression by itself, which finds the parts of a match.
    #[serde(skip)]
    pub(crate) parts: parts::Parts,
    /// Texts that it must find, with the value as it is printed.
    pub yes: Vec<(String, String)>,
    /// Texts in which it must find nothing, with the reason.
    pub no: Vec<(String, String)>,
}

/// What a match of a mention pattern gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gives {
    /// A counted or measured quantity.
    Count,
    /// A rate.
    Rate,
    /// An amount of money.
    Funding,
    /// A calendar expression.
    Date,
    /// Nothing: the text only looks like a value and is passed over.
    Nothing,
}

/// A pattern over the words left and right of a value.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cue {
    /// `file.name`.
    pub name: SmolStr,
    /// Where it stands.
    pub place: String,
    /// What it means, one sentence.
    pub says: String,
    /// The kinds of value that it speaks of; empty for all.
    pub on: Vec<Kind>,
    /// Must match the sentence up to the value, ending at it.
    pub left: Option<Side>,
    /// Must match the sentence after the value, starting at it.
    pub right: Option<Side>,
    /// What it settles.
    pub sets: Sets,
    /// Texts in which it must fire at the marked value.
    pub yes: Vec<String>,
    /// Texts in which it must not, with the reason.
    pub no: Vec<(String, String)>,
}

/// What one side of a cue asks for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Side {
    /// Compiled, with its words filled in.
    pub regex: LazyRegex,
    /// As it stands in the file.
    pub written: String,
}

/// What a cue settles about a value; what it leaves open is for a later cue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sets {
    /// The role.
    pub role: Option<Role>,
    /// The status.
    pub status: Option<Status>,
    /// The comparator, where the span itself has none.
    pub comparator: Option<Comparator>,
    /// Where the subject stands.
    pub subject: Option<SubjectAt>,
}

/// Where the subject of a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectAt {
    /// Before the value, in its clause.
    Left,
    /// After the value, in its clause.
    Right,
    /// The subject of the value before.
    Carried,
    /// What follows says what the money is for.
    Purpose,
}

impl Patterns {
    /// The built-in patterns.
    ///
    /// # Errors
    /// Only where a built-in file has a slip, which the tests exclude.
    pub fn built_in() -> Result<Self> {
        let document = DocumentWords::built_in()?;
        let units = prebuilt::made("units", &[Units::BUILT_IN], || Units::builtin().clone());
        let declared = Declared::built_in(&units)?;
        Self::of(declared, units, document, Vec::new(), true)
    }

    /// The built-in patterns with the files of a folder: a file of the same name replaces the
    /// built-in one, or is added to it where it says `extend = true`; other files are added.
    ///
    /// # Errors
    /// A file that cannot be read, or a slip in one, with its line.
    pub fn with(folder: &Path) -> Result<Self> {
        let mut files = built_in_files()?;
        let mut units = Units::builtin().clone();
        let mut document = DocumentWords::built_in()?;
        let mut registries = Vec::new();
        let mut typed = Vec::new();
        for (name, place, text) in file::texts(folder)? {
            if matches!(name.as_str(), "unit.toml" | "document.toml") {
                typed.extend(name.bytes().chain(text.bytes()));
            }
            match name.as_str() {
                "unit.toml" => {
                    units = Units::parse(&text).map_err(|e| file::slip(&place, &text, &e))?
                }
                "document.toml" => document = DocumentWords::parse(&place, &text)?,
                _ if Registry::is(&name) => registries.push(Registry { name, place, text }),
                _ => {
                    let file = File::parse(&name, &place, &text)?;
                    match files.iter_mut().find(|f| f.name == file.name) {
                        Some(known) if file.extend => known.append(file),
                        Some(known) => *known = file,
                        None => files.push(file),
                    }
                }
            }
        }
        let declared = Declared::by(files, &units, &registries, false)?;
        let mut patterns = Self::of(declared, units, document, registries, false)?;
        patterns.fingerprint = hash(patterns.fingerprint, typed.into_iter());
        Ok(patterns)
    }

    fn of(
        declared: Declared,
        units: Units,
        document: DocumentWords,
        registries: Vec<Registry>,
        trusted: bool,
    ) -> Result<Self> {
        let words = Arc::new(declared.words);
        let mentions: Arc<[MentionPattern]> = declared.mentions.into();
        let (own, all) = (words.clone(), mentions.clone());
        let automaton = move || {
            let filled: Vec<&str> = all.iter().map(|m| m.expression.as_str()).collect();
            let both = || {
                all.iter()
                    .map(|m| (m.written.as_str(), m.expression.as_str()))
            };
            Leftmost::new(&filled, || compose::trees(both(), &own))
        };
        let automaton = match trusted {
            // The tests compile every built-in one.
            true => Soon::begin(move || automaton().unwrap_or(Leftmost::Nothing)),
            false => Soon::Made(automaton().map_err(|e| Error::at("patterns", e))?),
        };
        Ok(Self {
            mentions,
            automaton,
            cues: declared.cues,
            document,
            units,
            registries,
            lists: declared.lists,
            comparators: declared.comparators,
            words,
            sides: OnceLock::new(),
            dates: Remembered::new(),
            trusted,
            fingerprint: declared.fingerprint,
        })
    }

    /// A word list.
    ///
    /// # Errors
    /// Where no file declares it.
    pub fn list(&self, name: &str) -> Result<&[String]> {
        self.lists.get(name).map(Vec::as_slice).ok_or_else(|| {
            Error::at(
                "patterns",
                format!(
                    "no list named `{name}`; known: {}",
                    known(&self.lists, name)
                ),
            )
        })
    }

    /// How a word right before or after a number bounds it.
    pub fn comparator(&self, word: &str) -> Option<Comparator> {
        self.comparators.get(word).copied()
    }

    /// An expression with its words filled in; one of a user's own files is compiled at once.
    ///
    /// # Errors
    /// An unknown word, or an expression that does not compile.
    pub fn regex(&self, expression: &str) -> Result<LazyRegex> {
        let filled = words::fill(expression, &self.words).map_err(|e| Error::at("patterns", e))?;
        LazyRegex::of(filled, self.trusted).map_err(|e| Error::at("patterns", e))
    }
}

/// The known names, those that are nearest to the one that was asked for first.
fn known<T>(map: &BTreeMap<String, T>, wanted: &str) -> String {
    const SHOWN: usize = 6;
    let mut names: Vec<&str> = map.keys().map(String::as_str).collect();
    let near = |name: &&str| strsim::normalized_damerau_levenshtein(name, wanted);
    if names.len() <= SHOWN {
        return names.join(", ");
    }
    names.sort_by(|a, b| near(b).total_cmp(&near(a)));
    format!("{}, …", names[..SHOWN].join(", "))
}
