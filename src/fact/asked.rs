//! What the sentences of a text say of their values by themselves, before it is asked what stands around
//! them.
//!
//! In: a text and its mentions. Out: its sentences, and what is [`Asked`] at each quantity. Each step is
//! taken for many sentences in a row.

use super::phrase::Phrases;
use super::sentence::Sentence;
use super::{Vocabulary, status};
use crate::mention::Mention;
use crate::pattern::{Patterns, Sets, SubjectAt};
use crate::segment::sentences;
use crate::value::Kind;

/// A sentence of a text that holds values.
pub enum Part<'a> {
    /// It holds none itself.
    Silent(&'a str),
    /// It holds some.
    Valued(Sentence<'a>),
}

impl Part<'_> {
    /// Its text, masked where it has values.
    pub fn text(&self) -> &str {
        match self {
            Part::Silent(text) => text,
            Part::Valued(s) => &s.masked,
        }
    }
}

/// The sentences of a text; none where it holds no values.
pub fn parts<'a>(text: &'a str, mut found: &'a [Mention]) -> Vec<Part<'a>> {
    if found.is_empty() {
        return Vec::new();
    }
    let part = |range: std::ops::Range<usize>| {
        let n = found.iter().take_while(|m| m.at.start < range.end).count();
        let (here, later) = found.split_at(n);
        found = later;
        match here {
            [] => Part::Silent(&text[range]),
            here => Part::Valued(Sentence::new(text, range, here)),
        }
    };
    sentences(text).into_iter().map(part).collect()
}

/// What is known of a quantity by its sentence alone.
pub struct Asked<'s> {
    pub kind: Kind,
    /// What the cues around it say.
    pub sets: Sets,
    /// The cue that gave the role.
    pub by: Option<usize>,
    pub phrases: Phrases<'s>,
}

/// Asks the cues at each mention of a text that is a quantity. `of_indicators` tells whether the text has
/// spoken of indicators so far.
pub fn of_cues<'s>(
    parts: &'s [Part],
    of_indicators: &mut bool,
    patterns: &Patterns,
    v: &'s Vocabulary,
) -> Vec<Option<Asked<'s>>> {
    let mut out = Vec::new();
    for part in parts {
        let Part::Valued(s) = part else { continue };
        *of_indicators = *of_indicators || v.of_indicators.is_match(&s.masked);
        let mut words = None;
        out.extend((0..s.mentions.len()).map(|i| {
            let kind = status::kind(s, i, v, *of_indicators)?;
            let words = words.get_or_insert_with(|| patterns.cue_words(&s.masked));
            let (sets, by) = status::sets(s, i, kind, (patterns, words));
            Some(Asked {
                kind,
                sets,
                by,
                phrases: Phrases::new(s, i, v),
            })
        }));
    }
    out
}

/// Reads the phrase beside a quantity that is nearly always asked for.
pub fn phrases(asked: &Asked) {
    let phrases = &asked.phrases;
    match (asked.sets.subject, asked.kind) {
        (Some(SubjectAt::Carried), _) => "",
        (Some(SubjectAt::Left), _) => phrases.left(),
        (Some(SubjectAt::Right), _) => phrases.right(),
        (_, Kind::Rate | Kind::Funding) => phrases.left(),
        (_, Kind::Count) => phrases.right(),
        _ => "",
    };
}
