//! The layout of `patterns/unit-of-government.toml`.

use crate::error::Result;
use crate::pattern::slip;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// The text of the built-in file.
pub const BUILT_IN: &str = include_str!("../../patterns/unit-of-government.toml");

/// Where the level word or the region's name goes in a form.
pub const GAP: char = '…';

/// The file; its head explains the fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    #[serde(default)]
    pub extend: bool,
    #[serde(default)]
    pub level_words: Vec<String>,
    #[serde(default)]
    pub party: String,
    #[serde(default)]
    pub party_short: String,
    #[serde(default)]
    pub only_after_level: Vec<String>,
    #[serde(default)]
    pub branches: Vec<String>,
    #[serde(default)]
    pub branches_in_counties: Vec<String>,
    #[serde(default)]
    pub unit: Vec<Unit>,
    /// For finding units in running text; not read here.
    #[serde(default, rename = "unit_suffixes")]
    _unit_suffixes: Option<IgnoredAny>,
}

/// One unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    pub short: Vec<String>,
    pub full: String,
    pub from: Option<i32>,
    pub to: Option<i32>,
    pub levels: Vec<Tier>,
    #[serde(default)]
    pub region: Naming,
}

/// A level of government at which a unit exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tier {
    #[serde(rename = "国")]
    State,
    #[serde(rename = "省")]
    Province,
    #[serde(rename = "市")]
    City,
    #[serde(rename = "县")]
    County,
}

/// Which of a division's names a full form takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    #[default]
    Full,
    Short,
}

impl Unit {
    /// In that year, or in any where none is given.
    pub fn existed(&self, year: Option<i32>) -> bool {
        year.is_none_or(|y| self.from.is_none_or(|f| f <= y) && self.to.is_none_or(|t| y <= t))
    }
}

/// The built-in file.
pub fn built_in() -> Result<Layout> {
    parse("patterns/unit-of-government.toml", BUILT_IN)
}

/// Reads a file's text; `place` names it in errors.
pub fn parse(place: &str, text: &str) -> Result<Layout> {
    toml::from_str(text).map_err(|e| slip(place, text, &e))
}
