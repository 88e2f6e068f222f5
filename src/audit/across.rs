//! A file's documents → what checks across documents read of them.
//!
//! In: the context of one file. Out: its documents with the sentences that hold a figure
//! under a full key, and the blocks that name parameters; nothing else of a folder has
//! to be held. Not here: the checks (`x01` and on).

use super::context::Context;
use super::figure::AuditDocument;
use super::series;
use super::x02::named;
use std::collections::BTreeSet;

/// What is kept of each document; the text of a file goes where no place of it can be asked for.
pub fn kept(ctx: &Context) -> Vec<AuditDocument> {
    let mut out: Vec<AuditDocument> = ctx.documents.iter().map(AuditDocument::bare).collect();
    let mut figures: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); out.len()];
    for s in &ctx.sentences {
        let ids = s.slots.iter().map(|s| s.1);
        if ctx.words.any("closing_year", s.text) || ids.clone().any(|i| wanted(ctx, i)) {
            figures[s.document].extend(ids);
        }
    }
    for (id, f) in ctx.figs.iter().enumerate() {
        if f.sentence.is_none() && wanted(ctx, id) {
            figures[f.me.document].insert(id);
        }
    }
    let named_in = |n: usize, index: usize, text: &str| {
        let held = &ctx.held[n][index];
        let mut patterns = ctx.words.patterns("X03").iter();
        patterns.any(|p| held.meets(&p.needs) && p.regex.is_match(text))
    };
    for (n, kept) in out.iter_mut().enumerate() {
        let of = figures[n].iter().map(|i| ctx.fig(*i).figure.clone());
        kept.figures = of.collect();
        let blocks = ctx.documents[n].document.blocks.iter().enumerate();
        let blocks = blocks.filter(|(i, b)| named_in(n, *i, &b.plain.text));
        kept.document.blocks = blocks.map(|(_, b)| b.clone()).collect();
    }
    let doubtful = |i: &usize| ctx.doubtful(&[*i]);
    let asked = out.iter().any(|d| !d.document.blocks.is_empty());
    if !asked && !figures.iter().flatten().any(doubtful) {
        out.iter_mut().for_each(|d| d.raw = "".into());
    }
    out.retain(|d| !d.figures.is_empty() || !d.document.blocks.is_empty());
    out
}

/// A figure that has a key, or counts something of a programme.
fn wanted(ctx: &Context, id: usize) -> bool {
    let f = ctx.fig(id);
    let subject = f.figure.subject.as_deref().unwrap_or("");
    let programme = || {
        ctx.words
            .programmes
            .iter()
            .any(|p| named(subject, &p.words))
    };
    series::key(ctx, f).is_some() || (f.figure.value.is_some() && programme())
}
