//! Administrative divisions: names → GB/T 2260 codes, read in a document's context.
//!
//! In: a name, a document, or the words around a value. Out: codes and areas. Names come from
//! `patterns/region.tsv` (made by `tools/region.py`, which names its source), the words of texts from
//! `patterns/region.toml`. Where a name fits several places and the context does not settle it, there
//! is no code. Not here: units of government (`organ`), towns and villages.

mod area;
mod code;
mod document;
mod table;
mod value;

pub use area::Area;
pub use code::{Code, Level};
pub use table::Region;
pub(crate) use value::Heard;
pub use value::Place;

use crate::error::{Error, Result};
use crate::pattern::{LazyRegex, Listed, Registry, prebuilt, slip};
use crate::text::{Chars, Pairs};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use table::Table;

const BUILT_IN: &str = include_str!("../../patterns/region.toml");

/// The divisions, and the words by which texts name them.
#[derive(Debug, Clone)]
pub struct Regions {
    table: &'static Table,
    words: Words,
    expressions: Arc<Expressions>,
}

/// Those of the words, compiled.
#[derive(Debug)]
struct Expressions {
    /// The characters that a name of a division begins with, or a word for one.
    first: Chars,
    /// With the one behind it; none where one of them may be shorter.
    openings: Option<Pairs>,
    /// The last characters of full names.
    kinds: Chars,
    /// The last characters of those, and of words for a division.
    ends: Chars,
    /// With the one before it; none where one of them may be shorter.
    closings: Option<Pairs>,
    lead: LazyRegex,
    organ: LazyRegex,
    smaller: LazyRegex,
}

/// `patterns/region.toml`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    own: Listed,
    levels: Listed,
    state: Listed,
    longer: Listed,
    not_longer: Listed,
    nouns: Vec<String>,
    words: Vec<String>,
    lead: String,
    organ: String,
    smaller: String,
}

fn words(place: &str, text: &str) -> Result<Words> {
    toml::from_str(text).map_err(|e| slip(place, text, &e))
}

impl Regions {
    /// With the built-in words.
    ///
    /// # Errors
    /// Only where the built-in file has a slip, which the tests exclude.
    pub fn built_in() -> Result<Self> {
        let place = "patterns/region.toml";
        let words = prebuilt::read("words of divisions", &[BUILT_IN], || words(place, BUILT_IN));
        Self::with(place, words?, true)
    }

    /// With the words of the `region.toml` among these files, or the built-in ones.
    ///
    /// # Errors
    /// A slip in that file, with its line.
    pub fn of(files: &[Registry]) -> Result<Self> {
        match files.iter().find(|r| r.name == "region.toml") {
            Some(r) => Self::parse(&r.place, &r.text),
            None => Self::built_in(),
        }
    }

    fn parse(place: &str, text: &str) -> Result<Self> {
        Self::with(place, words(place, text)?, false)
    }

    fn with(place: &str, words: Words, trusted: bool) -> Result<Self> {
        let regex = |name, e: &str| {
            let told = |e| Error::at(place, format_args!("`{name}`: {e}"));
            LazyRegex::of(e.to_owned(), trusted).map_err(told)
        };
        let mut first = Table::built_in().first().clone();
        for word in words.state.iter().chain(words.own.iter()) {
            // An empty word stands everywhere.
            let one = word.chars().next().map(|c| (c, c));
            let (from, to) = one.unwrap_or(('\0', char::MAX));
            first.range(from, to);
        }
        let kinds = Chars::of(area::KINDS);
        let mut ends = kinds.clone();
        for word in words.state.iter().chain(words.levels.iter()) {
            let one = word.chars().next_back().map(|c| (c, c));
            let (from, to) = one.unwrap_or(('\0', char::MAX));
            ends.range(from, to);
        }
        let own = words.own.iter();
        let own = own.flat_map(|own| {
            words
                .levels
                .iter()
                .map(move |level| format!("{own}{level}"))
        });
        let spoken: Vec<String> = words.state.iter().cloned().chain(own).collect();
        let short = spoken.iter().any(|word| word.chars().nth(1).is_none());
        let openings = Pairs::opening(spoken.iter().map(String::as_str));
        let openings = openings.with(Table::built_in().openings());
        let closings = Pairs::closing(spoken.iter().map(String::as_str));
        let closings = closings.with(Table::built_in().closings());
        let expressions = Expressions {
            first,
            openings: (!short).then_some(openings),
            kinds,
            ends,
            closings: (!short).then_some(closings),
            lead: regex("lead", &words.lead)?,
            organ: regex("organ", &words.organ)?,
            smaller: regex("smaller", &words.smaller)?,
        };
        Ok(Self {
            table: Table::built_in(),
            expressions: Arc::new(expressions),
            words,
        })
    }

    /// The division of a code: the one of today, else the last one that had it.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::region::Regions;
    /// let regions = Regions::built_in()?;
    /// let found = regions.find("定西市", None, None).and_then(|c| regions.get(c));
    /// assert_eq!(found.map(|r| (r.code.to_string(), r.short)), Some(("621100".into(), "定西")));
    /// # Ok(()) }
    /// ```
    pub fn get(&self, code: Code) -> Option<&'static Region> {
        self.table.get(code)
    }

    /// The code of a whole name, full or short, or of a chain such as 甘肃省酒泉市: the place below `within`
    /// before one above or beside it, and the higher level before the lower. `year` lets former names count.
    ///
    /// ```
    /// # fn main() -> gongwen::error::Result<()> {
    /// use gongwen::region::Regions;
    /// let regions = Regions::built_in()?;
    /// let code = |name, within| regions.find(name, within, None).map(|c| c.to_string());
    /// let liaoning = regions.find("辽宁", None, None);
    /// assert_eq!(code("朝阳区", None), None);
    /// assert_eq!(code("北京市朝阳区", None).as_deref(), Some("110105"));
    /// assert_eq!(code("朝阳", liaoning).as_deref(), Some("211300"));
    /// # Ok(()) }
    /// ```
    pub fn find(&self, name: &str, within: Option<Code>, year: Option<i32>) -> Option<Code> {
        if !self.table.may_begin(name) {
            return None;
        }
        self.table
            .choose(&self.table.named(name, year), within)
            .or_else(|| self.chain(name, within, year))
    }

    /// 甘肃省酒泉市, 内蒙古呼伦贝尔市: each name within the one before it.
    fn chain(&self, name: &str, within: Option<Code>, year: Option<i32>) -> Option<Code> {
        let cuts: Vec<usize> = name.char_indices().map(|(at, _)| at).skip(2).collect();
        cuts.into_iter().rev().find_map(|at| {
            let outer = self
                .table
                .choose(&self.table.named(&name[..at], year), within)?;
            let inner = self.find(&name[at..], Some(outer), year)?;
            (inner != outer && inner.is_within(outer)).then_some(inner)
        })
    }

    /// The province of an abbreviation: 渝 of 渝府办发.
    pub fn abbreviated(&self, sign: &str) -> Option<Code> {
        self.table.abbreviated(sign)
    }
}

#[cfg(test)]
mod tests;
