//! First reading: a value at a place.
//!
//! In: the plain text of a block. Out: [`Mention`]s in order of place. Not here:
//! what a value refers to (`fact`).

use crate::pattern::{Gives, MentionPattern, Patterns};
use crate::value::date::{self, DateExpr};
use crate::value::{Comparator, Number, Numeral, Units, numeral};
use regex_automata::util::captures::Captures;
use regex_automata::{Anchored, Input};
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
    pub unit: Option<String>,
    /// What the span itself says of the bound.
    pub comparator: Comparator,
    /// The number stands in hanzi.
    pub in_words: bool,
}

/// The mentions of a plain text, in order, without overlaps.
pub fn mentions(plain: &str, patterns: &Patterns) -> Vec<Mention> {
    let mut out = Vec::new();
    scan(plain, patterns, |at, pattern, value| {
        out.extend(value.map(|value| Mention { at, value, pattern }));
    });
    out
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
    let mut captures = patterns.automaton.create_captures();
    let mut start = 0;
    while start < plain.len() {
        let input = Input::new(plain).range(start..);
        let Some(found) = patterns.automaton.search(&input) else {
            break;
        };
        let span = found.range();
        start = span.end.max(start + 1);
        while !plain.is_char_boundary(start) {
            start += 1;
        }
        let id = found.pattern();
        let pattern = &patterns.mentions[id.as_usize()];
        if pattern.gives == Gives::Nothing {
            take(span, id.as_usize(), None);
            continue;
        }
        let input = Input::new(plain)
            .range(span.clone())
            .anchored(Anchored::Pattern(id));
        patterns.automaton.search_captures(&input, &mut captures);
        let parts = Parts {
            plain,
            captures: &captures,
        };
        let at = parts.range("it").unwrap_or(span);
        // What stands after `it` was only looked at.
        start = start.min(at.end.max(at.start + 1));
        let value = value(patterns, pattern, &parts, &plain[at.clone()]);
        take(at, id.as_usize(), value);
    }
}

/// Every match of a mention pattern, what only looks like a value included: its place and pattern.
pub fn matches(plain: &str, patterns: &Patterns) -> Vec<(Range<usize>, usize)> {
    patterns
        .automaton
        .find_iter(plain)
        .map(|m| (m.range(), m.pattern().as_usize()))
        .collect()
}

/// The named parts of a match.
struct Parts<'a> {
    plain: &'a str,
    captures: &'a Captures,
}

impl<'a> Parts<'a> {
    fn range(&self, name: &str) -> Option<Range<usize>> {
        self.captures.get_group_by_name(name).map(|s| s.range())
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.range(name).map(|r| &self.plain[r])
    }
}

fn value(
    patterns: &Patterns,
    pattern: &MentionPattern,
    parts: &Parts,
    text: &str,
) -> Option<Value> {
    let sort = match pattern.gives {
        Gives::Nothing => return None,
        Gives::Date => return date::date(text).map(Value::Date),
        Gives::Count => Sort::Count,
        Gives::Rate => Sort::Rate,
        Gives::Funding => Sort::Funding,
    };
    let written = parts.get("number").or_else(|| parts.get("han"))?;
    let mut from = read_number(written)?;
    let mut to = match parts.get("number_to").or_else(|| parts.get("han_to")) {
        Some(t) => Some(read_number(t)?),
        None => None,
    };
    share_scale(&mut from, to.as_mut(), written, parts);
    let comparator = comparator(parts, &from, to.as_ref());
    let units = &patterns.units;
    let in_words = !written.contains(|c: char| c.is_ascii_digit());
    Some(Value::Quantity(Quantity {
        sort,
        number: from.number,
        to: to.map(|t| t.number),
        unit: unit_of(sort, parts, units),
        comparator,
        in_words,
    }))
}

fn read_number(s: &str) -> Option<Numeral> {
    match s {
        "一" => Some(Numeral {
            number: Number::new(1, 0),
            over: false,
        }),
        "百" => Some(Numeral {
            number: Number::new(100, 0),
            over: false,
        }),
        s => numeral(s),
    }
}

/// 3至5万: the scale of the upper end is the scale of both, unless the lower one has its own unit.
fn share_scale(from: &mut Numeral, to: Option<&mut Numeral>, written: &str, parts: &Parts) {
    if to.is_none() {
        return;
    }
    let scaled = |s: &str| s.contains(['万', '亿']);
    let upper = parts.get("number_to").unwrap_or_default();
    let unit_between = parts.get("unit_from").is_some();
    if scaled(upper) && !scaled(written) && !unit_between {
        let digits =
            upper.trim_end_matches(|c: char| !c.is_ascii_digit() && "十百千万亿".contains(c));
        let power = Units::builtin().power(&upper[digits.len()..]).unwrap_or(0);
        if let Some(n) = from.number.scaled(power) {
            from.number = n;
        }
    }
}

fn comparator(parts: &Parts, from: &Numeral, to: Option<&Numeral>) -> Comparator {
    let by_words = |s: &str| -> Option<Comparator> {
        Some(match s {
            "近" | "将近" | "接近" => Comparator::ApproxUnder,
            "约" | "大约" | "左右" | "上下" => Comparator::Approx,
            "<" => Comparator::Lt,
            ">" => Comparator::Gt,
            "≥" | ">=" | "以上" | "及以上" => Comparator::Ge,
            "≤" | "<=" | "以下" | "及以下" | "以内" | "之内" | "内" => Comparator::Le,
            "上" | "之多" => Comparator::ApproxOver,
            _ => return None,
        })
    };
    if to.is_some() {
        return Comparator::Eq;
    }
    if let Some(c) = parts.get("tail").and_then(by_words) {
        return c;
    }
    if from.over || to.is_some_and(|t| t.over) {
        return Comparator::ApproxOver;
    }
    parts
        .get("head")
        .and_then(by_words)
        .unwrap_or(Comparator::Eq)
}

fn unit_of(sort: Sort, parts: &Parts, units: &Units) -> Option<String> {
    let written = parts.get("unit").or_else(|| parts.get("unit_words"));
    match sort {
        Sort::Count => written.map(str::to_string),
        Sort::Funding => written.and_then(|w| units.currency(w)).map(str::to_string),
        Sort::Rate => Some(
            written
                .and_then(|w| units.rate(w))
                .unwrap_or("%")
                .to_string(),
        ),
    }
}
