//! What was read of sentences, and the facts that are made of it.

use super::Fact;
use super::asked::Part;
use super::dates::Dated;
use super::subject::Reading;
use crate::mention::Value;
use crate::pattern::Patterns;
use crate::segment::Block;
use crate::text::Plain;
use crate::value::Kind;
use smol_str::SmolStr;
use std::{iter, mem, slice};

/// What was read of sentences: the number of each, and what their mentions say, each a date or a quantity.
pub struct Done {
    pub sentences: Vec<usize>,
    pub dates: Vec<Option<Dated>>,
    pub readings: Vec<Option<Reading>>,
}

impl Done {
    /// Of nothing so far, with room for so many mentions.
    pub fn of(mentions: usize) -> Self {
        Self {
            sentences: Vec::with_capacity(mentions),
            dates: Vec::with_capacity(mentions),
            readings: Vec::with_capacity(mentions),
        }
    }

    /// To be taken from the first on.
    pub fn in_order(&mut self) -> InOrder<'_> {
        InOrder {
            sentences: self.sentences.iter(),
            mentions: self.dates.iter_mut().zip(&mut self.readings),
        }
    }
}

/// The same, one after the other. A reading is long: what a fact wants of it is taken where it lies.
pub struct InOrder<'d> {
    sentences: slice::Iter<'d, usize>,
    mentions: iter::Zip<slice::IterMut<'d, Option<Dated>>, slice::IterMut<'d, Option<Reading>>>,
}

impl InOrder<'_> {
    /// Makes the facts of a text, whose sentences are the next.
    pub fn facts<'a>(
        &mut self,
        patterns: &Patterns,
        (block, plain): (&'a Block, &'a Plain),
        parts: &[Part],
        out: &mut Vec<Fact<'a>>,
    ) {
        let valued = parts.iter().filter_map(Part::valued);
        for (s, &sentence) in valued.zip(&mut self.sentences) {
            let whole = &plain.text[s.range.clone()];
            let text = whole.trim_start();
            let trimmed = whole.len() - text.len();
            let evidence = text.trim_end();
            for (mention, (date, reading)) in s.mentions.iter().zip(&mut self.mentions) {
                let span = plain.span(mention.at.clone());
                let start = s.range.start + trimmed;
                let within = mention.at.start - start..mention.at.end - start;
                let pattern = || patterns.mentions[mention.pattern].name.clone();
                match &mention.value {
                    Value::Date(_) => {
                        let Some(date) = date else { continue };
                        out.push(Fact {
                            date: Some(mem::take(&mut date.value)),
                            role: Some(date.role),
                            within,
                            sentence,
                            ..Fact::bare(block, span, evidence.into(), pattern())
                        });
                    }
                    Value::Quantity(q) => {
                        let Some(r) = reading else { continue };
                        let rule = r.rule.take().unwrap_or_else(pattern);
                        out.push(Fact {
                            kind: r.kind,
                            role: Some(r.role),
                            status: Some(r.status),
                            number: Some((q.number, q.to)),
                            unit: match (r.kind, &q.unit) {
                                (Kind::Funding, None) => Some(SmolStr::new_static("CNY")),
                                (_, unit) => unit.clone(),
                            },
                            comparator: Some(r.comparator),
                            subject: r.subject.take().filter(|s| !s.is_empty()),
                            agent: r.agent.take(),
                            period: r.period.take(),
                            group: r.group,
                            within,
                            sentence,
                            ..Fact::bare(block, span, evidence.into(), rule)
                        });
                    }
                }
            }
        }
    }
}
