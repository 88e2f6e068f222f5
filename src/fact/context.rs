//! What the document's structure says of the sentences in it: year, period, agent, status.
//!
//! The nearer one wins: sentence, leading phrase of the paragraph, heading, document.

use super::Vocabulary;
use super::agent::Said;
use super::asked::OfSentence;
use super::heading::Under;
use super::sentence::Sentence;
use crate::mention::{Mention, Value};
use crate::segment::{Block, BlockKind, Document};
use crate::value::date::{Anchor, DateExpr};
use crate::value::{Genre, Status};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The state of reading at a sentence.
pub struct Context<'d> {
    /// What relative dates are resolved against.
    pub anchor: Anchor,
    /// Whether headings and genre speak of what is planned.
    pub planned: Option<bool>,
    /// The text sets rules or plans.
    normative: bool,
    document_period: Option<SmolStr>,
    heading_period: Option<SmolStr>,
    paragraph_period: Option<SmolStr>,
    /// A paragraph under this heading has had its period.
    section_dated: bool,
    /// The heading's period is that of its first paragraph.
    lent: bool,
    /// The agent of the sentence or the one it keeps from before.
    pub agent: Option<SmolStr>,
    /// There are headings above.
    in_section: bool,
    /// The subject of the last level value, for values without one.
    pub topic: Option<String>,
    /// The last value with a measure noun of its own, and its unit.
    pub whole: Option<(String, Option<SmolStr>)>,
    /// The part of the sentence before a semicolon spoke of what is planned.
    pub aims: bool,
    /// The text of the block.
    block: &'d str,
    /// The sentence goes on after a semicolon.
    pub continues: bool,
    /// The sentence being read is such a continuation.
    pub in_continuation: bool,
    /// A breakdown into parts was announced before a semicolon.
    pub parts: bool,
    /// The block, which is furniture with a value, stands right above a table.
    pub captions: bool,
    /// The paragraph has spoken of indicators.
    pub of_indicators: bool,
}

impl<'d> Context<'d> {
    /// At the start of a document.
    pub fn of(document: &Document, v: &Vocabulary) -> Self {
        Self {
            anchor: Anchor {
                year: document.year,
                ..Anchor::default()
            },
            planned: None,
            normative: normative(document, v),
            document_period: None,
            heading_period: None,
            paragraph_period: None,
            section_dated: false,
            lent: false,
            agent: None,
            in_section: false,
            topic: None,
            whole: None,
            aims: false,
            block: "",
            continues: false,
            in_continuation: false,
            parts: false,
            captions: false,
            of_indicators: false,
        }
    }

    /// At the start of a block.
    pub fn enter(&mut self, block: &'d Block, found: &[Mention]) {
        self.agent = None;
        self.topic = None;
        self.whole = None;
        self.aims = false;
        self.block = &block.plain.text;
        self.continues = false;
        self.parts = false;
        self.paragraph_period = None;
        self.of_indicators = false;
        self.in_section = !block.section.is_empty();
        if let BlockKind::Title = block.kind {
            self.document_period = first_date(found, &self.anchor);
        }
    }

    /// Before values of a block are read whose headings have not been heard.
    pub fn hear_headings(&mut self, Under { period, planned }: Under) {
        self.heading_period = period;
        self.planned = planned;
        self.section_dated = false;
        self.lent = false;
    }

    /// What the paragraph's own short first sentence names: 1、行政单位医疗（项）。
    pub fn item(&self, v: &Vocabulary) -> Option<String> {
        item_of(self.block, v)
    }

    /// At the end of a block.
    pub fn after_block(&mut self) {
        self.paragraph_period = None;
    }

    /// Takes over the agent of the latest sentence that names one or has none; given the latest first.
    pub fn hear<'s>(&mut self, mut said: impl Iterator<Item = &'s Said<'s>>, v: &Vocabulary) {
        if let Some(agent) = said.find_map(|said| said.agent(v)) {
            self.agent = agent;
        }
    }

    /// At a sentence with values.
    pub fn sentence(&mut self, s: &Sentence, of: &OfSentence, v: &Vocabulary) {
        self.in_continuation = self.continues;
        if let Some((mention, Value::Date(d))) = of
            .bracket_date
            .map(|i| (&s.mentions[i], &s.mentions[i].value))
        {
            let text = &s.block[mention.at.clone()];
            self.paragraph_period = Some(period_of(&self.resolve(d, text, "", v), text, v));
        }
        if let Some((m, Value::Date(d))) = s.mentions.first().map(|m| (m, &m.value)) {
            let text = &s.block[m.at.clone()];
            let leads = of.leads;
            // 今年 ends a look back.
            let in_words = || !text.bytes().any(|b| b.is_ascii_digit());
            if leads || in_words() && s.left(0).trim().is_empty() {
                let value = self.resolve(d, text, s.left(0), v);
                if leads || self.is_this_year(&value) {
                    self.carry_period(period_of(&value, text, v));
                }
            }
        }
    }

    /// After a sentence with values: what it hands on to one that goes on behind its semicolon.
    pub fn after_sentence(&mut self, s: &Sentence, v: &Vocabulary) {
        self.continues = s.text().ends_with('；');
        self.aims = self.continues && (self.aims || v.says_target.is_match(&s.masked));
        self.parts = self.continues && self.announces_parts(s, v);
    }

    /// Whether a breakdown into parts has been announced in a sentence, or in one that it continues.
    pub fn announces_parts(&self, s: &Sentence, v: &Vocabulary) -> bool {
        self.parts || v.part_marker.is_match(&s.masked)
    }

    /// True for the year of the document.
    fn is_this_year(&self, value: &str) -> bool {
        self.anchor.year.is_some() && value.parse().ok() == self.anchor.year
    }

    /// The period that governs where the sentence names none.
    pub fn period(&self) -> Option<&SmolStr> {
        self.paragraph_period
            .as_ref()
            .or(self.heading_period.as_ref())
            .or(self.document_period.as_ref())
    }

    /// The year that governs, where a single one does.
    fn governing_year(&self) -> Option<i32> {
        let period = self.period()?;
        if period.contains('/') {
            return None;
        }
        let year: i32 = period.get(..4)?.parse().ok()?;
        // A year far from the document's own is spoken of, it does not govern.
        self.anchor
            .year
            .is_none_or(|own| (own - year).abs() <= 2)
            .then_some(year)
    }

    /// The EDTF value of a date: 上年 counts back from the year that governs, a month or a day
    /// without a year takes it, 今年 and 去年 are those of the document.
    pub fn resolve(&self, d: &DateExpr, text: &str, left: &str, v: &Vocabulary) -> SmolStr {
        let governing = self.governing_year();
        let [relative, last_year] = v.relative_date(text);
        let to_period = relative || last_year && v.date_reference_left.is_match(left);
        let to_period = to_period || d.leaves_year_out() && governing.is_some();
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

    /// The period of a sentence governs the rest of its paragraph; the first one under a heading
    /// that names none governs the rest of the section, up to one of another year.
    pub fn carry_period(&mut self, period: SmolStr) {
        if self.heading_period.is_none() && self.in_section && !self.section_dated {
            self.heading_period = Some(period.clone());
            self.lent = true;
        }
        let lent = self.heading_period.as_ref().filter(|_| self.lent);
        if lent.is_some_and(|p| p.get(..4) != period.get(..4)) {
            self.heading_period = None;
            self.lent = false;
        }
        self.section_dated = true;
        self.paragraph_period = Some(period);
    }

    /// Reads what follows as standing under a head of its own, such as a column's.
    pub fn under(&mut self, period: Option<SmolStr>) {
        if period.is_some() {
            self.paragraph_period = period;
        }
    }

    /// The status that headings and genre suggest.
    pub fn status(&self) -> Status {
        if self.planned.unwrap_or(self.normative) {
            Status::Target
        } else {
            Status::Actual
        }
    }
}

/// The first date of a text, by what was found in it.
pub fn first_date(found: &[Mention], anchor: &Anchor) -> Option<SmolStr> {
    found.iter().find_map(|m| match &m.value {
        Value::Date(d) => Some(d.resolve(anchor)),
        Value::Quantity(_) => None,
    })
}

/// The period that a date gives to values beside it: 2020年底 speaks of 2020, 一季度末 of the quarter.
pub fn period_of(edtf: &str, text: &str, v: &Vocabulary) -> SmolStr {
    let Some(month) = edtf.strip_suffix('~') else {
        return edtf.into();
    };
    let year = month.get(..4).unwrap_or(month);
    match month.get(5..).and_then(|m| m.parse::<u8>().ok()) {
        Some(m @ 1..=12) if v.quarter.is_match(text) => {
            format_smolstr!("{year}-{}", 33 + (m - 1) / 3)
        }
        Some(1..=11) => month.into(),
        _ => year.into(),
    }
}

/// Whether a document sets rules or plans: by its genre, its title, or, cut off as it may be, its headings.
fn normative(document: &Document, v: &Vocabulary) -> bool {
    if matches!(
        document.genre,
        Genre::WorkPlan | Genre::KeyPoints | Genre::Notice
    ) {
        return true;
    }
    match &document.title {
        Some(title) => document.genre == Genre::Other && v.normative_title.is_match(title),
        None => {
            let sections = document
                .blocks
                .chunk_by(|a, b| Arc::ptr_eq(&a.section, &b.section));
            let headings: BTreeSet<&String> = sections
                .filter_map(|s| s.first())
                .flat_map(|b| b.section.iter())
                .collect();
            headings.iter().any(|h| v.heading_target.is_match(h))
                && !headings.iter().any(|h| v.heading_actual.is_match(h))
        }
    }
}

/// What a numbered paragraph's short first sentence names, without its outer classes.
fn item_of(text: &str, v: &Vocabulary) -> Option<String> {
    let number = v.numbering.find(text.trim_start())?;
    let rest = &text.trim_start()[number.end()..];
    let first = &rest[..rest.find('。')?];
    let short = first.chars().count() <= 60 && !first.contains(['，', '：', '；']);
    let class = v.account_class.find_iter(first).last();
    let name = class.map_or(first, |m| &first[m.end()..]);
    (short && !name.is_empty()).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fact::heading::Headings;
    use crate::fact::tests::{PATTERNS, VOCABULARY};
    use crate::segment::documents;
    use crate::text::decode;
    use proptest::prelude::*;

    const SECTIONS: [&[&str]; 6] = [
        &[],
        &["2019年工作回顾"],
        &["2019年工作回顾", "主要成效"],
        &["2020年工作安排"],
        &["2020年工作安排", "基础设施"],
        &["2020年工作安排", "上半年"],
    ];

    proptest! {
        #[test]
        fn headings_say_what_they_say_when_each_is_heard(
            blocks in prop::collection::vec((0..SECTIONS.len(), any::<bool>()), 1..12),
        ) {
            let text = decode("工作情况".as_bytes(), None).unwrap();
            let document = &documents(&text, &PATTERNS.document)[0];
            let under = |section: &[&str]| Block {
                section: section.iter().map(|h| h.to_string()).collect(),
                ..document.blocks[0].clone()
            };
            let sections: Vec<Block> = SECTIONS.iter().map(|s| under(s)).collect();
            let new = || {
                let context = Context::of(document, &VOCABULARY);
                let headings = Headings::of(document, context.anchor, &VOCABULARY);
                (context, headings)
            };
            let (mut each, mut above_each) = new();
            let (mut asked, mut above_asked) = new();
            for (section, asks) in blocks {
                let block = &sections[section];
                for (context, headings, hears) in [
                    (&mut each, &mut above_each, true),
                    (&mut asked, &mut above_asked, asks),
                ] {
                    context.enter(block, &[]);
                    let under = headings.above(block, hears, &PATTERNS, &VOCABULARY);
                    under.into_iter().for_each(|u| context.hear_headings(u));
                }
                if asks {
                    let said = |c: &Context| (c.planned, c.heading_period.clone(), c.section_dated);
                    prop_assert_eq!(said(&each), said(&asked));
                    each.carry_period("2020".into());
                    asked.carry_period("2020".into());
                }
            }
        }
    }
}
