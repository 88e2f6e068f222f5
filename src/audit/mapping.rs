//! Facts → figures, one to one.
//!
//! In: a fact as read, and what the registries add to it. Out: a [`Figure`]. Not
//! here: which facts there are (`fact`), what is done with them.

use super::figure::Figure;
use crate::fact::Fact;
use crate::names::Added;
use crate::text::Points;
use smol_str::{SmolStr, format_smolstr};
use std::sync::Arc;

/// A fact as the audit sees it; `id` is its id in the records, `before` is the fact before it, `points` counts
/// the file's text.
pub fn figure(
    id: SmolStr,
    fact: Fact,
    added: Added,
    before: Option<&Figure>,
    points: &Points,
) -> Figure {
    let (value, upper) = match fact.number {
        Some((value, upper)) => (Some(value), upper),
        None => (None, None),
    };
    // A cell's evidence is made from its heads: there is no sentence to read.
    let sentence = match fact.within.is_empty() {
        true => Arc::from(""),
        false => match before.filter(|f| *f.sentence == *fact.evidence) {
            Some(same) => same.sentence.clone(),
            None => fact.evidence.into(),
        },
    };
    Figure {
        id,
        kind: fact.kind,
        role: fact.role,
        status: fact.status,
        value,
        upper,
        date: fact.date,
        comparator: fact.comparator,
        unit: fact.unit,
        subject: fact.subject,
        agent: fact.agent,
        period: fact.period,
        region: added.region,
        region_code: added.region_code,
        indicator: added.indicator,
        group: fact.group.map(|g| format_smolstr!("g{g}")),
        section: fact.section.clone(),
        sentence,
        at: fact.within,
        span: fact.span,
        points: (points.chars(fact.span.start), points.chars(fact.span.end)),
        line: points.line(fact.span.start),
    }
}
