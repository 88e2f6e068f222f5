//! `patterns/document.toml` → the words by which a document shows its parts.
//!
//! In: the text of the file. Out: [`DocumentWords`]. Not here: using them (`segment`).

use super::counted::Counted;
use super::file::{line, slip};
use super::lazy::LazyRegex;
use super::listed::Listed;
use super::literal::Needed;
use super::prebuilt;
use crate::error::{Error, Result};
use crate::value::Genre;
use serde::{Deserialize, Serialize};
use serde_spanned::Spanned;
use std::sync::OnceLock;

const BUILT_IN: &str = include_str!("../../patterns/document.toml");

/// What `patterns/document.toml` says, with its expressions compiled.
#[derive(Debug)]
pub struct DocumentWords {
    /// The word lists.
    pub lists: Lists,
    /// What settles the year that 今年 means, nearest first.
    pub year: Vec<YearAnchor>,
    /// The words by which a document speaks for a region, found together, built when first asked.
    regions: OnceLock<Counted>,
    /// Those that name what is printed with a notice, likewise.
    printed: OnceLock<Needed>,
    /// Those that no name of a unit holds, likewise.
    never_in_units: OnceLock<Needed>,
}

/// An expression that names a year, and how far 今年 lies from it.
#[derive(Debug)]
pub struct YearAnchor {
    /// Its groups `year` or `year2` hold four digits.
    pub regex: LazyRegex,
    /// What is added to the named year.
    pub add: i32,
}

/// The word lists as they stand in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// Numerals of headings.
    pub numerals: String,
    /// How a complete title ends.
    pub title_endings: Listed,
    /// Genres by the title's words, first fit first.
    pub genre: Vec<GenreRule>,
    /// Titles.
    pub title: TitleWords,
    /// Issuers.
    pub issuer: IssuerWords,
    /// Lines around the text.
    pub matter: MatterWords,
    /// Administrative divisions.
    pub region: RegionWords,
    /// Tables.
    pub table: TableWords,
    /// Years.
    year: RawYear,
}

/// One genre and the title words that show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GenreRule {
    /// The genre.
    pub is: Genre,
    /// Endings of the title.
    #[serde(default)]
    pub ends: Listed,
    /// Words anywhere in the title.
    #[serde(default)]
    pub holds: Listed,
}

/// Words of titles.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TitleWords {
    /// What a file of several pieces calls itself.
    pub bulletin: Listed,
    /// States in brackets at a title's end.
    pub states: Listed,
    /// Ends of a line after which a title goes on.
    pub open_ends: Listed,
    /// Verbs before the name of what is printed with a notice.
    pub printed: Listed,
    /// Labels of an attachment.
    pub attachment: Listed,
    /// Names of a contents list.
    pub contents: Listed,
    /// Ends of what stands before such a verb and is no place.
    pub not_places: Listed,
    /// Starts of what stands before such a verb and is no place.
    pub not_place_starts: Listed,
    /// What a title says before the place that it speaks of.
    pub leads: Listed,
    /// Verbs after the place in a title of news.
    pub news_verbs: Listed,
}

/// Words of issuers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerWords {
    /// How the name of a unit ends.
    pub suffixes: Listed,
    /// Starts that no name of a unit has.
    pub never_starts: Listed,
    /// Words that no name of a unit holds.
    pub never_holds: Listed,
    /// What follows the unit that edits a bulletin.
    pub editors: Listed,
    /// Offices before a speaker's name.
    pub posts: Listed,
    /// How the source of a news item ends.
    pub sources: Listed,
}

/// Words of the lines around the text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterWords {
    /// Beginnings of lines that name no content.
    pub notes: Listed,
    /// Beginnings of the lines that say who gets a copy.
    pub copies: Listed,
    /// What follows the date of a print line.
    pub printed: Listed,
    /// Beginnings of salutations.
    pub salutations: Listed,
    /// What recipients are called.
    pub recipients: Listed,
    /// Starts of a line that speaks to many.
    pub each: Listed,
    /// Ends of a line that speaks to many.
    pub all_units: Listed,
    /// Starts of a line that names no recipients although it ends like them.
    pub not_recipients: Listed,
}

/// Words of administrative divisions.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionWords {
    /// Suffixes of provinces.
    pub province: Listed,
    /// Suffixes of prefectures.
    pub city: Listed,
    /// Suffixes of counties.
    pub county: Listed,
    /// The provinces by name.
    pub provinces: Listed,
    /// Words with such a suffix that are no division.
    pub not_regions: Listed,
    /// What a unit of the whole country is called; such a document speaks for no division.
    pub nation: Listed,
    /// What may stand before the division in a unit's name.
    pub heads: Listed,
    /// Words that no division's name holds.
    pub never_in_names: Listed,
    /// Characters that no division's name holds.
    pub never_chars: String,
    /// Names that begin with a numeral.
    pub numbered: Listed,
    /// Words of a document that speaks for a province.
    pub speaks_province: Listed,
    /// Words of a document that speaks for a prefecture.
    pub speaks_city: Listed,
    /// Words of a document that speaks for a county.
    pub speaks_county: Listed,
}

/// Words of tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableWords {
    /// Words in the head of the first column.
    pub heads: Listed,
    /// Beginnings of the line that names the table's unit.
    pub units: Listed,
    /// Heads of a column of units.
    pub unit_columns: Listed,
    /// What stands where a number would.
    pub flat: Listed,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    anchor: Vec<RawAnchor>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnchor {
    #[serde(rename = "match")]
    expression: String,
    add: i32,
}

/// The same with places, for errors.
#[derive(Deserialize)]
struct Placed {
    year: PlacedYear,
}

#[derive(Deserialize)]
struct PlacedYear {
    anchor: Vec<PlacedAnchor>,
}

#[derive(Deserialize)]
struct PlacedAnchor {
    #[serde(rename = "match")]
    expression: Spanned<String>,
}

/// The line of an anchor's expression, by the anchor's number.
fn line_of(source: &str, anchor: usize) -> usize {
    let placed: Option<Placed> = toml::from_str(source).ok();
    let at = placed.and_then(|p| Some(p.year.anchor.get(anchor)?.expression.span().start));
    line(source, at.unwrap_or_default())
}

fn lists(place: &str, source: &str) -> Result<Lists> {
    toml::from_str(source).map_err(|e| slip(place, source, &e))
}

impl DocumentWords {
    /// The words that are built in.
    pub fn built_in() -> Result<Self> {
        let place = "patterns/document.toml";
        let lists = prebuilt::read("document", &[BUILT_IN], || lists(place, BUILT_IN))?;
        Self::with(lists, place, BUILT_IN, true)
    }

    /// Reads the words from the text of a file; `place` names it in errors.
    pub fn parse(place: &str, source: &str) -> Result<Self> {
        Self::with(lists(place, source)?, place, source, false)
    }

    fn with(lists: Lists, place: &str, source: &str, trusted: bool) -> Result<Self> {
        let mut year = Vec::new();
        for (n, raw) in lists.year.anchor.iter().enumerate() {
            let told = |e| Error::at(format_args!("{place}:{}", line_of(source, n)), e);
            let regex = LazyRegex::of(raw.expression.clone(), trusted).map_err(told)?;
            let named = ["(?P<year>", "(?<year>"];
            if !named.iter().any(|group| regex.source().contains(group)) {
                return Err(told(
                    "an anchor of the year needs a group named `year`".into(),
                ));
            }
            year.push(YearAnchor {
                regex,
                add: raw.add,
            });
        }
        Ok(Self {
            lists,
            year,
            regions: OnceLock::new(),
            printed: OnceLock::new(),
            never_in_units: OnceLock::new(),
        })
    }

    /// True where a text holds a word that names what is printed with a notice.
    pub(crate) fn says_printed(&self, text: &str) -> bool {
        one_of(&self.lists.title.printed, &self.printed, text)
    }

    /// True where a text holds a word that no name of a unit holds.
    pub(crate) fn says_no_unit(&self, text: &str) -> bool {
        one_of(&self.lists.issuer.never_holds, &self.never_in_units, text)
    }

    /// How often a text holds each word of `speaks_province`, `speaks_city`, `speaks_county` and
    /// `provinces`, in this order; a word is counted without overlaps of its own.
    pub(crate) fn region_counts(&self, text: &str) -> Vec<usize> {
        let r = &self.lists.region;
        let lists = [
            &r.speaks_province,
            &r.speaks_city,
            &r.speaks_county,
            &r.provinces,
        ];
        let counted = || Counted::new(lists.into_iter().flat_map(|l| l.iter()));
        let counted = self.regions.get_or_init(counted);
        counted.times(lists.iter().map(|l| l.len()).sum(), text)
    }
}

/// Whether a text holds one of these words, which are looked for all at once.
fn one_of(words: &[String], together: &OnceLock<Needed>, text: &str) -> bool {
    let together = together.get_or_init(|| Needed::of(words));
    !words.is_empty() && together.held_by(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_words_load() {
        let words = DocumentWords::built_in().expect("patterns/document.toml loads");
        assert!(words.lists.title_endings.iter().any(|w| w == "通知"));
        assert!(!words.year.is_empty() && words.year.iter().all(|y| y.regex.compiles()));
    }

    #[test]
    fn a_slip_names_its_line() {
        let broken = BUILT_IN.replacen("numerals =", "numeral =", 1);
        let e = DocumentWords::parse("patterns/document.toml", &broken).expect_err("unknown key");
        assert!(e.place.starts_with("patterns/document.toml:"), "{e}");
        let line = BUILT_IN
            .lines()
            .position(|l| l.starts_with("numerals"))
            .map(|i| i + 1);
        assert_eq!(
            e.place.rsplit(':').next().and_then(|l| l.parse().ok()),
            line,
            "{e}"
        );
    }

    #[test]
    fn a_bad_expression_names_its_line() {
        let broken = BUILT_IN.replacen("(?:总结|回顾)", "(?:总结|回顾", 1);
        let e = DocumentWords::parse("d.toml", &broken).expect_err("unclosed group");
        let want = BUILT_IN.lines().position(|l| l.contains("(?:总结|回顾)"));
        assert_eq!(e.place, format!("d.toml:{}", want.map_or(0, |i| i + 1)));
    }
}
