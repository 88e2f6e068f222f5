//! What pattern files declare together: patterns and cues with their words filled in.
//!
//! In: parsed files, the units. Out: [`Declared`], of the built-in files as `prebuilt` holds it. Not here: the
//! layout of a file (`file`), words that use each other (`words`), running patterns (`Patterns`).

use super::file::File;
use super::words::Words;
use super::{Cue, MentionPattern, Registry, prebuilt};
use crate::error::Result;
use crate::value::{Comparator, Units};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The pattern files that are built in, by name.
const BUILT_IN: &[(&str, &str)] = &[
    ("word.toml", include_str!("../../patterns/word.toml")),
    (
        "lookalike.toml",
        include_str!("../../patterns/lookalike.toml"),
    ),
    ("date.toml", include_str!("../../patterns/date.toml")),
    ("rate.toml", include_str!("../../patterns/rate.toml")),
    ("funding.toml", include_str!("../../patterns/funding.toml")),
    (
        "compound.toml",
        include_str!("../../patterns/compound.toml"),
    ),
    ("count.toml", include_str!("../../patterns/count.toml")),
    ("cue.toml", include_str!("../../patterns/cue.toml")),
    ("fact.toml", include_str!("../../patterns/fact.toml")),
];

/// What pattern files declare together.
#[derive(Serialize, Deserialize)]
pub(super) struct Declared {
    pub mentions: Vec<MentionPattern>,
    pub cues: Vec<Cue>,
    pub lists: BTreeMap<String, Vec<String>>,
    pub comparators: BTreeMap<String, Comparator>,
    pub words: BTreeMap<String, String>,
    pub fingerprint: u64,
}

impl Declared {
    /// What the built-in files say, as it was read beforehand.
    pub fn built_in(units: &Units) -> Result<Self> {
        let texts: Vec<&str> = BUILT_IN.iter().map(|(_, text)| *text).collect();
        let texts = [texts.as_slice(), &[Units::BUILT_IN]].concat();
        let read = || Self::by(built_in_files()?, units, &[], true);
        prebuilt::read("patterns", &texts, read)
    }

    /// By these files, those of a lower rank first.
    pub fn by(
        mut files: Vec<File>,
        units: &Units,
        registries: &[Registry],
        trusted: bool,
    ) -> Result<Self> {
        let fingerprint = fingerprint(&files, registries);
        let words = Words::of(&files, units, trusted)?;
        let (mut mentions, mut cues) = (Vec::new(), Vec::new());
        files.sort_by_key(|f| f.rank);
        for f in &files {
            f.compile(&words, &mut mentions, &mut cues)?;
        }
        Ok(Self {
            mentions,
            cues,
            lists: words.lists,
            comparators: words.comparators,
            words: words.filled,
            fingerprint,
        })
    }
}

/// The built-in files as they stand.
pub(super) fn built_in_files() -> Result<Vec<File>> {
    BUILT_IN
        .iter()
        .map(|(name, text)| File::parse(name, &format!("patterns/{name}"), text))
        .collect()
}

/// FNV-1a over names and texts: stable, and no secret is kept with it.
fn fingerprint(files: &[File], registries: &[Registry]) -> u64 {
    let patterns = files
        .iter()
        .flat_map(|f| f.texts().map(|text| (f.name.as_str(), text)));
    let names = registries
        .iter()
        .map(|r| (r.name.as_str(), r.text.as_ref()));
    let bytes = patterns
        .chain(names)
        .flat_map(|(name, text)| name.bytes().chain(text.bytes()));
    hash(0xcbf2_9ce4_8422_2325, bytes)
}

/// A hash with bytes added to it.
pub(super) fn hash(start: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(start, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)
    })
}
