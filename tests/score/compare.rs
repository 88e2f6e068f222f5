//! When two values, roles, subjects, units of government, periods count as the same.

use super::record::{Expected, Found};
use serde_json::value::RawValue;
use std::cmp::Ordering;
use std::collections::HashMap;

/// An exact ratio; the second number is not zero.
#[derive(Debug, Clone, Copy)]
pub struct Ratio(pub usize, pub usize);

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0 * other.1).cmp(&(other.0 * self.1))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ratio {}

/// So many tenths.
pub fn tenths(n: usize) -> Ratio {
    Ratio(n, 10)
}

/// An exact decimal: its digits without outer zeros, and the power of ten of the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// The number that a JSON value holds, as a number or in quotes.
    pub fn of(value: &RawValue) -> Option<Self> {
        Self::read(unquoted(value))
    }

    /// `-7.20`, `1E+3`.
    pub fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((m, e)) => (m, e.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let (whole, part) = mantissa
            .trim_start_matches(['-', '+'])
            .split_once('.')
            .unwrap_or((mantissa.trim_start_matches(['-', '+']), ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let kept = all.trim_end_matches('0');
        let digits = kept.trim_start_matches('0').to_owned();
        let exponent = exponent - part.len() as i64 + (all.len() - kept.len()) as i64;
        let zero = digits.is_empty();
        Some(Self {
            negative: negative && !zero,
            digits,
            exponent: if zero { 0 } else { exponent },
        })
    }
}

/// A JSON value's text without its quotes.
pub fn unquoted(value: &RawValue) -> &str {
    value.get().trim_matches('"')
}

/// Forgets what carries no meaning: spaces, quotes, emphasis, width.
pub fn fold(text: Option<&str>) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let empty = |c: &char| c.is_whitespace() || "“”‘’\"'*《》「」".contains(*c);
    text.unwrap_or_default()
        .chars()
        .map(narrow)
        .filter(|c| !empty(c))
        .collect()
}

/// How much two texts have in common: the F1 of their characters, whatever their order.
pub fn alike(a: &str, b: Option<&str>) -> Ratio {
    let (a, b) = (fold(Some(a)), fold(b));
    let mut left: HashMap<char, usize> = HashMap::new();
    a.chars().for_each(|c| *left.entry(c).or_default() += 1);
    let mut both = 0;
    for c in b.chars() {
        if let Some(n) = left.get_mut(&c).filter(|n| **n > 0) {
            *n -= 1;
            both += 1;
        }
    }
    let sum = a.chars().count() + b.chars().count();
    Ratio(2 * both, sum.max(1))
}

/// A date without its qualifications, which are not compared.
pub fn bare(edtf: &str) -> String {
    edtf.trim().replace(['~', '?', '%'], "")
}

/// Value, unit and comparator agree; of a range its two ends.
pub fn same_value(e: &Expected, f: &Found) -> bool {
    if e.kind == "date" {
        return e.value().map(bare) == f.value.as_deref().map(|v| bare(unquoted(v)));
    }
    let number = |v: &Option<Box<RawValue>>| v.as_deref().and_then(Decimal::of);
    if let Some((low, high)) = e.range() {
        return number(&f.low) == Some(low) && number(&f.high) == Some(high);
    }
    let value = e.value().and_then(Decimal::read);
    assert!(
        value.is_some(),
        "not a number: {:?} for {:?}",
        e.value(),
        e.text
    );
    let comparator = |c: &Option<String>| c.clone().unwrap_or_else(|| "eq".into());
    value == number(&f.value)
        && unit(e.unit.as_deref(), &e.kind) == unit(f.unit.as_deref(), &e.kind)
        && comparator(&e.comparator) == comparator(&f.comparator)
}

/// A unit by its short name; a counter without its scale and without 大.
fn unit(unit: Option<&str>, kind: &str) -> Option<String> {
    let short = match unit? {
        "％" | "percent" => "%",
        "permille" => "‰",
        "per_100k" => "/10万",
        "per_10k" => "/万",
        "百分点" | "个百分点" => "pp",
        "" => return None,
        other => other,
    };
    if !matches!(kind, "count" | "indicator_count") {
        return Some(short.into());
    }
    let counter = short.trim_start_matches(['万', '亿', '千', '百']);
    let counter = counter
        .strip_prefix('大')
        .filter(|c| !c.is_empty())
        .unwrap_or(counter);
    Some(counter.into())
}

/// Role agrees, and status, which dates have none of.
pub fn same_role(e: &Expected, f: &Found) -> bool {
    e.role() == f.role.as_deref() && (e.kind == "date" || e.status == f.status)
}

/// Subjects share seven tenths of their characters, one agent holds the other, periods are the same.
///
/// A subject or a period that is not expected is not compared.
pub fn same_context(e: &Expected, f: &Found) -> bool {
    let given = |s: &Option<String>| s.clone().filter(|s| !s.is_empty());
    let subject = given(&e.subject).is_none_or(|s| alike(&s, f.subject.as_deref()) >= tenths(7));
    let (a, b) = (fold(e.agent.as_deref()), fold(f.agent.as_deref()));
    let agent = a == b || (!a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a)));
    let period = given(&e.period).is_none_or(|p| Some(bare(&p)) == f.period.as_deref().map(bare));
    subject && agent && period
}

/// The unit, its part and its task agree.
pub fn same_responsibility(e: &Expected, f: &Found) -> bool {
    let agent = f
        .agent
        .as_deref()
        .filter(|a| !a.is_empty())
        .or(f.text.as_deref());
    let unit = e.agent.as_deref().unwrap_or(&e.text);
    let task = e.subject.as_deref().unwrap_or_default();
    fold(Some(unit)) == fold(agent)
        && e.role() == f.role.as_deref()
        && alike(task, f.subject.as_deref()) >= tenths(7)
}
