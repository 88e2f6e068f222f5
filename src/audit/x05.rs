//! A value that did not move while its neighbours did.

use super::Check;
use super::context::Context;
use super::finding::{Finding, Link};
use super::series::{self, Keyed};
use crate::record::Verdict;
use crate::value::Kind;
use std::collections::BTreeMap;

pub static CHECK: Check = Check {
    id: "X05",
    page: "X05 陈旧抄录 / stale copy

What: a rate or an amount that equals the value of an earlier year of its key to all of three or more digits is asked about, where most other keys
of both files moved. 0, 100, counts and targets are exempt.
Why: last year's figure was not replaced.
Example: 筛查率 81.37% in 2018 and again in 2019 while the other rates changed.",
    yes: &[(
        "@ path=a.txt region=甲市\n甲率⟦81.37%|s=产前筛查率 p=2018⟧，乙率⟦72.11%|s=产后访视率 p=2018⟧，丙率⟦64.20%|s=系统管理率 p=2018⟧。\n===\n@ path=b.txt region=甲市\n甲率⟦81.37%|s=产前筛查率 p=2019⟧，乙率⟦73.02%|s=产后访视率 p=2019⟧，丙率⟦66.91%|s=系统管理率 p=2019⟧。",
        Verdict::Suspicious,
    )],
    no: &["@ path=a.txt region=甲市\n甲率⟦100%|s=产前筛查率 p=2018⟧，乙率⟦72.11%|s=产后访视率 p=2018⟧。\n===\n@ path=b.txt region=甲市\n甲率⟦100%|s=产前筛查率 p=2019⟧，乙率⟦73.02%|s=产后访视率 p=2019⟧。"],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    let all = ctx.keyed();
    // For each two files: keys that moved and pairs that did not.
    let mut moved: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut still: Vec<(Keyed, Keyed)> = Vec::new();
    for values in all.values() {
        for w in values.windows(2) {
            let files = (w[0].document, w[1].document);
            if w[0].year == w[1].year || ctx.documents[files.0].path == ctx.documents[files.1].path
            {
                continue;
            }
            if ctx.fig(w[0].fig).figure.value == ctx.fig(w[1].fig).figure.value {
                still.push((w[0], w[1]));
            } else {
                *moved.entry(files).or_default() += 1;
            }
        }
    }
    let mut unmoved: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (a, b) in &still {
        *unmoved.entry((a.document, b.document)).or_default() += 1;
    }
    for (a, b) in &still {
        let files = (a.document, b.document);
        let same = unmoved.get(&files).copied().unwrap_or(0);
        let others = moved.get(&files).copied().unwrap_or(0);
        if others >= 2 && others > same && telling(ctx, b.fig) {
            out.push(told(ctx, a, b));
        }
    }
}

fn telling(ctx: &Context, id: usize) -> bool {
    let f = ctx.fig(id).figure;
    let digits = f.value.map_or(0, |v| v.digits);
    matches!(f.kind, Kind::Rate | Kind::Funding)
        && digits >= 100
        && digits % 10 != 0
        && !f.is_target()
}

fn told(ctx: &Context, a: &Keyed, b: &Keyed) -> Finding {
    let v = ctx.fig(b.fig).shown();
    let name = series::name(ctx.fig(b.fig));
    ctx.finding("X05", Verdict::Suspicious, &[a.fig, b.fig])
        .link(Link::High)
        .say(
            format!("{name}{}年值与{}年完全相同（{v}）", b.year, a.year),
            format!("{name} of {} is the same as of {} ({v})", b.year, a.year),
        )
}
