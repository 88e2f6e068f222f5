//! First reading: a value at a place.
//!
//! In: the plain text of a block. Out: [`Mention`]s in order of place. Not here:
//! what a value refers to (`fact`).

mod quantity;

use crate::pattern::{FoundParts, Gives, Part, Patterns};
use crate::value::date::{self, DateExpr};
use crate::value::{Comparator, Number};
use smol_str::SmolStr;
use std::ops::Range;

/// A value at a place of the plain text.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its bytes in the plain text.
    pub at: Range<usize>,
    /// What it says.
    pub value: Value,
    /// The pattern that found it, an index into [`Patterns::mentions`].
    pub pattern: usize,
}

/// What a mention says.
#[derive(Debug, Clone)]
pub enum Value {
    /// A number with a unit.
    Quantity(Quantity),
    /// A calendar expression.
    Date(DateExpr),
}

/// Which sort of quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Persons, things, events, measures.
    Count,
    /// A rate.
    Rate,
    /// Money.
    Funding,
}

/// A number with what belongs to it.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// Which sort.
    pub sort: Sort,
    /// The value; of a range its lower end.
    pub number: Number,
    /// The upper end of a range.
    pub to: Option<Number>,
    /// The unit, as the record contract wants it.
    pub unit: Option<SmolStr>,
    /// What the span itself says of the bound.
    pub comparator: Comparator,
    /// The number stands in hanzi.
    pub in_words: bool,
}

/// The mentions of a plain text, in order, without overlaps.
pub fn mentions(plain: &str, patterns: &Patterns) -> Vec<Mention> {
    let mut out = Vec::new();
    add_mentions(plain, patterns, &mut out);
    out
}

/// Adds the mentions of a plain text to those of others.
pub fn add_mentions(plain: &str, patterns: &Patterns, to: &mut Vec<Mention>) {
    scan(plain, patterns, |at, pattern, value| {
        if let Some(value) = value {
            to.push(Mention { at, value, pattern });
        }
    });
}

/// Every place that a pattern took: what it found, or that it only looks like a value.
pub fn seen(plain: &str, patterns: &Patterns) -> Vec<(Range<usize>, usize, Option<Value>)> {
    let mut out = Vec::new();
    scan(plain, patterns, |at, pattern, value| {
        out.push((at, pattern, value))
    });
    out
}

fn scan(
    plain: &str,
    patterns: &Patterns,
    mut take: impl FnMut(Range<usize>, usize, Option<Value>),
) {
    let mut start = 0;
    patterns.automaton.get().each(plain, |span, id| {
        start = span.end.max(start + 1);
        let pattern = &patterns.mentions[id];
        let sort = match pattern.gives {
            Gives::Nothing => {
                take(span, id, None);
                return start;
            }
            Gives::Date => None,
            Gives::Count => Some(Sort::Count),
            Gives::Rate => Some(Sort::Rate),
            Gives::Funding => Some(Sort::Funding),
        };
        let at = match sort {
            Some(sort) => {
                let read = pattern.captures(plain, &span, |found| {
                    let parts = Parts { plain, found };
                    let at = parts.range(Part::It).unwrap_or_else(|| span.clone());
                    take(at.clone(), id, quantity::quantity(sort, &parts, patterns));
                    at
                });
                read.unwrap_or_else(|| {
                    take(span.clone(), id, None);
                    span
                })
            }
            None => {
                let it = pattern.captures(plain, &span, |found| found.range(Part::It));
                let at = it.flatten().unwrap_or(span);
                let date = patterns.dates.of(&plain[at.clone()], date::date);
                take(at.clone(), id, date.map(Value::Date));
                at
            }
        };
        // What stands after `it` was only looked at.
        start = start.min(at.end.max(at.start + 1));
        start
    });
}

/// Every match of a mention pattern, what only looks like a value included: its place and pattern.
pub fn matches(plain: &str, patterns: &Patterns) -> Vec<(Range<usize>, usize)> {
    let (mut found, mut start) = (Vec::new(), 0);
    patterns.automaton.get().each(plain, |at, pattern| {
        start = at.end.max(start + 1);
        found.push((at, pattern));
        start
    });
    found
}

/// The named parts of a match.
struct Parts<'a> {
    plain: &'a str,
    found: FoundParts<'a>,
}

impl<'a> Parts<'a> {
    #[inline(always)]
    fn range(&self, part: Part) -> Option<Range<usize>> {
        self.found.range(part)
    }

    #[inline(always)]
    fn has(&self, part: Part) -> bool {
        self.range(part).is_some()
    }

    #[inline(always)]
    fn get(&self, part: Part) -> Option<&'a str> {
        self.range(part).map(|r| &self.plain[r])
    }
}
