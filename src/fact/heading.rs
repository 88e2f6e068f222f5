//! What the headings above a block say of the values in it: a period, and whether they speak of plans.

use super::Vocabulary;
use super::context::first_date;
use crate::mention::mentions;
use crate::pattern::Patterns;
use crate::segment::{Block, Document};
use crate::value::date::Anchor;
use smol_str::SmolStr;
use std::ptr;

/// The headings above a block.
pub struct Headings<'d> {
    anchor: Anchor,
    /// Year and month of issue.
    issued: Option<(i32, u8)>,
    /// The title speaks of what was done.
    looks_back: bool,
    section: &'d [String],
    /// What the headings of the section say, each with those above it; the inner ones are read when a
    /// value asks.
    under: Vec<Under>,
    /// It has been asked what the section's headings say.
    heard: bool,
}

/// What a heading says, or one above it.
#[derive(Debug, Clone, Default)]
pub struct Under {
    pub period: Option<SmolStr>,
    pub planned: Option<bool>,
}

impl<'d> Headings<'d> {
    /// At the start of a document.
    pub fn of(document: &'d Document, anchor: Anchor, v: &Vocabulary) -> Self {
        let title = document.title.as_deref();
        Self {
            anchor,
            issued: document.issued.as_deref().and_then(year_and_month),
            looks_back: title.is_some_and(|t| v.heading_actual.is_match(t)),
            section: &[],
            under: Vec::new(),
            heard: false,
        }
    }

    /// At a block: what the headings above it say, where it asks and no block under them has asked before.
    #[inline]
    pub fn above(
        &mut self,
        block: &'d Block,
        asks: bool,
        patterns: &Patterns,
        v: &Vocabulary,
    ) -> Option<Under> {
        // Most stand under the same headings as the one before.
        let known = self.heard && ptr::eq(&*block.section, self.section);
        match asks {
            _ if known => None,
            true => self.section_of(block, patterns, v),
            false => {
                self.heard = self.heard && *block.section == *self.section;
                None
            }
        }
    }

    fn section_of(
        &mut self,
        block: &'d Block,
        patterns: &Patterns,
        v: &Vocabulary,
    ) -> Option<Under> {
        if *block.section != *self.section {
            let both = self.section.iter().zip(block.section.iter());
            let same = both.take_while(|(before, now)| before == now).count();
            self.under.truncate(same);
            self.section = &block.section;
            self.heard = false;
        }
        if self.heard {
            return None;
        }
        self.heard = true;
        let section = self.section;
        for heading in &section[self.under.len()..] {
            let under = self.heading(heading, patterns, v);
            self.under.push(under);
        }
        Some(self.under.last().cloned().unwrap_or_default())
    }

    /// What a heading says, under those that were read.
    fn heading(&self, heading: &str, patterns: &Patterns, v: &Vocabulary) -> Under {
        let Under { period, planned } = self.under.last().cloned().unwrap_or_default();
        let period = first_date(&mentions(heading, patterns), &self.anchor).or(period);
        let year = period
            .as_deref()
            .filter(|p| p.len() == 4)
            .and_then(|p| p.parse().ok());
        let of_this_year = year.map(|y: i32| self.lies_ahead(y));
        let planned = match v.heading_says.is_match(heading) {
            false => planned,
            true if v.heading_actual.is_match(heading) => Some(false),
            true if v.heading_target.is_match(heading) => Some(true),
            // Of work.
            true => of_this_year.or(Some(false)),
        };
        Under { period, planned }
    }

    /// Whether a document speaks of a year as of what is to come: a report of early 2013 of 2013, none of 2012.
    fn lies_ahead(&self, year: i32) -> bool {
        match self.issued {
            Some((of, month)) => year > of || year == of && month <= 6,
            None => self
                .anchor
                .year
                .is_some_and(|this| year > this || year == this && !self.looks_back),
        }
    }
}

fn year_and_month(edtf: &str) -> Option<(i32, u8)> {
    Some((edtf.get(..4)?.parse().ok()?, edtf.get(5..7)?.parse().ok()?))
}
