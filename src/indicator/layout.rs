//! The layout of `patterns/indicator*.toml`, and which files count.

use super::folded;
use crate::error::{Error, Result};
use crate::pattern::{Registry, prebuilt, slip};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeMap;

const BUILT_IN: &[(&str, &str)] = &[
    (
        "indicator.toml",
        include_str!("../../patterns/indicator.toml"),
    ),
    (
        "indicator-health.toml",
        include_str!("../../patterns/indicator-health.toml"),
    ),
    (
        "indicator-education.toml",
        include_str!("../../patterns/indicator-education.toml"),
    ),
    (
        "indicator-women.toml",
        include_str!("../../patterns/indicator-women.toml"),
    ),
    (
        "indicator-welfare.toml",
        include_str!("../../patterns/indicator-welfare.toml"),
    ),
    (
        "indicator-life.toml",
        include_str!("../../patterns/indicator-life.toml"),
    ),
    (
        "indicator-economy.toml",
        include_str!("../../patterns/indicator-economy.toml"),
    ),
];

/// One indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Stable id: the `indicator` of a fact.
    pub id: SmolStr,
    /// The usual name.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Legal units of its level, the usual one first; empty for a bare number.
    pub units: Vec<String>,
    /// Which way is better.
    pub polarity: Polarity,
    /// What a level over 100 % means.
    pub class: Class,
    /// Lowest and highest plausible value in the first unit, as decimals.
    pub band: Option<(String, String)>,
    /// Where it is monitored or published.
    pub source: String,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither.
    None,
}

/// What a level over 100 % means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Impossible.
    Hard,
    /// Arises in registers: to be asked about.
    Admin,
    /// Nothing.
    Free,
}

/// A pair of which the inner never exceeds the outer, in the same area, period and unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nested {
    /// The id of the part.
    pub inner: String,
    /// The id of the whole.
    pub outer: String,
    /// The reason.
    pub why: String,
    /// By definition; otherwise as a rule.
    #[serde(default = "yes")]
    pub strict: bool,
}

fn yes() -> bool {
    true
}

/// How subjects are stripped: `[strip]` of `indicator.toml`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strip {
    pub front: String,
    pub back: String,
    pub generic: Vec<String>,
    pub share: Vec<String>,
    pub same_counter: Vec<Vec<String>>,
}

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    #[serde(default)]
    extend: bool,
    #[serde(default)]
    indicator: Vec<Indicator>,
    #[serde(default)]
    nested: Vec<Nested>,
    strip: Option<Strip>,
    /// Pairs that look nested and are not: for whoever edits the file.
    #[serde(default, rename = "not_nested")]
    _not_nested: Vec<serde::de::IgnoredAny>,
    /// Classes by ending: read by the audit.
    #[serde(default, rename = "suffix_class")]
    _suffix_class: BTreeMap<String, Vec<String>>,
}

/// All files together.
#[derive(Serialize, Deserialize)]
pub struct Read {
    pub entries: Vec<Indicator>,
    /// Folded names with their entries, in order.
    pub names: Vec<(String, usize)>,
    pub nested: Vec<Nested>,
    pub strip: Strip,
}

/// Whether a file is one of them.
pub fn ours(registry: &Registry) -> bool {
    registry.name.starts_with("indicator")
}

/// The built-in files, with those of a folder in their places.
pub fn read(registries: &[Registry]) -> Result<Read> {
    let files = || joined(layouts(registries)?);
    if registries.iter().any(ours) {
        return files();
    }
    let texts: Vec<&str> = BUILT_IN.iter().map(|(_, text)| *text).collect();
    prebuilt::read("indicators", &texts, files)
}

fn layouts(registries: &[Registry]) -> Result<Vec<Layout>> {
    let mut layouts = Vec::new();
    for (name, text) in BUILT_IN {
        let other = registries.iter().find(|r| r.name == *name);
        let other = other.map(|r| parse(&r.place, &r.text)).transpose()?;
        if other.as_ref().is_none_or(|o| o.extend) {
            layouts.push(parse(&format!("patterns/{name}"), text)?);
        }
        layouts.extend(other);
    }
    for r in registries.iter().filter(|r| ours(r)) {
        if !BUILT_IN.iter().any(|(name, _)| r.name == *name) {
            layouts.push(parse(&r.place, &r.text)?);
        }
    }
    Ok(layouts)
}

fn joined(layouts: Vec<Layout>) -> Result<Read> {
    let mut read = Read {
        entries: Vec::new(),
        names: Vec::new(),
        nested: Vec::new(),
        strip: Strip::default(),
    };
    for layout in layouts {
        read.entries.extend(layout.indicator);
        read.nested.extend(layout.nested);
        if let Some(strip) = layout.strip {
            read.strip = strip;
        }
    }
    let mut ids: Vec<&str> = read.entries.iter().map(|i| i.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(twice) = ids.windows(2).find(|w| w[0] == w[1]) {
        let what = format!("the id `{}` stands twice", twice[0]);
        return Err(Error::at("patterns/indicator", what));
    }
    read.names = names(&read.entries)?;
    Ok(read)
}

fn names(entries: &[Indicator]) -> Result<Vec<(String, usize)>> {
    let mut names: Vec<(String, usize)> = Vec::with_capacity(entries.len() * 3);
    for (at, entry) in entries.iter().enumerate() {
        let own = entry.aliases.iter().chain([&entry.name]);
        names.extend(own.map(|name| (folded(name).into_owned(), at)));
    }
    names.sort_unstable();
    names.dedup();
    match names.windows(2).find(|w| w[0].0 == w[1].0) {
        Some(pair) => {
            let id = |n: usize| &entries[pair[n].1].id;
            let what = format!("`{}` names both {} and {}", pair[0].0, id(0), id(1));
            Err(Error::at("patterns/indicator", what))
        }
        None => Ok(names),
    }
}

fn parse(place: &str, text: &str) -> Result<Layout> {
    toml::from_str(text).map_err(|e| slip(place, text, &e))
}
