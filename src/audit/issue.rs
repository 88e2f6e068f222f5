//! Findings of one cause → one issue.
//!
//! In: all findings. Out: the same, those that share a figure under one number,
//! each with its key. Not here: repairs (`repair`).

use super::context::Context;
use super::finding::{Finding, Ref, Spot};
use crate::record::Verdict;
use std::cmp::Reverse;
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
        let n = *numbers.entry(find(&mut root, i)).or_insert(next);
        out[at].issue = Some(n);
    }
}

/// The first of a set; the way to it is halved for whoever asks next.
fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}

fn join(root: &mut [usize], a: usize, b: usize) {
    let (a, b) = (find(root, a), find(root, b));
    root[a.max(b)] = a.min(b);
}

/// Findings by what they speak of, as places in the list of all.
pub struct Told {
    /// The findings of each issue, in the order of its number.
    pub of_issue: Vec<Vec<usize>>,
    /// The findings that name a figure.
    pub of_figure: HashMap<Ref, Vec<usize>>,
    /// How many findings confirm a figure by another.
    confirmed: HashMap<Ref, usize>,
}

impl Told {
    /// Reads the grouped findings.
    pub fn of(all: &[Finding]) -> Self {
        let issues = all.iter().filter_map(|f| f.issue).max();
        let mut told = Self {
            of_issue: vec![Vec::new(); issues.map_or(0, |n| n + 1)],
            of_figure: HashMap::new(),
            confirmed: HashMap::new(),
        };
        for (i, f) in all.iter().enumerate() {
            if let Some(number) = f.issue {
                told.of_issue[number].push(i);
            }
            for r in once(f) {
                told.of_figure.entry(r).or_default().push(i);
            }
            if f.verdict == Verdict::Consistent && f.figures.len() > 1 {
                for r in &f.figures {
                    *told.confirmed.entry(*r).or_default() += 1;
                }
            }
        }
        told
    }

    /// The least set of figures whose change would remove every finding of the issue: figures
    /// that other checks confirm are taken last.
    pub fn least(&self, all: &[Finding], issue: usize) -> Vec<Ref> {
        let mut open: BTreeSet<usize> = self.of_issue[issue].iter().copied().collect();
        let mut hits: BTreeMap<Ref, usize> = BTreeMap::new();
        for r in open.iter().flat_map(|i| once(&all[*i])) {
            *hits.entry(r).or_default() += 1;
        }
        let rank = |r: Ref, hits: usize| {
            let confirmed = self.confirmed.get(&r).copied().unwrap_or(0);
            (hits, Reverse(confirmed), r)
        };
        let mut queue: BTreeSet<_> = hits.iter().map(|(r, n)| rank(*r, *n)).collect();
        let mut out = Vec::new();
        while let Some((_, _, best)) = queue.pop_last() {
            out.push(best);
            for &i in &self.of_figure[&best] {
                if !open.remove(&i) {
                    continue;
                }
                for r in once(&all[i]) {
                    let Some(n) = hits.get_mut(&r) else { continue };
                    queue.remove(&rank(r, *n));
                    *n -= 1;
                    if *n > 0 && r != best {
                        queue.insert(rank(r, *n));
                    }
                }
            }
        }
        out
    }
}

/// The figures of a finding, each once.
fn once(f: &Finding) -> impl Iterator<Item = Ref> {
    let set: BTreeSet<Ref> = f.figures.iter().copied().collect();
    set.into_iter()
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
        out.push('|');
        out.push_str(g.subject.as_deref().unwrap_or(""));
        out.push('=');
        match g.value {
            Some(value) => out.push_str(&value.to_string()),
            None => out.push_str(g.date.as_deref().unwrap_or("")),
        }
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
