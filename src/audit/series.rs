//! Figures by key, over documents: the base of all checks across documents.
//!
//! In: the context. Out: for each full key (subject, area, unit, kind, role) its dated
//! values. Figures without a subject, an area or a single year have no key and are
//! never compared: without full keys most alarms are false.

use super::context::{Context, Fig};
use std::collections::BTreeMap;

/// One dated value of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyed {
    /// The year that it refers to.
    pub year: i32,
    /// The document.
    pub document: usize,
    /// The figure.
    pub fig: usize,
}

/// All keys with their values in order of year, document, place.
pub fn keyed(ctx: &Context) -> BTreeMap<String, Vec<Keyed>> {
    let mut out: BTreeMap<String, Vec<Keyed>> = BTreeMap::new();
    for fig in 0..ctx.figs.len() {
        let f = ctx.fig(fig);
        if let Some((key, year)) = key(ctx, f) {
            out.entry(key).or_default().push(Keyed {
                year,
                document: f.me.document,
                fig,
            });
        }
    }
    for v in out.values_mut() {
        v.sort_by_key(|k| (k.year, k.document, k.fig));
    }
    out
}

/// The key and the year of a figure.
pub fn key(ctx: &Context, f: &Fig) -> Option<(String, i32)> {
    let (a, b) = super::figure::years(f.figure.period.as_deref()?)?;
    let whole_year = f.figure.period.as_deref().is_some_and(|p| p.len() == 4);
    let usable =
        a == b && whole_year && f.figure.is_level() && f.written?.plain() && !f.region.is_empty();
    (usable && ctx.specific(f)).then(|| {
        let g = f.figure;
        let agent = g.agent.as_deref().filter(|_| f.indicator.is_none());
        let region = f.region_code.unwrap_or(short(f.region));
        (
            format!(
                "{}|{region}|{:?}|{:?}|{:?}|{agent:?}",
                f.subject, g.unit, g.kind, g.role
            ),
            a,
        )
    })
}

/// What a key's figures are called in a message.
pub fn name(f: &Fig) -> String {
    format!("{}{}", short(f.region), f.subject)
}

fn short(region: &str) -> &str {
    region.trim_end_matches(['省', '市'])
}
