//! What the document's structure says of the sentences in it: year, period, agent, status.
//!
//! The nearer one wins: sentence, leading phrase of the paragraph, heading, document.

use super::sentence::Sentence;
use super::{Vocabulary, agent};
use crate::mention::{Value, mentions};
use crate::pattern::Patterns;
use crate::segment::{Block, BlockKind, Document};
use crate::value::date::{Anchor, DateExpr};
use crate::value::{Genre, Status};

/// The state of reading at a sentence.
pub struct Context {
    /// What relative dates are resolved against.
    pub anchor: Anchor,
    /// Whether headings and genre speak of what is planned.
    pub planned: Option<bool>,
    genre: Genre,
    document_period: Option<String>,
    heading_period: Option<String>,
    paragraph_period: Option<String>,
    /// The agent of the sentence or the one it keeps from before.
    pub agent: Option<String>,
    section: Vec<String>,
    /// The subject of the last level value, for values without one.
    pub topic: Option<String>,
    /// The paragraph has spoken of indicators.
    pub of_indicators: bool,
}

impl Context {
    /// At the start of a document.
    pub fn of(document: &Document) -> Self {
        Self {
            anchor: Anchor {
                year: document.year,
                ..Anchor::default()
            },
            planned: None,
            genre: document.genre,
            document_period: None,
            heading_period: None,
            paragraph_period: None,
            agent: None,
            section: Vec::new(),
            topic: None,
            of_indicators: false,
        }
    }

    /// At the start of a block.
    pub fn enter(&mut self, block: &Block, patterns: &Patterns, v: &Vocabulary) {
        self.agent = None;
        self.topic = None;
        self.paragraph_period = None;
        self.of_indicators = false;
        if block.section.as_ref() != self.section.as_slice() {
            self.section = block.section.to_vec();
            self.heading_period = None;
            self.planned = None;
            for heading in block.section.iter() {
                self.heading(heading, patterns, v);
            }
        }
        if let BlockKind::Title = block.kind {
            self.document_period = self.period_in(&block.plain.text, patterns);
        }
    }

    fn heading(&mut self, heading: &str, patterns: &Patterns, v: &Vocabulary) {
        if let Some(p) = self.period_in(heading, patterns) {
            self.heading_period = Some(p);
        }
        if v.heading_actual.is_match(heading) {
            self.planned = Some(false);
        } else if v.heading_target.is_match(heading) {
            self.planned = Some(true);
        }
    }

    fn period_in(&self, text: &str, patterns: &Patterns) -> Option<String> {
        mentions(text, patterns)
            .iter()
            .find_map(|m| match &m.value {
                Value::Date(d) => Some(d.resolve(&self.anchor)),
                Value::Quantity(_) => None,
            })
    }

    /// At the end of a block.
    pub fn after_block(&mut self) {
        self.paragraph_period = None;
    }

    /// A sentence without values may still name the agent of the next.
    pub fn passed(&mut self, sentence: &str, v: &Vocabulary) {
        self.set_agent(sentence, v);
    }

    /// At a sentence with values.
    pub fn sentence(&mut self, s: &Sentence, _: &Patterns, v: &Vocabulary) {
        self.set_agent(&s.masked, v);
        self.of_indicators |= s.masked.contains("指标");
        if v.leading_period.is_match(s.masked.trim_start()) {
            if let Some((m, Value::Date(d))) = s.mentions.first().map(|m| (m, &m.value)) {
                let value = self.resolve(d, &s.block[m.at.clone()], s.left(0), v);
                self.paragraph_period = Some(period_of(&value));
            }
        }
    }

    fn set_agent(&mut self, masked: &str, v: &Vocabulary) {
        let text = masked.trim_start();
        let text = v.numbering.find(text).map_or(text, |m| &text[m.end()..]);
        let mut text = text;
        while let Some(m) = v.lead_in.find(text).filter(|m| !m.is_empty()) {
            if agent::agent_at_start(text, v).is_some() {
                break;
            }
            text = &text[m.end()..];
        }
        match agent::agent_at_start(text, v) {
            Some(end) => self.agent = Some(super::sentence::without_letters(&text[..end])),
            None if v.keeps_agent.is_match(text) => {}
            None => self.agent = None,
        }
    }

    /// The period that governs where the sentence names none.
    pub fn period(&self) -> Option<&String> {
        self.paragraph_period
            .as_ref()
            .or(self.heading_period.as_ref())
            .or(self.document_period.as_ref())
    }

    /// The year that governs, where a single one does.
    fn governing_year(&self) -> Option<i32> {
        let period = self.period()?;
        if period.contains('/') {
            None
        } else {
            period.get(..4)?.parse().ok()
        }
    }

    /// The EDTF value of a date: 上年 counts back from the year that governs, a month or a day
    /// without a year takes it, 今年 and 去年 are those of the document.
    pub fn resolve(&self, d: &DateExpr, text: &str, left: &str, v: &Vocabulary) -> String {
        let governing = self.governing_year();
        let to_period = v.relative_to_period.is_match(text)
            || v.date_reference_left.is_match(left) && v.last_year.is_match(text);
        let year = if to_period {
            governing.or(self.anchor.year)
        } else {
            self.anchor.year
        };
        d.resolve(&Anchor {
            year,
            near: governing.or(self.anchor.year),
            ..self.anchor
        })
    }

    /// Reads what follows as standing under a head of its own, such as a column's.
    pub fn under(&mut self, period: Option<String>) {
        if period.is_some() {
            self.paragraph_period = period;
        }
    }

    /// The status that headings and genre suggest.
    pub fn status(&self) -> Status {
        let by_genre = matches!(
            self.genre,
            Genre::WorkPlan | Genre::KeyPoints | Genre::Notice
        );
        if self.planned.unwrap_or(by_genre) {
            Status::Target
        } else {
            Status::Actual
        }
    }
}

/// The period that a date gives to values beside it: 2020年底 speaks of 2020.
pub fn period_of(edtf: &str) -> String {
    match edtf.strip_suffix('~') {
        Some(month) => month.get(..4).unwrap_or(month).to_string(),
        None => edtf.to_string(),
    }
}
