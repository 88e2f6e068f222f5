//! The named parts of a match → a quantity.
//!
//! In: the parts. Out: number, unit, comparator. Not here: finding the match.
//!
//! | part | what it holds |
//! |---|---|
//! | `number` or `han` | the number, of a range its lower end |
//! | `number_to` or `han_to` | the upper end of a range |
//! | `vague` | two digits that stand for a range (三四) |
//! | `tenths` | a rate in tenths, 成 included (七成六) |
//! | `scale` | a scale that stands by itself, for both ends |
//! | `minus` | a word that says that the number is below zero |
//! | `rest` | smaller units after the unit: 6角3分, 8两, 半 |
//! | `unit`, `unit_words` | the unit |
//! | `unit_from` | the unit of the lower end, where it has its own |
//! | `head`, `tail` | comparators before and after the number |

use super::{Parts, Quantity, Sort, Value};
use crate::pattern::{Part, Patterns};
use crate::value::{Comparator, Number, Numeral, Units, find_numeral_prefix, numeral, rate};
use smol_str::SmolStr;

pub(super) fn quantity(sort: Sort, parts: &Parts, patterns: &Patterns) -> Option<Value> {
    let units = &patterns.units;
    let written = parts
        .get(Part::Number)
        .or_else(|| parts.get(Part::Han))
        .or_else(|| parts.get(Part::Vague))
        .or_else(|| parts.get(Part::Tenths))?;
    let (mut from, mut to) = ends(written, parts)?;
    if let Some(word) = parts.get(Part::Scale).filter(|w| !w.is_empty()) {
        let power = units.power(word)?;
        from.number = from.number.scaled(power)?;
        if let Some(to) = &mut to {
            to.number = to.number.scaled(power)?;
        }
    }
    share_scale(&mut from, to.as_ref(), written, parts, units);
    if let Some(rest) = parts.get(Part::Rest) {
        from.number = from.number.checked_add(below(rest, units)?)?;
    }
    if parts.has(Part::Minus) {
        from.number = from.number.checked_neg()?;
        if let Some(to) = &mut to {
            to.number = to.number.checked_neg()?;
        }
    }
    let unit = unit_of(
        sort,
        parts.get(Part::Unit).or_else(|| parts.get(Part::UnitWords)),
        units,
    );
    if parts.has(Part::UnitFrom) && unit_of(sort, parts.get(Part::UnitFrom), units) != unit {
        return None;
    }
    Some(Value::Quantity(Quantity {
        sort,
        number: from.number,
        comparator: comparator(parts, &from, to.as_ref(), patterns),
        to: to.map(|t| t.number),
        unit,
        in_words: !written.contains(|c: char| c.is_ascii_digit()),
    }))
}

/// The number, or both ends of a range.
fn ends(written: &str, parts: &Parts) -> Option<(Numeral, Option<Numeral>)> {
    if parts.has(Part::Vague) {
        let middle = written.chars().next()?.len_utf8();
        let (low, high) = written.split_at(middle);
        return Some((numeral(low)?, Some(numeral(high)?)));
    }
    if parts.has(Part::Tenths) {
        return Some((rate(written)?.0, None));
    }
    let to = match parts.get(Part::NumberTo).or_else(|| parts.get(Part::HanTo)) {
        Some(t) => Some(numeral(t)?),
        None => None,
    };
    Some((numeral(written)?, to))
}

/// 3至5万: the scale of the upper end is the scale of both, unless the lower one has its own unit
/// or would become the larger (8500至3万).
fn share_scale(
    from: &mut Numeral,
    to: Option<&Numeral>,
    written: &str,
    parts: &Parts,
    units: &Units,
) {
    let upper = || parts.get(Part::NumberTo).or_else(|| parts.get(Part::HanTo));
    let Some((to, upper)) = to.and_then(|to| Some((to, upper()?))) else {
        return;
    };
    if parts.has(Part::UnitFrom) {
        return;
    }
    let power = scale_of(upper, units);
    if power == 0 || scale_of(written, units) > 0 {
        return;
    }
    if let Some(n) = from.number.scaled(power)
        && n.compare(to.number).is_lt()
    {
        from.number = n;
    }
}

/// The power of the scale at the end of a number. Among hanzi 十, 百 and 千 are places of the number itself.
fn scale_of(number: &str, units: &Units) -> i32 {
    const FIRST_SCALE: i32 = 4;
    let scales = units.scale.iter().flat_map(|s| {
        let of = |w: &String| (w.len(), s.power);
        s.words.iter().filter(|w| number.ends_with(*w)).map(of)
    });
    let in_words = !number.contains(|c: char| c.is_ascii_digit());
    let one_place = |n: &i32| !in_words || n % FIRST_SCALE == 0;
    scales
        .filter(|(_, power)| one_place(power))
        .max()
        .map_or(0, |(_, power)| power)
}

/// What smaller units add, as a part of the unit before them: 6角3分 is 0.63, 半 a half.
fn below(rest: &str, units: &Units) -> Option<Number> {
    let mut sum = Number::new(0, 0);
    let mut power = 0;
    let mut at = rest;
    while !at.is_empty() {
        let (end, n) = find_numeral_prefix(at)?;
        at = &at[end..];
        let words = units
            .part
            .iter()
            .flat_map(|p| p.words.iter().map(move |w| (w, p.power)));
        let word = words
            .filter(|(w, _)| at.starts_with(*w))
            .max_by_key(|(w, _)| w.len());
        if let Some((word, of)) = word {
            at = &at[word.len()..];
            power = of;
        }
        sum = sum.checked_add(n.number.scaled(power)?)?;
    }
    Some(sum)
}

fn comparator(
    parts: &Parts,
    from: &Numeral,
    to: Option<&Numeral>,
    patterns: &Patterns,
) -> Comparator {
    if to.is_some() {
        return Comparator::Eq;
    }
    let said = |part| patterns.comparator(parts.get(part)?);
    if let Some(c) = said(Part::Tail) {
        return c;
    }
    if from.over {
        return Comparator::ApproxOver;
    }
    said(Part::Head).unwrap_or(Comparator::Eq)
}

fn unit_of(sort: Sort, written: Option<&str>, units: &Units) -> Option<SmolStr> {
    let unit = match sort {
        Sort::Count => written?,
        Sort::Funding => units.currency(written?)?,
        Sort::Rate => written.and_then(|w| units.rate(w)).unwrap_or("%"),
    };
    Some(unit.into())
}
