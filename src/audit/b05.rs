//! Percent where points may be meant.

use super::Check;
use super::b06;
use super::context::Context;
use super::exact::Ratio;
use super::finding::{Finding, Link};
use super::interval::Interval;
use crate::record::Verdict;
use crate::value::Role;

pub static CHECK: Check = Check {
    id: "B05",
    page: "B05 百分点与百分比 / points and percent

What: a share that 提高 or 增长 by X% without 百分点 can be read in two ways; both bases are shown where the share is stated.
Why: the difference of two percents is points; the wording decides what was meant.
Example: 女职工比例提高6.2% is asked about; 劳动生产率提高6.2% is not a share and is fine.",
    yes: &[
        ("女职工比例提高⟦6.2%|change⟧。", Verdict::Suspicious),
        ("新增女干部⟦320名⟧、女职工⟦411名⟧，分别占总数的⟦22.1%|share⟧和⟦31.5%|share⟧，比上届分别增长⟦3.1%|change⟧和⟦2.2%|change⟧。", Verdict::Suspicious),
    ],
    no: &[
        "劳动生产率提高⟦6.2%|change⟧。",
        "女职工比例提高⟦6.2个百分点⟧。",
        "工业增加值增长⟦6.2%|change⟧，占比为⟦31%|share⟧。",
    ],
    run,
};

fn run(ctx: &Context, out: &mut Vec<Finding>) {
    for hit in ctx.hits("B05") {
        let free = hit
            .text("name")
            .is_some_and(|n| ctx.words.any("productivity", n));
        let changes: Vec<usize> = hit
            .figures("changes")
            .into_iter()
            .filter(|i| {
                let f = ctx.fig(*i).figure;
                f.role == Some(Role::Change) && f.unit.as_deref() == Some("%")
            })
            .collect();
        if free || changes.is_empty() {
            continue;
        }
        out.push(alone(ctx, &changes));
    }
    for chain in b06::chains(ctx) {
        for w in chain.lists.windows(2) {
            out.extend(share_then_change(ctx, &w[0], &w[1]));
        }
    }
}

fn alone(ctx: &Context, changes: &[usize]) -> Finding {
    let shown: Vec<String> = changes.iter().map(|i| ctx.fig(*i).shown()).collect();
    let shown = shown.join("、");
    ctx.finding("B05", Verdict::Suspicious, changes)
        .link(Link::Medium)
        .readings(&["points", "relative"])
        .say(
            format!("占比变动{shown}口径不明：百分点还是相对增幅"),
            format!("change of a share by {shown}: points or relative?"),
        )
}

/// 分别占…P1和P2，…分别增长G1和G2: growth of the share or of the number?
fn share_then_change(ctx: &Context, shares: &[usize], changes: &[usize]) -> Option<Finding> {
    let is = |ids: &[usize], r: Role| {
        ids.iter().all(|i| {
            ctx.fig(*i).figure.role == Some(r) && ctx.fig(*i).figure.unit.as_deref() == Some("%")
        })
    };
    if shares.len() != changes.len() || !is(shares, Role::Share) || !is(changes, Role::Change) {
        return None;
    }
    let (p, g) = (ctx.fig(*shares.first()?), ctx.fig(*changes.first()?));
    let (pv, gv) = (p.written?.value()?, g.written?.value()?);
    let points = pv.sub(gv)?;
    let relative = pv.div(gv.div(Ratio::whole(100))?.add(Ratio::ONE)?)?;
    let ids: Vec<usize> = shares.iter().chain(changes).copied().collect();
    Some(ctx.finding("B05", Verdict::Suspicious, &ids).link(Link::Medium).readings(&["points", "relative", "number"])
        .against(Some(Interval::point(points)), None).say(
        format!("占比{}“增长{}”口径不明：按百分点上期{points}，按相对增幅上期{relative}", p.shown(), g.shown()),
        format!("share {} changed by {}: base {points} by points, {relative} by relative change", p.shown(), g.shown()),
    ))
}
