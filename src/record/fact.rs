//! A fact's fields where they lie, for whoever only spells them.
//!
//! In: a row, or what one is made of. Out: the row. Most facts become a line at once, for which nothing
//! need be moved, counted or kept. Not here: spelling (`line`).

use super::{Decimal, FactRow, Value};
use crate::value::{Comparator, Kind, Role, Status};
use smol_str::SmolStr;
use std::sync::Arc;

/// The fields of a [`FactRow`].
#[derive(Debug)]
pub(crate) struct FactFields<'a> {
    pub id: &'a str,
    pub document: &'a Arc<str>,
    pub path: &'a Arc<str>,
    pub kind: Kind,
    pub role: Option<Role>,
    pub status: Option<Status>,
    /// The value where it is a quantity, or else a date.
    pub quantity: Option<Decimal>,
    pub date: Option<&'a SmolStr>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    pub unit: &'a Option<SmolStr>,
    pub comparator: Option<Comparator>,
    pub subject: &'a Option<String>,
    pub indicator: &'a Option<SmolStr>,
    pub agent: &'a Option<SmolStr>,
    pub agent_name: &'a Option<SmolStr>,
    pub period: &'a Option<SmolStr>,
    pub region: &'a Option<SmolStr>,
    pub region_code: &'a Option<SmolStr>,
    pub group: Option<SmolStr>,
    pub section: &'a Arc<[String]>,
    pub start: usize,
    pub end: usize,
    pub line: usize,
    pub page: Option<usize>,
    pub text: &'a str,
    pub evidence: &'a str,
    pub rule: &'a SmolStr,
}

impl<'a> FactFields<'a> {
    /// Those of a row.
    pub fn of(f: &'a FactRow) -> Self {
        let (quantity, date) = match &f.value {
            Some(Value::Quantity(n)) => (Some(*n), None),
            Some(Value::Date(date)) => (None, Some(date)),
            None => (None, None),
        };
        Self {
            id: &f.id,
            document: &f.document,
            path: &f.path,
            kind: f.kind,
            role: f.role,
            status: f.status,
            quantity,
            date,
            low: f.low,
            high: f.high,
            unit: &f.unit,
            comparator: f.comparator,
            subject: &f.subject,
            indicator: &f.indicator,
            agent: &f.agent,
            agent_name: &f.agent_name,
            period: &f.period,
            region: &f.region,
            region_code: &f.region_code,
            group: f.group.clone(),
            section: &f.section,
            start: f.start,
            end: f.end,
            line: f.line,
            page: f.page,
            text: &f.text,
            evidence: &f.evidence,
            rule: &f.rule,
        }
    }

    /// The row that has them.
    pub fn to_row(&self) -> FactRow {
        let date = self.date.cloned().map(Value::Date);
        FactRow {
            id: self.id.into(),
            document: self.document.clone(),
            path: self.path.clone(),
            kind: self.kind,
            role: self.role,
            status: self.status,
            value: self.quantity.map(Value::Quantity).or(date),
            low: self.low,
            high: self.high,
            unit: self.unit.clone(),
            comparator: self.comparator,
            subject: self.subject.clone(),
            indicator: self.indicator.clone(),
            agent: self.agent.clone(),
            agent_name: self.agent_name.clone(),
            period: self.period.clone(),
            region: self.region.clone(),
            region_code: self.region_code.clone(),
            group: self.group.clone(),
            section: self.section.clone(),
            start: self.start,
            end: self.end,
            line: self.line,
            page: self.page,
            text: self.text.into(),
            evidence: self.evidence.into(),
            rule: self.rule.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Row, samples};
    use super::*;

    #[test]
    fn a_row_has_its_own_fields() {
        for row in samples::rows() {
            let Row::Fact(fact) = row else { continue };
            let again = Row::Fact(FactFields::of(&fact).to_row());
            let json = |row: &Row| serde_json::to_string(row).unwrap();
            assert_eq!(json(&again), json(&Row::Fact(fact)));
        }
    }
}
