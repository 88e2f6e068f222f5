//! The layout of `patterns/indicator*.toml`, and which files count.

use crate::error::{Error, Result};
use crate::pattern::{Registry, slip};
use serde::Deserialize;
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Stable id: the `indicator` of a fact.
    pub id: String,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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
#[derive(Debug, Clone, Default, Deserialize)]
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
pub struct Read {
    pub entries: Vec<Indicator>,
    pub nested: Vec<Nested>,
    pub strip: Strip,
}

/// Whether a file is one of them.
pub fn ours(registry: &Registry) -> bool {
    registry.name.starts_with("indicator")
}

/// The built-in files, with those of a folder in their places.
pub fn read(registries: &[Registry]) -> Result<Read> {
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
    joined(layouts)
}

fn joined(layouts: Vec<Layout>) -> Result<Read> {
    let mut read = Read {
        entries: Vec::new(),
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
    match ids.windows(2).find(|w| w[0] == w[1]) {
        Some(twice) => Err(Error::at(
            "patterns/indicator",
            format!("the id `{}` stands twice", twice[0]),
        )),
        None => Ok(read),
    }
}

fn parse(place: &str, text: &str) -> Result<Layout> {
    toml::from_str(text).map_err(|e| slip(place, text, &e))
}
