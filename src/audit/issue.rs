//! Findings of one cause → one issue.
//!
//! In: all findings. Out: the same, those that share a figure under one number,
//! each with its key. Not here: repairs (`repair`).

use super::context::Context;
use super::finding::{Finding, Ref, Spot};
use crate::record::Verdict;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// Numbers the issues and names every finding.
pub fn group(ctx: &Context, out: &mut [Finding]) {
    let mut same: HashMap<String, usize> = HashMap::new();
    for f in out.iter_mut() {
        f.key = key(ctx, f);
        let before = same.entry(f.key.clone()).or_default();
        *before += 1;
        if *before > 1 {
            let _ = write!(f.key, "|{before}");
        }
    }
    let flagged: Vec<usize> = (0..out.len()).filter(|i| out[*i].flagged()).collect();
    let mut root: Vec<usize> = (0..flagged.len()).collect();
    let mut holder: BTreeMap<Ref, usize> = BTreeMap::new();
    let mut places: Vec<(Spot, usize)> = Vec::new();
    for (i, &at) in flagged.iter().enumerate() {
        for r in &out[at].figures {
            let first = *holder.entry(*r).or_insert(i);
            join(&mut root, first, i);
        }
        places.extend(out[at].places.iter().map(|p| (*p, i)));
    }
    places.sort_unstable();
    let mut reach: Option<(Spot, usize)> = None;
    for (spot, i) in places {
        match reach {
            Some((far, j)) if far.document == spot.document && spot.span.start < far.span.end => {
                join(&mut root, j, i);
                if spot.span.end > far.span.end {
                    reach = Some((spot, i));
                }
            }
            _ => reach = Some((spot, i)),
        }
    }
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, &at) in flagged.iter().enumerate() {
        let next = numbers.len();
        let n = *numbers.entry(find(&root, i)).or_insert(next);
        out[at].issue = Some(n);
    }
}

fn find(root: &[usize], mut i: usize) -> usize {
    while root[i] != i {
        i = root[i];
    }
    i
}

fn join(root: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(root, a), find(root, b));
    root[a.max(b)] = a.min(b);
}

/// The least set of figures whose change would remove every finding of the issue: figures
/// that other checks confirm are taken last.
pub fn least(all: &[Finding], issue: usize) -> Vec<Ref> {
    let mut open: Vec<&Finding> = all
        .iter()
        .filter(|f| f.issue == Some(issue) && !f.figures.is_empty())
        .collect();
    let mut confirmed: BTreeMap<Ref, usize> = BTreeMap::new();
    for f in all
        .iter()
        .filter(|f| f.verdict == Verdict::Consistent && f.figures.len() > 1)
    {
        for r in &f.figures {
            *confirmed.entry(*r).or_default() += 1;
        }
    }
    let mut out = Vec::new();
    while !open.is_empty() {
        let candidates: BTreeSet<Ref> = open
            .iter()
            .flat_map(|f| f.figures.iter().copied())
            .collect();
        let best = candidates.into_iter().max_by_key(|r| {
            let hits = open.iter().filter(|f| f.figures.contains(r)).count();
            (
                hits,
                std::cmp::Reverse(confirmed.get(r).copied().unwrap_or(0)),
                *r,
            )
        });
        let Some(best) = best else { break };
        open.retain(|f| !f.figures.contains(&best));
        out.push(best);
    }
    out
}

/// Check, name of the file and the words of its figures: stays the same while these words do,
/// wherever the file is called from. The second of one key is numbered.
fn key(ctx: &Context, f: &Finding) -> String {
    let mut out = f.check.to_owned();
    let first = f
        .figures
        .first()
        .map(|r| r.document)
        .or(f.places.first().map(|p| p.document));
    if let Some(d) = first {
        out.push('|');
        let path = &ctx.documents[d].path;
        out.push_str(path.rsplit(['/', '\\']).next().unwrap_or_default());
    }
    for r in &f.figures {
        let g = &ctx.documents[r.document].figures[r.figure];
        let value = g
            .value
            .map(|v| v.to_string())
            .or(g.date.clone())
            .unwrap_or_default();
        out.push('|');
        out.push_str(g.subject.as_deref().unwrap_or(""));
        out.push('=');
        out.push_str(&value);
        out.push_str(g.unit.as_deref().unwrap_or(""));
    }
    for p in &f.places {
        out.push('|');
        let text = ctx.documents[p.document]
            .raw
            .get(p.span.start..p.span.end)
            .unwrap_or("");
        out.extend(text.chars().filter(|c| !c.is_whitespace()));
    }
    out
}
