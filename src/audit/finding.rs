//! What a check came to, before it becomes a row.
//!
//! In: the figures and the arithmetic of a check. Out: [`Finding`]. Not here:
//! grouping into issues (`issue`), rows and rendering (`report`).

use super::decide::Modes;
use super::exact::Ratio;
use super::interval::Interval;
use crate::record::{Severity, Verdict};
use crate::text::Span;
use crate::value::Number;

/// A figure by its document's place in the list and its own place in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ref {
    /// The document.
    pub document: usize,
    /// The figure in it.
    pub figure: usize,
}

/// A place in a document's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spot {
    /// The document.
    pub document: usize,
    /// Bytes of the file's decoded text.
    pub span: Span,
}

/// How sure it is that the figures belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// They stand near each other.
    Low,
    /// Same sentence and fitting nouns.
    Medium,
    /// Same clause chain and grammatical roles, or a full key.
    High,
}

/// A change that would remove a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The figure to change.
    pub figure: Ref,
    /// What it would read.
    pub to: String,
    /// What sort of slip it would have been.
    pub how: &'static str,
}

/// What one check says about one relation.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Id in the catalogue.
    pub check: &'static str,
    /// What came out.
    pub verdict: Verdict,
    /// How bad it is.
    pub severity: Severity,
    /// The figures compared, in the order of the formula.
    pub figures: Vec<Ref>,
    /// Further places that it speaks of: claims, markers.
    pub places: Vec<Spot>,
    /// How much a pass proves.
    pub strength: Option<Number>,
    /// What follows from the other figures.
    pub expected: Option<Interval>,
    /// What is reported.
    pub reported: Option<Interval>,
    /// The distance in units of the last written digit.
    pub gap: Option<Ratio>,
    /// The readings that were tried.
    pub readings: Vec<&'static str>,
    /// Which roundings explain the last figure.
    pub modes: Option<Modes>,
    /// How sure the link is.
    pub link: Link,
    /// Changes that would remove it.
    pub repairs: Vec<Repair>,
    /// Findings of one cause share it.
    pub issue: Option<usize>,
    /// Names the finding over runs, for accepted explanations.
    pub key: String,
    /// One Chinese sentence with the arithmetic.
    pub message_zh: String,
    /// The same in English.
    pub message_en: String,
}

impl Finding {
    /// A finding about figures.
    pub fn new(check: &'static str, verdict: Verdict, figures: Vec<Ref>) -> Self {
        Self {
            check,
            verdict,
            severity: match verdict {
                Verdict::Inconsistent => Severity::Error,
                Verdict::Suspicious => Severity::Warning,
                Verdict::Consistent | Verdict::NotCheckable => Severity::Information,
            },
            figures,
            places: Vec::new(),
            strength: None,
            expected: None,
            reported: None,
            gap: None,
            readings: Vec::new(),
            modes: None,
            link: Link::High,
            repairs: Vec::new(),
            issue: None,
            key: String::new(),
            message_zh: String::new(),
            message_en: String::new(),
        }
    }

    /// Speaks of further places.
    pub fn at(mut self, places: impl IntoIterator<Item = Spot>) -> Self {
        self.places.extend(places);
        self
    }

    /// What follows and what is reported.
    pub fn against(mut self, expected: Option<Interval>, reported: Option<Interval>) -> Self {
        self.expected = expected;
        self.reported = reported;
        self
    }

    /// How much a pass proves.
    pub fn strength(mut self, strength: Option<Number>) -> Self {
        self.strength = strength;
        self
    }

    /// How sure the link is.
    pub fn link(mut self, link: Link) -> Self {
        self.link = link;
        self
    }

    /// The readings that were tried.
    pub fn readings(mut self, readings: &[&'static str]) -> Self {
        self.readings = readings.to_vec();
        self
    }

    /// A slip of wording rather than of figures.
    pub fn low(mut self) -> Self {
        self.severity = Severity::Information;
        self
    }

    /// Its sentence in both languages.
    pub fn say(mut self, zh: String, en: String) -> Self {
        self.message_zh = zh;
        self.message_en = en;
        self
    }

    /// True where it asks for attention.
    pub fn flagged(&self) -> bool {
        matches!(self.verdict, Verdict::Inconsistent | Verdict::Suspicious)
    }
}
